"""One event table a service: outbox, change feed and webhook source at once.

Rows are written in the transaction that made the change. The relay numbers them after commit, so
that a reader with an integer cursor never skips a row that committed late.
"""

import asyncio
from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, FastAPI, Query, Request
from pydantic import BaseModel
from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from schemas.events import CloudEvent
from schemas.paging import Feed
from schemas.purposes import Purpose
from schemas.scopes import Scope
from servicekit import clock, routing, scope, traces
from servicekit.access import Caller, Principal, allow, allow_service, job_principal
from servicekit.database import Database
from servicekit.ids import uuid7
from servicekit.tables import events as table

Announcement = tuple[UUID, BaseModel, int | None, int | None]
BATCH = 2000
ANNOUNCE = text("""
insert into events (id, type, subject, data, origin_scope, work_scope, traceparent, created_at)
select s.id, :type, s.subject, cast(s.data as jsonb), s.origin_scope, s.work_scope, :traceparent,
  :created_at
from unnest(cast(:id as uuid[]), cast(:subject as uuid[]), cast(:data as text[]),
  cast(:origin_scope as bigint[]), cast(:work_scope as bigint[]))
  as s(id, subject, data, origin_scope, work_scope)
""")
"""One array a column: a statement a row costs a round trip each."""

POLL_SECONDS = 0.2
LONGEST_WAIT = 30
After = Annotated[int, Query(ge=0, le=2**63 - 1)]


async def publish(
    session: AsyncSession,
    type_: str,
    *,
    subject: UUID,
    data: BaseModel,
    origin: int | None = None,
    work: int | None = None,
) -> None:
    """Announce one change of `subject`, visible to the regions of `origin` and `work`."""
    await publish_many(session, type_, [(subject, data, origin, work)])


async def publish_many(
    session: AsyncSession, type_: str, announcements: Sequence[Announcement]
) -> None:
    """Announce many changes of one type; rows are (subject, data, origin, work)."""
    common = {"type": type_, "traceparent": traces.traceparent(), "created_at": clock.now()}
    for start in range(0, len(announcements), BATCH):
        batch = announcements[start : start + BATCH]
        subjects, data, origins, works = zip(*batch, strict=True)
        columns = {
            "id": [uuid7() for _ in batch],
            "subject": list(subjects),
            "data": [one.model_dump_json() for one in data],
            "origin_scope": list(origins),
            "work_scope": list(works),
        }
        await session.execute(ANNOUNCE, columns | common)


async def read(
    app: FastAPI, principal: Principal, *, source: str, after: int, limit: int, wait: int
) -> Feed[CloudEvent]:
    """Events after the cursor in order; waits up to `wait` seconds when there are none."""
    deadline = asyncio.get_running_loop().time() + wait
    while True:
        rows = await _rows(app.state.database, principal, after, limit)
        if rows or app.state.draining or asyncio.get_running_loop().time() >= deadline:
            return Feed(
                items=[_event(source, row) for row in rows],
                next_after=rows[-1].seq if rows else after,
            )
        await asyncio.sleep(POLL_SECONDS)


async def _rows(database: Database, principal: Principal, after: int, limit: int) -> Sequence[Any]:
    statement = select(table).where(table.c.seq > after).order_by(table.c.seq).limit(limit)
    if principal.subject.startswith("system:"):
        async with database.job_session(kind=principal.subject) as session:
            return (await session.execute(statement)).all()
    async with database.app_session(principal) as session:
        seen = scope.visible(principal, origin=table.c.origin_scope, work=table.c.work_scope)
        return (await session.execute(statement.where(seen))).all()


def _event(source: str, row: Any) -> CloudEvent:
    return CloudEvent(
        id=row.id,
        source=f"/wengang/{source}",
        type=row.type,
        subject=str(row.subject),
        time=row.created_at,
        sequence=row.seq,
        data=row.data,
        traceparent=row.traceparent,
    )


def router(source: str) -> APIRouter:
    """The feed of this service: for subscribers outside, and for services of ours."""
    made = routing.router(prefix="", tags=["events"])

    @made.get(
        f"/v1/events/{source}",
        operation_id=f"list{source.capitalize()}Events",
        summary=f"{source} 的变更事件流 / Change feed of {source}",
        dependencies=[allow(Scope.EVENTS_READ, purpose=Purpose.EMPLOYMENT_SERVICE)],
    )
    async def list_events(
        request: Request,
        principal: Caller,
        after: After = 0,
        limit: Annotated[int, Query(ge=1, le=500)] = 100,
        wait: Annotated[int, Query(ge=0, le=LONGEST_WAIT)] = 0,
    ) -> Feed[CloudEvent]:
        """Events in commit order after a cursor; replayable from zero, long-polls when empty."""
        return await read(
            request.app, principal, source=source, after=after, limit=limit, wait=wait
        )

    @made.get("/internal/events", include_in_schema=False, dependencies=[allow_service()])
    async def list_all_events(
        request: Request,
        after: After = 0,
        limit: Annotated[int, Query(ge=1, le=5000)] = 1000,
        wait: Annotated[int, Query(ge=0, le=LONGEST_WAIT)] = 0,
    ) -> Feed[CloudEvent]:
        reader = job_principal("system:relay", [], Purpose.ADMINISTRATION)
        return await read(request.app, reader, source=source, after=after, limit=limit, wait=wait)

    return made


async def newest(session: AsyncSession) -> int:
    """The highest number given so far."""
    return await session.scalar(select(func.coalesce(func.max(table.c.seq), 0))) or 0
