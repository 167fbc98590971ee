"""PostgreSQL stopped at once, again and again, under writes: what was acknowledged is there."""

import asyncio
from uuid import UUID

import pytest
from tests.reliability import loads
from tests.reliability.ground import Ground
from tests.reliability.loads import Load

from onebox.journey.world import World

pytestmark = pytest.mark.xdist_group("reliability")
FEW = pytest.param(2, 200, id="2-stops")
ALL = pytest.param(20, 40_000, id="20-stops", marks=pytest.mark.long)
DURABLE = ("synchronous_commit = on", "wal_writer_delay = '200ms'")
# What is not flushed at commit stays for ten seconds where a stop loses it.
FORGETFUL = ("synchronous_commit = off", "wal_writer_delay = '10s'")


@pytest.mark.parametrize(("stops", "writes"), [FEW, ALL])
async def test_dc5_acknowledged_writes_survive_immediate_stops_of_the_database(
    ground: Ground, world: World, stops: int, writes: int
) -> None:
    load = await stopped_under_load(ground, world, stops, writes)
    await load.assert_once()


@pytest.mark.parametrize(("stops", "writes"), [FEW])
async def test_dc5_the_same_test_loses_writes_when_commits_do_not_wait(
    ground: Ground, world: World, stops: int, writes: int
) -> None:
    """Proof that the test above can fail."""
    await configure(ground, FORGETFUL)
    try:
        load = await stopped_under_load(ground, world, stops, writes)
    finally:
        await configure(ground, DURABLE)
    assert set(load.acknowledged) - set(await load.found())


async def stopped_under_load(ground: Ground, world: World, stops: int, writes: int) -> Load:
    load = await loads.posts(world)
    async with load.running():
        for number in range(1, stops + 1):
            await acknowledged(load, number * writes // stops)
            ground.stop_database()
            ground.start_database()
    return load


async def acknowledged(load: Load, count: int) -> list[UUID]:
    while len(load.acknowledged) < count:
        await asyncio.sleep(0.02)
    return load.acknowledged


async def configure(ground: Ground, settings: tuple[str, ...]) -> None:
    for setting in settings:
        await ground.sql("matching", f"alter system set {setting}")
    await ground.sql("matching", "select pg_reload_conf()")
    await asyncio.sleep(1)
