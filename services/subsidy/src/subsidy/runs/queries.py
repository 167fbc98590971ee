from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, any_, exists, func, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from schemas.purposes import Purpose
from schemas.subsidy import ClaimRunSearch, PayerSide
from servicekit import clock, scope
from servicekit.access import Principal
from servicekit.grants import SILENCE
from servicekit.tables import agreements, feed_cursors
from subsidy.claiming import Pinned
from subsidy.models import ClaimRun, PersonFacts


def visible(principal: Principal, search: ClaimRunSearch) -> Select[Any]:
    statement = select(ClaimRun).where(scope.visible(principal, owner=ClaimRun.owner_scope))
    if search.region is not None:
        statement = statement.where(scope.within(ClaimRun.owner_scope, search.region))
    return statement


async def by_id(session: AsyncSession, principal: Principal, run_id: UUID) -> ClaimRun | None:
    return await session.scalar(
        select(ClaimRun).where(
            ClaimRun.id == run_id, scope.visible(principal, owner=ClaimRun.owner_scope)
        )
    )


async def locked(session: AsyncSession, run_id: UUID) -> ClaimRun:
    found = await session.scalars(select(ClaimRun).where(ClaimRun.id == run_id).with_for_update())
    return found.one()


async def population(
    session: AsyncSession, pinned: Pinned, region: str, today: date
) -> ColumnElement[bool]:
    """Whom the region's run may look at.

    A sending payer: its own people. A receiving payer: people who work in the region, its own and
    those of origins whose agreement in force with it covers subsidies. No agreement counts while
    the gateway's feed is silent.
    """
    if pinned.document.payer is PayerSide.SENDING:
        return scope.within(PersonFacts.origin_scope, region)
    rows = await session.execute(
        select(agreements.c.origins, agreements.c.destinations).where(
            agreements.c.state == "in_force",
            agreements.c.starts_on <= today,
            agreements.c.ends_on >= today,
            literal(Purpose.SUBSIDY.value) == any_(agreements.c.purposes),
            exists().where(
                feed_cursors.c.source == "gateway",
                feed_cursors.c.heard_at >= clock.now() - SILENCE,
            ),
        )
    )
    agreed = [
        and_(
            scope.within(PersonFacts.origin_scope, origin),
            scope.within(PersonFacts.work_scope, destination),
        )
        for origins, destinations in rows
        for origin in origins
        for destination in destinations
    ]
    own = scope.within(PersonFacts.origin_scope, region)
    return and_(scope.within(PersonFacts.work_scope, region), or_(own, *agreed))


async def size(session: AsyncSession, population: ColumnElement[bool]) -> int:
    return (
        await session.scalar(select(func.count()).select_from(PersonFacts).where(population)) or 0
    )


async def chunk(
    session: AsyncSession, population: ColumnElement[bool], after: UUID | None, limit: int
) -> Sequence[PersonFacts]:
    statement = select(PersonFacts).where(population).order_by(PersonFacts.person_id).limit(limit)
    if after is not None:
        statement = statement.where(PersonFacts.person_id > after)
    return (await session.scalars(statement)).all()
