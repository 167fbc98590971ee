import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from schemas import credit_codes
from schemas.credit_codes import ALPHABET, CreditCode

FIRST17 = st.text(ALPHABET, min_size=17, max_size=17)


@pytest.mark.parametrize("code", ["91110000600037341L", "N2430102MA4L0001AU"])
def test_companies_and_village_organisations_have_valid_codes(code: str) -> None:
    assert credit_codes.is_valid(code)


@pytest.mark.parametrize(
    "code", ["", "91110000600037341", "911100006000373410", "9111000060003734IL", "９１１１"]
)
def test_a_wrong_code_is_refused(code: str) -> None:
    assert not credit_codes.is_valid(code)


def test_letters_o_and_i_are_never_read_as_digits() -> None:
    assert not credit_codes.is_valid(credit_codes.normalise("9111OOOO600037341L"))


@pytest.mark.parametrize(
    "written",
    ["91110000600037341l", " 9111 0000 6000 3734 1L", "９１１１００００６０００３７３４１Ｌ"],
)
def test_ways_of_writing_one_code_are_unified(written: str) -> None:
    assert TypeAdapter(CreditCode).validate_python(written) == "91110000600037341L"


@given(FIRST17, st.integers(0, 17), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_always_noticed(first17: str, at: int, other: str) -> None:
    code = first17 + credit_codes.check_character(first17)
    assert credit_codes.is_valid(code)
    wrong = code[:at] + other + code[at + 1 :]
    assert credit_codes.is_valid(wrong) == (other == code[at])


def test_the_wire_type_refuses() -> None:
    with pytest.raises(ValidationError, match="Not valid"):
        TypeAdapter(CreditCode).validate_python("91110000600037341M")
