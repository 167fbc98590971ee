"""Faults and warnings of a list, row by row, and what they add up to."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from registry.imports.rows import Checked, RowFault

SHOWN = 100


@dataclass
class Tally:
    """Counts of the officer's own rows; a superseded row is counted as accepted, too."""

    rows: int
    superseded: int = 0
    unchanged: int = 0
    refused: dict[int, list[RowFault]] = field(default_factory=dict)
    warned: dict[int, list[RowFault]] = field(default_factory=dict)

    def add(self, row: int, faults: Sequence[RowFault], warnings: Sequence[RowFault]) -> None:
        if faults:
            self.refused.setdefault(row, []).extend(faults)
        if warnings:
            self.warned.setdefault(row, []).extend(warnings)

    def add_checked(self, checked: Iterable[Checked]) -> None:
        for one in checked:
            self.add(one.number, one.faults, one.warnings)

    def result(self) -> dict[str, Any]:
        codes = Counter(f.code for notes in self.refused.values() for f in notes)
        codes.update(f.code for notes in self.warned.values() for f in notes)
        return {
            "rows": self.rows,
            "accepted": self.rows - len(self.refused),
            "rejected": len(self.refused),
            "superseded": self.superseded,
            "warnings": sum(len(notes) for notes in self.warned.values()),
            "unchanged": self.unchanged,
            "by_code": dict(sorted(codes.items())),
        }

    def first_faults(self) -> list[dict[str, Any]]:
        rows = sorted(self.refused.items()) + sorted(self.warned.items())
        shown = [(row, note) for row, notes in rows for note in notes][:SHOWN]
        return [
            {"row": row, "column": note.column, "code": note.code, "warning": note.warning}
            for row, note in shown
        ]
