"""What must not be read in a log: personal numbers anywhere, and what an exception quotes.

Numbers are masked in whatever spelling; rather too many than too few, but ids of ours stay whole.
"""

import re
from collections.abc import Mapping
from typing import Any

from asyncpg import PostgresError
from pydantic import ValidationError
from sqlalchemy.exc import DBAPIError

SPACE = r"[ \-\u00a0\u3000]?"
NUMBERS = re.compile(
    r"(?P<ours>(?<![0-9A-Za-z])[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}(?![0-9A-Za-z]))"
    # Citizen ids (15, 18, 20 and 22 characters), bank cards and accounts.
    rf"|(?<!\d)\d(?:{SPACE}\d){{14,}}(?:{SPACE}[XxＸｘ]\d{{0,4}})?"
    # Mobile numbers.
    rf"|(?<!\d)(?:(?:[+＋]|00)?86{SPACE}|0)?[1１]{SPACE}[3-9３-９](?:{SPACE}\d){{9}}(?!\d)"
)
SHORTEST = 11
SHOWN = 2
QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"|`[^`]*`")
CHINESE = re.compile(r"[\u2e80-\u9fff\U00020000-\U0003ffff·]+")
LONGEST_MESSAGE = 300


def mask_numbers(text: str) -> str:
    return NUMBERS.sub(_stars, text) if len(text) >= SHORTEST else text


def masked(value: Any) -> Any:
    """The value with every number in it masked, whatever it is made of."""
    if value is None or isinstance(value, bool | float):
        return value
    if isinstance(value, int):
        text = str(value)
        return value if (hidden := mask_numbers(text)) == text else hidden
    if isinstance(value, Mapping):
        return {mask_numbers(str(name)): masked(one) for name, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [masked(one) for one in value]
    if isinstance(value, BaseException):
        return said(value)
    return mask_numbers(str(value))


def said(error: BaseException) -> str:
    """What of an exception may be read: its type, and its words without what they quote.

    PostgreSQL and pydantic quote rows and input, so of theirs only codes and places are left.
    """
    return f"{type(error).__name__}: {_words(error)}".removesuffix(": ")


def _words(error: BaseException) -> str:
    if isinstance(error, PostgresError):
        about = (getattr(error, name, None) for name in ("table_name", "constraint_name"))
        return " ".join(part for part in (error.sqlstate, *about) if part)
    if isinstance(error, DBAPIError):
        return str(getattr(error.orig, "sqlstate", None) or "")
    if isinstance(error, ValidationError):
        faults = error.errors(include_url=False, include_context=False, include_input=False)
        return f"{error.title}: " + ", ".join(sorted({fault["type"] for fault in faults}))
    unquoted = QUOTED.sub("'…'", str(error))
    return mask_numbers(CHINESE.sub("…", unquoted))[:LONGEST_MESSAGE]


def _stars(found: re.Match[str]) -> str:
    text = found[0]
    return text if found["ours"] else text[:SHOWN] + "*" * (len(text) - SHOWN)
