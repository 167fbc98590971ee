"""Placements: the employer's own word, once an application, about a day that has come."""

import asyncio
import uuid
from datetime import timedelta
from typing import Any

import pytest
from tests.matching.scenes import (
    CASEWORKER,
    CITY,
    OTHER_COUNTY,
    RECRUITER,
    Matching,
    employer,
)

from servicekit import clock
from servicekit.testing import officer


async def accepted(matching: Matching) -> tuple[str, str]:
    factory = await matching.employer()
    made = await matching.post(factory)
    answer = await matching.accept(await matching.seeker(), made["id"])
    return factory, answer.json()["id"]


async def confirm(
    matching: Matching, claims: dict[str, Any] | None, application: str, days_ago: int = 0
) -> Any:
    started = clock.business_today() - timedelta(days=days_ago)
    body = {"application_id": application, "started_on": started.isoformat()}
    return await matching.send("POST", "/v1/placements", claims, json=body)


class TestConfirmPlacement:
    async def test_hn2_once_also_in_a_race(self, matching: Matching) -> None:
        factory, application = await accepted(matching)

        answers = await asyncio.gather(
            *(confirm(matching, employer(factory), application) for _ in range(6))
        )
        assert sorted(answer.status_code for answer in answers) == [201] + [409] * 5
        assert {a.json().get("code") for a in answers} == {None, "placement_exists"}
        assert len(await matching.events("matching.placement.confirmed")) == 1

    async def test_only_by_the_employer_of_the_post(self, matching: Matching) -> None:
        _, application = await accepted(matching)
        rival = await matching.employer(2)

        for claims, status in (
            (None, 401),
            (RECRUITER, 403),
            (CASEWORKER, 403),
            (employer(rival), 404),
        ):
            assert (await confirm(matching, claims, application)).status_code == status

    async def test_not_of_an_application_that_never_was(self, matching: Matching) -> None:
        factory = await matching.employer()

        answer = await confirm(matching, employer(factory), str(uuid.uuid4()))
        assert answer.status_code == 404

    async def test_not_after_a_withdrawal_and_no_withdrawal_after(self, matching: Matching) -> None:
        factory, application = await accepted(matching)
        claims, path = employer(factory), f"/v1/applications/{application}/withdrawal"
        await matching.send("POST", path, claims, json={"reason": "no_show"})

        answer = await confirm(matching, claims, application)
        assert (answer.status_code, answer.json()["code"]) == (409, "application_not_open")

    async def test_a_placed_application_cannot_be_withdrawn(self, matching: Matching) -> None:
        factory, application = await accepted(matching)
        await confirm(matching, employer(factory), application)

        path = f"/v1/applications/{application}/withdrawal"
        answer = await matching.send("POST", path, CASEWORKER, json={"reason": "no_show"})
        assert answer.json()["code"] == "application_not_open"

    @pytest.mark.parametrize("days_ago", [-1, 61])
    async def test_the_day_has_come_and_is_not_long_ago(
        self, matching: Matching, days_ago: int
    ) -> None:
        factory, application = await accepted(matching)

        answer = await confirm(matching, employer(factory), application, days_ago)
        assert (answer.status_code, answer.json()["code"]) == (422, "placement_date_invalid")
        assert "60" in answer.json()["title"]

    async def test_a_closed_post_still_lets_confirm(self, matching: Matching) -> None:
        factory, application = await accepted(matching)
        await matching.service.sql("update posts set state = 'closed'")

        assert (await confirm(matching, employer(factory), application)).status_code == 201


class TestReadPlacements:
    async def test_each_sees_their_own(self, matching: Matching) -> None:
        factory, application = await accepted(matching)
        made = (await confirm(matching, employer(factory), application)).json()

        async def listed(claims: dict[str, Any]) -> list[Any]:
            answer = await matching.send("GET", "/v1/placements", claims)
            items: list[Any] = answer.json()["items"]
            return items

        assert await listed(employer(factory)) == [made]
        assert await listed(CASEWORKER) == [made]
        assert await listed(officer(f"caseworker@{OTHER_COUNTY}")) == []
        assert await listed(officer(f"caseworker@{CITY}")) == []
        assert (await matching.send("GET", "/v1/placements")).status_code == 401
