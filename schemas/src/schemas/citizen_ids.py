"""Citizen identity numbers (GB 11643-1999): form, check character (ISO 7064 MOD 11-2), repair.

The area code is that of the county of registration when the number was issued. It is never judged
by birth year: today's code lists refuse most numbers of people born before the last reforms.
"""

import re
import unicodedata
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Annotated

from pydantic import Field

from schemas.codes import Sex
from schemas.texts import INVISIBLE, judged, unified

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_CHARACTERS = "10X98765432"
EARLIEST_BIRTH = date(1890, 1, 1)
# The date of the People's Republic is UTC+8 all year; no summer time has been used since 1991.
_UTC_8 = timedelta(hours=8)
_FORM = re.compile(r"[1-9][0-9]{16}[0-9X]")
_OLD_FORM = re.compile(r"[1-9][0-9]{14}")
# A disability certificate number: the id, type 1-7, grade 1-4, and two more once re-issued.
_DISABILITY_FORM = re.compile(r"([1-9][0-9]{16}[0-9X])[1-7][1-4](?:[0-9A-Z]{2})?")
_SEPARATORS = re.compile(rf"[\s\-'`\"{INVISIBLE}]+")
_LOOKS_LIKE_X = str.maketrans({"×": "X", "✕": "X", "Х": "X", "х": "X", "Χ": "X", "χ": "X"})


def normalise(text: str) -> str:
    """The 18-character form if `text` is a way of writing one, else `text` without its spaces.

    Full-width characters, spaces and look-alikes of X are unified; a 15-digit number of the first
    generation gets its century and check character; a disability certificate number (20 or 22
    characters) gives the id it starts with. A wrong number stays wrong: nothing is repaired.
    """
    written = unicodedata.normalize("NFKC", text).translate(_LOOKS_LIKE_X).upper()
    bare = _SEPARATORS.sub("", written)
    if certificate := _DISABILITY_FORM.fullmatch(bare):
        return certificate[1]
    if _OLD_FORM.fullmatch(bare):
        first17 = f"{bare[:6]}19{bare[6:]}"
        return first17 + check_character(first17)
    return bare


def check_character(first17: str) -> str:
    return CHECK_CHARACTERS[
        sum(w * int(digit) for w, digit in zip(WEIGHTS, first17, strict=True)) % 11
    ]


def is_valid(text: str, *, today: date | None = None) -> bool:
    """Is this exactly a number in its 18-character form, of somebody born by today?"""
    return (
        _FORM.fullmatch(text) is not None
        and _born(text, today or _today()) is not None
        and check_character(text[:17]) == text[17]
    )


def birth_date(number: str) -> date:
    """Raises ValueError when digits 7 to 14 are no date."""
    return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))


def sex(number: str) -> Sex:
    """Digit 17 is odd for men and even for women."""
    return Sex.MALE if int(number[16]) % 2 else Sex.FEMALE


def area_code(number: str) -> str:
    """County of registration at issue; perhaps abolished since."""
    return number[:6]


def repairs(number: str, *, today: date | None = None) -> list[str]:
    """Valid numbers one slip away: a digit mistyped, two neighbours swapped, the check character.

    About twenty for a number with one slip; none for a number that is valid or has another form.
    Candidates to look up, never to store: only a record that is already there may confirm one.
    """
    born_by = today or _today()
    if not _FORM.fullmatch(number) or is_valid(number, today=born_by):
        return []
    candidates = dict.fromkeys([*_substitutions(number), *_swaps(number)])
    return [candidate for candidate in candidates if is_valid(candidate, today=born_by)]


def mask(number: str) -> str:
    """First three and last four, for officers; public notices show nothing of it."""
    if not _FORM.fullmatch(number):
        return "*" * len(number)
    return f"{number[:3]}{'*' * 11}{number[-4:]}"


def _substitutions(number: str) -> list[str]:
    others = [
        f"{number[:at]}{digit}{number[at + 1 :]}"
        for at in range(17)
        for digit in "0123456789"
        if digit != number[at]
    ]
    return [number[:17] + check_character(number[:17]), *others]


def _swaps(number: str) -> list[str]:
    return [
        f"{number[:at]}{right}{left}{number[at + 2 :]}"
        for at, (left, right) in enumerate(pairwise(number))
        if left != right
    ]


def _born(number: str, today: date) -> date | None:
    try:
        born = birth_date(number)
    except ValueError:
        return None
    return born if EARLIEST_BIRTH <= born <= today else None


def _today() -> date:
    return (datetime.now(UTC) + _UTC_8).date()


CitizenId = Annotated[
    str,
    unified(normalise),
    judged(is_valid, "citizen_id"),
    Field(
        description="公民身份号码（GB 11643） / citizen identity number",
        examples=["11010519491231002X"],
    ),
]
