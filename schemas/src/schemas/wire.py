"""Base classes of everything that crosses a wire, and refusals that validators word themselves."""

from typing import Any

from pydantic import BaseModel, ConfigDict

LONGEST_TEXT = 100_000


class Request(BaseModel):
    """What a caller sends: a name that is not declared is refused, and no error echoes a value.

    A text has an end also where its field states none, and is Unicode: pydantic looks into a text
    only where a length is asked for, and a lone surrogate would fail at the database.
    """

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        hide_input_in_errors=True,
        allow_inf_nan=False,
        str_max_length=LONGEST_TEXT,
    )


class Response(BaseModel):
    """What we answer and announce: readable from rows, and open to fields added later."""

    model_config = ConfigDict(from_attributes=True, hide_input_in_errors=True)


class Violation(ValueError):
    """Raised by a validator: one broken rule in both languages. Never with a value in it."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh, self.en = zh, en


def without_defaults(schema: dict[str, Any]) -> None:
    """For a merge patch: what is absent stays as it is, so that no default is published."""
    for field in schema["properties"].values():
        field.pop("default", None)
