from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from schemas.payments import BatchCreate, BatchState, TransferKind
from schemas.regions import scope_of
from schemas.registry import ResolvableField, ResolvedPerson
from schemas.roles import RoleName
from schemas.subsidy import ClaimState
from servicekit import audit, clock
from servicekit.access import Principal
from servicekit.context import Context
from servicekit.files import FileStore
from servicekit.ids import uuid7
from servicekit.problems import Fault, NotFound
from subsidy import booking, claiming, people, reach
from subsidy.models import Claim, Payment, PaymentBatch
from subsidy.payments import queries, rules
from subsidy.payments.errors import (
    BankResultContradicts,
    BankResultInvalid,
    BatchStateForbids,
    NothingToPay,
    PayerRepeated,
)
from subsidy.problems import RegionOutsideScope

MOST_FLAWS = 100
Names = Mapping[UUID, ResolvedPerson]


async def prepare(session: AsyncSession, principal: Principal, data: BatchCreate) -> PaymentBatch:
    """Collect what is approved, or was sent back by the bank, into a batch of at most 1,000."""
    if not reach.covers(principal, data.region) or not reach.holds(
        principal, scope_of(data.region), RoleName.PAYER
    ):
        raise RegionOutsideScope
    claims = await queries.payable(session, principal, data)
    if not claims:
        raise NothingToPay

    batch = PaymentBatch(
        id=uuid7(),
        policy_id=data.policy_id,
        region=data.region,
        owner_scope=scope_of(data.region),
        fund=claims[0].fund,
        state=BatchState.PREPARED.value,
        made_by=principal.subject,
        made_at=clock.business_now(),
        version=1,
    )
    session.add(batch)
    session.add_all(_payment(batch, claim) for claim in claims)
    for claim in claims:
        claiming.move(claim, ClaimState.BATCHED)
    await session.flush()

    await booking.post(session, TransferKind.PAYABLE, claims, batch_id=batch.id)
    await claiming.announce(session, claims)
    audit.note(session, object_type="payment_batch", object_id=batch.id, region=batch.region)
    return batch


async def payees(context: Context, principal: Principal, batch_id: UUID) -> Names:
    """Names and bank accounts, asked before the transaction; nothing where release would fail."""
    async with context.database.app_session(principal) as session:
        batch = await queries.by_id(session, principal, batch_id)
        if batch is None or not _may_release(batch, principal):
            return {}
        rows = await queries.payments(session, batch_id)
    return await people.resolve(
        context.calls,
        {row.beneficiary_id for row in rows},
        ResolvableField.NAME,
        ResolvableField.BANK_ACCOUNT,
    )


async def release(
    session: AsyncSession, principal: Principal, batch_id: UUID, payees: Names, files: FileStore
) -> PaymentBatch:
    """A second payer sends the batch to the bank; who has no account bounces at once."""
    batch = await _locked(session, principal, batch_id)
    if batch.state != BatchState.PREPARED:
        raise BatchStateForbids(state=batch.state)
    if batch.made_by == principal.subject:
        raise PayerRepeated
    rows = await queries.payments(session, batch_id)
    lines = [line for row in rows if (line := _line(batch, row, payees.get(row.beneficiary_id)))]
    if not lines:
        raise NothingToPay

    named = {line.reference for line in lines}
    await _advance(session, batch, [row for row in rows if row.id in named], "sent")
    await _advance(session, batch, [row for row in rows if row.id not in named], "bounced")
    batch.file_key = await files.put(rules.bank_file(lines), name="bank.csv")
    batch.state, batch.version = BatchState.SENT.value, batch.version + 1
    batch.released_by, batch.released_at = principal.subject, clock.business_now()
    await session.flush()

    audit.note(session, object_type="payment_batch", object_id=batch.id, region=batch.region)
    return batch


async def book(
    session: AsyncSession, principal: Principal, batch_id: UUID, content: bytes
) -> tuple[PaymentBatch, dict[UUID, str], int]:
    """Book the bank's answer: the batch, what was new, and how many were known already."""
    batch = await _locked(session, principal, batch_id)
    if batch.state == BatchState.PREPARED:
        raise BatchStateForbids(state=batch.state)
    rows = await queries.payments(session, batch_id)
    known = {row.id: row.state for row in rows}
    answers, flaws = rules.read_answer(content, known)
    if flaws:
        raise BankResultInvalid(faults=[_fault(flaw) for flaw in flaws[:MOST_FLAWS]])
    if rules.contradicts(answers, known):
        raise BankResultContradicts

    new = rules.fresh(answers, known)
    for state in ("paid", "bounced"):
        await _advance(session, batch, [row for row in rows if new.get(row.id) == state], state)
    if new:
        batch.version += 1
    if not any(row.state == "sent" for row in rows):
        batch.state = BatchState.SETTLED.value
    await session.flush()

    audit.note(session, object_type="payment_batch", object_id=batch.id, region=batch.region)
    return batch, new, len(answers) - len(new)


async def _locked(session: AsyncSession, principal: Principal, batch_id: UUID) -> PaymentBatch:
    batch = await queries.by_id(session, principal, batch_id, lock=True)
    if batch is None:
        raise NotFound
    if not reach.holds(principal, batch.owner_scope, RoleName.PAYER):
        raise RegionOutsideScope
    return batch


async def _advance(
    session: AsyncSession, batch: PaymentBatch, rows: Sequence[Payment], state: str
) -> None:
    """Move payments and their claims to `sent`, `paid` or `bounced`, and book what that means."""
    if not rows:
        return
    claims = await queries.claims(session, rows)
    for row in rows:
        row.state = state
        if state != "sent":
            row.answered_at = clock.business_now()
        claiming.move(claims[row.claim_id], ClaimState(state))
    await session.flush()
    kind = {"paid": TransferKind.PAYMENT, "bounced": TransferKind.BOUNCE}.get(state)
    if kind is not None:
        await booking.post(session, kind, list(claims.values()), batch_id=batch.id)
    await claiming.announce(session, claims.values())


def _may_release(batch: PaymentBatch, principal: Principal) -> bool:
    prepared = batch.state == BatchState.PREPARED and batch.made_by != principal.subject
    return prepared and reach.holds(principal, batch.owner_scope, RoleName.PAYER)


def _payment(batch: PaymentBatch, claim: Claim) -> Payment:
    return Payment(
        beneficiary_id=claim.beneficiary_id,
        id=uuid7(),
        claim_id=claim.id,
        batch_id=batch.id,
        owner_scope=claim.owner_scope,
        amount_fen=claim.amount_fen,
        state="prepared",
    )


def _line(batch: PaymentBatch, row: Payment, payee: ResolvedPerson | None) -> rules.Line | None:
    if payee is None or not payee.name or not payee.bank_account:
        return None
    return rules.Line(row.id, payee.name, payee.bank_account, row.amount_fen, batch.fund)


def _fault(flaw: rules.Flaw) -> Fault:
    return Fault(flaw.code, flaw.zh, flaw.en, pointer=f"#/lines/{flaw.line}")
