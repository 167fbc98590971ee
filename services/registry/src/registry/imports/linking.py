"""Which registered person each record is about: look-ups nationwide, decisions by `linkage`.

Runs as `system:link`: it reads digests and opens sealed names of candidates, and hands on decisions
only. A record whose number is wrong is compared with the importer's own people alone, because there
the answer (accepted or not) would otherwise tell whether somebody is registered elsewhere.
"""

import asyncio
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from registry.imports.preparing import Prepared
from registry.linkage.decisions import decide
from registry.linkage.records import Candidate, Candidates, Decision, Record
from registry.models import Identifier, LinkageKey, Person, Subject, among
from registry.people import envelopes
from servicekit.sealing import KeyRing

BATCH = 5_000


@dataclass(frozen=True, slots=True)
class Known:
    """A registered person as far as linking needs: scopes and the sealed linkage fields."""

    candidate: Candidate
    origin_scope: int
    work_scope: int | None
    registered: bool


class Told(NamedTuple):
    """A subject: as whom, and with which row, the source has told of a person before."""

    digest: UUID
    subject_id: UUID
    person_id: UUID
    record_id: UUID
    row_digest: UUID
    import_id: UUID


@dataclass(frozen=True, slots=True)
class Link:
    """A record with its decision; `subject` when its source has told of this person before.

    `own`: the person, or everybody who contradicts, is registered in the importer's region.
    """

    prepared: Prepared
    decision: Decision
    known: Known | None
    subject: Told | None
    own: bool


@dataclass
class Linked:
    links: list[Link] = field(default_factory=list)
    unchanged: list[Prepared] = field(default_factory=list)
    resumed: int = 0
    """Rows that an earlier attempt of this very import has applied."""


@dataclass(frozen=True)
class Keys:
    """What the look-ups found: person ids by digest."""

    by_id: Mapping[UUID, UUID]
    by_contact: Mapping[UUID, list[UUID]]


async def link(
    session: AsyncSession,
    people: Sequence[Prepared],
    keys: KeyRing,
    *,
    import_id: UUID,
    own: tuple[int, int],
    registers: bool,
) -> Linked:
    subjects = await _subjects(session, [one.subject_digest for one in people])
    result, open_ = Linked(), []
    for one in people:
        subject = subjects.get(one.subject_digest)
        if subject is None or subject.row_digest != one.row_digest:
            open_.append(one)
        elif subject.import_id == import_id:
            result.resumed += 1
        else:
            result.unchanged.append(one)
    found = await _look_up(session, open_)
    wanted = set(found.by_id.values()) | {p for ids in found.by_contact.values() for p in ids}
    wanted |= {s.person_id for one in open_ if (s := subjects.get(one.subject_digest))}
    known = await _known(session, wanted, keys)
    lo, hi = own
    owned = {person_id for person_id, one in known.items() if lo <= one.origin_scope < hi}
    for one in open_:
        subject = subjects.get(one.subject_digest)
        within = owned if registers and _number_is_wrong(one) else known.keys()
        decision = decide(_record(one), _candidates(one, subject, found, known, within))
        person = known.get(decision.person_id) if decision.person_id else None
        named = {decision.person_id} if decision.person_id else set(decision.people)
        result.links.append(Link(one, decision, person, subject, own=named <= owned))
    return result


def _number_is_wrong(one: Prepared) -> bool:
    return one.row.citizen_id is not None and not one.row.id_is_valid


def _record(one: Prepared) -> Record:
    row = one.row
    return Record(one.number, row.name, row.citizen_id, row.id_is_valid, row.phone)


def _candidates(
    one: Prepared,
    subject: Told | None,
    found: Keys,
    known: Mapping[UUID, Known],
    within: Container[UUID],
) -> Candidates:
    def candidate(person_id: UUID | None) -> Candidate | None:
        return known[person_id].candidate if person_id and person_id in within else None

    def several(ids: Iterable[UUID]) -> tuple[Candidate, ...]:
        return tuple(c for person_id in ids if (c := candidate(person_id)))

    return Candidates(
        subject=known[subject.person_id].candidate if subject else None,
        exact_id=candidate(found.by_id.get(one.citizen_id_digest))
        if one.citizen_id_digest
        else None,
        repaired_id=several(found.by_id[d] for d in one.repairs if d in found.by_id),
        phone_name=several(found.by_contact.get(one.phone_name_digest, ()))
        if one.phone_name_digest
        else (),
    )


async def _subjects(session: AsyncSession, digests: Sequence[UUID]) -> dict[UUID, Told]:
    columns = [getattr(Subject, name) for name in Told._fields]
    found: dict[UUID, Told] = {}
    for batch in _batches(digests):
        rows = await session.execute(select(*columns).where(among(Subject.digest, batch)))
        found |= {row.digest: Told(*row) for row in rows}
    return found


async def _look_up(session: AsyncSession, people: Sequence[Prepared]) -> Keys:
    numbers = {d for one in people for d in (one.citizen_id_digest, *one.repairs) if d}
    by_id: dict[UUID, UUID] = {}
    for batch in _batches(list(numbers)):
        statement = select(Identifier.digest, Identifier.person_id)
        rows = await session.execute(statement.where(among(Identifier.digest, batch)))
        by_id |= dict(rows.all())
    contacts = {one.phone_name_digest for one in people if one.phone_name_digest}
    by_contact: dict[UUID, list[UUID]] = {}
    for batch in _batches(list(contacts)):
        keys = select(LinkageKey.digest, LinkageKey.person_id).where(
            among(LinkageKey.digest, batch), LinkageKey.kind == "phone_name"
        )
        for digest, person_id in await session.execute(keys):
            by_contact.setdefault(digest, []).append(person_id)
    return Keys(by_id, by_contact)


async def _known(
    session: AsyncSession, person_ids: Iterable[UUID], keys: KeyRing
) -> dict[UUID, Known]:
    found: dict[UUID, Known] = {}
    for batch in _batches(list(person_ids)):
        statement = select(
            Person.person_id,
            Person.origin_scope,
            Person.work_scope,
            Person.registered,
            Person.sealed,
        ).where(among(Person.person_id, batch))
        rows = list(await session.execute(statement))
        found |= await asyncio.to_thread(_opened, rows, keys)
    return found


def _opened(rows: Sequence[Any], keys: KeyRing) -> dict[UUID, Known]:
    found = {}
    for person_id, origin, work, registered, sealed in rows:
        values = envelopes.open_person(keys, person_id, sealed)
        candidate = Candidate(
            person_id, values.get("name", ""), values.get("citizen_id"), values.get("phone")
        )
        found[person_id] = Known(candidate, origin, work, registered)
    return found


def _batches(values: Sequence[UUID]) -> Iterable[Sequence[UUID]]:
    return (values[start : start + BATCH] for start in range(0, len(values), BATCH))
