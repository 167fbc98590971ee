"""Claims: decided on facts, held nationwide, reviewed by two people."""

import asyncio
from uuid import UUID, uuid4

import pytest
from tests.subsidy.scenes import (
    CITY_CLERK,
    CLERK,
    COUNTY,
    COUNTY_REVIEWER,
    TOWNSHIP,
    TOWNSHIP_REVIEWER,
    Subsidy,
)

from servicekit.testing import officer


async def refused(subsidy: Subsidy, person_id: UUID | str, **change: object) -> tuple[int, str]:
    body = {"person_id": str(person_id), "policy_id": subsidy.home, "year": 2026, **change}
    answer = await subsidy.post("/v1/claims", CLERK, body)
    return answer.status_code, answer.json()["code"]


class TestRaising:
    async def test_a_claim_keeps_its_facts_and_explains_every_clause(
        self, subsidy: Subsidy
    ) -> None:
        [person] = await subsidy.people(1)
        made = await subsidy.claim(person)
        read = (await subsidy.get(f"/v1/claims/{made['id']}", CLERK)).json()

        assert (read["state"], read["amount_fen"], read["region"]) == ("raised", 40_000, COUNTY)
        assert {one["outcome"] for one in read["decision"]["clauses"]} == {"true"}
        assert read["decision"]["facts"]["distance"] == "out_of_province"
        assert read["decision"]["decided_on"] == "2026-03-02"
        category = next(c for c in read["decision"]["clauses"] if c["id"] == "category")
        assert category["facts"] == {"category": "out_of_poverty"}
        assert "湘人社规〔2021〕10号" in category["provision"]["document"]

    async def test_work_in_another_county_of_the_province_is_paid_less(
        self, subsidy: Subsidy
    ) -> None:
        [person] = await subsidy.people(1, work_region="430111", work="430111000000")
        assert (await subsidy.claim(person))["amount_fen"] == 20_000

    @pytest.mark.parametrize(
        "facts",
        [
            {"category": "general"},
            {"category": None},
            {"state": "reported", "evidence": ["work_record"]},
            {"work_region": COUNTY},
            {"birth_year": 2012},
        ],
    )
    async def test_what_is_not_shown_by_the_facts_is_refused_clause_by_clause(
        self, subsidy: Subsidy, facts: dict[str, object]
    ) -> None:
        [person] = await subsidy.people(1, **facts)
        assert await refused(subsidy, person) == (409, "not_eligible")

    async def test_a_refused_claim_holds_nothing(self, subsidy: Subsidy) -> None:
        [person] = await subsidy.people(1, category="general")
        await refused(subsidy, person)
        await subsidy.tell([person], category="marginal")
        await subsidy.claim(person)

    async def test_other_years_unknown_policies_and_unknown_people(self, subsidy: Subsidy) -> None:
        [person] = await subsidy.people(1)
        assert await refused(subsidy, person, year=2023) == (422, "year_not_claimable")
        assert await refused(subsidy, person, policy_id=str(uuid4())) == (404, "not_found")
        assert await refused(subsidy, uuid4()) == (404, "not_found")
        assert await refused(subsidy, person, policy_id=subsidy.away) == (
            422,
            "policy_not_for_region",
        )


class TestExclusivity:
    async def test_of_twenty_claims_at_once_exactly_one_stands(self, subsidy: Subsidy) -> None:
        [person] = await subsidy.people(1)
        body = {"person_id": str(person), "policy_id": subsidy.home, "year": 2026}
        answers = await asyncio.gather(
            *(subsidy.post("/v1/claims", CLERK, body) for _ in range(20))
        )
        assert sorted(answer.status_code for answer in answers) == [201] + [409] * 19
        codes = {a.json()["code"] for a in answers if a.status_code == 409}
        assert codes == {"exclusivity_held"}

    async def test_the_other_province_is_told_no_and_nothing_more(self, subsidy: Subsidy) -> None:
        [person] = await subsidy.people(1)
        first = await subsidy.claim(person)
        body = {"person_id": str(person), "policy_id": subsidy.away, "year": 2026}
        answer = await subsidy.post("/v1/claims", CITY_CLERK, body)

        assert (answer.status_code, answer.json()["code"]) == (409, "exclusivity_held")
        told = answer.text
        assert not any(word in told for word in (first["id"], "湖南", COUNTY, "400", "Hunan"))
        assert (await subsidy.get("/v1/claims", CITY_CLERK)).json()["items"] == []

    async def test_the_receiving_city_may_be_first_and_its_read_is_recorded(
        self, subsidy: Subsidy
    ) -> None:
        [person] = await subsidy.people(1)
        body = {"person_id": str(person), "policy_id": subsidy.away, "year": 2026}
        answer = await subsidy.post("/v1/claims", CITY_CLERK, body)
        assert (answer.status_code, answer.json()["amount_fen"]) == (201, 30_000)
        assert await refused(subsidy, person) == (409, "exclusivity_held")
        assert (await subsidy.get("/v1/claims", CLERK)).json()["items"] == []
        recorded = await subsidy.service.sql(
            f"select count(*) from audit_entries where person_id = '{person}'"
            " and outcome = 'disclosed' and purpose = 'subsidy'"
        )
        assert recorded[0][0] > 0

    async def test_without_an_agreement_the_city_does_not_see_the_person(
        self, subsidy: Subsidy
    ) -> None:
        [person] = await subsidy.people(1)
        stranger = officer("subsidy_clerk@3205", sub="city-clerk")
        body = {"person_id": str(person), "policy_id": subsidy.away, "year": 2026}
        assert (await subsidy.post("/v1/claims", stranger, body)).status_code == 404
        check = {"person_id": str(person), "family": "transport", "year": 2026}
        assert (await subsidy.post("/v1/claim-checks", stranger, check)).status_code == 404

    async def test_once_in_a_lifetime_is_once_whatever_the_year(self, subsidy: Subsidy) -> None:
        [person] = await subsidy.people(1)
        await subsidy.claim(person)
        assert await refused(subsidy, person, year=2025) == (409, "exclusivity_held")

    async def test_a_rejected_claim_frees_the_period(self, subsidy: Subsidy) -> None:
        [person] = await subsidy.people(1)
        claim = await subsidy.claim(person)
        await subsidy.review(claim["id"], TOWNSHIP_REVIEWER, "reject")
        await subsidy.claim(person)

    async def test_a_check_answers_yes_or_no_alike_on_both_sides(self, subsidy: Subsidy) -> None:
        [person] = await subsidy.people(1)
        body = {"person_id": str(person), "family": "transport", "year": 2026}

        async def held() -> list[bool]:
            asked = [
                await subsidy.post("/v1/claim-checks", who, body) for who in (CLERK, CITY_CLERK)
            ]
            assert {frozenset(answer.json()) for answer in asked} == {
                frozenset({"held", "reason_zh", "reason_en"})
            }
            return [bool(answer.json()["held"]) for answer in asked]

        assert await held() == [False, False]
        await subsidy.claim(person)
        assert await held() == [True, True]


class TestReviews:
    async def test_township_then_county(self, subsidy: Subsidy) -> None:
        [person] = await subsidy.people(1)
        assert (await subsidy.reviewed(person))["state"] == "county_reviewed"

    async def test_one_person_cannot_review_twice(self, subsidy: Subsidy) -> None:
        both = officer(f"township_reviewer@{TOWNSHIP}", f"county_reviewer@{COUNTY}", sub="both")
        [person] = await subsidy.people(1)
        claim = await subsidy.claim(person)
        assert (await subsidy.review(claim["id"], both)).status_code == 200
        answer = await subsidy.review(claim["id"], both)
        assert (answer.status_code, answer.json()["code"]) == (409, "reviewer_repeated")

    async def test_the_database_holds_two_people_whatever_the_code_says(
        self, subsidy: Subsidy
    ) -> None:
        [person] = await subsidy.people(1)
        await subsidy.review((await subsidy.claim(person))["id"], TOWNSHIP_REVIEWER)
        with pytest.raises(Exception, match="uq_reviews"):
            await subsidy.service.sql(
                "insert into reviews select beneficiary_id, gen_random_uuid(), claim_id,"
                " owner_scope, 'county', reviewer, outcome, note, reviewed_at from reviews"
            )

    async def test_each_level_needs_its_role_at_that_place(self, subsidy: Subsidy) -> None:
        [person] = await subsidy.people(1)
        claim = await subsidy.claim(person)
        assert (await subsidy.review(claim["id"], COUNTY_REVIEWER)).status_code == 403
        elsewhere = officer(f"township_reviewer@{COUNTY}101", sub="elsewhere")
        assert (await subsidy.review(claim["id"], elsewhere)).status_code == 404
        assert (await subsidy.review(claim["id"], CLERK)).status_code == 403

    async def test_a_review_of_what_has_changed_since_is_refused(self, subsidy: Subsidy) -> None:
        [person] = await subsidy.people(1)
        path = f"/v1/claims/{(await subsidy.claim(person))['id']}/review"
        passing = {"outcome": "pass"}
        stale = await subsidy.post(path, TOWNSHIP_REVIEWER, passing, **{"If-Match": '"v9"'})
        assert stale.status_code == 412
        assert (await subsidy.post(path, TOWNSHIP_REVIEWER, passing)).status_code == 428

    async def test_an_objection_before_the_notice_is_refused(self, subsidy: Subsidy) -> None:
        [person] = await subsidy.people(1)
        claim = await subsidy.claim(person)
        path = f"/v1/claims/{claim['id']}/objection"
        answer = await subsidy.post(path, CLERK, {"reason": "不在外务工"})
        assert (answer.status_code, answer.json()["code"]) == (409, "claim_state_forbids")

    async def test_a_note_is_sealed_at_rest_and_read_by_officers(self, subsidy: Subsidy) -> None:
        [person] = await subsidy.people(1)
        claim = await subsidy.claim(person)
        body = {"outcome": "pass", "note": "已与吴秀兰电话核实"}
        path = f"/v1/claims/{claim['id']}/review"
        await subsidy.post(path, TOWNSHIP_REVIEWER, body, **{"If-Match": '"v1"'})
        read = (await subsidy.get(f"/v1/claims/{claim['id']}", CLERK)).json()
        assert read["reviews"][0]["note"] == "已与吴秀兰电话核实"
        [[kept]] = await subsidy.service.sql("select note from reviews")
        assert "吴秀兰" not in kept


class TestReading:
    async def test_another_county_sees_no_claim(self, subsidy: Subsidy) -> None:
        [person] = await subsidy.people(1)
        claim = await subsidy.claim(person)
        other = officer("subsidy_clerk@130624", sub="other")
        assert (await subsidy.get(f"/v1/claims/{claim['id']}", other)).status_code == 404
        assert (await subsidy.get("/v1/claims", other)).json()["items"] == []

    async def test_lists_filter_page_and_refuse_unknown_names(self, subsidy: Subsidy) -> None:
        for person in await subsidy.people(3):
            await subsidy.claim(person)
        first = (await subsidy.get("/v1/claims", CLERK, limit=2, state="raised")).json()
        rest = await subsidy.get(
            "/v1/claims", CLERK, limit=2, state="raised", cursor=first["next_cursor"]
        )
        assert (len(first["items"]), len(rest.json()["items"])) == (2, 1)
        assert (await subsidy.get("/v1/claims", CLERK, amount=3)).status_code == 422
        assert (await subsidy.service.client.get("/v1/claims")).status_code == 401
