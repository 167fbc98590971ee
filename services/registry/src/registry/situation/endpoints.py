"""Figures by region, for officers and for our own front page."""

from typing import Annotated

from fastapi import Query, Request

from registry.people import showing
from registry.situation import service
from schemas import registry as wire
from schemas.purposes import Purpose
from schemas.scopes import Scope
from servicekit import audit
from servicekit.access import Caller, allow, allow_service
from servicekit.context import Ctx
from servicekit.database import Session
from servicekit.routing import router as make_router

router = make_router(prefix="", tags=["situation"])


READING = allow(Scope.REGISTRY_READ, purpose=Purpose.EMPLOYMENT_SERVICE)


@router.get(
    "/v1/situation",
    operation_id="getSituation",
    summary="分地区务工情况 / Work by region",
    dependencies=[READING],
)
async def get_situation(
    search: Annotated[wire.SituationSearch, Query()], session: Session, principal: Caller
) -> wire.Situation:
    """People, at work, verified, by the household's region, today or on an earlier day; `by`
    breaks each figure down. A region without people has zeros."""
    return await service.of_region(session, principal, search)


@router.get(
    "/v1/situation/people",
    operation_id="listSituationPeople",
    summary="数字背后的人员名单 / The people behind a figure",
    dependencies=[READING],
)
async def list_situation_people(
    asked: Annotated[wire.SituationPeopleSearch, Query()],
    request: Request,
    session: Session,
    principal: Caller,
    context: Ctx,
) -> wire.SituationPeople:
    """Exactly those whom the figure counts, of an earlier day as far as the caller still sees
    them; `region` and `level` are those of the row, without `level` all of the region."""
    rows, cursor, total = await service.people_of(session, principal, asked)
    people = [row[0] for row in rows]
    await audit.disclose(request, principal, [showing.disclosure(one) for one in people])
    items = [showing.worker(one, principal, context.keys) for one in people]
    return wire.SituationPeople(items=items, next_cursor=cursor, total=total)


@router.get(
    "/internal/board",
    operation_id="getBoard",
    summary="首页数字 / Figures of the front page",
    dependencies=[allow_service()],
    include_in_schema=False,
)
async def get_board(context: Ctx) -> wire.Board:
    """Figures of each county, and no person."""
    async with context.database.job_session(kind="system:board") as session:
        return await service.board(session)
