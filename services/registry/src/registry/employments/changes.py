"""What settling changes about a person: rows and events. CPU work only."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic_core import to_json
from sqlalchemy import Row

from registry.employments.rules import (
    CONFIDENCE,
    LASTS,
    Spell,
    Standing,
    destination,
    sector_of,
    spell_region,
)
from registry.employments.settling import Settling
from registry.employments.writes import EMPLOYMENTS, PEOPLE, Writes
from registry.situation.counting import Counted
from schemas.periods import month_of
from schemas.regions import canonical, scope_of
from schemas.registry import EmploymentChanged, EmploymentState, WorkerChanged, WorkerLeftScope
from servicekit.events import Announcement
from servicekit.ids import uuid7

COMPARED = (
    "state", "work_region", "employer_name", "employer_code", "industry", "channel", "organised",
    "wage_fen", "started", "ended", "evidence", "as_of", "source", "confidence", "expires_on",
)  # fmt: skip


@dataclass(frozen=True)
class Held:
    """What the tables hold of a person's work: employments by id, the open flow."""

    employments: Mapping[UUID, Row[Any]]
    flow: Row[Any] | None


@dataclass(frozen=True)
class Moment:
    """The security time that rows bear, and the business day that decides."""

    at: datetime
    today: date


def plan(person: Settling, result: Standing, held: Held, moment: Moment, writes: Writes) -> None:
    """Add to `writes` all that is not yet as the evidence has it."""
    goal = destination(result.current, person.origin)
    scope = scope_of(goal) if goal else None
    _plan_flow(person, result, held.flow, goal, moment, writes)
    announced = person.announced_version
    if person.work_scope != scope or announced > 0:
        writes.moved.append(
            {
                "person_id": person.person_id,
                "origin_scope": person.origin_scope,
                "work_scope": scope,
            }
        )
    before = person.counted
    now = (person.work_state, person.verified_until, person.work_scope)
    changed = now != (result.state.value, result.verified_until, scope)
    if person.work_scope not in (None, scope):
        writes.left.append(left_scope(person))
    if changed:
        person.work_state, person.verified_until = result.state.value, result.verified_until
        person.work_scope = scope
        person.version += 1
    _present_work(person, result.current)
    recounted = _recount(person, before, moment.today, writes)
    if person.version != announced or recounted:
        writes.people.append(
            {name: getattr(person, name) for name in PEOPLE if name != "changed"}
            | {"changed": changed}
        )
    if person.version != announced:
        writes.workers.append(worker_changed(person))
    _plan_employments(person, result, held.employments, moment, writes)


def _present_work(person: Settling, current: Spell | None) -> None:
    person.sector = person.organised = None
    if current is not None:
        person.sector = sector_of(current.told("industry"))
        person.organised = current.told("organised")


def _recount(person: Settling, before: Counted, today: date, writes: Writes) -> bool:
    """Whether figures count the person otherwise now."""
    after = person.counted
    if after == before:
        return False
    person.counted_on = writes.recount.move(
        person.person_id, before, after, since=person.counted_on, today=today
    )
    return True


def _plan_employments(
    person: Settling,
    result: Standing,
    held: Mapping[UUID, Row[Any]],
    moment: Moment,
    writes: Writes,
) -> None:
    rows = [employment_row(person, spell, moment) for spell in result.spells]
    kept = {row["id"] for row in rows}
    rows += [withdrawn_row(one, moment) for key, one in held.items() if key not in kept]
    for row in rows:
        before = held.get(row["id"])
        if before is None or differs(before, row):
            row["version"] = (before.version if before else 0) + 1
            writes.spells.append(employment_changed(person, row))
            writes.employments.append(row | {"evidence": to_json(row["evidence"]).decode()})


def _plan_flow(
    person: Settling,
    result: Standing,
    flow: Row[Any] | None,
    goal: str | None,
    moment: Moment,
    writes: Writes,
) -> None:
    """At most one open flow: closed when the person works elsewhere or nowhere."""
    if flow is not None and flow.destination == goal:
        return
    if flow is not None:
        until = max(flow.since, _last_month(result) or month_of(moment.today))
        writes.closed_flows.append({"person_id": person.person_id, "id": flow.id, "until": until})
    if goal is not None and result.current is not None:
        writes.new_flows.append(
            {
                "person_id": person.person_id,
                "id": uuid7(),
                "subject_id": result.current.statements[0].subject_id,
                "origin_scope": person.origin_scope,
                "work_scope": scope_of(goal),
                "destination": goal,
                "since": result.current.started,
                "basis": result.current.best.kind.value,
            }
        )


def _last_month(result: Standing) -> str | None:
    """The month in which the last spell ended."""
    return max((s.ended for s in result.spells if s.ended), default=None)


def employment_row(person: Settling, spell: Spell, moment: Moment) -> dict[str, Any]:
    best = spell.best
    return {
        "person_id": person.person_id,
        "id": min(s.id for s in spell.statements),
        "subject_id": spell.statements[0].subject_id,
        "origin_scope": person.origin_scope,
        "work_scope": person.work_scope,
        "state": spell.state_on(moment.today).value,
        "work_region": spell_region(spell),
        "employer_name": spell.told("employer_name"),
        "employer_code": spell.told("employer_code"),
        "industry": spell.told("industry"),
        "channel": spell.told("channel"),
        "organised": spell.told("organised"),
        "wage_fen": spell.told("wage_fen"),
        "started": spell.started,
        "ended": spell.ended,
        "evidence": sorted({s.kind.value for s in spell.statements}),
        "as_of": best.as_of,
        "source": best.kind.value,
        "confidence": CONFIDENCE[best.kind],
        "expires_on": spell.verified_until or best.as_of + LASTS[best.kind],
        "updated_at": moment.at,
    }


def withdrawn_row(held: Row[Any], moment: Moment) -> dict[str, Any]:
    """An employment that no evidence supports any more, after a list was corrected."""
    row = {name: getattr(held, name) for name in EMPLOYMENTS}
    return row | {
        "state": EmploymentState.ENDED.value,
        "ended": held.ended or held.started,
        "updated_at": moment.at if held.state != EmploymentState.ENDED else held.updated_at,
    }


def differs(before: Row[Any], row: dict[str, Any]) -> bool:
    return any(getattr(before, name) != row[name] for name in COMPARED)


def worker_changed(person: Settling) -> Announcement:
    data = WorkerChanged(
        person_id=person.person_id,
        origin=f"{person.origin_scope:012}",
        work=None if person.work_scope is None else f"{person.work_scope:012}",
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


def left_scope(person: Settling) -> Announcement:
    """That the person is no longer at work where `work_scope` says."""
    origin, work = f"{person.origin_scope:012}", f"{person.work_scope:012}"
    data = WorkerLeftScope(person_id=person.person_id, origin=origin, work=work)
    return (person.person_id, data, person.origin_scope, person.work_scope)


def employment_changed(person: Settling, row: dict[str, Any]) -> Announcement:
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
