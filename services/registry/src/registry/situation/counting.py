"""How one person is counted, and which cells a change of that moves, on which days. Pure.

Each person counts once, in one cell. Verification lasts until a known day, so that the move into
the cell of the unverified is written at once, under the day after: a figure stays right when a day
passes and nobody writes.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID


class Cell(NamedTuple):
    """Who are counted together: one village, one region of work, one coded situation."""

    origin_scope: int
    work_scope: int | None
    state: str
    sector: str | None
    organised: bool | None
    verified: bool


class Counted(NamedTuple):
    """How a person is counted; `sector` and `organised` are of the present work."""

    origin_scope: int
    work_scope: int | None
    state: str
    sector: str | None
    organised: bool | None
    verified_until: date | None

    def cell(self, *, verified: bool) -> Cell:
        return Cell(*self[:5], verified)

    def cell_on(self, day: date) -> Cell:
        until = self.verified_until
        return self.cell(verified=until is not None and until >= day)


COUNTED = (
    "origin_scope", "work_scope", "work_state", "sector", "organised", "verified_until",
)  # fmt: skip
"""The columns of a person's row that `Counted` is made of."""


def contributions(one: Counted, day: date) -> Iterator[tuple[date, Cell, int]]:
    """What being counted so from `day` adds: people by day and cell."""
    until = one.verified_until
    yield day, one.cell_on(day), 1
    if until is not None and until >= day:
        after = until + timedelta(days=1)
        yield after, one.cell(verified=True), -1
        yield after, one.cell(verified=False), 1


@dataclass
class Recount:
    """Changes of figures over a batch of people, and how they were counted before."""

    changes: Counter[tuple[date, Cell]] = field(default_factory=Counter)
    past: list[tuple[UUID, date, date, Counted]] = field(default_factory=list)

    def enter(self, one: Counted, day: date) -> None:
        """Somebody new is counted from `day`."""
        for at, cell, people in contributions(one, day):
            self.changes[at, cell] += people

    def move(
        self, person_id: UUID, before: Counted, after: Counted, *, since: date, today: date
    ) -> date:
        """Count a person otherwise; returns the day from which that holds.

        It is never before `since`, when the person came to be counted as `before`: two processes
        may see midnight a moment apart.
        """
        day = max(since, today)
        for at, cell, people in contributions(before, day):
            self.changes[at, cell] -= people
        self.enter(after, day)
        if since < day:
            self.past.append((person_id, since, day, before))
        return day
