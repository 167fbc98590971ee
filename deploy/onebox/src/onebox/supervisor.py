"""Keeps child processes running: starts, restarts with backoff, stops in reverse order.

Each child leads a session and a process group of its own, so that Ctrl-C reaches only the
supervisor and a stop reaches the child's own children; on Linux all of them end with it.
"""

import asyncio
import contextlib
import os
import signal
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import httpx2

from onebox import logfiles, tethers
from onebox.errors import ServiceFailed

FIRST_DELAY = 0.2
LONGEST_DELAY = 10.0
# A child that lived this long starts again at once when it dies.
STEADY_SECONDS = 20.0
POLL_SECONDS = 0.1
DRAIN_SECONDS = 15.0
PIPE_SECONDS = 2.0
GIVE_UP_AFTER = 5


@dataclass(frozen=True)
class Program:
    """`ready_url` answers 200 when the program can serve."""

    name: str
    words: Sequence[str | Path]
    environment: Mapping[str, str] = field(repr=False)
    log: Path
    ready_url: str | None = None


@dataclass
class Child:
    """A program, its process at the moment, and how often it had to be started again."""

    program: Program
    process: asyncio.subprocess.Process | None = None
    restarts: int = 0
    ending: asyncio.Event = field(default_factory=asyncio.Event)
    keeper: asyncio.Task[None] | None = None


def launch(program: Program) -> Child:
    """Start the program and keep it running until `stop`. Call from the main thread."""
    child = Child(program)
    child.keeper = asyncio.create_task(_keep(child))
    return child


async def stop(child: Child) -> None:
    """SIGTERM, time to drain, then SIGKILL to the whole group."""
    child.ending.set()
    if child.process is not None and child.process.returncode is None:
        _signal(child.process, signal.SIGTERM)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(child.process.wait(), DRAIN_SECONDS)
        _signal(child.process, signal.SIGKILL)
    if child.keeper is not None:
        await child.keeper


async def stop_all(children: Sequence[Child]) -> None:
    for child in reversed(children):
        await stop(child)


async def ready(
    children: Sequence[Child],
    seconds: float,
    *,
    each: Callable[[str], None] = lambda _: None,
) -> None:
    """Wait until each answers; `each` hears the names as they come. Raises ServiceFailed."""
    deadline = time.monotonic() + seconds
    async with httpx2.AsyncClient(timeout=2, trust_env=False) as client:
        await asyncio.gather(*(_ready(child, client, deadline, each) for child in children))


async def watch(
    ending: asyncio.Event,
    is_alive: Callable[[], bool],
    revive: Callable[[], Awaitable[None]],
    *,
    seconds: float = 0.5,
) -> None:
    """Call `revive` whenever `is_alive` says no, and again after a second when that fails."""
    while not await _pause(ending, seconds):
        if not is_alive():
            with contextlib.suppress(Exception):
                await revive()


async def _ready(
    child: Child, client: httpx2.AsyncClient, deadline: float, each: Callable[[str], None]
) -> None:
    while not await _answers(child, client):
        if time.monotonic() > deadline or child.restarts >= GIVE_UP_AFTER:
            raise ServiceFailed(child.program.name, str(child.program.log))
        await asyncio.sleep(POLL_SECONDS)
    each(child.program.name)


async def _answers(child: Child, client: httpx2.AsyncClient) -> bool:
    if child.program.ready_url is None:
        return child.process is not None
    try:
        answer = await client.get(child.program.ready_url)
    except httpx2.TransportError:
        return False
    # A service that has not heard the gateway's feed yet refuses writes.
    return answer.status_code == httpx2.codes.OK and answer.json().get("feeds_fresh", True)


async def _keep(child: Child) -> None:
    delay = FIRST_DELAY
    while not child.ending.is_set():
        begun = time.monotonic()
        await _live(child)
        if child.ending.is_set():
            return
        child.restarts += 1
        delay = FIRST_DELAY if time.monotonic() - begun > STEADY_SECONDS else delay
        await _pause(child.ending, delay)
        delay = min(delay * 2, LONGEST_DELAY)


async def _live(child: Child) -> None:
    """From start to end of one process, its output in the log file."""
    program = child.program
    process = await asyncio.create_subprocess_exec(
        *tethers.command(*program.words, signal=signal.SIGKILL),
        env=dict(program.environment),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        start_new_session=True,
    )
    child.process = process
    assert process.stdout is not None
    writing = asyncio.create_task(logfiles.copy(process.stdout, program.log))
    if child.ending.is_set():
        _signal(process, signal.SIGTERM)
    await process.wait()
    _signal(process, signal.SIGKILL)
    with contextlib.suppress(TimeoutError):  # a stray grandchild may hold the pipe
        await asyncio.wait_for(writing, PIPE_SECONDS)


def _signal(process: asyncio.subprocess.Process, number: signal.Signals) -> None:
    """To the whole group, which may outlive its leader."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, number)


async def _pause(ending: asyncio.Event, seconds: float) -> bool:
    """True when the end came during the pause."""
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(ending.wait(), seconds)
    return ending.is_set()
