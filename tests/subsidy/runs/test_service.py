"""Runs over a region: set-based, resumed after a kill, counted by the clause that failed."""

import asyncio
from typing import Any

import pytest
from tests.subsidy.scenes import AGREEMENT, CITY, CITY_CLERK, CLERK, COUNTY, Subsidy

from servicekit.testing import officer
from subsidy import worker
from subsidy.runs import service as runs


@pytest.fixture(autouse=True)
def _small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "CHUNK", 4)


async def ask(
    subsidy: Subsidy, who: dict[str, Any] = CLERK, region: str = COUNTY, **change: Any
) -> dict[str, Any]:
    body = {"policy_id": subsidy.home, "region": region, "year": 2026, **change}
    answer = await subsidy.post("/v1/claim-runs", who, body)
    assert answer.status_code == 202, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def result(subsidy: Subsidy, run: dict[str, Any], who: Any = CLERK) -> dict[str, Any]:
    read: dict[str, Any] = (await subsidy.get(f"/v1/claim-runs/{run['id']}", who)).json()
    return read


async def test_everybody_whom_the_facts_satisfy_gets_a_claim_and_the_rest_are_counted(
    subsidy: Subsidy,
) -> None:
    await subsidy.people(6)
    await subsidy.people(2, category="general")
    await subsidy.people(1, work_region=COUNTY)
    run = await ask(subsidy)
    await subsidy.service.settle([worker.CLAIM_RUN])

    read = await result(subsidy, run)
    assert read["state"] == "done"
    assert read["result"] == {
        "examined": 9,
        "raised": 6,
        "held": 0,
        "failed": {"category": 2, "away": 1},
    }
    assert (read["progress"]["done"], read["progress"]["total"]) == (9, 9)


async def test_the_same_run_again_raises_nothing_more(subsidy: Subsidy) -> None:
    await subsidy.people(5)
    for _ in range(2):
        run = await ask(subsidy)
        await subsidy.service.settle([worker.CLAIM_RUN])
    assert (await result(subsidy, run))["result"] == {
        "examined": 5,
        "raised": 0,
        "held": 5,
        "failed": {},
    }


async def test_a_run_killed_after_any_chunk_ends_as_if_it_had_not_been(subsidy: Subsidy) -> None:
    await subsidy.people(10)
    run = await ask(subsidy)
    context = subsidy.service.context
    from_here = (await subsidy.service.sql("select id from claim_runs"))[0][0]
    assert await runs._step(context, from_here)
    await subsidy.service.settle([worker.CLAIM_RUN])
    assert (await result(subsidy, run))["result"]["raised"] == 10
    [[claims, holds]] = await subsidy.service.sql(
        "select (select count(*) from claims), (select count(*) from holds where state = 'active')"
    )
    assert (claims, holds) == (10, 20)


async def test_two_workers_and_two_runs_at_once_raise_each_claim_once(subsidy: Subsidy) -> None:
    await subsidy.people(12)
    first, second = await ask(subsidy), await ask(subsidy)
    context = subsidy.service.context
    ids = [row[0] for row in await subsidy.service.sql("select id from claim_runs")]
    await asyncio.gather(*(runs.run(context, one) for one in ids for _ in range(2)))

    results = [(await result(subsidy, one))["result"] for one in (first, second)]
    assert sum(one["raised"] for one in results) == 12
    assert sum(one["held"] for one in results) == 12
    [[claims]] = await subsidy.service.sql("select count(*) from claims")
    assert claims == 12


async def test_a_receiving_city_reaches_only_people_whom_an_agreement_opens(
    subsidy: Subsidy,
) -> None:
    await subsidy.people(3)
    run = await ask(subsidy, CITY_CLERK, CITY, policy_id=subsidy.away)
    await subsidy.service.settle([worker.CLAIM_RUN])
    assert (await result(subsidy, run, CITY_CLERK))["result"]["raised"] == 3

    await subsidy.people(3)
    await subsidy.service.sql(
        f"update agreement_projection set state = 'suspended' where agreement_id = '{AGREEMENT}'"
    )
    later = await ask(subsidy, CITY_CLERK, CITY, policy_id=subsidy.away)
    await subsidy.service.settle([worker.CLAIM_RUN])
    assert (await result(subsidy, later, CITY_CLERK))["result"]["examined"] == 0


async def test_a_run_is_refused_elsewhere_and_for_another_regions_policy(
    subsidy: Subsidy,
) -> None:
    async def refused(who: Any, **body: Any) -> tuple[int, str]:
        sent = {"policy_id": subsidy.home, "region": COUNTY, "year": 2026, **body}
        answer = await subsidy.post("/v1/claim-runs", who, sent)
        return answer.status_code, answer.json()["code"]

    assert await refused(CLERK, region="4312") == (403, "region_outside_scope")
    assert await refused(CLERK, policy_id=subsidy.away) == (422, "policy_not_for_region")
    assert await refused(officer(f"payer@{COUNTY}")) == (403, "forbidden")
    hidden = await ask(subsidy)
    other = officer("subsidy_clerk@130624", sub="other")
    assert (await subsidy.get(f"/v1/claim-runs/{hidden['id']}", other)).status_code == 404
    assert (await subsidy.get("/v1/claim-runs", other)).json()["items"] == []
