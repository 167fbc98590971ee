"""Where a caller may act."""

from schemas.regions import subtree
from schemas.roles import RoleName
from servicekit.access import Principal


def covers(principal: Principal, region: str) -> bool:
    """Whether the whole region lies within one of the caller's own."""
    lo, hi = subtree(region)
    return any(low <= lo and hi <= high for low, high in principal.own)


def holds(principal: Principal, scope: int, name: RoleName) -> bool:
    """Whether the caller has the role over that place, not merely somewhere."""
    ranges = [subtree(role.region) for role in principal.roles if role.name is name]
    return any(low <= scope < high for low, high in ranges)
