"""Clauses in CEL over the catalogue: what is refused when written, what is unknown when read."""

from typing import Any

import pytest

from schemas.subsidy import Outcome
from subsidy.evaluation import clauses
from subsidy.evaluation.clauses import ClauseInvalid

FACTS: dict[str, Any] = {
    "age": 35,
    "category": None,
    "labour_ability": "ordinary",
    "registered": True,
    "distance": "out_of_province",
    "months_total": 3,
    "months_continuous": 3,
    "verified": False,
    "evidence": ["work_record"],
    "organised": None,
    "wage_fen": None,
}


def outcome(expression: str, **differently: Any) -> Outcome:
    return clauses.evaluate(expression, clauses.bindings({**FACTS, **differently}))


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("age >= 16", Outcome.TRUE),
        ("age > 60", Outcome.FALSE),
        ("wage_fen > 100", Outcome.UNKNOWN),
        ("known_wage_fen && wage_fen > 100", Outcome.FALSE),
        ("wage_fen > 100 || age >= 16", Outcome.TRUE),
        ("wage_fen > 100 && age > 60", Outcome.FALSE),
        ("category in ['marginal']", Outcome.UNKNOWN),
        ("'work_record' in evidence && !verified", Outcome.TRUE),
    ],
)
def test_a_missing_fact_is_unknown_unless_the_rest_decides(
    expression: str, expected: Outcome
) -> None:
    assert outcome(expression) is expected


@pytest.mark.parametrize(
    "expression",
    [
        "salary > 3",
        "age > '16'",
        "age",
        "age + 9223372036854775807 > 0",
        "evidence.exists(e, e == 'work_record')",
        "size(evidence) > 0",
        "distance == 'far_away'",
        'category == "marginal"',
        "age >= 16 // always",
        "age >=",
        "age >= 16 || " * 60 + "verified",
    ],
)
def test_what_lies_outside_the_language_is_refused_when_written(expression: str) -> None:
    with pytest.raises(ClauseInvalid):
        clauses.compiled(expression)


def test_a_clause_names_the_facts_it_reads() -> None:
    read = clauses.names_in("known_age && age >= 16 && distance in ['out_of_province']")
    assert read == ("age", "distance")
