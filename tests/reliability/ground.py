"""The whole platform as processes that can be told where to die, and officers signed in to it."""

import asyncio
import signal
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from onebox import bootstrap, credentials, home, postgres, supervisor
from onebox.credentials import ADMINISTRATOR
from onebox.home import Home
from onebox.journey import playing
from onebox.journey.world import World
from onebox.settings import IN_ORDER, Settings
from onebox.supervisor import Child, Program
from wengang import Person, Wengang

SEED = 7
READY_SECONDS = 90.0
PATIENCE_SECONDS = 180.0


@dataclass
class Ground:
    place: Home
    settings: Settings
    server: postgres.Server
    administrator: str = field(repr=False)
    children: dict[str, Child] = field(default_factory=dict)

    def armed(self, service: str, point: str) -> Path:
        return self.place.root / "armed" / service / point

    async def kill_at(self, service: str, point: str) -> None:
        """Arm the point, wait until the service has died there, and until it serves again."""
        child = self.children[service]
        child.restarts = 0
        self.armed(service, point).touch()
        await until(lambda: child.restarts > 0)
        assert not self.armed(service, point).exists()
        await supervisor.ready([child], READY_SECONDS)

    def stop_database(self) -> None:
        """PostgreSQL's immediate stop: as if the machine lost its power, but for its caches."""
        process = self.server.process
        assert process is not None
        process.send_signal(signal.SIGQUIT)
        process.wait()

    def start_database(self) -> None:
        self.server = postgres.start(self.place.postgres, self.server.port, dies_with_parent=True)

    def client(self, username: str, password: str) -> Wengang:
        who = Person(username, password)
        return Wengang(self.settings.address, credentials=who, patience=PATIENCE_SECONDS)

    def world(self, rows: int) -> World:
        """The journey's cast and steps."""
        made = playing.world_of(
            self.settings.address, self.place.journey, Console(quiet=True), rows=rows, seed=SEED
        )
        made.state._write(
            "administrator.json", {"username": ADMINISTRATOR, "password": self.administrator}
        )
        return made

    async def comes_true(self, service: str, question: str) -> None:
        """Wait for what background work brings about: a lease of a dead process lapses first."""
        async with asyncio.timeout(READY_SECONDS):
            while await self.sql(service, question) != [(True,)]:
                await asyncio.sleep(0.2)

    async def sql(self, service: str, statement: str) -> list[Any]:
        """Rows as a superuser sees them, past row-level security."""
        url = self.server.url(service, postgres.SUPERUSER, self.server.password)
        engine = create_async_engine(url, isolation_level="AUTOCOMMIT")
        async with engine.connect() as connection:
            found = await connection.execute(text(statement))
            rows = list(found.all()) if found.returns_rows else []
        await engine.dispose()
        return rows


@asynccontextmanager
async def standing(root: Path) -> AsyncIterator[Ground]:
    """Everything started from nothing; stopped in order at the end."""
    ports = dict(zip((f"{name}_port" for name in IN_ORDER[1:]), free_ports(4), strict=True))
    settings = Settings(home=root, port=free_ports(1)[0], journey=False, **ports)  # type: ignore[arg-type]
    with home.opened(settings) as place, pytest.MonkeyPatch.context() as patch:
        patch.setattr(supervisor, "LONGEST_DELAY", supervisor.FIRST_DELAY)
        secrets = credentials.load_or_make(place)
        server = postgres.start(place.postgres, settings.port_of("postgres"), dies_with_parent=True)
        ground = Ground(place, settings, server, secrets.administrator)
        try:
            await bootstrap.prepare(place, server, secrets)
            credentials.write_bootstrap(place.secrets, secrets.administrator)
            for program in bootstrap.programs(place, settings, server, secrets):
                ground.children[program.name] = supervisor.launch(mortal(ground, program))
            await supervisor.ready(list(ground.children.values()), READY_SECONDS)
            yield ground
        finally:
            await supervisor.stop_all(list(ground.children.values()))
            ground.server.stop()


def mortal(ground: Ground, program: Program) -> Program:
    directory = ground.armed(program.name, "")
    directory.mkdir(parents=True, exist_ok=True)
    return replace(
        program,
        words=[program.words[0], "-m", "tests.reliability.mortal", program.name],
        environment={**program.environment, "MORTAL": str(directory)},
    )


async def until(holds: Callable[[], bool], seconds: float = PATIENCE_SECONDS) -> None:
    async with asyncio.timeout(seconds):
        while not holds():
            await asyncio.sleep(0.05)


def free_ports(count: int) -> list[int]:
    probes = [socket.socket() for _ in range(count)]
    for probe in probes:
        probe.bind(("127.0.0.1", 0))
    found = [int(probe.getsockname()[1]) for probe in probes]
    for probe in probes:
        probe.close()
    return found
