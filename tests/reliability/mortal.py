"""`python -m tests.reliability.mortal SERVICE`: a service that dies with -9 where it is told to.

A file named after a point in the directory `MORTAL` arms it: the process that reaches the point
takes the file away and kills itself there. Nothing of the product is replaced, only stopped.
"""

import functools
import os
import runpy
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import ContextVar
from importlib import import_module
from pathlib import Path
from typing import Any

from sqlalchemy import text
from starlette.types import Message, Receive, Scope, Send

from servicekit import jobs, relay
from servicekit.database import Database
from servicekit.files import DirectoryStore
from servicekit.guards import Edge

ANSWER = "committed-not-answered"
WAITING = "committed-not-numbered"
NUMBERED = "numbered-not-committed"
LEASED = "leased-not-begun"
STAGED = "staged-not-applied"
WRITTEN = "file-written-not-recorded"

BACKLOG = text(
    "select exists (select from events where seq is null)"
    " or exists (select from audit_entries where seq is null)"
)
OK, REDIRECT = 200, 300
numbering: ContextVar[bool] = ContextVar("numbering", default=False)


def reach(point: str) -> None:
    """Die here if the point is armed; the file goes first, so that each arming kills once."""
    try:
        (Path(os.environ["MORTAL"]) / point).unlink()
    except FileNotFoundError:
        return
    os.kill(os.getpid(), signal.SIGKILL)


def is_armed(point: str) -> bool:
    return (Path(os.environ["MORTAL"]) / point).exists()


def before_answers() -> None:
    """The transaction is committed by the time an answer starts (see servicekit.database)."""
    inner = Edge.__call__

    @functools.wraps(inner)
    async def call(self: Edge, scope: Scope, receive: Receive, send: Send) -> None:
        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start" and OK <= message["status"] < REDIRECT:
                reach(ANSWER)
            await send(message)

        is_write = scope["type"] == "http" and scope["method"] == "POST"
        is_token = is_write and scope["path"].startswith("/oauth/")
        await inner(self, scope, receive, sending if is_write and not is_token else send)

    Edge.__call__ = call  # type: ignore[method-assign]


def around_numbers() -> None:
    inner, session = relay.number, Database.job_session

    @functools.wraps(inner)
    async def number(database: Database) -> int:
        if is_armed(WAITING):
            async with database.job_session(kind="system:relay") as looking:
                if await looking.scalar(BACKLOG):
                    reach(WAITING)
        numbering.set(True)
        try:
            return await inner(database)
        finally:
            numbering.set(False)

    @asynccontextmanager
    async def job_session(self: Database, **said: Any) -> AsyncIterator[Any]:
        async with session(self, **said) as opened:
            has_work = is_armed(NUMBERED) and numbering.get() and await opened.scalar(BACKLOG)
            yield opened
            if has_work:
                reach(NUMBERED)

    relay.number = number
    Database.job_session = job_session  # type: ignore[method-assign]


def before(owner: Any, name: str, point: str) -> None:
    inner = getattr(owner, name)

    @functools.wraps(inner)
    async def call(*args: Any, **named: Any) -> Any:
        reach(point)
        return await inner(*args, **named)

    setattr(owner, name, call)


def after(owner: Any, name: str, point: str) -> None:
    inner = getattr(owner, name)

    @functools.wraps(inner)
    async def call(*args: Any, **named: Any) -> Any:
        found = await inner(*args, **named)
        reach(point)
        return found

    setattr(owner, name, call)


def main(service: str) -> None:
    before_answers()
    around_numbers()
    before(jobs, "_attempt", LEASED)
    after(DirectoryStore, "put", WRITTEN)
    if service == "registry":
        after(import_module("registry.imports.staging"), "copy", STAGED)
    sys.argv[1:] = []
    runpy.run_module(service, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main(sys.argv[1])
