"""A person while being settled."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from operator import attrgetter
from uuid import UUID

from registry.situation.counting import COUNTED, Counted


@dataclass(slots=True)
class Settling:
    """A person's row without names; the state is what it will be after settling."""

    person_id: UUID
    subject_id: UUID
    origin_scope: int
    work_scope: int | None
    origin: str
    registered: bool
    sex: str | None
    birth_year: int | None
    education: str | None
    labour_ability: str | None
    category: str | None
    scheme_year: int | None
    work_state: str
    verified_until: date | None
    sector: str | None
    organised: bool | None
    counted_on: date
    version: int
    announced_version: int

    @property
    def counted(self) -> Counted:
        """How figures count the person."""
        return Counted(*_counted_as(self))


_counted_as = attrgetter(*COUNTED)
PERSON: Sequence[str] = tuple(one.name for one in fields(Settling))
