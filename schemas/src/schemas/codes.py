"""Code tables, bilingual; the tables that decide something are enumerations here as well.

Files under `data/codes` start with `# source:` lines; a code, once published, keeps its meaning.
"""

import csv
import gzip
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from types import MappingProxyType


class Sex(StrEnum):
    """GB/T 2261.1."""

    UNKNOWN = "0"
    MALE = "1"
    FEMALE = "2"
    UNSTATED = "9"


class Category(StrEnum):
    """Category of a household in the register; with the scheme year, since words change.

    建档立卡贫困户 (to 2020) · 脱贫户 · 脱贫不稳定户 · 边缘易致贫户 · 突发严重困难户 ·
    其他农村低收入户 · 一般农户.
    """

    REGISTERED_POOR = "registered_poor"
    OUT_OF_POVERTY = "out_of_poverty"
    UNSTABLY_LIFTED = "unstably_lifted"
    MARGINAL = "marginal"
    SUDDENLY_DISTRESSED = "suddenly_distressed"
    LOW_INCOME = "low_income"
    GENERAL = "general"


MONITORED = frozenset({Category.UNSTABLY_LIFTED, Category.MARGINAL, Category.SUDDENLY_DISTRESSED})
"""监测对象: the three kinds together."""


class Education(StrEnum):
    """The register's six values, lowest first."""

    ILLITERATE = "illiterate"
    PRIMARY = "primary"
    JUNIOR_SECONDARY = "junior_secondary"
    SENIOR_SECONDARY = "senior_secondary"
    COLLEGE = "college"
    BACHELOR = "bachelor"


class LabourAbility(StrEnum):
    """普通劳动力 · 技能劳动力 · 弱劳动力或半劳动力 · 丧失劳动力 · 无劳动力."""

    ORDINARY = "ordinary"
    SKILLED = "skilled"
    WEAK = "weak"
    LOST = "lost"
    NONE = "none"


class WorkArea(StrEnum):
    """务工区域 (aab011): where work is, seen from home."""

    TOWNSHIP = "01"
    COUNTY = "02"
    PROVINCE = "03"
    OUT_OF_PROVINCE = "04"
    OTHER = "05"


TABLES = (
    "category",
    "contact_channel",
    "education",
    "employment_state",
    "ethnic_group",
    "evidence_kind",
    "follow_up_outcome",
    "health",
    "industry",
    "labour_ability",
    "post_kind",
    "purpose",
    "relation",
    "return_reason",
    "role",
    "sex",
    "work_area",
    "work_state",
)


@dataclass(frozen=True)
class Code:
    code: str
    zh: str
    en: str


@dataclass(frozen=True)
class Occupation:
    """A class of 职业分类大典 (2022), from a major class (1) to a leaf (4)."""

    code: str
    name: str
    level: int


@cache
def table(name: str) -> Mapping[str, Code]:
    """A code table by code, in the order of its standard. KeyError for an unknown table."""
    if name not in TABLES:
        raise KeyError(name)
    rows = csv.reader(_lines(f"{name}.csv"))
    next(rows)
    return MappingProxyType({code: Code(code, zh, en) for code, zh, en in rows})


@cache
def sources(name: str) -> tuple[str, ...]:
    """Where a table comes from, in the words of its file."""
    if name not in TABLES:
        raise KeyError(name)
    prefix = "# source: "
    return tuple(
        line.removeprefix(prefix) for line in _text(f"{name}.csv") if line.startswith(prefix)
    )


def zh(name: str, code: str) -> str:
    """The Chinese word, or the code itself where the table does not have it."""
    found = table(name).get(code)
    return found.zh if found else code


def en(name: str, code: str) -> str:
    """The English word, or the code itself where the table does not have it."""
    found = table(name).get(code)
    return found.en if found else code


@cache
def occupations() -> Mapping[str, Occupation]:
    """All classes of 职业分类大典 (2022) by code, in its order; names are Chinese only."""
    packed = files("schemas").joinpath("data/codes/occupations.csv.gz").read_bytes()
    rows = csv.reader(_data(gzip.decompress(packed).decode("utf-8").splitlines()))
    next(rows)
    return MappingProxyType({code: Occupation(code, name, int(lvl)) for code, name, lvl in rows})


def _text(name: str) -> list[str]:
    return files("schemas").joinpath(f"data/codes/{name}").read_text("utf-8").splitlines()


def _lines(name: str) -> list[str]:
    return list(_data(_text(name)))


def _data(lines: Iterable[str]) -> Iterable[str]:
    return (line for line in lines if not line.startswith("#"))
