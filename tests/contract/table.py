"""The table as data: a row an operation, a column a kind of caller (`operations/*.toml`)."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from schemas.roles import RoleName

FOLDER = Path(__file__).parent / "operations"
NOT_SIGNED_IN = ("no_token", "expired", "wrong_audience")
ELSEWHERE = ("other_province", "lower_level", "wrong_region")
QUESTIONS = (*NOT_SIGNED_IN, *ELSEWHERE, "suspended")
Answer = int | str
Ids = Mapping[str, str]


@dataclass(frozen=True)
class Sent:
    """The request of a row; ids stand in braces."""

    path: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Any = None
    content: str | None = None
    content_type: str | None = None


@dataclass(frozen=True)
class Row:
    """One operation: who may call it, with what, and what each question is answered."""

    service: str
    name: str
    caller: str
    answers: Mapping[str, Answer]
    sent: Sent
    across: Sent


@dataclass(frozen=True)
class Table:
    """A service's rows and its callers by name."""

    service: str
    other_province: str
    lower_level: str
    idle_role: str
    callers: Mapping[str, Mapping[str, Any]]
    across: Mapping[str, Any]
    rows: Mapping[str, Row]
    everywhere: tuple[str, ...] = ("431230", "431230100", "320506", "3205")

    def roles(self, caller: str, question: str) -> list[str]:
        """The roles with which `question` is asked, from those of the rightful caller."""
        rightful = self.callers.get(caller, {})
        held: list[str] = rightful.get("roles") or [
            f"{name}@{self.lower_level}" for name in RoleName
        ]
        elsewhere = rightful.get("other_province", self.other_province)
        lower = rightful.get("lower_level", self.lower_level)
        names, home = [one.partition("@")[0] for one in held], held[0].partition("@")[2]
        if question == "everything":
            return [f"{name}@{region}" for region in self.everywhere for name in RoleName]
        if question == "other_province":
            return [f"{name}@{elsewhere}" for name in names]
        if question == "lower_level":
            return [f"{name}@{lower}" for name in names]
        if question == "wrong_region":
            return [*(f"{name}@{elsewhere}" for name in names), f"{self.idle_role}@{home}"]
        return held


def read(service: str) -> Table:
    found = tomllib.loads((FOLDER / f"{service}.toml").read_text())
    named = ("other_province", "lower_level", "idle_role")
    fixed = {name: found.pop(name) for name in named}
    callers, across = found.pop("callers"), found.pop("across", {})
    rows = {name: _row(service, name, raw) for name, raw in found.items()}
    return Table(service, callers=callers, across=across, rows=rows, **fixed)


def _row(service: str, name: str, raw: dict[str, Any]) -> Row:
    raw = dict(raw)
    caller, answers = raw.pop("caller", ""), raw.pop("answers")
    differently = raw.pop("across", {})
    return Row(service, name, caller, answers, Sent(**raw), Sent(**{**raw, **differently}))


def filled(value: Any, ids: Ids) -> Any:
    """The value with the world's ids where braces stand."""
    if isinstance(value, str):
        return value.format_map(cast("dict[str, str]", ids))
    if isinstance(value, Mapping):
        return {name: filled(one, ids) for name, one in value.items()}
    if isinstance(value, list):
        return [filled(one, ids) for one in value]
    return value
