"""Rows into files: workbooks in constant memory, CSV in the encodings departments use."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import xlsxwriter

LABEL = "合成数据，非真实人员 SYNTHETIC DATA"
MADE = date(2026, 3, 2)


class Formula(str):
    """A cell that a spreadsheet computes."""

    __slots__ = ()


def xlsx(rows: Iterable[Sequence[Any]], *, sheet: str, text_only: bool = True) -> bytes:
    """A workbook of one sheet; `text_only` writes everything as text but what is a float."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(
        target, {"constant_memory": True, "default_date_format": "yyyy-mm-dd"}
    )
    book.set_properties({"title": LABEL, "comments": LABEL, "created": MADE})
    page = book.add_worksheet(sheet)
    numbers = (float,) if text_only else (float, int)
    text, number = page.write_string, page.write_number
    for place, row in enumerate(rows):
        for column, value in enumerate(row):
            if value is None or value == "":
                continue
            if isinstance(value, Formula):
                page.write_formula(place, column, value, value="x")
            elif isinstance(value, date):
                page.write_datetime(place, column, value)
            elif isinstance(value, numbers):
                number(place, column, value)
            else:
                text(place, column, str(value))
    book.close()
    return target.getvalue()


def csv_text(rows: Iterable[Sequence[Any]], *, encoding: str) -> bytes:
    target = io.StringIO(newline="")
    csv.writer(target).writerows(rows)
    return target.getvalue().encode(encoding)
