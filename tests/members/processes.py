"""A container's command as a plain process: no rights, nothing to write but /tmp and its files."""

import contextlib
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2

# As USER, cap_drop and no-new-privileges say; the one capability left reads where only root may go,
# for a checkout and a Python below a closed directory, and writes nowhere.
STRANGER = (10001, 10001)
POWERLESS = (
    "setpriv",
    f"--reuid={STRANGER[0]}",
    f"--regid={STRANGER[1]}",
    "--clear-groups",
    "--no-new-privs",
    "--securebits=+no_setuid_fixup",  # or access(2) would forget that capability
    "--inh-caps=-all,+dac_read_search",
    "--ambient-caps=-all,+dac_read_search",
    "--bounding-set=-all,+dac_read_search",
)
UP_SECONDS = 180.0
DOWN_SECONDS = 60.0


@dataclass(frozen=True)
class Ground:
    """Where commands run: `root` is closed to them, `files` is theirs, `programs` come first."""

    root: Path
    files: Path
    programs: Path


def ground(directory: Path, healthy: Path) -> Ground:
    made = Ground(directory / "root", directory / "files", directory / "programs")
    made.programs.mkdir()
    shutil.copy(healthy, made.programs / "healthy")
    (made.programs / "healthy").chmod(0o755)
    made.root.mkdir(mode=0o555)
    made.files.mkdir(mode=0o700)
    if os.geteuid() == 0:
        os.chown(made.files, *STRANGER)
    return made


def run(
    words: Sequence[str], ground: Ground, told: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    """To its end."""
    return subprocess.run(
        _powerless(words), cwd=ground.root, env=told, capture_output=True, text=True, check=False
    )


@contextmanager
def serving(
    words: Sequence[str], ground: Ground, told: Mapping[str, str], log: Path
) -> Iterator[subprocess.Popen[bytes]]:
    with (
        log.open("wb") as output,
        subprocess.Popen(
            _powerless(words), cwd=ground.root, env=told, stdout=output, stderr=subprocess.STDOUT
        ) as process,
    ):
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()


def answer(
    address: str,
    process: subprocess.Popen[bytes],
    is_enough: Callable[[httpx2.Response], bool] = lambda found: (
        found.status_code == httpx2.codes.OK
    ),
) -> httpx2.Response:
    """The first answer that is enough, while the process lives."""
    deadline = time.monotonic() + UP_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        with contextlib.suppress(httpx2.TransportError):
            if is_enough(found := httpx2.get(address, trust_env=False)):
                return found
        time.sleep(0.1)
    raise AssertionError(f"{address} does not answer as it should")


def _powerless(words: Sequence[str]) -> list[str]:
    return [*(POWERLESS if os.geteuid() == 0 else ()), *words]
