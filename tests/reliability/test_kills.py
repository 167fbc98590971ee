"""Each service killed with -9 at named points, under load: nothing lost, nothing twice."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from tests.reliability import loads, mortal
from tests.reliability.ground import Ground
from tests.reliability.loads import Load

from onebox.journey import playing
from onebox.journey.world import World

pytestmark = pytest.mark.xdist_group("reliability")
ONCE = pytest.param(1, id="once")
TWENTY = pytest.param(20, id="20-times", marks=pytest.mark.long)
Make = Callable[[World], Awaitable[Load]]
POINTS: dict[str, tuple[str, str, Make]] = {
    "gateway-answer": ("gateway", mortal.ANSWER, loads.agencies),
    "gateway-waiting": ("gateway", mortal.WAITING, loads.agencies),
    "gateway-numbered": ("gateway", mortal.NUMBERED, loads.agencies),
    "matching-answer": ("matching", mortal.ANSWER, loads.posts),
    "matching-waiting": ("matching", mortal.WAITING, loads.posts),
    "matching-numbered": ("matching", mortal.NUMBERED, loads.posts),
    "registry-answer": ("registry", mortal.ANSWER, loads.lists),
    "registry-waiting": ("registry", mortal.WAITING, loads.lists),
    "registry-numbered": ("registry", mortal.NUMBERED, loads.lists),
    "registry-leased": ("registry", mortal.LEASED, loads.lists),
    "registry-staged": ("registry", mortal.STAGED, loads.lists),
    "subsidy-answer": ("subsidy", mortal.ANSWER, loads.runs),
    "subsidy-leased": ("subsidy", mortal.LEASED, loads.runs),
    "subsidy-waiting": ("subsidy", mortal.WAITING, loads.reviews),
    "subsidy-numbered": ("subsidy", mortal.NUMBERED, loads.runs),
}
STEPS = {step.name: step for step in playing.STEPS}


@pytest.mark.parametrize("times", [ONCE, TWENTY])
@pytest.mark.parametrize("point", POINTS)
async def test_dc1_a_service_killed_at_a_point_loses_nothing_and_repeats_nothing(
    ground: Ground, world: World, point: str, times: int
) -> None:
    service, where, make = POINTS[point]
    load = await make(world)
    async with load.running():
        for _ in range(times):
            await ground.kill_at(service, where)
    await load.assert_once()
    await assert_whole(ground, service)


@pytest.mark.parametrize("times", [ONCE, TWENTY])
async def test_bj3_a_bank_file_written_and_not_recorded_pays_once(
    ground: Ground, world: World, times: int
) -> None:
    """The journey itself asserts the rest: one file, each payment answered once, the balances."""
    async with asyncio.TaskGroup() as group:
        group.create_task(playing.take(world, STEPS["paid"]))
        for _ in range(times):
            await ground.kill_at("subsidy", mortal.WRITTEN)
    repeated = (
        "select claim_id from payments where state <> 'bounced' group by 1 having count(*) > 1"
    )
    assert await ground.sql("subsidy", repeated) == []
    await assert_whole(ground, "subsidy")


async def assert_whole(ground: Ground, service: str) -> None:
    """Every event and audit entry has its number, without gaps, and every job ends."""
    for table in ("events", "audit_entries"):
        await ground.comes_true(
            service,
            f"select count(*) = count(seq) and count(seq) = coalesce(max(seq), 0) from {table}",
        )
    await ground.comes_true(service, "select count(*) = 0 from jobs where finished_at is null")
