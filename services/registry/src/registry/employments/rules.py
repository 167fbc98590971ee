"""What follows from a person's evidence: spells of work, the open flow, the work state. Pure.

A statement never overwrites another: spells are computed anew from all evidence each time. Verified
means: an employer or an insurer says so. A source that contradicts a report marks it, for a human.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from schemas import codes
from schemas.periods import month_of, months_after
from schemas.registry import EmploymentState, EvidenceKind, WorkState

CITY_DIGITS, COUNTY_DIGITS = 4, 6
LASTS = {
    EvidenceKind.WORK_RECORD: timedelta(days=180),
    EvidenceKind.SOCIAL_INSURANCE: timedelta(days=92),
    EvidenceKind.EMPLOYER_CONFIRMATION: timedelta(days=183),
    EvidenceKind.RETURN_REPORT: timedelta(days=183),
}
CONFIDENCE = {
    EvidenceKind.WORK_RECORD: 60,
    EvidenceKind.SOCIAL_INSURANCE: 95,
    EvidenceKind.EMPLOYER_CONFIRMATION: 98,
    EvidenceKind.RETURN_REPORT: 80,
}
VERIFYING = frozenset({EvidenceKind.SOCIAL_INSURANCE, EvidenceKind.EMPLOYER_CONFIRMATION})


@dataclass(frozen=True, slots=True)
class Statement:
    """One piece of evidence, as the tables keep it."""

    id: UUID
    subject_id: UUID
    kind: EvidenceKind
    works: bool
    as_of: date
    created_at: datetime
    started: str | None = None
    ended: str | None = None
    work_region: str | None = None
    employer_name: str | None = None
    employer_code: str | None = None
    industry: str | None = None
    channel: str | None = None
    organised: bool | None = None
    wage_fen: int | None = None


@dataclass(slots=True)
class Spell:
    """One spell of work; `statements` support it, the first names it."""

    statements: list[Statement]
    started: str
    ended: str | None
    contradicted: bool = False

    @property
    def best(self) -> Statement:
        """The most telling support: the surest, then the latest."""
        return max(self.statements, key=_weight_of)

    def told(self, name: str) -> Any:
        """The value of the surest, then latest statement that has one."""
        ranked = sorted(self.statements, key=_weight_of, reverse=True)
        return next((v for s in ranked if (v := getattr(s, name)) is not None), None)

    @property
    def verified_until(self) -> date | None:
        days = [s.as_of + LASTS[s.kind] for s in self.statements if s.kind in VERIFYING]
        return max(days, default=None)

    def is_verified_on(self, day: date) -> bool:
        """Whether an insurer's or employer's word still counts on that day."""
        until = self.verified_until
        return until is not None and until >= day

    def state_on(self, day: date) -> EmploymentState:
        if self.ended is not None:
            return EmploymentState.ENDED
        if self.is_verified_on(day):
            return EmploymentState.VERIFIED
        return EmploymentState.CONTRADICTED if self.contradicted else EmploymentState.REPORTED


@dataclass(frozen=True, slots=True)
class Standing:
    """All spells, the one that counts now, and what it means."""

    spells: list[Spell]
    current: Spell | None
    state: WorkState
    verified_until: date | None = None
    statements: Sequence[Statement] = field(default=())


def standing(statements: Iterable[Statement], day: date) -> Standing:
    """The person's work on a day as the evidence has it; independent of the order it came in."""
    told = sorted(statements, key=lambda s: (s.started or month_of(s.as_of), s.id))
    spells: list[Spell] = []
    for one in told:
        if one.works and one.kind is not EvidenceKind.RETURN_REPORT:
            _add(spells, one)
    for spell in spells:
        _close(spell, told, day)
    _contradict(spells, day)
    running = [spell for spell in spells if spell.ended is None]
    current = max(running, key=lambda spell: _weight(spell, day), default=None)
    if current is not None:
        until = current.verified_until if current.is_verified_on(day) else None
        return Standing(spells, current, WorkState.WORKING, until, told)
    return Standing(spells, None, _idle_state(told), None, told)


def destination(spell: Spell | None, origin: str) -> str | None:
    """The region of a flow: where the current spell is, when that is outside the home county."""
    if spell is None:
        return None
    region = spell_region(spell)
    if region is None or region.startswith(origin[:COUNTY_DIGITS]):
        return None
    return region


def spell_region(spell: Spell) -> str | None:
    """The most exact place that the surest statements give."""
    given = [s for s in spell.statements if s.work_region]
    if not given:
        return None
    best = max(given, key=lambda s: (CONFIDENCE[s.kind], len(s.work_region or ""), s.as_of))
    return best.work_region


SECTION = re.compile(r"([A-Ta-t])(?![A-Za-z])")
PUNCTUATION = re.compile(r"[、，,\s]")


def sector_of(industry: str | None) -> str | None:
    """The section (门类) of GB/T 4754 that a list's words name; None where they name none.

    By its letter (C, C39, C-制造业) or its name (制造业).
    """
    if industry is None:
        return None
    if letter := SECTION.match(industry):
        return letter[1].upper()
    return _sections().get(PUNCTUATION.sub("", industry))


@cache
def _sections() -> dict[str, str]:
    return {PUNCTUATION.sub("", code.zh): code.code for code in codes.table("industry").values()}


def _add(spells: list[Spell], one: Statement) -> None:
    started = one.started or month_of(one.as_of)
    for spell in spells:
        if _same_work(spell, one, started):
            spell.statements.append(one)
            spell.started = min(spell.started, started)
            if one.kind in VERIFYING or spell.ended is None:
                spell.ended = one.ended
            return
    spells.append(Spell([one], started, one.ended))


def _same_work(spell: Spell, one: Statement, started: str) -> bool:
    """Overlapping, in one city, and not two employers by two registers' own codes."""
    if spell.ended is not None and spell.ended < started:
        return False
    region = spell_region(spell)
    if region and one.work_region and region[:CITY_DIGITS] != one.work_region[:CITY_DIGITS]:
        return False
    codes = {s.employer_code for s in spell.statements if s.employer_code}
    if one.employer_code and codes:
        return one.employer_code in codes
    names = {s.employer_name for s in spell.statements if s.employer_name}
    if one.kind is EvidenceKind.EMPLOYER_CONFIRMATION:
        return one.employer_name in names
    same_source = any(
        s.kind is one.kind and s.subject_id == one.subject_id for s in spell.statements
    )
    return not (same_source and one.employer_name and names and one.employer_name not in names)


def _close(spell: Spell, told: Sequence[Statement], day: date) -> None:
    """A later word that the person works no more, or anew by the same source, ends it.

    What an insurer or employer confirmed is ended by a reported return, and while that lasts not by
    a list that merely says otherwise.
    """
    if spell.ended is not None:
        return
    supported = max((s.as_of, s.created_at) for s in spell.statements)
    verified = spell.is_verified_on(day)
    for one in told:
        if one.works or (one.as_of, one.created_at) < supported:
            continue
        if verified and one.kind is EvidenceKind.WORK_RECORD:
            spell.contradicted = True
            continue
        spell.ended = max(spell.started, one.ended or month_of(one.as_of))
        return
    kinds = {(s.kind, s.subject_id) for s in spell.statements}
    later = [
        s.started
        for s in told
        if s.works and s.started and s not in spell.statements
        and (s.kind, s.subject_id) in kinds and s.started > spell.started
    ]  # fmt: skip
    if later:
        spell.ended = max(spell.started, months_after(min(later), -1))


def _contradict(spells: Sequence[Spell], day: date) -> None:
    """A report beside a verified spell elsewhere at the same time is contradicted."""
    verified = [s for s in spells if s.ended is None and s.is_verified_on(day)]
    for spell in spells:
        if spell.ended is None and not spell.is_verified_on(day) and verified:
            spell.contradicted = True


def _weight_of(one: Statement) -> tuple[int, date]:
    return CONFIDENCE[one.kind], one.as_of


def _weight(spell: Spell, day: date) -> tuple[bool, bool, date, str]:
    latest = max(s.as_of for s in spell.statements)
    return (spell.is_verified_on(day), not spell.contradicted, latest, spell.started)


def _idle_state(told: Sequence[Statement]) -> WorkState:
    if not told:
        return WorkState.UNKNOWN
    last = max(told, key=lambda s: (s.as_of, s.created_at))
    if last.kind is EvidenceKind.RETURN_REPORT:
        return WorkState.RETURNED
    return WorkState.NOT_WORKING
