"""What the database itself holds, whoever writes the code above it."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine

from servicekit.testing import cloned, role_urls
from subsidy.models import Base


def differences(connection: Connection) -> list[Any]:
    return list(compare_metadata(MigrationContext.configure(connection), Base.metadata))


@pytest.mark.parametrize("role", ["app", "job"])
@pytest.mark.parametrize("verb", ["update transfers set amount_fen = 1", "delete from transfers"])
async def test_what_was_booked_is_never_changed(
    admin_url: str, template: Callable[[str], str], role: str, verb: str
) -> None:
    prepared = await asyncio.to_thread(template, "subsidy")
    async with cloned(admin_url, prepared) as database:
        engine = create_async_engine(role_urls(admin_url, "subsidy", database)[role])
        async with engine.connect() as connection:
            with pytest.raises(Exception, match="permission denied"):
                await connection.execute(text(verb))
        await engine.dispose()


async def test_the_models_say_what_the_migrations_made(
    admin_url: str, template: Callable[[str], str]
) -> None:
    prepared = await asyncio.to_thread(template, "subsidy")
    async with cloned(admin_url, prepared) as database:
        base = admin_url.rsplit("/", 1)[0]
        engine = create_async_engine(f"{base}/{database}")
        async with engine.connect() as connection:
            found = await connection.run_sync(differences)
        await engine.dispose()
    assert found == []
