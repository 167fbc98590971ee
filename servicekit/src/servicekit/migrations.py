"""`python -m servicekit.migrations registry` brings its database to the newest revision."""

import asyncio
import os
import sys
from importlib import resources

from alembic import command, context
from alembic.config import Config
from sqlalchemy import Connection, MetaData, pool, text
from sqlalchemy.ext.asyncio import create_async_engine

# One migrator at a time, and none that waits long for a lock the live service holds.
GUARD = (
    "select set_config('lock_timeout', '5s', true)",
    "select set_config('statement_timeout', '60s', true)",
    "select pg_advisory_xact_lock(hashtext('migrations'))",
)

# `/readyz` says which revision the database has.
READABLE = """
do $do$ begin execute format('grant select on alembic_version to %I',
 regexp_replace(current_user, '_owner$', '_app')); end $do$
"""


def config(service: str, url: str | None = None) -> Config:
    made = Config()
    made.set_main_option("script_location", str(resources.files(service) / "migrations"))
    made.attributes["url"] = url
    return made


def upgrade(service: str, url: str | None = None) -> None:
    command.upgrade(config(service, url), "head")


def run(service: str, metadata: MetaData) -> None:
    """The whole of a service's migrations/env.py."""
    url = (
        context.config.attributes.get("url") or os.environ[f"{service.upper()}_OWNER_DATABASE_URL"]
    )

    def migrate(connection: Connection) -> None:
        context.configure(connection, target_metadata=metadata, compare_type=True)
        with context.begin_transaction():
            for statement in GUARD:
                connection.execute(text(statement))
            context.run_migrations()
            connection.execute(text(READABLE))

    async def main() -> None:
        engine = create_async_engine(url, poolclass=pool.NullPool)
        async with engine.connect() as connection:
            await connection.run_sync(migrate)
        await engine.dispose()

    asyncio.run(main())


if __name__ == "__main__":
    upgrade(sys.argv[1])
