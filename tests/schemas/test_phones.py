import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from schemas import phones
from schemas.phones import Phone


@pytest.mark.parametrize(
    "written",
    [
        "13900001234",
        "139 0000 1234",
        "139-0000-1234",
        "+86 139 0000 1234",
        "008613900001234",
        "8613900001234",
        "１３９００００１２３４",
        "13900001234.0",
        "\u200b13900001234",
    ],
)
def test_ways_of_writing_one_number_are_unified(written: str) -> None:
    assert TypeAdapter(Phone).validate_python(written) == "13900001234"


@pytest.mark.parametrize(
    "written", ["", "12900001234", "1390000123", "139000012345", "0731-84000000", "1.39E+10", "无"]
)
def test_what_is_no_mobile_number_is_refused(written: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Phone).validate_python(written)


@pytest.mark.parametrize("prefix", ["148", "162", "170", "192", "199"])
def test_every_series_from_13_to_19_is_a_mobile_number(prefix: str) -> None:
    assert phones.is_valid(f"{prefix}00001234")


def test_a_mask_keeps_three_and_four() -> None:
    assert phones.mask("13900001234") == "139****1234"
    assert phones.mask("84000000") == "********"


@given(st.text(max_size=30))
def test_what_normalises_to_a_valid_number_stays_it(text: str) -> None:
    once = phones.normalise(text)
    assert not phones.is_valid(once) or phones.normalise(once) == once
