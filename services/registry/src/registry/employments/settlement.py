"""The flow step: people's work computed from their evidence, flows opened and closed, announced.

Runs as `system:flow`, which alone moves `work_scope` on all rows of a person. It is safe to repeat:
the queue row goes in the transaction that settles its person.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert
from sqlalchemy.ext.asyncio import AsyncSession

from registry.employments import changes, queries, writes
from registry.employments.changes import Held, Moment
from registry.employments.rules import Statement, standing
from registry.employments.settling import Settling
from registry.employments.writes import Writes
from registry.models import Unsettled
from registry.situation import keeping
from servicekit import clock, events
from servicekit.context import Context
from servicekit.database import Database
from servicekit.ids import uuid7

KIND = "system:flow"
BATCH = 2_000


async def request(
    session: AsyncSession, person_ids: Sequence[UUID], *, import_id: UUID | None = None
) -> None:
    """Ask, in this transaction, for these people to be settled soon."""
    rows = [{"id": uuid7(), "person_id": one, "import_id": import_id} for one in person_ids]
    if rows:
        await session.execute(insert(Unsettled), rows)


async def sweep(context: Context) -> None:
    """Settle until nobody waits."""
    while await settle(context.database):
        pass


async def finish(database: Database, import_id: UUID) -> None:
    """Return when no person of this import waits any more, whoever settled them."""
    while True:
        settled = await settle(database)
        async with database.job_session(kind=KIND) as session:
            if not await queries.waiting_for(session, import_id):
                return
        if not settled:
            await asyncio.sleep(0.1)


async def settle(database: Database, limit: int = BATCH) -> int:
    """Settle up to `limit` queued people in one transaction; returns how many were queued."""
    async with database.job_session(kind=KIND) as session:
        ids = sorted(await queries.take_unsettled(session, limit))
        if ids:
            await _settle(session, ids)
        return len(ids)


async def expire(context: Context) -> None:
    """Settle those whose verification has run out: what was verified is reported again."""
    while await _expire(context.database):
        pass


async def _expire(database: Database, limit: int = BATCH) -> int:
    async with database.job_session(kind=KIND) as session:
        ids = await queries.expired(session, clock.business_today(), limit)
        if ids:
            await _settle(session, ids)
        return len(ids)


@dataclass(frozen=True)
class Batch:
    """Locked people, with what is said about their work and what the tables hold of it."""

    people: Sequence[Settling]
    told: Mapping[UUID, Sequence[Statement]]
    employments: Mapping[UUID, Mapping[UUID, Row[Any]]]
    flows: Mapping[UUID, Row[Any]]


async def _settle(session: AsyncSession, ids: Sequence[UUID]) -> None:
    batch = Batch(
        people=await queries.locked_people(session, ids),
        told=await queries.statements_of(session, ids),
        employments=await queries.employments_of(session, ids),
        flows=await queries.open_flows(session, ids),
    )
    moment = Moment(clock.now(), clock.business_today())
    found = await asyncio.to_thread(_plan, batch, moment)
    await writes.write(session, found, moment.at)
    await events.publish_many(session, "registry.worker.left_scope", found.left)
    await events.publish_many(session, "registry.worker.changed", found.workers)
    await events.publish_many(session, "registry.employment.changed", found.spells)
    await keeping.keep(session, found.recount)


def _plan(batch: Batch, moment: Moment) -> Writes:
    """In a thread: the rules of some thousand people take a while of processor time."""
    found = Writes()
    for person in batch.people:
        held = Held(batch.employments.get(person.person_id, {}), batch.flows.get(person.person_id))
        result = standing(batch.told.get(person.person_id, ()), moment.today)
        changes.plan(person, result, held, moment, found)
    return found
