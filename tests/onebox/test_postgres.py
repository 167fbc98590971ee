"""The embedded server: any account, any directory, killed at any moment."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine

from onebox import postgres
from onebox.errors import PortBusy, StateBroken


@pytest.fixture
def server(tmp_path: Path, unused_port: int) -> Iterator[postgres.Server]:
    started = postgres.start(tmp_path / "postgres", unused_port, durable=False)
    yield started
    started.stop()


def postmaster(server: postgres.Server) -> int:
    return int((server.home / "data" / "postmaster.pid").read_text().splitlines()[0])


async def ask(url: str, *statements: str) -> object:
    engine = create_async_engine(url)
    try:
        async with engine.begin() as connection:
            for statement in statements[:-1]:
                await connection.execute(text(statement))
            return await connection.scalar(text(statements[-1]))
    finally:
        await engine.dispose()


async def test_it_speaks_utf_8_sorts_the_same_everywhere_and_checks_its_pages(
    server: postgres.Server,
) -> None:
    assert await ask(server.admin_url, "show server_encoding") == "UTF8"
    assert await ask(server.admin_url, "show timezone") == "UTC"
    assert await ask(server.admin_url, "show data_checksums") == "on"
    assert await ask(server.admin_url, "show shared_preload_libraries") == "pg_stat_statements"
    locale = "select datlocale from pg_database where datname = 'postgres'"
    assert await ask(server.admin_url, locale) == "C.UTF-8"


async def test_a_wrong_password_is_refused(server: postgres.Server) -> None:
    with pytest.raises(DBAPIError, match="password authentication failed"):
        await ask(server.url("postgres", "postgres", "wrong"), "select 1")


def test_a_second_start_attaches_and_keeps_the_port(
    server: postgres.Server, unused_port: int
) -> None:
    again = postgres.start(server.home, unused_port + 1)
    assert again.process is None
    assert (again.port, again.password) == (server.port, server.password)


async def test_what_was_committed_survives_kill_9(tmp_path: Path, unused_port: int) -> None:
    first = postgres.start(tmp_path / "postgres", unused_port)
    await ask(first.admin_url, "create table kept as select 7 as number", "select 1")
    os.kill(postmaster(first), signal.SIGKILL)
    assert first.process is not None
    first.process.wait()
    second = postgres.start(tmp_path / "postgres", unused_port)
    try:
        assert await ask(second.admin_url, "select number from kept") == 7
    finally:
        second.stop()


def test_a_stop_leaves_no_process_and_no_pid_file(tmp_path: Path, unused_port: int) -> None:
    server = postgres.start(tmp_path / "postgres", unused_port, durable=False)
    children = psutil.Process(postmaster(server)).children(recursive=True)
    server.stop()
    assert not server.is_alive()
    assert not (server.home / "data" / "postmaster.pid").exists()
    assert psutil.wait_procs(children, timeout=2)[1] == []


def test_it_is_never_root_and_changes_no_permission_above_itself(
    tmp_path: Path, unused_port: int
) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    server = postgres.start(closed / "postgres", unused_port, durable=False)
    try:
        assert psutil.Process(postmaster(server)).uids().real != 0
        assert closed.stat().st_mode & 0o777 == 0o700
    finally:
        server.stop()


def test_it_ends_with_the_process_that_started_it(tmp_path: Path, unused_port: int) -> None:
    home = tmp_path / "postgres"
    code = (
        "from pathlib import Path; from onebox.postgres import start; import time;"
        f" start(Path({str(home)!r}), {unused_port}, durable=False, dies_with_parent=True);"
        " print('up', flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == b"up\n"
        server = psutil.Process(int((home / "data" / "postmaster.pid").read_text().split()[0]))
        parent.kill()
        server.wait(timeout=10)


def test_a_port_of_another_program_is_named_with_its_setting(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        with pytest.raises(PortBusy, match=f"{taken}.*WENGANG_POSTGRES_PORT"):
            postgres.start(tmp_path / "postgres", taken)


def test_a_cluster_with_missing_files_is_refused_and_left_as_it_is(
    tmp_path: Path, unused_port: int
) -> None:
    data = tmp_path / "postgres" / "data"
    data.mkdir(parents=True)
    (data / "something").write_text("of somebody")
    with pytest.raises(StateBroken, match="incomplete"):
        postgres.start(tmp_path / "postgres", unused_port)
    assert (data / "something").exists()


def test_a_killed_initdb_leaves_nothing_in_the_way(tmp_path: Path, unused_port: int) -> None:
    half = tmp_path / "postgres" / "data.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    begun = time.monotonic()
    server = postgres.start(tmp_path / "postgres", unused_port, durable=False)
    server.stop()
    assert time.monotonic() - begun < 20
