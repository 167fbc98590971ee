"""What every request refuses, whatever its fields say."""

from collections.abc import Iterator
from importlib import import_module
from inspect import isclass
from typing import Any, get_args

import pytest
from pydantic import BaseModel, SecretStr, ValidationError

from schemas.wire import LONGEST_TEXT, Request


class Asked(Request):
    plain: str = ""
    secret: SecretStr | None = None
    many: list[str] = []
    named: dict[str, str] = {}


for module in ("registry", "matching", "subsidy", "payments", "gateway"):
    import_module(f"schemas.{module}")

LONE = "\ud800"


@pytest.mark.parametrize(
    "body",
    [
        {"plain": LONE},
        {"secret": LONE},
        {"many": ["a", LONE]},
        {"named": {"a": LONE}},
        {"named": {LONE: "a"}},
        {"plain": "x" * (LONGEST_TEXT + 1)},
        {"secret": "x" * (LONGEST_TEXT + 1)},
    ],
)
def test_a_text_is_unicode_and_has_an_end(body: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Asked.model_validate(body)


def test_a_name_that_is_not_declared_is_refused() -> None:
    with pytest.raises(ValidationError):
        Asked.model_validate({"plian": "x"})


def test_nothing_that_a_request_holds_ignores_a_name_it_does_not_know() -> None:
    found = {
        f"{outer.__name__}.{name}"
        for outer in _below(Request)
        for name, field in outer.model_fields.items()
        for inner in _models(field.annotation)
        if inner.model_config.get("extra", "ignore") == "ignore"
    }
    assert found == set()


def _below(kind: type[Request]) -> Iterator[type[Request]]:
    for child in kind.__subclasses__():
        yield child
        yield from _below(child)


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isclass(annotation) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models(argument)
