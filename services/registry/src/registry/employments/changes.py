"""Rows and events of a settled person."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from registry.employments.rules import CONFIDENCE, LASTS, Spell, Standing, spell_region
from registry.models import Employment, Person
from schemas.regions import canonical
from schemas.registry import EmploymentChanged, EmploymentState, WorkerChanged
from servicekit import clock
from servicekit.events import Announcement

COMPARED = (
    "state", "work_region", "employer_name", "employer_code", "industry", "channel", "organised",
    "wage_fen", "started", "ended", "evidence", "as_of", "source", "confidence", "expires_on",
)  # fmt: skip


def employment_row(person: Person, spell: Spell) -> dict[str, Any]:
    best = spell.best
    return {
        "person_id": person.person_id,
        "id": min(s.id for s in spell.statements),
        "subject_id": spell.statements[0].subject_id,
        "origin_scope": person.origin_scope,
        "work_scope": person.work_scope,
        "state": spell.state.value,
        "work_region": spell_region(spell),
        "employer_name": _first(spell, "employer_name"),
        "employer_code": _first(spell, "employer_code"),
        "industry": _first(spell, "industry"),
        "channel": _first(spell, "channel"),
        "organised": _first(spell, "organised"),
        "wage_fen": _first(spell, "wage_fen"),
        "started": spell.started,
        "ended": spell.ended,
        "evidence": sorted({s.kind.value for s in spell.statements}),
        "as_of": best.as_of,
        "source": best.kind.value,
        "confidence": CONFIDENCE[best.kind],
        "expires_on": spell.verified_until or best.as_of + LASTS[best.kind],
        "updated_at": clock.now(),
    }


def withdrawn_row(held: Employment) -> dict[str, Any]:
    """An employment that no evidence supports any more, after a list was corrected."""
    row = {column.name: getattr(held, column.name) for column in Employment.__table__.columns}
    return row | {
        "state": EmploymentState.ENDED.value,
        "ended": held.ended or held.started,
        "updated_at": clock.now() if held.state != EmploymentState.ENDED else held.updated_at,
    }


def _first(spell: Spell, name: str) -> Any:
    """The value of the surest, then latest statement that has one."""
    ranked = sorted(spell.statements, key=lambda s: (CONFIDENCE[s.kind], s.as_of), reverse=True)
    return next((v for s in ranked if (v := getattr(s, name)) is not None), None)


def differs(before: Employment, row: dict[str, Any]) -> bool:
    return any(getattr(before, name) != row[name] for name in COMPARED)


async def upsert_employments(session: AsyncSession, rows: Sequence[dict[str, Any]]) -> None:
    statement = insert(Employment)
    kept = [c.name for c in Employment.__table__.columns if c.name not in ("person_id", "id")]
    statement = statement.on_conflict_do_update(
        index_elements=["person_id", "id"],
        set_={name: statement.excluded[name] for name in kept},
    )
    await session.execute(statement, list(rows))


def last_month(result: Standing) -> str | None:
    """The month in which the last spell ended."""
    return max((s.ended for s in result.spells if s.ended), default=None)


def code_text(scope: int | None) -> str | None:
    return None if scope is None else f"{scope:012}"


def worker_changed(person: Person) -> Announcement:
    data = WorkerChanged(
        person_id=person.person_id,
        origin=f"{person.origin_scope:012}",
        work=code_text(person.work_scope),
        sex=person.sex,
        birth_year=person.birth_year,
        education=person.education,
        labour_ability=person.labour_ability,
        category=person.category,
        scheme_year=person.scheme_year,
        work_state=person.work_state,
        registered=person.registered,
    )
    return (person.person_id, data, person.origin_scope, person.work_scope)


def employment_changed(person: Person, row: dict[str, Any]) -> Announcement:
    data = EmploymentChanged(
        person_id=person.person_id,
        employment_id=row["id"],
        subject_id=row["subject_id"],
        origin=f"{person.origin_scope:012}",
        work_region=canonical(row["work_region"]) if row["work_region"] else None,
        started=row["started"],
        ended=row["ended"],
        state=row["state"],
        organised=row["organised"],
        wage_fen=row["wage_fen"],
        evidence=row["evidence"],
        as_of=row["as_of"],
    )
    return (person.person_id, data, person.origin_scope, person.work_scope)
