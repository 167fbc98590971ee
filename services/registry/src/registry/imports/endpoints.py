"""Lists in, progress and reports out."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from typing import Annotated, cast
from urllib.parse import unquote
from uuid import UUID

from fastapi import Depends, Query, Request, Response
from fastapi.responses import StreamingResponse

from registry.imports import queries, service
from registry.imports.service import FINISHED, Upload
from registry.imports.templates import TEMPLATES
from registry.settings import Settings
from schemas import registry as wire
from schemas.paging import Page
from schemas.purposes import Purpose
from schemas.roles import RoleName
from schemas.scopes import Scope
from servicekit.access import Caller, Principal, allow
from servicekit.context import Context, Ctx
from servicekit.database import Session
from servicekit.documents import also
from servicekit.routing import router as make_router

router = make_router(prefix="/v1", tags=["imports"])
IMPORTING = allow(
    Scope.REGISTRY_IMPORT, purpose=Purpose.EMPLOYMENT_SERVICE, roles=(RoleName.REGISTRAR,)
)
READING = allow(Scope.REGISTRY_IMPORT, purpose=Purpose.EMPLOYMENT_SERVICE)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BINARY = {"schema": {"type": "string", "format": "binary"}}
BODY = {
    "requestBody": {
        "required": True,
        "content": {XLSX: BINARY, "text/csv": BINARY, "application/x-ndjson": BINARY},
    }
}
PROGRESS = {
    "type": "object",
    "description": "一个事件，data 为 JSON 文本 / One event; data is JSON text",
    "properties": {
        "id": {"type": "string"},
        "event": {"const": "progress"},
        "data": {
            "type": "string",
            "contentMediaType": "application/json",
            "contentSchema": {"$ref": "#/components/schemas/Import"},
        },
    },
    "required": ["id", "event", "data"],
}
EXTENDED = re.compile(r"filename\*\s*=\s*UTF-8''([^;]+)", re.IGNORECASE)
QUOTED = re.compile(r'filename\s*=\s*"([^"]*)"')
LONGEST_NAME = 200
POLL_SECONDS = 0.5
LONGEST_STREAM_SECONDS = 600


def _name(request: Request) -> str:
    """The file's name by RFC 6266, without any path."""
    header = request.headers.get("content-disposition", "")
    if found := EXTENDED.search(header):
        name = unquote(found[1])
    else:
        plain = QUOTED.search(header)
        name = plain[1] if plain else ""
    return re.split(r"[/\\]", name)[-1][:LONGEST_NAME]


async def _upload(
    request: Request,
    context: Ctx,
    source: Annotated[str, Query(description="来源代码 / a source code", max_length=64)],
    sheet: Annotated[str | None, Query(max_length=100)] = None,
) -> Upload:
    """The body, examined before the transaction begins."""
    return await service.examine(
        await request.body(),
        cast(Settings, context.settings),
        source=source,
        sheet=sheet,
        content_type=request.headers.get("content-type", ""),
        name=_name(request),
    )


async def _stored(upload: Annotated[Upload, Depends(_upload)], context: Ctx) -> tuple[Upload, str]:
    return upload, await context.files.put(upload.data, name=f"upload.{upload.kind.value}")


Stored = Annotated[tuple[Upload, str], Depends(_stored)]


@router.get(
    "/sources",
    operation_id="listSources",
    summary="名单来源与列名模板 / Sources and their column templates",
    dependencies=[allow(Scope.REGISTRY_READ, purpose=Purpose.EMPLOYMENT_SERVICE)],
)
async def list_sources() -> Page[wire.Source]:
    """The kinds of list that can be imported, with the column titles each is known by."""
    made = [
        wire.Source(
            code=template.code,
            name_zh=template.name_zh,
            name_en=template.name_en,
            precedence=template.precedence,
            registers_people=template.registers,
            columns=[
                wire.SourceColumn(
                    field=column.field,
                    titles=list(column.titles),
                    required=column.field in template.required,
                )
                for column in template.columns
            ],
        )
        for template in TEMPLATES.values()
    ]
    return Page(items=made)


@router.post(
    "/imports",
    status_code=202,
    operation_id="importList",
    summary="导入名单 / Import a list",
    dependencies=[IMPORTING],
    openapi_extra=BODY,
)
async def import_list(
    stored: Stored,
    session: Session,
    principal: Caller,
    context: Ctx,
    response: Response,
    mode: wire.ImportMode = wire.ImportMode.LAX,
    dry_run: bool = False,  # noqa: FBT001, FBT002 - a query parameter
) -> wire.Import:
    """Take a department's file; the work is done afterwards, its progress stands on the import."""
    upload, key = stored
    task = await service.accept(
        session, principal, context, upload, key, mode=mode, dry_run=dry_run
    )
    response.headers["Location"] = f"/v1/imports/{task.id}"
    return service.shown(task, context)


@router.get(
    "/imports",
    operation_id="listImports",
    summary="导入记录 / Imports",
    dependencies=[READING],
)
async def list_imports(
    session: Session,
    principal: Caller,
    context: Ctx,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> Page[wire.Import]:
    """Imports of the caller's regions, the newest first."""
    tasks, next_cursor = await queries.page_of(session, principal, limit=limit, cursor=cursor)
    return Page(items=[service.shown(task, context) for task in tasks], next_cursor=next_cursor)


@router.get(
    "/imports/{import_id}",
    operation_id="getImport",
    summary="一次导入 / One import",
    dependencies=[READING],
)
async def get_import(
    import_id: UUID, session: Session, principal: Caller, context: Ctx
) -> wire.Import:
    """State, progress and result of an import."""
    return service.shown(await service.found(session, principal, import_id), context)


@router.post(
    "/imports/{import_id}/cancellation",
    operation_id="cancelImport",
    summary="取消导入 / Cancel an import",
    dependencies=[IMPORTING],
)
async def cancel_import(
    import_id: UUID, session: Session, principal: Caller, context: Ctx
) -> wire.Import:
    """Ask an import to stop; rows applied before it stops stay, and are not doubled later."""
    return service.shown(await service.cancel(session, principal, import_id), context)


@router.get(
    "/imports/{import_id}/report",
    operation_id="getImportReport",
    summary="问题行报告（XLSX） / The faulty rows, as XLSX",
    dependencies=[READING],
    response_class=Response,
    responses={200: {"content": {XLSX: BINARY}}, **also(409)},
)
async def get_import_report(
    import_id: UUID, session: Session, principal: Caller, context: Ctx
) -> Response:
    """The caller's own rows as they were sent, with the code and the reason of each fault."""
    key = await service.report_key(session, principal, import_id)
    headers = {
        "Content-Disposition": f'attachment; filename="import-{import_id}.xlsx"',
        "Cache-Control": "no-store",
    }
    return Response(await context.files.get(key), media_type=XLSX, headers=headers)


@router.get(
    "/imports/{import_id}/events",
    operation_id="followImport",
    summary="导入进度（SSE） / Progress as server-sent events",
    dependencies=[READING],
    response_class=StreamingResponse,
    responses={200: {"content": {"text/event-stream": {"schema": PROGRESS}}}},
)
async def follow_import(
    import_id: UUID, session: Session, principal: Caller, context: Ctx
) -> StreamingResponse:
    """The import at each change of its progress; the stream ends with the import."""
    await service.found(session, principal, import_id)
    return StreamingResponse(
        _progress(import_id, principal, context),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


async def _progress(import_id: UUID, principal: Principal, context: Context) -> AsyncIterator[str]:
    shown: str | None = None
    for tick in range(int(LONGEST_STREAM_SECONDS / POLL_SECONDS)):
        async with context.database.app_session(principal) as session:
            task = await service.found(session, principal, import_id)
            made = service.shown(task, context)
        data = json.dumps(made.model_dump(mode="json"), ensure_ascii=False)
        if data != shown:
            shown = data
            yield f"id: {tick}\nevent: progress\ndata: {data}\n\n"
        if task.state in FINISHED:
            return
        await asyncio.sleep(POLL_SECONDS)
