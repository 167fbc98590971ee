"""What registry says and hears: imports, people, employments, follow-ups, the situation."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, SecretStr, model_validator

from schemas.codes import Category, Education, LabourAbility, Sex
from schemas.follow_ups import (
    Closure,
    Contact,
    ContactChannel,
    ContactCreate,
    ContactResult,
    FollowUp,
    FollowUpBoard,
    FollowUpBoardRow,
    FollowUpClosed,
    FollowUpCreate,
    FollowUpDetail,
    FollowUpOpened,
    FollowUpOutcome,
    FollowUpState,
    ReturnReason,
)
from schemas.imports import (
    Import,
    ImportFault,
    ImportMode,
    ImportPhase,
    ImportResult,
    ImportState,
    Progress,
    Source,
    SourceColumn,
)
from schemas.money import Fen
from schemas.paging import Page
from schemas.periods import Month
from schemas.purposes import Purpose
from schemas.regions import RegionCode
from schemas.situation import (
    Dimension,
    Organised,
    Sector,
    Situation,
    SituationPart,
    SituationPeopleSearch,
    SituationRow,
    SituationSearch,
    WorkState,
)
from schemas.wire import Request, Response, Violation

__all__ = [
    "Board",
    "BoardRow",
    "Closure",
    "Contact",
    "ContactChannel",
    "ContactCreate",
    "ContactResult",
    "Dimension",
    "Employment",
    "EmploymentChanged",
    "EmploymentState",
    "EvidenceKind",
    "FieldProvenance",
    "FollowUp",
    "FollowUpBoard",
    "FollowUpBoardRow",
    "FollowUpClosed",
    "FollowUpCreate",
    "FollowUpDetail",
    "FollowUpOpened",
    "FollowUpOutcome",
    "FollowUpState",
    "Import",
    "ImportFault",
    "ImportMode",
    "ImportPhase",
    "ImportResult",
    "ImportState",
    "Organised",
    "PeopleResolve",
    "PersonScope",
    "Progress",
    "Provenance",
    "ResolvableField",
    "ResolvedPeople",
    "ResolvedPerson",
    "ReturnReason",
    "Sector",
    "Situation",
    "SituationPart",
    "SituationPeople",
    "SituationPeopleSearch",
    "SituationRow",
    "SituationSearch",
    "Source",
    "SourceColumn",
    "SourceRecord",
    "WorkState",
    "Worker",
    "WorkerChanged",
    "WorkerDetail",
    "WorkerLeftScope",
    "WorkerLookup",
    "WorkerLookupResult",
]

Confidence = Annotated[int, Field(ge=0, le=100, description="百分数 / per cent")]


# --- people ------------------------------------------------------------------------------------


class EvidenceKind(StrEnum):
    """务工台账 · 社会保险 · 用人单位确认 · 返乡登记"""

    WORK_RECORD = "work_record"
    SOCIAL_INSURANCE = "social_insurance"
    EMPLOYER_CONFIRMATION = "employer_confirmation"
    RETURN_REPORT = "return_report"


class EmploymentState(StrEnum):
    REPORTED = "reported"
    VERIFIED = "verified"
    CONTRADICTED = "contradicted"
    ENDED = "ended"


class Employment(Response):
    """A spell of work with its evidence: who says so, as of when, how sure, until when."""

    employment_id: UUID
    person_id: UUID
    state: EmploymentState
    started: Month
    ended: Month | None = None
    work_region: RegionCode | None = None
    employer_name: str | None = None
    employer_code: str | None = None
    wage_fen: Fen | None = None
    industry: str | None = None
    channel: str | None = None
    organised: bool | None = None
    evidence: list[EvidenceKind]
    source: EvidenceKind
    as_of: date
    confidence: Confidence
    expires_on: date


class Worker(Response):
    """A person as the caller may see one; id number and phone are always masked here."""

    person_id: UUID
    name: str
    name_is_masked: bool
    citizen_id: str | None = None
    phone: str | None = None
    sex: Sex | None = None
    birth_year: int | None = None
    education: Education | None = None
    labour_ability: LabourAbility | None = None
    category: Category | None = None
    scheme_year: int | None = None
    origin: RegionCode
    work_region: RegionCode | None = None
    registered: bool
    work_state: WorkState
    verified_until: date | None = None
    version: int
    updated_at: datetime


class WorkerDetail(Worker):
    employment: Employment | None = None


class WorkerLookup(Request):
    """By id number, or by name and phone together. Never in a URL."""

    citizen_id: SecretStr | None = None
    name: SecretStr | None = None
    phone: SecretStr | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        by_contact = self.name is not None and self.phone is not None
        if (self.citizen_id is not None) == by_contact:
            raise Violation(
                "请提供公民身份号码，或者姓名和手机号。", "Give citizen_id, or name and phone."
            )
        return self


class WorkerLookupResult(Response):
    items: list[Worker]


class FieldProvenance(Response):
    """Which record gave a field its value."""

    field: str
    source: str
    record_id: UUID
    as_of: date


class SourceRecord(Response):
    record_id: UUID
    source: str
    supplied_by: RegionCode
    row: int
    as_of: date
    link_method: str
    link_confidence: Confidence
    link_reason_zh: str
    link_reason_en: str


class Provenance(Response):
    """Golden fields with their source, and the records that the caller's region supplied."""

    person_id: UUID
    fields: list[FieldProvenance]
    records: list[SourceRecord]


# --- situation ---------------------------------------------------------------------------------


class SituationPeople(Page[Worker]):
    """The people of one figure; `total` on request."""

    total: int | None = None


# --- internal ----------------------------------------------------------------------------------


class ResolvableField(StrEnum):
    NAME = "name"
    CITIZEN_ID = "citizen_id"
    PHONE = "phone"
    BANK_ACCOUNT = "bank_account"


class PeopleResolve(Request):
    """What another service needs to name people in a bank file or a notice."""

    person_ids: Annotated[list[UUID], Field(min_length=1, max_length=1000)]
    fields: Annotated[list[ResolvableField], Field(min_length=1, max_length=4)]
    purpose: Purpose


class ResolvedPerson(Response):
    person_id: UUID
    name: str | None = None
    citizen_id: str | None = None
    phone: str | None = None
    bank_account: str | None = None


class ResolvedPeople(Response):
    """In the order asked for; people that do not exist are left out."""

    items: list[ResolvedPerson]


class PersonScope(Response):
    """Where a person belongs; null for somebody who is not registered."""

    person_id: UUID
    origin: RegionCode | None = None
    work_region: RegionCode | None = None


class BoardRow(Response):
    region: RegionCode
    region_name: str
    people: int
    working: int
    verified: int
    follow_ups_open: int
    follow_ups_overdue: int


class Board(Response):
    """Figures of all counties that have people; no person in it."""

    as_of: datetime
    items: list[BoardRow]


# --- events ------------------------------------------------------------------------------------


class WorkerChanged(Response):
    """Data of `registry.worker.changed`: the coded facts of a person, no identifiers."""

    person_id: UUID
    origin: str = Field(description="12位代码 / padded to 12 digits")
    work: str | None = None
    sex: Sex | None = None
    birth_year: int | None = None
    education: Education | None = None
    labour_ability: LabourAbility | None = None
    category: Category | None = None
    scheme_year: int | None = None
    work_state: WorkState
    registered: bool


class WorkerLeftScope(Response):
    """Data of `registry.worker.left_scope`: the flow to `work` ended, its side sees no more.

    Told to both sides of that flow, before the change that ended it. A subscriber that is not of
    the person's origin forgets the person, unless a later `registry.worker.changed` follows.
    """

    person_id: UUID
    origin: str = Field(description="12位代码 / padded to 12 digits")
    work: str


class EmploymentChanged(Response):
    """Data of `registry.employment.changed`."""

    person_id: UUID
    employment_id: UUID
    subject_id: UUID
    origin: str
    work_region: RegionCode | None = None
    started: Month
    ended: Month | None = None
    state: EmploymentState
    organised: bool | None = None
    wage_fen: Fen | None = None
    evidence: list[EvidenceKind]
    as_of: date
