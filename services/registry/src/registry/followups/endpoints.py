"""The 72-hour follow-up of people who came home without work."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Request, Response

from registry.followups import boards, queries, service
from registry.models import FollowUp
from schemas import registry as wire
from schemas.paging import Page
from schemas.purposes import Purpose
from schemas.regions import RegionCode
from schemas.scopes import Scope
from servicekit import audit, etags
from servicekit.access import Caller, allow
from servicekit.audit import Disclosure
from servicekit.context import Ctx
from servicekit.database import Session
from servicekit.routing import router as make_router

router = make_router(prefix="/v1/follow-ups", tags=["follow-ups"])
READING = allow(Scope.REGISTRY_READ, purpose=Purpose.FOLLOW_UP)
WRITING = allow(Scope.REGISTRY_WRITE, purpose=Purpose.FOLLOW_UP)


@router.post(
    "",
    status_code=201,
    operation_id="openFollowUp",
    summary="登记返乡并开始跟踪服务 / Report a return and open a follow-up",
    dependencies=[WRITING],
)
async def open_follow_up(
    asked: wire.FollowUpCreate, response: Response, session: Session, principal: Caller
) -> wire.FollowUp:
    """A person came home without work: 72 hours begin at the person's village."""
    case = await service.open_case(session, principal, asked)
    response.headers["Location"] = f"/v1/follow-ups/{case.id}"
    return service.shown(case)


@router.get(
    "",
    operation_id="listFollowUps",
    summary="跟踪服务名单 / Follow-ups",
    dependencies=[READING],
)
async def list_follow_ups(
    request: Request,
    session: Session,
    principal: Caller,
    region: RegionCode | None = None,
    state: wire.FollowUpState | None = None,
    person_id: UUID | None = None,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> Page[wire.FollowUp]:
    """Cases of the caller's regions, the newest first."""
    rows, next_cursor = await queries.page_of(
        session,
        principal,
        region=region,
        state=state,
        person_id=person_id,
        limit=limit,
        cursor=cursor,
    )
    cases = [row[0] for row in rows]
    await audit.disclose(request, principal, [_disclosure(case) for case in cases])
    return Page(items=[service.shown(case) for case in cases], next_cursor=next_cursor)


@router.get(
    "/board",
    operation_id="getFollowUpBoard",
    summary="跟踪服务动态清零看板 / Board of open follow-ups",
    dependencies=[READING],
)
async def get_follow_up_board(
    session: Session, principal: Caller, region: RegionCode
) -> wire.FollowUpBoard:
    """Open and overdue cases by child region; zero is shown as zero."""
    return await boards.of_region(session, principal, region)


@router.get(
    "/{follow_up_id}",
    operation_id="getFollowUp",
    summary="一次跟踪服务 / One follow-up",
    dependencies=[READING],
)
async def get_follow_up(
    follow_up_id: UUID,
    request: Request,
    response: Response,
    session: Session,
    principal: Caller,
    context: Ctx,
) -> wire.FollowUpDetail:
    """The case with its contacts."""
    case = await service.found(session, principal, follow_up_id)
    contacts = await queries.contacts_of(session, principal, case)
    await audit.disclose(request, principal, [_disclosure(case)])
    response.headers["ETag"] = etags.etag(case.version)
    return service.shown_in_detail(case, contacts, context.keys)


@router.post(
    "/{follow_up_id}/contacts",
    status_code=201,
    operation_id="recordContact",
    summary="登记一次联系 / Record a contact",
    dependencies=[WRITING],
)
async def record_contact(
    follow_up_id: UUID,
    asked: wire.ContactCreate,
    session: Session,
    principal: Caller,
    context: Ctx,
) -> wire.Contact:
    """A visit, call or message; the first that reaches the person moves the case on."""
    contact = await service.record_contact(session, principal, follow_up_id, asked, context.keys)
    return service.shown_contact(contact, context.keys)


@router.post(
    "/{follow_up_id}/closure",
    operation_id="closeFollowUp",
    summary="办结跟踪服务 / Close a follow-up",
    dependencies=[WRITING],
)
async def close_follow_up(
    follow_up_id: UUID, asked: wire.Closure, session: Session, principal: Caller
) -> wire.FollowUp:
    """Close with an outcome other than a placement, which only the employer confirms."""
    return service.shown(await service.close(session, principal, follow_up_id, asked))


def _disclosure(case: FollowUp) -> Disclosure:
    return Disclosure(case.person_id, case.origin_scope, case.work_scope)
