"""What every command shares: who signs in where, how results are shown, how refusals end."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

import typer
from pydantic import BaseModel
from rich.console import Console
from rich.table import Table

from wengang.client import Wengang
from wengang.credentials import Credentials, Person
from wengang.problems import ApiProblem, TookTooLong, Unreachable

T = TypeVar("T")
SIGN_IN, NOT_FOUND, CONFLICT, INVALID, UNAVAILABLE = 3, 4, 5, 6, 7
EXIT_OF = {401: SIGN_IN, 403: SIGN_IN, 404: NOT_FOUND, 409: CONFLICT, 412: CONFLICT, 428: CONFLICT}
SERVER_SIDE = 500
ERRORS = Console(stderr=True, highlight=False)


@dataclass
class Session:
    """The options before the command."""

    address: str
    username: str | None
    password: str | None
    language: str
    as_json: bool

    def run(self, act: Callable[[Wengang], Awaitable[T]], *, anonymous: bool = False) -> T:
        """Act on the platform; a refusal ends the program with its own exit status."""

        async def acting() -> T:
            credentials = None if anonymous else self._credentials()
            async with Wengang(
                self.address, language=self.language, credentials=credentials
            ) as client:
                return await act(client)

        try:
            return asyncio.run(acting())
        except ApiProblem as problem:
            _tell(problem)
            raise typer.Exit(exit_status(problem)) from None
        except (Unreachable, TookTooLong) as lost:
            ERRORS.print(f"没有应答 · no answer: {lost}")
            raise typer.Exit(UNAVAILABLE) from None

    def _credentials(self) -> Credentials:
        username = self.username or typer.prompt("账号 User name", err=True)
        password = self.password or typer.prompt("密码 Password", err=True, hide_input=True)
        return Person(username, password)

    def show(self, items: Iterable[BaseModel], *columns: str) -> None:
        """As a table of `columns`, or whole as JSON lines."""
        if self.as_json:
            for item in items:
                sys.stdout.write(item.model_dump_json() + "\n")
            return
        table = Table(*columns)
        for item in items:
            found = item.model_dump(mode="json")
            table.add_row(*(_cell(found.get(column)) for column in columns))
        Console(highlight=False).print(table)


def exit_status(problem: ApiProblem) -> int:
    if problem.status >= SERVER_SIDE:
        return UNAVAILABLE
    return EXIT_OF.get(problem.status, INVALID)


async def first(items: AsyncIterator[T], most: int) -> list[T]:
    """At most `most` items."""
    found: list[T] = []
    async for item in items:
        found.append(item)
        if len(found) >= most:
            break
    return found


def _tell(problem: ApiProblem) -> None:
    ERRORS.print(f"{problem.title}（{problem.code}）", style="bold red")
    if problem.detail:
        ERRORS.print(problem.detail)
    for fault in problem.errors:
        ERRORS.print(f"  {fault.where} {fault.code}: {fault.detail}")
    if problem.trace_id:
        ERRORS.print(f"  trace_id {problem.trace_id}", style="dim")


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return str(value)
