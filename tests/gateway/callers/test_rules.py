"""HE4: what an agreement opens, to whom, and what a client and a role leave of each other."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from gateway.callers import rules
from gateway.callers.rules import InForce, RoleAt
from schemas.roles import RoleName

TODAY = date(2026, 3, 2)
AGREEMENT = InForce(
    UUID(int=1), ["431230"], ["3205"], ["verification"], TODAY, TODAY + timedelta(days=30)
)


@pytest.mark.parametrize(
    ("region", "destination"),
    [("3205", "3205"), ("320505", "320505"), ("32", "3205"), ("00", "3205")],
)
def test_the_receiving_side_sees_where_the_two_meet(region: str, destination: str) -> None:
    (grant,) = rules.grants_of([AGREEMENT], [region], TODAY)

    assert (grant.origin, grant.destination) == ("431230", destination)
    assert grant.purposes == ("verification",)


@pytest.mark.parametrize("region", ["431230", "3201", "320", "130624"])
def test_nobody_else_is_granted_anything(region: str) -> None:
    assert rules.grants_of([AGREEMENT], [region.ljust(4, "1")], TODAY) == ()


@pytest.mark.parametrize("day", [TODAY - timedelta(days=1), TODAY + timedelta(days=31)])
def test_outside_its_term_an_agreement_opens_nothing(day: date) -> None:
    assert rules.grants_of([AGREEMENT], ["3205"], day) == ()


def test_a_token_may_do_what_both_the_role_and_the_client_allow() -> None:
    roles = [RoleAt(RoleName.SIGNATORY, "43")]

    assert rules.scopes_of(roles, ["agreements.read", "registry.read"]) == {"agreements.read"}


def test_ranges_of_neighbours_and_nested_regions_are_merged() -> None:
    assert rules.own_ranges(["4312", "431230"]) == ((431200000000, 431300000000),)
