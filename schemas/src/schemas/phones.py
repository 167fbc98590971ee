"""Mobile numbers of mainland China."""

import re
import unicodedata
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError

_FORM = re.compile(r"1[3-9][0-9]{9}")
_SEPARATORS = re.compile(r"[\s\-().'`\u200b-\u200f\u2060\ufeff]+")
# A spreadsheet makes 13912345678 a number; eleven digits survive that, identity numbers do not.
_NUMBER = re.compile(r"(1[0-9]{10})\.0+")
_COUNTRY = re.compile(r"(?:\+|00)?86(?=1[0-9]{10}$)")


def normalise(text: str) -> str:
    """Eleven digits if `text` is a way of writing them, else `text` without its separators."""
    unified = unicodedata.normalize("NFKC", text).strip()
    if number := _NUMBER.fullmatch(unified):
        return number[1]
    return _COUNTRY.sub("", _SEPARATORS.sub("", unified))


def is_valid(text: str) -> bool:
    return _FORM.fullmatch(text) is not None


def mask(number: str) -> str:
    """First three and last four."""
    return f"{number[:3]}****{number[-4:]}" if is_valid(number) else "*" * len(number)


def _normalised(value: object) -> object:
    return normalise(value) if isinstance(value, str) and len(value) <= 64 else value  # noqa: PLR2004


def _checked(value: str) -> str:
    if not is_valid(value):
        raise PydanticCustomError("phone", "Not a valid mobile number")
    return value


Phone = Annotated[
    str,
    BeforeValidator(_normalised, json_schema_input_type=str),
    AfterValidator(_checked),
    Field(description="手机号码 / mobile number", examples=["13900001234"]),
]
