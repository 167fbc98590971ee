from typing import Annotated
from uuid import UUID

from fastapi import Query, Response

from matching.employers import queries, service
from matching.models import Employer
from schemas import matching as wire
from schemas.paging import Page
from schemas.purposes import Purpose
from schemas.roles import RoleName
from schemas.scopes import Scope
from schemas.subjects import SubjectKind
from servicekit import cursors, routing
from servicekit.access import Caller, allow
from servicekit.database import Session
from servicekit.problems import NotFound

router = routing.router(prefix="/v1/employers", tags=["employers"])
READERS = (SubjectKind.OFFICER, SubjectKind.CLIENT, SubjectKind.EMPLOYER)


@router.post(
    "",
    status_code=201,
    operation_id="registerEmployer",
    summary="登记用人单位 / Register an employer",
    dependencies=[
        allow(
            Scope.MATCHING_WRITE,
            purpose=Purpose.RECRUITMENT,
            roles=(RoleName.RECRUITER, RoleName.ADMINISTRATOR),
        )
    ],
    response_model=wire.Employer,
)
async def register_employer(
    session: Session, principal: Caller, data: wire.EmployerCreate, response: Response
) -> Employer:
    """Register an employer of the caller's region; its credit code is unique in the country."""
    employer = await service.register(session, principal, data)
    response.headers["Location"] = f"/v1/employers/{employer.id}"
    return employer


@router.get(
    "",
    operation_id="listEmployers",
    summary="用人单位列表 / List employers",
    dependencies=[allow(Scope.MATCHING_READ, purpose=Purpose.RECRUITMENT, kinds=READERS)],
)
async def list_employers(
    session: Session, principal: Caller, search: Annotated[wire.EmployerSearch, Query()]
) -> Page[wire.Employer]:
    """List the employers registered in the caller's regions; an employer sees itself."""
    rows, following = await cursors.page(
        session,
        queries.visible_to(principal, search),
        key=[Employer.id],
        limit=search.limit,
        cursor=search.cursor,
        bound_to=search.model_dump(exclude={"limit", "cursor"}),
    )
    items = [wire.Employer.model_validate(row[0]) for row in rows]
    return Page(items=items, next_cursor=following)


@router.get(
    "/{employer_id}",
    operation_id="getEmployer",
    summary="用人单位 / An employer",
    dependencies=[allow(Scope.MATCHING_READ, purpose=Purpose.RECRUITMENT, kinds=READERS)],
    response_model=wire.Employer,
)
async def get_employer(session: Session, principal: Caller, employer_id: UUID) -> Employer:
    """Read one employer."""
    employer = await queries.by_id(session, principal, employer_id)
    if employer is None:
        raise NotFound
    return employer
