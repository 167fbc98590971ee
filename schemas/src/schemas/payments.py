"""Money that subsidy pays: batches for the bank, its answers, and the ledger behind them."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from schemas.money import Fen, SignedFen
from schemas.regions import RegionCode
from schemas.subsidy import Paging
from schemas.wire import Request, Response

# --- payments ----------------------------------------------------------------------------------


class BatchCreate(Request):
    """Approved claims of a policy in a paying region, at most 1,000; call again for the rest."""

    region: RegionCode
    policy_id: UUID


class BatchState(StrEnum):
    PREPARED = "prepared"
    SENT = "sent"
    SETTLED = "settled"


class PaymentBatch(Response):
    """Counts and sums of the payments in it; `settled` when the bank has answered for each."""

    id: UUID
    policy_id: UUID
    region: RegionCode
    fund: str
    state: BatchState
    payments: int
    total_fen: Fen
    paid: int
    paid_fen: Fen
    bounced: int
    bounced_fen: Fen
    made_by: str
    made_at: datetime
    released_by: str | None = None
    released_at: datetime | None = None
    version: int


class BatchSearch(Paging):
    region: RegionCode | None = None
    state: BatchState | None = None


class BankResult(Response):
    """What one answer of the bank changed; the same answer again changes nothing."""

    paid: int
    bounced: int
    unchanged: int
    batch: PaymentBatch


# --- ledger ------------------------------------------------------------------------------------


class AccountKind(StrEnum):
    """可用资金 · 已承诺 · 应付 · 已付"""

    AVAILABLE = "available"
    COMMITTED = "committed"
    PAYABLE = "payable"
    PAID = "paid"


class TransferKind(StrEnum):
    COMMITMENT = "commitment"
    PAYABLE = "payable"
    PAYMENT = "payment"
    BOUNCE = "bounce"


class LedgerAccount(Response):
    """`balance_fen` is debits less credits; the balances of a region and fund add up to zero."""

    id: UUID
    region: RegionCode
    fund: str
    kind: AccountKind
    balance_fen: SignedFen


class LedgerAccounts(Response):
    items: list[LedgerAccount]
    sum_fen: SignedFen


class Transfer(Response):
    id: UUID
    kind: TransferKind
    debit_account_id: UUID
    credit_account_id: UUID
    amount_fen: Fen
    claim_id: UUID
    batch_id: UUID | None = None
    at: datetime


class LedgerSearch(Request):
    region: RegionCode | None = None


class TransferSearch(Paging):
    claim_id: UUID | None = None
    batch_id: UUID | None = None
