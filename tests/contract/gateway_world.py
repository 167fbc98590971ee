"""A county and a city with agreements at each stage, and an account for each of the callers."""

import json
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

import httpx2
from tests.contract.table import Table
from tests.gateway.conftest import registry
from tests.gateway.scenes import (
    CLI,
    PASSWORD,
    REDIRECT,
    SignIn,
    assertion,
    bearing,
    client_credentials,
    client_of,
    prepared,
)

from gateway.signin import rules, tokens
from gateway.signin.grants import service_claims
from schemas.scopes import Scope
from servicekit import clock
from servicekit.ids import uuid7
from servicekit.testing import ISSUER, ServiceUnderTest

__all__ = ["bearing_of", "build", "registry"]
COUNTY, CITY, APART = "431230", "3205", "11"
QUESTIONS = ("caller", "other_province", "lower_level", "wrong_region")
TERMS = {
    "title": "劳务协作协议",
    "text": "双方全文。",
    "sending_region": COUNTY,
    "receiving_region": CITY,
    "purposes": ["verification"],
    "starts_on": "2020-01-01",
    "ends_on": "2090-12-31",
}


async def build(service: ServiceUnderTest, table: Table) -> dict[str, str]:
    await prepared(service)
    (row,) = await service.sql("select id from accounts where username = 'admin'")
    world = _Gateway(service, str(row[0]))
    wanted = [*table.callers, ""]
    held = {tuple(table.roles(caller, one)) for caller in wanted for one in QUESTIONS}
    accounts = {_key(roles): await world.account(roles, APART) for roles in held}
    sending = await world.account([f"signatory@{COUNTY}"], APART)
    receiving = await world.account([f"signatory@{CITY}"], APART)
    every = table.roles("", "everything")
    accounts[_key(every)] = await world.account(every, APART)
    draft = await world.agreement(sending)
    in_force = await world.agreement(sending, sending, receiving)
    suspended = await world.agreement(sending, sending, receiving)
    await world.post(sending, f"/v1/agreements/{suspended['id']}/suspension", {"reason": "核对"})
    await world.post(world.admin, "/v1/agencies", {"name": "样例公司", "region": COUNTY})
    await world.post(world.admin, "/v1/clients", _client("county-exchange"))
    person = str(uuid7())
    await service.sql(_access_record(person))
    return {
        **accounts,
        "account_id": await world.account([f"caseworker@{COUNTY}"], COUNTY),
        "agreement_id": draft["id"],
        "text_digest": draft["text_digest"],
        "agreement_in_force": in_force["id"],
        "suspended_agreement": suspended["id"],
        "person_id": person,
        "code": COUNTY,
        "revocation": _encoded({"token": "unknown", "client_id": CLI}),
        "new_client": json.dumps(
            client_of("another-exchange", "system", ["registry.read"], COUNTY)
        ),
        "redirect_uri": REDIRECT,
        "challenge": rules.challenge_of("v" * 43),
    }


async def forms(service: ServiceUnderTest) -> dict[str, str]:
    """Forms that are good for a minute and once: a person's sign-in, a system's assertion."""
    form = await SignIn(service.client).form()
    return {
        "cookie": "; ".join(f"{name}={value}" for name, value in service.client.cookies.items()),
        "login": _encoded({**form, "username": "admin", "password": PASSWORD}),
        "client_credentials": _encoded(client_credentials(assertion())),
    }


async def bearing_of(
    service: ServiceUnderTest, table: Table, caller: str, question: str, ids: Mapping[str, str]
) -> dict[str, str]:
    """Headers with an outer token; a service of ours shows what the token endpoint gave it."""
    if question == "no_token":
        return {"Idempotency-Key": str(uuid7())}
    rightful = table.callers.get(caller, {})
    if "service" in rightful and question not in QUESTIONS[1:]:
        claims: dict[str, Any] = service_claims(ISSUER, rightful["service"], "gateway")
    else:
        claims = _outer(ids[_key(table.roles(caller, question))])
    if question == "expired":
        claims["exp"] = claims["iat"] - 1
    elif question == "wrong_audience":
        claims["aud"] = "registry"
    return bearing(tokens.sign(await service.app.state.keys.current(), claims))


def outer_token(
    keys: tokens.SigningKeys, table: Table, ids: Mapping[str, str], *, lifetime: timedelta
) -> str:
    """The token of an officer who has every role of the county."""
    return tokens.sign(keys, _outer(ids[_key(table.roles("", "everything"))], lifetime))


def _outer(account_id: str, lifetime: timedelta = timedelta(minutes=5)) -> dict[str, Any]:
    claims = tokens.issued(
        ISSUER, tokens.OUTER_AUDIENCE, account_id, at=clock.now(), lifetime=lifetime
    )
    scope = " ".join(one.value for one in Scope)
    return {**claims, "client_id": CLI, "kind": "officer", "region": APART, "scope": scope}


def _key(roles: Iterable[str]) -> str:
    return ",".join(roles)


def _encoded(form: dict[str, str]) -> str:
    return httpx2.Request("POST", ISSUER, data=form).content.decode()


def _client(client_id: str) -> dict[str, Any]:
    return {
        "id": client_id,
        "name": "县级交换系统",
        "kind": "public",
        "region": COUNTY,
        "scopes": ["registry.read"],
        "redirect_uris": [REDIRECT],
    }


def _access_record(person_id: str) -> str:
    return (
        "insert into access_records (person_id, id, service, at, actor, kind, client_id,"
        f" operation, purpose) values ('{person_id}', '{uuid7()}', 'registry', now(),"
        " 'city-officer', 'officer', 'cli', 'getWorker', 'verification')"
    )


class _Gateway:
    """What the first administrator and the signatories do to make the world."""

    def __init__(self, service: ServiceUnderTest, admin: str) -> None:
        self.service, self.admin, self._made = service, admin, 0

    async def post(self, account_id: str, path: str, body: Any) -> dict[str, Any]:
        token = tokens.sign(await self.service.app.state.keys.current(), _outer(account_id))
        answer = await self.service.client.post(path, json=body, headers=bearing(token))
        assert answer.is_success, answer.text
        made: dict[str, Any] = answer.json()
        return made

    async def account(self, roles: Iterable[str], region: str) -> str:
        self._made += 1
        held = [one.partition("@") for one in roles]
        body = {
            "username": f"officer-{self._made}",
            "password": PASSWORD,
            "display_name": "经办人",
            "region": region,
            "roles": [{"role": role, "region": at} for role, _, at in held],
        }
        return str((await self.post(self.admin, "/v1/accounts", body))["id"])

    async def agreement(self, drawn_up_by: str, *signed_by: str) -> dict[str, Any]:
        made = await self.post(drawn_up_by, "/v1/agreements", TERMS)
        for account in signed_by:
            signature = {"text_digest": made["text_digest"]}
            await self.post(account, f"/v1/agreements/{made['id']}/signature", signature)
        return made
