"""Workers, where each value comes from, where they work, and who looked at their data."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from uuid import UUID

from schemas.gateway import AccessRecord
from wengang.api import Api, Call
from wengang.record import Record


@dataclass(frozen=True)
class Workers:
    _api: Api

    def list(
        self, *, region: str | None = None, work_region: str | None = None, limit: int = 100
    ) -> AsyncIterator[Record]:
        """People by household region, by region of work, or both."""
        return self._api.pages(
            Record, "/v1/workers", region=region, work_region=work_region, limit=limit
        )

    async def get(self, person_id: UUID) -> Record:
        return await self._api.get(Record, f"/v1/workers/{person_id}")

    async def lookup(self, citizen_id: str) -> Record:
        """By id number, which travels in the body and in no address."""
        call = Call("POST", "/v1/workers/lookup", json={"citizen_id": citizen_id})
        return Record.model_validate_json((await self._api.send(call)).content)

    async def provenance(self, person_id: UUID) -> Record:
        return await self._api.get(Record, f"/v1/workers/{person_id}/provenance")

    def employments(self, person_id: UUID) -> AsyncIterator[Record]:
        return self._api.pages(Record, f"/v1/workers/{person_id}/employments")

    def access_log(self, person_id: UUID) -> AsyncIterator[AccessRecord]:
        """Who looked at this person's data, when, for what."""
        return self._api.pages(AccessRecord, f"/v1/workers/{person_id}/access-log")


@dataclass(frozen=True)
class FollowUps:
    """The 72-hour clock of workers who came home without work."""

    _api: Api

    async def open(self, person_id: UUID, reason: str, *, key: str | None = None) -> Record:
        body = {"person_id": str(person_id), "reason": reason}
        return await self._api.post(Record, "/v1/follow-ups", body, key=key)

    def list(self, *, region: str | None = None, state: str | None = None) -> AsyncIterator[Record]:
        return self._api.pages(Record, "/v1/follow-ups", region=region, state=state)

    async def get(self, follow_up_id: UUID) -> Record:
        return await self._api.get(Record, f"/v1/follow-ups/{follow_up_id}")

    async def board(self, region: str) -> Record:
        return await self._api.get(Record, "/v1/follow-ups/board", region=region)

    async def contact(
        self,
        follow_up_id: UUID,
        *,
        channel: str,
        result: str,
        note: str | None = None,
        key: str | None = None,
    ) -> Record:
        body = {"channel": channel, "result": result} | ({"note": note} if note else {})
        path = f"/v1/follow-ups/{follow_up_id}/contacts"
        return await self._api.post(Record, path, body, key=key)

    async def close(self, follow_up_id: UUID, outcome: str, *, key: str | None = None) -> Record:
        path = f"/v1/follow-ups/{follow_up_id}/closure"
        return await self._api.post(Record, path, {"outcome": outcome}, key=key)


async def situation(api: Api, region: str, level: str | None) -> Record:
    return await api.get(Record, "/v1/situation", region=region, level=level)


def sources(api: Api) -> AsyncIterator[Record]:
    return api.pages(Record, "/v1/sources")
