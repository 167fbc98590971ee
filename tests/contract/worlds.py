"""One small world a service: rows that somebody may see, and the names by which a table asks.

A world is built once, through the real API, and kept as a template database; whoever changes a copy
leaves the next one a new copy.
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
from tests.contract.table import Table, read

from servicekit import relay
from servicekit.testing import Neighbours, ServiceUnderTest, started

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


@dataclass
class World:
    """A built world: its service, running on a copy of it, and its names."""

    running: ServiceUnderTest
    ids: dict[str, str]
    admin_url: str
    template: str
    is_new: bool = True

    @asynccontextmanager
    async def untouched(self, *, changing: bool) -> AsyncIterator[ServiceUnderTest]:
        """The service on the world as it was built; say whether its rows are going to change."""
        if not self.is_new:
            await self._renew()
        self.is_new = not changing
        setting.begin()
        yield self.running
        setting.end()

    async def _renew(self) -> None:
        """The same database name from the template again; what the app believed is forgotten."""
        await self.running.context.database.dispose()
        await _copy(self.admin_url, self.template, _running(self.template))
        self.running.app.state.grants._read = float("-inf")
        if self.running.name == "gateway":
            self.running.app.state.exchange.forget()


@asynccontextmanager
async def world(
    service: str, admin_url: str, prepared: str, directory: Path
) -> AsyncIterator[World]:
    """Build `service`'s world once, as a template of databases."""
    build, neighbours = WORLDS[service]
    template = f"world_{prepared}"
    await _copy(admin_url, prepared, template)
    setting.begin()
    async with started(service, admin_url, template, directory, neighbours=neighbours) as building:
        ids = await build(building, read(service))
        await relay.number(building.context.database)
    setting.end()
    await _copy(admin_url, template, _running(template))
    async with started(
        service,
        admin_url,
        _running(template),
        directory,
        neighbours=neighbours,
        fresh=False,
    ) as running:
        if service == "gateway":
            _know_the_services(running)
        yield World(running, ids, admin_url, template)


def _know_the_services(gateway: ServiceUnderTest) -> None:
    """The other services are there and offer nothing: an unknown path is unknown, not pending."""
    for name in ("registry", "matching", "subsidy"):
        gateway.app.state.directory.learn(name, {"paths": {}})


def _running(template: str) -> str:
    return f"running_{template}"


async def _copy(admin_url: str, template: str, database: str) -> None:
    engine = create_async_engine(admin_url, isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(text(f"drop database if exists {database} with (force)"))
        await connection.execute(text(f"create database {database} template {template}"))
    await engine.dispose()
