"""Figures by region, day and dimension, and the people behind each of them."""

from datetime import date, timedelta
from typing import Any

import pytest
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

from registry import worker
from servicekit import clock
from servicekit.testing import officer

PATH = "/v1/situation"
PEOPLE = f"{PATH}/people"
NO_VILLAGE = Worker(name="石无村", id=citizen_id(601), phone="13700000601", village="")


@pytest.fixture
async def peopled(registry: Registry) -> Registry:
    """Four at work in the city, the first of them insured there."""
    people = several(4)
    await registry.brought(registry.county, transfer(*people))
    await registry.brought(registry.city, insured(insured_row(people[0])), "social-insurance")
    return registry


async def total(registry: Registry, query: str, who: dict[str, Any] | None = None) -> Any:
    answer = await registry.get(who or registry.county, f"{PATH}?{query}")
    assert answer.status_code == 200, answer.text
    return answer.json()["total"]


async def behind(registry: Registry, query: str, who: dict[str, Any] | None = None) -> Any:
    answer = await registry.get(who or registry.county, f"{PEOPLE}?{query}&total=true")
    assert answer.status_code == 200, answer.text
    return answer.json()


def days_later(days: int) -> None:
    clock.shift_business_clock(clock._clock.offset + timedelta(days=days))


async def test_a_figure_is_broken_down_by_each_dimension_asked_for(peopled: Registry) -> None:
    alone = await total(peopled, f"region={COUNTY}&by=verified")
    crossed = await total(peopled, f"region={COUNTY}&by=state&by=sector&by=organised&by=verified")

    assert [(part["verified"], part["people"]) for part in alone["parts"]] == [
        (False, 3),
        (True, 1),
    ]
    assert {(part["state"], part["sector"], part["organised"]) for part in crossed["parts"]} == {
        ("working", "unknown", "yes")
    }
    assert sum(part["people"] for part in crossed["parts"]) == crossed["people"] == 4
    assert (await total(peopled, f"region={COUNTY}"))["parts"] == []


@pytest.mark.parametrize("path", [PATH, PEOPLE])
@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("by=wage&sector=AA", None),
        ("regoin=431230", "regoin"),
        ("on=2026-03-03", "on"),
        ("on=yesterday", None),
    ],
)
async def test_what_is_not_known_is_an_error_and_never_a_figure(
    peopled: Registry, path: str, query: str, parameter: str | None
) -> None:
    answer = await peopled.get(peopled.county, f"{path}?region={COUNTY}&{query}")

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    if parameter:
        assert [fault["parameter"] for fault in answer.json()["errors"]] == [parameter]


async def test_a_level_above_the_region_is_an_error(peopled: Registry) -> None:
    answer = await peopled.get(peopled.county, f"{PATH}?region={COUNTY}&level=province")

    assert [fault["code"] for fault in answer.json()["errors"]] == ["level_above_region"]


async def test_people_of_a_figure_need_a_token_and_a_scope(peopled: Registry) -> None:
    path = f"{PEOPLE}?region={COUNTY}"

    assert (await peopled.service.client.get(path)).status_code == 401
    assert (await peopled.get(officer(f"payer@{COUNTY}"), path)).status_code == 403


async def test_another_county_has_no_figure_and_nobody_behind_it(peopled: Registry) -> None:
    other = peopled.other_county

    assert (await total(peopled, f"region={COUNTY}", other))["people"] == 0
    assert await behind(peopled, f"region={COUNTY}", other) == {
        "items": [],
        "next_cursor": None,
        "total": 0,
    }


async def test_the_people_of_a_figure_come_in_pages_bound_to_it(peopled: Registry) -> None:
    first = await behind(peopled, f"region={COUNTY}&verified=false&limit=2")
    after = f"limit=2&cursor={first['next_cursor']}"
    second = await behind(peopled, f"region={COUNTY}&verified=false&{after}")
    other = await peopled.get(peopled.county, f"{PEOPLE}?region={COUNTY}&verified=true&{after}")

    ids = [one["person_id"] for page in (first, second) for one in page["items"]]
    assert (len(set(ids)), first["total"], second["next_cursor"]) == (3, 3, None)
    assert other.status_code == 400


async def test_the_city_sees_its_part_masked_and_on_record_while_the_agreement_holds(
    peopled: Registry,
) -> None:
    home = NO_VILLAGE.but(place=("", "", ""), started="", employer="", wage="", organised="")
    await peopled.brought(peopled.county, transfer(home))
    await peopled.in_force()
    city = peopled.agreed()

    assert (await total(peopled, f"region={COUNTY}", city))["people"] == 4
    seen = await behind(peopled, f"region={COUNTY}&verified=true", city)

    assert (seen["total"], seen["items"][0]["name_is_masked"]) == (1, True)
    records = await peopled.service.sql(
        "select person_id, purpose, operation from audit_entries where outcome = 'disclosed'"
    )
    (record,) = [tuple(map(str, row)) for row in records]
    assert record == (seen["items"][0]["person_id"], "employment_service", "listSituationPeople")
    await peopled.in_force("suspended")
    assert (await total(peopled, f"region={COUNTY}", city))["people"] == 0
    assert (await behind(peopled, f"region={COUNTY}", city))["total"] == 0


async def test_people_known_less_exactly_are_a_row_of_their_own(peopled: Registry) -> None:
    await peopled.brought(peopled.county, transfer(NO_VILLAGE))
    township = "431230100"

    answer = await peopled.get(peopled.county, f"{PATH}?region={township}&level=village")

    rows = {row["region"]: row for row in answer.json()["items"]}
    assert (rows[township]["people"], answer.json()["total"]["people"]) == (1, 5)
    (one,) = (await behind(peopled, f"region={township}&level=village"))["items"]
    assert one["name"] == NO_VILLAGE.name
    assert (await behind(peopled, f"region={township}"))["total"] == 5


async def test_an_earlier_days_figure_stays_with_its_people(peopled: Registry) -> None:
    before = clock.business_today()
    person = (await behind(peopled, f"region={COUNTY}&verified=true"))["items"][0]
    days_later(1)

    await peopled.post(peopled.county, "/v1/follow-ups", {"person_id": person["person_id"]})
    await peopled.work()

    now = await total(peopled, f"region={COUNTY}")
    then = await total(peopled, f"region={COUNTY}&on={before}")
    assert (now["working"], now["verified"], now["returned"]) == (3, 0, 1)
    assert (then["working"], then["verified"], then["returned"]) == (4, 1, 0)
    past = await behind(peopled, f"region={COUNTY}&verified=true&on={before}")
    assert [one["person_id"] for one in past["items"]] == [person["person_id"]]
    assert past["items"][0]["work_state"] == "returned"


async def test_a_day_before_anybody_was_known_has_nobody(peopled: Registry) -> None:
    assert (await total(peopled, f"region={COUNTY}&on=2026-03-01"))["people"] == 0
    assert (await behind(peopled, f"region={COUNTY}&on=2026-03-01"))["total"] == 0


async def test_a_verification_runs_out_at_midnight_without_anybody_writing(
    peopled: Registry,
) -> None:
    last = (await behind(peopled, f"region={COUNTY}&verified=true"))["items"][0]["verified_until"]
    days_left = (date.fromisoformat(last) - clock.business_today()).days
    days_later(days_left)
    assert (await total(peopled, f"region={COUNTY}"))["verified"] == 1

    days_later(1)

    assert (await total(peopled, f"region={COUNTY}"))["verified"] == 0
    assert (await behind(peopled, f"region={COUNTY}&verified=true"))["total"] == 0
    assert (await total(peopled, f"region={COUNTY}&on={last}"))["verified"] == 1


async def test_what_has_run_out_is_settled_once_and_told_to_the_others(peopled: Registry) -> None:
    days_later(200)
    for _ in range(2):
        await peopled.service.settle(worker.JOBS, [worker.EXPIRE])

    states = await peopled.service.sql("select distinct state from employments")
    told = await peopled.service.sql(
        "select data ->> 'state' from events where type = 'registry.employment.changed'"
        " order by seq desc limit 1"
    )
    changed = await peopled.service.sql(
        "select count(*) from events where created_at >"
        " (select max(finished_at) from imports) and type = 'registry.employment.changed'"
    )
    assert (states[0][0], told[0][0], changed[0][0]) == ("reported", "reported", 1)
    assert (await total(peopled, f"region={COUNTY}"))["working"] == 4
