from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from sqlalchemy import select

import schemas.gateway as wire
from gateway.models import AccessRecord
from schemas import regions
from schemas.paging import Page
from schemas.purposes import Purpose
from schemas.scopes import Scope
from schemas.subjects import SubjectKind
from servicekit import cursors, routing
from servicekit.access import Caller, Principal, allow
from servicekit.context import Context, Ctx
from servicekit.problems import NotFound

router: APIRouter = routing.router(prefix="/v1/workers", tags=["audit"])
KIND = "system:access-log"
READERS = {SubjectKind.OFFICER, SubjectKind.CLIENT, SubjectKind.WORKER}


@router.get(
    "/{person_id}/access-log",
    operation_id="listAccessRecords",
    summary="谁看过此人的数据 / Who looked at this person's data",
    dependencies=[allow(Scope.REGISTRY_READ, purpose=Purpose.SUPERVISION, kinds=READERS)],
)
async def list_access_records(
    context: Ctx,
    principal: Caller,
    person_id: UUID,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    cursor: str | None = None,
) -> Page[wire.AccessRecord]:
    """Looks from other regions, newest first; for the person's own region and the person."""
    await _require_own(context, principal, person_id)
    async with context.database.job_session(kind=KIND, purpose=Purpose.SUPERVISION) as session:
        rows, following = await cursors.page(
            session,
            select(AccessRecord).where(AccessRecord.person_id == person_id),
            key=[AccessRecord.id],
            limit=limit,
            cursor=cursor,
            bound_to={"person": str(person_id)},
            descending=True,
        )
    return Page(items=[_shown(row[0]) for row in rows], next_cursor=following)


async def _require_own(context: Context, principal: Principal, person_id: UUID) -> None:
    """Registry knows where a person belongs; whoever is not theirs is not found."""
    if principal.kind is SubjectKind.WORKER and principal.actor_id == person_id:
        return
    answer = await context.calls.get("registry", f"/internal/workers/{person_id}/scope")
    if not answer.get("origin") or not principal.owns(regions.scope_of(answer["origin"])):
        raise NotFound


def _shown(row: AccessRecord) -> wire.AccessRecord:
    return wire.AccessRecord(
        id=row.id,
        at=row.at,
        service=row.service,
        operation=row.operation,
        subject=row.actor,
        subject_kind=row.kind,
        client_id=row.client_id or None,
        region=row.actor_region,
        region_name=regions.full_name(row.actor_region) if row.actor_region else None,
        purpose=row.purpose,
        agreement_id=row.agreement_id,
    )
