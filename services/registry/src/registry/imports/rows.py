"""What a list's row becomes: a normalised record, or faults in the officer's words."""

from dataclasses import dataclass, field, fields
from operator import attrgetter
from typing import Any


@dataclass(slots=True)
class ListRow:
    """One person as one list tells it. None: the list says nothing, which never erases.

    Months are YYYY-MM, days YYYY-MM-DD, regions codes of the shipped tables, wages fen a month.
    """

    name: str = ""
    citizen_id: str | None = None
    id_is_valid: bool = False
    external_key: str | None = None
    household_no: str | None = None
    relation: str | None = None
    phone: str | None = None
    bank_account: str | None = None
    address: str | None = None
    birth_date: str | None = None
    region: str | None = None
    region_recorded: str | None = None
    sex: str | None = None
    ethnicity: str | None = None
    education: str | None = None
    labour_ability: str | None = None
    health: str | None = None
    category: str | None = None
    scheme_year: int | None = None
    working: bool | None = None
    work_region: str | None = None
    employer_name: str | None = None
    employer_code: str | None = None
    started: str | None = None
    ended: str | None = None
    insured_through: str | None = None
    wage_fen: int | None = None
    industry: str | None = None
    channel: str | None = None
    organised: bool | None = None


FIELD_NAMES = tuple(one.name for one in fields(ListRow))
_values_of = attrgetter(*FIELD_NAMES)


def told(row: ListRow) -> dict[str, Any]:
    """All fields by name; what `asdict` gives, without its deep copies."""
    return dict(zip(FIELD_NAMES, _values_of(row), strict=True))


@dataclass(frozen=True, slots=True)
class RowFault:
    """One thing wrong in one row. Never holds the value itself; `column` is the list's title."""

    code: str
    column: str | None = None
    warning: bool = False


@dataclass(slots=True)
class Checked:
    """A row after checking: `row` holds what could be read, `faults` why it is refused."""

    number: int
    row: ListRow
    faults: list[RowFault] = field(default_factory=list)
    warnings: list[RowFault] = field(default_factory=list)
