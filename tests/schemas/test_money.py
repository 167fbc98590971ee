import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from schemas.money import LARGEST, Fen, fen_of, yuan_text


@pytest.mark.parametrize(
    ("fen", "text"), [(0, "0.00"), (5, "0.05"), (40000, "400.00"), (-2160001, "-21600.01")]
)
def test_yuan_have_two_decimals_and_no_grouping(fen: int, text: str) -> None:
    assert yuan_text(fen) == text


@given(st.integers(-LARGEST, LARGEST))
def test_reading_back_gives_the_same_fen(fen: int) -> None:
    assert fen_of(yuan_text(fen)) == fen


@pytest.mark.parametrize("text", ["", ".5", "1,000.00", "1.005", "１.00", "1e3", "--1"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not an amount"):
        fen_of(text)


@pytest.mark.parametrize("value", [1.0, "100", True, -1, LARGEST + 1])
def test_fen_are_whole_numbers_that_json_keeps_exact(value: object) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Fen).validate_python(value)
