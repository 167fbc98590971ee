"""One chunk of an import, in one transaction as `system:import`."""

import asyncio
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from registry.imports import staging
from registry.imports.building import Chunk, build
from registry.imports.frames import Frame
from registry.imports.outcomes import Action, Outcome
from registry.imports.progress import KIND, Running, Superseded
from registry.imports.staging import LostRace, Supply
from registry.models import Evidence, Import, Person, among
from schemas.regions import scope_of
from servicekit import clock, scope
from servicekit.sealing import KeyRing

MOST_RACES = 8
__all__ = ["MOST_RACES", "LostRace", "apply"]


async def apply(
    running: Running, outcomes: Sequence[Outcome], frame: Frame, keys: KeyRing, task: Import
) -> None:
    """Write the chunk's people, records and evidence; raises LostRace, then nothing is written."""
    async with running.database.job_session(kind=KIND, own=[running.region]) as session:
        await _fence(session, running)
        chunk = Chunk(
            outcomes=outcomes,
            people=await _locked(session, outcomes, running.region),
            evidence=await _evidence(session, outcomes),
            template=frame.template,
            region=running.region,
            as_of=frame.today,
            today=clock.business_today(),
        )
        staged = await asyncio.to_thread(build, chunk, keys)
        await staging.copy(session, staged)
        supply = Supply(
            import_id=task.id,
            owner_scope=scope_of(running.region),
            region=running.region,
            source=frame.template.code,
            as_of=frame.today,
            at=clock.now(),
        )
        await staging.apply(session, staged, supply)


async def _fence(session: AsyncSession, running: Running) -> None:
    """Hold the import's row: a later attempt waits, an earlier one stops here."""
    statement = select(Import.attempt).where(Import.id == running.import_id).with_for_update()
    if await session.scalar(statement) != running.attempt:
        raise Superseded


async def _locked(
    session: AsyncSession, outcomes: Sequence[Outcome], region: str
) -> dict[UUID, Row[Any]]:
    """Golden records that the chunk may change: the importer's own, and nobody's yet."""
    ids = {
        one.link.known.candidate.person_id
        for one in outcomes
        if one.link.known is not None and one.action is Action.GOLDEN
    }
    if not ids:
        return {}
    statement = (
        select(*Person.__table__.columns)
        .where(
            among(Person.person_id, ids),
            or_(scope.within(Person.origin_scope, region), Person.registered.is_(False)),
        )
        .order_by(Person.person_id)
        .with_for_update()
    )
    found: dict[UUID, Any] = {row.person_id: row for row in await session.execute(statement)}
    if found.keys() != ids:
        raise LostRace
    return found


async def _evidence(session: AsyncSession, outcomes: Sequence[Outcome]) -> dict[UUID, Row[Any]]:
    """The latest spell that each record has told of."""
    records = {one.link.subject.record_id for one in outcomes if one.link.subject is not None}
    people = {one.link.known.candidate.person_id for one in outcomes if one.link.known is not None}
    if not records:
        return {}
    statement = (
        select(*Evidence.__table__.columns)
        .where(among(Evidence.person_id, people), among(Evidence.record_id, records))
        .order_by(Evidence.started.asc().nulls_first(), Evidence.id)
    )
    found: dict[UUID, Any] = {row.record_id: row for row in await session.execute(statement)}
    return found
