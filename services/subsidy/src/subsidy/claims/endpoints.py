from typing import Annotated
from uuid import UUID

from fastapi import Query, Request, Response

from schemas import subsidy as wire
from schemas.paging import Page
from schemas.purposes import Purpose
from schemas.roles import RoleName
from schemas.scopes import Scope
from servicekit import audit, cursors, etags, routing
from servicekit.access import Caller, Principal, allow
from servicekit.audit import Disclosure
from servicekit.context import Ctx
from servicekit.database import Session
from servicekit.problems import NotFound
from servicekit.sealing import KeyRing
from subsidy import representations
from subsidy.claims import queries, service
from subsidy.models import Claim, Review

router = routing.router(prefix="/v1/claims", tags=["claims"])
READ = allow(Scope.SUBSIDY_READ, purpose=Purpose.SUBSIDY)
APPLY = allow(Scope.SUBSIDY_APPLY, purpose=Purpose.SUBSIDY, roles=(RoleName.SUBSIDY_CLERK,))
REVIEW = allow(
    Scope.SUBSIDY_REVIEW,
    purpose=Purpose.SUBSIDY,
    roles=(RoleName.TOWNSHIP_REVIEWER, RoleName.COUNTY_REVIEWER),
)
OBJECT = allow(
    Scope.SUBSIDY_READ,
    purpose=Purpose.SUBSIDY,
    roles=(RoleName.SUBSIDY_CLERK, RoleName.TOWNSHIP_REVIEWER, RoleName.COUNTY_REVIEWER),
)


@router.post(
    "",
    status_code=201,
    operation_id="raiseClaim",
    summary="发起一人的补贴申领 / Raise a claim for one person",
    dependencies=[APPLY],
)
async def raise_claim(
    request: Request,
    session: Session,
    principal: Caller,
    context: Ctx,
    data: wire.ClaimCreate,
    response: Response,
) -> wire.Claim:
    """Raise and decide one claim; a period that is taken, wherever, refuses it."""
    claim = await service.raise_one(session, principal, context.keys, data)
    await _disclose(request, principal, [claim])
    response.headers["Location"] = f"/v1/claims/{claim.id}"
    return _tagged(response, claim)


@router.get("", operation_id="listClaims", summary="补贴申领 / Claims", dependencies=[READ])
async def list_claims(
    request: Request,
    session: Session,
    principal: Caller,
    search: Annotated[wire.ClaimSearch, Query()],
) -> Page[wire.Claim]:
    """List claims that the caller's regions pay."""
    rows, following = await cursors.page(
        session,
        queries.visible(principal, search),
        key=[Claim.id],
        limit=search.limit,
        cursor=search.cursor,
        bound_to=search.model_dump(exclude={"limit", "cursor"}),
    )
    claims = [row[0] for row in rows]
    await _disclose(request, principal, claims)
    return Page(items=[representations.claim(claim) for claim in claims], next_cursor=following)


@router.get(
    "/{claim_id}", operation_id="getClaim", summary="一项申领 / A claim", dependencies=[READ]
)
async def get_claim(
    request: Request,
    session: Session,
    principal: Caller,
    context: Ctx,
    claim_id: UUID,
    response: Response,
) -> wire.ClaimDetail:
    """Read a claim with its decision, clause by clause, and its reviews."""
    claim = await queries.by_id(session, principal, claim_id)
    if claim is None:
        raise NotFound
    await _disclose(request, principal, [claim])
    version = await queries.pinned_version(session, claim)
    reviews = [_opened(one, context.keys) for one in await queries.reviews(session, claim)]
    response.headers["ETag"] = etags.etag(claim.version)
    return representations.claim_detail(claim, version, reviews)


@router.post(
    "/{claim_id}/review",
    operation_id="reviewClaim",
    summary="审核（乡镇、县两级；异议由县级处理） / Review a claim",
    dependencies=[REVIEW],
)
async def review_claim(
    session: Session,
    principal: Caller,
    context: Ctx,
    claim_id: UUID,
    data: wire.ReviewCreate,
    expected: etags.IfMatch,
    response: Response,
) -> wire.Claim:
    """Pass or reject at the level the claim waits for; two people for two levels; If-Match."""
    claim = await service.review(
        session, principal, context.keys, claim_id, data, expected=expected
    )
    return _tagged(response, claim)


@router.post(
    "/{claim_id}/objection",
    operation_id="objectToClaim",
    summary="登记公示异议 / Record an objection",
    dependencies=[OBJECT],
)
async def object_to_claim(
    session: Session,
    principal: Caller,
    context: Ctx,
    claim_id: UUID,
    data: wire.ObjectionCreate,
    response: Response,
) -> wire.Claim:
    """Record an objection received during the notice; the claim waits for the county's review."""
    claim = await service.object_to(session, principal, context.keys, claim_id, data)
    return _tagged(response, claim)


def _tagged(response: Response, claim: Claim) -> wire.Claim:
    response.headers["ETag"] = etags.etag(claim.version)
    return representations.claim(claim)


async def _disclose(request: Request, principal: Principal, claims: list[Claim]) -> None:
    """Whose home is elsewhere is shown only with an access record.

    A claim's place is where the payer finds the person; for a receiving payer that is work.
    """
    await audit.disclose(
        request,
        principal,
        [
            Disclosure(claim.beneficiary_id, claim.origin_scope, claim.owner_scope)
            for claim in claims
        ],
    )


def _opened(review: Review, keys: KeyRing) -> wire.Review:
    shown = wire.Review.model_validate(review)
    if review.note is None:
        return shown
    note = keys.open(bytes.fromhex(review.note), aad=f"reviews.note|{review.id}").decode()
    return shown.model_copy(update={"note": note})
