"""Refusals of the subsidy service."""

from schemas.problems.entry import Entry

ENTRIES: dict[str, Entry] = {}
