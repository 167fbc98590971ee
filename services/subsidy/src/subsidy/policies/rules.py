"""What a policy document must keep to beyond its shape. Pure."""

import hashlib
from dataclasses import dataclass

from schemas.subsidy import PolicyDocument
from subsidy.evaluation.catalogue import Distance
from subsidy.evaluation.clauses import ClauseInvalid, compiled


@dataclass(frozen=True)
class Flaw:
    code: str
    pointer: str
    en: str
    zh: str


def flaws(document: PolicyDocument) -> list[Flaw]:
    """Expressions outside the language; distances unknown or repeated; amounts of nothing."""
    found = []
    for at, clause in enumerate(document.clauses):
        try:
            compiled(clause.expression)
        except ClauseInvalid as error:
            zh = "表达式不符合条款语言：只可使用事实目录中的事实与代码。"
            found.append(Flaw("expression", f"#/clauses/{at}/expression", str(error), zh))
    seen: set[str] = set()
    for at, row in enumerate(document.amounts):
        known = row.distance in set(Distance)
        if not known or row.distance in seen or row.amount_fen == 0:
            found.append(
                Flaw(
                    "amount",
                    f"#/amounts/{at}",
                    "a distance of the catalogue, once, with an amount above zero",
                    "距离须为目录中的代码且不重复，金额须大于零。",
                )
            )
        seen.add(row.distance)
    return found


def digest(document: PolicyDocument) -> str:
    return hashlib.sha256(document.model_dump_json().encode()).hexdigest()
