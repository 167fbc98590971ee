"""Every select of follow-ups."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, select
from sqlalchemy.ext.asyncio import AsyncSession

from registry.models import Contact, FollowUp, Person
from schemas.registry import FollowUpState
from servicekit import cursors
from servicekit.access import Principal
from servicekit.scope import visible, within


def seen_by(principal: Principal) -> ColumnElement[bool]:
    return visible(principal, origin=FollowUp.origin_scope, work=FollowUp.work_scope)


async def person(session: AsyncSession, principal: Principal, person_id: UUID) -> Person | None:
    """Only people of the caller's own regions: the village that acts is the person's."""
    statement = select(Person).where(
        Person.person_id == person_id, visible(principal, origin=Person.origin_scope)
    )
    return await session.scalar(statement)


async def open_case(session: AsyncSession, principal: Principal, person_id: UUID) -> UUID | None:
    return await session.scalar(
        select(FollowUp.id).where(
            FollowUp.person_id == person_id,
            FollowUp.state != FollowUpState.CLOSED,
            seen_by(principal),
        )
    )


async def by_id(
    session: AsyncSession, principal: Principal, follow_up_id: UUID, *, lock: bool = False
) -> FollowUp | None:
    statement = select(FollowUp).where(FollowUp.id == follow_up_id, seen_by(principal))
    return await session.scalar(statement.with_for_update() if lock else statement)


async def page_of(
    session: AsyncSession,
    principal: Principal,
    *,
    region: str | None,
    state: FollowUpState | None,
    person_id: UUID | None,
    limit: int,
    cursor: str | None,
) -> tuple[list[Row[Any]], str | None]:
    statement = select(FollowUp).where(seen_by(principal))
    if region is not None:
        statement = statement.where(within(FollowUp.origin_scope, region))
    if state is not None:
        statement = statement.where(FollowUp.state == state)
    if person_id is not None:
        statement = statement.where(FollowUp.person_id == person_id)
    return await cursors.page(
        session,
        statement,
        key=[FollowUp.id],
        limit=limit,
        cursor=cursor,
        bound_to={"region": region, "state": state, "person_id": person_id},
        descending=True,
    )


async def contacts_of(session: AsyncSession, principal: Principal, case: FollowUp) -> list[Contact]:
    statement = select(Contact).where(
        Contact.person_id == case.person_id,
        Contact.follow_up_id == case.id,
        visible(principal, origin=Contact.origin_scope, work=Contact.work_scope),
    )
    return list(await session.scalars(statement.order_by(Contact.id)))


async def locked_cases(session: AsyncSession, people: Sequence[UUID]) -> dict[UUID, FollowUp]:
    """The open cases of these people, for events of matching."""
    statement = (
        select(FollowUp)
        .where(FollowUp.person_id.in_(people), FollowUp.state != FollowUpState.CLOSED)
        .order_by(FollowUp.id)
        .with_for_update()
    )
    return {case.person_id: case for case in await session.scalars(statement)}


async def people(session: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, Person]:
    rows = await session.scalars(select(Person).where(Person.person_id.in_(ids)))
    return {one.person_id: one for one in rows}
