"""A whole platform as a child process, in a directory of its own, for a benchmark to measure."""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

SERVICES = ("registry", "matching", "subsidy", "gateway")
ONEBOX = (sys.executable, "-m", "onebox", "run")
STAYS = "Ctrl-C"
"""What the platform says when everything is up and it stays."""

LAST_LINES = 40
STOP_SECONDS = 180


@dataclass(frozen=True)
class Onebox:
    """`seconds` from the command to the platform saying that it stays until Ctrl-C."""

    home: Path
    address: str
    process: subprocess.Popen[str]
    seconds: float

    def administrator(self) -> tuple[str, str]:
        stored = json.loads((self.home / "secrets" / "passwords.json").read_text())
        return "admin", stored["administrator"]


@contextmanager
def temporary_home() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="wengang-bench-") as directory:
        yield Path(directory)


@contextmanager
def running(
    home: Path,
    *,
    rows: int = 20_000,
    journey: bool = True,
    command: Sequence[str] = ONEBOX,
    directory: Path | None = None,
) -> Iterator[Onebox]:
    """Start the platform on free ports; stopped in order, as by Ctrl-C, when the block ends."""
    ports = _free_ports(1 + len(SERVICES))
    told = {
        "WENGANG_HOME": str(home),
        "WENGANG_PORT": str(ports[0]),
        "WENGANG_ROWS": str(rows),
        "WENGANG_JOURNEY": str(journey),
    }
    names = ("REGISTRY", "MATCHING", "SUBSIDY", "POSTGRES")
    told |= {f"WENGANG_{name}_PORT": str(port) for name, port in zip(names, ports[1:], strict=True)}
    began = time.perf_counter()
    process = subprocess.Popen(
        command,
        cwd=directory,
        env=os.environ | told,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        _wait(process)
        seconds = time.perf_counter() - began
        yield Onebox(home, f"http://127.0.0.1:{ports[0]}", process, seconds)
    finally:
        _stop(process)


def _wait(process: subprocess.Popen[str]) -> None:
    assert process.stdout is not None
    said: list[str] = []
    for line in process.stdout:
        said.append(line)
        if STAYS in line:
            return
    raise SystemExit("".join(said[-LAST_LINES:]))


def _stop(process: subprocess.Popen[str]) -> None:
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGINT)
    process.communicate(timeout=STOP_SECONDS)


def _free_ports(count: int) -> list[int]:
    probes = [socket.socket() for _ in range(count)]
    for probe in probes:
        probe.bind(("127.0.0.1", 0))
    ports = [int(probe.getsockname()[1]) for probe in probes]
    for probe in probes:
        probe.close()
    return ports


def peak_memory_mib(onebox: Onebox) -> dict[str, float]:
    """The most memory each service has held since its start (VmHWM of its process), in MiB."""
    found: dict[str, float] = {}
    for child in psutil.Process(onebox.process.pid).children(recursive=True):
        name = next((word for word in child.cmdline() if word in SERVICES), None)
        status = Path(f"/proc/{child.pid}/status").read_text()
        peak = next((line for line in status.splitlines() if line.startswith("VmHWM")), None)
        if name and peak:
            found[name] = max(found.get(name, 0.0), int(peak.split()[1]) / 1024)
    return found


def describe_machine() -> None:
    memory = psutil.virtual_memory().total / 2**30
    load = os.getloadavg()[0]
    print(f"{os.cpu_count()} cores, {memory:.0f} GiB, load {load:.1f} before")
