"""A list's row to a normalised record, or to faults with code and column.

Pure: cells in, `Checked` out. Follows the data-quality rules of the national register that a single
row can answer (age at the start of work, wage range, order of dates).
"""

from collections.abc import Sequence

from registry.imports import cells, identities, places, work
from registry.imports.frames import Frame
from registry.imports.notes import Notes
from registry.imports.rows import Checked, ListRow
from registry.imports.tables import Cell, Table
from schemas import regions


def check_table(table: Table, frame: Frame) -> list[Checked]:
    return [check_row(number, row_cells, table, frame) for number, row_cells in table.rows]


def check_row(number: int, row: Sequence[Cell], table: Table, frame: Frame) -> Checked:
    """Every fault of the row, not only the first: the officer corrects it once."""
    fields = table.header.fields
    given = {name: row[at] for at, name in fields.items() if at < len(row)}
    formulas = {name for at, name in fields.items() if (number, at) in table.formulas}
    notes = Notes(table.header.title_by_field)
    _shape(given, formulas, notes)
    result = ListRow()
    identities.read(result, given, notes, frame.today)
    if frame.template.registers:
        _household_region(result, given, notes, frame)
    work.read(result, given, notes, frame)
    _plain_texts(result, given)
    return Checked(number, result, notes.faults, notes.warnings)


def _shape(given: dict[str, Cell], formulas: set[str], notes: Notes) -> None:
    """Faulty cells are taken out, so that no later rule reads them."""
    for name, cell in list(given.items()):
        if isinstance(cell, str) and len(cell) > cells.LONGEST:
            notes.fault("cell_too_long", name)
        elif name in formulas or (name in FREE_TEXT and cells.starts_like_formula(cell)):
            notes.fault("formula_in_cell", name)
        else:
            continue
        given[name] = None


FREE_TEXT = frozenset({"name", "citizen_id", "phone", "employer_name", "bank_account", "place"})
TOWNSHIP_DIGITS = 9
LEVELS = ("province", "city", "county", "township", "village")


def _household_region(row: ListRow, given: dict[str, Cell], notes: Notes, frame: Frame) -> None:
    """Origin is where the household is registered; a list without it stands on its supplier."""
    names = [cells.text_of(given.get(level)) for level in LEVELS]
    place = cells.text_of(given.get("place"))
    row.region_recorded = "".join(filter(None, names)) or place
    if any(names):
        code, complete = places.resolve(names, within=frame.region)
        column = next(level for level, name in zip(LEVELS, names, strict=True) if name)
    elif place:
        code, _ = places.resolve_text(place, within=frame.region)
        complete, column = len(code or "") >= TOWNSHIP_DIGITS, "place"
    else:
        notes.warn("region_missing", None)
        row.region = frame.region
        return
    if code is None:
        notes.fault("region_unknown", column)
        return
    if not code.startswith(frame.region) and not frame.region.startswith(code):
        notes.fault("region_elsewhere", column)
        return
    if not complete and regions.children(code):
        notes.fault("region_unknown", column)
        return
    if not complete:
        notes.warn("region_partial", column)
    row.region = code if len(code) >= len(frame.region) else frame.region


def _plain_texts(row: ListRow, given: dict[str, Cell]) -> None:
    row.external_key = cells.text_of(given.get("external_key"))
    row.household_no = cells.text_of(given.get("household_no"))
    row.relation = cells.text_of(given.get("relation"))
    row.health = cells.text_of(given.get("health"))
    row.ethnicity = cells.text_of(given.get("ethnicity"))
    row.address = cells.text_of(given.get("place")) or row.region_recorded
    account = cells.text_of(given.get("bank_account"))
    row.bank_account = account.replace(" ", "") if account else None
