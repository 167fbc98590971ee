"""Unified social credit codes (GB 32100-2015).

The third to eighth places are not always digits: rural collective organisations (N…) run workshops
and posts, and their codes are as good as a company's.
"""

import re
import unicodedata
from typing import Annotated

from pydantic import Field

from schemas.texts import INVISIBLE, judged, unified

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
WEIGHTS = tuple(3**place % 31 for place in range(17))
_VALUES = {character: value for value, character in enumerate(ALPHABET)}
_SEPARATORS = re.compile(rf"[\s\-{INVISIBLE}]+")
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


CreditCode = Annotated[
    str,
    unified(normalise),
    judged(is_valid, "credit_code"),
    Field(
        description="统一社会信用代码（GB 32100） / unified social credit code",
        examples=["91110000600037341L"],
    ),
]
