"""Single cells: text, months, days, amounts and yes or no, as spreadsheets give them."""

import re
import unicodedata
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation

from registry.imports.tables import Cell

LONGEST = 500
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
EXCEL_EPOCH = date(1899, 12, 30)
SERIALS = range(10_000, 80_000)
_DATE = re.compile(
    r"(\d{4})\s*[年./-]\s*(\d{1,2})(?:\s*[月./-]\s*(\d{1,2})\s*日?)?\s*月?(?:[ T].*)?"
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})?")
_AMOUNT = re.compile(r"[¥￥,，\s]|元(?:/月)?$")
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?[eE]\+?\d{2}")
_PLAIN = re.compile(r"[0-9A-Za-z\u4e00-\u9fff]+")
_BLANKS = frozenset(
    {"", "-", "--", "—", "/", "无", "无。", "空", "null", "NULL", "None", "N/A", "\\N"}
)


def text_of(cell: Cell) -> str | None:
    """The cell as one line of text; None for what people write where there is nothing."""
    if cell is None:
        return None
    if isinstance(cell, str) and _PLAIN.fullmatch(cell):  # as it is already, in most cells
        return None if cell in _BLANKS else cell
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, datetime):
        cell = cell.date()
    text = unicodedata.normalize("NFKC", str(cell)).replace("\u200b", "").replace("\ufeff", "")
    text = " ".join(text.split())
    return None if text in _BLANKS else text


def looks_rounded(cell: Cell) -> bool:
    """An id number that a spreadsheet holds, or once held, as a number."""
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return True
    return isinstance(cell, str) and _SCIENTIFIC.fullmatch(cell.strip()) is not None


def day_of(cell: Cell) -> tuple[date, bool] | None:
    """A date and whether the day was given; raises ValueError where no date can be read."""
    if isinstance(cell, datetime):
        return cell.date(), True
    if isinstance(cell, date):
        return cell, True
    text = text_of(cell)
    if text is None:
        return None
    if text.isdigit() and len(text) == len("45000") and int(text) in SERIALS:
        return EXCEL_EPOCH + timedelta(days=int(text)), True
    found = _DATE.fullmatch(text) or _COMPACT.fullmatch(text)
    if found is None:
        raise ValueError("no date")
    year, month, day = found.groups()
    return date(int(year), int(month), int(day or 1)), day is not None


def fen_of(cell: Cell) -> int | None:
    """An amount of yuan in fen; raises ValueError where it is none."""
    text = text_of(cell)
    if text is None:
        return None
    try:
        yuan = Decimal(_AMOUNT.sub("", text))
    except InvalidOperation as error:
        raise ValueError("no amount") from error
    if not yuan.is_finite() or not 0 <= yuan < 10**9:
        raise ValueError("no amount")
    return int((yuan * 100).to_integral_value())


def starts_like_formula(cell: Cell) -> bool:
    return isinstance(cell, str) and cell.startswith(FORMULA_STARTS) and len(cell.strip()) > 1


def month_text(day: date) -> str:
    return f"{day:%Y-%m}"
