from fastapi import APIRouter

import schemas.gateway as wire
from gateway.callers import service
from gateway.signin.sessions import as_sign_in
from schemas.purposes import Purpose
from schemas.subjects import SubjectKind
from servicekit import routing
from servicekit.access import Caller, allow
from servicekit.context import Ctx

EVERYBODY = frozenset(SubjectKind) - {SubjectKind.SYSTEM, SubjectKind.PUBLIC}

router: APIRouter = routing.router(prefix="/v1/me", tags=["callers"])


@router.get(
    "",
    operation_id="getMe",
    summary="我是谁、在哪里能做什么 / Who I am and what I may do where",
    dependencies=[allow(purpose=Purpose.ADMINISTRATION, kinds=EVERYBODY)],
)
async def get_me(principal: Caller, context: Ctx) -> wire.Me:
    """The caller's account or client, roles, scopes, and what agreements in force open."""
    async with as_sign_in(context) as session:
        return await service.describe(session, principal, context.keys)
