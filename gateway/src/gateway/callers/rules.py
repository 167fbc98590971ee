"""What a caller may do where, from roles and agreements; no I/O."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from schemas.regions import subtree
from schemas.roles import SCOPES_OF, RoleName
from servicekit.access import Range
from servicekit.scope import merged


@dataclass(frozen=True, order=True)
class RoleAt:
    name: RoleName
    region: str


@dataclass(frozen=True)
class InForce:
    """An agreement's terms; `state` in_force is the caller's business to ask for."""

    id: UUID
    origins: Sequence[str]
    destinations: Sequence[str]
    purposes: Sequence[str]
    starts_on: date
    ends_on: date


@dataclass(frozen=True, order=True)
class Grant:
    agreement_id: UUID
    origin: str
    destination: str
    purposes: tuple[str, ...]


def scopes_of(roles: Iterable[RoleAt], ceiling: Collection[str]) -> frozenset[str]:
    """What the client may ask for at most, and what some role of the person gives."""
    held = {scope.value for role in roles for scope in SCOPES_OF[role.name]}
    return frozenset(held & set(ceiling))


def own_ranges(regions: Iterable[str]) -> tuple[Range, ...]:
    return merged([subtree(region) for region in regions])


def grants_of(
    agreements: Iterable[InForce], regions: Collection[str], today: date
) -> tuple[Grant, ...]:
    """The receiving side's view: each origin, at the destinations that are the caller's own."""
    found = {
        Grant(agreement.id, origin, overlap, tuple(sorted(agreement.purposes)))
        for agreement in agreements
        if agreement.starts_on <= today <= agreement.ends_on
        for origin in agreement.origins
        for destination in agreement.destinations
        for region in regions
        if (overlap := deeper(destination, region)) is not None
    }
    return tuple(sorted(found))


def deeper(one: str, other: str) -> str | None:
    """The intersection of two subtrees: nested ones meet in the inner, others nowhere."""
    (lo, hi), (from_, to) = subtree(one), subtree(other)
    if lo <= from_ and to <= hi:
        return other
    if from_ <= lo and hi <= to:
        return one
    return None
