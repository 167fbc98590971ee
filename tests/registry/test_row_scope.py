"""HN2: who sees whom: own region always, the work region under an agreement, nobody else."""

import pytest
from sqlalchemy import func, select
from tests.registry.scenes import (
    COUNTY,
    Registry,
    Worker,
    citizen_id,
    insured,
    insured_row,
    several,
    transfer,
)

from registry.models import Base
from schemas.purposes import Purpose
from schemas.regions import subtree
from schemas.subjects import SubjectKind
from servicekit.access import Principal
from servicekit.testing import officer

HOLDING = (
    "people",
    "linkage_keys",
    "source_records",
    "evidence",
    "employments",
    "flows",
    "imports",
)


@pytest.fixture
async def peopled(registry: Registry) -> Registry:
    await registry.brought(registry.county, transfer(*several(4)))
    return registry


async def test_another_county_sees_nothing(peopled: Registry) -> None:
    person = await peopled.only_person()

    assert await peopled.people(peopled.other_county) == []
    for path in ("", "/provenance", "/employments"):
        answer = await peopled.get(peopled.other_county, f"/v1/workers/{person}{path}")
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    asked = {"citizen_id": several(1)[0].id}
    found = await peopled.post(peopled.other_county, "/v1/workers/lookup", asked)
    assert found.json() == {"items": []}


async def test_another_countys_import_is_not_found(peopled: Registry) -> None:
    (done,) = (await peopled.get(peopled.county, "/v1/imports")).json()["items"]

    for path in ("", "/report", "/events"):
        answer = await peopled.get(peopled.other_county, f"/v1/imports/{done['id']}{path}")
        assert answer.status_code == 404


@pytest.mark.parametrize("table", HOLDING)
async def test_the_database_shows_no_row_without_a_context_or_to_another_region(
    peopled: Registry, table: str
) -> None:
    database = peopled.service.context.database
    counted = select(func.count()).select_from(Base.metadata.tables[table])

    async with database.app_engine.connect() as connection:
        assert await connection.scalar(counted) == 0
    for region, least in (("130624", 0), (COUNTY, 1)):
        who = Principal("x", SubjectKind.OFFICER, Purpose.SUPERVISION, own=(subtree(region),))
        async with database.app_session(who) as session:
            seen = await session.scalar(counted)
        assert seen is not None
        assert seen == 0 if least == 0 else seen >= least


async def test_the_job_role_sees_no_row_as_another_kind(peopled: Registry) -> None:
    counted = select(func.count()).select_from(Base.metadata.tables["identifiers"])

    async with peopled.service.context.database.job_session(kind="system:other") as session:
        assert await session.scalar(counted) == 0


async def test_the_work_region_sees_exactly_the_flow_while_the_agreement_holds(
    peopled: Registry,
) -> None:
    at_home = Worker(name="石在家", id=citizen_id(501), phone="13700000001").but(
        place=("", "", ""), started="", employer="", wage="", organised=""
    )
    await peopled.brought(peopled.county, transfer(at_home))
    assert await peopled.people(peopled.agreed()) == []

    await peopled.in_force()
    seen = await peopled.people(peopled.agreed())

    assert len(seen) == 4
    assert all(one["name_is_masked"] and one["name"].endswith("*") for one in seen)

    await peopled.in_force("suspended")
    assert await peopled.people(peopled.agreed()) == []
    assert len(await peopled.people(peopled.county)) == 5


async def test_a_cross_region_read_leaves_a_record_with_its_purpose(peopled: Registry) -> None:
    await peopled.in_force()
    await peopled.people(peopled.agreed())

    rows = await peopled.service.sql(
        "select count(distinct person_id), min(purpose), min(actor) from audit_entries"
        " where outcome = 'disclosed'"
    )

    assert list(rows[0]) == [4, "employment_service", "city-officer"]


async def test_a_read_of_ones_own_people_leaves_no_cross_region_record(peopled: Registry) -> None:
    await peopled.people(peopled.county)

    assert (
        await peopled.service.sql("select 1 from audit_entries where outcome = 'disclosed'") == []
    )


async def test_a_city_keeps_seeing_its_own_evidence_but_not_the_person(peopled: Registry) -> None:
    (one,) = several(1)
    await peopled.brought(peopled.city, insured(insured_row(one)), "social-insurance")

    who = Principal("x", SubjectKind.OFFICER, Purpose.SUPERVISION, own=(subtree("3205"),))
    tables = Base.metadata.tables
    async with peopled.service.context.database.app_session(who) as session:
        counts = [
            await session.scalar(select(func.count()).select_from(tables[name]))
            for name in ("evidence", "source_records", "people")
        ]

    assert counts == [1, 1, 0]


async def test_a_city_never_edits_the_golden_record_of_a_sending_county(peopled: Registry) -> None:
    (one,) = several(1)
    before = await peopled.service.sql(
        "select md5(sealed), provenance::text from people order by 1"
    )

    await peopled.brought(
        peopled.city, insured(insured_row(one.but(name=one.name[:2] + "名"))), "social-insurance"
    )

    after = await peopled.service.sql("select md5(sealed), provenance::text from people order by 1")
    assert before == after


async def test_unknown_filters_are_an_error_never_the_whole_table(peopled: Registry) -> None:
    answer = await peopled.get(peopled.county, "/v1/workers?regoin=431230")

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")


async def test_a_missing_scope_is_403_and_no_token_401(peopled: Registry) -> None:
    payer = await peopled.get(officer("payer@431230"), "/v1/workers")
    nobody = await peopled.service.client.get("/v1/workers")

    assert (payer.status_code, nobody.status_code) == (403, 401)
