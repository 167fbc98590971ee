"""Unified social credit codes (GB 32100-2015).

The third to eighth places are not always digits: rural collective organisations (N…) run workshops
and posts, and their codes are as good as a company's.
"""

import re
import unicodedata
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
WEIGHTS = tuple(3**place % 31 for place in range(17))
_VALUES = {character: value for value, character in enumerate(ALPHABET)}
_SEPARATORS = re.compile(r"[\s\-\u200b-\u200f\u2060\ufeff]+")
_LENGTH = 18


def normalise(text: str) -> str:
    """Upper case, half-width, without spaces and hyphens. O and I stay, and stay wrong."""
    return _SEPARATORS.sub("", unicodedata.normalize("NFKC", text)).upper()


def check_character(first17: str) -> str:
    total = sum(w * _VALUES[char] for w, char in zip(WEIGHTS, first17, strict=True))
    return ALPHABET[-total % 31]


def is_valid(text: str) -> bool:
    return (
        len(text) == _LENGTH
        and all(character in _VALUES for character in text)
        and check_character(text[:17]) == text[17]
    )


def _normalised(value: object) -> object:
    return normalise(value) if isinstance(value, str) and len(value) <= 64 else value  # noqa: PLR2004


def _checked(value: str) -> str:
    if not is_valid(value):
        raise PydanticCustomError("credit_code", "Not a valid unified social credit code")
    return value


CreditCode = Annotated[
    str,
    BeforeValidator(_normalised, json_schema_input_type=str),
    AfterValidator(_checked),
    Field(
        description="统一社会信用代码（GB 32100） / unified social credit code",
        examples=["91110000600037341L"],
    ),
]
