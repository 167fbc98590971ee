"""What linkage compares: an incoming record, the people it may be, and the decision on it."""

from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID


class Method(StrEnum):
    """How a record found its person; `NEW` and `AMBIGUOUS` found none, `CONFLICT` must not."""

    SUBJECT = "subject"
    EXACT_ID = "exact_id"
    REPAIRED_ID = "repaired_id"
    PHONE_NAME = "phone_name"
    NEW = "new"
    AMBIGUOUS = "ambiguous"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class Record:
    """One row as far as linkage reads it; `citizen_id` is normalised, valid or not."""

    row: int
    name: str
    citizen_id: str | None = None
    id_is_valid: bool = False
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A registered person as linkage sees one; `citizen_id` only where it is valid."""

    person_id: UUID
    name: str
    citizen_id: str | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class Candidates:
    """Who a record may be, by the key that found them."""

    subject: Candidate | None = None
    exact_id: Candidate | None = None
    repaired_id: tuple[Candidate, ...] = ()
    phone_name: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """The person a record belongs to (None: nobody known), in per cent and in words."""

    row: int
    person_id: UUID | None
    method: Method
    confidence: int
    words_zh: str
    words_en: str
    people: tuple[UUID, ...] = field(default=())
