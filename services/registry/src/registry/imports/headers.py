"""Where the rows of a list begin: below the header of its template."""

from registry.imports.errors import HeaderMissing
from registry.imports.tables import Cell, Row, Table
from registry.imports.templates import HEADER_ROWS, Template, find_header, missing_columns


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
