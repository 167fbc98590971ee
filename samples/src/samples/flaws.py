"""What goes wrong in real lists, each with its name in the truth and its rate.

A rate is the share of those rows that can have the flaw; a row gets one at most.
"""

from collections.abc import Callable
from datetime import date
from random import Random
from typing import Any

from samples.names import LOOKALIKES, SEPARATOR, other_spelling
from samples.workbooks import Formula

Row = dict[str, Any]
"""The cells of one row that a flaw may touch; a list that lacks a column lacks the key."""

Flaw = Callable[[Random, Row], bool]
"""Spoils the row in place; False when this row cannot have the flaw."""

WIDE = {ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789"}


def _wide_digits(_: Random, row: Row) -> bool:
    row["id"] = row["id"].translate(WIDE)
    return True


def _spaces(_: Random, row: Row) -> bool:
    row["id"], row["name"] = f" {row['id']} ", f"{row['name']}\u3000"
    return True


def _lower_x(_: Random, row: Row) -> bool:
    spoilt = row["id"].lower()
    row["id"], had = spoilt, row["id"]
    return bool(spoilt != had)


def _first_generation(_: Random, row: Row) -> bool:
    if row["id"][6:8] != "19":
        return False
    row["id"] = row["id"][:6] + row["id"][8:17]
    return True


def _certificate(random: Random, row: Row) -> bool:
    """A disability certificate's number: type and grade, and two more once re-issued."""
    row["id"] += random.choice(("41", "52", "6301"))
    return True


def _wrong_digit(random: Random, row: Row) -> bool:
    place = random.randrange(6, 17)
    digit = str((int(row["id"][place]) + random.randrange(1, 10)) % 10)
    row["id"] = row["id"][:place] + digit + row["id"][place + 1 :]
    return True


def _float_id(_: Random, row: Row) -> bool:
    row["id"] = float(row["id"][:17] + "0")
    return True


def _no_id(_: Random, row: Row) -> bool:
    if not row.get("phone"):
        return False
    row["id"] = ""
    return True


def _spelling(_: Random, row: Row) -> bool:
    row["name"] = other_spelling(row["name"])
    return True


def _separator(random: Random, row: Row) -> bool:
    if SEPARATOR not in row["name"]:
        return False
    row["name"] = row["name"].replace(SEPARATOR, random.choice(LOOKALIKES))
    return True


def _short_phone(_: Random, row: Row) -> bool:
    if "phone" not in row:
        return False
    row["phone"] = row["phone"][:10]
    return True


def _no_phone(_: Random, row: Row) -> bool:
    if "phone" not in row:
        return False
    row["phone"] = ""
    return True


def _blanks(_: Random, row: Row) -> bool:
    """Cells left empty that another list, or this one last month, has."""
    cells = [name for name in ("education", "bank_account", "wage") if row.get(name)]
    row.update(dict.fromkeys(cells, ""))
    return bool(cells)


def _wage(random: Random, row: Row) -> bool:
    if row.get("wage") is None:
        return False
    row["wage"] = random.choice((30, 99999))
    return True


def _formula(random: Random, row: Row) -> bool:
    text = '=HYPERLINK("http://example.invalid","x")'
    row["name"] = Formula(text) if random.random() < 1 / 2 else text
    return True


def _future(random: Random, row: Row) -> bool:
    if row.get("started") is None:
        return False
    row["started"] = row["started"].replace(year=random.choice((2031, 2048)))
    row["ended"] = None
    return True


def _end_before_start(_: Random, row: Row) -> bool:
    started: date | None = row.get("started")
    if started is None or "ended" not in row:
        return False
    row["ended"] = started.replace(year=started.year - 1)
    return True


def _unknown_region(_: Random, row: Row) -> bool:
    if "village" not in row:
        return False
    row["township"], row["village"] = "不存在镇", "不存在村"
    return True


def _stopped(_: Random, row: Row) -> bool:
    """Paid no longer: whoever reports work there is contradicted."""
    if "insured" not in row:
        return False
    row["insured"], row["insured_through"] = "暂停参保", "2025-11"
    return True


FLAWS: dict[str, tuple[float, Flaw]] = {
    "lower_x": (0.3, _lower_x),
    "separator": (0.5, _separator),
    "wide_digits": (0.008, _wide_digits),
    "spaces": (0.02, _spaces),
    "first_generation_id": (0.004, _first_generation),
    "certificate_number": (0.006, _certificate),
    "wrong_digit": (0.008, _wrong_digit),
    "float_id": (0.004, _float_id),
    "no_id": (0.006, _no_id),
    "spelling": (0.01, _spelling),
    "short_phone": (0.01, _short_phone),
    "no_phone": (0.03, _no_phone),
    "blank_cells": (0.01, _blanks),
    "wage": (0.006, _wage),
    "formula": (0.001, _formula),
    "future_date": (0.003, _future),
    "end_before_start": (0.002, _end_before_start),
    "unknown_region": (0.003, _unknown_region),
    "insurance_stopped": (0.012, _stopped),
}
OF_PAIRS = frozenset({"duplicate_row", "second_spelling"})
"""A second row of the same person in one list: the same again, or spelled otherwise."""

OF_PEOPLE = frozenset({"shared_phone", "rare_character"})
"""Not errors, yet what systems err on: a household's one phone, characters outside GBK."""

UNUSABLE = frozenset(
    {"float_id", "formula", "future_date", "end_before_start", "unknown_region", "short_phone"}
)
"""Flaws with which a row cannot be taken over as it stands; the others a registry must bear.

`wrong_digit` is usable where another record confirms the one right correction.
"""


def spoil(random: Random, row: Row) -> list[str]:
    """Apply one flaw or none, in place; its name."""
    for name, (rate, flaw) in FLAWS.items():
        if random.random() < rate and flaw(random, row):
            return [name]
    return []
