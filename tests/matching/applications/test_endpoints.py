"""Applications: an acceptance recorded by the worker's own officer takes exactly one place."""

import asyncio
import uuid
from typing import Any

import pytest
from tests.matching.scenes import (
    CASEWORKER,
    CITY,
    COUNTY,
    COUNTY_CASEWORKER,
    OTHER_COUNTY,
    RECRUITER,
    Matching,
    employer,
)

from matching import worker
from servicekit.testing import officer


async def filled(matching: Matching, post_id: str) -> int:
    return int((await matching.send("GET", f"/v1/posts/{post_id}")).json()["filled"])


async def withdraw(matching: Matching, application: str, claims: dict[str, Any]) -> Any:
    path = f"/v1/applications/{application}/withdrawal"
    return await matching.send("POST", path, claims, json={"reason": "worker_declined"})


class TestAcceptPost:
    async def test_hn2_by_the_village_or_the_county_takes_a_place(self, matching: Matching) -> None:
        made = await matching.post(await matching.employer())
        for claims in (CASEWORKER, COUNTY_CASEWORKER):
            answer = await matching.accept(await matching.seeker(), made["id"], claims)
            assert answer.status_code == 201, answer.text
            assert answer.json()["recorded_by"] == claims["sub"]

        assert await filled(matching, made["id"]) == 2
        assert len(await matching.events("matching.application.changed")) == 2

    async def test_hn2_the_last_seats_are_never_overbooked(self, matching: Matching) -> None:
        made = await matching.post(await matching.employer(), headcount=3)
        people = [await matching.seeker() for _ in range(20)]

        answers = await asyncio.gather(*(matching.accept(one, made["id"]) for one in people))

        codes = sorted(answer.status_code for answer in answers)
        assert codes == [201] * 3 + [409] * 17
        assert {a.json()["code"] for a in answers if a.status_code == 409} == {"post_full"}
        assert await filled(matching, made["id"]) == 3
        rows = await matching.service.sql("select count(*) from applications")
        assert rows[0][0] == 3

    async def test_one_active_application_a_person_and_post_also_in_a_race(
        self, matching: Matching
    ) -> None:
        made, person = await matching.post(await matching.employer()), await matching.seeker()

        answers = await asyncio.gather(*(matching.accept(person, made["id"]) for _ in range(8)))

        assert sorted(answer.status_code for answer in answers) == [201] + [409] * 7
        refused = {answer.json()["code"] for answer in answers if answer.status_code == 409}
        assert refused == {"application_exists"}
        assert await filled(matching, made["id"]) == 1

    async def test_the_same_key_again_answers_the_same_and_takes_nothing(
        self, matching: Matching
    ) -> None:
        made, person = await matching.post(await matching.employer()), await matching.seeker()
        body = {"person_id": person, "post_id": made["id"]}
        key = {"Idempotency-Key": "acceptance-1"}
        first, second = [
            await matching.send("POST", "/v1/applications", CASEWORKER, json=body, headers=key)
            for _ in range(2)
        ]
        assert second.content == first.content
        assert await filled(matching, made["id"]) == 1

    @pytest.mark.parametrize(
        ("claims", "status"),
        [
            (None, 401),
            (officer(f"recruiter@{COUNTY}"), 403),
            (officer(f"auditor@{COUNTY}"), 403),
            (officer(f"caseworker@{OTHER_COUNTY}"), 404),
            (officer(f"caseworker@{CITY}"), 404),
        ],
    )
    async def test_only_by_a_caseworker_of_the_workers_own_region(
        self, matching: Matching, claims: dict[str, Any] | None, status: int
    ) -> None:
        made, person = await matching.post(await matching.employer()), await matching.seeker()
        body = {"person_id": person, "post_id": made["id"]}

        answer = await matching.send("POST", "/v1/applications", claims, json=body)
        assert answer.status_code == status
        assert await filled(matching, made["id"]) == 0

    async def test_not_by_an_employer(self, matching: Matching) -> None:
        factory, person = await matching.employer(), await matching.seeker()
        made = await matching.post(factory)

        answer = await matching.accept(person, made["id"], employer(factory))
        assert answer.status_code == 403

    async def test_a_post_that_never_was_is_not_found(self, matching: Matching) -> None:
        answer = await matching.accept(await matching.seeker(), str(uuid.uuid4()))

        assert answer.status_code == 404

    async def test_the_case_must_be_an_open_one_of_the_person(self, matching: Matching) -> None:
        made = await matching.post(await matching.employer())
        person, other = await matching.seeker(), await matching.seeker()
        foreign = await matching.follow_up(other)
        closed = await matching.follow_up(person)
        end = {
            "person_id": person,
            "follow_up_id": closed,
            "outcome": "not_willing",
            "closed_at": "2026-03-02T10:00:00+08:00",
        }
        await matching.service.deliver(worker.REGISTRY, "registry.follow_up.closed", end)

        for case in (foreign, closed, str(uuid.uuid4())):
            answer = await matching.accept(person, made["id"], follow_up_id=case)
            assert (answer.status_code, answer.json()["code"]) == (422, "follow_up_unknown")


class TestWithdraw:
    async def test_frees_the_place_and_lets_accept_again(self, matching: Matching) -> None:
        made, person = await matching.post(await matching.employer()), await matching.seeker()
        first = (await matching.accept(person, made["id"])).json()

        answer = await withdraw(matching, first["id"], CASEWORKER)
        assert (answer.status_code, answer.json()["state"]) == (200, "withdrawn")
        assert await filled(matching, made["id"]) == 0
        assert (await matching.accept(person, made["id"])).status_code == 201

    async def test_once_also_in_a_race(self, matching: Matching) -> None:
        made = await matching.post(await matching.employer())
        keep = (await matching.accept(await matching.seeker(), made["id"])).json()
        gone = (await matching.accept(await matching.seeker(), made["id"])).json()

        answers = await asyncio.gather(
            *(withdraw(matching, gone["id"], CASEWORKER) for _ in range(6))
        )
        assert sorted(answer.status_code for answer in answers) == [200] + [409] * 5
        assert {a.json().get("code") for a in answers} == {None, "application_not_open"}
        assert await filled(matching, made["id"]) == 1
        assert keep["state"] == "accepted"

    async def test_by_the_employer_of_the_post_but_no_other(self, matching: Matching) -> None:
        factory, rival = await matching.employer(1), await matching.employer(2)
        made = await matching.post(factory)
        application = (await matching.accept(await matching.seeker(), made["id"])).json()["id"]

        foreign = officer(f"caseworker@{OTHER_COUNTY}")
        for claims in (employer(rival), foreign, RECRUITER):
            assert (await withdraw(matching, application, claims)).status_code == 404
        assert (await withdraw(matching, application, employer(factory))).status_code == 200


class TestReadApplications:
    async def test_an_employer_sees_its_own_with_masked_names(self, matching: Matching) -> None:
        factory, rival = await matching.employer(1), await matching.employer(2)
        mine, theirs = await matching.post(factory), await matching.post(rival)
        person = await matching.seeker()
        matching.registry.names[person] = "欧阳娜娜"
        first = (await matching.accept(person, mine["id"])).json()
        other = (await matching.accept(person, theirs["id"])).json()

        listed = (await matching.send("GET", "/v1/applications", employer(factory))).json()
        assert [(a["id"], a["masked_name"]) for a in listed["items"]] == [(first["id"], "欧阳**")]
        assert matching.registry.asked == [
            {"person_ids": [person], "fields": ["name"], "purpose": "recruitment"}
        ]
        path = f"/v1/applications/{other['id']}"
        assert (await matching.send("GET", path, employer(factory))).status_code == 404
        assert (await matching.send("GET", path, employer(rival))).json()["masked_name"] == "欧阳**"

    async def test_names_are_missing_while_registry_is_away(self, matching: Matching) -> None:
        factory = await matching.employer()
        await matching.accept(await matching.seeker(), (await matching.post(factory))["id"])
        matching.registry.down = True

        listed = (await matching.send("GET", "/v1/applications", employer(factory))).json()
        assert [item["masked_name"] for item in listed["items"]] == [None]

    async def test_every_look_of_an_employer_stands_in_the_access_log(
        self, matching: Matching
    ) -> None:
        factory, person = await matching.employer(), await matching.seeker()
        await matching.accept(person, (await matching.post(factory))["id"])
        await matching.send("GET", "/v1/applications", employer(factory))

        rows = await matching.service.sql(
            "select person_id, purpose from audit_entries where outcome = 'disclosed'"
        )
        assert [tuple(row) for row in rows] == [(uuid.UUID(person), "recruitment")]

    async def test_officers_see_their_people_by_filter(self, matching: Matching) -> None:
        made = await matching.post(await matching.employer())
        people = [await matching.seeker() for _ in range(2)]
        for person in people:
            await matching.accept(person, made["id"])

        async def count(claims: dict[str, Any], **params: str) -> int:
            answer = await matching.send("GET", "/v1/applications", claims, params=params)
            return len(answer.json()["items"])

        assert await count(CASEWORKER) == 2
        assert await count(CASEWORKER, person_id=people[0]) == 1
        assert await count(CASEWORKER, state="withdrawn") == 0
        assert await count(RECRUITER) == 0
        assert await count(officer(f"caseworker@{OTHER_COUNTY}")) == 0
        assert matching.registry.asked == []
        assert (await matching.send("GET", "/v1/applications")).status_code == 401
