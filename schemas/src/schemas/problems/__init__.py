"""Every problem the platform can answer with, by its stable code."""

from collections.abc import Mapping
from types import MappingProxyType

from schemas.problems import gateway, matching, registry, shared, subsidy
from schemas.problems.body import ErrorItem, ProblemBody
from schemas.problems.entry import Entry

__all__ = ["CATALOGUE", "Entry", "ErrorItem", "ProblemBody"]


def _merged(*parts: Mapping[str, Entry]) -> Mapping[str, Entry]:
    merged: dict[str, Entry] = {}
    for part in parts:
        if twice := merged.keys() & part.keys():
            raise ValueError(f"problem codes declared twice: {sorted(twice)}")
        merged |= part
    return MappingProxyType(merged)


CATALOGUE = _merged(
    shared.ENTRIES, registry.ENTRIES, matching.ENTRIES, subsidy.ENTRIES, gateway.ENTRIES
)
