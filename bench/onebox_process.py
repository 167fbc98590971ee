"""A whole platform as a child process, in a directory of its own, for a benchmark to measure."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2

SERVICES = ("registry", "matching", "subsidy", "gateway")
PATIENCE_SECONDS = 1800


@dataclass
class Onebox:
    """`seconds` from the command to the platform saying that it stays until Ctrl-C."""

    home: Path
    address: str
    process: subprocess.Popen[str]
    seconds: float


@contextmanager
def temporary_home() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="wengang-bench-") as directory:
        yield Path(directory)


@contextmanager
def running(home: Path, *, rows: int = 20_000, sample: bool = True) -> Iterator[Onebox]:
    """Start `python -m onebox run` on free ports; stopped in order when the block ends."""
    ports = _free_ports(5)
    names = ("GATEWAY", "REGISTRY", "MATCHING", "SUBSIDY", "POSTGRES")
    environment = {
        **os.environ,
        "WENGANG_HOME": str(home),
        **{f"WENGANG_{name}_PORT": str(port) for name, port in zip(names, ports, strict=True)},
        "WENGANG_SAMPLE_ROWS": str(rows),
        "WENGANG_SAMPLE": str(sample),
    }
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "onebox", "run"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        _wait(process)
        made = Onebox(home, f"http://127.0.0.1:{ports[0]}", process, time.perf_counter() - began)
        yield made
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=120)


def _wait(process: subprocess.Popen[str]) -> None:
    assert process.stdout is not None
    said: list[str] = []
    for line in process.stdout:
        said.append(line)
        if "Ctrl-C" in line:
            return
    raise SystemExit("".join(said[-40:]))


def _free_ports(count: int) -> list[int]:
    probes = [socket.socket() for _ in range(count)]
    for probe in probes:
        probe.bind(("127.0.0.1", 0))
    ports = [int(probe.getsockname()[1]) for probe in probes]
    for probe in probes:
        probe.close()
    return ports


def peak_memory_mib(onebox: Onebox) -> dict[str, float]:
    """The most memory each process of the platform has held (VmHWM), in MiB."""
    found: dict[str, float] = {}
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            command = (status.parent / "cmdline").read_text().split("\0")
            environment = (status.parent / "environ").read_text()
            text = status.read_text()
        except OSError:
            continue
        name = command[2] if command[1:2] == ["-m"] and len(command) > 2 else ""  # noqa: PLR2004
        if name in SERVICES and onebox.address in environment:
            peak = next(line for line in text.splitlines() if line.startswith("VmHWM"))
            found[name] = int(peak.split()[1]) / 1024
    return found


def is_up(address: str) -> bool:
    try:
        return httpx2.get(f"{address}/readyz", trust_env=False).status_code == httpx2.codes.OK
    except httpx2.TransportError:
        return False
