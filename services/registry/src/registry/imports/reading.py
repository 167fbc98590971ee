"""A department's file as rows of cells with their true row numbers: XLSX, CSV, NDJSON."""

import csv
import io
import json
from collections.abc import Iterator
from enum import StrEnum

from registry.imports.errors import (
    EncodingUnknown,
    FileBroken,
    NoRows,
    TooManyRows,
    UnsupportedFile,
)
from registry.imports.headers import under_header
from registry.imports.tables import Row, Table
from registry.imports.templates import Template
from registry.imports.workbooks import read_workbook

OLD_EXCEL = b"\xd0\xcf\x11\xe0"
ZIP = b"PK\x03\x04"


class Format(StrEnum):
    XLSX = "xlsx"
    CSV = "csv"
    NDJSON = "ndjson"


def format_of(data: bytes, content_type: str, name: str) -> Format:
    """By content first: a wrong suffix or media type does not make a file what it is not."""
    if data.startswith(ZIP):
        return Format.XLSX
    if data.startswith((OLD_EXCEL, b"%PDF")) or b"\0" in data[:4096]:
        raise UnsupportedFile
    if name.lower().endswith((".ndjson", ".jsonl")) or "ndjson" in content_type:
        return Format.NDJSON
    if name.lower().endswith((".xlsx", ".xls")) or "spreadsheetml" in content_type:
        raise UnsupportedFile
    return Format.CSV


def read(
    data: bytes, kind: Format, template: Template, *, sheet: str | None, cap: int, most_rows: int
) -> Table:
    """The list in `data`; raises one of this feature's problems when it cannot be one.

    Without a sheet name the first sheet that has the template's header is taken.
    """
    if kind is Format.XLSX:
        table = read_workbook(data, template, sheet=sheet, cap=cap)
    else:
        rows = _csv_rows(data) if kind is Format.CSV else _json_rows(data)
        table = under_header(template, list(rows), None)
    if not table.rows:
        raise NoRows
    if len(table.rows) > most_rows:
        raise TooManyRows(limit=most_rows)
    return table


def decode(data: bytes) -> str:
    """UTF-8 with or without a mark, else GB18030 (of which GBK and GB2312 are parts)."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise EncodingUnknown


def _csv_rows(data: bytes) -> Iterator[Row]:
    text = decode(data)
    first = text[:4096]
    delimiter = "\t" if first.count("\t") > first.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for cells in reader:
            yield reader.line_num, cells
    except csv.Error as error:
        raise FileBroken from error


def _json_rows(data: bytes) -> Iterator[Row]:
    """One object a line, keyed by the list's column titles; the first line names the columns."""
    titles: list[str] = []
    for number, line in enumerate(decode(data).splitlines(), start=1):
        if not line.strip():
            continue
        try:
            found = json.loads(line)
        except ValueError as error:
            raise FileBroken from error
        if not isinstance(found, dict):
            raise FileBroken
        if not titles:
            titles = list(found)
            yield 0, titles
        yield number, [found.get(title) for title in titles]
