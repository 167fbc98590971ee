"""Workers: where each value comes from, where they work, and who looked at their data."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from schemas.follow_ups import (
    Contact,
    ContactChannel,
    ContactCreate,
    ContactResult,
    FollowUp,
    FollowUpBoard,
    FollowUpCreate,
    FollowUpDetail,
    FollowUpOutcome,
    ReturnReason,
)
from schemas.gateway import AccessRecord
from schemas.imports import Source
from schemas.registry import (
    Dimension,
    Employment,
    Provenance,
    Situation,
    SituationPeople,
    SituationPeopleSearch,
    Worker,
    WorkerDetail,
    WorkerLookupResult,
)
from wengang.api import Api, Call


@dataclass(frozen=True)
class Workers:
    _api: Api

    def list(
        self, *, region: str | None = None, work_region: str | None = None, limit: int = 100
    ) -> AsyncIterator[Worker]:
        """People by household region, by region of work, or both."""
        return self._api.pages(
            Worker, "/v1/workers", region=region, work_region=work_region, limit=limit
        )

    async def get(self, person_id: UUID) -> WorkerDetail:
        return await self._api.get(WorkerDetail, f"/v1/workers/{person_id}")

    async def lookup(
        self, *, citizen_id: str | None = None, name: str | None = None, phone: str | None = None
    ) -> WorkerLookupResult:
        """By id number, or by name and phone: they travel in the body and in no address."""
        given = {"citizen_id": citizen_id, "name": name, "phone": phone}
        body = {field: value for field, value in given.items() if value is not None}
        answer = await self._api.send(Call("POST", "/v1/workers/lookup", json=body))
        return WorkerLookupResult.model_validate_json(answer.content)

    async def provenance(self, person_id: UUID) -> Provenance:
        return await self._api.get(Provenance, f"/v1/workers/{person_id}/provenance")

    def employments(self, person_id: UUID) -> AsyncIterator[Employment]:
        return self._api.pages(Employment, f"/v1/workers/{person_id}/employments")

    def access_log(self, person_id: UUID) -> AsyncIterator[AccessRecord]:
        """Who looked at this person's data, when, for what."""
        return self._api.pages(AccessRecord, f"/v1/workers/{person_id}/access-log")


@dataclass(frozen=True)
class FollowUps:
    """The 72-hour clock of workers who came home without work."""

    _api: Api

    async def open(
        self,
        person_id: UUID,
        reason: ReturnReason,
        *,
        returned_on: date | None = None,
        key: str | None = None,
    ) -> FollowUp:
        body = FollowUpCreate(person_id=person_id, reason=reason, returned_on=returned_on)
        return await self._api.post(FollowUp, "/v1/follow-ups", body, key=key)

    def list(
        self, *, region: str | None = None, state: str | None = None
    ) -> AsyncIterator[FollowUp]:
        return self._api.pages(FollowUp, "/v1/follow-ups", region=region, state=state)

    async def get(self, follow_up_id: UUID) -> FollowUpDetail:
        return await self._api.get(FollowUpDetail, f"/v1/follow-ups/{follow_up_id}")

    async def board(self, region: str) -> FollowUpBoard:
        """Cases not closed, by child region."""
        return await self._api.get(FollowUpBoard, "/v1/follow-ups/board", region=region)

    async def contact(
        self,
        follow_up_id: UUID,
        channel: ContactChannel,
        result: ContactResult,
        *,
        note: str | None = None,
        key: str | None = None,
    ) -> Contact:
        body = ContactCreate(channel=channel, result=result, note=note)
        path = f"/v1/follow-ups/{follow_up_id}/contacts"
        return await self._api.post(Contact, path, body, key=key)

    async def close(
        self, follow_up_id: UUID, outcome: FollowUpOutcome, *, key: str | None = None
    ) -> FollowUp:
        """Other than by a placement, which the employer's confirmation closes."""
        path = f"/v1/follow-ups/{follow_up_id}/closure"
        return await self._api.post(FollowUp, path, {"outcome": outcome.value}, key=key)


async def situation(
    api: Api, region: str, level: str | None, on: date | None, by: Sequence[Dimension]
) -> Situation:
    return await api.get(
        Situation,
        "/v1/situation",
        region=region,
        level=level,
        on=on.isoformat() if on else None,
        by=[one.value for one in by] or None,
    )


def behind(api: Api, figure: SituationPeopleSearch) -> AsyncIterator[Worker]:
    asked = figure.model_dump(mode="json", exclude={"cursor", "total"})
    return api.pages(Worker, "/v1/situation/people", **asked)


async def count_behind(api: Api, figure: SituationPeopleSearch) -> int:
    asked = figure.model_dump(mode="json", exclude={"cursor", "total", "limit"})
    path = "/v1/situation/people"
    found = await api.get(SituationPeople, path, **asked, total=True, limit=1)
    return found.total or 0


def sources(api: Api) -> AsyncIterator[Source]:
    return api.pages(Source, "/v1/sources")
