"""The projection of registry's people and employments: coded facts, no identifiers."""

from collections.abc import Collection, Sequence
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, or_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from schemas.events import CloudEvent
from schemas.regions import scope_of
from schemas.registry import EmploymentChanged, WorkerChanged
from subsidy.models import EmploymentFacts, PersonFacts


async def project_workers(session: AsyncSession, events: Sequence[CloudEvent]) -> None:
    """Keep the newest facts of each person; the spells move with the person's scopes."""
    parsed = [WorkerChanged.model_validate(event.data) for event in events]
    newest = {one.person_id: one for one in parsed}
    rows = [_person_row(one) for one in newest.values()]
    await _upsert(session, PersonFacts, rows, ["person_id"])
    await _align(session, newest.keys())


async def project_employments(session: AsyncSession, events: Sequence[CloudEvent]) -> None:
    """Keep the newest state of each spell, under the scopes of its person."""
    parsed = [EmploymentChanged.model_validate(event.data) for event in events]
    newest = {one.employment_id: one for one in parsed}
    rows = [_spell_row(one) for one in newest.values()]
    await _upsert(session, EmploymentFacts, rows, ["person_id", "id"])
    await _align(session, {one.person_id for one in newest.values()})


async def _upsert(
    session: AsyncSession,
    model: type[PersonFacts | EmploymentFacts],
    rows: list[dict[str, Any]],
    key: list[str],
) -> None:
    statement = insert(cast("Table", model.__table__))
    changed = {name: statement.excluded[name] for name in rows[0] if name not in key}
    await session.execute(statement.on_conflict_do_update(index_elements=key, set_=changed), rows)


async def _align(session: AsyncSession, person_ids: Collection[UUID]) -> None:
    """Spells are seen by whoever sees the person: home, and the end of the open flow."""
    await session.execute(
        update(EmploymentFacts)
        .where(
            EmploymentFacts.person_id.in_(person_ids),
            PersonFacts.person_id == EmploymentFacts.person_id,
            or_(
                EmploymentFacts.origin_scope != PersonFacts.origin_scope,
                EmploymentFacts.work_scope.is_distinct_from(PersonFacts.work_scope),
            ),
        )
        .values(origin_scope=PersonFacts.origin_scope, work_scope=PersonFacts.work_scope)
        .execution_options(synchronize_session=False)
    )


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
        "work_scope": None,
        "work_region": one.work_region,
        "started": one.started,
        "ended": one.ended,
        "state": one.state.value,
        "organised": one.organised,
        "wage_fen": one.wage_fen,
        "evidence": [kind.value for kind in one.evidence],
        "as_of": one.as_of,
    }
