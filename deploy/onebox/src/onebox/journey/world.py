"""What every step is given: the platform's address, people signed in to it, data, results."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from onebox.journey.errors import JourneyFailed, require
from onebox.journey.sample import Sample
from onebox.journey.state import State
from onebox.journey.telling import Telling
from wengang import ApiProblem, Person, Wengang

T = TypeVar("T")
PATIENCE = 120.0
"""Seconds: a service that was killed is back long before."""

ADMINISTRATOR = "admin"


@dataclass
class World:
    address: str
    state: State
    sample: Sample
    telling: Telling
    seed: int
    _clients: dict[str, Wengang] = field(default_factory=dict)

    def signed_in(self, username: str) -> Wengang:
        """The client of one of the cast; it signs in when it first calls."""
        if username not in self._clients:
            credentials = Person(username, self._password_of(username))
            self._clients[username] = Wengang(
                self.address, credentials=credentials, patience=PATIENCE
            )
        return self._clients[username]

    def _password_of(self, username: str) -> str:
        known = {one["username"]: one["password"] for one in self.state.sign_ins}
        administrator = self.state.administrator()
        known |= {administrator["username"]: administrator["password"]} if administrator else {}
        require(username in known, f"缺少账号 {username}", f"the account {username} is missing")
        return known[username]

    @property
    def administrator(self) -> Wengang:
        return self.signed_in(self.state.administrator().get("username", ADMINISTRATOR))

    @property
    def anonymous(self) -> Wengang:
        if "" not in self._clients:
            self._clients[""] = Wengang(self.address, patience=PATIENCE)
        return self._clients[""]

    def key(self, what: str) -> str:
        """The same for the same act of the same journey, however often it is started."""
        return f"journey-{self.seed}-{what}"

    def fact(self, name: str) -> str:
        found = self.state.fact(name)
        require(found is not None, f"前面的步骤没有留下 {name}", f"no earlier step left {name}")
        return str(found)

    def result(self, **figures: Any) -> None:
        self.state.result.update(figures)

    async def close(self) -> None:
        await asyncio.gather(*(client.close() for client in self._clients.values()))


async def eventually(
    look: Callable[[], Awaitable[T]],
    holds: Callable[[T], bool],
    *,
    zh: str,
    en: str,
    within: float = 30.0,
    every: float = 0.2,
) -> tuple[T, float]:
    """What `look` finds once it holds, and the seconds that took; raises JourneyFailed."""
    began = time.monotonic()
    while True:
        found = await look()
        took = time.monotonic() - began
        if holds(found):
            return found, took
        if took > within:
            raise JourneyFailed(
                f"演示未通过：{within:g} 秒内没有等到：{zh}",
                f"The journey failed: within {within:g} s there was no {en}",
            )
        await asyncio.sleep(every)


async def refused(call: Awaitable[object], *codes: str, zh: str, en: str) -> ApiProblem:
    """The refusal that the call must meet; raises JourneyFailed when it is accepted."""
    try:
        await call
    except ApiProblem as problem:
        if codes and problem.code not in codes:
            raise
        return problem
    raise JourneyFailed(f"演示未通过：本应拒绝：{zh}", f"The journey failed: not refused: {en}")


async def together(calls: list[Awaitable[T]], *, at_once: int = 4) -> list[T]:
    """All results in order, a few calls at a time."""
    gate = asyncio.Semaphore(at_once)

    async def one(call: Awaitable[T]) -> T:
        async with gate:
            return await call

    return list(await asyncio.gather(*(one(call) for call in calls)))
