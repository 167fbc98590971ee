"""Each process is killed with -9 in the middle of what it does; the journey ends as if none was."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import psutil
import pytest
from bench.onebox_process import Onebox, running
from tests.system.conftest import ROWS
from tests.system.platform import children, logged

from onebox import screen
from onebox.journey import World, playing
from samples.counties import TONGDAO
from schemas.follow_ups import FollowUpState
from schemas.gateway import AgreementState
from schemas.imports import ImportState
from schemas.payments import BatchState, TransferKind
from schemas.registry import EvidenceKind
from schemas.subsidy import ClaimState

LOOK_SECONDS = 0.01
# How long something took, and whom of many the reviewers of the sample chose.
DIFFERS = {"seconds", "suspended_after_seconds", "access_records", "paid", "paid_fen", "bounced"}


async def a_list_is_read(world: World) -> bool:
    officer = world.signed_in("tongdao-officer")
    return any([one.state is ImportState.RUNNING async for one in officer.imports.list()])


async def an_agreement_is_signed(world: World) -> bool:
    signatory = world.signed_in("tongdao-signatory")
    return any([one.state is not AgreementState.DRAFT async for one in signatory.agreements.list()])


async def a_case_is_open(world: World) -> bool:
    village = world.signed_in("tongdao-village")
    return any([one.state is not FollowUpState.CLOSED async for one in village.follow_ups.list()])


async def a_claim_run_has_begun(world: World) -> bool:
    clerk = world.signed_in("tongdao-clerk")
    return any([True async for _ in clerk.claim_runs.list()])


async def reviews_are_under_way(world: World) -> bool:
    clerk = world.signed_in("tongdao-clerk")
    return any([True async for _ in clerk.claims.list(state=ClaimState.TOWNSHIP_REVIEWED)])


async def a_batch_is_released(world: World) -> bool:
    batches = world.signed_in("tongdao-payer-b").payment_batches.list()
    return any([one.state is not BatchState.PREPARED async for one in batches])


@dataclass(frozen=True)
class Kill:
    """Of `process` while `step` is taken, as soon as it is in the `middle`."""

    step: str
    process: str
    middle: Callable[[World], Awaitable[bool]]


KILLS = (
    Kill("lists", "registry", a_list_is_read),
    Kill("agreement", "gateway", an_agreement_is_signed),
    Kill("returned", "matching", a_case_is_open),
    Kill("paid", "subsidy", a_claim_run_has_begun),
    Kill("paid", "postgres", reviews_are_under_way),
    Kill("paid", "subsidy", a_batch_is_released),
)


@dataclass
class Survivor:
    onebox: Onebox
    world: World
    killed: list[tuple[str, psutil.Process]] = field(default_factory=list)

    @property
    def figures(self) -> dict[str, Any]:
        return self.world.state.result


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Onebox]:
    with running(tmp_path_factory.mktemp("kills"), rows=ROWS, journey=False) as onebox:
        yield onebox


@pytest.fixture(scope="module")
async def survivor(platform: Onebox) -> AsyncIterator[Survivor]:
    """The journey after all its steps and kills."""
    state, console = platform.home / "journey", screen.console()
    world = playing.world_of(platform.address, state, console, rows=ROWS, seed=playing.SEED)
    survivor = Survivor(platform, world)
    for step in playing.STEPS:
        async with asyncio.TaskGroup() as group:
            taking = group.create_task(playing.take(world, step))
            for kill in [one for one in KILLS if one.step == step.name]:
                await strike(survivor, kill, taking)
    yield survivor
    await world.close()


async def strike(survivor: Survivor, kill: Kill, taking: asyncio.Task[None]) -> None:
    while not await kill.middle(survivor.world):
        assert not taking.done(), f"{kill.step} was over before {kill.middle.__name__}"
        await asyncio.sleep(LOOK_SECONDS)
    process = children(survivor.onebox.process.pid)[kill.process]
    process.kill()
    assert not taking.done()
    survivor.killed.append((kill.process, process))


async def test_every_process_was_killed_and_runs_again(survivor: Survivor) -> None:
    running_now = children(survivor.onebox.process.pid)

    assert {name for name, _ in survivor.killed} == set(running_now)
    assert [name for name, one in survivor.killed if running_now[name] == one] == []


async def test_all_steps_ended_with_what_an_undisturbed_journey_finds(
    survivor: Survivor, journey: dict[str, Any]
) -> None:
    alike = journey.keys() - DIFFERS

    assert {name: survivor.figures[name] for name in alike} == {n: journey[n] for n in alike}


async def test_nobody_is_registered_twice(survivor: Survivor) -> None:
    officer = survivor.world.signed_in("tongdao-officer")
    listed = [one.person_id async for one in officer.workers.list(region=TONGDAO)]

    assert len(listed) == len(set(listed)) == survivor.figures["people"]


async def test_the_worker_who_came_home_has_one_case_and_one_new_job(survivor: Survivor) -> None:
    village = survivor.world.signed_in("tongdao-village")
    person_id = UUID(survivor.world.fact("returns"))
    cases = [one.state async for one in village.follow_ups.list()]
    applications = [one async for one in village.applications.list(person_id=person_id)]
    confirmed = [
        one
        async for one in village.workers.employments(person_id)
        if EvidenceKind.EMPLOYER_CONFIRMATION in one.evidence
    ]

    assert cases == [FollowUpState.CLOSED]
    assert len(applications) == len(confirmed) == 1


async def test_a_person_has_one_claim_and_a_payment_one_end(survivor: Survivor) -> None:
    clerk, payer = (survivor.world.signed_in(f"tongdao-{who}") for who in ("clerk", "payer-a"))
    claimants = [one.person_id async for one in clerk.claims.list()]
    [batch] = [one async for one in payer.payment_batches.list()]
    moved = [(one.kind, one.claim_id) async for one in payer.ledger.transfers(batch_id=batch.id)]
    kinds = Counter(kind for kind, _ in moved)

    assert len(claimants) == len(set(claimants)) == survivor.figures["claims_raised"]
    assert len(moved) == len(set(moved))
    assert kinds[TransferKind.PAYABLE] == batch.payments
    assert (kinds[TransferKind.PAYMENT], kinds[TransferKind.BOUNCE]) == (batch.paid, batch.bounced)
    assert batch.paid + batch.bounced == batch.payments
    assert (await payer.ledger.accounts(region=TONGDAO)).sum_fen == 0


async def test_no_log_names_anybody(survivor: Survivor) -> None:
    text, people = logged(survivor.onebox), survivor.world.sample.home.people
    told = {value for one in people for value in (one.citizen_id, one.phone, one.bank_account)}

    assert "database_away" in text
    assert [value for value in told - {""} if value in text] == []
