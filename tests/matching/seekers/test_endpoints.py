"""Seekers: registry's facts taken over, the intent recorded, seen by region and agreement."""

import uuid
from typing import Any

import pytest
from tests.matching.scenes import (
    CASEWORKER,
    CITY,
    COUNTY,
    COUNTY_CASEWORKER,
    OTHER_COUNTY,
    VILLAGE,
    Matching,
)

from matching import worker
from servicekit.grants import AgreementProjection
from servicekit.testing import officer

CITY_OFFICER = f"caseworker@{CITY}"


async def agreement(matching: Matching, purpose: str = "employment_service") -> dict[str, Any]:
    identity = str(uuid.uuid4())
    await matching.service.sql(
        "insert into agreement_projection values"
        f" ('{identity}', 'in_force', '{{{COUNTY}}}', '{{{CITY}}}', '{{{purpose}}}',"
        " '2020-01-01', '2090-01-01')"
    )
    matching.service.app.state.grants = AgreementProjection(matching.service.context.database)
    return {
        "agreement_id": identity,
        "origin": COUNTY,
        "destination": CITY,
        "purposes": [purpose],
    }


async def read(matching: Matching, person: str, claims: dict[str, Any] | None) -> Any:
    return await matching.send("GET", f"/v1/seekers/{person}", claims)


async def employed(matching: Matching, person: str, started: str, wage: int | None) -> None:
    data = {
        "person_id": person,
        "employment_id": str(uuid.uuid4()),
        "subject_id": str(uuid.uuid4()),
        "origin": VILLAGE,
        "started": started,
        "state": "reported",
        "wage_fen": wage,
        "evidence": ["work_record"],
        "as_of": "2026-01-31",
    }
    await matching.service.deliver(worker.REGISTRY, "registry.employment.changed", data)


class TestReadSeeker:
    async def test_each_level_above_the_village_sees_the_person(self, matching: Matching) -> None:
        person = await matching.seeker()

        for claims in (CASEWORKER, COUNTY_CASEWORKER, officer("caseworker@43")):
            assert (await read(matching, person, claims)).status_code == 200
        assert (await read(matching, person, None)).status_code == 401
        assert (await read(matching, person, officer("payer@43"))).status_code == 403
        other = officer(f"caseworker@{OTHER_COUNTY}")
        assert (await read(matching, person, other)).status_code == 404

    async def test_the_work_region_sees_the_person_only_under_an_agreement_and_on_record(
        self, matching: Matching
    ) -> None:
        there, elsewhere = await matching.seeker(work=CITY), await matching.seeker()
        assert (await read(matching, there, officer(CITY_OFFICER))).status_code == 404

        claims = officer(CITY_OFFICER, grants=[await agreement(matching)])
        assert (await read(matching, there, claims)).status_code == 200
        assert (await read(matching, elsewhere, claims)).status_code == 404
        records = await matching.service.sql(
            "select person_id, purpose, agreement_id is not null from audit_entries"
            " where outcome = 'disclosed'"
        )
        assert [tuple(row) for row in records] == [(uuid.UUID(there), "employment_service", True)]

    async def test_an_agreement_for_another_purpose_opens_nothing(self, matching: Matching) -> None:
        person = await matching.seeker(work=CITY)
        grant = await agreement(matching, "verification")

        assert (
            await read(matching, person, officer(CITY_OFFICER, grants=[grant]))
        ).status_code == 404


class TestProjection:
    async def test_the_latest_facts_stand_and_a_blank_is_a_fact(self, matching: Matching) -> None:
        person = await matching.seeker(work=CITY)
        again = {
            "person_id": person,
            "origin": VILLAGE,
            "work": None,
            "education": "college",
            "work_state": "working",
            "registered": True,
        }
        await matching.service.deliver(worker.REGISTRY, "registry.worker.changed", again)

        seen = (await read(matching, person, CASEWORKER)).json()
        assert (seen["work"], seen["education"], seen["work_state"]) == (None, "college", "working")

    async def test_many_events_of_one_person_in_one_run_leave_the_last(
        self, matching: Matching
    ) -> None:
        person = str(uuid.uuid4())
        facts = {"person_id": person, "origin": VILLAGE, "registered": True}
        states = [{**facts, "work_state": state} for state in ("working", "returned")]
        await matching.service.deliver(worker.REGISTRY, "registry.worker.changed", *states)

        assert (await read(matching, person, CASEWORKER)).json()["work_state"] == "returned"

    async def test_the_newest_known_wage_is_kept(self, matching: Matching) -> None:
        person = await matching.seeker()
        await employed(matching, person, "2025-03", 500_000)
        await employed(matching, person, "2024-01", 300_000)
        await employed(matching, person, "2025-09", None)

        assert (await read(matching, person, CASEWORKER)).json()["last_wage_fen"] == 500_000

    async def test_a_moved_flow_moves_the_persons_rows(self, matching: Matching) -> None:
        made = await matching.post(await matching.employer())
        person = await matching.seeker()
        await matching.accept(person, made["id"])
        moved = {
            "person_id": person,
            "origin": VILLAGE,
            "work": CITY,
            "work_state": "working",
            "registered": True,
        }
        await matching.service.deliver(worker.REGISTRY, "registry.worker.changed", moved)

        rows = await matching.service.sql("select work_scope from applications")
        assert [row[0] for row in rows] == [int(CITY.ljust(12, "0"))]


class TestIntent:
    async def record(
        self, matching: Matching, person: str, claims: dict[str, Any], patch: Any, match: str
    ) -> Any:
        path, headers = f"/v1/seekers/{person}", {"If-Match": match}
        return await matching.send("PATCH", path, claims, json=patch, headers=headers)

    async def test_is_merged_and_survives_registrys_events(self, matching: Matching) -> None:
        person = await matching.seeker()
        first = {"regions": ["32"], "occupations": ["6-05-00-00"], "least_wage_fen": 500_000}
        await self.record(matching, person, CASEWORKER, first, '"v1"')
        answer = await self.record(matching, person, CASEWORKER, {"regions": None}, '"v2"')
        await employed(matching, person, "2025-03", 450_000)

        assert answer.status_code == 200, answer.text
        expected = {"regions": None, "occupations": ["6-05"], "least_wage_fen": 500_000}
        assert (await read(matching, person, CASEWORKER)).json()["intent"] == expected

    @pytest.mark.parametrize(
        ("claims", "status"),
        [(officer(f"caseworker@{OTHER_COUNTY}"), 404), (officer(f"recruiter@{COUNTY}"), 403)],
    )
    async def test_only_by_a_caseworker_of_the_person(
        self, matching: Matching, claims: dict[str, Any], status: int
    ) -> None:
        person = await matching.seeker()

        answer = await self.record(matching, person, claims, {"regions": ["32"]}, '"v1"')
        assert answer.status_code == status

    async def test_a_stale_version_is_refused(self, matching: Matching) -> None:
        person = await matching.seeker()

        answer = await self.record(matching, person, CASEWORKER, {}, '"v4"')
        assert answer.status_code == 412
