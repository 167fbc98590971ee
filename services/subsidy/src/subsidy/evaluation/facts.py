"""The facts that a policy may read, and how they come from what registry said.

A fact that is not known is absent from the snapshot, so that a clause that needs it is undecided.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from schemas import periods

FactValue = str | int | bool | list[str]
Facts = dict[str, FactValue]
OFFICIAL = frozenset({"social_insurance", "employer_confirmation"})
PROVINCE, PREFECTURE, COUNTY = 2, 4, 6


class FactType(StrEnum):
    STRING = "string"
    INT = "int"
    BOOL = "bool"
    STRINGS = "list(string)"


@dataclass(frozen=True)
class Fact:
    """`type` is the CEL type; names are what explanations call it."""

    type: FactType
    zh: str
    en: str


CATALOGUE: Mapping[str, Fact] = {
    "origin": Fact(FactType.STRING, "户籍地", "origin"),
    "category": Fact(FactType.STRING, "户类型", "category of the household"),
    "scheme_year": Fact(FactType.INT, "识别年度", "year of identification"),
    "age": Fact(FactType.INT, "年龄", "age"),
    "labour_ability": Fact(FactType.STRING, "劳动能力", "ability to work"),
    "registered": Fact(FactType.BOOL, "户籍地已登记", "registered by the origin"),
    "work_region": Fact(FactType.STRING, "务工地", "place of work"),
    "distance": Fact(FactType.STRING, "务工距离", "distance of work from home"),
    "employment_state": Fact(FactType.STRING, "就业记录状态", "state of the work record"),
    "evidence": Fact(FactType.STRINGS, "就业证据", "evidence of work"),
    "organised": Fact(FactType.BOOL, "是否有组织输出", "organised by an office or agency"),
    "work_started": Fact(FactType.STRING, "开始务工月份", "month when work began"),
    "months_in_year": Fact(FactType.INT, "年度内务工月数", "months of work in the year"),
}


class Distance(StrEnum):
    """Where work is, seen from home: 县内 · 跨县 · 跨市 · 跨省."""

    WITHIN_COUNTY = "within_county"
    CROSS_COUNTY = "cross_county"
    CROSS_PREFECTURE = "cross_prefecture"
    CROSS_PROVINCE = "cross_province"


FARTHER = list(Distance)


@dataclass(frozen=True)
class Person:
    person_id: UUID
    origin: str
    birth_year: int | None
    category: str | None
    scheme_year: int | None
    labour_ability: str | None
    registered: bool


@dataclass(frozen=True)
class Spell:
    """A spell of work; months as YYYY-MM, `ended` None while it goes on."""

    subject_id: UUID
    work_region: str | None
    started: str
    ended: str | None
    state: str
    organised: bool | None
    evidence: Sequence[str]


@dataclass(frozen=True)
class Snapshot:
    """What is frozen with a decision, and the subject whose work record was used."""

    person_id: UUID
    subject_id: UUID | None
    facts: Facts


def distance(origin: str, work_region: str | None) -> Distance | None:
    """None where the place of work is unknown or too coarse to tell."""
    if work_region is None:
        return None
    steps = (
        (PROVINCE, Distance.CROSS_PROVINCE),
        (PREFECTURE, Distance.CROSS_PREFECTURE),
        (COUNTY, Distance.CROSS_COUNTY),
    )
    for digits, crossed in steps:
        if len(work_region) < digits:
            return None
        if origin[:digits] != work_region[:digits]:
            return crossed
    return Distance.WITHIN_COUNTY


def months_in(spell: Spell, year: int, month: str) -> int:
    """Months of `year` that the spell covers, none after `month` (the current one)."""
    first = max(spell.started, f"{year:04}-01")
    last = min(spell.ended or month, month, f"{year:04}-12")
    return periods.months_between(first, last)


def snapshot(person: Person, spells: Sequence[Spell], *, year: int, month: str) -> Snapshot:
    """The person's facts for a claim of `year`, seen in `month`, on the best spell of that year.

    Best: not contradicted, with official evidence, farthest, longest, latest; the last two make
    the choice the same each time.
    """
    known: dict[str, FactValue | None] = {
        "origin": person.origin,
        "category": person.category,
        "scheme_year": person.scheme_year,
        "age": year - person.birth_year if person.birth_year else None,
        "labour_ability": person.labour_ability,
        "registered": person.registered,
    }
    worked = [spell for spell in spells if months_in(spell, year, month)]
    best = max(worked, key=lambda spell: _merit(person, spell, year, month), default=None)
    if best is not None:
        known |= {
            "work_region": best.work_region,
            "distance": distance(person.origin, best.work_region),
            "employment_state": best.state,
            "evidence": sorted(best.evidence),
            "organised": best.organised,
            "work_started": best.started,
            "months_in_year": months_in(best, year, month),
        }
    facts = {name: value for name, value in known.items() if value is not None}
    return Snapshot(person.person_id, best.subject_id if best else None, facts)


def _merit(person: Person, spell: Spell, year: int, month: str) -> tuple[bool, bool, int, int, str]:
    away = distance(person.origin, spell.work_region)
    return (
        spell.state != "contradicted",
        not OFFICIAL.isdisjoint(spell.evidence),
        -1 if away is None else FARTHER.index(away),
        months_in(spell, year, month),
        spell.started + str(spell.subject_id),
    )
