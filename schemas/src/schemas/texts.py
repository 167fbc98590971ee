"""How a value type that people write in several ways is read: unified first, then judged."""

from collections.abc import Callable
from typing import LiteralString

from pydantic import AfterValidator, BeforeValidator
from pydantic_core import PydanticCustomError

INVISIBLE = "\u200b-\u200f\u2060\ufeff"
"""Zero-width characters and marks that copying leaves behind, for a regular expression's set."""

LONGEST = 200
"""Longer input is judged as it is: no way of writing a number or a name needs more."""


def unified(normalise: Callable[[str], str]) -> BeforeValidator:
    def read(value: object) -> object:
        return normalise(value) if isinstance(value, str) and len(value) <= LONGEST else value

    return BeforeValidator(read, json_schema_input_type=str)


def judged(is_valid: Callable[[str], bool], error_type: LiteralString) -> AfterValidator:
    """Refuses with `error_type`, worded in `schemas.pydantic_errors`."""

    def judge(value: str) -> str:
        if not is_valid(value):
            raise PydanticCustomError(error_type, "Not valid")
        return value

    return AfterValidator(judge)
