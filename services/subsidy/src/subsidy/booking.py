"""Posting to the ledger: one row a transfer, in the transaction of what it is about."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import insert, select, tuple_
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession

from schemas.payments import AccountKind, TransferKind
from schemas.regions import scope_of
from servicekit import clock
from servicekit.ids import uuid7
from subsidy.accounting import FLOW
from subsidy.models import Account, Claim, Transfer

Book = tuple[str, str]
"""A paying region and a fund."""


async def post(
    session: AsyncSession,
    kind: TransferKind,
    claims: Sequence[Claim],
    *,
    batch_id: UUID | None = None,
) -> None:
    """One transfer of `kind` a claim; the same a second time breaks `uq_transfers_once`."""
    if not claims:
        return
    accounts = await _accounts(session, {(claim.region, claim.fund) for claim in claims})
    debit, credit = FLOW[kind]
    at = clock.business_now()
    rows = [
        {
            "claim_id": claim.id,
            "id": uuid7(),
            "owner_scope": scope_of(claim.region),
            "kind": kind.value,
            "debit_account_id": accounts[(claim.region, claim.fund)][debit],
            "credit_account_id": accounts[(claim.region, claim.fund)][credit],
            "amount_fen": claim.amount_fen,
            "batch_id": batch_id,
            "at": at,
        }
        for claim in claims
    ]
    await session.execute(insert(Transfer), rows)


async def _accounts(session: AsyncSession, books: set[Book]) -> dict[Book, dict[AccountKind, UUID]]:
    """The accounts of each book, opened when money first moves there."""
    rows = [
        {
            "id": uuid7(),
            "region": region,
            "owner_scope": scope_of(region),
            "fund": fund,
            "kind": kind.value,
        }
        for region, fund in sorted(books)
        for kind in AccountKind
    ]
    await session.execute(upsert(Account).values(rows).on_conflict_do_nothing())
    found = await session.scalars(
        select(Account).where(tuple_(Account.region, Account.fund).in_(sorted(books)))
    )
    accounts: dict[Book, dict[AccountKind, UUID]] = {book: {} for book in books}
    for account in found:
        accounts[(account.region, account.fund)][AccountKind(account.kind)] = account.id
    return accounts
