"""What the database itself holds, whoever writes the code above it."""

import asyncio
from collections.abc import Callable
from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine

from registry.models import Base
from servicekit.testing import cloned


def differences(connection: Connection) -> list[Any]:
    return list(compare_metadata(MigrationContext.configure(connection), Base.metadata))


async def test_the_models_say_what_the_migrations_made(
    admin_url: str, template: Callable[[str], str]
) -> None:
    prepared = await asyncio.to_thread(template, "registry")
    async with cloned(admin_url, prepared) as database:
        base = admin_url.rsplit("/", 1)[0]
        engine = create_async_engine(f"{base}/{database}")
        async with engine.connect() as connection:
            found = await connection.run_sync(differences)
        await engine.dispose()
    assert found == []
