"""DC3, HE4: a first administrator, a sign-in, accounts, and an agreement that two sides sign."""

import json
from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import httpx2
import pytest
from pydantic import SecretStr

from gateway import bootstrap
from gateway.signin import keys
from schemas.gateway import AccountCreate, AgreementCreate, RoleAtRegion
from schemas.purposes import Purpose
from schemas.roles import RoleName
from servicekit.testing import Serve, ServiceUnderTest
from wengang.client import Wengang
from wengang.problems import ApiProblem

ADMINISTRATOR = {
    "username": "admin",
    "password": "correct horse battery staple",
    "display_name": "管理员",
    "region": "00",
}


@pytest.fixture
async def gateway(serve: Serve) -> AsyncIterator[ServiceUnderTest]:
    async with serve("gateway") as service:
        await keys.rotate(service.context)
        context = service.context
        wanted = {"administrator": ADMINISTRATOR, "clients": []}
        await bootstrap.apply(context.database, context.keys, wanted)
        yield service


def caller(gateway: ServiceUnderTest, **options: Any) -> Wengang:
    transport = httpx2.ASGITransport(gateway.app)
    return Wengang("http://gateway.test", transport=transport, **options)


async def signed_in(gateway: ServiceUnderTest, username: str, password: str) -> Wengang:
    client = caller(gateway)
    await client.sign_in(username, password)
    return client


async def administrator(gateway: ServiceUnderTest) -> Wengang:
    return await signed_in(gateway, ADMINISTRATOR["username"], ADMINISTRATOR["password"])


async def officer(gateway: ServiceUnderTest, username: str, role: str, region: str) -> Wengang:
    admin = await administrator(gateway)
    password = f"secret of {username} 2026"
    account = AccountCreate(
        username=username,
        password=SecretStr(password),
        display_name="经办人",
        region=region,
        roles=[RoleAtRegion(role=RoleName(role), region=region)],
    )
    await admin.accounts.create(account)
    return await signed_in(gateway, username, password)


async def test_the_first_administrator_signs_in_and_is_known(gateway: ServiceUnderTest) -> None:
    client = await administrator(gateway)

    me = await client.me()

    assert "accounts.admin" in json.dumps(me.model_dump(mode="json"))


async def test_a_wrong_password_is_refused(gateway: ServiceUnderTest) -> None:
    with pytest.raises(ApiProblem, match="401"):
        await signed_in(gateway, "admin", "not the password")


async def test_the_bootstrap_is_applied_once(gateway: ServiceUnderTest) -> None:
    context = gateway.context
    changed = {"administrator": {**ADMINISTRATOR, "password": "another one entirely"}}
    await bootstrap.apply(context.database, context.keys, changed)

    assert await administrator(gateway)
    assert await gateway.sql("select count(*) from accounts") == [(1,)]


async def test_both_sides_sign_the_exact_text_and_either_suspends(
    gateway: ServiceUnderTest,
) -> None:
    county = await officer(gateway, "tongdao-signatory", "signatory", "431230")
    city = await officer(gateway, "suzhou-signatory", "signatory", "3205")
    drafted = await county.agreements.draft(
        AgreementCreate(
            title="通道—苏州劳务协作协议",
            text="双方协作稳岗。",
            sending_region="431230",
            receiving_region="3205",
            purposes=[Purpose.EMPLOYMENT_SERVICE, Purpose.VERIFICATION],
            starts_on=date(2020, 1, 1),
            ends_on=date(2090, 12, 31),
        )
    )

    once = await county.agreements.sign(drafted)
    with pytest.raises(ApiProblem, match="agreement_signed_already"):
        await county.agreements.sign(drafted)
    twice = await city.agreements.sign(drafted)
    held = await city.agreements.suspend(twice.id, "核对名单")
    with pytest.raises(ApiProblem, match="agreement_not_suspended_by_you"):
        await county.agreements.resume(held.id, "x")
    again = await city.agreements.resume(held.id, "已核对")

    assert [one.state.value for one in (drafted, once, twice, held, again)] == [
        "draft",
        "signed_by_one",
        "in_force",
        "suspended",
        "in_force",
    ]
    # What a party sees of the other ends with a suspension; the news of it must not.
    told = "select origin_scope, count(*) from events where work_scope is null group by 1"
    assert sorted(await gateway.sql(told)) == [(320500000000, 5), (431230000000, 5)]


async def test_a_stranger_does_not_find_the_agreement(gateway: ServiceUnderTest) -> None:
    stranger = await officer(gateway, "fuping-signatory", "signatory", "130624")

    assert [one async for one in stranger.agreements.list()] == []


async def test_a_county_administrator_reaches_no_further_than_the_county(
    gateway: ServiceUnderTest,
) -> None:
    county = await officer(gateway, "tongdao-admin", "administrator", "431230")

    with pytest.raises(ApiProblem, match="outside_your_administration"):
        await county.accounts.create(
            AccountCreate(
                username="elsewhere",
                password=SecretStr("secret of elsewhere 2026"),
                display_name="他人",
                region="130624",
                roles=[RoleAtRegion(role=RoleName.REGISTRAR, region="130624")],
            )
        )


@pytest.mark.parametrize("path", ["/", "/docs", "/status.json", "/v1/regions/431230"])
async def test_pages_and_public_answers_need_no_sign_in(
    gateway: ServiceUnderTest, path: str
) -> None:
    answer = await gateway.client.get(path)

    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize("path", ["/", "/docs"])
async def test_pages_load_nothing_from_outside(gateway: ServiceUnderTest, path: str) -> None:
    answer = await gateway.client.get(path)

    assert "content-security-policy" in answer.headers
    assert 'src="http' not in answer.text
    assert 'href="http' not in answer.text


async def test_an_outer_token_of_another_key_is_refused(gateway: ServiceUnderTest) -> None:
    forged = gateway.signer.token("wengang")

    answer = await gateway.client.get("/v1/me", headers={"Authorization": f"Bearer {forged}"})

    assert answer.status_code == 401
