"""The import itself: read and check all, link, apply in chunks, settle, report.

At least once: a worker that dies leaves the import's row `running`; the next one starts from the
file again. What an earlier attempt has applied is known by its subjects' `import_id`, so that
nothing takes effect twice; every write is fenced by the attempt's number.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast
from uuid import UUID

from registry.employments import settlement
from registry.imports import (
    applying,
    checking,
    linking,
    preparing,
    progress,
    reading,
    repeats,
    reports,
)
from registry.imports.frames import Frame
from registry.imports.linking import Linked
from registry.imports.outcomes import Outcome, judge
from registry.imports.preparing import Prepared
from registry.imports.progress import Cancelled, Running, Superseded
from registry.imports.rows import Checked
from registry.imports.tables import Table
from registry.imports.tally import Tally
from registry.imports.templates import TEMPLATES
from registry.models import Import
from registry.settings import Settings
from schemas.regions import subtree
from schemas.registry import ImportMode, ImportPhase, ImportState
from servicekit import clock
from servicekit.context import Context
from servicekit.jobs import Job
from servicekit.problems import Problem


@dataclass
class Work:
    """One attempt with all it needs."""

    context: Context
    task: Import
    frame: Frame
    running: Running

    @property
    def settings(self) -> Settings:
        return cast(Settings, self.context.settings)


@dataclass
class Contents:
    """The list in memory: as sent, checked, and one record a person."""

    table: Table
    people: list[Prepared]
    tally: Tally


async def run(context: Context, import_id: UUID) -> None:
    task = await progress.take(context.database, import_id)
    if task is None:
        return
    frame = Frame(TEMPLATES[task.source], task.region, task.as_of)
    running = Running(context.database, task.id, task.region, task.attempt)
    work = Work(context, task, frame, running)
    last = await repeats.earlier(context.database, task)
    if last is not None:
        running.total = last.total
        await _end(work, ImportState.DONE, **repeats.answer(last))
        return
    try:
        async with progress.reported(running):
            state, tally, table = await _import(work)
            key = await _report(work, table, tally)
    except Superseded:
        return
    except Cancelled:
        await _end(work, ImportState.CANCELLED)
    except Problem as problem:
        await _end(work, ImportState.FAILED, error=problem.code)
    else:
        await _end(work, state, counts=tally.result(), faults=tally.first_faults(), report_key=key)


async def give_up(context: Context, import_id: UUID) -> None:
    task = await progress.take(context.database, import_id)
    if task is not None:
        running = Running(context.database, task.id, task.region, task.attempt)
        frame = Frame(TEMPLATES[task.source], task.region, task.as_of)
        work = Work(context, task, frame, running)
        await _end(work, ImportState.FAILED, error="import_interrupted")


IMPORT = Job(name="registry.import", run=run, give_up=give_up)


async def _import(work: Work) -> tuple[ImportState, Tally, Table]:
    running, task = work.running, work.task
    data = await work.context.files.get(task.file_key)
    contents = await asyncio.to_thread(_read, work, data)
    running.stop_if_asked()

    running.enter(ImportPhase.LINKING, len(contents.people))
    linked = await _link(work, contents.people)
    column, registers = contents.table.header.title_by_field.get("citizen_id"), _registers(work)
    outcomes = [judge(one, registers=registers, id_column=column) for one in linked.links]
    for one in outcomes:
        contents.tally.add(one.link.prepared.number, one.faults, one.warnings)
    contents.tally.unchanged = len(linked.unchanged)
    running.stop_if_asked()

    if task.mode == ImportMode.STRICT and contents.tally.refused:
        return ImportState.REFUSED, contents.tally, contents.table
    if not task.dry_run:
        await _apply(work, [one for one in outcomes if not one.faults])
        running.enter(ImportPhase.SETTLING, len(contents.people))
        await settlement.finish(work.context.database, task.id)
    return ImportState.DONE, contents.tally, contents.table


def _read(work: Work, data: bytes) -> Contents:
    """In a thread: a list of some ten thousand rows takes seconds of processor time."""
    task, settings = work.task, work.settings
    table = reading.read(
        data,
        reading.Format(task.format),
        work.frame.template,
        sheet=task.sheet,
        cap=settings.import_max_unpacked_bytes,
        most_rows=settings.import_max_rows,
    )
    work.running.enter(ImportPhase.READING, len(table.rows))
    checked: list[Checked] = []
    for number, cells in table.rows:
        checked.append(checking.check_row(number, cells, table, work.frame))
        work.running.done += 1
    kept, superseded = preparing.unique_people(checked)
    tally = Tally(len(table.rows), superseded=len(superseded))
    tally.add_checked(checked)
    people = preparing.prepare(kept, work.context.keys, source=task.source, region=task.region)
    return Contents(table, people, tally)


async def _link(work: Work, people: Sequence[Prepared]) -> Linked:
    async with work.context.database.job_session(kind="system:link") as session:
        return await linking.link(
            session,
            people,
            work.context.keys,
            import_id=work.task.id,
            own=subtree(work.task.region),
            registers=_registers(work),
        )


def _registers(work: Work) -> bool:
    return work.frame.template.registers


async def _apply(work: Work, outcomes: Sequence[Outcome]) -> None:
    """Chunk by chunk, each its own transaction; a strict list is not cancelled between them."""
    running, size = work.running, work.settings.import_chunk_rows
    running.enter(ImportPhase.APPLYING, len(outcomes))
    for start in range(0, len(outcomes), size):
        if work.task.mode == ImportMode.LAX:
            running.stop_if_asked()
        await _apply_chunk(work, outcomes[start : start + size])
        running.done = min(start + size, len(outcomes))


async def _apply_chunk(work: Work, outcomes: Sequence[Outcome]) -> None:
    """Link again and retry while other imports register the same people."""
    for _ in range(applying.MOST_RACES):
        try:
            await applying.apply(work.running, outcomes, work.frame, work.context.keys, work.task)
        except applying.LostRace:
            linked = await _link(work, [one.link.prepared for one in outcomes])
            registers = _registers(work)
            judged = [judge(one, registers=registers, id_column=None) for one in linked.links]
            outcomes = [one for one in judged if not one.faults]
        else:
            return
    raise RuntimeError("a chunk met other imports again and again")


async def _report(work: Work, table: Table, tally: Tally) -> str | None:
    if not tally.refused and not tally.warned:
        return None
    work.running.enter(ImportPhase.REPORTING, len(tally.refused))
    data = await asyncio.to_thread(reports.report, table, tally.refused, tally.warned)
    return await work.context.files.put(data, name="report.xlsx")


async def _end(work: Work, state: ImportState, **values: object) -> None:
    work.running.phase = ImportPhase.FINISHED
    work.running.done = work.running.total
    try:
        await work.running.write(state=state, finished_at=clock.now(), **values)
    except Superseded:
        return
