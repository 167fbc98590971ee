"""Names of places in lists to region codes: downwards from the province, never by a bare name."""

from collections.abc import Sequence
from functools import lru_cache

from schemas import regions

SUFFIXES = (
    "特别行政区", "维吾尔自治区", "壮族自治区", "回族自治区", "自治区", "省", "自治州", "地区",
    "盟",
    "自治县", "自治旗", "市", "县", "区", "旗", "街道办事处", "街道", "镇", "乡", "社区居委会",
    "居委会", "社区", "村委会", "村民委员会", "村",
)  # fmt: skip
SHORTEST_STEM = 2
COUNTRY = "00"
LENGTHS = (0, 2, 4, 6, 9)
"""Digits of the region that holds a province, city, county, township, village."""


def resolve(names: Sequence[str | None], *, within: str | None = None) -> tuple[str | None, bool]:
    """The code of the deepest region reached, and whether every name was found.

    `names` are province, city, county, township, village, any of them None. A list that starts
    below the province is read inside `within`, the supplying agency's region.
    """
    first = next((i for i, name in enumerate(names) if name), None)
    if first is None:
        return None, True
    start = COUNTRY if first == 0 else (within or "")[: LENGTHS[first]]
    if len(start) < LENGTHS[first]:
        return None, False
    code = None
    for name in filter(None, names[first:]):
        found = _child(code or start, name)
        if found is None:
            return code, False
        code = found
    return code, True


def resolve_text(text: str, *, within: str | None = None) -> tuple[str | None, str]:
    """The region that a run-on address begins with, and the rest of the text."""
    code, rest = None, text
    while rest:
        found = _prefix(code or COUNTRY, rest) or (_skip_city(code, rest) if code else None)
        if found is None:
            break
        code, length = found
        rest = rest[length:]
    if code is None and within is not None:
        return _below(within, text)
    return code, rest


def _below(within: str, text: str) -> tuple[str | None, str]:
    """An address that starts at the county or below, as lists of one county write it."""
    for start in (parent for parent in (regions.parent(within), within) if parent):
        found = _prefix(start, text)
        if found:
            code, rest = found[0], text[found[1] :]
            while rest and (deeper := _prefix(code, rest)):
                code, rest = deeper[0], rest[deeper[1] :]
            return code, rest
    return None, text


def _child(parent: str, name: str) -> str | None:
    table = _children(parent)
    found = table.get(name) or table.get(stem(name))
    if found is not None or parent == COUNTRY:
        return found
    if name == regions.name_of(parent):
        return parent
    below = {code for child in set(table.values()) if (code := _direct(child, name))}
    return below.pop() if len(below) == 1 else None


def _direct(parent: str, name: str) -> str | None:
    """A county named straight after its province, where the city was left out."""
    if len(parent) != len("4304"):
        return None
    table = _children(parent)
    return table.get(name) or table.get(stem(name))


def _prefix(parent: str, text: str) -> tuple[str, int] | None:
    table = _children(parent)
    for length in range(min(len(text), 20), 1, -1):
        code = table.get(text[:length])
        if code is not None:
            return code, length
    return None


def _skip_city(code: str, text: str) -> tuple[str, int] | None:
    found = {hit for child in set(_children(code).values()) if (hit := _prefix(child, text))}
    return found.pop() if len(found) == 1 and len(code) == len("43") else None


@lru_cache(maxsize=4096)
def _children(parent: str) -> dict[str, str]:
    """Full names, and stems where only one child has that stem."""
    full = {region.name: region.code for region in regions.children(parent)}
    stems: dict[str, list[str]] = {}
    for name, code in full.items():
        stems.setdefault(stem(name), []).append(code)
    return {s: codes[0] for s, codes in stems.items() if len(codes) == 1} | full


def stem(name: str) -> str:
    """A place's name without its kind (耒阳市 → 耒阳), where two characters stay."""
    for suffix in SUFFIXES:
        if name.endswith(suffix) and len(name) - len(suffix) >= SHORTEST_STEM:
            return name.removesuffix(suffix)
    return name
