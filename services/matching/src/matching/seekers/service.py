"""The projection of registry's facts, and the intent that officers record."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from matching.models import Application, Placement, Recommendation, Seeker
from matching.seekers import queries
from schemas.events import CloudEvent
from schemas.matching import Intent
from schemas.regions import scope_of
from schemas.registry import EmploymentChanged, WorkerChanged
from servicekit import audit, etags
from servicekit.access import Principal
from servicekit.problems import NotFound

FACTS = (
    "origin",
    "origin_scope",
    "work",
    "work_scope",
    "birth_year",
    "sex",
    "education",
    "labour_ability",
    "work_state",
    "as_of",
)
SCOPED = (Recommendation, Application, Placement)


async def record_intent(
    session: AsyncSession, principal: Principal, person_id: UUID, patch: Intent, *, expected: int
) -> Seeker:
    """Merge what the person wants into what is recorded, if still at version `expected`."""
    seeker = await queries.own_for_update(session, principal, person_id)
    if seeker is None:
        raise NotFound
    etags.check(seeker.intent_version, expected)

    for name in patch.model_fields_set:
        setattr(seeker, f"intent_{name}", getattr(patch, name))
    seeker.intent_version += 1
    await session.flush()

    audit.note(session, object_type="seeker", object_id=person_id, person_id=person_id)
    return seeker


async def project_workers(session: AsyncSession, events: Sequence[CloudEvent]) -> None:
    """Take over the latest facts of each person; a moved scope moves the person's rows with it."""
    rows = {}
    for event in events:
        changed = WorkerChanged.model_validate(event.data)
        rows[changed.person_id] = {**_facts(changed), "as_of": event.time}
    statement = insert(Seeker).values(list(rows.values()))
    await session.execute(
        statement.on_conflict_do_update(
            index_elements=["person_id"],
            set_={name: statement.excluded[name] for name in FACTS},
        )
    )
    for table in SCOPED:
        await session.execute(
            update(table)
            .where(
                table.person_id == Seeker.person_id,
                Seeker.person_id.in_(list(rows)),
                or_(
                    table.origin_scope != Seeker.origin_scope,
                    table.work_scope.is_distinct_from(Seeker.work_scope),
                ),
            )
            .values(origin_scope=Seeker.origin_scope, work_scope=Seeker.work_scope)
            .execution_options(synchronize_session=False)
        )


def _facts(changed: WorkerChanged) -> dict[str, Any]:
    return {
        "person_id": changed.person_id,
        "origin": changed.origin,
        "origin_scope": scope_of(changed.origin),
        "work": changed.work,
        "work_scope": scope_of(changed.work) if changed.work else None,
        "birth_year": changed.birth_year,
        "sex": changed.sex,
        "education": changed.education,
        "labour_ability": changed.labour_ability,
        "work_state": changed.work_state,
        "intent_version": 1,
    }


async def project_employments(session: AsyncSession, events: Sequence[CloudEvent]) -> None:
    """Keep the last known wage of each person; a missing wage leaves what is known."""
    rows: dict[UUID, dict[str, Any]] = {}
    for event in events:
        changed = EmploymentChanged.model_validate(event.data)
        known = rows.get(changed.person_id)
        if changed.wage_fen is None or (known and known["last_work_started"] > changed.started):
            continue
        rows[changed.person_id] = {
            "person_id": changed.person_id,
            "origin": changed.origin,
            "origin_scope": scope_of(changed.origin),
            "work_state": "unknown",
            "last_wage_fen": changed.wage_fen,
            "last_work_started": changed.started,
            "intent_version": 1,
            "as_of": event.time,
        }
    if not rows:
        return
    statement = insert(Seeker).values(list(rows.values()))
    await session.execute(
        statement.on_conflict_do_update(
            index_elements=["person_id"],
            set_={
                name: statement.excluded[name] for name in ("last_wage_fen", "last_work_started")
            },
            where=func.coalesce(Seeker.last_work_started, "")
            <= statement.excluded.last_work_started,
        )
    )
