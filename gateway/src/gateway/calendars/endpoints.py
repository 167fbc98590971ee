from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Query

import schemas.gateway as wire
from gateway.calendars.errors import CalendarHorizon, PeriodTooLong
from schemas import calendars
from servicekit import routing
from servicekit.access import allow_public

router: APIRouter = routing.router(prefix="/v1/calendars", tags=["calendars"])
MOST_DAYS = 366


@router.get(
    "/working-days",
    operation_id="listWorkingDays",
    summary="工作日 / Working days",
    dependencies=[allow_public()],
    openapi_extra={"x-public": True},
)
async def list_working_days(
    start: Annotated[date, Query()], end: Annotated[date, Query()]
) -> wire.WorkingDays:
    """Each day of a period, working or not; beyond the published calendar it is refused."""
    length = (end - start).days + 1
    if not 0 < length <= MOST_DAYS:
        raise PeriodTooLong(days=MOST_DAYS)
    try:
        days = [
            wire.WorkingDay(date=day, working=calendars.is_working_day(day))
            for day in (start + timedelta(days=number) for number in range(length))
        ]
    except calendars.BeyondHorizon:
        raise CalendarHorizon(horizon=calendars.HORIZON.isoformat()) from None
    return wire.WorkingDays(
        source=calendars.SOURCE,
        horizon=calendars.HORIZON,
        start=start,
        end=end,
        working_days=sum(day.working for day in days),
        days=days,
    )
