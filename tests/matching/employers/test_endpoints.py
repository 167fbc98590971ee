"""Employers: registered once in the country, by officers of their region, seen by region."""

import pytest
from tests.matching.scenes import (
    CASEWORKER,
    CITY,
    COUNTY,
    RECRUITER,
    Matching,
    credit_code,
    employer,
)

from servicekit.testing import officer

BODY = {"name": "苏州示例电子有限公司", "credit_code": credit_code(), "region": CITY}


class TestRegisterEmployer:
    async def test_stores_it_and_says_where(self, matching: Matching) -> None:
        answer = await matching.send("POST", "/v1/employers", RECRUITER, json=BODY)

        assert answer.status_code == 201
        read = await matching.send("GET", answer.headers["location"], RECRUITER)
        assert read.json() == answer.json()

    async def test_an_administrator_above_may_too(self, matching: Matching) -> None:
        claims = officer("administrator@32")
        answer = await matching.send("POST", "/v1/employers", claims, json=BODY)

        assert answer.status_code == 201

    async def test_a_credit_code_is_registered_once_in_the_country(
        self, matching: Matching
    ) -> None:
        await matching.employer(1)
        elsewhere = officer(f"recruiter@{COUNTY}")
        body = {**BODY, "region": COUNTY}
        answer = await matching.send("POST", "/v1/employers", elsewhere, json=body)

        assert (answer.status_code, answer.json()["code"]) == (409, "employer_exists")

    async def test_not_for_another_region(self, matching: Matching) -> None:
        claims = officer(f"recruiter@{COUNTY}")
        answer = await matching.send("POST", "/v1/employers", claims, json=BODY)

        assert (answer.status_code, answer.json()["code"]) == (403, "region_outside_scope")

    async def test_a_role_counts_only_where_it_is_held(self, matching: Matching) -> None:
        claims = officer(f"recruiter@{COUNTY}", f"caseworker@{CITY}")
        answer = await matching.send("POST", "/v1/employers", claims, json=BODY)

        assert answer.json()["code"] == "region_outside_scope"

    @pytest.mark.parametrize("claims", [None, CASEWORKER, employer("0" * 32)])
    async def test_not_for_the_anonymous_nor_without_the_role(
        self, matching: Matching, claims: dict[str, object] | None
    ) -> None:
        answer = await matching.send("POST", "/v1/employers", claims, json=BODY)

        assert answer.status_code == (401 if claims is None else 403)

    @pytest.mark.parametrize(
        "change", [{"credit_code": "911100006000373410"}, {"region": "999"}, {"extra": 1}]
    )
    async def test_bad_input_is_named(self, matching: Matching, change: dict[str, object]) -> None:
        answer = await matching.send("POST", "/v1/employers", RECRUITER, json={**BODY, **change})

        assert answer.status_code == 422
        assert answer.json()["errors"][0]["pointer"] == f"#/{next(iter(change))}"


class TestReadEmployers:
    async def test_each_sees_their_own(self, matching: Matching) -> None:
        mine, other = await matching.employer(1), await matching.employer(2, COUNTY)

        async def listed(claims: dict[str, object]) -> list[str]:
            answer = await matching.send("GET", "/v1/employers", claims)
            return [item["id"] for item in answer.json()["items"]]

        assert await listed(RECRUITER) == [mine]
        assert await listed(officer(f"recruiter@{COUNTY}")) == [other]
        assert await listed(employer(mine)) == [mine]
        answer = await matching.send("GET", f"/v1/employers/{other}", RECRUITER)
        assert answer.status_code == 404

    async def test_pages_and_refuses_an_unknown_filter(self, matching: Matching) -> None:
        made = [await matching.employer(number) for number in (1, 2, 3)]

        first = await matching.send("GET", "/v1/employers", RECRUITER, params={"limit": 2})
        page = {"limit": 2, "cursor": first.json()["next_cursor"]}
        second = await matching.send("GET", "/v1/employers", RECRUITER, params=page)
        found = [item["id"] for item in first.json()["items"] + second.json()["items"]]
        assert found == made

        wrong = await matching.send("GET", "/v1/employers", RECRUITER, params={"nmae": "x"})
        assert wrong.status_code == 422

    async def test_filters_by_credit_code(self, matching: Matching) -> None:
        await matching.employer(1)
        second = await matching.employer(2)

        answer = await matching.send(
            "GET", "/v1/employers", RECRUITER, params={"credit_code": credit_code(2)}
        )
        assert [item["id"] for item in answer.json()["items"]] == [second]
