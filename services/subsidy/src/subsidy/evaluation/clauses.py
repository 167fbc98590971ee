"""Clauses of a policy: CEL over the fact catalogue, checked when written, Kleene when evaluated.

Google's checker (cel-expr-python) does the types; here the language is cut down to the catalogue,
its codes, comparison, `in`, `&&`, `||` and `!`, so that every clause ends and can be explained.
"""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from cel_expr_python import cel

from schemas.subsidy import Outcome
from subsidy.evaluation.catalogue import CATALOGUE, COMPANION, Value

WORDS = frozenset({"in", "true", "false"})
_STRINGS = re.compile(r"'([^'\\]*)'")
_NAMES = re.compile(r"[A-Za-z_][A-Za-z_0-9]*")
_LANGUAGE = re.compile(r"[A-Za-z_0-9\s'()\[\],!<>=&|]*")
LONGEST = 500


class ClauseInvalid(ValueError):
    """The expression is outside the language; the message says where."""


@cache
def environment() -> Any:
    """The CEL environment: each fact by its type, and whether a nullable one is known."""
    types = {
        "int": cel.Type.INT,
        "bool": cel.Type.BOOL,
        "string": cel.Type.STRING,
        "strings": cel.Type.List(cel.Type.STRING),
    }
    facts = {name: types[fact.kind] for name, fact in CATALOGUE.items()}
    known = {COMPANION + fact.name: types["bool"] for fact in CATALOGUE.values() if fact.nullable}
    return cel.NewEnv(variables={**facts, **known})


@cache
def compiled(expression: str) -> Any:
    """The checked expression; raises ClauseInvalid unless it is a yes-or-no over the catalogue."""
    _within_language(expression)
    try:
        found = environment().compile(expression)
    except RuntimeError as error:
        raise ClauseInvalid(str(error).split("\n", 1)[0]) from None
    if found.return_type() != cel.Type.BOOL:
        raise ClauseInvalid("a clause answers yes or no")
    return found


@cache
def names_in(expression: str) -> tuple[str, ...]:
    """The facts that an expression reads, in order of first mention, companions as their fact."""
    bare = _STRINGS.sub("''", expression)
    found = (name.removeprefix(COMPANION) for name in _NAMES.findall(bare))
    return tuple(dict.fromkeys(name for name in found if name not in WORDS))


def evaluate(expression: str, known: Mapping[str, Value]) -> Outcome:
    """True, false, or unknown where a missing fact leaves it open; `known` as `bindings` gives."""
    found = compiled(expression).eval(data=known)
    if found.type() != cel.Type.BOOL:
        return Outcome.UNKNOWN
    return Outcome.TRUE if found.value() else Outcome.FALSE


def bindings(facts: Mapping[str, Value]) -> dict[str, Value]:
    """What CEL is given: facts that are known, and for each nullable one whether it is."""
    known = {name: value for name, value in facts.items() if value is not None}
    companions = {
        COMPANION + fact.name: fact.name in known for fact in CATALOGUE.values() if fact.nullable
    }
    return {**known, **companions}


def _within_language(expression: str) -> None:
    bare = _STRINGS.sub("''", expression)
    if len(expression) > LONGEST:
        raise ClauseInvalid(f"a clause has at most {LONGEST} characters")
    if not _LANGUAGE.fullmatch(bare):
        raise ClauseInvalid("only comparison, in, &&, || and ! are in the language")
    names = names_in(expression)
    if unknown := [name for name in names if name not in CATALOGUE]:
        raise ClauseInvalid(f"not a fact: {unknown[0]}")
    codes = frozenset[str]().union(*(CATALOGUE[name].codes for name in names))
    if strange := [text for text in _STRINGS.findall(expression) if text not in codes]:
        raise ClauseInvalid(f"not a code of these facts: {strange[0]}")
