"""What a policy version says of one person's facts, clause by clause."""

from dataclasses import dataclass

from schemas.subsidy import ClauseOutcome, Outcome, Provision
from subsidy.evaluation import clauses
from subsidy.evaluation.documents import Clause, Document
from subsidy.evaluation.facts import CATALOGUE, Distance, Facts

AMOUNT = "amount"
WORDS = {
    Outcome.TRUE: ("符合", "Met"),
    Outcome.FALSE: ("不符合", "Not met"),
    Outcome.UNKNOWN: ("数据不足，无法认定", "Not known"),
}


@dataclass(frozen=True)
class Verdict:
    """`amount_fen` is None unless every clause is true and the distance has an amount."""

    clauses: tuple[ClauseOutcome, ...]
    amount_fen: int | None

    @property
    def first_failed(self) -> str | None:
        """The clause that a person fails first, `amount` when only the amount is missing."""
        failed = (clause.id for clause in self.clauses if clause.outcome is not Outcome.TRUE)
        return next(failed, AMOUNT if self.amount_fen is None else None)


def decide(document: Document, facts: Facts) -> Verdict:
    outcomes = tuple(_explained(clause, facts) for clause in document.clauses)
    met = all(one.outcome is Outcome.TRUE for one in outcomes)
    away = facts.get("distance")
    amount = document.amounts.get(Distance(str(away))) if away is not None else None
    return Verdict(outcomes, amount if met else None)


def _explained(clause: Clause, facts: Facts) -> ClauseOutcome:
    compiled = clauses.compiled(clause.expression)
    outcome = compiled.outcome(facts)
    zh, en = WORDS[outcome]
    missing = [name for name in compiled.reads if name not in facts]
    if outcome is Outcome.UNKNOWN and missing:
        zh += f"（缺少：{'、'.join(CATALOGUE[name].zh for name in missing)}）"
        en += f" (missing: {', '.join(CATALOGUE[name].en for name in missing)})"
    return ClauseOutcome(
        id=clause.id,
        title_zh=clause.title_zh,
        title_en=clause.title_en,
        provision=Provision(**clause.provision.model_dump()),
        outcome=outcome,
        facts={name: facts.get(name) for name in compiled.reads},
        explanation_zh=f"{clause.title_zh}：{zh}",
        explanation_en=f"{clause.title_en}: {en}",
    )
