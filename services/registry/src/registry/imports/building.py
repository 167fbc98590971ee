"""Outcomes of a chunk as rows to stage: golden records merged, envelopes sealed. CPU work only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from operator import attrgetter
from typing import Any
from uuid import UUID

from pydantic_core import to_json
from sqlalchemy import Row

from registry.imports.linking import Link
from registry.imports.outcomes import Action, Outcome
from registry.imports.rows import ListRow, told
from registry.imports.staging import Staged
from registry.imports.templates import Template
from registry.people import envelopes
from registry.people.rules import PLAIN_FIELDS, SEALED_FIELDS, Claim, merge
from registry.situation.counting import COUNTED, Counted, Recount
from schemas.periods import last_day, month_of
from schemas.regions import scope_of
from schemas.registry import WorkState
from servicekit.ids import uuid7
from servicekit.sealing import KeyRing

GOLDEN_FIELDS = (*SEALED_FIELDS, *PLAIN_FIELDS)
_golden_of = attrgetter(*GOLDEN_FIELDS)


@dataclass
class Golden:
    """A golden record under work; `values` hold sealed and plain fields alike."""

    subject_id: UUID
    values: dict[str, Any]
    provenance: dict[str, Any]
    registered: bool
    held: Row[Any] | None = None
    changed: set[str] = field(default_factory=set)

    @property
    def is_new(self) -> bool:
        return self.held is None


@dataclass(frozen=True)
class Chunk:
    """What building reads: outcomes, locked golden records, the records' latest evidence.

    `as_of` is the day of the list, `today` the day on which it takes effect.
    """

    outcomes: Sequence[Outcome]
    people: Mapping[UUID, Row[Any]]
    evidence: Mapping[UUID, Row[Any]]
    template: Template
    region: str
    as_of: date
    today: date


def build(chunk: Chunk, keys: KeyRing) -> Staged:
    staged = Staged()
    golden: dict[UUID, Golden] = {}
    for outcome in chunk.outcomes:
        _add(staged, golden, chunk, outcome, keys)
    for person_id, one in golden.items():
        if one.is_new or one.changed:
            day = _counted_on(staged.recount, person_id, one, chunk.today)
            staged.people.append((*_person(person_id, one, keys), day))
    return staged


def _add(
    staged: Staged, golden: dict[UUID, Golden], chunk: Chunk, outcome: Outcome, keys: KeyRing
) -> None:
    link, row = outcome.link, outcome.link.prepared.row
    known, subject = link.known, link.subject
    person_id = known.candidate.person_id if known else uuid7()
    record_id = subject.record_id if subject else uuid7()
    subject_id = subject.subject_id if subject else uuid7()
    origin, work = (known.origin_scope, known.work_scope) if known else (0, None)
    if outcome.action is not Action.RECORD:
        one = golden.get(person_id) or _golden(chunk.people.get(person_id), subject_id, keys)
        golden[person_id] = one
        _merge(one, outcome, record_id, chunk)
        origin = scope_of(one.values["region"])
        _keys(staged, outcome, person_id, origin)
    prepared = link.prepared
    sealed = envelopes.seal_record(keys, record_id, told(row))
    staged.records.append(
        (person_id, record_id, subject_id, prepared.number, sealed, *_method(link))
    )
    staged.subjects.append(
        (prepared.subject_digest, subject_id, person_id, record_id, prepared.row_digest)
    )
    if says_work(row):
        said = _evidence(row, chunk, chunk.evidence.get(record_id))
        staged.evidence.append(
            (person_id, said.pop("id"), subject_id, record_id, origin, work, *said.values())
        )


def _method(link: Link) -> tuple[str, int]:
    return link.decision.method.value, link.decision.confidence


def _golden(person: Row[Any] | None, subject_id: UUID, keys: KeyRing) -> Golden:
    if person is None:
        return Golden(subject_id, {}, {}, registered=False)
    values = envelopes.open_person(keys, person.person_id, person.sealed)
    values |= {name: getattr(person, name) for name in PLAIN_FIELDS}
    values |= {"region": person.origin, "region_recorded": person.region_recorded}
    provenance = dict(person.provenance)
    return Golden(person.subject_id, values, provenance, person.registered, person)


def _merge(one: Golden, outcome: Outcome, record_id: UUID, chunk: Chunk) -> None:
    row, template = outcome.link.prepared.row, chunk.template
    incoming = dict(zip(GOLDEN_FIELDS, _golden_of(row), strict=True))
    if not outcome.id_counts:
        incoming["citizen_id"] = None
    if template.registers:
        incoming |= {"region": row.region, "region_recorded": row.region_recorded}
    elif one.is_new:
        incoming["region"] = chunk.region
    if template.registers and not one.registered and not one.is_new:
        one.provenance.pop("region", None)
    claim = Claim(template.code, template.precedence, record_id, chunk.as_of)
    merged = merge(one.values, one.provenance, incoming, claim)
    one.values, one.provenance = merged.values, merged.provenance
    one.changed |= merged.changed
    if template.registers and not one.registered:
        one.registered = True
        one.changed.add("registered")


def _keys(staged: Staged, outcome: Outcome, person_id: UUID, origin: int) -> None:
    prepared = outcome.link.prepared
    if outcome.id_counts:
        staged.keys.append((person_id, "citizen_id", prepared.citizen_id_digest, origin))
    if prepared.phone_name_digest is not None:
        staged.keys.append((person_id, "phone_name", prepared.phone_name_digest, origin))


def _person(person_id: UUID, one: Golden, keys: KeyRing) -> tuple[Any, ...]:
    values = one.values
    born = values.get("birth_date")
    return (
        person_id,
        one.subject_id,
        one.is_new,
        scope_of(values["region"]),
        values["region"],
        values.get("region_recorded"),
        one.registered,
        values.get("sex"),
        int(born[:4]) if born else None,
        *(values.get(name) for name in PLAIN_FIELDS if name != "sex"),
        envelopes.seal_person(keys, person_id, {name: values.get(name) for name in SEALED_FIELDS}),
        to_json(one.provenance).decode(),
    )


def _counted_on(recount: Recount, person_id: UUID, one: Golden, today: date) -> date:
    """Count somebody new, or a household that moved; the day from which that holds."""
    origin, held = scope_of(one.values["region"]), one.held
    if held is None:
        recount.enter(Counted(origin, None, WorkState.UNKNOWN.value, None, None, None), today)
        return today
    before = Counted(*(getattr(held, name) for name in COUNTED))
    if before.origin_scope == origin:
        day: date = held.counted_on
        return day
    after = before._replace(origin_scope=origin)
    return recount.move(person_id, before, after, since=held.counted_on, today=today)


def says_work(row: ListRow) -> bool:
    return row.working is not None or row.started is not None or row.employer_name is not None


def _evidence(row: ListRow, chunk: Chunk, held: Row[Any] | None) -> dict[str, Any]:
    """What the row says about work. A correction keeps the id of what it corrects.

    A later start at another employer is a new spell; anything else corrects the spell told before.
    """
    insured = not chunk.template.registers
    as_of = min(last_day(row.insured_through), chunk.as_of) if row.insured_through else chunk.as_of
    ended = row.ended
    if row.working is False and ended is None and row.started is not None:
        ended = max(row.started, row.insured_through or month_of(chunk.as_of))
    same = held is not None and not _is_next_spell(row, held)
    return {
        "id": held.id if held is not None and same else uuid7(),
        "kind": "social_insurance" if insured else "work_record",
        "works": row.working is not False or row.started is not None,
        "work_region": row.work_region,
        "employer_name": row.employer_name,
        "employer_code": row.employer_code,
        "industry": row.industry,
        "channel": row.channel,
        "organised": row.organised,
        "wage_fen": row.wage_fen,
        "started": row.started,
        "ended": ended,
        "as_of": as_of,
    }


def _is_next_spell(row: ListRow, held: Row[Any]) -> bool:
    if row.started is None or held.started is None or row.started <= held.started:
        return False
    return row.employer_name is not None and row.employer_name != held.employer_name
