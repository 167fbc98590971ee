"""Claims from data alone: everybody of a region whom a policy satisfies, in chunks.

A chunk's claims, holds, counts and position commit together under the run's row lock, so that a run
killed anywhere goes on where it was, and two workers never decide the same chunk.
"""

from collections import Counter
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from schemas.purposes import Purpose
from schemas.regions import scope_of, subtree
from schemas.subsidy import ClaimRunCreate, ClaimRunState
from servicekit import audit, clock, jobs
from servicekit.access import Principal
from servicekit.context import Context
from servicekit.ids import uuid7
from subsidy import claiming, pinning, reach
from subsidy.claiming import Decided, Pinned
from subsidy.evaluation import decisions
from subsidy.models import ClaimRun
from subsidy.problems import PolicyNotForRegion, RegionOutsideScope
from subsidy.runs import queries
from subsidy.runs.errors import PolicyNotAutomatic

JOB = "claim-run"
KIND = "system:claim-run"
CHUNK = 1000


async def request(session: AsyncSession, principal: Principal, data: ClaimRunCreate) -> ClaimRun:
    """A run over a region of the caller's, pinned to the version in force today."""
    if not reach.covers(principal, data.region):
        raise RegionOutsideScope
    today = clock.business_today()
    pinned = await pinning.pinned(session, data.policy_id, year=data.year, today=today)
    lo, hi = subtree(pinned.region)
    if not lo <= scope_of(data.region) < hi:
        raise PolicyNotForRegion
    if not pinned.document.auto:
        raise PolicyNotAutomatic

    run = ClaimRun(
        id=uuid7(),
        policy_id=pinned.policy_id,
        policy_version=pinned.version,
        region=data.region,
        owner_scope=scope_of(data.region),
        year=data.year,
        state=ClaimRunState.QUEUED.value,
        total=0,
        examined=0,
        raised=0,
        held=0,
        failed={},
        position=None,
        requested_by=principal.subject,
        created_at=clock.now(),
        finished_at=None,
    )
    session.add(run)
    await session.flush()
    await jobs.enqueue(session, JOB, run.id)

    audit.note(session, object_type="claim_run", object_id=run.id, region=run.region)
    return run


async def run(context: Context, run_id: UUID) -> None:
    """Decide chunk after chunk until nobody is left."""
    while await _step(context, run_id):
        pass


async def give_up(context: Context, run_id: UUID) -> None:
    async with context.database.job_session(kind=KIND, purpose=Purpose.SUBSIDY) as session:
        found = await queries.locked(session, run_id)
        if found.state != ClaimRunState.DONE:
            _finish(found, ClaimRunState.FAILED)


async def _step(context: Context, run_id: UUID) -> bool:
    """One chunk in one transaction; false when the run is over."""
    async with context.database.job_session(kind=KIND, purpose=Purpose.SUBSIDY) as session:
        found = await queries.locked(session, run_id)
        if found.state in (ClaimRunState.DONE, ClaimRunState.FAILED):
            return False
        today = clock.business_today()
        pinned = await pinning.repinned(session, found.policy_id, found.policy_version)
        population = await queries.population(
            session, pinned, found.region, clock.now().astimezone(clock.SHANGHAI).date()
        )
        if found.state == ClaimRunState.QUEUED:
            found.state = ClaimRunState.RUNNING.value
            found.total = await queries.size(session, population)
        rows = await queries.chunk(session, population, found.position, CHUNK)
        decided = [
            claiming.decide(pinned, person, spells, year=found.year, today=today)
            for person, spells in await claiming.people(session, rows)
        ]
        await _book(session, context, found, pinned, decided)
        if rows:
            found.position = rows[-1].person_id
        if len(rows) < CHUNK:
            _finish(found, ClaimRunState.DONE)
        return found.state == ClaimRunState.RUNNING


async def _book(
    session: AsyncSession,
    context: Context,
    found: ClaimRun,
    pinned: Pinned,
    decided: list[Decided],
) -> None:
    due = [one for one in decided if one.verdict.satisfied]
    made = await claiming.raise_claims(
        session,
        context.keys,
        pinned,
        due,
        year=found.year,
        raised_by=found.requested_by,
        origin_of_claim="run",
    )
    reasons = (decisions.first_failure(pinned.document, one.verdict) for one in decided)
    failed = Counter(found.failed)
    failed.update(reason for reason in reasons if reason is not None)
    found.examined += len(decided)
    found.total = max(found.total, found.examined)
    found.raised += len(made)
    found.held += len(due) - len(made)
    found.failed = dict(failed)


def _finish(found: ClaimRun, state: ClaimRunState) -> None:
    found.state, found.finished_at = state.value, clock.now()
