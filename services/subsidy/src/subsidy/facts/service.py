"""The projection of registry's people and employments: coded facts, no identifiers."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from schemas.events import CloudEvent
from schemas.regions import scope_of
from schemas.registry import EmploymentChanged, WorkerChanged
from subsidy.models import EmploymentFacts, PersonFacts

BATCH = 1000


async def project_workers(session: AsyncSession, events: Sequence[CloudEvent]) -> None:
    """Keep the newest facts of each person, and move the spells with the person's scopes."""
    newest = {one.person_id: one for one in map(_worker, events)}
    rows = [_person_row(one) for one in newest.values()]
    for start in range(0, len(rows), BATCH):
        chunk = rows[start : start + BATCH]
        await _upsert(session, PersonFacts, chunk, ["person_id"])
        await _move_spells(session, chunk)


async def project_employments(session: AsyncSession, events: Sequence[CloudEvent]) -> None:
    newest = {one.employment_id: one for one in map(_employment, events)}
    rows = [_spell_row(one) for one in newest.values()]
    for start in range(0, len(rows), BATCH):
        await _upsert(session, EmploymentFacts, rows[start : start + BATCH], ["person_id", "id"])


async def _upsert(
    session: AsyncSession,
    model: type[PersonFacts | EmploymentFacts],
    rows: list[dict[str, Any]],
    key: list[str],
) -> None:
    statement = insert(model).values(rows)
    changed = {name: statement.excluded[name] for name in rows[0] if name not in key}
    await session.execute(statement.on_conflict_do_update(index_elements=key, set_=changed))


async def _move_spells(session: AsyncSession, people: list[dict[str, Any]]) -> None:
    table = EmploymentFacts.__table__
    statement = (
        update(table)  # type: ignore[arg-type]
        .where(
            table.c.person_id == bindparam("who"),
            table.c.origin_scope.is_distinct_from(bindparam("origin"))
            | table.c.work_scope.is_distinct_from(bindparam("work")),
        )
        .values(origin_scope=bindparam("origin"), work_scope=bindparam("work"))
    )
    connection = await session.connection()
    await connection.execute(
        statement,
        [
            {"who": one["person_id"], "origin": one["origin_scope"], "work": one["work_scope"]}
            for one in people
        ],
    )


def _worker(event: CloudEvent) -> WorkerChanged:
    return WorkerChanged.model_validate(event.data)


def _employment(event: CloudEvent) -> EmploymentChanged:
    return EmploymentChanged.model_validate(event.data)


def _person_row(one: WorkerChanged) -> dict[str, Any]:
    return {
        "person_id": one.person_id,
        "origin": one.origin,
        "origin_scope": scope_of(one.origin),
        "work": one.work,
        "work_scope": scope_of(one.work) if one.work else None,
        "birth_year": one.birth_year,
        "category": one.category.value if one.category else None,
        "scheme_year": one.scheme_year,
        "labour_ability": one.labour_ability.value if one.labour_ability else None,
        "work_state": one.work_state.value,
        "registered": one.registered,
    }


def _spell_row(one: EmploymentChanged) -> dict[str, Any]:
    return {
        "person_id": one.person_id,
        "id": one.employment_id,
        "subject_id": one.subject_id,
        "origin_scope": scope_of(one.origin),
        "work_scope": scope_of(one.work_region) if one.work_region else None,
        "work_region": one.work_region,
        "started": one.started,
        "ended": one.ended,
        "state": one.state.value,
        "organised": one.organised,
        "wage_fen": one.wage_fen,
        "evidence": [kind.value for kind in one.evidence],
        "as_of": one.as_of,
    }
