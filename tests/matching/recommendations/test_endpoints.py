"""Recommendations: made when a case opens, completed while it is short, read by region."""

import uuid
from typing import Any

import pytest
from tests.matching.scenes import (
    CASEWORKER,
    CITY,
    COUNTY,
    OTHER_COUNTY,
    VILLAGE,
    Matching,
    employer,
)

from matching import worker
from servicekit import clock
from servicekit.testing import officer


async def offers(matching: Matching, person: str, **params: str) -> list[dict[str, Any]]:
    path = f"/v1/workers/{person}/recommendations"
    answer = await matching.send("GET", path, CASEWORKER, params=params)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


class TestOpenCase:
    async def test_hn2_the_same_event_again_changes_nothing(self, matching: Matching) -> None:
        factory = await matching.employer()
        for _ in range(4):
            await matching.post(factory)
        person = await matching.seeker()
        case = await matching.follow_up(person)
        before = await offers(matching, person, follow_up_id=case)

        now = clock.now().isoformat()
        opened = {
            "person_id": person,
            "follow_up_id": case,
            "origin": VILLAGE,
            "opened_at": now,
            "due_at": now,
            "reason": "other",
        }
        await matching.service.deliver(worker.REGISTRY, "registry.follow_up.opened", opened)

        assert await offers(matching, person, follow_up_id=case) == before
        assert len(await matching.events("matching.recommendations.made")) == 1

    async def test_hn2_what_breaks_a_requirement_is_not_offered(self, matching: Matching) -> None:
        factory = await matching.employer()
        fits = await matching.post(factory, requirements={"education_at_least": "primary"})
        for requirements in (
            {"education_at_least": "college"},
            {"max_age": 30},
            {"labour_ability": "skilled"},
        ):
            await matching.post(factory, requirements=requirements)
        full = await matching.post(factory, headcount=1)
        await matching.accept(await matching.seeker(), full["id"])

        person = await matching.seeker()
        case = await matching.follow_up(person)
        found = await offers(matching, person, follow_up_id=case)
        assert [offer["post"]["id"] for offer in found] == [fits["id"]]

    async def test_hn2_a_short_case_gets_more_as_posts_come_in(self, matching: Matching) -> None:
        factory = await matching.employer()
        person = await matching.seeker()
        case = await matching.follow_up(person)
        assert await offers(matching, person) == []

        first = await matching.post(factory)
        await matching.service.settle(every=[worker.COMPLETE_OFFERS])
        for _ in range(3):
            await matching.post(factory)
        await matching.service.settle(every=[worker.COMPLETE_OFFERS])
        await matching.service.settle(every=[worker.COMPLETE_OFFERS])

        found = await offers(matching, person, follow_up_id=case)
        assert [offer["rank"] for offer in found] == [1, 2, 3, 4]
        assert found[0]["post"]["id"] == first["id"]
        made = await matching.events("matching.recommendations.made")
        assert [len(one["post_ids"]) for one in made] == [1, 4]

    async def test_a_closed_case_gets_no_more(self, matching: Matching) -> None:
        person = await matching.seeker()
        case = await matching.follow_up(person)
        end = {
            "person_id": person,
            "follow_up_id": case,
            "outcome": "moved",
            "closed_at": "2026-03-02T10:00:00+08:00",
        }
        await matching.service.deliver(worker.REGISTRY, "registry.follow_up.closed", end)
        await matching.post(await matching.employer())
        await matching.service.settle(every=[worker.COMPLETE_OFFERS])

        assert await offers(matching, person) == []

    async def test_a_case_known_before_its_person_waits_for_the_facts(
        self, matching: Matching
    ) -> None:
        await matching.post(await matching.employer(), requirements={"min_age": 18})
        person = str(uuid.uuid4())
        await matching.follow_up(person)
        await matching.seeker(person_id=person)
        await matching.service.settle(every=[worker.COMPLETE_OFFERS])

        assert len(await offers(matching, person)) == 1


class TestReadRecommendations:
    async def test_a_post_closed_since_is_no_longer_shown(self, matching: Matching) -> None:
        factory = await matching.employer()
        made = await matching.post(factory)
        person = await matching.seeker()
        await matching.follow_up(person)
        await matching.send("POST", f"/v1/posts/{made['id']}/closure", employer(factory))

        assert await offers(matching, person) == []

    async def test_parts_speak_both_languages(self, matching: Matching) -> None:
        await matching.post(await matching.employer())
        person = await matching.seeker()
        await matching.follow_up(person)

        (offer,) = await offers(matching, person)
        said = {part["name"]: (part["zh"], part["en"]) for part in offer["parts"]}
        assert said["place"][0].endswith("省外，提供住宿")
        assert said["wage"] == ("月工资4500.00元起", "from 4500.00 yuan a month")
        assert said["lodging"] == ("提供住宿", "lodging is provided")

    @pytest.mark.parametrize(
        ("claims", "status"),
        [
            (None, 401),
            (officer(f"payer@{COUNTY}"), 403),
            (officer(f"caseworker@{OTHER_COUNTY}"), 404),
            (officer(f"caseworker@{CITY}"), 404),
        ],
    )
    async def test_only_where_the_person_belongs(
        self, matching: Matching, claims: dict[str, Any] | None, status: int
    ) -> None:
        person = await matching.seeker()

        path = f"/v1/workers/{person}/recommendations"
        assert (await matching.send("GET", path, claims)).status_code == status
