"""Every select of people's work."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from registry.employments.rules import Statement
from registry.models import Employment, Evidence, Flow, Person, Unsettled
from schemas.registry import EvidenceKind

WORDS = (
    "id", "subject_id", "works", "as_of", "created_at", "started", "ended", "work_region",
    "employer_name", "employer_code", "industry", "channel", "organised", "wage_fen",
)  # fmt: skip


async def take_unsettled(session: AsyncSession, limit: int) -> list[Unsettled]:
    """Queued people that nobody else is settling, locked until the transaction ends."""
    statement = select(Unsettled).order_by(Unsettled.id).limit(limit)
    return list(await session.scalars(statement.with_for_update(skip_locked=True)))


async def waiting_for(session: AsyncSession, import_id: UUID) -> bool:
    statement = select(Unsettled.id).where(Unsettled.import_id == import_id).limit(1)
    return await session.scalar(statement) is not None


async def locked_people(session: AsyncSession, ids: Sequence[UUID]) -> list[Person]:
    statement = select(Person).where(Person.person_id.in_(ids)).order_by(Person.person_id)
    return list(await session.scalars(statement.with_for_update()))


async def statements_of(session: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, list[Statement]]:
    columns = [getattr(Evidence, name) for name in WORDS]
    rows = await session.execute(
        select(Evidence.person_id, Evidence.kind, *columns).where(Evidence.person_id.in_(ids))
    )
    found: dict[UUID, list[Statement]] = {}
    for person_id, kind, *values in rows:
        told: Any = dict(zip(WORDS, values, strict=True))
        found.setdefault(person_id, []).append(Statement(kind=EvidenceKind(kind), **told))
    return found


async def employments_of(
    session: AsyncSession, ids: Sequence[UUID]
) -> dict[UUID, dict[UUID, Employment]]:
    rows = await session.scalars(select(Employment).where(Employment.person_id.in_(ids)))
    found: dict[UUID, dict[UUID, Employment]] = {}
    for row in rows:
        found.setdefault(row.person_id, {})[row.id] = row
    return found


async def open_flows(session: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, Flow]:
    rows = await session.scalars(select(Flow).where(Flow.person_id.in_(ids), Flow.until.is_(None)))
    return {row.person_id: row for row in rows}


async def history(
    session: AsyncSession, person_id: UUID, visible: ColumnElement[bool]
) -> list[Employment]:
    statement = select(Employment).where(Employment.person_id == person_id, visible)
    return list(await session.scalars(statement.order_by(Employment.started.desc())))
