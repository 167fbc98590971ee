from typing import Any

from sqlalchemy import Select, func, select

from schemas.payments import LedgerSearch, TransferSearch
from servicekit import scope
from servicekit.access import Principal
from subsidy.models import Account, Transfer


def accounts(principal: Principal, search: LedgerSearch) -> Select[Any]:
    """Accounts with `balance_fen`: what came in (debits) less what went out (credits)."""
    seen = scope.visible(principal, owner=Transfer.owner_scope)

    def moved(side: Any) -> Any:
        total = select(func.sum(Transfer.amount_fen)).where(side == Account.id, seen)
        return func.coalesce(total.correlate(Account).scalar_subquery(), 0)

    balance = moved(Transfer.debit_account_id) - moved(Transfer.credit_account_id)
    statement = select(Account, balance.label("balance_fen")).where(
        scope.visible(principal, owner=Account.owner_scope)
    )
    if search.region is not None:
        statement = statement.where(scope.within(Account.owner_scope, search.region))
    return statement.order_by(Account.owner_scope, Account.fund, Account.id)


def transfers(principal: Principal, search: TransferSearch) -> Select[Any]:
    statement = select(Transfer).where(scope.visible(principal, owner=Transfer.owner_scope))
    filters = search.model_dump(exclude={"limit", "cursor"}, exclude_none=True)
    return statement.where(*(getattr(Transfer, name) == value for name, value in filters.items()))
