"""The flow step: people's work computed from their evidence, flows opened and closed, announced.

Runs as `system:flow`, which alone moves `work_scope` on all rows of a person. It is safe to repeat:
the queue row goes in the transaction that settles its person.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, insert, or_, update
from sqlalchemy.ext.asyncio import AsyncSession

from registry.employments import changes, queries
from registry.employments.rules import Standing, destination, standing
from registry.models import (
    Contact,
    Employment,
    Evidence,
    Flow,
    FollowUp,
    LinkageKey,
    Person,
    Unsettled,
)
from schemas.periods import month_of
from schemas.regions import scope_of
from servicekit import clock, events
from servicekit.context import Context
from servicekit.database import Database
from servicekit.ids import uuid7

KIND = "system:flow"
BATCH = 2_000
SCOPED = (LinkageKey, Evidence, Employment, Flow, FollowUp, Contact)


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
        taken = await queries.take_unsettled(session, limit)
        if not taken:
            return 0
        ids = sorted({one.person_id for one in taken})
        await _settle(session, ids)
        await session.execute(delete(Unsettled).where(Unsettled.id.in_([t.id for t in taken])))
        return len(taken)


@dataclass
class Writes:
    """Rows to write, gathered over a batch of people."""

    employments: list[dict[str, Any]] = field(default_factory=list)
    new_flows: list[dict[str, Any]] = field(default_factory=list)
    moved: list[UUID] = field(default_factory=list)
    workers: list[events.Announcement] = field(default_factory=list)
    spells: list[events.Announcement] = field(default_factory=list)


async def _settle(session: AsyncSession, ids: Sequence[UUID]) -> None:
    people = await queries.locked_people(session, ids)
    told = await queries.statements_of(session, ids)
    held = await queries.employments_of(session, ids)
    flows = await queries.open_flows(session, ids)
    writes = Writes()
    for person in people:
        result = standing(told.get(person.person_id, ()))
        _plan(person, result, held.get(person.person_id, {}), flows.get(person.person_id), writes)
    await session.flush()
    if writes.employments:
        await changes.upsert_employments(session, writes.employments)
    if writes.new_flows:
        await session.execute(insert(Flow), writes.new_flows)
    await _move(session, writes.moved)
    await events.publish_many(session, "registry.worker.changed", writes.workers)
    await events.publish_many(session, "registry.employment.changed", writes.spells)


def _plan(
    person: Person,
    result: Standing,
    held: dict[UUID, Employment],
    flow: Flow | None,
    writes: Writes,
) -> None:
    goal = destination(result.current, person.origin)
    scope = scope_of(goal) if goal else None
    _plan_flow(person, result, flow, goal, writes)
    if person.work_scope != scope or person.announced_version > 0:
        writes.moved.append(person.person_id)
    now = (person.work_state, person.verified_until, person.work_scope)
    if now != (result.state, result.verified_until, scope):
        person.work_state, person.verified_until = result.state, result.verified_until
        person.work_scope = scope
        person.version += 1
        person.updated_at = clock.now()
    if person.version != person.announced_version:
        person.announced_version = person.version
        writes.workers.append(changes.worker_changed(person))
    rows = [changes.employment_row(person, spell) for spell in result.spells]
    kept = {row["id"] for row in rows}
    rows += [changes.withdrawn_row(one) for key, one in held.items() if key not in kept]
    for row in rows:
        before = held.get(row["id"])
        if before is None or changes.differs(before, row):
            row["version"] = (before.version if before else 0) + 1
            writes.employments.append(row)
            writes.spells.append(changes.employment_changed(person, row))


def _plan_flow(
    person: Person, result: Standing, flow: Flow | None, goal: str | None, writes: Writes
) -> None:
    """At most one open flow: closed when the person works elsewhere or nowhere."""
    if flow is not None and flow.destination == goal:
        return
    today = month_of(clock.business_today())
    if flow is not None:
        flow.until = max(flow.since, changes.last_month(result) or today)
        flow.updated_at = clock.now()
    if goal is not None and result.current is not None:
        writes.new_flows.append(
            {
                "person_id": person.person_id,
                "id": uuid7(),
                "subject_id": result.current.statements[0].subject_id,
                "origin_scope": person.origin_scope,
                "work_scope": scope_of(goal),
                "destination": goal,
                "since": result.current.started,
                "until": None,
                "basis": result.current.best.kind,
                "updated_at": clock.now(),
            }
        )


async def _move(session: AsyncSession, ids: Sequence[UUID]) -> None:
    """Carry the person's two scopes to all rows of the person that differ."""
    if not ids:
        return
    for model in SCOPED:
        await session.execute(
            update(model)
            .where(
                model.person_id == Person.person_id,
                Person.person_id.in_(ids),
                or_(
                    model.origin_scope != Person.origin_scope,
                    func.coalesce(model.work_scope, -1) != func.coalesce(Person.work_scope, -1),
                ),
            )
            .values(origin_scope=Person.origin_scope, work_scope=Person.work_scope)
            .execution_options(synchronize_session=False)
        )
