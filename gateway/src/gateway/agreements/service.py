"""Drawing up, signing, suspending, resuming and terminating; each is announced."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

import schemas.gateway as wire
from gateway.agreements import errors, queries, rules
from gateway.agreements.rules import Refusal, Standing
from gateway.models import Agreement, AgreementStep
from schemas.purposes import Purpose
from schemas.regions import scope_of
from schemas.roles import RoleName
from servicekit import audit, clock, events
from servicekit.access import Principal
from servicekit.ids import uuid7
from servicekit.problems import NotFound, Problem

Decide = Callable[[Standing, wire.Side], Standing | Refusal]
PROBLEMS: dict[Refusal, type[Problem]] = {
    Refusal.TEXT_DIFFERS: errors.TextDiffers,
    Refusal.SIGNED_ALREADY: errors.SignedAlready,
    Refusal.ONE_PERSON: errors.NeedsTwoPeople,
    Refusal.NOT_SUSPENDED_BY_YOU: errors.NotSuspendedByYou,
    Refusal.TERM_OVER: errors.TermOver,
}


def today() -> date:
    """Agreements follow the real clock, never the business clock."""
    return clock.now().astimezone(clock.SHANGHAI).date()


async def draw_up(
    session: AsyncSession, principal: Principal, data: wire.AgreementCreate
) -> wire.Agreement:
    """Raises RegionsUnfit, NotYourParty."""
    origins = sorted(set(data.origins)) or [data.sending_region]
    destinations = sorted(set(data.destinations)) or [data.receiving_region]
    if not rules.regions_fit(data.sending_region, data.receiving_region, origins, destinations):
        raise errors.RegionsUnfit
    _sides(principal, data.sending_region, data.receiving_region)

    purposes = sorted({purpose.value for purpose in data.purposes})
    terms = rules.Terms(
        title=data.title,
        text=data.text,
        sending_region=data.sending_region,
        receiving_region=data.receiving_region,
        origins=origins,
        destinations=destinations,
        purposes=purposes,
        starts_on=data.starts_on,
        ends_on=data.ends_on,
    )
    document = rules.document_of(terms)
    agreement = Agreement(
        id=uuid7(),
        title=data.title,
        document=document,
        text_digest=rules.digest(document),
        state=wire.AgreementState.DRAFT.value,
        sending_region=data.sending_region,
        receiving_region=data.receiving_region,
        sending_scope=scope_of(data.sending_region),
        receiving_scope=scope_of(data.receiving_region),
        origins=origins,
        destinations=destinations,
        purposes=purposes,
        starts_on=data.starts_on,
        ends_on=data.ends_on,
        suspended_by=[],
        version=1,
        created_at=clock.now(),
    )
    session.add(agreement)
    await session.flush()
    await _announce(session, agreement)
    return shown(agreement, [])


async def sign(
    session: AsyncSession, principal: Principal, agreement_id: UUID, data: wire.SignatureCreate
) -> wire.Agreement:
    account = UUID(principal.subject)

    def decide(standing: Standing, side: wire.Side) -> Standing | Refusal:
        return rules.sign(standing, side, account, data.text_digest, today())

    return await _step(session, principal, agreement_id, "signature", decide, side=data.side)


async def suspend(
    session: AsyncSession, principal: Principal, agreement_id: UUID, data: wire.AgreementStep
) -> wire.Agreement:
    return await _step(
        session,
        principal,
        agreement_id,
        "suspension",
        rules.suspend,
        side=data.side,
        reason=data.reason,
    )


async def resume(
    session: AsyncSession, principal: Principal, agreement_id: UUID, data: wire.AgreementStep
) -> wire.Agreement:
    def decide(standing: Standing, side: wire.Side) -> Standing | Refusal:
        return rules.resume(standing, side, today())

    return await _step(
        session,
        principal,
        agreement_id,
        "resumption",
        decide,
        side=data.side,
        reason=data.reason,
    )


async def terminate(
    session: AsyncSession, principal: Principal, agreement_id: UUID, data: wire.AgreementStep
) -> wire.Agreement:
    def decide(standing: Standing, side: wire.Side) -> Standing | Refusal:
        del side
        return rules.terminate(standing)

    return await _step(
        session,
        principal,
        agreement_id,
        "termination",
        decide,
        side=data.side,
        reason=data.reason,
    )


async def _step(
    session: AsyncSession,
    principal: Principal,
    agreement_id: UUID,
    action: str,
    decide: Decide,
    *,
    side: wire.Side | None,
    reason: str | None = None,
) -> wire.Agreement:
    """Load and lock, find the caller's side, decide, change, announce."""
    agreement = await queries.one(session, principal, agreement_id, locked=True)
    if agreement is None:
        raise NotFound
    chosen = _chosen(principal, agreement, side)
    signatures = list(await queries.signatures_of(session, [agreement.id]))

    decided = decide(_standing(agreement, signatures), chosen)
    if isinstance(decided, Refusal):
        raise _problem(decided, agreement)

    agreement.state = decided.state.value
    agreement.suspended_by = sorted(one.value for one in decided.suspended_by)
    agreement.version += 1
    step = AgreementStep(
        agreement_id=agreement.id,
        id=uuid7(),
        action=action,
        side=chosen.value,
        region=_party(agreement, chosen),
        account_id=UUID(principal.subject),
        text_digest=agreement.text_digest,
        reason=reason,
        sending_scope=agreement.sending_scope,
        receiving_scope=agreement.receiving_scope,
        at=clock.now(),
    )
    session.add(step)
    await session.flush()
    await _announce(session, agreement)
    return shown(agreement, [*signatures, step] if action == "signature" else signatures)


def _sides(principal: Principal, sending: str, receiving: str) -> frozenset[wire.Side]:
    regions = [role.region for role in principal.roles if role.name is RoleName.SIGNATORY]
    sides = rules.sides_of(regions, sending=sending, receiving=receiving)
    if not sides:
        raise errors.NotYourParty
    return sides


def _chosen(principal: Principal, agreement: Agreement, side: wire.Side | None) -> wire.Side:
    sides = _sides(principal, agreement.sending_region, agreement.receiving_region)
    if side is not None:
        if side not in sides:
            raise errors.NotYourParty
        return side
    if len(sides) > 1:
        raise errors.SideUnclear
    return next(iter(sides))


def _party(agreement: Agreement, side: wire.Side) -> str:
    return {
        wire.Side.SENDING: agreement.sending_region,
        wire.Side.RECEIVING: agreement.receiving_region,
    }[side]


def _standing(agreement: Agreement, signatures: list[AgreementStep]) -> Standing:
    return Standing(
        state=wire.AgreementState(agreement.state),
        text_digest=agreement.text_digest,
        ends_on=agreement.ends_on,
        signed_by={wire.Side(step.side): step.account_id for step in signatures},
        suspended_by=frozenset(wire.Side(side) for side in agreement.suspended_by),
    )


def _problem(refusal: Refusal, agreement: Agreement) -> Problem:
    kind = PROBLEMS.get(refusal, errors.StepOutOfOrder)
    return kind(state=agreement.state)


async def _announce(session: AsyncSession, agreement: Agreement) -> None:
    audit.note(session, object_type="agreement", object_id=agreement.id, agreement_id=agreement.id)
    data = wire.AgreementChanged(
        agreement_id=agreement.id,
        state=wire.AgreementState(agreement.state),
        origins=agreement.origins,
        destinations=agreement.destinations,
        purposes=[Purpose(purpose) for purpose in agreement.purposes],
        starts_on=agreement.starts_on,
        ends_on=agreement.ends_on,
    )
    # One for each party: what the receiving one sees of the other ends with the agreement.
    parties = (agreement.sending_scope, agreement.receiving_scope)
    announcements = [(agreement.id, data, party, None) for party in parties]
    await events.publish_many(session, "gateway.agreement.changed", announcements)


def shown(agreement: Agreement, signatures: list[AgreementStep]) -> wire.Agreement:
    plain = set(wire.Agreement.model_fields) - {"signatures"}
    return wire.Agreement.model_validate(
        {
            **{name: getattr(agreement, name) for name in plain},
            "signatures": [
                {
                    "side": step.side,
                    "region": step.region,
                    "account_id": step.account_id,
                    "text_digest": step.text_digest,
                    "signed_at": step.at,
                }
                for step in signatures
            ],
        }
    )


async def get(session: AsyncSession, principal: Principal, agreement_id: UUID) -> wire.Agreement:
    agreement = await queries.one(session, principal, agreement_id)
    if agreement is None:
        raise NotFound
    return shown(agreement, list(await queries.signatures_of(session, [agreement.id])))


async def list_all(
    session: AsyncSession,
    principal: Principal,
    *,
    state: wire.AgreementState | None,
    limit: int,
    cursor: str | None,
) -> tuple[list[wire.Agreement], str | None]:
    rows, following = await queries.page(
        session, principal, state=state.value if state else None, limit=limit, cursor=cursor
    )
    found = [row[0] for row in rows]
    by_agreement: dict[UUID, list[AgreementStep]] = {one.id: [] for one in found}
    for step in await queries.signatures_of(session, list(by_agreement)):
        by_agreement[step.agreement_id].append(step)
    return [shown(one, by_agreement[one.id]) for one in found], following
