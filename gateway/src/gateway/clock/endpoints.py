from fastapi import APIRouter

import schemas.gateway as wire
from gateway.clock import service
from schemas.purposes import Purpose
from schemas.roles import RoleName
from schemas.scopes import Scope
from schemas.subjects import SubjectKind
from servicekit import routing
from servicekit.access import allow, allow_public
from servicekit.context import Ctx
from servicekit.database import Session

router: APIRouter = routing.router(prefix="/v1/business-clock", tags=["clock"])


@router.get(
    "",
    operation_id="getBusinessClock",
    summary="业务时钟 / The business clock",
    dependencies=[allow_public()],
    openapi_extra={"x-public": True},
)
async def get_business_clock(context: Ctx) -> wire.BusinessClock:
    """Where business time stands; it differs from real time in sample mode only."""
    return service.shown(context.settings)


@router.post(
    "",
    operation_id="shiftBusinessClock",
    summary="调整业务时钟（样例模式） / Set the business clock forward",
    dependencies=[
        allow(
            Scope.ACCOUNTS_ADMIN,
            purpose=Purpose.ADMINISTRATION,
            kinds={SubjectKind.OFFICER},
            roles={RoleName.ADMINISTRATOR},
        )
    ],
)
async def shift_business_clock(
    session: Session, context: Ctx, data: wire.ClockShift
) -> wire.BusinessClock:
    """Notices and deadlines follow; sign-in, audit and agreements never do."""
    return await service.shift(session, context.settings, data.business_now)
