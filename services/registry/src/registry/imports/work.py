"""What a row says about work: since when, until when, where, for whom, for how much."""

from datetime import date

from registry.imports import cells, places, vocabulary
from registry.imports.frames import Frame
from registry.imports.notes import Notes
from registry.imports.rows import ListRow
from registry.imports.tables import Cell
from schemas import credit_codes

LEAST_WAGE_FEN, MOST_WAGE_FEN = 100_00, 30_000_00
"""Rules 5_16_001 and 5_16_002 of the national register: outside, the wage is doubtful."""
WORKING_AGE = 16
WORK_LEVELS = ("work_province", "work_city", "work_county")


def read(row: ListRow, given: dict[str, Cell], notes: Notes, frame: Frame) -> None:
    today = frame.today
    row.working = _flag("working", given, notes)
    row.organised = _flag("organised", given, notes)
    row.started = _month("started", given, notes, today)
    row.ended = _month("ended", given, notes, today)
    row.insured_through = _month("insured_through", given, notes, today)
    row.employer_name = cells.text_of(given.get("employer_name"))
    row.employer_code = _credit_code(given.get("employer_code"), notes)
    row.wage_fen = _wage(given.get("wage"), notes)
    row.industry = cells.text_of(given.get("industry"))
    row.channel = cells.text_of(given.get("channel"))
    row.work_region = _place(given, notes, frame)
    _order(row, notes)


def _flag(name: str, given: dict[str, Cell], notes: Notes) -> bool | None:
    text = cells.text_of(given.get(name))
    if text is None:
        return None
    found = vocabulary.flag(name, text)
    if found is None:
        notes.warn("value_unknown", name)
    return found


def _month(name: str, given: dict[str, Cell], notes: Notes, today: date) -> str | None:
    try:
        found = cells.day_of(given.get(name))
    except ValueError:
        notes.fault("date_unreadable", name)
        return None
    if found is None:
        return None
    if found[0] > today:
        notes.fault("date_future", name)
        return None
    return cells.month_text(found[0])


def _order(row: ListRow, notes: Notes) -> None:
    if row.started and row.ended and row.ended < row.started:
        notes.fault("end_before_start", "ended")
    if row.started and row.birth_date:
        year, month = int(row.started[:4]) - WORKING_AGE, row.started[5:]
        if row.birth_date[:7] > f"{year:04}-{month}":
            notes.fault("under_16_at_start", "started")


def _credit_code(cell: Cell, notes: Notes) -> str | None:
    text = cells.text_of(cell)
    if text is None:
        return None
    code = text.upper().replace(" ", "")
    if credit_codes.is_valid(code):
        return code
    notes.warn("credit_code_invalid", "employer_code")
    return None


def _wage(cell: Cell, notes: Notes) -> int | None:
    try:
        fen = cells.fen_of(cell)
    except ValueError:
        notes.fault("wage_unreadable", "wage")
        return None
    if fen and not LEAST_WAGE_FEN <= fen <= MOST_WAGE_FEN:
        notes.warn("wage_out_of_range", "wage")
    return fen or None


def _place(given: dict[str, Cell], notes: Notes, frame: Frame) -> str | None:
    """A list of insured people says work in its own city, unless it names another district."""
    names = [cells.text_of(given.get(level)) for level in WORK_LEVELS]
    text = cells.text_of(given.get("work_place"))
    within = None if frame.template.registers else frame.region
    if any(names):
        code, _ = places.resolve([*names, None, None], within=within)
        column = next(level for level, name in zip(WORK_LEVELS, names, strict=True) if name)
    elif text:
        (code, _), column = places.resolve_text(text, within=within), "work_place"
    else:
        return within
    if code is None:
        notes.warn("work_place_unknown", column)
    return code or within
