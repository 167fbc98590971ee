from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Response

from schemas import subsidy as wire
from schemas.paging import Page
from schemas.purposes import Purpose
from schemas.roles import RoleName
from schemas.scopes import Scope
from servicekit import cursors, routing
from servicekit.access import Caller, allow, allow_public
from servicekit.context import Ctx
from servicekit.database import Session
from servicekit.problems import NotFound
from subsidy import representations
from subsidy.models import PublicNotice
from subsidy.notices import queries, service

router = routing.router(prefix="/v1/public-notices", tags=["public-notices"])


async def _names(context: Ctx, principal: Caller, data: wire.NoticeCreate) -> dict[UUID, str]:
    return await service.masked_names(context, principal, data)


# Stands before the session in the endpoint, so that registry is asked before a transaction begins.
Names = Annotated[dict[UUID, str], Depends(_names)]


@router.post(
    "",
    status_code=201,
    operation_id="publishNotice",
    summary="发布公示 / Publish a public notice",
    dependencies=[
        allow(Scope.SUBSIDY_APPROVE, purpose=Purpose.SUBSIDY, roles=(RoleName.COUNTY_REVIEWER,))
    ],
)
async def publish_notice(
    names: Names,
    session: Session,
    principal: Caller,
    data: wire.NoticeCreate,
    response: Response,
) -> wire.PublicNotice:
    """Publish reviewed claims, names masked, for the working days of the policy."""
    notice = await service.publish(session, principal, data, names)
    response.headers["Location"] = f"/v1/public-notices/{notice.id}"
    return representations.notice(notice)


@router.get(
    "",
    operation_id="listNotices",
    summary="公示列表 / Public notices",
    dependencies=[allow_public(Purpose.SUBSIDY)],
)
async def list_notices(
    session: Session, search: Annotated[wire.NoticeSearch, Query()]
) -> Page[wire.PublicNotice]:
    """List public notices, newest first, without signing in."""
    rows, following = await cursors.page(
        session,
        queries.found_by(search),
        key=[PublicNotice.id],
        limit=search.limit,
        cursor=search.cursor,
        bound_to=search.model_dump(exclude={"limit", "cursor"}),
        descending=True,
    )
    items = [representations.notice(row[0]) for row in rows]
    return Page(items=items, next_cursor=following)


@router.get(
    "/{notice_id}",
    operation_id="getNotice",
    summary="公示内容 / A public notice",
    dependencies=[allow_public(Purpose.SUBSIDY)],
)
async def get_notice(session: Session, notice_id: UUID) -> wire.PublicNoticeDetail:
    """Read a notice with its entries: a masked name, a township and an amount each."""
    notice = await queries.by_id(session, notice_id)
    if notice is None:
        raise NotFound
    found = await queries.entries(session, notice_id)
    items = [wire.NoticeEntry.model_validate(one) for one in found]
    return representations.notice_detail(notice, items)
