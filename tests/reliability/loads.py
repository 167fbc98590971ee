"""Writes that go on while a service dies: what was acknowledged, and what is there afterwards."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from uuid import UUID

from tests.registry.scenes import several, transfer

from onebox.journey.setting_up import EXPIRES
from onebox.journey.subsidy import HUNAN, YEAR, policy_of
from onebox.journey.world import World
from samples.profiles import SUZHOU, TONGDAO
from schemas.gateway import AgencyCreate
from schemas.imports import ImportState
from schemas.matching import PostCreate, PostKind
from schemas.subsidy import ClaimRunState, ClaimState

XLSX = "名单.xlsx"
WRITERS = 4
A_LIST = 5
MOST_LISTS = 3_000
PAUSE_SECONDS = 0.05
NUMBERS = count()
"""Of things made on one platform, whichever load makes them."""

Found = Callable[[], Awaitable[list[UUID]]]


class NothingLeft(Exception):
    """There is nothing more to write to."""


@dataclass
class Load:
    """`write(n)` does the n-th thing and returns what it did it to; `found` lists these things."""

    write: Callable[[int], Awaitable[UUID]]
    found: Found
    before: frozenset[UUID] = frozenset()
    acknowledged: list[UUID] = field(default_factory=list)
    stopping: bool = False

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Every write that began is answered before this ends."""
        self.before = frozenset(await self.found())
        async with asyncio.TaskGroup() as group:
            for _ in range(WRITERS):
                group.create_task(self._go_on())
            try:
                yield
            finally:
                self.stopping = True

    async def _go_on(self) -> None:
        while not self.stopping:
            try:
                self.acknowledged.append(await self.write(next(NUMBERS)))
            except NothingLeft:
                return
            await asyncio.sleep(PAUSE_SECONDS)

    async def assert_once(self) -> None:
        """Nothing acknowledged is missing, nothing is there twice, and nothing else is there."""
        there = [one for one in await self.found() if one not in self.before]
        assert sorted(there) == sorted(self.acknowledged)
        assert len(set(there)) == len(there) > 0


async def agencies(world: World) -> Load:
    client = world.administrator.agencies

    async def write(number: int) -> UUID:
        agency = AgencyCreate(name=f"机构{number}", region=SUZHOU)
        return (await client.create(agency, key=f"agency-{number}")).id

    async def found() -> list[UUID]:
        return [one.id async for one in client.list()]

    return Load(write, found)


async def posts(world: World) -> Load:
    client = world.administrator
    employer = await anext(client.employers.list())

    async def write(number: int) -> UUID:
        post = PostCreate(
            employer_id=employer.id,
            kind=PostKind.MARKET,
            title=f"缝纫工{number}",
            occupation="6-05-01-03",
            work_region=employer.region,
            wage_from_fen=400_000,
            wage_to_fen=500_000,
            headcount=1,
            expires_on=EXPIRES,
        )
        return (await client.posts.publish(post, key=f"post-{number}")).id

    async def found() -> list[UUID]:
        return [one.id async for one in client.posts.list(employer_id=employer.id)]

    return Load(write, found)


async def lists(world: World) -> Load:
    """Five new people a list; each ends well and has made its people once."""
    people, imports = several(MOST_LISTS * A_LIST), world.signed_in("tongdao-officer").imports

    async def write(number: int) -> UUID:
        content = transfer(*people[number * A_LIST : (number + 1) * A_LIST])
        key = f"list-{number}"
        return (await imports.upload(content, filename=XLSX, source="hr-transfer", key=key)).id

    async def found() -> list[UUID]:
        mine = [one async for one in imports.list() if one.file_name == XLSX]
        ended = [await imports.wait(one.id) for one in mine]
        assert {(one.state, one.result.accepted) for one in ended} <= {(ImportState.DONE, A_LIST)}
        return [one.id for one in ended]

    return Load(write, found)


async def runs(world: World) -> Load:
    """Claims from data, asked for again and again; each run ends, each person has one claim."""
    clerk = world.signed_in("tongdao-clerk")
    policy = await policy_of(clerk, HUNAN)

    async def write(number: int) -> UUID:
        return (await clerk.claim_runs.start(policy.id, TONGDAO, YEAR, key=f"run-{number}")).id

    async def found() -> list[UUID]:
        ended = [await clerk.claim_runs.wait(one.id) async for one in clerk.claim_runs.list()]
        assert {one.state for one in ended} <= {ClaimRunState.DONE}
        claimants = [one.person_id async for one in clerk.claims.list()]
        assert len(claimants) == len(set(claimants))
        return [one.id for one in ended]

    return Load(write, found)


async def reviews(world: World) -> Load:
    """The first level passes claims; each has one review, and its decision is announced once."""
    township, followed = world.signed_in("tongdao-township").claims, world.fact("stays")
    raised = [one async for one in township.list(state=ClaimState.RAISED)]
    waiting = [one for one in raised if str(one.person_id) != followed]

    async def write(number: int) -> UUID:
        if not waiting:
            raise NothingLeft
        claim = waiting.pop()
        return (await township.review(claim, "pass", key=f"review-{number}")).id

    async def found() -> list[UUID]:
        passed = [one async for one in township.list(state=ClaimState.TOWNSHIP_REVIEWED)]
        details = [await township.get(one.id) for one in passed]
        assert {len(one.reviews) for one in details} <= {1}
        return [one.id for one in details]

    return Load(write, found)
