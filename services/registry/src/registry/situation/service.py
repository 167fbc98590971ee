"""The situation of a region, the people behind its figures, and our own front page's figures."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from registry.situation import queries, rules
from registry.situation.queries import Asked
from schemas import registry as wire
from schemas.regions import COUNTRY, Level
from schemas.registry import Dimension
from servicekit import clock
from servicekit.access import Principal
from servicekit.problems import Fault, Invalid

FIGURES = ("people", "working", "verified", "returned", "flows_out")
Part = tuple[Any, ...]


class Area:
    """Figures of one region, and the people of each combination of the dimensions asked for."""

    def __init__(self) -> None:
        self.figures: Counter[str] = Counter()
        self.parts: Counter[Part] = Counter()

    def add(self, row: Row[Any], by: Sequence[Dimension]) -> None:
        counts = (row.people, row.working, row.counted_as_verified, row.returned, row.flows_out)
        self.figures.update(dict(zip(FIGURES, map(int, counts), strict=True)))
        if by:
            self.parts[tuple(getattr(row, name) for name in by)] += int(row.people)


async def of_region(
    session: AsyncSession, principal: Principal, search: wire.SituationSearch
) -> wire.Situation:
    region, by = search.region, list(dict.fromkeys(search.by))
    level, on = search.level or rules.level_below(region), _day(search.on)
    if rules.is_above(level, region):
        raise Invalid(faults=[_ABOVE])
    rows = await queries.figures(session, principal, Asked(region, level, on, by))
    areas, total = _areas(rows, by)
    nothing = Area()
    return wire.Situation(
        region=region,
        region_name=rules.name_of(region),
        level=level.value,
        as_of=on,
        by=by,
        total=_row(region, total, by),
        items=[
            _row(code, areas.get(int(code), nothing), by)
            for code in rules.rows_of(region, level, areas)
        ],
    )


def _areas(rows: Iterable[Row[Any]], by: Sequence[Dimension]) -> tuple[dict[int, Area], Area]:
    areas: defaultdict[int, Area] = defaultdict(Area)
    total = Area()
    for row in rows:
        areas[row.area].add(row, by)
        total.add(row, by)
    return dict(areas), total


def _row(code: str, area: Area, by: Sequence[Dimension]) -> wire.SituationRow:
    figures = {name: area.figures[name] for name in FIGURES}
    working = figures["working"]
    share = round(figures["verified"] / working, 4) if working else None
    shown = [_part(dict(zip(by, key, strict=True)), n) for key, n in area.parts.items()]
    return wire.SituationRow(
        region=code,
        region_name=rules.name_of(code),
        verified_share=share,
        parts=sorted(shown, key=lambda part: part.model_dump_json()),
        **figures,
    )


ORGANISED = {True: wire.Organised.YES, False: wire.Organised.NO, None: wire.Organised.UNKNOWN}


def _part(values: dict[Dimension, Any], people: int) -> wire.SituationPart:
    told: dict[str, Any] = {name.value: value for name, value in values.items()}
    if Dimension.SECTOR in values:
        told["sector"] = values[Dimension.SECTOR] or queries.UNKNOWN
    if Dimension.ORGANISED in values:
        told["organised"] = ORGANISED[values[Dimension.ORGANISED]]
    return wire.SituationPart(people=people, **told)


async def people_of(
    session: AsyncSession, principal: Principal, asked: wire.SituationPeopleSearch
) -> tuple[Sequence[Row[Any]], str | None, int | None]:
    """A page of a figure's people, the cursor of the next, and their number where it is wanted."""
    on = _day(asked.on)
    rows, cursor = await queries.people_of(session, principal, asked, on)
    total = await queries.count_of(session, principal, asked, on) if asked.total else None
    return rows, cursor, total


def _day(on: date | None) -> date:
    today = clock.business_today()
    if on is not None and on > today:
        raise Invalid(faults=[_IN_FUTURE])
    return on or today


async def board(session: AsyncSession) -> wire.Board:
    """Counties that have people or cases; under a job's scope, which sees the country."""
    level, on = Level.COUNTY, clock.business_today()
    people = await queries.figures(session, None, Asked(COUNTRY, level, on))
    cases = await queries.cases_by_area(
        session, None, region=COUNTRY, level=level, at=clock.business_now()
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
                verified=row.counted_as_verified,
                follow_ups_open=case.open if case else 0,
                follow_ups_overdue=case.overdue if case else 0,
            )
        )
    return wire.Board(as_of=clock.business_now(), items=items)


_IN_FUTURE = Fault(
    "date_future",
    "日期晚于今天。",
    "The day lies in the future.",
    parameter="on",
    where="query",
)
_ABOVE = Fault(
    "level_above_region",
    "层级高于所选地区。",
    "The level lies above the region.",
    parameter="level",
    where="query",
)
