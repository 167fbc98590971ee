"""What everybody may look up: regions, working days, the sample's business clock."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, datetime

from schemas.gateway import BusinessClock, ClockShift, Region, WorkingDays
from wengang.api import Api


@dataclass(frozen=True)
class Regions:
    _api: Api

    def list(self, *, parent: str | None = None) -> AsyncIterator[Region]:
        return self._api.pages(Region, "/v1/regions", parent=parent)

    async def get(self, code: str) -> Region:
        return await self._api.get(Region, f"/v1/regions/{code}")


@dataclass(frozen=True)
class Calendars:
    _api: Api

    async def working_days(self, start: date, end: date) -> WorkingDays:
        path = "/v1/calendars/working-days"
        return await self._api.get(WorkingDays, path, start=start, end=end)


@dataclass(frozen=True)
class Clock:
    """Only in sample mode: notices and deadlines run on a clock that can be set forward."""

    _api: Api

    async def get(self) -> BusinessClock:
        return await self._api.get(BusinessClock, "/v1/business-clock")

    async def advance(self, to: datetime, *, key: str | None = None) -> BusinessClock:
        body = ClockShift(business_now=to)
        return await self._api.post(BusinessClock, "/v1/business-clock", body, key=key)
