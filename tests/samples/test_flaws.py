"""Every flaw occurs, is what it says, and stands in the truth at the row where it is."""

from collections import Counter
from datetime import date
from typing import Any

import pytest
from tests.samples.sheets import sheet

from samples import County
from samples.flaws import FLAWS, OF_PAIRS, OF_PEOPLE, UNUSABLE
from samples.people import BUSINESS_DATE, Person
from schemas import citizen_ids, names

Found = list[tuple[Person, dict[str, Any]]]


@pytest.fixture(scope="session")
def transfer(made: County) -> list[list[Any]]:
    return sheet(made.transfer_list())


def with_flaw(made: County, rows: list[list[Any]], flaw: str) -> Found:
    """The rows of the transfer list that the truth says have the flaw, with who they speak of."""
    people = {person.number: person for person in made.people}
    listed = made.truth.rows["hr-transfer"]
    found = [
        (people[number], dict(zip(rows[0], rows[row - 1], strict=True)))
        for number, places in listed.items()
        for row in places
        if flaw in made.truth.flaws.get(("hr-transfer", row), ())
    ]
    assert found, flaw
    return found


def test_every_flaw_occurs(made: County) -> None:
    found = Counter(flaw for flaws in made.truth.flaws.values() for flaw in flaws)
    assert set(found) == {*FLAWS, *OF_PAIRS, *OF_PEOPLE}
    assert set(FLAWS) > UNUSABLE


def test_most_rows_have_no_flaw(made: County) -> None:
    rows = sum(len(r) for people in made.truth.rows.values() for r in people.values())
    assert 0.1 < len(made.truth.flaws) / rows < 0.25


def test_a_row_without_flaw_says_what_is_true(made: County, transfer: list[list[Any]]) -> None:
    for person in made.correctable():
        [row] = made.truth.rows["hr-transfer"][person.number]
        cells = dict(zip(transfer[0], transfer[row - 1], strict=True))
        told = (cells["姓名"], cells["身份证号"], cells["手机号码"])
        assert told == (person.name, person.citizen_id, person.phone)


@pytest.mark.parametrize(
    "flaw", ["wide_digits", "lower_x", "first_generation_id", "certificate_number", "spaces"]
)
def test_another_way_of_writing_a_number_is_the_same_number(
    made: County, transfer: list[list[Any]], flaw: str
) -> None:
    for person, cells in with_flaw(made, transfer, flaw):
        assert cells["身份证号"] != person.citizen_id
        assert citizen_ids.normalise(cells["身份证号"]) == person.citizen_id


def test_a_wrong_digit_fails_the_check_and_can_be_repaired(
    made: County, transfer: list[list[Any]]
) -> None:
    for person, cells in with_flaw(made, transfer, "wrong_digit"):
        assert not citizen_ids.is_valid(cells["身份证号"])
        assert person.citizen_id in citizen_ids.repairs(cells["身份证号"])


def test_an_id_that_a_spreadsheet_made_a_number_is_one_in_the_file(
    made: County, transfer: list[list[Any]]
) -> None:
    for _, cells in with_flaw(made, transfer, "float_id"):
        assert isinstance(cells["身份证号"], float)


def test_who_has_no_number_has_a_phone_and_a_name(made: County, transfer: list[list[Any]]) -> None:
    for person, cells in with_flaw(made, transfer, "no_id"):
        assert (cells["身份证号"], cells["手机号码"]) == ("", person.phone)


def test_a_lookalike_separator_is_the_same_name(made: County, transfer: list[list[Any]]) -> None:
    for person, cells in with_flaw(made, transfer, "separator"):
        assert cells["姓名"] != person.name
        assert names.normalise(cells["姓名"]) == person.name


def test_a_second_row_is_the_same_or_spelled_otherwise(
    made: County, transfer: list[list[Any]]
) -> None:
    for person, cells in with_flaw(made, transfer, "duplicate_row"):
        assert cells["姓名"] == person.name
    for person, cells in with_flaw(made, transfer, "second_spelling"):
        assert cells["姓名"] != person.name
        assert cells["身份证号"] == person.citizen_id


def test_dates_in_the_future_and_ends_before_their_start(
    made: County, transfer: list[list[Any]]
) -> None:
    for _, cells in with_flaw(made, transfer, "future_date"):
        assert cells["就业时间"] > BUSINESS_DATE
    for _, cells in with_flaw(made, transfer, "end_before_start"):
        ended: date = cells["返乡时间"]
        assert ended < cells["就业时间"]


def test_wages_out_of_range_places_unknown_and_cells_left_blank(
    made: County, transfer: list[list[Any]]
) -> None:
    assert {cells["月工资（元）"] for _, cells in with_flaw(made, transfer, "wage")} <= {30, 99999}
    for _, cells in with_flaw(made, transfer, "unknown_region"):
        assert cells["户籍所在村"] == "不存在村"
    for _, cells in with_flaw(made, transfer, "blank_cells"):
        assert (cells["月工资（元）"], cells["社保卡银行账号"]) == ("", "")


def test_who_pays_no_longer_is_not_verified(made: County) -> None:
    listed, flaws = made.truth.rows["social-insurance"], made.truth.flaws
    stopped = {
        person
        for person, rows in listed.items()
        if all("insurance_stopped" in flaws.get(("social-insurance", row), ()) for row in rows)
    }
    assert stopped
    assert made.truth.verified == set(listed) - stopped
