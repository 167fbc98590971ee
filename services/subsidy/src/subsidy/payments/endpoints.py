from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Query, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from schemas import payments as wire
from schemas.paging import Page
from schemas.purposes import Purpose
from schemas.registry import ResolvedPerson
from schemas.roles import RoleName
from schemas.scopes import Scope
from servicekit import audit, cursors, etags, routing
from servicekit.access import Caller, allow
from servicekit.context import Ctx
from servicekit.database import Session
from servicekit.documents import also
from servicekit.problems import NotFound
from subsidy import representations
from subsidy.models import PaymentBatch
from subsidy.payments import queries, service
from subsidy.payments.errors import BatchStateForbids

router = routing.router(prefix="/v1/payment-batches", tags=["payment-batches"])
PAY = allow(Scope.SUBSIDY_PAY, purpose=Purpose.SUBSIDY, roles=(RoleName.PAYER,))
READ = allow(Scope.SUBSIDY_READ, purpose=Purpose.SUBSIDY)
CSV_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "text/csv": {
                "schema": {"type": "string"},
                "example": "reference,status\n0190b3c8-0000-7000-8000-000000000001,paid\n",
            }
        },
    }
}
CSV_ANSWER: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/csv": {"schema": {"type": "string", "format": "binary"}}}}
}


async def _payees(context: Ctx, principal: Caller, batch_id: UUID) -> service.Names:
    return await service.payees(context, principal, batch_id)


# Stands before the session in the endpoint, so that registry is asked before a transaction begins.
Payees = Annotated[dict[UUID, ResolvedPerson], Depends(_payees)]


async def _shown(session: AsyncSession, batches: Sequence[PaymentBatch]) -> list[wire.PaymentBatch]:
    found = await queries.figures(session, [batch.id for batch in batches])
    return [
        representations.batch(batch, found.get(batch.id, queries.NO_FIGURES)) for batch in batches
    ]


@router.post(
    "",
    status_code=201,
    operation_id="prepareBatch",
    summary="编制拨付批次 / Prepare a payment batch",
    dependencies=[PAY],
)
async def prepare_batch(
    session: Session, principal: Caller, data: wire.BatchCreate, response: Response
) -> wire.PaymentBatch:
    """Collect approved claims of a policy in a region, each once, at most 1,000."""
    batch = await service.prepare(session, principal, data)
    response.headers["Location"] = f"/v1/payment-batches/{batch.id}"
    response.headers["ETag"] = etags.etag(batch.version)
    return (await _shown(session, [batch]))[0]


@router.get(
    "",
    operation_id="listBatches",
    summary="拨付批次列表 / Payment batches",
    dependencies=[READ],
)
async def list_batches(
    session: Session, principal: Caller, search: Annotated[wire.BatchSearch, Query()]
) -> Page[wire.PaymentBatch]:
    """List the payment batches of the caller's regions, newest first."""
    rows, following = await cursors.page(
        session,
        queries.found_by(principal, search),
        key=[PaymentBatch.id],
        limit=search.limit,
        cursor=search.cursor,
        bound_to=search.model_dump(exclude={"limit", "cursor"}),
        descending=True,
    )
    return Page(items=await _shown(session, [row[0] for row in rows]), next_cursor=following)


@router.get(
    "/{batch_id}",
    operation_id="getBatch",
    summary="拨付批次 / A payment batch",
    dependencies=[READ],
)
async def get_batch(
    session: Session, principal: Caller, batch_id: UUID, response: Response
) -> wire.PaymentBatch:
    """Read a payment batch with its counts and sums."""
    batch = await queries.by_id(session, principal, batch_id)
    if batch is None:
        raise NotFound
    response.headers["ETag"] = etags.etag(batch.version)
    return (await _shown(session, [batch]))[0]


@router.post(
    "/{batch_id}/release",
    operation_id="releaseBatch",
    summary="复核放行并生成银行文件 / Release a batch to the bank",
    dependencies=[PAY],
)
async def release_batch(
    payees: Payees, session: Session, principal: Caller, context: Ctx, batch_id: UUID
) -> wire.PaymentBatch:
    """Release a batch that another payer made; its file holds accounts as they are now."""
    batch = await service.release(session, principal, batch_id, payees, context.files)
    return (await _shown(session, [batch]))[0]


@router.get(
    "/{batch_id}/file",
    operation_id="getBankFile",
    summary="下载银行文件 / The bank's file",
    dependencies=[PAY],
    response_class=Response,
    responses={**CSV_ANSWER, **also(409)},
)
async def get_bank_file(
    request: Request, session: Session, principal: Caller, context: Ctx, batch_id: UUID
) -> Response:
    """Download the sealed file of a released batch; each download is audited."""
    batch = await queries.by_id(session, principal, batch_id)
    if batch is None:
        raise NotFound
    if batch.file_key is None:
        raise BatchStateForbids(state=batch.state)
    audit.note(session, object_type="bank_file", object_id=batch.id, region=batch.region)
    await audit.write(session, principal, request)
    headers = {
        "Content-Disposition": f'attachment; filename="{batch.id}.csv"',
        "Cache-Control": "no-store",
    }
    content = await context.files.get(batch.file_key)
    return Response(content, media_type="text/csv; charset=utf-8", headers=headers)


@router.post(
    "/{batch_id}/result",
    operation_id="bookBankResult",
    summary="登记银行回盘 / Book the bank's answer",
    dependencies=[PAY],
    openapi_extra=CSV_BODY,
)
async def book_bank_result(
    request: Request, session: Session, principal: Caller, batch_id: UUID
) -> wire.BankResult:
    """Book the bank's CSV (reference,status), wholly or not at all; a repeat changes nothing."""
    content = await request.body()
    batch, new, unchanged = await service.book(session, principal, batch_id, content)
    return wire.BankResult(
        paid=sum(state == "paid" for state in new.values()),
        bounced=sum(state == "bounced" for state in new.values()),
        unchanged=unchanged,
        batch=(await _shown(session, [batch]))[0],
    )
