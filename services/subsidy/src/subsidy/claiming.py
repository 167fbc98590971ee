"""Raising claims and moving them on: every change of state is one event."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, cast
from uuid import UUID

from sqlalchemy import Table, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from schemas.regions import Level, canonical, code_of, scope_of, subtree
from schemas.subsidy import ClaimChanged, ClaimState, Family, PayerSide, PolicyDocument
from servicekit import clock, events
from servicekit.ids import uuid7
from servicekit.sealing import KeyRing
from subsidy import holding
from subsidy.evaluation import decisions
from subsidy.evaluation.catalogue import Value
from subsidy.evaluation.decisions import Verdict
from subsidy.evaluation.facts import Person, Spell, snapshot, subject_of
from subsidy.lifecycle import may_become
from subsidy.models import Claim, EmploymentFacts, PersonFacts, Policy, PolicyVersion
from subsidy.problems import ClaimStateForbids, PolicyNotInForce, YearNotClaimable

CHANGED = "subsidy.claim.changed"
TOLD = ("beneficiary_id", "id", "owner_scope", "family", "year", "state", "amount_fen")


@dataclass(frozen=True)
class Pinned:
    """A policy with the version that decides."""

    policy_id: UUID
    version: int
    region: str
    document: PolicyDocument


@dataclass(frozen=True)
class Decided:
    """One person with the facts as they stood, and what the policy says of them."""

    person: Person
    subject_id: UUID
    facts: dict[str, Value]
    verdict: Verdict


def pin(policy: Policy, version: PolicyVersion, *, year: int, today: date) -> Pinned:
    """Refuses a version that is not in force today, and years other than this and the last."""
    if version.effective_from > today or (version.effective_to and version.effective_to < today):
        raise PolicyNotInForce
    if year not in (today.year, today.year - 1) or year < version.effective_from.year:
        raise YearNotClaimable
    return read(policy, version)


def read(policy: Policy, version: PolicyVersion) -> Pinned:
    document = PolicyDocument.model_validate(version.document)
    return Pinned(policy.id, version.version, policy.region, document)


def place_of(pinned: Pinned, person: Person) -> int | None:
    """Where the paying region finds the person: home for a sending, work for a receiving payer."""
    sending = pinned.document.payer is PayerSide.SENDING
    place = person.origin_scope if sending else person.work_scope
    lo, hi = subtree(pinned.region)
    return place if place is not None and lo <= place < hi else None


def decide(
    pinned: Pinned, person: Person, spells: Sequence[Spell], *, year: int, today: date
) -> Decided:
    facts = snapshot(
        person,
        spells,
        year=year,
        today=today,
        payer=pinned.document.payer,
        region=pinned.region,
    )
    verdict = decisions.decide(pinned.document, facts)
    return Decided(person, subject_of(person, spells), facts, verdict)


async def people(
    session: AsyncSession, rows: Sequence[PersonFacts]
) -> list[tuple[Person, list[Spell]]]:
    """People with their spells, in the order given."""
    spells: dict[UUID, list[Spell]] = {row.person_id: [] for row in rows}
    found = await session.scalars(
        select(EmploymentFacts).where(EmploymentFacts.person_id.in_(list(spells)))
    )
    for one in found:
        spells[one.person_id].append(_spell(one))
    return [(_person(row), spells[row.person_id]) for row in rows]


async def raise_claims(
    session: AsyncSession,
    keys: KeyRing,
    pinned: Pinned,
    decided: Sequence[Decided],
    *,
    year: int,
    raised_by: str,
    origin_of_claim: Literal["run", "officer"],
) -> list[dict[str, Any]]:
    """Claims for those whose period is free, with their holds, in one statement each."""
    at = clock.now()
    rows = [_claim_row(pinned, one, year, raised_by, origin_of_claim, at) for one in decided]
    periods = holding.periods_of(pinned.document.exclusivity, year)
    takings = [
        holding.Taking(
            claim_id=row["id"],
            beneficiary_id=row["beneficiary_id"],
            owner_scope=row["owner_scope"],
            key_digest=holding.key_of(keys, row["family"], row["beneficiary_id"]),
            periods=periods,
        )
        for row in rows
    ]
    free = await holding.take(session, takings, at)
    made = [{**row, "decided_on": clock.business_today()} for row in rows if row["id"] in free]
    if made:
        await session.execute(insert(cast("Table", Claim.__table__)), made)
        await _publish(session, made)
    return made


def move(claim: Claim, after: ClaimState) -> None:
    """Change one claim's state, or refuse; the caller announces it."""
    before = ClaimState(claim.state)
    if not may_become(before, after):
        raise ClaimStateForbids(state=before.value)
    claim.state = after.value
    claim.version += 1


async def announce(session: AsyncSession, claims: Iterable[Claim]) -> None:
    """One event a claim, seen by the paying region alone."""
    await _publish(session, [{name: getattr(claim, name) for name in TOLD} for claim in claims])


async def _publish(session: AsyncSession, rows: Sequence[Mapping[str, Any]]) -> None:
    await events.publish_many(
        session,
        CHANGED,
        [(row["beneficiary_id"], _changed(row), row["owner_scope"], None) for row in rows],
    )


def county_of(scope: int) -> str:
    """The county of a place, or the wider region when that is all that is known."""
    return canonical(code_of(scope, Level.COUNTY))


def _changed(row: Mapping[str, Any]) -> ClaimChanged:
    return ClaimChanged(
        person_id=row["beneficiary_id"],
        claim_id=row["id"],
        family=Family(row["family"]),
        year=row["year"],
        state=ClaimState(row["state"]),
        amount_fen=row["amount_fen"],
    )


def _claim_row(
    pinned: Pinned, one: Decided, year: int, raised_by: str, origin: str, at: datetime
) -> dict[str, Any]:
    place = place_of(pinned, one.person)
    scope = scope_of(pinned.region) if place is None else place
    explained = decisions.explain(pinned.document, one.verdict, one.facts)
    return {
        "beneficiary_id": one.person.person_id,
        "id": uuid7(),
        "subject_id": one.subject_id,
        "policy_id": pinned.policy_id,
        "policy_version": pinned.version,
        "family": pinned.document.family.value,
        "fund": pinned.document.fund,
        "year": year,
        "region": county_of(scope),
        "owner_scope": scope,
        "origin_scope": one.person.origin_scope,
        "state": ClaimState.RAISED.value,
        "amount_fen": one.verdict.amount_fen,
        "facts": one.facts,
        "clauses": [clause.model_dump(mode="json") for clause in explained],
        "origin_of_claim": origin,
        "raised_by": raised_by,
        "raised_at": at,
        "public_notice_id": None,
        "version": 1,
    }


def _person(row: PersonFacts) -> Person:
    return Person(
        person_id=row.person_id,
        origin_scope=row.origin_scope,
        work_scope=row.work_scope,
        birth_year=row.birth_year,
        category=row.category,
        labour_ability=row.labour_ability,
        registered=row.registered,
    )


def _spell(row: EmploymentFacts) -> Spell:
    return Spell(
        subject_id=row.subject_id,
        work_region=row.work_region,
        started=row.started,
        ended=row.ended,
        state=row.state,
        organised=row.organised,
        wage_fen=row.wage_fen,
        evidence=tuple(row.evidence),
        as_of=row.as_of,
    )
