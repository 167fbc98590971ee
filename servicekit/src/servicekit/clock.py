"""Two clocks: `now` for security and audit, `business_now` for deadlines and notices.

Only sample mode may move the business clock; security time is never shifted.
"""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


class BusinessClock:
    """Seconds to add to the real time; a process holds one, moved by the gateway's feed."""

    def __init__(self) -> None:
        self.offset = timedelta(0)


_clock = BusinessClock()


def now() -> datetime:
    return datetime.now(UTC)


def business_now() -> datetime:
    return now() + _clock.offset


def business_today() -> date:
    return business_now().astimezone(SHANGHAI).date()


def shift_business_clock(offset: timedelta) -> None:
    _clock.offset = offset
