from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas import calendars
from schemas.calendars import BeyondHorizon

KNOWN = st.dates(date(2004, 1, 1), date(2026, 6, 30))


@pytest.mark.parametrize(
    ("place", "first", "last"),
    [
        ("Qingzhen", date(2024, 1, 19), date(2024, 1, 25)),
        ("Fuyuan", date(2024, 4, 9), date(2024, 4, 15)),
        ("Hunan", date(2021, 12, 7), date(2021, 12, 13)),
    ],
)
def test_five_working_days_of_real_notices_count_their_first_day(
    place: str, first: date, last: date
) -> None:
    assert calendars.notice_end(first, 5) == last, place


def test_ten_days_of_a_real_notice_are_calendar_days() -> None:
    assert calendars.calendar_notice_end(date(2023, 8, 17), 10) == date(2023, 8, 26)
    assert calendars.working_days_between(date(2023, 8, 17), date(2023, 8, 26)) == 7


def test_working_days_after_a_day_pass_over_the_spring_festival_and_its_make_up_days() -> None:
    assert calendars.add_working_days(date(2020, 1, 22), 5) == date(2020, 2, 6)
    assert calendars.add_working_days(date(2024, 2, 7), 5) == date(2024, 2, 20)


def test_a_weekend_worked_in_exchange_is_a_working_day_and_a_holiday_is_none() -> None:
    assert calendars.is_working_day(date(2024, 2, 4))
    assert not calendars.is_working_day(date(2024, 2, 12))
    assert calendars.holiday_name(date(2024, 2, 12)) == "春节"
    assert calendars.holiday_name(date(2024, 2, 4)) is None
    assert calendars.holiday_name(date(2024, 3, 2)) is None


def test_a_first_day_without_work_does_not_count() -> None:
    assert calendars.notice_end(date(2024, 4, 13), 1) == date(2024, 4, 15)


def test_past_the_horizon_nothing_is_guessed() -> None:
    assert calendars.notice_end(date(2026, 12, 31), 1) == date(2026, 12, 31)
    for ask in (calendars.notice_end, calendars.add_working_days):
        with pytest.raises(BeyondHorizon):
            ask(date(2026, 12, 30), 5)
    for day in (date(2027, 1, 1), date(2003, 12, 31)):
        with pytest.raises(BeyondHorizon):
            calendars.is_working_day(day)


def test_the_horizon_is_the_last_year_that_the_data_know() -> None:
    days = calendars._exceptions()
    assert min(days).year == calendars.EARLIEST.year
    assert max(days).year == calendars.HORIZON.year


def test_a_notice_runs_for_at_least_a_day() -> None:
    for refuse in (calendars.notice_end, calendars.calendar_notice_end):
        with pytest.raises(ValueError, match="at least one"):
            refuse(date(2024, 4, 9), 0)
    with pytest.raises(ValueError, match="forwards"):
        calendars.add_working_days(date(2024, 4, 9), -1)


@given(KNOWN, st.integers(1, 60))
def test_a_notice_holds_exactly_its_working_days(first: date, count: int) -> None:
    last = calendars.notice_end(first, count)
    assert calendars.is_working_day(last)
    assert calendars.working_days_between(first, last) == count
    assert calendars.add_working_days(first - timedelta(days=1), count) == last
