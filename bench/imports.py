"""Rows a second of the journey's import, through the public API, and how the cost grows.

Settings that matter are the platform's defaults: fsync on, synchronous_commit on.
"""

import asyncio
import json
import time
from pathlib import Path

from bench.onebox_process import Onebox, peak_memory_mib, running, temporary_home

from samples import county
from wengang.client import Wengang

SIZES = (10_000, 100_000)
LONG = (10_000, 100_000, 1_000_000)


def main(*, long: bool = False) -> None:
    for rows in LONG if long else SIZES:
        with temporary_home() as home, running(home, rows=1_500) as onebox:
            asyncio.run(_measure(onebox, rows))
            for name, mib in sorted(peak_memory_mib(onebox).items()):
                print(f"  peak memory of {name}: {mib:.0f} MiB")


async def _measure(onebox: Onebox, rows: int) -> None:
    lists = county(seed=rows, rows=rows)
    data, name = lists.poverty_register(), "务工信息.xlsx"
    username, password = _registrar(onebox.home)
    async with Wengang(onebox.address, patience=3600) as client:
        await client.sign_in(username, password)
        for label in ("new", "the same file again"):
            began = time.perf_counter()
            made = await client.imports.upload(data, filename=name, source="poverty-register")
            done = await client.imports.wait(made.id)
            seconds = time.perf_counter() - began
            total = done.progress.total
            print(f"{total} rows, {label}: {seconds:.1f} s, {total / seconds:.0f} rows/s")


def _registrar(home: Path) -> tuple[str, str]:
    stored = json.loads((home / "journey" / "sign-ins.json").read_text())
    found = next(one for one in stored if "registrar" in json.dumps(one) and "4312" in str(one))
    return found["username"], found["password"]
