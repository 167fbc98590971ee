from uuid import UUID

from fastapi import Request, Response

from matching.models import Seeker
from matching.seekers import queries, service
from schemas import matching as wire
from schemas.purposes import Purpose
from schemas.roles import RoleName
from schemas.scopes import Scope
from servicekit import audit, etags, routing
from servicekit.access import Caller, allow
from servicekit.database import Session
from servicekit.problems import NotFound

router = routing.router(prefix="/v1/seekers", tags=["seekers"])


def _answer(response: Response, row: Seeker) -> wire.Seeker:
    response.headers["ETag"] = etags.etag(row.intent_version)
    return wire.Seeker(
        person_id=row.person_id,
        origin=row.origin,
        work=row.work,
        birth_year=row.birth_year,
        sex=row.sex,
        education=row.education,
        labour_ability=row.labour_ability,
        work_state=row.work_state,
        last_wage_fen=row.last_wage_fen,
        intent=wire.Intent(
            regions=row.intent_regions,
            occupations=row.intent_occupations,
            least_wage_fen=row.intent_least_wage_fen,
        ),
        as_of=row.as_of,
    )


@router.get(
    "/{person_id}",
    operation_id="getSeeker",
    summary="求职者（无身份信息） / A seeker, without identity data",
    dependencies=[allow(Scope.MATCHING_READ, purpose=Purpose.EMPLOYMENT_SERVICE)],
)
async def get_seeker(
    request: Request, session: Session, principal: Caller, person_id: UUID, response: Response
) -> wire.Seeker:
    """Read what matching knows of a person: facts from registry, and the recorded intent."""
    seeker = await queries.by_id(session, principal, person_id)
    if seeker is None:
        raise NotFound
    seen = audit.Disclosure(person_id, seeker.origin_scope, seeker.work_scope)
    await audit.disclose(request, principal, [seen])
    return _answer(response, seeker)


@router.patch(
    "/{person_id}",
    operation_id="recordSeekerIntent",
    summary="登记求职意愿 / Record what a seeker wants",
    dependencies=[
        allow(
            Scope.MATCHING_WRITE,
            purpose=Purpose.EMPLOYMENT_SERVICE,
            roles=(RoleName.CASEWORKER,),
        )
    ],
)
async def record_intent(
    session: Session,
    principal: Caller,
    person_id: UUID,
    patch: wire.Intent,
    expected: etags.IfMatch,
    response: Response,
) -> wire.Seeker:
    """Record wanted regions, occupations and least wage by merge patch; needs If-Match."""
    seeker = await service.record_intent(session, principal, person_id, patch, expected=expected)
    return _answer(response, seeker)
