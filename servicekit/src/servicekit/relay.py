"""Numbers events and audit entries after their commit, without gaps: one leader a service."""

import asyncio

from sqlalchemy import text

from servicekit.database import Database
from servicekit.leader import leadership

PAUSE_SECONDS = 0.1
RETRY_SECONDS = 2.0
BATCH = 5000

NUMBER = """
with fresh as (
 select id, row_number() over (order by id) as n
 from (select id from {table} where seq is null order by id limit {batch}) as waiting)
update {table} set seq = (select coalesce(max(seq), 0) from {table}) + fresh.n
from fresh where {table}.id = fresh.id
"""
STATEMENTS = {
    table: text(NUMBER.format(table=table, batch=BATCH)) for table in ("events", "audit_entries")
}


async def number(database: Database) -> int:
    """Number what has committed; returns how many rows."""
    done = 0
    async with database.job_session(kind="system:relay") as session:
        for table, statement in STATEMENTS.items():
            waiting = text(f"select exists (select from {table} where seq is null)")  # noqa: S608
            if await session.scalar(waiting):
                result = await session.execute(statement)
                done += getattr(result, "rowcount", 0)
    return done


async def run(database: Database) -> None:
    """Lead when nobody else does, and number until cancelled."""
    while True:
        async with leadership(database, "relay") as leads:
            while leads:
                if await number(database) == 0:
                    await asyncio.sleep(PAUSE_SECONDS)
        await asyncio.sleep(RETRY_SECONDS)
