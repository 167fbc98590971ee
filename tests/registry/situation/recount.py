"""The situation counted anew from people and employments, past row-level security."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from tests.registry.scenes import CITY, COUNTY, Registry

from registry.employments.rules import sector_of
from schemas.regions import canonical, subtree

DIGITS = {"nation": 0, "province": 2, "prefecture": 4, "county": 6, "township": 9, "village": 12}
ORGANISED = {True: "yes", False: "no", None: "unknown"}
DIMENSIONS = ("state", "sector", "organised", "verified")
Part = tuple[str, str, str, bool]


@dataclass(frozen=True)
class Somebody:
    """A person as the tables say, on a day."""

    person_id: UUID
    origin: int
    work: int | None
    part: Part

    @property
    def figures(self) -> Counter[str]:
        state, _, _, verified = self.part
        told = {
            "people": 1,
            "working": state == "working",
            "verified": verified,
            "returned": state == "returned",
            "flows_out": self.work is not None,
        }
        return Counter({name: int(holds) for name, holds in told.items() if holds})

    def is_within(self, region: str) -> bool:
        lo, hi = subtree(region)
        return lo <= self.origin < hi

    def area(self, level: str) -> str:
        """The code that a row has: of the region above where no more is known."""
        return canonical(f"{self.origin:012}"[: DIGITS[level]] or "00")


async def everybody(registry: Registry, day: date) -> list[Somebody]:
    """The present work: verified before reported before contradicted, then the latest."""
    people = await registry.service.sql(
        "select p.person_id, p.origin_scope, p.work_state, f.work_scope"
        " from people p left join flows f on f.person_id = p.person_id and f.until is null"
    )
    running: dict[UUID, list[Any]] = {}
    for row in await registry.service.sql(
        "select person_id, state, expires_on, industry, organised, as_of, started"
        " from employments where ended is null"
    ):
        running.setdefault(row.person_id, []).append(row)
    return [_somebody(row, running.get(row.person_id, []), day) for row in people]


def _somebody(person: Any, work: list[Any], day: date) -> Somebody:
    def weight(one: Any) -> tuple[Any, ...]:
        verified = one.state == "verified" and one.expires_on >= day
        return verified, one.state != "contradicted", one.as_of, one.started

    if person.work_state != "working":
        part: Part = (person.work_state, "unknown", "unknown", False)
    else:
        now = max(work, key=weight)
        sector = sector_of(now.industry) or "unknown"
        part = (person.work_state, sector, ORGANISED[now.organised], weight(now)[0])
    return Somebody(person.person_id, person.origin_scope, person.work_scope, part)


def seen_by_county(one: Somebody) -> bool:
    return one.is_within(COUNTY)


def seen_by_city(one: Somebody, *, agreed: bool) -> bool:
    """Its own, and of the county those who work in the city, while the agreement is in force."""
    lo, hi = subtree(CITY)
    flows = one.work is not None and lo <= one.work < hi
    return one.is_within(CITY) or (agreed and one.is_within(COUNTY) and flows)


Table = dict[str, tuple[Counter[str], Counter[Part]]]


def table(people: Iterable[Somebody], region: str, level: str) -> Table:
    """Figures and parts by the code of each area in which anybody is counted."""
    found: Table = {}
    for one in people:
        if one.is_within(region):
            figures, parts = found.setdefault(one.area(level), (Counter(), Counter()))
            figures.update(one.figures)
            parts[one.part] += 1
    return found


def answered(rows: Iterable[dict[str, Any]]) -> Table:
    """The same of an answer's rows, those without people left out."""
    found: Table = {}
    for row in rows:
        parts = {tuple(part[name] for name in DIMENSIONS): part["people"] for part in row["parts"]}
        names = ("people", "working", "verified", "returned", "flows_out")
        figures = Counter({name: row[name] for name in names if row[name]})
        if figures or parts:
            found[row["region"]] = (figures, Counter(parts))
    return found
