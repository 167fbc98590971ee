from typing import Annotated

from fastapi import Query

from schemas import payments as wire
from schemas.paging import Page
from schemas.purposes import Purpose
from schemas.scopes import Scope
from servicekit import cursors, routing
from servicekit.access import Caller, allow
from servicekit.database import Session
from subsidy.ledger import queries
from subsidy.models import Transfer

router = routing.router(prefix="/v1/ledger", tags=["ledger"])
READ = allow(Scope.SUBSIDY_READ, purpose=Purpose.SUBSIDY)


@router.get(
    "/accounts",
    operation_id="listLedgerAccounts",
    summary="账户及余额 / Accounts with balances",
    dependencies=[READ],
)
async def list_ledger_accounts(
    session: Session, principal: Caller, search: Annotated[wire.LedgerSearch, Query()]
) -> wire.LedgerAccounts:
    """List the accounts of the caller's regions; their balances add up to zero."""
    rows = (await session.execute(queries.accounts(principal, search))).all()
    items = [
        wire.LedgerAccount(
            id=account.id,
            region=account.region,
            fund=account.fund,
            kind=wire.AccountKind(account.kind),
            balance_fen=int(balance),
        )
        for account, balance in rows
    ]
    return wire.LedgerAccounts(items=items, sum_fen=sum(one.balance_fen for one in items))


@router.get(
    "/transfers",
    operation_id="listTransfers",
    summary="记账流水 / Transfers",
    dependencies=[READ],
)
async def list_transfers(
    session: Session, principal: Caller, search: Annotated[wire.TransferSearch, Query()]
) -> Page[wire.Transfer]:
    """List transfers, newest first; each has one debit and one credit account."""
    rows, following = await cursors.page(
        session,
        queries.transfers(principal, search),
        key=[Transfer.id],
        limit=search.limit,
        cursor=search.cursor,
        bound_to=search.model_dump(exclude={"limit", "cursor"}),
        descending=True,
    )
    items = [wire.Transfer.model_validate(row[0]) for row in rows]
    return Page(items=items, next_cursor=following)
