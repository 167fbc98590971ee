"""Audit entries of every service, collected by cursor and kept here."""

from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from pydantic import TypeAdapter
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from typing_extensions import TypedDict

from gateway.models import AccessRecord, AuditCursor, CollectedEntry
from schemas.purposes import Purpose
from servicekit.context import Context
from servicekit.problems import UpstreamUnavailable
from servicekit.tables import audit_entries

log = structlog.get_logger()
KIND = "system:collect"
SERVICES = ("registry", "matching", "subsidy")
PAGE = 1000


class Entry(TypedDict):
    """An entry as a service sends it, its ids and times as text."""

    id: UUID
    seq: int
    at: datetime
    actor: str
    kind: str
    client_id: str
    actor_region: str | None
    operation: str
    purpose: str
    outcome: str
    object_type: str | None
    object_id: str | None
    person_id: UUID | None
    object_region: str | None
    agreement_id: UUID | None
    trace_id: str | None


ENTRY = TypeAdapter(Entry)
RECORD = tuple(column.name for column in AccessRecord.__table__.columns)


async def collect(context: Context) -> None:
    """One round over all services; one that is down is asked again the next time."""
    for service in SERVICES:
        try:
            while await _page(context, service) == PAGE:
                pass
        except UpstreamUnavailable:
            log.debug("audit_not_collected", service=service)
    await _own(context)


async def _page(context: Context, service: str) -> int:
    async with context.database.job_session(kind=KIND, purpose=Purpose.SUPERVISION) as session:
        cursor = await _cursor(session, service)
    answer = await context.calls.get(service, "/internal/audit", after=cursor, limit=PAGE)
    await _keep(context, service, answer["items"], answer["next_after"])
    return len(answer["items"])


async def _own(context: Context) -> None:
    """The gateway's own entries are read where they are."""
    async with context.database.job_session(kind=KIND, purpose=Purpose.SUPERVISION) as session:
        cursor = await _cursor(session, "gateway")
        rows = await session.execute(
            select(audit_entries)
            .where(audit_entries.c.seq > cursor)
            .order_by(audit_entries.c.seq)
            .limit(PAGE)
        )
        items = [dict(row) for row in rows.mappings()]
    if items:
        await _keep(context, "gateway", items, items[-1]["seq"])


async def _cursor(session: AsyncSession, service: str) -> int:
    statement = select(AuditCursor.cursor).where(AuditCursor.service == service)
    return await session.scalar(statement) or 0


async def _keep(context: Context, service: str, items: list[dict[str, Any]], after: int) -> None:
    if not items:
        return
    rows = [{**ENTRY.validate_python(item), "service": service} for item in items]
    seen = [{name: row[name] for name in RECORD} for row in rows if row["outcome"] == "disclosed"]
    async with context.database.job_session(kind=KIND, purpose=Purpose.SUPERVISION) as session:
        await session.execute(insert(CollectedEntry).values(rows).on_conflict_do_nothing())
        if seen:
            await session.execute(insert(AccessRecord).values(seen).on_conflict_do_nothing())
        moved = insert(AuditCursor).values(service=service, cursor=after)
        await session.execute(
            moved.on_conflict_do_update(
                index_elements=["service"], set_={"cursor": moved.excluded.cursor}
            )
        )
