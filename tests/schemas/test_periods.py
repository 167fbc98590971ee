from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from schemas import periods
from schemas.periods import DatePeriod, Month

DAYS = st.dates(date(1990, 1, 1), date(2050, 12, 31))


def test_months_between_counts_both_ends() -> None:
    assert periods.months_between("2026-01", "2026-03") == 3
    assert periods.months_between("2025-11", "2026-02") == 4
    assert periods.months_between("2026-03", "2026-01") == 0


@given(DAYS, st.integers(-200, 200))
def test_going_on_and_back_ends_where_it_began(day: date, count: int) -> None:
    month = periods.month_of(day)
    assert periods.months_after(periods.months_after(month, count), -count) == month


@given(DAYS, DAYS)
def test_a_range_has_as_many_months_as_lie_between(one: date, other: date) -> None:
    first, last = sorted([periods.month_of(one), periods.month_of(other)])
    months = list(periods.month_range(first, last))
    assert (months[0], months[-1]) == (first, last)
    assert len(months) == periods.months_between(first, last)


@given(DAYS)
def test_a_month_runs_from_its_first_to_its_last_day(day: date) -> None:
    month = periods.month_of(day)
    assert periods.first_day(month) <= day <= periods.last_day(month)
    assert periods.last_day("2024-02") == date(2024, 2, 29)


@pytest.mark.parametrize("text", ["2026-13", "2026-00", "2026-1", "202601", "２０26-01", "1826-01"])
def test_what_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Month).validate_python(text)


@given(DAYS, DAYS, DAYS, DAYS)
def test_periods_overlap_exactly_when_they_share_a_day(a: date, b: date, c: date, d: date) -> None:
    one = DatePeriod(starts_on=min(a, b), ends_on=max(a, b))
    other = DatePeriod(starts_on=min(c, d), ends_on=max(c, d))
    shared = max(one.starts_on, other.starts_on) <= min(max(a, b), max(c, d))
    assert one.overlaps(other) == other.overlaps(one) == shared


def test_an_open_period_goes_on() -> None:
    assert DatePeriod(starts_on=date(2026, 1, 1)).contains(date(2099, 1, 1))


def test_a_period_does_not_end_before_it_starts() -> None:
    with pytest.raises(ValidationError) as refused:
        DatePeriod(starts_on=date(2026, 1, 2), ends_on=date(2026, 1, 1))
    assert refused.value.errors()[0]["type"] == "period_reversed"
