"""Workbooks read back as rows of cells."""

import io
from typing import Any

from python_calamine import CalamineWorkbook


def sheet(data: bytes) -> list[list[Any]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return book.get_sheet_by_index(0).to_python(skip_empty_area=False)


def column(rows: list[list[Any]], title: str, *, header: int = 1) -> list[Any]:
    """The cells under a title; `header` counts rows from 1."""
    place = rows[header - 1].index(title)
    return [row[place] for row in rows[header:]]
