"""Cooperation agreements between a sending and a receiving region."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from uuid import UUID

from schemas.gateway import Agreement, AgreementCreate, AgreementStep, SignatureCreate
from wengang.api import Api


@dataclass(frozen=True)
class Agreements:
    _api: Api

    async def draft(self, agreement: AgreementCreate, *, key: str | None = None) -> Agreement:
        return await self._api.post(Agreement, "/v1/agreements", agreement, key=key)

    def list(self) -> AsyncIterator[Agreement]:
        return self._api.pages(Agreement, "/v1/agreements")

    async def get(self, agreement_id: UUID) -> Agreement:
        return await self._api.get(Agreement, f"/v1/agreements/{agreement_id}")

    async def sign(self, agreement: Agreement, *, key: str | None = None) -> Agreement:
        """Sign exactly the text that was read: its digest travels with the signature."""
        body = SignatureCreate(text_digest=agreement.text_digest)
        path = f"/v1/agreements/{agreement.id}/signature"
        return await self._api.post(Agreement, path, body, key=key)

    async def suspend(
        self, agreement_id: UUID, reason: str, *, key: str | None = None
    ) -> Agreement:
        path = f"/v1/agreements/{agreement_id}/suspension"
        return await self._api.post(Agreement, path, AgreementStep(reason=reason), key=key)

    async def resume(self, agreement_id: UUID, reason: str, *, key: str | None = None) -> Agreement:
        path = f"/v1/agreements/{agreement_id}/resumption"
        return await self._api.post(Agreement, path, AgreementStep(reason=reason), key=key)

    async def terminate(
        self, agreement_id: UUID, reason: str, *, key: str | None = None
    ) -> Agreement:
        path = f"/v1/agreements/{agreement_id}/termination"
        return await self._api.post(Agreement, path, AgreementStep(reason=reason), key=key)
