"""Follow-ups of people who came home without work: cases, contacts, the board, their events."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from schemas.regions import RegionCode
from schemas.wire import Request, Response

Note = Annotated[str, Field(min_length=1, max_length=500)]


class FollowUpState(StrEnum):
    OPEN = "open"
    CONTACTED = "contacted"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    CLOSED = "closed"


class FollowUpOutcome(StrEnum):
    """就业 · 培训 · 公益性岗位 · 无意愿 · 联系不上 · 迁出"""

    PLACED = "placed"
    TRAINING = "training"
    PUBLIC_WELFARE_POST = "public_welfare_post"
    NOT_WILLING = "not_willing"
    UNREACHABLE = "unreachable"
    MOVED = "moved"


class ReturnReason(StrEnum):
    EMPLOYER_CLOSED = "employer_closed"
    DISMISSED = "dismissed"
    CONTRACT_ENDED = "contract_ended"
    FAMILY = "family"
    HEALTH = "health"
    OTHER = "other"


class FollowUpCreate(Request):
    """A person reported back home without work. `returned_on` is today when absent."""

    person_id: UUID
    reason: ReturnReason = ReturnReason.OTHER
    returned_on: date | None = None


class ContactChannel(StrEnum):
    VISIT = "visit"
    PHONE = "phone"
    MESSAGE = "message"


class ContactResult(StrEnum):
    REACHED = "reached"
    NOT_REACHED = "not_reached"


class ContactCreate(Request):
    channel: ContactChannel
    result: ContactResult
    note: Note | None = None


class Contact(Response):
    contact_id: UUID
    channel: ContactChannel
    result: ContactResult
    note: str | None = None
    contacted_by: str
    contacted_at: datetime


class Closure(Request):
    """`placed` is set by the employer's confirmation alone."""

    outcome: Literal[
        FollowUpOutcome.TRAINING,
        FollowUpOutcome.PUBLIC_WELFARE_POST,
        FollowUpOutcome.NOT_WILLING,
        FollowUpOutcome.UNREACHABLE,
        FollowUpOutcome.MOVED,
    ]


class FollowUp(Response):
    """A 72-hour case; `overdue` compares with business time."""

    follow_up_id: UUID
    person_id: UUID
    origin: RegionCode
    state: FollowUpState
    reason: ReturnReason
    outcome: FollowUpOutcome | None = None
    post_ids: list[UUID]
    opened_at: datetime
    due_at: datetime
    overdue: bool
    closed_at: datetime | None = None
    version: int


class FollowUpDetail(FollowUp):
    contacts: list[Contact] = []


class FollowUpBoardRow(Response):
    region: RegionCode
    region_name: str
    open: int
    overdue: int


class FollowUpBoard(Response):
    """Cases not closed, by child region; a region without any stands with zero."""

    region: RegionCode
    region_name: str
    as_of: datetime
    open: int
    overdue: int
    items: list[FollowUpBoardRow]


class FollowUpOpened(Response):
    """Data of `registry.follow_up.opened`."""

    person_id: UUID
    follow_up_id: UUID
    origin: str
    opened_at: datetime
    due_at: datetime
    reason: ReturnReason


class FollowUpClosed(Response):
    """Data of `registry.follow_up.closed`."""

    person_id: UUID
    follow_up_id: UUID
    outcome: FollowUpOutcome
    closed_at: datetime
