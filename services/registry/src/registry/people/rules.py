"""Survivorship: which source's value a golden field holds. Pure.

Per field, the source of higher precedence wins and among equals the more recent; contact data go
by recency first. A blank never erases, and a record may always correct what it said itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

SEALED_FIELDS = (
    "name", "citizen_id", "phone", "bank_account", "birth_date", "address", "household_no",
    "relation", "ethnicity", "health",
)  # fmt: skip
PLAIN_FIELDS = ("sex", "education", "labour_ability", "category", "scheme_year")
PLACE_FIELDS = ("region", "region_recorded")
RECENT_FIRST = frozenset({"phone", "bank_account", "address"})

Values = dict[str, Any]


@dataclass(frozen=True)
class Claim:
    """Who gives values, with which rank, as of which day."""

    source: str
    precedence: int
    record_id: UUID
    as_of: date


@dataclass(frozen=True)
class Merged:
    values: Values
    provenance: Values
    changed: frozenset[str]


def merge(
    values: Mapping[str, Any],
    provenance: Mapping[str, Any],
    incoming: Mapping[str, Any],
    claim: Claim,
) -> Merged:
    """Golden values after one more record; `changed` names the fields whose value differs now."""
    merged, told, changed = dict(values), dict(provenance), set()
    mark = {
        "source": claim.source,
        "record_id": str(claim.record_id),
        "as_of": claim.as_of.isoformat(),
        "rank": claim.precedence,
    }
    for name, value in incoming.items():
        held = told.get(name)
        if value is None or (held is not None and not _wins(name, held, mark)):
            continue
        if merged.get(name) != value:
            changed.add(name)
            merged[name] = value
            told[name] = mark
        elif held is None:
            told[name] = mark
    return Merged(merged, told, frozenset(changed))


def _wins(name: str, held: Mapping[str, Any], mark: Mapping[str, Any]) -> bool:
    if held["record_id"] == mark["record_id"]:
        return True
    mine, theirs = (mark["rank"], mark["as_of"]), (held["rank"], held["as_of"])
    if name in RECENT_FIRST:
        return mine[::-1] >= theirs[::-1]
    return mine >= theirs
