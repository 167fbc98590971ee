"""Bulk writing of what settling found: each table once a batch, from arrays of its columns.

An array a column is one parameter each and one plan for any number of rows; a statement a row
costs a round trip each.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from servicekit.events import Announcement

Rows = Sequence[Mapping[str, Any]]
PERSON = {
    "person_id": "uuid", "work_scope": "bigint", "work_state": "text", "verified_until": "date",
    "version": "bigint", "changed": "boolean",
}  # fmt: skip
EMPLOYMENT = {
    "person_id": "uuid", "id": "uuid", "subject_id": "uuid", "origin_scope": "bigint",
    "work_scope": "bigint", "state": "text", "work_region": "text", "employer_name": "text",
    "employer_code": "text", "industry": "text", "channel": "text", "organised": "boolean",
    "wage_fen": "bigint", "started": "text", "ended": "text", "evidence": "jsonb",
    "as_of": "date", "source": "text", "confidence": "bigint", "expires_on": "date",
    "version": "bigint", "updated_at": "timestamptz",
}  # fmt: skip
CLOSED_FLOW = {"person_id": "uuid", "id": "uuid", "until": "text"}
NEW_FLOW = {
    "person_id": "uuid", "id": "uuid", "subject_id": "uuid", "origin_scope": "bigint",
    "work_scope": "bigint", "destination": "text", "since": "text", "basis": "text",
}  # fmt: skip
MOVED = {"person_id": "uuid", "origin_scope": "bigint", "work_scope": "bigint"}
SCOPED = ("linkage_keys", "evidence", "employments", "flows", "follow_ups", "contacts")


@dataclass
class Writes:
    """Rows to write, by the columns above, and events, gathered over a batch of people."""

    people: list[dict[str, Any]] = field(default_factory=list)
    employments: list[dict[str, Any]] = field(default_factory=list)
    closed_flows: list[dict[str, Any]] = field(default_factory=list)
    new_flows: list[dict[str, Any]] = field(default_factory=list)
    moved: list[dict[str, Any]] = field(default_factory=list)
    left: list[Announcement] = field(default_factory=list)
    workers: list[Announcement] = field(default_factory=list)
    spells: list[Announcement] = field(default_factory=list)


def given(columns: Mapping[str, str]) -> str:
    """Rows of parameters as a table `s`; JSON travels as text."""
    arrays = (f"cast(:{name} as {_sent(kind)}[])" for name, kind in columns.items())
    return f"unnest({', '.join(arrays)}) as s({', '.join(columns)})"


def _sent(kind: str) -> str:
    return "text" if kind == "jsonb" else kind


def _selected(columns: Mapping[str, str]) -> str:
    return ", ".join(
        f"cast(s.{name} as jsonb)" if kind == "jsonb" else f"s.{name}"
        for name, kind in columns.items()
    )


UPDATE_PEOPLE = f"""
update people p set work_scope = s.work_scope, work_state = s.work_state,
  verified_until = s.verified_until, version = s.version, announced_version = s.version,
  updated_at = case when s.changed then :at else p.updated_at end
from {given(PERSON)} where p.person_id = s.person_id
"""  # noqa: S608 - made of the names above
UPSERT_EMPLOYMENTS = f"""
insert into employments ({", ".join(EMPLOYMENT)})
select {_selected(EMPLOYMENT)} from {given(EMPLOYMENT)}
on conflict (person_id, id) do update set
{", ".join(f"{name} = excluded.{name}" for name in EMPLOYMENT if name not in {"person_id", "id"})}
"""  # noqa: S608
CLOSE_FLOWS = f"""
update flows f set until = s.until, updated_at = :at
from {given(CLOSED_FLOW)} where f.person_id = s.person_id and f.id = s.id
"""  # noqa: S608
OPEN_FLOWS = f"""
insert into flows ({", ".join(NEW_FLOW)}, updated_at)
select {_selected(NEW_FLOW)}, :at from {given(NEW_FLOW)}
"""  # noqa: S608
MOVE = """
update {table} t set origin_scope = s.origin_scope, work_scope = s.work_scope
from {given} where t.person_id = s.person_id
  and (t.origin_scope, t.work_scope) is distinct from (s.origin_scope, s.work_scope)
"""


async def write(session: AsyncSession, writes: Writes, at: datetime) -> None:
    """All tables of the batch. Flows close before others open: one open flow a person."""
    await _run(session, UPDATE_PEOPLE, PERSON, writes.people, at=at)
    await _run(session, CLOSE_FLOWS, CLOSED_FLOW, writes.closed_flows, at=at)
    await _run(session, UPSERT_EMPLOYMENTS, EMPLOYMENT, writes.employments)
    await _run(session, OPEN_FLOWS, NEW_FLOW, writes.new_flows, at=at)
    for table in SCOPED:
        statement = MOVE.format(table=table, given=given(MOVED))
        await _run(session, statement, MOVED, writes.moved)


async def _run(
    session: AsyncSession, statement: str, columns: Mapping[str, str], rows: Rows, **more: Any
) -> None:
    if rows:
        arrays = {name: [row[name] for row in rows] for name in columns}
        await session.execute(text(statement), arrays | more)
