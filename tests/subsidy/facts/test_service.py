"""The projection of registry's feed: the newest facts, under the person's own scopes."""

from uuid import UUID

from tests.subsidy.scenes import CITY_CLERK, CLERK, Subsidy

from servicekit.testing import officer


async def scopes(subsidy: Subsidy, person: UUID) -> list[tuple[int, int | None]]:
    rows = await subsidy.service.sql(
        f"select origin_scope, work_scope from employment_facts where person_id = '{person}'"
    )
    return [(row[0], row[1]) for row in rows]


async def test_spells_are_seen_by_whoever_sees_the_person(subsidy: Subsidy) -> None:
    [person] = await subsidy.people(1)
    assert await scopes(subsidy, person) == [(431230100201, 320583000000)]


async def test_a_closed_flow_takes_the_spells_out_of_the_citys_sight(subsidy: Subsidy) -> None:
    [person] = await subsidy.people(1)
    await subsidy.tell([person], work=None, work_state="returned")
    assert {work for _, work in await scopes(subsidy, person)} == {None}
    body = {"person_id": str(person), "family": "transport", "year": 2026}
    assert (await subsidy.post("/v1/claim-checks", CITY_CLERK, body)).status_code == 404
    assert (await subsidy.post("/v1/claim-checks", CLERK, body)).status_code == 200


async def test_registration_elsewhere_moves_the_person_and_the_spells(subsidy: Subsidy) -> None:
    [person] = await subsidy.people(1)
    await subsidy.tell([person], origin="130624200205")
    assert {origin for origin, _ in await scopes(subsidy, person)} == {130624200205}
    body = {"person_id": str(person), "family": "transport", "year": 2026}
    new_home = officer("subsidy_clerk@130624", sub="hebei")
    assert (await subsidy.post("/v1/claim-checks", CLERK, body)).status_code == 404
    assert (await subsidy.post("/v1/claim-checks", new_home, body)).status_code == 200


async def test_what_is_kept_names_nobody(subsidy: Subsidy) -> None:
    await subsidy.people(1)
    columns = await subsidy.service.sql(
        "select column_name from information_schema.columns where table_schema = 'public'"
        " and column_name ~ '(citizen|phone|account_number|bank_account|id_number)'"
    )
    assert columns == []
