"""The suite's PostgreSQL, for a run that is not told of one: gone with the run."""

import os
import shutil
import socket
import tempfile
from pathlib import Path

import pytest

from onebox import postgres

STARTED: list[postgres.Server] = []


def pytest_configure(config: pytest.Config) -> None:
    """The controlling process starts the server; its workers inherit the address."""
    home = Path(tempfile.mkdtemp(prefix="wengang-test-"))
    server = postgres.start(home, free_port(), durable=False)
    STARTED.append(server)
    os.environ["TEST_ADMIN_URL"] = server.admin_url
    os.environ["TEST_HOME"] = str(home)


def pytest_unconfigure() -> None:
    while STARTED:
        server = STARTED.pop()
        server.stop()
        shutil.rmtree(server.home)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
