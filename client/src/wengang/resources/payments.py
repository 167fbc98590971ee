"""Money out and back: payment batches, the bank's file and answer, the ledger."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from uuid import UUID

from schemas.payments import (
    BankResult,
    BatchCreate,
    BatchState,
    LedgerAccounts,
    PaymentBatch,
    Transfer,
)
from wengang.api import Api


@dataclass(frozen=True)
class PaymentBatches:
    _api: Api

    async def create(self, region: str, policy_id: UUID, *, key: str | None = None) -> PaymentBatch:
        """Of the approved claims, at most 1,000; call again for the rest."""
        body = BatchCreate(region=region, policy_id=policy_id)
        return await self._api.post(PaymentBatch, "/v1/payment-batches", body, key=key)

    def list(
        self, *, region: str | None = None, state: BatchState | None = None
    ) -> AsyncIterator[PaymentBatch]:
        return self._api.pages(PaymentBatch, "/v1/payment-batches", region=region, state=state)

    async def get(self, batch_id: UUID) -> PaymentBatch:
        return await self._api.get(PaymentBatch, f"/v1/payment-batches/{batch_id}")

    async def release(self, batch_id: UUID, *, key: str | None = None) -> PaymentBatch:
        """By a second person: never the one who made the batch."""
        path = f"/v1/payment-batches/{batch_id}/release"
        return await self._api.post(PaymentBatch, path, key=key)

    async def file(self, batch_id: UUID) -> bytes:
        """The CSV that the bank takes."""
        return await self._api.download(f"/v1/payment-batches/{batch_id}/file")

    async def result(self, batch_id: UUID, answer: bytes, *, key: str | None = None) -> BankResult:
        """Book the bank's answer, the CSV as the bank sent it."""
        path = f"/v1/payment-batches/{batch_id}/result"
        headers = {"Content-Type": "text/csv"}
        return await self._api.upload(BankResult, path, answer, key=key, headers=headers)


@dataclass(frozen=True)
class Ledger:
    _api: Api

    async def accounts(self, *, region: str | None = None) -> LedgerAccounts:
        return await self._api.get(LedgerAccounts, "/v1/ledger/accounts", region=region)

    def transfers(
        self, *, claim_id: UUID | None = None, batch_id: UUID | None = None
    ) -> AsyncIterator[Transfer]:
        return self._api.pages(
            Transfer, "/v1/ledger/transfers", claim_id=claim_id, batch_id=batch_id, limit=100
        )
