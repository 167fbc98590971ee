"""Figures of regions from the kept cells, the people whom they count, and open cases."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Row,
    Select,
    SQLColumnExpression,
    Subquery,
    and_,
    case,
    func,
    literal_column,
    select,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from registry.models import FollowUp, PastCount, Person, situation_cells, situation_changes
from registry.people.queries import seen_by
from registry.situation.rules import scopes_of
from schemas.regions import Level
from schemas.registry import (
    Dimension,
    FollowUpState,
    Organised,
    SituationPeopleSearch,
    WorkState,
)
from servicekit import cursors
from servicekit.access import Principal
from servicekit.scope import visible, within

DIGITS = 12
UNKNOWN = "unknown"
ORGANISED = {Organised.YES: True, Organised.NO: False, Organised.UNKNOWN: None}


def area(column: SQLColumnExpression[int], level: Level) -> ColumnElement[int]:
    """The code at `level` that a scope lies in; real codes only, since 12 digits are the most."""
    if level is Level.NATION:
        return literal_column("0", BigInteger)
    # `//`: SQLAlchemy's `/` makes a numeric of two integers.
    return column // literal_column(str(10 ** (DIGITS - level.digits)), BigInteger)


@dataclass(frozen=True)
class Asked:
    """Which figures: of a region, by the regions of a level, as of a day, by dimensions."""

    region: str
    level: Level
    on: date
    by: Sequence[Dimension] = ()


async def figures(
    session: AsyncSession, principal: Principal | None, asked: Asked
) -> Sequence[Row[Any]]:
    """area, the dimensions of `by`, people, working, verified, returned, flows_out.

    None as principal: a job counts all.
    """
    kept = _kept(principal, asked.region, asked.on)
    dimensions = [kept.c[name] for name in asked.by]
    statement = (
        select(
            area(kept.c.origin_scope, asked.level).label("area"),
            *dimensions,
            func.sum(kept.c.people).label("people"),
            _sum(kept, kept.c.state == WorkState.WORKING).label("working"),
            _sum(kept, kept.c.verified).label("counted_as_verified"),
            _sum(kept, kept.c.state == WorkState.RETURNED).label("returned"),
            _sum(kept, kept.c.work_scope.is_not(None)).label("flows_out"),
        )
        .group_by("area", *dimensions)
        .having(func.sum(kept.c.people) != 0)
    )
    return (await session.execute(statement)).all()


def _kept(principal: Principal | None, region: str, on: date) -> Subquery:
    """What the cells held on a day: all that is counted, less what came, or comes, later."""
    parts = []
    for table, sign in ((situation_cells, 1), (situation_changes, -1)):
        columns = [column for column in table.c if column.name not in {"day", "people"}]
        part = select(*columns, (sign * table.c.people).label("people"))
        part = part.where(within(table.c.origin_scope, region))
        if principal is not None:
            seen = visible(principal, origin=table.c.origin_scope, work=table.c.work_scope)
            part = part.where(seen)
        if table is situation_changes:
            part = part.where(table.c.day > on)
        parts.append(part)
    return union_all(*parts).subquery()


def _sum(kept: Subquery, condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(kept.c.people).filter(condition), 0)


async def people_of(
    session: AsyncSession, principal: Principal, asked: SituationPeopleSearch, on: date
) -> tuple[list[Row[Any]], str | None]:
    """A page of the people whom a figure of that day counts, as far as the caller sees them."""
    filters = asked.model_dump(exclude={"cursor", "limit", "total"}) | {"on": on}
    return await cursors.page(
        session,
        _people(select(Person), principal, asked, on),
        key=[Person.person_id],
        limit=asked.limit,
        cursor=asked.cursor,
        bound_to=filters,
    )


async def count_of(
    session: AsyncSession, principal: Principal, asked: SituationPeopleSearch, on: date
) -> int:
    statement = _people(select(func.count()).select_from(Person), principal, asked, on)
    return await session.scalar(statement) or 0


def _people(
    statement: Select[Any], principal: Principal, asked: SituationPeopleSearch, on: date
) -> Select[Any]:
    """Who is counted so since that day or earlier, and who was until later."""
    now = and_(Person.counted_on <= on, _counted(Person.work_state, Person, asked, on))
    before = select(PastCount.person_id).where(
        PastCount.since <= on,
        PastCount.until > on,
        _counted(PastCount.state, PastCount, asked, on),
    )
    return statement.where(seen_by(principal), now | Person.person_id.in_(before))


def _counted(
    state: InstrumentedAttribute[str],
    model: type[Person] | type[PastCount],
    asked: SituationPeopleSearch,
    on: date,
) -> ColumnElement[bool]:
    lo, hi = scopes_of(asked.region, asked.level)
    verified = func.coalesce(model.verified_until >= on, False)
    conditions = [model.origin_scope >= lo, model.origin_scope < hi]
    if asked.state is not None:
        conditions.append(state == asked.state)
    if asked.sector is not None:
        sector = None if asked.sector == UNKNOWN else asked.sector
        conditions.append(model.sector.is_not_distinct_from(sector))
    if asked.organised is not None:
        conditions.append(model.organised.is_not_distinct_from(ORGANISED[asked.organised]))
    if asked.verified is not None:
        conditions.append(verified == asked.verified)
    if asked.flows_out is not None:
        conditions.append(model.work_scope.is_not(None) == asked.flows_out)
    return and_(*conditions)


async def cases_by_area(
    session: AsyncSession,
    principal: Principal | None,
    *,
    region: str,
    level: Level,
    at: datetime,
) -> Sequence[Any]:
    """area, open, overdue of cases that are not closed."""
    key = area(FollowUp.origin_scope, level).label("area")
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
