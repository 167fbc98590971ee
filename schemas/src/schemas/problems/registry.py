"""Refusals of the registry service."""

from schemas.problems.entry import Entry

ENTRIES: dict[str, Entry] = {}
