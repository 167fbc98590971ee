"""Long work: enqueued in the transaction that asks for it, run at least once, resumed after a kill.

The resource's own row is the truth (state, progress, attempt); the job row is only a lease on it.
A worker extends its lease while it runs; a lease that lapses is taken by another. After five
attempts the job is given up and its `give_up` says so on the resource.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import structlog
from opentelemetry.trace import Span, SpanKind
from sqlalchemy import Row, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from servicekit import clock, traces
from servicekit.context import Context
from servicekit.database import Database
from servicekit.ids import uuid7
from servicekit.leader import leadership
from servicekit.tables import jobs as table

log = structlog.get_logger()
LEASE = timedelta(seconds=10)
BEAT_SECONDS = 3.0
IDLE_SECONDS = 0.2
MOST_ATTEMPTS = 5
RECORDED_FROM_SECONDS = 60.0
RETRY_AFTER = timedelta(seconds=2)
KIND = "system:relay"

Run = Callable[[Context, UUID], Awaitable[None]]


@dataclass(frozen=True)
class Job:
    """`run(context, resource_id)` must be safe to repeat; `give_up` marks the resource failed."""

    name: str
    run: Run
    give_up: Run | None = None


@dataclass(frozen=True)
class Every:
    """Work that one process repeats every `seconds`."""

    name: str
    seconds: float
    run: Callable[[Context], Awaitable[None]]


async def enqueue(session: AsyncSession, name: str, resource_id: UUID) -> None:
    """Ask for job `name` on a resource, in the caller's transaction."""
    await session.execute(
        insert(table).values(
            id=uuid7(),
            name=name,
            resource_id=resource_id,
            attempts=0,
            run_after=clock.now(),
            traceparent=traces.traceparent(),
        )
    )


async def run(jobs: Mapping[str, Job], context: Context) -> None:
    """Take and run jobs until cancelled; one at a time a process."""
    while True:
        leased = await _lease(context.database)
        if leased is None:
            await asyncio.sleep(IDLE_SECONDS)
        else:
            await _attempt(jobs[leased.name], context, leased)


async def _lease(database: Database) -> Row[Any] | None:
    at = clock.now()
    waiting = (
        select(table.c.id)
        .where(
            table.c.finished_at.is_(None),
            table.c.run_after <= at,
            or_(table.c.leased_until.is_(None), table.c.leased_until < at),
        )
        .order_by(table.c.run_after)
        .limit(1)
        .with_for_update(skip_locked=True)
        .scalar_subquery()
    )
    async with database.job_session(kind=KIND) as session:
        taken = await session.execute(
            update(table)
            .where(table.c.id == waiting)
            .values(leased_until=at + LEASE, attempts=table.c.attempts + 1)
            .returning(table)
        )
        leased: Row[Any] | None = taken.first()
    return leased


async def _attempt(job: Job, context: Context, leased: Row[Any]) -> None:
    """One attempt, in the trace of the transaction that asked for the job."""
    began = time.perf_counter()
    with traces.begun(
        f"job {job.name}",
        leased.traceparent,
        kind=SpanKind.CONSUMER,
        job=job.name,
        attempt=leased.attempts,
    ) as span:
        outcome = await _outcome(job, context, leased, span)
        seconds = time.perf_counter() - began
        log.info("job_ended", job=job.name, outcome=outcome, duration_ms=round(seconds * 1000, 1))
    context.metrics.job_ended(job.name, outcome, seconds)


async def _outcome(job: Job, context: Context, leased: Row[Any], span: Span) -> str:
    if leased.attempts > MOST_ATTEMPTS:
        if job.give_up is not None:
            await job.give_up(context, leased.resource_id)
        await _finish(context.database, leased.id, failure="attempts exhausted")
        return "given_up"
    beat = asyncio.create_task(_beat(context.database, leased.id))
    try:
        await job.run(context, leased.resource_id)
    except Exception as error:
        log.exception("job_failed", job=job.name, attempt=leased.attempts)
        traces.failed(span, error)
        await _again(context.database, leased.id, type(error).__name__)
        return "failed"
    else:
        await _finish(context.database, leased.id)
        return "done"
    finally:
        beat.cancel()


async def _beat(database: Database, job_id: UUID) -> None:
    while True:
        await asyncio.sleep(BEAT_SECONDS)
        await _set(database, job_id, leased_until=clock.now() + LEASE)


async def _again(database: Database, job_id: UUID, failure: str) -> None:
    later = clock.now() + RETRY_AFTER
    await _set(database, job_id, leased_until=None, run_after=later, failure=failure)


async def _finish(database: Database, job_id: UUID, failure: str | None = None) -> None:
    await _set(database, job_id, finished_at=clock.now(), failure=failure)


async def _set(database: Database, job_id: UUID, **values: Any) -> None:
    async with database.job_session(kind=KIND) as session:
        await session.execute(update(table).where(table.c.id == job_id).values(**values))


async def repeat(task: Every, context: Context) -> None:
    """Run `task` on its interval while this process leads it; failures are logged and repeated."""
    while True:
        async with leadership(context.database, f"every:{task.name}") as leads:
            while leads:
                await _repeated(task, context)
                await asyncio.sleep(task.seconds)
        await asyncio.sleep(task.seconds)


async def _repeated(task: Every, context: Context) -> None:
    """Work of every few seconds is not recorded: it would hide everything else."""
    recorded = task.seconds >= RECORDED_FROM_SECONDS
    with traces.begun(f"every {task.name}", recorded=recorded, job=task.name) as span:
        try:
            await task.run(context)
        except Exception as error:
            log.exception("periodic_task_failed", task=task.name)
            traces.failed(span, error)
            context.metrics.periodic_failed(task.name)
