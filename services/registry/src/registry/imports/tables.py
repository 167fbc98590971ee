"""The rows of a list under its header, whatever the file they came in."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from registry.imports.errors import HeaderMissing
from registry.imports.templates import HEADER_ROWS, Header, Template, find_header, missing_columns

Cell = str | float | int | bool | date | datetime | time | timedelta | None
Row = tuple[int, Sequence[Cell]]


@dataclass(frozen=True)
class Table:
    """Rows with their number in the file; `formulas` are (row, position) of cells that compute."""

    header: Header
    rows: list[Row]
    formulas: frozenset[tuple[int, int]] = field(default=frozenset())
    sheet: str | None = None


def under_header(template: Template, rows: list[Row], sheet: str | None) -> Table:
    """The rows below the template's header; raises HeaderMissing with the columns it lacks."""
    top = [[_title(cell) for cell in cells] for _, cells in rows[:HEADER_ROWS]]
    header = find_header(template, top)
    if header is None:
        missing = "、".join(missing_columns(template, top))
        raise HeaderMissing(source=template.name_zh, source_en=template.name_en, columns=missing)
    body = [row for row in rows[header.row :] if any(cell not in (None, "") for cell in row[1])]
    return Table(header, body, sheet=sheet)


def _title(cell: Cell) -> str:
    return cell if isinstance(cell, str) else ""
