"""HN3: a worker who came home has a case of 72 hours, and the board counts to zero."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from tests.registry.scenes import COUNTY, Registry, Worker, transfer

from registry import worker
from servicekit.testing import officer

POST, APPLICATION = "01890000-0000-7000-8000-00000000000a", "01890000-0000-7000-8000-00000000000b"
EMPLOYER, PLACEMENT = "01890000-0000-7000-8000-00000000000c", "01890000-0000-7000-8000-00000000000d"
VILLAGE = officer("caseworker@431230100220", sub="village-officer")


@pytest.fixture
async def peopled(registry: Registry) -> Registry:
    await registry.brought(registry.county, transfer(Worker()))
    return registry


async def opened(registry: Registry, who: dict[str, Any] = VILLAGE) -> dict[str, Any]:
    person = str(await registry.only_person())
    answer = await registry.post(who, "/v1/follow-ups", {"person_id": person})
    assert answer.status_code == 201, answer.text
    await registry.work()
    found: dict[str, Any] = answer.json()
    return found


async def board(registry: Registry) -> tuple[int, int, dict[str, int]]:
    answer = await registry.get(registry.county, f"/v1/follow-ups/board?region={COUNTY}")
    found = answer.json()
    return found["open"], found["overdue"], {r["region"]: r["open"] for r in found["items"]}


async def told(registry: Registry, type_: str, **data: Any) -> None:
    await registry.service.deliver(worker.MATCHING, f"matching.{type_}", data)
    await registry.work()


def application(case: dict[str, Any], state: str) -> dict[str, Any]:
    return {
        "person_id": case["person_id"],
        "application_id": APPLICATION,
        "post_id": POST,
        "employer_id": EMPLOYER,
        "follow_up_id": case["follow_up_id"],
        "state": state,
    }


def placement(case: dict[str, Any]) -> dict[str, Any]:
    return {
        **application(case, "placed"),
        "placement_id": PLACEMENT,
        "employer_name": "乙纺织有限公司",
        "employer_code": "91320500000000000X",
        "work_region": "320509",
        "started_on": "2026-03-04",
        "wage_fen": 500_000,
    }


async def test_a_reported_return_opens_a_case_of_72_hours_at_the_village(
    peopled: Registry,
) -> None:
    case = await opened(peopled)

    times = [datetime.fromisoformat(case[name]) for name in ("opened_at", "due_at")]
    assert times[1] - times[0] == timedelta(hours=72)
    assert (case["origin"], case["state"], case["overdue"]) == ("431230100220", "open", False)
    (person,) = await peopled.people(peopled.county)
    assert (person["work_state"], person["work_region"]) == ("returned", None)


async def test_from_offer_to_first_day_the_case_closes_and_the_board_counts_zero(
    peopled: Registry,
) -> None:
    case = await opened(peopled)
    open_, overdue, by_township = await board(peopled)
    assert (open_, overdue, by_township["431230100"]) == (1, 0, 1)
    path = f"/v1/follow-ups/{case['follow_up_id']}"

    posts = {"post_ids": [POST]}
    known = {name: case[name] for name in ("person_id", "follow_up_id")}
    await told(peopled, "recommendations.made", **known, **posts)
    assert (await peopled.get(VILLAGE, path)).json()["state"] == "offered"
    await told(peopled, "application.changed", **application(case, "accepted"))
    assert (await peopled.get(VILLAGE, path)).json()["state"] == "accepted"
    await told(peopled, "placement.confirmed", **placement(case))

    closed = (await peopled.get(VILLAGE, path)).json()
    assert (closed["state"], closed["outcome"]) == ("closed", "placed")
    open_, overdue, by_township = await board(peopled)
    assert (open_, overdue, set(by_township.values())) == (0, 0, {0})
    (person,) = await peopled.people(peopled.county)
    assert (person["work_state"], person["work_region"]) == ("working", "320509")
    work = await peopled.get(peopled.county, f"/v1/workers/{person['person_id']}/employments")
    states = [one["state"] for one in work.json()["items"]]
    assert states == ["verified", "ended"]


async def test_the_same_placement_heard_twice_is_one_employment(peopled: Registry) -> None:
    case = await opened(peopled)
    await told(peopled, "placement.confirmed", **placement(case))
    before = await peopled.counts()

    await told(peopled, "placement.confirmed", **placement(case))

    assert await peopled.counts() == before


async def test_a_person_has_one_open_case(peopled: Registry) -> None:
    case = await opened(peopled)

    again = await peopled.post(VILLAGE, "/v1/follow-ups", {"person_id": case["person_id"]})

    assert (again.status_code, again.json()["code"]) == (409, "follow_up_already_open")


async def test_the_first_contact_that_reaches_the_person_moves_the_case(
    peopled: Registry,
) -> None:
    case = await opened(peopled)
    path = f"/v1/follow-ups/{case['follow_up_id']}"

    for result, state in (("not_reached", "open"), ("reached", "contacted")):
        body = {"channel": "phone", "result": result, "note": "愿意外出"}
        answer = await peopled.post(VILLAGE, f"{path}/contacts", body)
        assert answer.status_code == 201
        assert (await peopled.get(VILLAGE, path)).json()["state"] == state

    detail = (await peopled.get(VILLAGE, path)).json()
    assert [one["note"] for one in detail["contacts"]] == ["愿意外出", "愿意外出"]
    assert "愿意外出" not in str(await peopled.service.sql("select t::text from contacts t"))


async def test_a_case_is_closed_once_and_never_as_placed_by_hand(peopled: Registry) -> None:
    case = await opened(peopled)
    path = f"/v1/follow-ups/{case['follow_up_id']}/closure"

    placed = await peopled.post(VILLAGE, path, {"outcome": "placed"})
    first = await peopled.post(VILLAGE, path, {"outcome": "training"})
    second = await peopled.post(VILLAGE, path, {"outcome": "training"})

    assert placed.status_code == 422
    assert (first.status_code, first.json()["outcome"]) == (200, "training")
    assert (second.status_code, second.json()["code"]) == (409, "follow_up_closed")


async def test_another_region_neither_sees_nor_opens_a_case(peopled: Registry) -> None:
    case = await opened(peopled)
    other = officer("caseworker@130624")

    seen = await peopled.get(other, f"/v1/follow-ups/{case['follow_up_id']}")
    new = await peopled.post(other, "/v1/follow-ups", {"person_id": case["person_id"]})

    assert (seen.status_code, new.status_code) == (404, 404)
    assert (await peopled.get(other, "/v1/follow-ups")).json()["items"] == []


async def test_a_return_in_the_future_is_refused(peopled: Registry) -> None:
    body = {"person_id": str(await peopled.only_person()), "returned_on": "2026-03-09"}

    answer = await peopled.post(VILLAGE, "/v1/follow-ups", body)

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")


async def test_the_case_and_its_end_are_announced(peopled: Registry) -> None:
    case = await opened(peopled)
    await told(peopled, "placement.confirmed", **placement(case))

    rows = await peopled.service.sql(
        "select type, data->>'outcome' from events"
        " where type like 'registry.follow_up.%' order by type"
    )

    assert [tuple(row) for row in rows] == [
        ("registry.follow_up.closed", "placed"),
        ("registry.follow_up.opened", None),
    ]
