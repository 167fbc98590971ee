"""Use cases of imports: take a list in, show it, stop it."""

import asyncio
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from registry.imports import faults, queries, reading, repeats
from registry.imports.errors import (
    AlreadyFinished,
    FileTooLarge,
    NoRegion,
    ReportNotReady,
    UnknownSource,
)
from registry.imports.job import IMPORT
from registry.imports.reading import Format
from registry.imports.templates import TEMPLATES, Template
from registry.models import Import
from registry.settings import Settings
from schemas import registry as wire
from schemas.regions import scope_of
from schemas.roles import RoleName
from servicekit import audit, clock, jobs
from servicekit.access import Principal
from servicekit.context import Context
from servicekit.ids import uuid7
from servicekit.problems import NotFound

FINISHED = frozenset({"done", "refused", "failed", "cancelled"})
READ_AT_ONCE = 8 * 1024 * 1024


@dataclass(frozen=True)
class Upload:
    """A list as it arrived, found to be readable; larger ones are read by the job alone."""

    data: bytes
    name: str
    kind: Format
    template: Template
    sheet: str | None


async def examine(
    data: bytes, settings: Settings, *, source: str, sheet: str | None, content_type: str, name: str
) -> Upload:
    """Refuse at once what can never be imported: another kind of file, a bomb, a wrong sheet."""
    template = TEMPLATES.get(source)
    if template is None:
        raise UnknownSource
    if len(data) > settings.import_max_bytes:
        raise FileTooLarge(limit_mb=settings.import_max_bytes >> 20)
    kind = reading.format_of(data, content_type, name)
    if len(data) <= READ_AT_ONCE:
        await asyncio.to_thread(
            reading.read,
            data,
            kind,
            template,
            sheet=sheet,
            cap=settings.import_max_unpacked_bytes,
            most_rows=settings.import_max_rows,
        )
    return Upload(data, name, kind, template, sheet)


def region_of(principal: Principal) -> str:
    """The region that supplies: where the caller is registrar, else the caller's own."""
    held = [role.region for role in principal.roles if role.name is RoleName.REGISTRAR]
    region = held[0] if held else principal.region
    if region is None or region == "00":
        raise NoRegion
    return region


async def accept(
    session: AsyncSession,
    principal: Principal,
    context: Context,
    upload: Upload,
    file_key: str,
    *,
    mode: wire.ImportMode,
    dry_run: bool,
) -> Import:
    import_id, region = uuid7(), region_of(principal)
    task = Import(
        id=import_id,
        owner_scope=scope_of(region),
        region=region,
        source=upload.template.code,
        mode=mode,
        dry_run=dry_run,
        sheet=upload.sheet,
        format=upload.kind,
        file_key=file_key,
        file_name_sealed=context.keys.seal(upload.name.encode(), aad=f"import|{import_id}"),
        byte_size=len(upload.data),
        digest=repeats.digest_of(context.keys, upload.data, upload.sheet),
        state=wire.ImportState.QUEUED,
        phase=wire.ImportPhase.WAITING,
        done=0,
        total=0,
        counts={},
        faults=[],
        cancel_requested=False,
        attempt=0,
        as_of=clock.business_today(),
        created_by=principal.subject,
        created_at=clock.now(),
    )
    session.add(task)
    await session.flush()

    await jobs.enqueue(session, IMPORT.name, import_id)
    audit.note(session, object_type="import", object_id=import_id, region=region)
    return task


async def found(session: AsyncSession, principal: Principal, import_id: UUID) -> Import:
    task = await queries.by_id(session, principal, import_id)
    if task is None:
        raise NotFound
    return task


async def cancel(session: AsyncSession, principal: Principal, import_id: UUID) -> Import:
    task = await queries.by_id(session, principal, import_id, lock=True)
    if task is None:
        raise NotFound
    if task.state in FINISHED:
        raise AlreadyFinished

    task.cancel_requested = True
    if task.state == wire.ImportState.QUEUED:
        task.state, task.phase = wire.ImportState.CANCELLED, wire.ImportPhase.FINISHED
        task.finished_at = clock.now()
    audit.note(session, object_type="import", object_id=import_id, region=task.region)
    return task


async def report_key(session: AsyncSession, principal: Principal, import_id: UUID) -> str:
    task = await found(session, principal, import_id)
    if task.report_key is None:
        raise ReportNotReady
    return task.report_key


def shown(task: Import, context: Context) -> wire.Import:
    name = context.keys.open(task.file_name_sealed, aad=f"import|{task.id}").decode()
    return wire.Import(
        id=task.id,
        source=task.source,
        region=task.region,
        mode=wire.ImportMode(task.mode),
        dry_run=task.dry_run,
        sheet=task.sheet,
        format=task.format,
        file_name=name,
        byte_size=task.byte_size,
        state=wire.ImportState(task.state),
        progress=wire.Progress(
            done=task.done, total=task.total, phase=wire.ImportPhase(task.phase)
        ),
        result=wire.ImportResult.model_validate(task.counts),
        first_faults=[
            wire.ImportFault(
                **fault,
                detail_zh=faults.text_zh(fault["code"]),
                detail_en=faults.text_en(fault["code"]),
            )
            for fault in task.faults
        ],
        has_report=task.report_key is not None,
        error=task.error,
        created_at=task.created_at,
        finished_at=task.finished_at,
    )
