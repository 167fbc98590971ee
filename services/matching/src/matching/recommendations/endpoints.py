from typing import Annotated
from uuid import UUID

from fastapi import Query, Request

from matching import representations
from matching.models import Post, Recommendation, Seats
from matching.recommendations import queries
from schemas import matching as wire
from schemas.paging import Page
from schemas.purposes import Purpose
from schemas.scopes import Scope
from servicekit import audit, cursors, routing
from servicekit.access import Caller, allow
from servicekit.database import Session
from servicekit.problems import NotFound

router = routing.router(prefix="/v1/workers", tags=["recommendations"])


@router.get(
    "/{person_id}/recommendations",
    operation_id="listRecommendations",
    summary="推荐岗位及理由 / Recommended posts and why",
    dependencies=[allow(Scope.MATCHING_READ, purpose=Purpose.EMPLOYMENT_SERVICE)],
)
async def list_recommendations(
    request: Request,
    session: Session,
    principal: Caller,
    person_id: UUID,
    search: Annotated[wire.RecommendationSearch, Query()],
) -> Page[wire.Recommendation]:
    """List the posts offered to a person, each part of the score explained."""
    if not await queries.is_visible(session, principal, person_id):
        raise NotFound
    rows, following = await cursors.page(
        session,
        queries.made_for(principal, person_id, search.follow_up_id),
        key=[Recommendation.id],
        limit=search.limit,
        cursor=search.cursor,
        bound_to={"person_id": person_id, "follow_up_id": search.follow_up_id},
    )
    found = [(row.Recommendation, row.Post, row.Seats) for row in rows]
    seen = {audit.Disclosure(person_id, row.origin_scope, row.work_scope) for row, _, _ in found}
    await audit.disclose(request, principal, list(seen))
    return Page(items=[_recommendation(*row) for row in found], next_cursor=following)


def _recommendation(row: Recommendation, post: Post, seats: Seats) -> wire.Recommendation:
    return wire.Recommendation(
        id=row.id,
        person_id=row.person_id,
        follow_up_id=row.follow_up_id,
        rank=row.rank,
        rung=wire.Rung(row.rung),
        score=row.score,
        parts=[wire.ScorePart.model_validate(part) for part in row.parts],
        post=representations.post(post, seats),
        made_at=row.made_at,
    )
