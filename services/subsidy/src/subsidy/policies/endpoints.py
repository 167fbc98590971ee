from typing import Annotated
from uuid import UUID

from fastapi import Query, Response

from schemas import subsidy as wire
from schemas.paging import Page
from schemas.purposes import Purpose
from schemas.roles import RoleName
from schemas.scopes import Scope
from servicekit import clock, cursors, routing
from servicekit.access import Caller, allow
from servicekit.database import Session
from servicekit.problems import NotFound
from subsidy import representations
from subsidy.models import Policy
from subsidy.policies import queries, service

router = routing.router(prefix="/v1/policies", tags=["policies"])
READ = allow(Scope.SUBSIDY_READ, purpose=Purpose.SUBSIDY)
WRITE = allow(Scope.SUBSIDY_APPROVE, purpose=Purpose.SUBSIDY, roles=(RoleName.COUNTY_REVIEWER,))


@router.get(
    "", operation_id="listPolicies", summary="补贴政策 / Subsidy policies", dependencies=[READ]
)
async def list_policies(
    session: Session, search: Annotated[wire.PolicySearch, Query()]
) -> Page[wire.Policy]:
    """List policies with the version in force today; they are public among officers."""
    rows, following = await cursors.page(
        session,
        queries.search(search, clock.business_today()),
        key=[Policy.id],
        limit=search.limit,
        cursor=search.cursor,
        bound_to=search.model_dump(exclude={"limit", "cursor"}),
    )
    items = [representations.policy(row.Policy, row.PolicyVersion) for row in rows]
    return Page(items=items, next_cursor=following)


@router.post(
    "",
    status_code=201,
    operation_id="publishPolicy",
    summary="发布政策或新版本 / Publish a policy or its next version",
    dependencies=[WRITE],
)
async def publish_policy(
    session: Session, principal: Caller, document: wire.PolicyDocument, response: Response
) -> wire.Policy:
    """Publish a policy document of the caller's region; a known code gets its next version."""
    policy, version = await service.publish(session, principal, document)
    response.headers["Location"] = f"/v1/policies/{policy.id}"
    return representations.policy(policy, version)


@router.get(
    "/{policy_id}", operation_id="getPolicy", summary="一项政策 / A policy", dependencies=[READ]
)
async def get_policy(session: Session, policy_id: UUID) -> wire.Policy:
    """Read a policy with every clause, its expression and where it stands."""
    found = await queries.current(session, policy_id, clock.business_today())
    if found is None:
        raise NotFound
    return representations.policy(*found)


@router.get(
    "/{policy_id}/versions",
    operation_id="listPolicyVersions",
    summary="政策历次版本 / Versions of a policy",
    dependencies=[READ],
)
async def list_policy_versions(session: Session, policy_id: UUID) -> Page[wire.Policy]:
    """List all versions, newest first; decisions pin one of them."""
    found = await queries.current(session, policy_id, clock.business_today())
    if found is None:
        raise NotFound
    versions = await queries.versions(session, policy_id)
    return Page(items=[representations.policy(found[0], version) for version in versions])
