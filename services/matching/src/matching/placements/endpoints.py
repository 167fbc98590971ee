from typing import Annotated

from fastapi import Query, Request

from matching.models import Placement
from matching.placements import queries, service
from schemas import matching as wire
from schemas.paging import Page
from schemas.purposes import Purpose
from schemas.scopes import Scope
from schemas.subjects import SubjectKind
from servicekit import audit, cursors, routing
from servicekit.access import Caller, allow
from servicekit.database import Session

router = routing.router(prefix="/v1/placements", tags=["placements"])


@router.post(
    "",
    status_code=201,
    operation_id="confirmPlacement",
    summary="用人单位确认到岗 / The employer confirms a first day",
    dependencies=[
        allow(Scope.MATCHING_WRITE, purpose=Purpose.RECRUITMENT, kinds=(SubjectKind.EMPLOYER,))
    ],
    response_model=wire.Placement,
)
async def confirm_placement(
    session: Session, principal: Caller, data: wire.PlacementCreate
) -> Placement:
    """Confirm the first day of an applicant to one of the employer's own posts, once."""
    return await service.confirm(session, principal, data)


@router.get(
    "",
    operation_id="listPlacements",
    summary="到岗记录 / Placements",
    dependencies=[
        allow(
            Scope.MATCHING_READ,
            purpose=Purpose.RECRUITMENT,
            kinds=(SubjectKind.OFFICER, SubjectKind.CLIENT, SubjectKind.EMPLOYER),
        )
    ],
)
async def list_placements(
    request: Request,
    session: Session,
    principal: Caller,
    search: Annotated[wire.PlacementSearch, Query()],
) -> Page[wire.Placement]:
    """List placements of the caller's people; an employer sees its own."""
    rows, following = await cursors.page(
        session,
        queries.visible_to(principal, search),
        key=[Placement.id],
        limit=search.limit,
        cursor=search.cursor,
        bound_to=search.model_dump(exclude={"limit", "cursor"}),
        descending=True,
    )
    found = [row[0] for row in rows]
    seen = [audit.Disclosure(row.person_id, row.origin_scope, row.work_scope) for row in found]
    await audit.disclose(request, principal, seen)
    items = [wire.Placement.model_validate(row) for row in found]
    return Page(items=items, next_cursor=following)
