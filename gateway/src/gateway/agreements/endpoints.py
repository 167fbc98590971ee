from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query, Response

import schemas.gateway as wire
from gateway.agreements import service
from schemas.paging import Page
from schemas.purposes import Purpose
from schemas.roles import RoleName
from schemas.scopes import Scope
from schemas.subjects import SubjectKind
from servicekit import etags, routing
from servicekit.access import Caller, allow
from servicekit.database import Session

READERS = allow(Scope.AGREEMENTS_READ, purpose=Purpose.ADMINISTRATION)
SIGNATORIES = allow(
    Scope.AGREEMENTS_SIGN,
    purpose=Purpose.ADMINISTRATION,
    kinds={SubjectKind.OFFICER},
    roles={RoleName.SIGNATORY},
)
AgreementId = Annotated[UUID, Path()]

router: APIRouter = routing.router(prefix="/v1/agreements", tags=["agreements"])


@router.post(
    "",
    status_code=201,
    operation_id="drawUpAgreement",
    summary="起草协作协议 / Draw up a cooperation agreement",
    dependencies=[SIGNATORIES],
)
async def draw_up_agreement(
    session: Session, principal: Caller, response: Response, data: wire.AgreementCreate
) -> wire.Agreement:
    """A draft between a sending and a receiving region, by a signatory of either."""
    agreement = await service.draw_up(session, principal, data)
    response.headers["Location"] = f"/v1/agreements/{agreement.id}"
    response.headers["ETag"] = etags.etag(agreement.version)
    return agreement


@router.get(
    "",
    operation_id="listAgreements",
    summary="协作协议列表 / List cooperation agreements",
    dependencies=[READERS],
)
async def list_agreements(
    session: Session,
    principal: Caller,
    state: wire.AgreementState | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    cursor: str | None = None,
) -> Page[wire.Agreement]:
    """Agreements of which a party lies within the caller's regions."""
    items, following = await service.list_all(
        session, principal, state=state, limit=limit, cursor=cursor
    )
    return Page[wire.Agreement](items=items, next_cursor=following)


@router.get(
    "/{agreement_id}",
    operation_id="getAgreement",
    summary="查看协作协议 / Get a cooperation agreement",
    dependencies=[READERS],
)
async def get_agreement(
    session: Session, principal: Caller, response: Response, agreement_id: AgreementId
) -> wire.Agreement:
    """One agreement with its exact text and its signatures."""
    agreement = await service.get(session, principal, agreement_id)
    response.headers["ETag"] = etags.etag(agreement.version)
    return agreement


@router.post(
    "/{agreement_id}/signature",
    operation_id="signAgreement",
    summary="签署协作协议 / Sign a cooperation agreement",
    dependencies=[SIGNATORIES],
)
async def sign_agreement(
    session: Session, principal: Caller, agreement_id: AgreementId, data: wire.SignatureCreate
) -> wire.Agreement:
    """Signs the exact text by its digest; the second side's signature puts it in force."""
    return await service.sign(session, principal, agreement_id, data)


@router.post(
    "/{agreement_id}/suspension",
    operation_id="suspendAgreement",
    summary="暂停协作协议 / Suspend a cooperation agreement",
    dependencies=[SIGNATORIES],
)
async def suspend_agreement(
    session: Session, principal: Caller, agreement_id: AgreementId, data: wire.AgreementStep
) -> wire.Agreement:
    """Either side, alone; reads under the agreement stop within seconds."""
    return await service.suspend(session, principal, agreement_id, data)


@router.post(
    "/{agreement_id}/resumption",
    operation_id="resumeAgreement",
    summary="恢复协作协议 / Resume a cooperation agreement",
    dependencies=[SIGNATORIES],
)
async def resume_agreement(
    session: Session, principal: Caller, agreement_id: AgreementId, data: wire.AgreementStep
) -> wire.Agreement:
    """By the side that suspended it."""
    return await service.resume(session, principal, agreement_id, data)


@router.post(
    "/{agreement_id}/termination",
    operation_id="terminateAgreement",
    summary="终止协作协议 / Terminate a cooperation agreement",
    dependencies=[SIGNATORIES],
)
async def terminate_agreement(
    session: Session, principal: Caller, agreement_id: AgreementId, data: wire.AgreementStep
) -> wire.Agreement:
    """Either side, alone, for good; a draft is withdrawn the same way."""
    return await service.terminate(session, principal, agreement_id, data)
