"""Who a row is about: name, number, phone, birth date, sex, and the coded traits of the person."""

import re
from datetime import date

from registry.imports import cells, vocabulary
from registry.imports.notes import Notes
from registry.imports.rows import ListRow
from registry.imports.tables import Cell
from schemas import citizen_ids, names, phones

ROUNDED_TAIL = "000"
SHORTEST_NAME = 2
YEAR = re.compile(r"(19|20)\d{2}")


def read(row: ListRow, given: dict[str, Cell], notes: Notes, today: date) -> None:
    _name(row, given.get("name"), notes)
    _citizen_id(row, given.get("citizen_id"), notes, today)
    _phone(row, given.get("phone"), notes)
    if row.citizen_id is None and row.phone is None and not notes.faults:
        notes.fault("not_identifiable", "citizen_id")
    _birth(row, given.get("birth_date"), notes, today)
    _sex(row, given.get("sex"), notes)
    row.education = _coded("education", given, notes)
    row.labour_ability = _coded("labour_ability", given, notes)
    row.category = _coded("monitored", given, notes) or _coded("category", given, notes)
    year = YEAR.search(cells.text_of(given.get("scheme_year")) or "")
    row.scheme_year = int(year[0]) if year else None


def _name(row: ListRow, cell: Cell, notes: Notes) -> None:
    text = cells.text_of(cell)
    if text is None:
        if not notes.flagged("name"):
            notes.fault("name_missing", "name")
        return
    row.name = names.normalise(text)
    if len(row.name) < SHORTEST_NAME or not names.is_valid(row.name):
        notes.fault("name_invalid", "name")


def _citizen_id(row: ListRow, cell: Cell, notes: Notes, today: date) -> None:
    """A number that a spreadsheet rounded is refused; a wrong check is for linkage."""
    if cells.looks_rounded(cell):
        notes.fault("citizen_id_number", "citizen_id")
        return
    text = cells.text_of(cell)
    if text is None:
        if not notes.flagged("citizen_id"):
            notes.warn("citizen_id_missing", "citizen_id")
        return
    number = citizen_ids.normalise(text.lstrip("'‘’`"))
    if re.fullmatch(r"\d{17}[\dX]", number) is None:
        notes.fault("citizen_id_malformed", "citizen_id")
        return
    row.citizen_id, row.id_is_valid = number, citizen_ids.is_valid(number, today=today)
    if not row.id_is_valid and number.endswith(ROUNDED_TAIL):
        notes.fault("citizen_id_number", "citizen_id")


def _phone(row: ListRow, cell: Cell, notes: Notes) -> None:
    text = cells.text_of(cell)
    if text is None:
        return
    number = phones.normalise(text)
    if phones.is_valid(number):
        row.phone = number
    else:
        notes.fault("phone_invalid", "phone")


def _birth(row: ListRow, cell: Cell, notes: Notes, today: date) -> None:
    try:
        found = cells.day_of(cell)
    except ValueError:
        notes.fault("date_unreadable", "birth_date")
        return
    if found and found[0] > today:
        notes.fault("date_future", "birth_date")
        return
    if row.citizen_id is not None and row.id_is_valid:
        day = citizen_ids.birth_date(row.citizen_id)
        row.birth_date = day.isoformat()
        if found and (found[0] != day if found[1] else found[0] != day.replace(day=1)):
            notes.warn("birth_date_differs", "birth_date")
    elif found:
        row.birth_date = found[0].isoformat()


def _sex(row: ListRow, cell: Cell, notes: Notes) -> None:
    text = cells.text_of(cell)
    row.sex = vocabulary.code("sex", text) if text else None
    if text and row.sex is None:
        notes.warn("value_unknown", "sex")
    if row.citizen_id is not None and row.id_is_valid:
        told = str(citizen_ids.sex(row.citizen_id))
        if row.sex is not None and row.sex != told:
            notes.warn("sex_differs", "sex")
        row.sex = told


def _coded(name: str, given: dict[str, Cell], notes: Notes) -> str | None:
    text = cells.text_of(given.get(name))
    if text is None:
        return None
    found = vocabulary.code("category" if name == "monitored" else name, text)
    if found is None:
        notes.warn("value_unknown", name)
    return found
