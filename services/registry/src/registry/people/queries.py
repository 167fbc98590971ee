"""Every select of people."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, select
from sqlalchemy.ext.asyncio import AsyncSession

from registry.models import Employment, LinkageKey, Person, SourceRecord
from servicekit import cursors
from servicekit.access import Principal
from servicekit.scope import visible, within


def seen_by(principal: Principal) -> ColumnElement[bool]:
    return visible(principal, origin=Person.origin_scope, work=Person.work_scope)


async def by_id(session: AsyncSession, principal: Principal, person_id: UUID) -> Person | None:
    return await session.scalar(
        select(Person).where(Person.person_id == person_id, seen_by(principal))
    )


async def page_of(
    session: AsyncSession,
    principal: Principal,
    *,
    region: str | None,
    work_region: str | None,
    limit: int,
    cursor: str | None,
) -> tuple[list[Row[Any]], str | None]:
    statement = select(Person).where(seen_by(principal))
    if region is not None:
        statement = statement.where(within(Person.origin_scope, region))
    if work_region is not None:
        statement = statement.where(within(Person.work_scope, work_region))
    return await cursors.page(
        session,
        statement,
        key=[Person.person_id],
        limit=limit,
        cursor=cursor,
        bound_to={"region": region, "work_region": work_region},
    )


async def by_key(
    session: AsyncSession, principal: Principal, *, kind: str, digest: UUID
) -> list[Person]:
    statement = (
        select(Person)
        .join(LinkageKey, LinkageKey.person_id == Person.person_id)
        .where(
            LinkageKey.digest == digest,
            LinkageKey.kind == kind,
            seen_by(principal),
            visible(principal, origin=LinkageKey.origin_scope, work=LinkageKey.work_scope),
        )
        .order_by(Person.person_id)
        .limit(20)
    )
    return list(await session.scalars(statement))


async def records_of(
    session: AsyncSession, principal: Principal, person_id: UUID
) -> list[SourceRecord]:
    """Only what the caller's own regions have supplied."""
    statement = select(SourceRecord).where(
        SourceRecord.person_id == person_id,
        visible(principal, owner=SourceRecord.owner_scope),
    )
    return list(await session.scalars(statement.order_by(SourceRecord.created_at)))


async def employments_of(
    session: AsyncSession, principal: Principal, person_id: UUID
) -> list[Employment]:
    """The latest first."""
    statement = select(Employment).where(
        Employment.person_id == person_id,
        visible(principal, origin=Employment.origin_scope, work=Employment.work_scope),
    )
    order = (Employment.ended.is_(None).desc(), Employment.started.desc(), Employment.id)
    return list(await session.scalars(statement.order_by(*order)))


async def sealed_of(session: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, bytes]:
    """The envelopes of these people, for `system:resolve`."""
    rows = await session.execute(
        select(Person.person_id, Person.sealed).where(Person.person_id.in_(ids))
    )
    return dict(rows.all())


async def scopes_of(session: AsyncSession, person_id: UUID) -> Any:
    """Row of origin and work_scope; None for somebody who is not registered."""
    statement = select(Person.origin, Person.work_scope).where(Person.person_id == person_id)
    row: Any = (await session.execute(statement)).first()
    return row
