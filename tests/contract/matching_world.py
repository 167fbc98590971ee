"""A returned worker of a village with offers and applications; a factory in a receiving city."""

from datetime import timedelta

from tests.contract import setting
from tests.contract.table import Table
from tests.matching.scenes import Matching, Registry, credit_code, employer

from matching import worker
from servicekit import clock
from servicekit.testing import ServiceUnderTest

registry = Registry()


async def build(service: ServiceUnderTest, table: Table) -> dict[str, str]:
    del table
    matching = Matching(service, registry)
    factory, rival = await matching.employer(), await matching.employer(2)
    post, second = await matching.post(factory), await matching.post(factory)
    person = await matching.seeker()
    away, placed = [await matching.seeker(work="320506") for _ in range(2)]
    case = await matching.follow_up(person)
    await matching.follow_up(away)
    applied = [await _applied(matching, one, post["id"]) for one in (person, away, placed)]
    day = clock.business_today().isoformat()
    body = {"application_id": applied[2], "started_on": day}
    done = await matching.send("POST", "/v1/placements", employer(factory), json=body)
    assert done.status_code == 201, done.text
    await service.settle(every=[worker.COMPLETE_OFFERS])
    await setting.agree(service, "employment_service", "recruitment")
    return {
        "person_id": person,
        "away_person_id": away,
        "follow_up_id": case,
        "employer_id": factory,
        "rival_id": rival,
        "post_id": post["id"],
        "second_post_id": second["id"],
        "application_id": applied[0],
        "away_application_id": applied[1],
        "today": day,
        "later": (clock.business_today() + timedelta(days=60)).isoformat(),
        "new_credit_code": credit_code(7),
    }


async def _applied(matching: Matching, person: str, post_id: str) -> str:
    answer = await matching.accept(person, post_id)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])
