"""Words of a coded value in both languages of the platform."""

from typing import NamedTuple


class Title(NamedTuple):
    zh: str
    en: str
