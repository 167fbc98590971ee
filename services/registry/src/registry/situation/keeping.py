"""Keeping the figures: what a batch of people changed, added to the cells in its transaction.

Cells are written last and in one order, so that no two transactions wait for each other's; a
transaction holds them from here to its commit only.
"""

from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from registry.models.situation import CELL
from registry.situation.counting import Recount
from servicekit.database import driver_connection

NAMES = ", ".join(CELL)
STAGE = (
    "create temporary table recount (day date, origin_scope bigint, work_scope bigint, state text,"
    " sector text, organised boolean, verified boolean, people bigint) on commit drop"
)
STAGE_PAST = (
    "create temporary table recounted (person_id uuid, since date, until date,"
    " origin_scope bigint, work_scope bigint, state text, sector text, organised boolean,"
    " verified_until date) on commit drop"
)
ADD_TO_CELLS = f"""
insert into situation_cells as c ({NAMES}, people)
select {NAMES}, sum(people) from recount group by {NAMES} having sum(people) <> 0
order by {NAMES}
on conflict ({NAMES}) do update set people = c.people + excluded.people
"""  # noqa: S608 - made of the names above
ADD_CHANGES = f"""
insert into situation_changes as c ({NAMES}, day, people)
select {NAMES}, day, people from recount order by {NAMES}, day
on conflict ({NAMES}, day) do update set people = c.people + excluded.people
"""  # noqa: S608
ADD_PAST = """
insert into past_counts (person_id, since, until, origin_scope, work_scope, state, sector,
  organised, verified_until)
select person_id, since, until, origin_scope, work_scope, state, sector, organised, verified_until
from recounted
"""


async def keep(session: AsyncSession, recount: Recount) -> None:
    """Add the changes to the figures; the last thing that a transaction writes."""
    connection: Any = await driver_connection(session)
    if recount.past:
        await connection.execute(STAGE_PAST)
        rows = [(person, since, until, *before) for person, since, until, before in recount.past]
        await connection.copy_records_to_table("recounted", records=rows)
        await session.execute(text(ADD_PAST))
    changes = [(day, *cell, people) for (day, cell), people in recount.changes.items() if people]
    if changes:
        await connection.execute(STAGE)
        await connection.copy_records_to_table("recount", records=changes)
        await session.execute(text(ADD_TO_CELLS))
        await session.execute(text(ADD_CHANGES))
