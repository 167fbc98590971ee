from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, case, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from schemas.payments import BatchCreate, BatchSearch
from schemas.subsidy import ClaimState
from servicekit import scope
from servicekit.access import Principal
from subsidy.models import Claim, Payment, PaymentBatch

MOST = 1000
PAYABLE = (ClaimState.APPROVED.value, ClaimState.BOUNCED.value)
NO_FIGURES = dict.fromkeys(
    ("payments", "total_fen", "paid", "paid_fen", "bounced", "bounced_fen"), 0
)


async def payable(session: AsyncSession, principal: Principal, data: BatchCreate) -> list[Claim]:
    """Approved claims, and those that the bank sent back, oldest first; locked."""
    found = await session.scalars(
        select(Claim)
        .where(
            scope.visible(principal, owner=Claim.owner_scope),
            scope.within(Claim.owner_scope, data.region),
            Claim.policy_id == data.policy_id,
            Claim.state.in_(PAYABLE),
        )
        .order_by(Claim.id)
        .limit(MOST)
        .with_for_update(skip_locked=True)
    )
    return list(found)


def found_by(principal: Principal, search: BatchSearch) -> Select[Any]:
    statement = select(PaymentBatch).where(scope.visible(principal, owner=PaymentBatch.owner_scope))
    if search.region is not None:
        statement = statement.where(scope.within(PaymentBatch.owner_scope, search.region))
    if search.state is not None:
        statement = statement.where(PaymentBatch.state == search.state.value)
    return statement


async def by_id(
    session: AsyncSession, principal: Principal, batch_id: UUID, *, lock: bool = False
) -> PaymentBatch | None:
    statement = select(PaymentBatch).where(
        PaymentBatch.id == batch_id, scope.visible(principal, owner=PaymentBatch.owner_scope)
    )
    return await session.scalar(statement.with_for_update() if lock else statement)


async def payments(session: AsyncSession, batch_id: UUID) -> Sequence[Payment]:
    found = await session.scalars(
        select(Payment).where(Payment.batch_id == batch_id).order_by(Payment.id)
    )
    return found.all()


async def claims(session: AsyncSession, rows: Collection[Payment]) -> dict[UUID, Claim]:
    """The claims of these payments by id, locked."""
    found = await session.scalars(
        select(Claim)
        .where(
            Claim.beneficiary_id.in_([row.beneficiary_id for row in rows]),
            Claim.id.in_([row.claim_id for row in rows]),
        )
        .order_by(Claim.id)
        .with_for_update()
    )
    return {claim.id: claim for claim in found}


async def figures(session: AsyncSession, batch_ids: Collection[UUID]) -> dict[UUID, dict[str, int]]:
    """Counts and sums in fen by batch: all, paid, bounced."""

    def of(state: str, value: Any) -> Any:
        return func.coalesce(func.sum(case((Payment.state == state, value), else_=0)), 0)

    found = await session.execute(
        select(
            Payment.batch_id,
            func.count().label("payments"),
            func.sum(Payment.amount_fen).label("total_fen"),
            of("paid", 1).label("paid"),
            of("paid", Payment.amount_fen).label("paid_fen"),
            of("bounced", 1).label("bounced"),
            of("bounced", Payment.amount_fen).label("bounced_fen"),
        )
        .where(Payment.batch_id.in_(batch_ids))
        .group_by(Payment.batch_id)
    )
    return {row.batch_id: {name: int(getattr(row, name)) for name in NO_FIGURES} for row in found}
