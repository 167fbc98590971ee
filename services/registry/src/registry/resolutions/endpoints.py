"""For our own services: people's names for bank files and notices, and where a person belongs."""

from uuid import UUID

from registry.people import envelopes, queries
from schemas import registry as wire
from schemas.regions import canonical
from servicekit import audit
from servicekit.access import allow_service
from servicekit.context import Ctx
from servicekit.database import Session
from servicekit.routing import SAFE
from servicekit.routing import router as make_router

router = make_router(prefix="/internal", tags=["internal"])
KIND = "system:resolve"


@router.post(
    "/people:resolve",
    operation_id="resolvePeople",
    summary="解析人员信息 / Name people",
    dependencies=[allow_service()],
    include_in_schema=False,
    openapi_extra=SAFE,
)
async def resolve_people(
    asked: wire.PeopleResolve, session: Session, context: Ctx
) -> wire.ResolvedPeople:
    """The named fields of at most 1,000 people, opened under one audit entry."""
    audit.note(
        session, object_type=f"people_for_{asked.purpose}", object_id=str(len(asked.person_ids))
    )
    async with context.database.job_session(kind=KIND, purpose=asked.purpose) as reading:
        sealed = await queries.sealed_of(reading, asked.person_ids)
    items = []
    for person_id in dict.fromkeys(asked.person_ids):
        if person_id in sealed:
            values = envelopes.open_person(context.keys, person_id, sealed[person_id])
            shown = {field.value: values.get(field.value) for field in asked.fields}
            items.append(wire.ResolvedPerson(person_id=person_id, **shown))
    return wire.ResolvedPeople(items=items)


@router.get(
    "/workers/{person_id}/scope",
    operation_id="getPersonScope",
    summary="人员所属地区 / Where a person belongs",
    dependencies=[allow_service()],
    include_in_schema=False,
)
async def get_person_scope(person_id: UUID, context: Ctx) -> wire.PersonScope:
    """Origin and work region; both null for somebody who is not registered."""
    async with context.database.job_session(kind=KIND) as session:
        row = await queries.scopes_of(session, person_id)
    if row is None:
        return wire.PersonScope(person_id=person_id)
    work = canonical(f"{row.work_scope:012}") if row.work_scope is not None else None
    return wire.PersonScope(person_id=person_id, origin=row.origin, work_region=work)
