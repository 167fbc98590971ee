"""What goes wrong in real lists, each with its rate and its name in the truth.

Rates are per row. `fatal` flaws make a row unusable as it stands; the others a registry must bear.
"""

from collections.abc import Callable
from random import Random
from typing import Any

from samples.names import other_spelling

Row = dict[str, Any]
Flaw = Callable[[Random, Row], None]


def _wide_digits(random: Random, row: Row) -> None:
    del random
    row["id"] = row["id"].translate({ord(d): ord(d) + 0xFEE0 for d in "0123456789"})


def _spaces(random: Random, row: Row) -> None:
    del random
    row["id"], row["name"] = f" {row['id']} ", f"{row['name']}\u3000"


def _lower_x(random: Random, row: Row) -> None:
    del random
    row["id"] = row["id"].lower()


def _first_generation(random: Random, row: Row) -> None:
    del random
    if row["id"][6:8] == "19":
        row["id"] = row["id"][:6] + row["id"][8:17]


def _certificate(random: Random, row: Row) -> None:
    row["id"] += random.choice(("41", "52", "6301"))


def _wrong_digit(random: Random, row: Row) -> None:
    place = random.randrange(6, 17)
    digit = str((int(row["id"][place]) + random.randrange(1, 10)) % 10)
    row["id"] = row["id"][:place] + digit + row["id"][place + 1 :]


def _float_id(random: Random, row: Row) -> None:
    del random
    row["id"] = float(row["id"][:17].ljust(18, "0"))


def _no_id(random: Random, row: Row) -> None:
    del random
    row["id"] = ""


def _spelling(random: Random, row: Row) -> None:
    del random
    row["name"] = other_spelling(row["name"])


def _separator(random: Random, row: Row) -> None:
    dot = random.choice("•・．")
    row["name"] = f"{row['name']}{dot}"


def _short_phone(random: Random, row: Row) -> None:
    del random
    row["phone"] = row["phone"][:10]


def _no_phone(random: Random, row: Row) -> None:
    del random
    row["phone"] = ""


def _wage(random: Random, row: Row) -> None:
    row["wage"] = random.choice((30, 99999))


def _formula(random: Random, row: Row) -> None:
    del random
    row["name"] = '=HYPERLINK("http://example.invalid","x")'


def _future(random: Random, row: Row) -> None:
    row["started_year"] = random.choice((2031, 2048))


def _unknown_region(random: Random, row: Row) -> None:
    del random
    row["village_name"] = "不存在村"
    row["township_name"] = "不存在镇"


FLAWS: dict[str, tuple[float, Flaw]] = {
    "wide_digits": (0.008, _wide_digits),
    "spaces": (0.02, _spaces),
    "lower_x": (0.02, _lower_x),
    "first_generation_id": (0.003, _first_generation),
    "certificate_number": (0.006, _certificate),
    "wrong_digit": (0.008, _wrong_digit),
    "float_id": (0.004, _float_id),
    "no_id": (0.006, _no_id),
    "spelling": (0.01, _spelling),
    "separator": (0.004, _separator),
    "short_phone": (0.01, _short_phone),
    "no_phone": (0.03, _no_phone),
    "wage": (0.006, _wage),
    "formula": (0.001, _formula),
    "future_date": (0.003, _future),
    "unknown_region": (0.003, _unknown_region),
}


def spoil(random: Random, row: Row) -> list[str]:
    """Apply at most one flaw to the row; returns the names of those applied."""
    drawn = random.random()
    for name, (rate, flaw) in FLAWS.items():
        if drawn < rate:
            flaw(random, row)
            return [name]
        drawn -= rate
    return []
