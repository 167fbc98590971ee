"""One small world a service: rows that somebody may see, and the names by which a table asks.

A world is built once by the real API and kept as a template database; each question gets a copy.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine
from tests.contract import (
    gateway_world,
    matching_world,
    registry_world,
    setting,
    subsidy_world,
)
from tests.contract.table import Ids, Table, read

from servicekit import relay
from servicekit.testing import Neighbours, ServiceUnderTest, cloned, started

Build = Callable[[ServiceUnderTest, Table], Awaitable[dict[str, str]]]


def nobody(request: httpx2.Request) -> httpx2.Response:
    """A neighbour that is not asked."""
    return httpx2.Response(503, text=request.url.path)


WORLDS: dict[str, tuple[Build, Neighbours]] = {
    "registry": (registry_world.build, nobody),
    "matching": (matching_world.build, matching_world.registry),
    "subsidy": (subsidy_world.build, subsidy_world.registry),
    "gateway": (gateway_world.build, gateway_world.registry),
}


@dataclass(frozen=True)
class World:
    """A built world: its template database, its files, and its names."""

    service: str
    admin_url: str
    template: str
    directory: Path
    ids: Ids

    @asynccontextmanager
    async def copy(self) -> AsyncIterator[ServiceUnderTest]:
        """The service on a copy of this world, on the same business day."""
        setting.begin()
        async with (
            cloned(self.admin_url, self.template) as database,
            started(
                self.service,
                self.admin_url,
                database,
                self.directory,
                neighbours=WORLDS[self.service][1],
                fresh=False,
            ) as service,
        ):
            yield service
        setting.end()


@asynccontextmanager
async def world(
    service: str, admin_url: str, prepared: str, directory: Path
) -> AsyncIterator[World]:
    """Build `service`'s world in a database of its own, from the migrated one."""
    build, neighbours = WORLDS[service]
    database = f"world_{prepared}"
    await _administer(admin_url, f"drop database if exists {database} with (force)")
    await _administer(admin_url, f"create database {database} template {prepared}")
    setting.begin()
    async with started(
        service, admin_url, database, directory, neighbours=neighbours
    ) as running:
        ids = await build(running, read(service))
        await relay.number(running.context.database)
    setting.end()
    yield World(service, admin_url, database, directory, ids)
    await _administer(admin_url, f"drop database {database} with (force)")


async def _administer(admin_url: str, statement: str) -> None:
    engine = create_async_engine(admin_url, isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(text(statement))
    await engine.dispose()
