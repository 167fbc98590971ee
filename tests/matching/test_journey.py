"""HN2: a returned worker is offered explained posts, accepts one, and starts."""

from datetime import timedelta

from tests.matching.scenes import CASEWORKER, COUNTY, VILLAGE, Matching, employer

from servicekit import clock


class TestReturnedWorker:
    async def test_hn2_is_offered_every_tier_accepts_one_and_starts(
        self, matching: Matching
    ) -> None:
        factory, home = await matching.employer(), await matching.employer(2, COUNTY)
        far = await matching.post(factory)
        for kind in ("market", "workshop", "public_welfare"):
            await matching.post(home, kind=kind, work_region=COUNTY, lodging=False)
        person = await matching.seeker()
        case = await matching.follow_up(person)

        offers = (
            await matching.send(
                "GET",
                f"/v1/workers/{person}/recommendations",
                CASEWORKER,
                params={"follow_up_id": case},
            )
        ).json()["items"]
        assert [offer["rung"] for offer in offers] == [
            "other_province",
            "own_county",
            "workshop",
            "public_welfare",
        ]
        assert all(part["zh"] and part["en"] for offer in offers for part in offer["parts"])
        assert [sum(part["points"] for part in offer["parts"]) for offer in offers] == [
            offer["score"] for offer in offers
        ]
        (made,) = await matching.events("matching.recommendations.made")
        assert made["post_ids"] == [offer["post"]["id"] for offer in offers]

        accepted = await matching.accept(person, far["id"], follow_up_id=case)
        assert accepted.status_code == 201, accepted.text
        assert accepted.json()["state"] == "accepted"

        started = clock.business_today() - timedelta(days=1)
        body = {"application_id": accepted.json()["id"], "started_on": started.isoformat()}
        placed = await matching.send("POST", "/v1/placements", employer(factory), json=body)
        assert placed.status_code == 201, placed.text

        (confirmed,) = await matching.events("matching.placement.confirmed")
        assert confirmed == {
            "person_id": person,
            "placement_id": placed.json()["id"],
            "application_id": accepted.json()["id"],
            "post_id": far["id"],
            "follow_up_id": case,
            "employer_id": factory,
            "employer_name": "苏州示例电子有限公司",
            "employer_code": confirmed["employer_code"],
            "work_region": "320506",
            "started_on": started.isoformat(),
            "wage_fen": 450_000,
        }
        states = [data["state"] for data in await matching.events("matching.application.changed")]
        assert states == ["accepted", "placed"]
        assert VILLAGE.startswith(COUNTY)
