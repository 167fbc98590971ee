import asyncio
from typing import Annotated
from uuid import UUID

from fastapi import FastAPI, Query, Request, Response
from pydantic import Field
from sqlalchemy import select, update

from notebook.models import Note
from notebook.settings import Settings
from schemas import wire
from schemas.paging import Page
from schemas.purposes import Purpose
from schemas.regions import RegionCode, scope_of
from schemas.scopes import Scope
from servicekit import audit, cursors, etags, events, jobs, routing, scope
from servicekit.access import Caller, allow, allow_public
from servicekit.app import create_app as create_base
from servicekit.context import Context
from servicekit.database import Session
from servicekit.ids import uuid7
from servicekit.problems import NotFound

router = routing.router(prefix="/v1/notes", tags=["notes"])
READ = allow(Scope.REGISTRY_READ, purpose=Purpose.EMPLOYMENT_SERVICE)
WRITE = allow(Scope.REGISTRY_WRITE, purpose=Purpose.EMPLOYMENT_SERVICE)


class NoteCreate(wire.Request):
    person_id: UUID
    origin: RegionCode
    work: RegionCode | None = None
    words: Annotated[str, Field(max_length=50)]
    pause: float = 0


class NoteShown(wire.Response):
    person_id: UUID
    id: UUID
    words: str


@router.post(
    "", status_code=201, operation_id="writeNote", summary="记 / Write", dependencies=[WRITE]
)
async def write_note(session: Session, data: NoteCreate) -> NoteShown:
    note = Note(
        person_id=data.person_id,
        id=uuid7(),
        origin_scope=scope_of(data.origin),
        work_scope=scope_of(data.work) if data.work else None,
        words=data.words,
    )
    session.add(note)
    await session.flush()
    shown = NoteShown.model_validate(note)
    await events.publish(
        session,
        "notebook.note.written",
        subject=note.person_id,
        data=shown,
        origin=note.origin_scope,
        work=note.work_scope,
    )
    await jobs.enqueue(session, "copy", note.id)
    audit.note(session, object_type="note", object_id=note.id, person_id=note.person_id)
    await asyncio.sleep(data.pause)
    return shown


@router.get("", operation_id="listNotes", summary="列 / List", dependencies=[READ])
async def list_notes(
    request: Request,
    session: Session,
    principal: Caller,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    cursor: str | None = None,
) -> Page[NoteShown]:
    seen = scope.visible(principal, origin=Note.origin_scope, work=Note.work_scope)
    rows, following = await cursors.page(
        session,
        select(Note).where(seen),
        key=[Note.person_id, Note.id],
        limit=limit,
        cursor=cursor,
        bound_to={},
    )
    notes = [row[0] for row in rows]
    await audit.disclose(
        request,
        principal,
        [audit.Disclosure(n.person_id, n.origin_scope, n.work_scope) for n in notes],
    )
    return Page(items=[NoteShown.model_validate(note) for note in notes], next_cursor=following)


@router.patch("/{note_id}", operation_id="changeNote", summary="改 / Change", dependencies=[WRITE])
async def change_note(
    session: Session, response: Response, note_id: UUID, expected: etags.IfMatch, data: NoteCreate
) -> NoteShown:
    note = await session.scalar(select(Note).where(Note.id == note_id))
    if note is None:
        raise NotFound
    etags.check(note.version, expected)
    note.words, note.version = data.words, note.version + 1
    response.headers["ETag"] = etags.etag(note.version)
    return NoteShown.model_validate(note)


@router.get(
    "/public", operation_id="readPublic", summary="公开 / Public", dependencies=[allow_public()]
)
async def read_public(session: Session) -> list[NoteShown]:
    return [NoteShown.model_validate(one) for one in await session.scalars(select(Note))]


@router.get("/forgotten", operation_id="forgotten", summary="忘 / Forgotten")
async def forgotten(session: Session) -> list[NoteShown]:
    return [NoteShown.model_validate(one) for one in await session.scalars(select(Note))]


@router.get("/broken", operation_id="broken", summary="坏 / Broken", dependencies=[READ])
async def broken() -> None:
    raise RuntimeError("431230199001011234 must not be seen")


async def copy(context: Context, note_id: UUID) -> None:
    async with context.database.job_session(kind="system:copy") as session:
        await session.execute(update(Note).where(Note.id == note_id).values(version=10))


COPY = jobs.Job("copy", copy)


def create_app(settings: Settings | None = None) -> FastAPI:
    return create_base(
        name="notebook",
        title="Notebook",
        settings=settings or Settings(),
        routers=[router],
        jobs=[COPY],
    )
