"""Clauses in CEL (Common Expression Language), typed against the catalogue of facts.

CEL's `&&` and `||` are three-valued: an absent fact leaves the outcome undecided only where it
matters. Whatever is not plainly true or false is `unknown`, and an unknown never pays.
"""

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from cel_expr_python import cel  # type: ignore[import-untyped]  # ships stubs, not the marker

from schemas.subsidy import Outcome
from subsidy.evaluation.facts import CATALOGUE, Facts, FactType

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
TEXT = re.compile(r"'[^']*'|\"[^\"]*\"")


class ClauseInvalid(ValueError):
    """The expression does not compile, reads an unknown fact, or is no truth value."""


@dataclass(frozen=True)
class Clause:
    """A compiled expression and the facts that it reads, in the catalogue's order."""

    expression: str
    reads: tuple[str, ...]
    compiled: Any

    def outcome(self, facts: Facts) -> Outcome:
        value = self.compiled.eval(data=facts)
        if value.type() != cel.Type.BOOL:
            return Outcome.UNKNOWN
        return Outcome.TRUE if value.value() else Outcome.FALSE


@cache
def compiled(expression: str) -> Clause:
    """The clause, type-checked; raises ClauseInvalid."""
    try:
        found = _environment().compile(expression)
    except RuntimeError as error:
        raise ClauseInvalid(str(error)) from None
    if found.return_type() != cel.Type.BOOL:
        raise ClauseInvalid("a clause must be true or false")
    named = set(NAME.findall(TEXT.sub("", expression)))
    return Clause(expression, tuple(name for name in CATALOGUE if name in named), found)


@cache
def _environment() -> Any:
    types = {
        FactType.STRING: cel.Type.STRING,
        FactType.INT: cel.Type.INT,
        FactType.BOOL: cel.Type.BOOL,
        FactType.STRINGS: cel.Type.List(cel.Type.STRING),
    }
    return cel.NewEnv(variables={name: types[fact.type] for name, fact in CATALOGUE.items()})
