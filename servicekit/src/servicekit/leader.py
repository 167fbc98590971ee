"""Work that one process at a time does: a PostgreSQL advisory lock held by a connection."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from servicekit.database import Database


@asynccontextmanager
async def leadership(database: Database, name: str) -> AsyncIterator[bool]:
    """Whether this process leads `name`; held until the block ends or the process dies."""
    async with database.job_engine.connect() as raw:
        connection = await raw.execution_options(isolation_level="AUTOCOMMIT")
        taken = bool(
            await connection.scalar(
                text("select pg_try_advisory_lock(hashtextextended(:name, 0))"), {"name": name}
            )
        )
        try:
            yield taken
        finally:
            if taken:
                with suppress(DBAPIError):  # a lost connection has let go; a stop must go through
                    await connection.execute(
                        text("select pg_advisory_unlock(hashtextextended(:name, 0))"),
                        {"name": name},
                    )
