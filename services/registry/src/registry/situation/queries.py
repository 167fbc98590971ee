"""Figures of regions, each by one grouped statement under row-level security."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    case,
    func,
    literal_column,
    select,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from registry.models import FollowUp, Person
from schemas.registry import FollowUpState, WorkState
from servicekit.access import Principal
from servicekit.scope import visible, within

DIGITS = 12


def area(column: InstrumentedAttribute[int], digits: int) -> ColumnElement[int]:
    """The code of `digits` digits that a scope lies in; real codes only, since 12 is the most."""
    # `//`: SQLAlchemy's `/` makes a numeric of two integers.
    return column // literal_column(str(10 ** (DIGITS - digits)), BigInteger)


async def people_by_area(
    session: AsyncSession,
    principal: Principal | None,
    *,
    region: str,
    digits: int,
    today: date,
) -> Sequence[Any]:
    """area, people, working, verified, returned, flows_out; None as principal: a job counts all."""
    working = Person.work_state == WorkState.WORKING
    key = area(Person.origin_scope, digits).label("area")
    statement = (
        select(
            key,
            func.count().label("people"),
            _count(working).label("working"),
            _count(working & (Person.verified_until >= today)).label("verified"),
            _count(Person.work_state == WorkState.RETURNED).label("returned"),
            func.count(Person.work_scope).label("flows_out"),
        )
        .where(within(Person.origin_scope, region))
        .group_by(key)
    )
    if principal is not None:
        seen = visible(principal, origin=Person.origin_scope, work=Person.work_scope)
        statement = statement.where(seen)
    rows: Sequence[Any] = (await session.execute(statement)).all()
    return rows


async def cases_by_area(
    session: AsyncSession,
    principal: Principal | None,
    *,
    region: str,
    digits: int,
    at: datetime,
) -> Sequence[Any]:
    """area, open, overdue of cases that are not closed."""
    key = area(FollowUp.origin_scope, digits).label("area")
    statement = (
        select(key, func.count().label("open"), _count(FollowUp.due_at < at).label("overdue"))
        .where(FollowUp.state != FollowUpState.CLOSED, within(FollowUp.origin_scope, region))
        .group_by(key)
    )
    if principal is not None:
        seen = visible(principal, origin=FollowUp.origin_scope, work=FollowUp.work_scope)
        statement = statement.where(seen)
    rows: Sequence[Any] = (await session.execute(statement)).all()
    return rows


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count(case((condition, 1)))
