"""Bulk writing of what settling found: COPY into temporary tables, then each table once a batch.

A statement a row costs a round trip each. The temporary tables are the transaction's own; every
write into the real tables is checked by their policies.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from operator import itemgetter
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from registry.situation.counting import Recount
from servicekit.database import driver_connection
from servicekit.events import Announcement

PEOPLE = {
    "person_id": "uuid", "work_scope": "bigint", "work_state": "text", "verified_until": "date",
    "sector": "text", "organised": "boolean", "counted_on": "date", "version": "bigint",
    "changed": "boolean",
}  # fmt: skip
EMPLOYMENTS = {
    "person_id": "uuid", "id": "uuid", "subject_id": "uuid", "origin_scope": "bigint",
    "work_scope": "bigint", "state": "text", "work_region": "text", "employer_name": "text",
    "employer_code": "text", "industry": "text", "channel": "text", "organised": "boolean",
    "wage_fen": "bigint", "started": "text", "ended": "text", "evidence": "jsonb",
    "as_of": "date", "source": "text", "confidence": "bigint", "expires_on": "date",
    "version": "bigint", "updated_at": "timestamptz",
}  # fmt: skip
CLOSED_FLOWS = {"person_id": "uuid", "id": "uuid", "until": "text"}
NEW_FLOWS = {
    "person_id": "uuid", "id": "uuid", "subject_id": "uuid", "origin_scope": "bigint",
    "work_scope": "bigint", "destination": "text", "since": "text", "basis": "text",
}  # fmt: skip
MOVED = {"person_id": "uuid", "origin_scope": "bigint", "work_scope": "bigint"}
TABLES: dict[str, dict[str, str]] = {
    "people": PEOPLE,
    "employments": EMPLOYMENTS,
    "closed_flows": CLOSED_FLOWS,
    "new_flows": NEW_FLOWS,
    "moved": MOVED,
}
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
    recount: Recount = field(default_factory=Recount)
    workers: list[Announcement] = field(default_factory=list)
    spells: list[Announcement] = field(default_factory=list)


UPDATE_PEOPLE = """
update people p set work_scope = s.work_scope, work_state = s.work_state,
  verified_until = s.verified_until, sector = s.sector, organised = s.organised,
  counted_on = s.counted_on, version = s.version, announced_version = s.version,
  updated_at = case when s.changed then :at else p.updated_at end
from settled_people s where p.person_id = s.person_id
"""
UPSERT_EMPLOYMENTS = f"""
insert into employments ({", ".join(EMPLOYMENTS)})
select {", ".join(EMPLOYMENTS)} from settled_employments
on conflict (person_id, id) do update set
{", ".join(f"{name} = excluded.{name}" for name in EMPLOYMENTS if name not in {"person_id", "id"})}
"""  # noqa: S608 - made of the names above
CLOSE_FLOWS = """
update flows f set until = s.until, updated_at = :at
from settled_closed_flows s where f.person_id = s.person_id and f.id = s.id
"""
OPEN_FLOWS = f"""
insert into flows ({", ".join(NEW_FLOWS)}, updated_at)
select {", ".join(NEW_FLOWS)}, :at from settled_new_flows
"""  # noqa: S608
MOVES = tuple(
    f"""
update {table} t set origin_scope = s.origin_scope, work_scope = s.work_scope
from settled_moved s where t.person_id = s.person_id
  and (t.origin_scope, t.work_scope) is distinct from (s.origin_scope, s.work_scope)
"""  # noqa: S608
    for table in SCOPED
)


async def write(session: AsyncSession, writes: Writes, at: datetime) -> None:
    """All tables of the batch. Flows close before others open: one open flow a person."""
    for name, columns in TABLES.items():
        await _copy(session, name, columns, getattr(writes, name))
    for needs, statement in (
        (writes.people, UPDATE_PEOPLE),
        (writes.closed_flows, CLOSE_FLOWS),
        (writes.employments, UPSERT_EMPLOYMENTS),
        (writes.new_flows, OPEN_FLOWS),
        *((writes.moved, move) for move in MOVES),
    ):
        if needs:
            await session.execute(text(statement), {"at": at} if ":at" in statement else {})


async def _copy(
    session: AsyncSession, name: str, columns: Mapping[str, str], rows: list[dict[str, Any]]
) -> None:
    if not rows:
        return
    connection: Any = await driver_connection(session)
    shape = ", ".join(f"{column} {kind}" for column, kind in columns.items())
    await connection.execute(f"create temporary table settled_{name} ({shape}) on commit drop")
    records = list(map(itemgetter(*columns), rows))
    await connection.copy_records_to_table(f"settled_{name}", records=records)
