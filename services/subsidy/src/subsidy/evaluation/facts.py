"""From what registry knows of a person's work to the facts of one year. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from schemas.periods import month_index, month_of
from schemas.regions import within
from schemas.registry import EmploymentState
from schemas.subsidy import PayerSide
from subsidy.evaluation.catalogue import Distance, Value

FARTHEST_FIRST = tuple(Distance)
PROVINCE, PREFECTURE, COUNTY = 2, 4, 6


@dataclass(frozen=True)
class Spell:
    """One spell of work; months as YYYY-MM, `as_of` the day of the newest evidence."""

    subject_id: UUID
    work_region: str | None
    started: str
    ended: str | None
    state: str
    organised: bool | None
    wage_fen: int | None
    evidence: tuple[str, ...]
    as_of: date


@dataclass(frozen=True)
class Person:
    """The coded facts of a person; scopes are 12 digits."""

    person_id: UUID
    origin_scope: int
    work_scope: int | None
    birth_year: int | None
    category: str | None
    labour_ability: str | None
    registered: bool


def snapshot(
    person: Person,
    spells: Sequence[Spell],
    *,
    year: int,
    today: date,
    payer: PayerSide,
    region: str,
) -> dict[str, Value]:
    """The facts of `year` as known on `today`, None for what is not known.

    A sending region looks at work away from the home county, a receiving region at work within
    itself. Months count as far as the evidence reaches; contradicted spells count nowhere.
    """
    stands = [one for one in spells if one.state != EmploymentState.CONTRADICTED]
    in_year = [one for one in stands if _months(one, year, today)]
    places = [(one, distance(person.origin_scope, one.work_region)) for one in in_year]
    if payer is PayerSide.SENDING:
        counted = [one for one, far in places if far not in (None, Distance.WITHIN_COUNTY)]
    else:
        counted = [one for one in in_year if one.work_region and within(one.work_region, region)]
    months = sorted({month for one in counted for month in _months(one, year, today)})
    latest = max(counted, key=lambda one: one.started, default=None)
    return {
        "age": None if person.birth_year is None else year - person.birth_year,
        "category": person.category,
        "labour_ability": person.labour_ability,
        "registered": person.registered,
        "distance": _farthest(far for one, far in places if one in counted or not counted),
        "months_total": len(months),
        "months_continuous": longest_run(months),
        "verified": any(one.state == EmploymentState.VERIFIED for one in counted),
        "evidence": sorted({kind for one in counted for kind in one.evidence}),
        "organised": latest.organised if latest else None,
        "wage_fen": latest.wage_fen if latest else None,
    }


def distance(origin_scope: int, work_region: str | None) -> Distance | None:
    """None where the place of work is known too coarsely to tell."""
    if work_region is None:
        return None
    home = f"{origin_scope:012}"
    steps = (
        (PROVINCE, Distance.OUT_OF_PROVINCE),
        (PREFECTURE, Distance.OTHER_PREFECTURE),
        (COUNTY, Distance.OTHER_COUNTY),
    )
    for digits, far in steps:
        if len(work_region) < digits:
            return None
        if work_region[:digits] != home[:digits]:
            return far
    return Distance.WITHIN_COUNTY


def longest_run(months: Sequence[int]) -> int:
    """Length of the longest run of consecutive numbers in a sorted sequence."""
    best = run = 0
    before: int | None = None
    for month in months:
        run = run + 1 if before is not None and month == before + 1 else 1
        best, before = max(best, run), month
    return best


def subject_of(person: Person, spells: Iterable[Spell]) -> UUID:
    """The subject that the newest spell was raised on, else the person."""
    newest = max(spells, key=lambda one: one.as_of, default=None)
    return newest.subject_id if newest else person.person_id


def _months(spell: Spell, year: int, today: date) -> range:
    proven = spell.ended or month_of(spell.as_of)
    first = max(month_index(spell.started), year * 12)
    last = min(month_index(proven), year * 12 + 11, month_index(month_of(today)))
    return range(first, last + 1)


def _farthest(found: Iterable[Distance | None]) -> str | None:
    known = [far for far in found if far is not None]
    return min(known, key=FARTHEST_FIRST.index).value if known else None
