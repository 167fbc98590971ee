"""How far an import is, written at most once a second as a short transaction of its own."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from registry.models import Import
from schemas.registry import ImportPhase
from servicekit.database import Database

KIND = "system:import"
SECONDS = 1.0


class Superseded(Exception):
    """The import was taken up by a later attempt; this one must write nothing more."""


class Cancelled(Exception):
    """Its officer has asked for the import to stop."""


@dataclass
class Running:
    """An attempt at an import; every write of it names the attempt."""

    database: Database
    import_id: UUID
    region: str
    attempt: int
    phase: ImportPhase = ImportPhase.READING
    done: int = 0
    total: int = 0
    cancel_requested: bool = False

    def enter(self, phase: ImportPhase, total: int) -> None:
        self.phase, self.done, self.total = phase, 0, total

    async def write(self, **values: Any) -> None:
        """Set columns of the import's row; raises Superseded when this attempt is not the last."""
        async with self.database.job_session(kind=KIND, own=[self.region]) as session:
            found = await session.execute(
                update(Import)
                .where(Import.id == self.import_id, Import.attempt == self.attempt)
                .values(phase=self.phase, done=self.done, total=self.total, **values)
                .returning(Import.cancel_requested)
            )
            row = found.first()
        if row is None:
            raise Superseded
        self.cancel_requested = row.cancel_requested

    def stop_if_asked(self) -> None:
        if self.cancel_requested:
            raise Cancelled


@asynccontextmanager
async def reported(running: Running) -> AsyncIterator[None]:
    """Keep the import's row up to date while the block works."""
    task = asyncio.create_task(_tick(running))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _tick(running: Running) -> None:
    shown: tuple[ImportPhase, int, int] | None = None
    while True:
        now = (running.phase, running.done, running.total)
        if now != shown:
            await running.write()
            shown = now
        await asyncio.sleep(SECONDS)


async def take(database: Database, import_id: UUID) -> Import | None:
    """Begin the next attempt at an import; None when it has come to an end already."""
    async with database.job_session(kind=KIND) as session:
        statement = select(Import).where(Import.id == import_id).with_for_update()
        found = await session.scalar(statement)
        if found is None or found.state not in {"queued", "running"}:
            return None
        found.state, found.attempt = "running", found.attempt + 1
        return found
