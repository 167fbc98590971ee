"""Golden records, their provenance and their work."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Request, Response

from registry.linkage.words import REASONS
from registry.people import queries, service, showing
from schemas import registry as wire
from schemas.paging import Page
from schemas.purposes import Purpose
from schemas.regions import RegionCode
from schemas.scopes import Scope
from servicekit import audit, etags
from servicekit.access import Caller, allow
from servicekit.context import Ctx
from servicekit.database import Session
from servicekit.documents import also
from servicekit.routing import SAFE
from servicekit.routing import router as make_router

router = make_router(prefix="/v1/workers", tags=["workers"])
READING = allow(Scope.REGISTRY_READ, purpose=Purpose.EMPLOYMENT_SERVICE)


@router.get(
    "",
    operation_id="listWorkers",
    summary="务工人员名单 / Workers",
    dependencies=[READING],
)
async def list_workers(
    request: Request,
    session: Session,
    principal: Caller,
    context: Ctx,
    region: RegionCode | None = None,
    work_region: RegionCode | None = None,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> Page[wire.Worker]:
    """People of the caller's regions, and those at work there under an agreement in force."""
    rows, next_cursor = await queries.page_of(
        session, principal, region=region, work_region=work_region, limit=limit, cursor=cursor
    )
    people = [row[0] for row in rows]
    await audit.disclose(request, principal, [showing.disclosure(one) for one in people])
    items = [showing.worker(one, principal, context.keys) for one in people]
    return Page(items=items, next_cursor=next_cursor)


@router.post(
    "/lookup",
    operation_id="lookUpWorker",
    summary="按证件号码或姓名加手机号查询 / Look up by id number, or by name and phone",
    dependencies=[READING],
    responses=also(409),
    openapi_extra=SAFE,
)
async def look_up_worker(
    asked: wire.WorkerLookup, request: Request, session: Session, principal: Caller, context: Ctx
) -> wire.WorkerLookupResult:
    """The person within the caller's scope; an empty list says nothing about other regions."""
    people = await service.look_up(session, principal, asked, context.keys)
    await audit.disclose(request, principal, [showing.disclosure(one) for one in people])
    return wire.WorkerLookupResult(
        items=[showing.worker(one, principal, context.keys) for one in people]
    )


@router.get(
    "/{person_id}",
    operation_id="getWorker",
    summary="一名务工人员 / One worker",
    dependencies=[READING],
)
async def get_worker(
    person_id: UUID,
    request: Request,
    response: Response,
    session: Session,
    principal: Caller,
    context: Ctx,
) -> wire.WorkerDetail:
    """The golden record with the present or last employment."""
    person = await service.found(session, principal, person_id)
    work = await queries.employments_of(session, principal, person_id)
    await audit.disclose(request, principal, [showing.disclosure(person)])
    response.headers["ETag"] = etags.etag(person.version)
    return showing.detail(person, work[0] if work else None, principal, context.keys)


@router.get(
    "/{person_id}/provenance",
    operation_id="getWorkerProvenance",
    summary="每个字段的来源 / Where each field comes from",
    dependencies=[READING],
)
async def get_worker_provenance(
    person_id: UUID, request: Request, session: Session, principal: Caller
) -> wire.Provenance:
    """The source of each golden field, and the records that the caller's regions supplied."""
    person = await service.found(session, principal, person_id)
    records = await queries.records_of(session, principal, person_id)
    await audit.disclose(request, principal, [showing.disclosure(person)])
    return showing.provenance(person, records, REASONS)


@router.get(
    "/{person_id}/employments",
    operation_id="listWorkerEmployments",
    summary="务工经历及依据 / Employments with their evidence",
    dependencies=[READING],
)
async def list_worker_employments(
    person_id: UUID, request: Request, session: Session, principal: Caller
) -> Page[wire.Employment]:
    """Spells of work, the present first."""
    person = await service.found(session, principal, person_id)
    work = await queries.employments_of(session, principal, person_id)
    await audit.disclose(request, principal, [showing.disclosure(person)])
    return Page(items=[showing.employed(one) for one in work])
