"""One real PostgreSQL a run; for each service a template database, and a copy of it a test."""

import asyncio
import os
import socket
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from tests.scheduling import PlatformScheduling

from onebox import postgres
from servicekit.testing import (
    Neighbours,
    Serve,
    ServiceUnderTest,
    build_template,
    cloned,
    environment,
    role_urls,
    serving,
)

STARTED: list[postgres.Server] = []


def pytest_configure(config: pytest.Config) -> None:
    """The controlling process starts the server; its workers inherit the address."""
    if hasattr(config, "workerinput") or "TEST_ADMIN_URL" in os.environ:
        return
    home = Path(tempfile.mkdtemp(prefix="wengang-test-"))
    server = postgres.start(home, _free_port(), durable=False)
    STARTED.append(server)
    os.environ["TEST_ADMIN_URL"] = server.admin_url
    os.environ["TEST_HOME"] = str(home)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> PlatformScheduling:
    return PlatformScheduling(config, log)


def pytest_unconfigure() -> None:
    while STARTED:
        STARTED.pop().stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def admin_url() -> str:
    return os.environ["TEST_ADMIN_URL"]


@pytest.fixture(scope="session")
def template(admin_url: str, worker_id: str) -> Callable[[str], str]:
    """The name of the service's template database, built by the migrations on first use."""
    made: dict[str, str] = {}

    def build(name: str) -> str:
        if name not in made:
            lock = Path(os.environ["TEST_HOME"]) / "provision.lock"
            made[name] = build_template(admin_url, name, worker_id, lock)
        return made[name]

    return build


@pytest.fixture
def serve(admin_url: str, template: Callable[[str], str], tmp_path: Path) -> Serve:
    """`async with serve("registry") as service:` a service on a database of its own."""

    @asynccontextmanager
    async def start(
        name: str, *, neighbours: Neighbours | None = None, fresh: bool = True
    ) -> AsyncIterator[ServiceUnderTest]:
        prepared = await asyncio.to_thread(template, name)  # migrations run a loop of their own
        async with cloned(admin_url, prepared) as database:
            urls = role_urls(admin_url, name, database)
            module = import_module(f"{name}.app")
            settings = import_module(f"{name}.settings").Settings(
                **environment(name, urls, tmp_path)
            )
            app = module.create_app(settings)
            base = admin_url.rsplit("/", 1)[0]
            async with serving(
                name,
                app,
                f"{base}/{database}",
                neighbours=neighbours,
                fresh=fresh,
                signs_itself=name == "gateway",
            ) as service:
                yield service

    return start
