"""One run of the platform, from the lock to the orderly stop."""

import asyncio
import json
import os
import signal
import sys
from dataclasses import dataclass, field

from rich.console import Console

from onebox import bootstrap, credentials, home, postgres, processes, screen, supervisor
from onebox.credentials import ADMINISTRATOR, Secrets
from onebox.errors import JourneyStopped, OneboxError
from onebox.files import write_whole
from onebox.home import Home
from onebox.logfiles import append
from onebox.postgres import Server
from onebox.settings import Settings

DATABASE_CHECK_SECONDS = 0.5


@dataclass
class Running:
    """What has been started so far, so that whatever happens it can be stopped."""

    home: Home
    settings: Settings
    secrets: Secrets
    server: Server
    children: list[supervisor.Child] = field(default_factory=list)
    stopping: asyncio.Event = field(default_factory=asyncio.Event)


def run(settings: Settings, console: Console) -> int:
    """Returns the exit status: 0 after an orderly stop, 1 when something kept it from running."""
    try:
        with home.opened(settings) as place:
            secrets = credentials.load_or_make(place)
            server = postgres.start(
                place.postgres, settings.port_of("postgres"), dies_with_parent=True
            )
            screen.step(console, "数据库已启动", f"PostgreSQL answers on port {server.port}")
            running = Running(place, settings, secrets, server)
            try:
                asyncio.run(_operate(running, console))
            finally:
                running.server.stop()  # the one that runs now: it may have been revived
            screen.step(console, "已全部停止", "everything has stopped")
    except OneboxError as error:
        screen.trouble(console, error)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def migrate(settings: Settings, console: Console) -> int:
    """Bring the databases to the newest revision without starting the services."""
    try:
        with home.opened(settings) as place:
            secrets = credentials.load_or_make(place)
            server = postgres.start(
                place.postgres, settings.port_of("postgres"), dies_with_parent=True
            )
            try:
                asyncio.run(bootstrap.prepare(place, server, secrets))
            finally:
                server.stop()
    except OneboxError as error:
        screen.trouble(console, error)
        return 1
    screen.step(console, "数据库结构已是最新", "the databases are at the newest revision")
    return 0


async def _operate(running: Running, console: Console) -> None:
    _stop_on_signals(running.stopping)
    watching = asyncio.create_task(
        supervisor.watch(
            running.stopping,
            running.server.is_alive,
            lambda: _revive(running),
            seconds=DATABASE_CHECK_SECONDS,
        )
    )
    working = asyncio.create_task(_work(running, console))
    stopping = asyncio.create_task(running.stopping.wait())
    try:
        await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if working.done():
            await working
    finally:
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)
        await supervisor.stop_all(running.children)
        running.stopping.set()
        await asyncio.gather(watching, stopping)


async def _work(running: Running, console: Console) -> None:
    place, settings = running.home, running.settings
    if await bootstrap.prepare(place, running.server, running.secrets):
        screen.step(console, "数据库结构已就绪", "four databases provisioned and migrated")
    credentials.write_bootstrap(place.secrets, running.secrets.administrator)
    for program in bootstrap.programs(place, settings, running.server, running.secrets):
        running.children.append(supervisor.launch(program))
    await supervisor.ready(
        running.children,
        settings.ready_seconds,
        each=lambda name: screen.step(console, f"{name} 已就绪", f"{name} is ready"),
    )
    if settings.sample:
        await _play(running, console)
    screen.result(console, place, settings, running.secrets)
    await running.stopping.wait()


async def _play(running: Running, console: Console) -> None:
    """The journey on the first start; what it found on every later one."""
    place, settings = running.home, running.settings
    account = {"username": ADMINISTRATOR, "password": running.secrets.administrator}
    write_whole(place.journey / "administrator.json", json.dumps(account))
    closing = place.journey / "closing.txt"
    if closing.exists():
        console.print(closing.read_text(), markup=False, soft_wrap=True)
    elif settings.journey:
        told = (settings.address, str(place.journey), str(settings.rows), str(settings.seed))
        played = await processes.run(
            *(sys.executable, "-m", "onebox.performance", *told),
            environment=dict(os.environ),
            log=None,
        )
        if played != 0:
            raise JourneyStopped(str(place.root / "logs"))


async def _revive(running: Running) -> None:
    """PostgreSQL was killed: start it again at the same port, from this thread."""
    append(running.home.log("onebox"), b"PostgreSQL is gone; starting it again\n")
    running.server = postgres.start(
        running.home.postgres, running.server.port, dies_with_parent=True
    )


def _stop_on_signals(stopping: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, stopping.set)
