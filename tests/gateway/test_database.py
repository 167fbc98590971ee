"""The database's own gate, with no query's help, and the migrations that make it."""

import asyncio

import pytest
from alembic import command
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from tests.gateway.scenes import bearing, officer

from schemas.purposes import Purpose
from schemas.regions import subtree
from schemas.subjects import SubjectKind
from servicekit import migrations
from servicekit.access import PUBLIC, Principal
from servicekit.testing import ServiceUnderTest

OWNED = ("accounts", "account_roles")
SHARED_BY_PARTIES = ("agreements", "agreement_steps")
NOBODY = (
    "signing_keys",
    "authorization_requests",
    "authorization_codes",
    "collected_entries",
    "access_records",
)
COUNTY, CITY, STRANGER = "431230", "3205", "130624"


async def test_the_migrations_make_what_the_models_say(running: ServiceUnderTest) -> None:
    made = migrations.config("gateway", running.owner_url)

    await asyncio.to_thread(command.check, made)


def officer_of(region: str) -> Principal:
    return Principal("o", SubjectKind.OFFICER, Purpose.ADMINISTRATION, own=(subtree(region),))


async def rows(running: ServiceUnderTest, principal: Principal) -> set[str]:
    """The tables in which the caller sees anything."""
    seen = set()
    async with running.context.database.app_session(principal) as session:
        for table in (*OWNED, *SHARED_BY_PARTIES, *NOBODY):
            if await session.scalar(text(f"select count(*) from {table}")):
                seen.add(table)
    return seen


async def signed_agreement(running: ServiceUnderTest) -> None:
    signatory = await officer(running, "signatory", COUNTY)
    terms = {
        "title": "协议",
        "text": "全文",
        "sending_region": COUNTY,
        "receiving_region": CITY,
        "purposes": ["verification"],
        "starts_on": "2020-01-01",
        "ends_on": "2090-12-31",
    }
    drafted = await running.client.post("/v1/agreements", json=terms, headers=bearing(signatory))
    agreement = drafted.json()
    await running.client.post(
        f"/v1/agreements/{agreement['id']}/signature",
        json={"text_digest": agreement["text_digest"]},
        headers=bearing(signatory),
    )


async def test_each_region_sees_its_own_and_its_agreements(running: ServiceUnderTest) -> None:
    await signed_agreement(running)

    assert await rows(running, officer_of(COUNTY)) == {*OWNED, *SHARED_BY_PARTIES}
    assert await rows(running, officer_of(CITY)) == set(SHARED_BY_PARTIES)
    assert await rows(running, officer_of(STRANGER)) == set()
    assert await rows(running, PUBLIC) == set()


@pytest.mark.parametrize(
    "statement",
    [
        "update agreements set state = 'in_force'",
        "update accounts set state = 'suspended'",
        "delete from account_roles",
    ],
)
async def test_no_region_changes_what_is_another_s(
    running: ServiceUnderTest, statement: str
) -> None:
    await signed_agreement(running)

    async with running.context.database.app_session(officer_of(STRANGER)) as session:
        changed = await session.execute(text(f"{statement} returning 1"))
        assert changed.all() == []


async def test_nobody_gives_roles_in_another_region(running: ServiceUnderTest) -> None:
    await signed_agreement(running)
    statement = text(
        "insert into account_roles (account_id, role, region, owner_scope)"
        " select '00000000-0000-0000-0000-000000000000', 'administrator', '00', 0"
    )

    with pytest.raises(DBAPIError, match="row-level security"):
        async with running.context.database.app_session(officer_of(STRANGER)) as session:
            await session.execute(statement)
