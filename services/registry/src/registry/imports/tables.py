"""The rows of a list under its header, whatever the file they came in."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from registry.imports.templates import Header

Cell = str | float | int | bool | date | datetime | time | timedelta | None
Row = tuple[int, Sequence[Cell]]


@dataclass(frozen=True)
class Table:
    """Rows with their number in the file; `formulas` are (row, position) of cells that compute."""

    header: Header
    rows: list[Row]
    formulas: frozenset[tuple[int, int]] = field(default=frozenset())
    sheet: str | None = None
