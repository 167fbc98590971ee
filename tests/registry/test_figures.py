"""The situation by region, and what neighbours may ask."""

from tests.registry.scenes import (
    COUNTY,
    Registry,
    Worker,
    insured,
    insured_row,
    several,
    transfer,
)


async def test_the_county_sees_the_verified_share_by_township(registry: Registry) -> None:
    people = several(4)
    await registry.brought(registry.county, transfer(*people))
    await registry.brought(registry.city, insured(insured_row(people[0])), "social-insurance")

    answer = await registry.get(registry.county, f"/v1/situation?region={COUNTY}&level=township")

    found = answer.json()
    assert (found["total"]["people"], found["total"]["verified_share"]) == (4, 0.25)
    rows = {row["region"]: row for row in found["items"]}
    assert (rows["431230100"]["working"], rows["431230100"]["flows_out"]) == (4, 4)
    empty = [row for row in found["items"] if row["people"] == 0]
    assert empty
    assert {row["verified_share"] for row in empty} == {None}


async def test_another_region_counts_nobody(registry: Registry) -> None:
    await registry.brought(registry.county, transfer(Worker()))

    answer = await registry.get(registry.other_county, f"/v1/situation?region={COUNTY}")

    assert answer.json()["total"]["people"] == 0


async def test_the_front_page_has_figures_and_no_person(registry: Registry) -> None:
    await registry.brought(registry.county, transfer(*several(3)))

    answer = await registry.service.client.get(
        "/internal/board", headers=registry.service.service("svc-gateway")
    )

    (row,) = answer.json()["items"]
    assert (row["region"], row["people"], row["follow_ups_open"]) == (COUNTY, 3, 0)


async def test_a_neighbour_learns_where_a_person_belongs(registry: Registry) -> None:
    await registry.brought(registry.county, transfer(Worker()))
    person = await registry.only_person()
    headers = registry.service.service("svc-gateway")

    known = await registry.service.client.get(f"/internal/workers/{person}/scope", headers=headers)
    unknown = await registry.service.client.get(
        "/internal/workers/01890000-0000-7000-8000-0000000000ff/scope", headers=headers
    )

    assert known.json()["origin"] == "431230100220"
    assert unknown.json()["origin"] is None


async def test_names_are_opened_for_services_alone_under_one_audit_entry(
    registry: Registry,
) -> None:
    await registry.brought(registry.county, transfer(*several(2)))
    ids = [person["person_id"] for person in await registry.people(registry.county)]
    body = {"person_ids": ids, "fields": ["name"], "purpose": "subsidy"}
    client = registry.service.client

    officer_asks = await client.post(
        "/internal/people:resolve", json=body, headers=registry.service.bearer(**registry.county)
    )
    service_asks = await client.post(
        "/internal/people:resolve", json=body, headers=registry.service.service("svc-subsidy")
    )

    assert officer_asks.status_code == 403
    assert [one["person_id"] for one in service_asks.json()["items"]] == ids
    entries = await registry.service.sql(
        "select object_id from audit_entries where operation = 'resolvePeople' and outcome = 'done'"
    )
    assert [row[0] for row in entries] == ["2"]


async def test_sources_are_listed_with_their_columns(registry: Registry) -> None:
    answer = await registry.get(registry.county, "/v1/sources")

    codes = {one["code"]: one["registers_people"] for one in answer.json()["items"]}
    assert codes == {"poverty-register": True, "hr-transfer": True, "social-insurance": False}
