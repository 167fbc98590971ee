"""Processes that end by themselves, run to their end and never left behind."""

import asyncio
import signal
from collections.abc import Mapping
from pathlib import Path

from onebox import tethers
from onebox.logfiles import append


async def run(*words: str | Path, environment: Mapping[str, str], log: Path | None) -> int:
    """The exit status; output goes to `log`, or where ours goes. Killed when we are cancelled."""
    process = await asyncio.create_subprocess_exec(
        *tethers.command(*words, signal=signal.SIGKILL),
        env=dict(environment),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE if log else None,
        stderr=asyncio.subprocess.STDOUT if log else None,
        start_new_session=True,
    )
    try:
        output, _ = await process.communicate()
    except asyncio.CancelledError:
        process.kill()
        await process.wait()
        raise
    if log:
        append(log, output)
    return await process.wait()
