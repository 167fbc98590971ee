"""What a caller may see, as conditions for queries; row-level security holds the same line."""

from sqlalchemy import ColumnElement, or_

from matching.models import Application, Employer, Placement, Post
from schemas.regions import subtree
from schemas.roles import RoleName
from schemas.subjects import SubjectKind
from servicekit import scope
from servicekit.access import Principal


def own_employers(principal: Principal) -> ColumnElement[bool]:
    """Employers registered in the caller's regions; for an employer, itself."""
    if principal.kind is SubjectKind.EMPLOYER:
        return Employer.id == principal.actor_id
    return scope.visible(principal, owner=Employer.owner_scope)


def own_posts(principal: Principal) -> ColumnElement[bool]:
    """Posts the caller may manage, whatever their state."""
    if principal.kind is SubjectKind.EMPLOYER:
        return Post.employer_id == principal.actor_id
    return scope.visible(principal, owner=Post.owner_scope)


def posts(principal: Principal) -> ColumnElement[bool]:
    """Published posts, and those the caller manages."""
    return or_(Post.state == "published", own_posts(principal))


def personal(
    principal: Principal, table: type[Application] | type[Placement]
) -> ColumnElement[bool]:
    """Rows of the caller's people; for an employer, those of its own posts."""
    if principal.kind is SubjectKind.EMPLOYER:
        return table.employer_id == principal.actor_id
    return scope.visible(principal, origin=table.origin_scope, work=table.work_scope)


def owned(principal: Principal, table: type[Application]) -> ColumnElement[bool]:
    """Rows the caller may change: of its own people, or of its own posts."""
    if principal.kind is SubjectKind.EMPLOYER:
        return table.employer_id == principal.actor_id
    return scope.visible(principal, origin=table.origin_scope)


def holds(principal: Principal, region_scope: int, *names: RoleName) -> bool:
    """Whether the caller has one of the roles over that region, not merely somewhere."""
    ranges = [subtree(role.region) for role in principal.roles if role.name in names]
    return any(low <= region_scope < high for low, high in ranges)
