"""Rows into files: workbooks in constant memory, CSV in the encodings departments use."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import xlsxwriter

LABEL = "合成数据，非真实人员 SYNTHETIC DATA"
MADE = date(2026, 3, 2)


def xlsx(rows: Iterable[Sequence[Any]], *, sheet: str, text_only: bool = True) -> bytes:
    """A workbook of one sheet; `text_only` writes everything as text but what is a float."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(
        target, {"constant_memory": True, "default_date_format": "yyyy-mm-dd"}
    )
    book.set_properties({"title": LABEL, "comments": LABEL, "created": MADE})
    page = book.add_worksheet(sheet)
    for number, row in enumerate(rows):
        for place, value in enumerate(row):
            if value is None or value == "":
                continue
            if isinstance(value, date):
                page.write_datetime(number, place, value)
            elif isinstance(value, float) or (isinstance(value, int) and not text_only):
                page.write_number(number, place, value)
            else:
                page.write_string(number, place, str(value))
    book.close()
    return target.getvalue()


def csv_text(rows: Iterable[Sequence[Any]], *, encoding: str) -> bytes:
    target = io.StringIO(newline="")
    csv.writer(target).writerows(rows)
    return target.getvalue().encode(encoding, errors="replace")
