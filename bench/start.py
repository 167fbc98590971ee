"""How long the platform takes: the first start with its journey, and a second start."""

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.onebox_process import (
    ONEBOX,
    describe_machine,
    peak_memory_mib,
    running,
    temporary_home,
)

ROOT = Path(__file__).parents[1]


def main(rows: int = 20_000, *, clone: bool = False) -> None:
    """`clone`: with `make run` in a fresh clone, so that the environment is made too."""
    describe_machine()
    with _place(clone=clone) as (directory, command), temporary_home() as home:
        with running(home, rows=rows, command=command, directory=directory) as cold:
            print(f"first start, with the journey over {rows} rows: {cold.seconds:.1f} s")
            for name, mib in sorted(peak_memory_mib(cold).items()):
                print(f"  peak memory of {name}: {mib:.0f} MiB")
        with running(home, rows=rows, command=command, directory=directory) as warm:
            print(f"second start: {warm.seconds:.1f} s")


@contextmanager
def _place(*, clone: bool) -> Iterator[tuple[Path, tuple[str, ...]]]:
    """Where to start the platform, and by which command."""
    if not clone:
        yield ROOT, ONEBOX
        return
    with tempfile.TemporaryDirectory(prefix="wengang-clone-") as directory:
        subprocess.run(["git", "clone", "--quiet", ROOT, directory], check=True)
        yield Path(directory), ("make", "run")
