"""Rows into files: workbooks of one sheet, CSV in the encodings departments use."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from functools import cache
from html import escape
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

LABEL = "合成数据，非真实人员 SYNTHETIC DATA"
MADE = datetime(2026, 3, 2, tzinfo=UTC)
EXCEL_EPOCH = date(1899, 12, 30)
SHEET = "xl/worksheets/sheet1.xml"
AT_ONCE = 1000
"""Rows written to the archive together."""

HEAD = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet'
    ' xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
)
TAIL = "</sheetData></worksheet>"


class Formula(str):
    """A cell that a spreadsheet computes."""

    __slots__ = ()


def xlsx(rows: Iterable[Sequence[Any]], *, sheet: str, text_only: bool = True) -> bytes:
    """A workbook of one sheet; `text_only` writes everything as text but what is a float.

    The frame is xlsxwriter's; the sheet itself is written here (ECMA-376, 18.3), in constant memory
    and in a third of the time.
    """
    target = io.BytesIO()
    with ZipFile(_frame(sheet)) as frame, ZipFile(target, "w", ZIP_DEFLATED) as archive:
        for member in frame.infolist():
            if member.filename != SHEET:
                archive.writestr(member, frame.read(member), ZIP_DEFLATED)
        member = ZipInfo(SHEET)
        member.compress_type = ZIP_DEFLATED
        with archive.open(member, "w", force_zip64=True) as page:
            for piece in _pieces(rows, numbers=(float,) if text_only else (float, int)):
                page.write(piece.encode())
    return target.getvalue()


def csv_text(rows: Iterable[Sequence[Any]], *, encoding: str) -> bytes:
    target = io.StringIO(newline="")
    csv.writer(target).writerows(rows)
    return target.getvalue().encode(encoding)


def _frame(sheet: str) -> io.BytesIO:
    """A workbook with properties and the one style, numbered 1, that dates have."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"default_date_format": "yyyy-mm-dd"})
    book.set_properties({"title": LABEL, "comments": LABEL, "created": MADE})
    book.add_worksheet(sheet).write_datetime(0, 0, MADE.date())
    book.close()
    return target


def _pieces(rows: Iterable[Sequence[Any]], numbers: tuple[type, ...]) -> Iterator[str]:
    piece = [HEAD]
    for number, row in enumerate(rows, start=1):
        piece.append(_row(number, row, numbers))
        if len(piece) == AT_ONCE:
            yield "".join(piece)
            piece = []
    yield "".join([*piece, TAIL])


def _row(number: int, row: Sequence[Any], numbers: tuple[type, ...]) -> str:
    cells = [
        f'<c r="{_column(place)}{number}"{_content(value, numbers)}</c>'
        for place, value in enumerate(row)
        if value is not None and value != ""
    ]
    return f'<row r="{number}">{"".join(cells)}</row>'


def _content(value: object, numbers: tuple[type, ...]) -> str:
    if isinstance(value, Formula):
        return f' t="str"><f>{escape(value.lstrip("="), quote=False)}</f><v>x</v>'
    if isinstance(value, date):
        return f' s="1"><v>{(value - EXCEL_EPOCH).days}</v>'
    if isinstance(value, numbers):
        return f"><v>{value!r}</v>"
    return f' t="inlineStr"><is><t xml:space="preserve">{escape(str(value), quote=False)}</t></is>'


@cache
def _column(place: int) -> str:
    return str(xl_col_to_name(place))
