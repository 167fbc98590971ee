"""Mobile numbers of mainland China."""

import re
import unicodedata
from typing import Annotated

from pydantic import Field

from schemas.texts import INVISIBLE, judged, unified

_FORM = re.compile(r"1[3-9][0-9]{9}")
_SEPARATORS = re.compile(rf"[\s\-().'`{INVISIBLE}]+")
# A spreadsheet makes 13912345678 a number; eleven digits survive that, identity numbers do not.
_NUMBER = re.compile(r"(1[0-9]{10})\.0+")
_COUNTRY = re.compile(r"(?:\+|00)?86(?=1[0-9]{10}$)")


def normalise(text: str) -> str:
    """Eleven digits if `text` is a way of writing them, else `text` without its separators."""
    written = unicodedata.normalize("NFKC", text).strip()
    if number := _NUMBER.fullmatch(written):
        return number[1]
    return _COUNTRY.sub("", _SEPARATORS.sub("", written))


def is_valid(text: str) -> bool:
    return _FORM.fullmatch(text) is not None


def mask(number: str) -> str:
    """First three and last four."""
    return f"{number[:3]}****{number[-4:]}" if is_valid(number) else "*" * len(number)


Phone = Annotated[
    str,
    unified(normalise),
    judged(is_valid, "phone"),
    Field(description="手机号码 / mobile number", examples=["13900001234"]),
]
