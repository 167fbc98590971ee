"""The officer's own faulty rows as XLSX, as they were sent, with code and reason added."""

import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import xlsxwriter

from registry.imports import faults
from registry.imports.cells import FORMULA_STARTS
from registry.imports.rows import RowFault
from registry.imports.tables import Cell, Table

CODES, REASONS = "错误代码", "原因说明"
LONGEST_CELL = 32_767
SHEETS = ("问题行", "提示")


def report(
    table: Table,
    refused: Mapping[int, Sequence[RowFault]],
    warned: Mapping[int, Sequence[RowFault]],
) -> bytes:
    """A workbook under the list's own header: refused rows, on a second sheet rows warned of."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"constant_memory": True, "strings_to_formulas": False})
    for sheet, by_row in zip(SHEETS, (refused, warned), strict=True):
        page = book.add_worksheet(sheet)
        width = max(len(table.header.titles), *(len(cells) for _, cells in table.rows), 1)
        titles = [*table.header.titles, *[""] * (width - len(table.header.titles))]
        _write(page, 0, [*titles, CODES, REASONS])
        chosen = ((cells, by_row[number]) for number, cells in table.rows if number in by_row)
        for at, (cells, notes) in enumerate(chosen, start=1):
            padded = [*cells, *[""] * (width - len(cells))]
            _write(page, at, [*padded, _codes(notes), _reasons(notes)])
    book.close()
    return target.getvalue()


def _codes(notes: Iterable[RowFault]) -> str:
    return ";".join(dict.fromkeys(note.code for note in notes))


def _reasons(notes: Iterable[RowFault]) -> str:
    told = (
        f"{note.column}:{faults.text_zh(note.code)}" if note.column else faults.text_zh(note.code)
        for note in notes
    )
    return ";".join(dict.fromkeys(told))


def _write(page: Any, at: int, cells: Sequence[Cell]) -> None:
    for place, cell in enumerate(cells):
        if cell is None or cell == "":
            continue
        if isinstance(cell, int | float) and not isinstance(cell, bool):
            page.write_number(at, place, cell)
        else:
            page.write_string(at, place, _harmless(cell))


def _harmless(cell: Cell) -> str:
    """Text that no spreadsheet takes for a formula, also after it was saved as CSV."""
    if isinstance(cell, datetime | date):
        return cell.isoformat()[:10]
    shown = str(cell)[:LONGEST_CELL]
    return f"'{shown}" if shown.startswith(FORMULA_STARTS) and len(shown) > 1 else shown
