from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from schemas.subsidy import (
    ClaimCreate,
    ClaimState,
    ObjectionCreate,
    Outcome,
    ReviewCreate,
)
from servicekit import audit, clock, etags
from servicekit.access import Principal
from servicekit.ids import uuid7
from servicekit.problems import Fault, Forbidden, NotFound
from servicekit.sealing import KeyRing
from subsidy import claiming, holding, lifecycle, pinning, reach
from subsidy.claiming import Decided, Pinned
from subsidy.claims import queries
from subsidy.claims.errors import NotEligible, ReviewerRepeated
from subsidy.evaluation import decisions
from subsidy.models import Claim, Objection, Review
from subsidy.problems import ClaimStateForbids, ExclusivityHeld, PolicyNotForRegion

_AMOUNT = Fault(
    code="amount",
    detail_zh="金额表中没有该务工地距离。",
    detail_en="The table of amounts has no row for the distance of the work.",
    pointer="#/policy_id",
)


async def raise_one(
    session: AsyncSession, principal: Principal, keys: KeyRing, data: ClaimCreate
) -> Claim:
    """One claim, decided on the facts of this moment; the holds decide whether it may stand."""
    today = clock.business_today()
    pinned = await pinning.pinned(session, data.policy_id, year=data.year, today=today)
    row = await queries.person(session, principal, data.person_id)
    if row is None:
        raise NotFound
    (person, spells), *_ = await claiming.people(session, [row])
    place = claiming.place_of(pinned, person)
    if place is None or not principal.owns(place):
        raise PolicyNotForRegion

    decided = claiming.decide(pinned, person, spells, year=data.year, today=today)
    if not decided.verdict.satisfied:
        raise NotEligible(faults=_faults(pinned, decided))
    made = await claiming.raise_claims(
        session,
        keys,
        pinned,
        [decided],
        year=data.year,
        raised_by=principal.subject,
        origin_of_claim="officer",
    )
    if not made:
        raise ExclusivityHeld

    claim = await queries.by_id(session, principal, made[0]["id"])
    if claim is None:
        raise NotFound
    _note(session, claim)
    return claim


async def review(
    session: AsyncSession,
    principal: Principal,
    keys: KeyRing,
    claim_id: UUID,
    data: ReviewCreate,
    *,
    expected: int,
) -> Claim:
    """Pass or reject at the level that the claim waits for; two people for the two levels."""
    claim = await _locked(session, principal, claim_id)
    step = lifecycle.STEPS.get(ClaimState(claim.state))
    if step is None:
        raise ClaimStateForbids(state=claim.state)
    if not reach.holds(principal, claim.owner_scope, step.role):
        raise Forbidden
    etags.check(claim.version, expected)
    earlier = [(one.level, one.reviewer) for one in await queries.reviews(session, claim)]
    if lifecycle.reviewed_twice(step, principal.subject, earlier):
        raise ReviewerRepeated

    claiming.move(claim, lifecycle.after_review(step, data.outcome))
    session.add(_review(claim, step.level, principal, keys, data))
    await _flush_review(session)
    if claim.state == ClaimState.REJECTED:
        key = holding.key_of(keys, claim.family, claim.beneficiary_id)
        await holding.release(session, claim.id, key)

    await claiming.announce(session, [claim])
    _note(session, claim)
    return claim


async def object_to(
    session: AsyncSession,
    principal: Principal,
    keys: KeyRing,
    claim_id: UUID,
    data: ObjectionCreate,
) -> Claim:
    """An objection suspends a claim in notice until the county decides it by a review."""
    claim = await _locked(session, principal, claim_id)
    claiming.move(claim, ClaimState.OBJECTED)
    objection_id = uuid7()
    session.add(
        Objection(
            beneficiary_id=claim.beneficiary_id,
            id=objection_id,
            claim_id=claim.id,
            owner_scope=claim.owner_scope,
            reason=keys.seal(data.reason.encode(), aad=f"objections.reason|{objection_id}").hex(),
            recorded_by=principal.subject,
            recorded_at=clock.now(),
        )
    )
    await session.flush()

    await claiming.announce(session, [claim])
    _note(session, claim)
    return claim


async def _locked(session: AsyncSession, principal: Principal, claim_id: UUID) -> Claim:
    claim = await queries.by_id(session, principal, claim_id, lock=True)
    if claim is None:
        raise NotFound
    return claim


async def _flush_review(session: AsyncSession) -> None:
    """The constraint says what the rule said, also to two requests at once."""
    try:
        await session.flush()
    except IntegrityError:
        raise ReviewerRepeated from None


def _review(
    claim: Claim, level: str, principal: Principal, keys: KeyRing, data: ReviewCreate
) -> Review:
    review_id = uuid7()
    note = None
    if data.note is not None:
        note = keys.seal(data.note.encode(), aad=f"reviews.note|{review_id}").hex()
    return Review(
        beneficiary_id=claim.beneficiary_id,
        id=review_id,
        claim_id=claim.id,
        owner_scope=claim.owner_scope,
        level=level,
        reviewer=principal.subject,
        outcome=data.outcome,
        note=note,
        reviewed_at=clock.now(),
    )


def _faults(pinned: Pinned, decided: Decided) -> list[Fault]:
    explained = decisions.explain(pinned.document, decided.verdict, decided.facts)
    found = [
        Fault(
            code=one.id,
            detail_zh=f"{one.title_zh}：{one.explanation_zh}",
            detail_en=f"{one.title_en}: {one.explanation_en}",
            pointer="#/policy_id",
        )
        for one in explained
        if one.outcome is not Outcome.TRUE
    ]
    return found or [_AMOUNT]


def _note(session: AsyncSession, claim: Claim) -> None:
    audit.note(
        session,
        object_type="claim",
        object_id=claim.id,
        person_id=claim.beneficiary_id,
        region=claim.region,
    )
