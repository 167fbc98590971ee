from typing import Annotated
from uuid import UUID

from fastapi import Query, Response

from schemas import subsidy as wire
from schemas.paging import Page
from schemas.purposes import Purpose
from schemas.roles import RoleName
from schemas.scopes import Scope
from servicekit import cursors, routing
from servicekit.access import Caller, allow
from servicekit.database import Session
from servicekit.problems import NotFound
from subsidy import representations
from subsidy.models import ClaimRun
from subsidy.runs import queries, service

router = routing.router(prefix="/v1/claim-runs", tags=["claim-runs"])
READ = allow(Scope.SUBSIDY_READ, purpose=Purpose.SUBSIDY)
APPLY = allow(Scope.SUBSIDY_APPLY, purpose=Purpose.SUBSIDY, roles=(RoleName.SUBSIDY_CLERK,))


@router.post(
    "",
    status_code=202,
    operation_id="runClaims",
    summary="由数据发起申领（免申即享） / Raise claims from data alone",
    dependencies=[APPLY],
)
async def run_claims(
    session: Session, principal: Caller, data: wire.ClaimRunCreate, response: Response
) -> wire.ClaimRun:
    """Raise claims for everybody of the region whose facts satisfy the policy; ask again."""
    run = await service.request(session, principal, data)
    response.headers["Location"] = f"/v1/claim-runs/{run.id}"
    return representations.run(run)


@router.get(
    "", operation_id="listClaimRuns", summary="批量发起 / Runs of claims", dependencies=[READ]
)
async def list_claim_runs(
    session: Session, principal: Caller, search: Annotated[wire.ClaimRunSearch, Query()]
) -> Page[wire.ClaimRun]:
    """List runs of the caller's regions, newest first."""
    rows, following = await cursors.page(
        session,
        queries.visible(principal, search),
        key=[ClaimRun.id],
        limit=search.limit,
        cursor=search.cursor,
        bound_to=search.model_dump(exclude={"limit", "cursor"}),
        descending=True,
    )
    return Page(items=[representations.run(row[0]) for row in rows], next_cursor=following)


@router.get(
    "/{run_id}", operation_id="getClaimRun", summary="一次批量发起 / A run", dependencies=[READ]
)
async def get_claim_run(session: Session, principal: Caller, run_id: UUID) -> wire.ClaimRun:
    """Read a run's state, progress and counts."""
    run = await queries.by_id(session, principal, run_id)
    if run is None:
        raise NotFound
    return representations.run(run)
