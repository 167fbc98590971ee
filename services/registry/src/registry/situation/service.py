"""The situation of a region, and the figures of all counties for our own front page."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from registry.situation import queries, rules
from schemas import registry as wire
from schemas.regions import COUNTRY, Level
from servicekit import clock
from servicekit.access import Principal

FIGURES = ("people", "working", "verified", "returned", "flows_out")
NOTHING = dict.fromkeys(FIGURES, 0)


async def of_region(
    session: AsyncSession, principal: Principal, region: str, level: Level | None
) -> wire.Situation:
    level, today = level or rules.level_below(region), clock.business_today()
    found = await queries.people_by_area(
        session, principal, region=region, digits=level.digits, today=today
    )
    figures = _by_area(found)
    items = [
        _row(code, figures.get(int(code), NOTHING))
        for code in rules.rows_of(region, level, figures)
    ]
    total = {name: sum(one[name] for one in figures.values()) for name in FIGURES}
    return wire.Situation(
        region=region,
        region_name=rules.name_of(region),
        level=level.value,
        as_of=today,
        total=_row(region, total),
        items=items,
    )


async def board(session: AsyncSession) -> wire.Board:
    """Counties that have people or cases; under a job's scope, which sees the country."""
    digits = Level.COUNTY.digits
    people = await queries.people_by_area(
        session, None, region=COUNTRY, digits=digits, today=clock.business_today()
    )
    cases = await queries.cases_by_area(
        session, None, region=COUNTRY, digits=digits, at=clock.business_now()
    )
    open_cases = {row.area: row for row in cases}
    items = []
    for row in sorted(people, key=lambda row: row.area):
        case = open_cases.get(row.area)
        code = f"{row.area:06}"
        items.append(
            wire.BoardRow(
                region=code,
                region_name=rules.name_of(code),
                people=row.people,
                working=row.working,
                verified=row.verified,
                follow_ups_open=case.open if case else 0,
                follow_ups_overdue=case.overdue if case else 0,
            )
        )
    return wire.Board(as_of=clock.business_now(), items=items)


def _by_area(found: Sequence[Any]) -> dict[int, dict[str, int]]:
    return {row.area: {name: getattr(row, name) for name in FIGURES} for row in found}


def _row(code: str, figures: dict[str, int]) -> wire.SituationRow:
    working = figures["working"]
    share = round(figures["verified"] / working, 4) if working else None
    return wire.SituationRow(
        region=code, region_name=rules.name_of(code), verified_share=share, **figures
    )
