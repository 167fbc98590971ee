"""Numbers here are made up: the tests give area, birth date and sequence."""

from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from schemas import citizen_ids
from schemas.citizen_ids import CitizenId
from schemas.codes import Sex

BIRTHS = st.dates(date(1930, 1, 1), date(2010, 12, 31))
AREAS = st.integers(110000, 659999).map(str)


@st.composite
def numbers(draw: st.DrawFn) -> str:
    sequence = draw(st.integers(1, 999))
    first17 = f"{draw(AREAS)}{draw(BIRTHS):%Y%m%d}{sequence:03}"
    return first17 + citizen_ids.check_character(first17)


def test_the_example_of_the_standard_is_valid() -> None:
    assert citizen_ids.is_valid("11010519491231002X")


def test_a_number_of_fifteen_digits_gets_its_century_and_check_character() -> None:
    assert citizen_ids.normalise("610104620927690") == "610104196209276908"


@pytest.mark.parametrize("area", ["500157", "432524", "512301", "999999"])
def test_the_area_code_is_never_judged_by_year(area: str) -> None:
    first17 = f"{area}19720315001"
    assert citizen_ids.is_valid(first17 + citizen_ids.check_character(first17))


@pytest.mark.parametrize(
    "written",
    [
        "１１０１０５１９４９１２３１００２Ｘ",
        " 110105 19491231 002x ",
        "'11010519491231002x",
        "110105-19491231-002X",
        "11010519491231002×",
        "11010519491231002Х",
        "\ufeff11010519491231002X\u200b",
        "11010519491231002X43",
        "11010519491231002X43B1",
    ],
)
def test_ways_of_writing_one_number_are_unified(written: str) -> None:
    assert citizen_ids.normalise(written) == "11010519491231002X"


@pytest.mark.parametrize(
    "written",
    [
        "",
        "4.31230197203E+17",
        "431230197203150000.0",
        "11010519491231002X99",
        "1101051949123100",
        "110105194912310021",
        "01010519491231002X",
        "11010519490231002X",
        "11010529991231002X",
        "110105１９４９",
        "无",
    ],
)
def test_what_is_wrong_stays_wrong(written: str) -> None:
    assert not citizen_ids.is_valid(citizen_ids.normalise(written))


def test_somebody_not_yet_born_has_no_number() -> None:
    first17 = "43123020260301001"
    number = first17 + citizen_ids.check_character(first17)
    assert not citizen_ids.is_valid(number, today=date(2026, 2, 28))
    assert citizen_ids.is_valid(number, today=date(2026, 3, 1))


@given(st.text(max_size=40) | st.text("0123456789Xx ", min_size=15, max_size=22))
def test_what_normalises_to_a_valid_number_stays_it(text: str) -> None:
    once = citizen_ids.normalise(text)
    assert not citizen_ids.is_valid(once) or citizen_ids.normalise(once) == once


@given(numbers())
def test_a_number_tells_birth_date_and_sex(number: str) -> None:
    assert citizen_ids.is_valid(number)
    assert f"{citizen_ids.birth_date(number):%Y%m%d}" == number[6:14]
    assert citizen_ids.sex(number) == (Sex.MALE if number[16] in "13579" else Sex.FEMALE)
    assert number.startswith(citizen_ids.area_code(number))


@given(numbers(), st.integers(0, 16), st.sampled_from("0123456789"))
def test_one_wrong_digit_is_always_noticed_and_the_right_number_among_repairs(
    number: str, at: int, digit: str
) -> None:
    assume(digit != number[at] and (at, digit) != (0, "0"))
    wrong = number[:at] + digit + number[at + 1 :]
    assert not citizen_ids.is_valid(wrong)
    assert number in citizen_ids.repairs(wrong)


@given(numbers(), st.integers(0, 15))
def test_swapped_neighbours_are_noticed_and_the_right_number_among_repairs(
    number: str, at: int
) -> None:
    swapped = number[:at] + number[at + 1] + number[at] + number[at + 2 :]
    assume(number[at] != number[at + 1] and swapped[0] != "0")
    assert not citizen_ids.is_valid(swapped)
    assert number in citizen_ids.repairs(swapped)


@given(numbers(), st.sampled_from("0123456789X"))
def test_repairs_are_few_valid_and_different(number: str, check: str) -> None:
    found = citizen_ids.repairs(number[:17] + check)
    assert len(found) == len(set(found)) <= 30
    assert all(citizen_ids.is_valid(each) for each in found)
    assert (found == []) == (check == number[17])


def test_a_number_of_another_form_has_no_repairs() -> None:
    assert citizen_ids.repairs("1101051949123100") == []


def test_a_mask_hides_the_birth_date() -> None:
    assert citizen_ids.mask("11010519491231002X") == "110***********002X"
    assert citizen_ids.mask("110105194912") == "************"


def test_the_wire_type_unifies_and_refuses_without_echo() -> None:
    adapter = TypeAdapter(CitizenId)
    assert adapter.validate_python("110105 19491231 002x") == "11010519491231002X"
    with pytest.raises(ValidationError) as refused:
        adapter.validate_python("110105194912310021")
    (error,) = refused.value.errors(include_input=False)
    assert error["type"] == "citizen_id"
    assert "110105" not in error["msg"]
