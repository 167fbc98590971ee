"""The facts that a policy may speak of: type, unit, codes, and whether they may be missing.

Every fact is about one person in one calendar year. A fact that may be missing is then unbound in
CEL, which makes a clause unknown unless the rest of it decides (Kleene logic), and has a companion
`known_<name>` that is always bound.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Literal

from schemas.codes import Category, LabourAbility
from schemas.registry import EvidenceKind

Value = str | int | bool | list[str] | None
Kind = Literal["int", "bool", "string", "strings"]


class Distance(StrEnum):
    """省外 · 省内其他市州 · 市州内其他县 · 本县内: where work is, seen from home."""

    OUT_OF_PROVINCE = "out_of_province"
    OTHER_PREFECTURE = "other_prefecture"
    OTHER_COUNTY = "other_county"
    WITHIN_COUNTY = "within_county"


@dataclass(frozen=True)
class Fact:
    name: str
    kind: Kind
    zh: str
    en: str
    nullable: bool = False
    codes: frozenset[str] = field(default_factory=frozenset)


def _codes(table: type[StrEnum]) -> frozenset[str]:
    return frozenset(member.value for member in table)


_FACTS = (
    Fact("age", "int", "年龄（申领年度，周岁）", "age in the year, years", nullable=True),
    Fact("category", "string", "家庭类别", "category", nullable=True, codes=_codes(Category)),
    Fact(
        "labour_ability",
        "string",
        "劳动能力",
        "labour ability",
        nullable=True,
        codes=_codes(LabourAbility),
    ),
    Fact("registered", "bool", "户籍地已登记", "registered by the home region"),
    Fact("distance", "string", "务工地距离", "distance", nullable=True, codes=_codes(Distance)),
    Fact("months_total", "int", "年内累计务工月数", "months worked in the year"),
    Fact("months_continuous", "int", "年内连续务工月数", "longest run of months worked"),
    Fact("verified", "bool", "就业已核实", "work is verified"),
    Fact("evidence", "strings", "就业证据", "evidence of work", codes=_codes(EvidenceKind)),
    Fact("organised", "bool", "有组织输出", "left in an organised way", nullable=True),
    Fact("wage_fen", "int", "月工资（分）", "wage a month, fen", nullable=True),
)
CATALOGUE: Mapping[str, Fact] = MappingProxyType({fact.name: fact for fact in _FACTS})
COMPANION = "known_"
