"""Public notices: masked, for five working days of which the first counts, then approved."""

from datetime import date

from tests.subsidy.money import (
    CLERK,
    COUNTY,
    COUNTY_REVIEWER,
    FOREIGN_REVIEWER,
    OTHER_COUNTY,
    TOWNSHIP_REVIEWER,
    Money,
    business_day,
)


class TestPublishNotice:
    async def test_the_first_of_five_working_days_counts(self, money: Money) -> None:
        await money.reviewed(await money.person())

        answer = await money.publish()
        assert answer.status_code == 201, answer.text
        body = answer.json()
        assert (body["starts_on"], body["ends_on"]) == ("2026-03-02", "2026-03-06")
        assert (body["entries_count"], body["total_fen"]) == (1, 40_000)

    async def test_everybody_reads_masked_name_township_and_amount_and_nothing_else(
        self, money: Money
    ) -> None:
        person = await money.person("欧阳娜娜")
        claim = await money.reviewed(person)
        made = (await money.publish()).json()

        shown = await money.send("GET", f"/v1/public-notices/{made['id']}")
        assert shown.json()["entries"] == [
            {"masked_name": "欧阳**", "township_name": "双江镇", "amount_fen": 40_000}
        ]
        assert not {person, claim["id"], "欧阳娜娜"} & set(shown.text.split('"'))
        listed = await money.send("GET", f"/v1/public-notices?region={COUNTY}")
        assert [one["id"] for one in listed.json()["items"]] == [made["id"]]
        elsewhere = await money.send("GET", f"/v1/public-notices?region={OTHER_COUNTY}")
        assert elsewhere.json()["items"] == []

    async def test_names_are_asked_for_subsidy_and_only_names(self, money: Money) -> None:
        person = await money.person()
        await money.reviewed(person)
        await money.publish()

        assert money.registry.asked == [
            {"person_ids": [person], "fields": ["name"], "purpose": "subsidy"}
        ]

    async def test_only_by_a_county_reviewer_of_the_region(self, money: Money) -> None:
        await money.reviewed(await money.person())

        for claims, status in ((None, 401), (CLERK, 403), (TOWNSHIP_REVIEWER, 403)):
            assert (await money.publish(claims)).status_code == status
        answer = await money.publish(FOREIGN_REVIEWER)
        assert (answer.status_code, answer.json()["code"]) == (403, "region_outside_scope")

    async def test_not_before_the_county_has_reviewed(self, money: Money) -> None:
        claim = await money.claim(await money.person())

        answer = await money.publish()
        assert (answer.status_code, answer.json()["code"]) == (409, "nothing_to_publish")
        named = await money.publish(claim_ids=[claim["id"]])
        assert (named.status_code, named.json()["code"]) == (409, "claim_state_forbids")

    async def test_a_claim_of_another_region_is_not_found(self, money: Money) -> None:
        claim = await money.reviewed(await money.person())

        answer = await money.publish(FOREIGN_REVIEWER, region=OTHER_COUNTY, claim_ids=[claim["id"]])
        assert answer.status_code == 404

    async def test_not_past_the_published_calendar(self, money: Money) -> None:
        await money.reviewed(await money.person())

        with business_day(date(2026, 12, 29)):
            answer = await money.publish()
        assert (answer.status_code, answer.json()["code"]) == (409, "calendar_beyond_horizon")
        assert "2026-12-31" in answer.json()["title"]

    async def test_without_registry_nothing_is_published(self, money: Money) -> None:
        claim = await money.reviewed(await money.person())
        money.registry.down = True

        answer = await money.publish()
        assert answer.json()["code"] == "upstream_unavailable"
        assert await money.state(claim) == "county_reviewed"

    async def test_an_unknown_notice_is_not_found(self, money: Money) -> None:
        answer = await money.send("GET", "/v1/public-notices/00000000-0000-7000-8000-000000000000")
        assert answer.status_code == 404


class TestEndNotices:
    async def test_not_on_the_last_day_but_after_it(self, money: Money) -> None:
        claim = await money.reviewed(await money.person())
        await money.publish()

        with business_day(date(2026, 3, 6)):
            await money.end_notices()
        assert await money.state(claim) == "in_notice"
        with business_day(date(2026, 3, 7)):
            await money.end_notices()
            await money.end_notices()
        assert await money.state(claim) == "approved"
        assert await money.balances() == {
            "available": -40_000,
            "committed": 40_000,
            "payable": 0,
            "paid": 0,
        }

    async def test_an_objection_holds_until_the_county_has_decided(self, money: Money) -> None:
        claim = await money.reviewed(await money.person())
        await money.publish()
        body = {"reason": "本人未外出务工"}
        answer = await money.send("POST", f"/v1/claims/{claim['id']}/objection", CLERK, json=body)

        with business_day(date(2026, 3, 7)):
            await money.end_notices()
            assert await money.state(claim) == "objected"
            await money.review(answer.json(), COUNTY_REVIEWER)
            await money.end_notices()
        assert await money.state(claim) == "approved"
