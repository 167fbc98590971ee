"""The state directory: its layout, the lock of the one instance, and what must hold at start."""

import errno
import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from onebox import ports
from onebox.errors import AlreadyRunning, DiskFull, StateBroken
from onebox.files import write_whole
from onebox.settings import SERVICES, Settings, variable_of

LAYOUT = 1
MIB = 1024 * 1024
BEFORE_STATE = {"lock", "secrets", "journey", "logs", "files", ".state.json.new"}


@dataclass(frozen=True)
class Home:
    """`<root>/{lock, state.json, postgres/, secrets/, files/, logs/, journey/}`."""

    root: Path

    @property
    def lock(self) -> Path:
        return self.root / "lock"

    @property
    def state(self) -> Path:
        return self.root / "state.json"

    @property
    def postgres(self) -> Path:
        return self.root / "postgres"

    @property
    def secrets(self) -> Path:
        return self.root / "secrets"

    @property
    def journey(self) -> Path:
        return self.root / "journey"

    @property
    def bootstrap(self) -> Path:
        """What the gateway applies at each start: the first administrator and our clients."""
        return self.secrets / "bootstrap.json"

    @property
    def sign_ins(self) -> Path:
        """The sample accounts, written by the journey and shown on the home page."""
        return self.journey / "sign-ins.json"

    def files(self, service: str) -> Path:
        return self.root / "files" / service

    def spans(self, service: str) -> Path:
        return self.root / "logs" / f"{service}.spans.jsonl"

    def log(self, name: str) -> Path:
        return self.root / "logs" / f"{name}.log"


@contextmanager
def opened(settings: Settings) -> Iterator[Home]:
    """The directory, made on the first start and locked until the end.

    Raises AlreadyRunning, DiskFull, PortBusy, PortUnusable and StateBroken.
    """
    home = Home(settings.home.absolute())
    _make(home, settings)
    with _locked(home):
        _recognise(home)
        for service in SERVICES:
            port = settings.port_of(service)
            ports.require_free(settings.host, port, service, variable_of(service))
        yield home


def read_state(home: Home) -> dict[str, Any]:
    try:
        found = json.loads(home.state.read_text())
    except (OSError, ValueError) as error:
        raise StateBroken(
            str(home.root), "state.json 无法读取", "state.json cannot be read"
        ) from error
    if not isinstance(found, dict) or found.get("layout") != LAYOUT:
        raise StateBroken(
            str(home.root),
            f"state.json 的布局版本不是 {LAYOUT}",
            f"the layout in state.json is not {LAYOUT}",
        )
    return found


def remember(home: Home, **facts: Any) -> None:
    """Add facts to state.json, whole or not at all."""
    write_whole(home.state, json.dumps({**read_state(home), **facts}, indent=2))


def running_pid(home: Home) -> int | None:
    """The process that holds the lock, or None."""
    try:
        with home.lock.open("r+") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return None
    except BlockingIOError:
        return _pid_in(home)
    return None


def _make(home: Home, settings: Settings) -> None:
    try:
        home.root.mkdir(parents=True, exist_ok=True)
        _require_ours(home)
        _require_space(home, settings)
        # Root's PostgreSQL runs as another account, which must be able to pass through.
        home.root.chmod(0o711 if os.geteuid() == 0 else 0o700)
        home.secrets.mkdir(mode=0o700, exist_ok=True)
        for folder in (home.journey, home.log("any").parent, *map(home.files, SERVICES)):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise _disk_full(home, settings) from error
        reason = error.strerror or type(error).__name__
        raise StateBroken(
            str(home.root), f"无法写入：{reason}", f"cannot be written: {reason}"
        ) from error


def _require_ours(home: Home) -> None:
    """Never take over a directory that holds something else."""
    names = {path.name for path in home.root.iterdir()}
    if home.state.name not in names and names - BEFORE_STATE:
        raise StateBroken(
            str(home.root), "不是本平台的目录", "it is not a directory of this platform"
        )


def _require_space(home: Home, settings: Settings) -> None:
    if shutil.disk_usage(home.root).free < settings.min_free_mib * MIB:
        raise _disk_full(home, settings)


def _disk_full(home: Home, settings: Settings) -> DiskFull:
    free = shutil.disk_usage(home.root).free // MIB
    return DiskFull(str(home.root), free, settings.min_free_mib, "WENGANG_MIN_FREE_MIB")


def _recognise(home: Home) -> None:
    """A first start marks the directory before anything else; later starts want the mark."""
    if home.state.exists():
        read_state(home)
    else:
        write_whole(home.state, json.dumps({"layout": LAYOUT}))


@contextmanager
def _locked(home: Home) -> Iterator[None]:
    with home.lock.open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise AlreadyRunning(str(home.root), _pid_in(home)) from error
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def _pid_in(home: Home) -> int | None:
    text = home.lock.read_text().strip()
    return int(text) if text.isdigit() else None
