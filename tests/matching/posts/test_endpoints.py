"""Posts: public once published, lawful or refused, changed by those they belong to."""

from datetime import timedelta
from typing import Any

import pytest
from tests.matching.scenes import (
    CASEWORKER,
    CITY,
    COUNTY,
    COUNTY_CASEWORKER,
    RECRUITER,
    Matching,
    employer,
    post,
)

from servicekit import clock
from servicekit.testing import officer


async def publish(matching: Matching, claims: dict[str, Any] | None, body: dict[str, Any]) -> Any:
    return await matching.send("POST", "/v1/posts", claims, json=body)


class TestPublishPost:
    async def test_by_the_employer_or_by_an_officer_of_its_region(self, matching: Matching) -> None:
        factory = await matching.employer()

        for claims in (employer(factory), RECRUITER):
            answer = await publish(matching, claims, post(factory))
            assert answer.status_code == 201, answer.text
            assert answer.headers["etag"] == '"v1"'

    async def test_not_for_another_employer_or_region(self, matching: Matching) -> None:
        factory, other = await matching.employer(1), await matching.employer(2, COUNTY)

        for claims in (employer(other), officer(f"recruiter@{COUNTY}")):
            answer = await publish(matching, claims, post(factory))
            assert (answer.status_code, answer.json()["code"]) == (422, "employer_unknown")

    async def test_an_officer_without_the_role_there_is_refused(self, matching: Matching) -> None:
        factory = await matching.employer()
        claims = officer(f"recruiter@{COUNTY}", f"caseworker@{CITY}")

        answer = await publish(matching, claims, post(factory))
        assert (answer.status_code, answer.json()["code"]) == (422, "employer_unknown")

    async def test_not_for_the_anonymous_nor_without_the_role(self, matching: Matching) -> None:
        factory = await matching.employer()

        assert (await publish(matching, None, post(factory))).status_code == 401
        assert (await publish(matching, CASEWORKER, post(factory))).status_code == 403

    async def test_an_unlawful_requirement_is_refused_citing_the_law(
        self, matching: Matching
    ) -> None:
        factory = await matching.employer()
        body = post(
            factory,
            title="缝纫工（限女性）",
            requirements={"household_registration": "本地", "skills": ["无乙肝"]},
        )
        answer = await publish(matching, employer(factory), body)

        problem = answer.json()
        assert (answer.status_code, problem["code"]) == (422, "post_unlawful")
        assert {(fault["code"], fault["pointer"]) for fault in problem["errors"]} == {
            ("unlawful_sex", "#/title"),
            ("unlawful_household_registration", "#/requirements/household_registration"),
            ("unlawful_carrier", "#/requirements/skills/0"),
        }
        assert all("就业促进法" in fault["detail"] for fault in problem["errors"])
        assert "女" not in problem["detail"]

    @pytest.mark.parametrize(
        "change",
        [
            {"occupation": "6-99-99-99"},
            {"occupation": "6-05-00-00"},
            {"wage_to_fen": 440_000},
            {"requirements": {"min_age": 15}},
            {"requirements": {"min_age": 40, "max_age": 30}},
            {"requirements": {"shoe_size": 43}},
            {"requirements": {"labour_ability": "none"}},
            {"expires_on": "2020-01-01"},
            {"headcount": 0},
            {"kind": "other"},
        ],
    )
    async def test_bad_input_is_refused(self, matching: Matching, change: dict[str, Any]) -> None:
        factory = await matching.employer()

        answer = await publish(matching, employer(factory), post(factory, **change))
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
        assert answer.json()["errors"]


class TestSearchPosts:
    async def found(self, matching: Matching, **params: Any) -> list[str]:
        answer = await matching.send("GET", "/v1/posts", None, params=params)
        assert answer.status_code == 200, answer.text
        return [item["title"] for item in answer.json()["items"]]

    async def test_without_signing_in_by_every_filter(self, matching: Matching) -> None:
        factory, home = await matching.employer(1), await matching.employer(2, COUNTY)
        await matching.post(factory, title="缝纫工", wage_from_fen=450_000)
        await matching.post(factory, title="电子装配工", wage_from_fen=550_000, lodging=False)
        await matching.post(home, title="护林员", kind="public_welfare", work_region=COUNTY)

        assert await self.found(matching) == ["护林员", "电子装配工", "缝纫工"]
        assert await self.found(matching, region="32") == ["电子装配工", "缝纫工"]
        assert await self.found(matching, kind="public_welfare") == ["护林员"]
        assert await self.found(matching, wage_from=500_000) == ["电子装配工"]
        assert await self.found(matching, keyword="装配") == ["电子装配工"]
        assert await self.found(matching, keyword="%") == []
        assert await self.found(matching, lodging=False) == ["电子装配工"]
        assert await self.found(matching, employer_id=home) == ["护林员"]

    async def test_pages_without_repeats(self, matching: Matching) -> None:
        factory = await matching.employer()
        for number in range(5):
            await matching.post(factory, title=f"岗位{number}")

        titles: list[str] = []
        params: dict[str, Any] = {"limit": 2}
        while True:
            page = (await matching.send("GET", "/v1/posts", None, params=params)).json()
            titles += [item["title"] for item in page["items"]]
            if page["next_cursor"] is None:
                break
            params["cursor"] = page["next_cursor"]
        assert titles == [f"岗位{number}" for number in (4, 3, 2, 1, 0)]

    async def test_a_cursor_serves_its_own_filters_only(self, matching: Matching) -> None:
        factory = await matching.employer()
        for _ in range(2):
            await matching.post(factory)
        page = await matching.send("GET", "/v1/posts", None, params={"limit": 1})

        params = {"limit": 1, "cursor": page.json()["next_cursor"], "region": "32"}
        answer = await matching.send("GET", "/v1/posts", None, params=params)
        assert answer.status_code in {400, 422}

    async def test_an_unknown_filter_is_refused(self, matching: Matching) -> None:
        answer = await matching.send("GET", "/v1/posts", None, params={"salary": 1})
        assert answer.status_code == 422

    async def test_expired_posts_are_not_found(self, matching: Matching) -> None:
        await matching.post(await matching.employer())
        await matching.service.sql("update posts set expires_on = '2020-01-01'")

        assert await self.found(matching) == []

    async def test_closed_posts_are_seen_by_those_they_belong_to(self, matching: Matching) -> None:
        factory = await matching.employer()
        made = await matching.post(factory)
        path = f"/v1/posts/{made['id']}"
        closed = await matching.send("POST", f"{path}/closure", employer(factory))
        assert (closed.status_code, closed.json()["state"]) == (200, "closed")

        assert (await matching.send("GET", path, None)).status_code == 404
        assert (await matching.send("GET", path, CASEWORKER)).status_code == 404
        for claims in (employer(factory), RECRUITER):
            assert (await matching.send("GET", path, claims)).status_code == 200
            listed = await matching.send("GET", "/v1/posts", claims, params={"state": "closed"})
            assert len(listed.json()["items"]) == 1
        assert await self.found(matching, state="closed") == []


class TestChangePost:
    async def change(
        self, matching: Matching, post_id: str, patch: dict[str, Any], **options: Any
    ) -> Any:
        claims = options.pop("claims")
        headers = {"If-Match": options.pop("match", '"v1"')}
        path = f"/v1/posts/{post_id}"
        return await matching.send("PATCH", path, claims, json=patch, headers=headers)

    async def test_merges_absent_and_null_apart(self, matching: Matching) -> None:
        factory = await matching.employer()
        made = await matching.post(
            factory, address="工业园路1号", requirements={"min_age": 18, "max_age": 45}
        )
        patch = {"address": None, "headcount": 5, "requirements": {"max_age": None}}
        answer = await self.change(matching, made["id"], patch, claims=employer(factory))

        changed = answer.json()
        assert answer.status_code == 200, answer.text
        assert answer.headers["etag"] == '"v2"'
        assert changed["address"] is None
        assert changed["headcount"] == 5
        assert changed["requirements"] == {**made["requirements"], "max_age": None}
        assert changed["title"] == made["title"]

    async def test_a_stale_version_is_refused_and_one_is_needed(self, matching: Matching) -> None:
        factory = await matching.employer()
        made = await matching.post(factory)
        claims = employer(factory)

        stale = await self.change(matching, made["id"], {}, claims=claims, match='"v7"')
        assert stale.status_code == 412
        path = f"/v1/posts/{made['id']}"
        assert (await matching.send("PATCH", path, claims, json={})).status_code == 428

    @pytest.mark.parametrize(
        ("patch", "status", "code"),
        [
            ({"title": "限男性搬运工"}, 422, "post_unlawful"),
            ({"requirements": {"sex": "1"}}, 422, "post_unlawful"),
            ({"wage_to_fen": 100_000}, 422, "invalid"),
            ({"title": None}, 422, "invalid"),
            ({"expires_on": "2020-01-01"}, 422, "invalid"),
            ({"state": "closed"}, 422, "invalid"),
        ],
    )
    async def test_what_could_not_be_published_cannot_be_changed_to(
        self, matching: Matching, patch: dict[str, Any], status: int, code: str
    ) -> None:
        factory = await matching.employer()
        made = await matching.post(factory)

        answer = await self.change(matching, made["id"], patch, claims=employer(factory))
        assert (answer.status_code, answer.json()["code"]) == (status, code)

    async def test_headcount_stays_above_the_places_taken(self, matching: Matching) -> None:
        factory = await matching.employer()
        made = await matching.post(factory, headcount=2)
        for _ in range(2):
            await matching.accept(await matching.seeker(), made["id"])

        answer = await self.change(matching, made["id"], {"headcount": 1}, claims=employer(factory))
        assert (answer.status_code, answer.json()["code"]) == (409, "post_headcount_below_filled")

    async def test_another_region_finds_nothing_to_change(self, matching: Matching) -> None:
        made = await matching.post(await matching.employer())
        claims = officer(f"recruiter@{COUNTY}")

        answer = await self.change(matching, made["id"], {"title": "新岗位"}, claims=claims)
        assert answer.status_code == 404
        assert (
            await matching.send("POST", f"/v1/posts/{made['id']}/closure", claims)
        ).status_code == 404

    async def test_a_closed_post_stays_closed(self, matching: Matching) -> None:
        factory = await matching.employer()
        made = await matching.post(factory)
        path, claims = f"/v1/posts/{made['id']}/closure", employer(factory)
        await matching.send("POST", path, claims)

        again = await matching.send("POST", path, claims)
        assert (again.status_code, again.json()["code"]) == (409, "post_closed")
        changed = await self.change(
            matching, made["id"], {"headcount": 9}, claims=claims, match='"v2"'
        )
        assert changed.json()["code"] == "post_closed"
        accepted = await matching.accept(await matching.seeker(), made["id"], COUNTY_CASEWORKER)
        assert (accepted.status_code, accepted.json()["code"]) == (409, "post_closed")

    async def test_an_expired_post_takes_nobody(self, matching: Matching) -> None:
        made = await matching.post(await matching.employer())
        yesterday = clock.business_today() - timedelta(days=1)
        await matching.service.sql(f"update posts set expires_on = '{yesterday}'")

        answer = await matching.accept(await matching.seeker(), made["id"])
        assert (answer.status_code, answer.json()["code"]) == (409, "post_expired")
