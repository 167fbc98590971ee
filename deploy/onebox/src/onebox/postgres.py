"""A real PostgreSQL on loopback with its data in one directory, started or attached to.

The server's working directory is its data directory and it is told `-D /proc/self/cwd` on Linux:
a process may stay in a directory whose parents its account cannot enter, such as a clone below
/root, so nothing above the state directory needs other permissions.
"""

import contextlib
import fcntl
import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import psutil

from onebox import accounts, binaries, ports, tethers
from onebox.accounts import Account
from onebox.errors import DatabaseFailed, StateBroken

SUPERUSER = "postgres"
HOST = "127.0.0.1"
LOG = "boot.log"
POLL_SECONDS = 0.02
SLOW_POLL_SECONDS = 0.2
# After kill -9 of the postmaster its children need one or two seconds to notice and go.
RETRY_SECONDS = 8.0
RECOVERY_SECONDS = 120.0
STOP_SECONDS = 30.0
INITDB = (
    f"--username={SUPERUSER}",
    "--auth=scram-sha-256",
    "--pwfile=../password",
    "--encoding=UTF8",
    "--data-checksums",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--locale=C.UTF-8",
)
OPTIONS = {
    "listen_addresses": HOST,
    "unix_socket_directories": "",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "max_wal_size": "4GB",
    "shared_preload_libraries": "pg_stat_statements",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "logging_collector": "on",
    "log_directory": "log",
    "log_filename": "postgresql-%a.log",
    "log_rotation_size": "20MB",
    "log_truncate_on_rotation": "on",
    # DETAIL lines quote the values of rows.
    "log_error_verbosity": "terse",
}
UNSAFE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class Postmaster(NamedTuple):
    pid: int
    port: int


@dataclass(frozen=True)
class Server:
    """A server that answers. `process` is None when another process started it."""

    home: Path
    port: int
    password: str = field(repr=False)
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def admin_url(self) -> str:
        return self.url("postgres", SUPERUSER, self.password)

    def url(self, database: str, user: str, password: str) -> str:
        return f"postgresql+asyncpg://{user}:{password}@{HOST}:{self.port}/{database}"

    def is_alive(self) -> bool:
        if self.process is not None:
            self.process.poll()
        return _postmaster(self.home / "data") is not None

    def stop(self) -> None:
        """Fast shutdown: open transactions roll back, a checkpoint leaves nothing to recover."""
        running = _postmaster(self.home / "data")
        if running is None:
            return
        os.kill(running.pid, signal.SIGINT)
        deadline = time.monotonic() + STOP_SECONDS
        while _postmaster(self.home / "data") == running and time.monotonic() < deadline:
            time.sleep(POLL_SECONDS)
        if self.process is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(STOP_SECONDS)


def start(home: Path, port: int, *, durable: bool = True, dies_with_parent: bool = False) -> Server:
    """Make the cluster if there is none, start it if nobody has, and wait until it answers.

    A server that runs already is attached to, at the port it has. `durable=False`
    gives up crash safety for speed and is for tests. Raises PortBusy, PortUnusable,
    StateBroken and DatabaseFailed. Start a server that dies with its parent from the main thread.
    """
    home = home.absolute()
    home.mkdir(parents=True, exist_ok=True)
    with _locked(home):
        account = accounts.for_database(home / "data")
        home.chmod(0o711 if account else 0o700)
        programs = binaries.copied(home)
        if not (home / "data").exists():
            _initialise(home, programs, account)
        _check(home)
        options = OPTIONS | {"port": str(port)} | ({} if durable else UNSAFE)
        death = signal.SIGINT if dies_with_parent else 0
        words: list[str | Path] = [programs / "postgres", "-D", _data(home), *_flags(options)]
        command = tethers.command(*words, account=account, signal=death)
        port, process = _bring_up(home, port, command, programs)
    return Server(home, port, (home / "password").read_text(), process)


def _initialise(home: Path, programs: Path, account: Account | None) -> None:
    """Into a directory beside it, so that a killed initdb leaves no half cluster."""
    fresh, password = home / "data.new", home / "password"
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(mode=0o700)
    password.touch(mode=0o600)
    password.write_text(secrets.token_urlsafe(24))
    if account:
        os.chown(fresh, account.uid, account.gid)
        os.chown(password, account.uid, account.gid)
    words: list[str | Path] = [programs / "initdb", "-D", _data(home, fresh), *INITDB]
    made = _run(tethers.command(*words, account=account), cwd=fresh)
    if made.returncode != 0:
        raise DatabaseFailed(str(home / LOG), made.stderr.decode(errors="replace").strip())
    if account:
        os.chown(password, 0, 0)
    fresh.rename(home / "data")


def _check(home: Path) -> None:
    version = home / "data" / "PG_VERSION"
    expected = binaries.major()
    if not version.exists() or not (home / "password").exists():
        raise StateBroken(str(home), "数据库文件不完整", "the database's files are incomplete")
    if version.read_text().strip() != expected:
        raise StateBroken(
            str(home), f"数据库不是 PostgreSQL {expected} 的", f"it is not of PostgreSQL {expected}"
        )


def _bring_up(
    home: Path, port: int, command: list[str], programs: Path
) -> tuple[int, subprocess.Popen[bytes] | None]:
    begun = time.monotonic()
    process: subprocess.Popen[bytes] | None = None
    failed_since: float | None = None
    while True:
        running = _postmaster(home / "data")
        if running and _answers(running.port, programs):
            return running.port, process
        now = time.monotonic()
        if process is not None and process.poll() is not None:
            failed_since = failed_since or now
            process = None
        if (failed_since and now - failed_since > RETRY_SECONDS) or now - begun > RECOVERY_SECONDS:
            raise DatabaseFailed(str(home / LOG), _last_line(home / LOG))
        if process is None and running is None:
            ports.require_free(HOST, port, "PostgreSQL", "WENGANG_POSTGRES_PORT")
            process = _spawn(home, command)
        time.sleep(POLL_SECONDS if failed_since is None else SLOW_POLL_SECONDS)


def _spawn(home: Path, command: list[str]) -> subprocess.Popen[bytes]:
    with (home / LOG).open("ab") as log:
        return subprocess.Popen(  # noqa: S603 - our own command
            command,
            cwd=home / "data",
            env=_environment(),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def _answers(port: int, programs: Path) -> bool:
    ready = _run([str(programs / "pg_isready"), "-q", "-h", HOST, "-p", str(port)])
    return ready.returncode == 0


def _postmaster(data: Path) -> Postmaster | None:
    """The running server of this directory; a dead child of ours is reaped on the way."""
    try:
        lines = (data / "postmaster.pid").read_text().splitlines()
        pid, port = int(lines[0]), int(lines[3])
        process = psutil.Process(pid)
        if process.status() == psutil.STATUS_ZOMBIE:
            os.waitpid(pid, os.WNOHANG)
            return None
        same = process.name() == "postgres" and Path(process.cwd()) == data.resolve()
    except (OSError, ValueError, IndexError, psutil.Error):
        return None
    return Postmaster(pid, port) if same else None


@contextmanager
def _locked(home: Path) -> Iterator[None]:
    """Two launchers at once: the second waits and then attaches."""
    with (home / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _run(command: list[str], cwd: Path | None = None) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(  # noqa: S603 - our own command
        command, cwd=cwd or "/", env=_environment(), capture_output=True, check=False
    )


def _environment() -> dict[str, str]:
    return {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}


def _data(home: Path, folder: Path | None = None) -> str:
    return "/proc/self/cwd" if sys.platform == "linux" else str(folder or home / "data")


def _flags(options: dict[str, str]) -> list[str]:
    return [word for name, value in options.items() for word in ("-c", f"{name}={value}")]


def _last_line(log: Path) -> str:
    lines = log.read_text(errors="replace").strip().splitlines() if log.exists() else []
    return lines[-1] if lines else "-"
