"""A person's facts against a policy: every clause with its outcome, and the amount. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from schemas.subsidy import ClauseOutcome, Outcome, PolicyClause, PolicyDocument
from subsidy.evaluation import clauses
from subsidy.evaluation.catalogue import CATALOGUE, Value

AMOUNT = "amount"
_WORDS = {
    Outcome.TRUE: ("符合", "met"),
    Outcome.FALSE: ("不符合", "not met"),
    Outcome.UNKNOWN: ("数据不足，无法认定", "unknown: facts are missing"),
}


@dataclass(frozen=True)
class Verdict:
    """`amount_fen` is None where the table has no row for the distance."""

    outcomes: tuple[Outcome, ...]
    amount_fen: int | None

    @property
    def satisfied(self) -> bool:
        return self.amount_fen is not None and all(one is Outcome.TRUE for one in self.outcomes)


def decide(document: PolicyDocument, facts: Mapping[str, Value]) -> Verdict:
    known = clauses.bindings(facts)
    outcomes = tuple(clauses.evaluate(one.expression, known) for one in document.clauses)
    amounts = {row.distance: row.amount_fen for row in document.amounts}
    return Verdict(outcomes, amounts.get(str(facts["distance"])))


def first_failure(document: PolicyDocument, verdict: Verdict) -> str | None:
    """The id of the first clause that is not met; `amount` when only the amount is missing."""
    for clause, outcome in zip(document.clauses, verdict.outcomes, strict=True):
        if outcome is not Outcome.TRUE:
            return clause.id
    return AMOUNT if verdict.amount_fen is None else None


def explain(
    document: PolicyDocument, verdict: Verdict, facts: Mapping[str, Value]
) -> list[ClauseOutcome]:
    """Each clause with the facts it read, in both languages."""
    pairs = zip(document.clauses, verdict.outcomes, strict=True)
    return [_explained(clause, outcome, facts) for clause, outcome in pairs]


def _explained(clause: PolicyClause, outcome: Outcome, facts: Mapping[str, Value]) -> ClauseOutcome:
    read = {name: facts[name] for name in clauses.names_in(clause.expression)}
    zh, en = _WORDS[outcome]
    values_zh = "，".join(
        f"{CATALOGUE[name].zh}：{_shown(value)[0]}" for name, value in read.items()
    )
    values_en = ", ".join(
        f"{CATALOGUE[name].en}: {_shown(value)[1]}" for name, value in read.items()
    )
    return ClauseOutcome(
        id=clause.id,
        title_zh=clause.title_zh,
        title_en=clause.title_en,
        provision=clause.provision,
        outcome=outcome,
        facts=read,
        explanation_zh=f"{zh}（{values_zh}）",
        explanation_en=f"{en} ({values_en})",
    )


def _shown(value: Value) -> tuple[str, str]:
    if value is None:
        return "未知", "unknown"
    if isinstance(value, bool):
        return ("是", "yes") if value else ("否", "no")
    if isinstance(value, list):
        return "、".join(value) or "无", ", ".join(value) or "none"
    return str(value), str(value)
