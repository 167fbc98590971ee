"""Working days of mainland China: weekends, public holidays and make-up working weekends.

The State Council announces each year's arrangement late in the year before, so that no later day
can be known: whatever reaches past `HORIZON` raises `BeyondHorizon` and is never guessed.
"""

import csv
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

SOURCE = "chinesecalendar 1.11.0 (State Council holiday arrangements)"
EARLIEST = date(2004, 1, 1)
HORIZON = date(2026, 12, 31)
_DAY = timedelta(days=1)
_SATURDAY = 5


class BeyondHorizon(ValueError):
    """The day lies outside the years whose arrangements are known."""

    def __init__(self, day: date) -> None:
        super().__init__(f"working days are known from {EARLIEST} to {HORIZON} only")
        self.day = day


def is_working_day(day: date) -> bool:
    """Raises BeyondHorizon outside the known years."""
    if not EARLIEST <= day <= HORIZON:
        raise BeyondHorizon(day)
    exception = _exceptions().get(day)
    return day.weekday() < _SATURDAY if exception is None else exception == "working"


def holiday_name(day: date) -> str | None:
    """The holiday that takes the day off, in Chinese; None for a working day or plain weekend."""
    return None if is_working_day(day) else _names().get(day)


def notice_end(start: date, working_days: int) -> date:
    """Last day of a public notice of N working days (工作日); its first day counts.

    As in notices of Qingzhen 2024, Fuyuan 2024 and Hunan 2021: five working days from a Tuesday end
    on the Monday after. A first day that is no working day does not count.
    """
    if working_days < 1:
        raise ValueError("a notice runs for at least one working day")
    return _nth_working_day(start, working_days)


def calendar_notice_end(start: date, days: int) -> date:
    """Last day of a public notice of N days (天): calendar days, its first day counts."""
    if days < 1:
        raise ValueError("a notice runs for at least one day")
    return start + (days - 1) * _DAY


def add_working_days(start: date, working_days: int) -> date:
    """The N-th working day after `start`, which itself does not count (起算日不计)."""
    if working_days < 0:
        raise ValueError("working days are counted forwards")
    return _nth_working_day(start + _DAY, working_days) if working_days else start


def working_days_between(first: date, last: date) -> int:
    """Working days from `first` to `last`, both included; 0 when reversed."""
    days = (last - first).days + 1
    return sum(is_working_day(first + number * _DAY) for number in range(max(0, days)))


def _nth_working_day(first: date, count: int) -> date:
    day, left = first, count
    while True:
        left -= is_working_day(day)
        if left == 0:
            return day
        day += _DAY


@cache
def _rows() -> list[tuple[date, str, str]]:
    text = files("schemas").joinpath("data/working_days.csv").read_text("utf-8")
    rows = csv.reader(line for line in text.splitlines() if not line.startswith("#"))
    next(rows)
    return [(date.fromisoformat(day), kind, name) for day, kind, name in rows]


@cache
def _exceptions() -> dict[date, str]:
    return {day: kind for day, kind, _ in _rows()}


@cache
def _names() -> dict[date, str]:
    return {day: name for day, kind, name in _rows() if kind == "off"}
