"""The database's own gate: what another region sees when no query helps to hide it."""

import pytest
from sqlalchemy import text
from tests.subsidy.money import COUNTY, MONDAY, OTHER_COUNTY, Money, Registry, business_day

from schemas.purposes import Purpose
from schemas.regions import subtree
from schemas.subjects import SubjectKind
from servicekit.access import PUBLIC, Principal
from servicekit.testing import Serve

REGIONAL = (
    "claims",
    "reviews",
    "holds",
    "person_facts",
    "employment_facts",
    "payment_batches",
    "payments",
    "accounts",
    "transfers",
)
PUBLISHED = ("public_notices", "notice_entries", "policies")


def officer_of(region: str) -> Principal:
    return Principal("o", SubjectKind.OFFICER, Purpose.SUBSIDY, own=(subtree(region),))


async def rows(money: Money, principal: Principal) -> dict[str, int]:
    found = {}
    async with money.service.context.database.app_session(principal) as session:
        for table in (*REGIONAL, *PUBLISHED):
            statement = text(f"select count(*) from {table}")
            found[table] = int(await session.scalar(statement) or 0)
    return found


async def test_each_region_sees_its_own_and_everybody_what_is_published(serve: Serve) -> None:
    registry = Registry()
    async with serve("subsidy", neighbours=registry) as service:
        with business_day(MONDAY):
            money = Money(service, registry)
            await money.prepare()
            await money.approved(await money.person())
            await money.batch()

        own = await rows(money, officer_of(COUNTY))
        assert all(own.values()), own
        for stranger in (officer_of(OTHER_COUNTY), PUBLIC):
            seen = await rows(money, stranger)
            assert {table for table in REGIONAL if seen[table]} == set()
            assert all(seen[table] for table in PUBLISHED)


@pytest.mark.parametrize("table", ["claims", "payments", "payment_batches", "holds"])
async def test_no_region_writes_into_another(serve: Serve, table: str) -> None:
    registry = Registry()
    async with serve("subsidy", neighbours=registry) as service:
        with business_day(MONDAY):
            money = Money(service, registry)
            await money.prepare()
            await money.approved(await money.person())
            await money.batch()

        database = service.context.database
        async with database.app_session(officer_of(OTHER_COUNTY)) as session:
            changed = await session.execute(text(f"update {table} set state = state returning 1"))
            assert changed.all() == []
