from typing import Annotated
from uuid import UUID

from fastapi import Query, Request, Response

from matching import people, representations
from matching.applications import queries, service
from matching.models import Application
from schemas import matching as wire
from schemas.paging import Page
from schemas.purposes import Purpose
from schemas.roles import RoleName
from schemas.scopes import Scope
from schemas.subjects import SubjectKind
from servicekit import audit, cursors, routing
from servicekit.access import Caller, Principal, allow
from servicekit.context import Context, Ctx
from servicekit.database import Session
from servicekit.problems import NotFound

router = routing.router(prefix="/v1/applications", tags=["applications"])
KINDS = (SubjectKind.OFFICER, SubjectKind.CLIENT, SubjectKind.EMPLOYER)
READ = allow(Scope.MATCHING_READ, purpose=Purpose.RECRUITMENT, kinds=KINDS)


@router.post(
    "",
    status_code=201,
    operation_id="acceptPost",
    summary="登记本人接受岗位 / Record that a worker accepts a post",
    dependencies=[
        allow(
            Scope.MATCHING_WRITE,
            purpose=Purpose.RECRUITMENT,
            roles=(RoleName.CASEWORKER,),
        )
    ],
)
async def accept_post(
    session: Session, principal: Caller, data: wire.ApplicationCreate, response: Response
) -> wire.Application:
    """Record the acceptance of a worker of the caller's own region; takes one place."""
    application = await service.accept(session, principal, data)
    response.headers["Location"] = f"/v1/applications/{application.id}"
    return representations.application(application)


@router.get(
    "",
    operation_id="listApplications",
    summary="应聘记录 / Applications",
    dependencies=[READ],
)
async def list_applications(
    request: Request,
    context: Ctx,
    principal: Caller,
    search: Annotated[wire.ApplicationSearch, Query()],
) -> Page[wire.Application]:
    """List applications of the caller's people; an employer sees those to its own posts."""
    async with context.database.app_session(principal) as session:
        rows, following = await cursors.page(
            session,
            queries.visible_to(principal, search),
            key=[Application.id],
            limit=search.limit,
            cursor=search.cursor,
            bound_to=search.model_dump(exclude={"limit", "cursor"}),
            descending=True,
        )
    items = await _shown(request, context, principal, [row[0] for row in rows])
    return Page(items=items, next_cursor=following)


@router.get(
    "/{application_id}",
    operation_id="getApplication",
    summary="一项应聘 / An application",
    dependencies=[READ],
)
async def get_application(
    request: Request, context: Ctx, principal: Caller, application_id: UUID
) -> wire.Application:
    """Read one application."""
    async with context.database.app_session(principal) as session:
        application = await queries.by_id(session, principal, application_id)
    if application is None:
        raise NotFound
    return (await _shown(request, context, principal, [application]))[0]


@router.post(
    "/{application_id}/withdrawal",
    operation_id="withdrawApplication",
    summary="撤回应聘 / Withdraw an application",
    dependencies=[
        allow(Scope.MATCHING_WRITE, purpose=Purpose.RECRUITMENT, kinds=KINDS),
    ],
)
async def withdraw_application(
    session: Session, principal: Caller, application_id: UUID, data: wire.WithdrawalCreate
) -> wire.Application:
    """Withdraw an acceptance before the first day; its place is free again."""
    application = await service.withdraw(session, principal, application_id, data.reason)
    return representations.application(application)


async def _shown(
    request: Request, context: Context, principal: Principal, rows: list[Application]
) -> list[wire.Application]:
    """Names are asked for after the reading transaction has ended, and only for an employer."""
    await audit.disclose(
        request,
        principal,
        [audit.Disclosure(row.person_id, row.origin_scope, row.work_scope) for row in rows],
    )
    masked: dict[UUID, str] = {}
    if principal.kind is SubjectKind.EMPLOYER:
        masked = await people.masked_names(context.calls, {row.person_id for row in rows})
    return [representations.application(row, masked.get(row.person_id)) for row in rows]
