"""One real PostgreSQL a run; for each service a template database, and a copy of it a test."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from tests.scheduling import PlatformScheduling

from servicekit.testing import (
    Neighbours,
    Serve,
    ServiceUnderTest,
    build_template,
    cloned,
    started,
)

# Where the address of a server is given, what starts one need not be installed.
pytest_plugins = [] if "TEST_ADMIN_URL" in os.environ else ["tests.postgres"]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> PlatformScheduling:
    return PlatformScheduling(config, log)


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
        async with (
            cloned(admin_url, prepared) as database,
            started(
                name, admin_url, database, tmp_path, neighbours=neighbours, fresh=fresh
            ) as service,
        ):
            yield service

    return start
