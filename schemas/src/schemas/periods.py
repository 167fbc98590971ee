"""Months and periods of days; work records are kept by month."""

import calendar
from collections.abc import Iterator
from datetime import date
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

Month = Annotated[
    str,
    Field(
        pattern=r"^(19|20)[0-9]{2}-(0[1-9]|1[0-2])$",
        description="年月 / month",
        examples=["2026-03"],
    ),
]


def month_of(day: date) -> str:
    return f"{day.year:04}-{day.month:02}"


def month_index(month: str) -> int:
    """Months since year 0, so that differences and ranges are plain arithmetic."""
    year, number = month.split("-")
    return int(year) * 12 + int(number) - 1


def month_at(index: int) -> str:
    year, zero_based = divmod(index, 12)
    return f"{year:04}-{zero_based + 1:02}"


def months_after(month: str, count: int) -> str:
    """The month `count` months later; earlier when negative."""
    return month_at(month_index(month) + count)


def months_between(first: str, last: str) -> int:
    """Months from `first` to `last`, both counted: 2026-01 to 2026-03 is 3; 0 when reversed."""
    return max(0, month_index(last) - month_index(first) + 1)


def month_range(first: str, last: str) -> Iterator[str]:
    """Every month from `first` to `last`, both included."""
    return (month_at(index) for index in range(month_index(first), month_index(last) + 1))


def first_day(month: str) -> date:
    year, number = month.split("-")
    return date(int(year), int(number), 1)


def last_day(month: str) -> date:
    first = first_day(month)
    return first.replace(day=calendar.monthrange(first.year, first.month)[1])


class DatePeriod(BaseModel):
    """Days from `starts_on` to `ends_on`, both included; no end means that it goes on."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    starts_on: date
    ends_on: date | None = None

    @model_validator(mode="after")
    def _runs_forward(self) -> Self:
        if self.ends_on is not None and self.ends_on < self.starts_on:
            raise PydanticCustomError("period_reversed", "The period ends before it starts")
        return self

    def contains(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)

    def overlaps(self, other: "DatePeriod") -> bool:
        return self.contains(other.starts_on) or other.contains(self.starts_on)
