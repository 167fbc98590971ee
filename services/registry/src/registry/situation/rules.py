"""Which regions a table of figures has: all children, with zero where nothing is. Pure."""

from collections.abc import Iterable

from schemas import regions
from schemas.regions import Level

BELOW = {
    Level.NATION: Level.PROVINCE,
    Level.PROVINCE: Level.PREFECTURE,
    Level.PREFECTURE: Level.COUNTY,
    Level.COUNTY: Level.TOWNSHIP,
    Level.TOWNSHIP: Level.VILLAGE,
    Level.VILLAGE: Level.VILLAGE,
}


def level_below(region: str) -> Level:
    return BELOW[regions.level(region)]


def is_above(level: Level, region: str) -> bool:
    """Whether `level` is wider than the region itself."""
    order = list(Level)
    return order.index(level) < order.index(regions.level(region))


def scopes_of(region: str, level: Level | None) -> tuple[int, int]:
    """Lowest scope and one past the highest of a row in a table by `level`.

    There the code of a region above `level` is the row of those who are known no more exactly.
    Without a level: everybody of the region.
    """
    if level is None or level is Level.NATION or region == regions.COUNTRY:
        return regions.subtree(region)
    return regions.subtree(region.ljust(level.digits, "0"))


def rows_of(region: str, level: Level, found: Iterable[int]) -> list[str]:
    """Codes at `level` in `region`: the shipped ones, and those that figures exist for.

    A scope that is known less exactly (a person whose village is unknown) stands under the code
    that ends in zeros, at its own place in the order.
    """
    codes = {f"{area:0{level.digits}}" for area in found}
    if regions.level(region) is level:
        codes.add(region)
    return sorted(codes | set(_below(region, level)))


def _below(region: str, level: Level) -> Iterable[str]:
    if regions.level(region) is level:
        return [region]
    if len(region) >= level.digits and region != regions.COUNTRY:
        return []
    found = [child.code for child in regions.children(region)]
    if level_below(region) is level:
        return found
    return [code for child in found for code in _below(child, level)]


def name_of(code: str) -> str:
    """The region's own name; for a code known only to a level above, that region's name."""
    region = regions.get(code)
    if region is not None:
        return region.name
    return f"{regions.name_of(regions.canonical(code))}（未细分）" if code.endswith("00") else code
