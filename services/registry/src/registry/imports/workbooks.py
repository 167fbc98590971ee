"""XLSX by calamine, after the archive has been found safe to unpack."""

import io
import posixpath
import re
import zipfile
from html import unescape

import python_calamine

from registry.imports.errors import FileBroken, HeaderMissing, NoRows, SheetMissing
from registry.imports.headers import under_header
from registry.imports.tables import Row, Table
from registry.imports.templates import Template
from registry.imports.unpacking import check_archive

FORMULA = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"[^>]*>\s*<f[ >/]')
SHEET = re.compile(r"<(?:\w+:)?sheet\s[^>]*>")
RELATION = re.compile(r"<(?:\w+:)?Relationship\s[^>]*>")
ATTRIBUTE = re.compile(r'([\w:]+)="([^"]*)"')


def read_workbook(data: bytes, template: Template, *, sheet: str | None, cap: int) -> Table:
    archive = check_archive(data, cap=cap)
    try:
        workbook = python_calamine.load_workbook(io.BytesIO(data))
        if sheet is not None and sheet not in workbook.sheet_names:
            raise SheetMissing(sheets="、".join(workbook.sheet_names))
        return _first_that_fits(workbook, archive, template, [sheet] if sheet else None)
    except (python_calamine.CalamineError, zipfile.BadZipFile, KeyError, OSError) as error:
        raise FileBroken from error


def _first_that_fits(
    workbook: python_calamine.CalamineWorkbook,
    archive: zipfile.ZipFile,
    template: Template,
    sheets: list[str] | None,
) -> Table:
    refusal: HeaderMissing | None = None
    for name in sheets or workbook.sheet_names:
        rows, left = _rows(workbook, name)
        try:
            table = under_header(template, rows, name)
        except HeaderMissing as error:
            refusal = refusal or error
            continue
        return Table(table.header, table.rows, _formulas(archive, name, left), name)
    raise refusal or NoRows


def _rows(workbook: python_calamine.CalamineWorkbook, name: str) -> tuple[list[Row], int]:
    """Rows from the first of the sheet, and the position of the leftmost used column."""
    sheet = workbook.get_sheet_by_name(name)
    left = sheet.start[1] if sheet.start else 0
    return [(number, tuple(cells)) for number, cells in enumerate(sheet.iter_rows(), 1)], left


def _formulas(archive: zipfile.ZipFile, sheet: str, left: int) -> frozenset[tuple[int, int]]:
    """Cells that hold a formula: calamine gives their last computed value and does not say so."""
    xml = archive.read(_part_of(archive, sheet))
    return frozenset((int(row), _position(letters) - left) for letters, row in FORMULA.findall(xml))


def _position(letters: bytes) -> int:
    position = 0
    for letter in letters:
        position = position * 26 + letter - 64
    return position - 1


def _part_of(archive: zipfile.ZipFile, sheet: str) -> str:
    """The archive member that holds the sheet, by the workbook's relationships (ECMA-376)."""
    book = archive.read("xl/workbook.xml").decode()
    relations = archive.read("xl/_rels/workbook.xml.rels").decode()
    wanted = next(
        attributes["r:id"]
        for attributes in map(_attributes, SHEET.findall(book))
        if attributes["name"] == sheet
    )
    targets = {a["Id"]: a["Target"] for a in map(_attributes, RELATION.findall(relations))}
    return posixpath.normpath(posixpath.join("/xl", targets[wanted])).lstrip("/")


def _attributes(element: str) -> dict[str, str]:
    return {name: unescape(value) for name, value in ATTRIBUTE.findall(element)}
