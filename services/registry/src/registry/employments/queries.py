"""Every select of people's work."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from registry.employments.rules import Statement
from registry.employments.settling import PERSON, Settling
from registry.models import Employment, Evidence, Flow, Person, Unsettled, among
from schemas.registry import EmploymentState, EvidenceKind

WORDS = (
    "id", "subject_id", "works", "as_of", "created_at", "started", "ended", "work_region",
    "employer_name", "employer_code", "industry", "channel", "organised", "wage_fen",
)  # fmt: skip
KINDS = {kind.value: kind for kind in EvidenceKind}


async def take_unsettled(session: AsyncSession, limit: int) -> set[UUID]:
    """People at the head of the queue that nobody else is settling; their places in it go."""
    head = select(Unsettled.id).order_by(Unsettled.id).limit(limit)
    head = head.with_for_update(skip_locked=True)
    taken = delete(Unsettled).where(Unsettled.id.in_(head)).returning(Unsettled.person_id)
    return set(await session.scalars(taken.execution_options(synchronize_session=False)))


async def waiting_for(session: AsyncSession, import_id: UUID) -> bool:
    statement = select(Unsettled.id).where(Unsettled.import_id == import_id).limit(1)
    return await session.scalar(statement) is not None


async def expired(session: AsyncSession, today: date, limit: int) -> list[UUID]:
    """People of whose work something stands as verified that no longer is."""
    statement = select(Employment.person_id).where(
        Employment.state == EmploymentState.VERIFIED, Employment.expires_on < today
    )
    found = await session.scalars(statement.order_by(Employment.expires_on).limit(limit))
    return sorted(set(found))


async def locked_people(session: AsyncSession, ids: Sequence[UUID]) -> list[Settling]:
    columns = [getattr(Person, name) for name in PERSON]
    statement = select(*columns).where(among(Person.person_id, ids)).order_by(Person.person_id)
    return [Settling(*row) for row in await session.execute(statement.with_for_update())]


async def statements_of(session: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, list[Statement]]:
    columns = [getattr(Evidence, name) for name in WORDS]
    rows = await session.execute(
        select(Evidence.person_id, Evidence.kind, *columns).where(among(Evidence.person_id, ids))
    )
    found: dict[UUID, list[Statement]] = {}
    for person_id, kind, id_, subject_id, *told in rows:
        found.setdefault(person_id, []).append(Statement(id_, subject_id, KINDS[kind], *told))
    return found


async def employments_of(
    session: AsyncSession, ids: Sequence[UUID]
) -> dict[UUID, dict[UUID, Row[Any]]]:
    rows = await session.execute(
        select(*Employment.__table__.columns).where(among(Employment.person_id, ids))
    )
    found: dict[UUID, dict[UUID, Row[Any]]] = {}
    for row in rows:
        found.setdefault(row.person_id, {})[row.id] = row
    return found


async def open_flows(session: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, Row[Any]]:
    rows = await session.execute(
        select(Flow.person_id, Flow.id, Flow.destination, Flow.since).where(
            among(Flow.person_id, ids), Flow.until.is_(None)
        )
    )
    found: dict[UUID, Any] = {row.person_id: row for row in rows}
    return found
