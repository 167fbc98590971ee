"""Agencies, accounts and clients, each within the administrator's subtree; and oneself."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from uuid import UUID

from schemas.gateway import (
    Account,
    AccountChange,
    AccountCreate,
    Agency,
    AgencyCreate,
    Client,
    ClientCreate,
    Me,
)
from wengang.api import Api, revealed


@dataclass(frozen=True)
class Agencies:
    _api: Api

    async def create(self, agency: AgencyCreate, *, key: str | None = None) -> Agency:
        return await self._api.post(Agency, "/v1/agencies", agency, key=key)

    def list(self) -> AsyncIterator[Agency]:
        return self._api.pages(Agency, "/v1/agencies", limit=100)


@dataclass(frozen=True)
class Accounts:
    _api: Api

    async def create(self, account: AccountCreate, *, key: str | None = None) -> Account:
        return await self._api.post(Account, "/v1/accounts", revealed(account), key=key)

    def list(self, *, region: str | None = None) -> AsyncIterator[Account]:
        return self._api.pages(Account, "/v1/accounts", region=region, limit=100)

    async def get(self, account_id: UUID) -> Account:
        return await self._api.get(Account, f"/v1/accounts/{account_id}")

    async def change(self, account_id: UUID, change: AccountChange, *, etag: str) -> Account:
        path = f"/v1/accounts/{account_id}"
        return await self._api.patch(Account, path, revealed(change), etag=etag)


@dataclass(frozen=True)
class Clients:
    _api: Api

    async def create(self, client: ClientCreate, *, key: str | None = None) -> Client:
        return await self._api.post(Client, "/v1/clients", client, key=key)

    def list(self) -> AsyncIterator[Client]:
        return self._api.pages(Client, "/v1/clients", limit=100)


async def me(api: Api) -> Me:
    return await api.get(Me, "/v1/me")
