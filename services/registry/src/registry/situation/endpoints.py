"""Figures by region, for officers and for our own front page."""

from registry.situation import service
from schemas import registry as wire
from schemas.purposes import Purpose
from schemas.regions import Level, RegionCode
from schemas.scopes import Scope
from servicekit.access import Caller, allow, allow_service
from servicekit.context import Ctx
from servicekit.database import Session
from servicekit.routing import router as make_router

router = make_router(prefix="", tags=["situation"])


@router.get(
    "/v1/situation",
    operation_id="getSituation",
    summary="分地区务工情况 / Work by region",
    dependencies=[allow(Scope.REGISTRY_READ, purpose=Purpose.EMPLOYMENT_SERVICE)],
)
async def get_situation(
    session: Session, principal: Caller, region: RegionCode, level: Level | None = None
) -> wire.Situation:
    """People, at work, verified, by the household's region; a region without people has zeros."""
    return await service.of_region(session, principal, region, level)


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
