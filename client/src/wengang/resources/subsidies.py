"""From policy to payment: claims, reviews, notices, payment batches and the ledger."""

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from wengang.api import Api, wait_until
from wengang.record import Record


@dataclass(frozen=True)
class Policies:
    _api: Api

    async def create(self, policy: Mapping[str, Any], *, key: str | None = None) -> Record:
        return await self._api.post(Record, "/v1/policies", policy, key=key)

    def list(self) -> AsyncIterator[Record]:
        return self._api.pages(Record, "/v1/policies")

    async def publish_version(
        self, policy_id: UUID, version: Mapping[str, Any], *, key: str | None = None
    ) -> Record:
        return await self._api.post(Record, f"/v1/policies/{policy_id}/versions", version, key=key)


@dataclass(frozen=True)
class ClaimRuns:
    """Claims raised from the data alone, without an application."""

    _api: Api

    async def start(
        self, policy_id: UUID, region: str, year: int, *, key: str | None = None
    ) -> Record:
        body = {"policy_id": str(policy_id), "region": region, "year": year}
        return await self._api.post(Record, "/v1/claim-runs", body, key=key)

    async def get(self, run_id: UUID) -> Record:
        return await self._api.get(Record, f"/v1/claim-runs/{run_id}")

    async def wait(
        self,
        run_id: UUID,
        *,
        seen: Callable[[Record], None] | None = None,
        patience: float = 600.0,
    ) -> Record:
        ended = {"done", "failed", "cancelled"}
        return await wait_until(
            lambda: self.get(run_id), lambda run: run.state in ended, seen=seen, patience=patience
        )


@dataclass(frozen=True)
class Claims:
    _api: Api

    async def raise_one(self, claim: Mapping[str, Any], *, key: str | None = None) -> Record:
        return await self._api.post(Record, "/v1/claims", claim, key=key)

    def list(self, **filters: Any) -> AsyncIterator[Record]:
        return self._api.pages(Record, "/v1/claims", **filters)

    async def get(self, claim_id: UUID) -> Record:
        return await self._api.get(Record, f"/v1/claims/{claim_id}")

    async def review(
        self, claim_id: UUID, decision: str, *, note: str | None = None, key: str | None = None
    ) -> Record:
        body = {"decision": decision} | ({"note": note} if note else {})
        return await self._api.post(Record, f"/v1/claims/{claim_id}/review", body, key=key)

    async def check(self, question: Mapping[str, Any], *, key: str | None = None) -> Record:
        """Would this be paid, and if not, why."""
        return await self._api.post(Record, "/v1/claim-checks", question, key=key)


@dataclass(frozen=True)
class PublicNotices:
    _api: Api

    async def publish(self, notice: Mapping[str, Any], *, key: str | None = None) -> Record:
        return await self._api.post(Record, "/v1/public-notices", notice, key=key)

    def list(self, **filters: Any) -> AsyncIterator[Record]:
        return self._api.pages(Record, "/v1/public-notices", **filters)

    async def get(self, notice_id: UUID) -> Record:
        return await self._api.get(Record, f"/v1/public-notices/{notice_id}")


@dataclass(frozen=True)
class PaymentBatches:
    _api: Api

    async def create(self, batch: Mapping[str, Any], *, key: str | None = None) -> Record:
        return await self._api.post(Record, "/v1/payment-batches", batch, key=key)

    def list(self) -> AsyncIterator[Record]:
        return self._api.pages(Record, "/v1/payment-batches")

    async def get(self, batch_id: UUID) -> Record:
        return await self._api.get(Record, f"/v1/payment-batches/{batch_id}")

    async def release(self, batch_id: UUID, *, key: str | None = None) -> Record:
        """By a second person: never the one who made the batch."""
        return await self._api.post(Record, f"/v1/payment-batches/{batch_id}/release", key=key)

    async def file(self, batch_id: UUID) -> bytes:
        """The CSV that the bank takes."""
        return await self._api.download(f"/v1/payment-batches/{batch_id}/file")

    async def result(self, batch_id: UUID, answer: bytes, *, key: str | None = None) -> Record:
        """Book the bank's answer, the CSV as the bank sent it."""
        path = f"/v1/payment-batches/{batch_id}/result"
        headers = {"Content-Type": "text/csv"}
        return await self._api.upload(Record, path, answer, key=key, headers=headers)


@dataclass(frozen=True)
class Ledger:
    _api: Api

    def accounts(self, **filters: Any) -> AsyncIterator[Record]:
        return self._api.pages(Record, "/v1/ledger/accounts", **filters)

    def transfers(self, **filters: Any) -> AsyncIterator[Record]:
        return self._api.pages(Record, "/v1/ledger/transfers", **filters)
