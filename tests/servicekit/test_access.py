"""Where a caller acts: only where a role is held that gives what the route asks for."""

from uuid import UUID

from schemas.purposes import Purpose
from schemas.regions import subtree
from schemas.roles import RoleName
from schemas.scopes import Scope
from schemas.subjects import SubjectKind
from servicekit.access import Grant, Principal, Role, where_held
from servicekit.testing import ServiceUnderTest

COUNTY, CITY = "431230", "3205"


def principal(*roles: Role, kind: SubjectKind = SubjectKind.OFFICER) -> Principal:
    grants = (Grant(UUID(int=1), COUNTY, CITY, frozenset({"verification"})),)
    own = tuple(subtree(role.region) for role in roles)
    return Principal("o", kind, Purpose.VERIFICATION, own=own, roles=roles, grants=grants)


def test_a_region_held_for_one_duty_is_not_opened_by_another_held_elsewhere() -> None:
    clerk = principal(Role(RoleName.CASEWORKER, CITY), Role(RoleName.SIGNATORY, COUNTY))

    assert where_held(clerk, [Scope.REGISTRY_READ], []).own == (subtree(CITY),)
    assert where_held(clerk, [Scope.AGREEMENTS_READ], []).own == (subtree(COUNTY),)
    assert where_held(clerk, [], []).own == (subtree(CITY), subtree(COUNTY))


def test_of_the_roles_that_give_a_scope_only_those_named_count() -> None:
    both = principal(Role(RoleName.CASEWORKER, CITY), Role(RoleName.RECRUITER, COUNTY))

    held = where_held(both, [Scope.MATCHING_WRITE], [RoleName.RECRUITER])

    assert held.own == (subtree(COUNTY),)


def test_an_agreement_opens_nothing_for_a_duty_held_elsewhere() -> None:
    away = principal(Role(RoleName.SIGNATORY, CITY), Role(RoleName.CASEWORKER, COUNTY))
    there = principal(Role(RoleName.CASEWORKER, "32"))

    assert where_held(away, [Scope.REGISTRY_READ], []).grants == ()
    assert where_held(there, [Scope.REGISTRY_READ], []).grants == there.grants


def test_a_system_has_no_roles_and_keeps_its_region() -> None:
    system = Principal("s", SubjectKind.CLIENT, Purpose.VERIFICATION, own=(subtree(CITY),))

    assert where_held(system, [Scope.REGISTRY_READ], []) == system


async def test_a_service_of_ours_is_heard_by_a_process_that_nobody_else_has_asked(
    notebook: ServiceUnderTest,
) -> None:
    """Whether the feed is silent is read for it too, not left from somebody else's request."""
    assert notebook.app.state.grants.fresh() is False

    await notebook.client.get("/internal/events", headers=notebook.service("svc-registry"))

    assert notebook.app.state.grants.fresh() is True
