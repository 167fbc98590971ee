"""What subsidy says and hears: policies, claims, public notices."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, model_validator

from schemas.money import Fen
from schemas.regions import RegionCode
from schemas.wire import Request, Response, Violation

Year = Annotated[int, Field(ge=2020, le=2100, description="自然年 / calendar year")]
Reason = Annotated[str, Field(min_length=2, max_length=500)]


class Paging(Request):
    """What every list takes; the cursor belongs to the filters it was made with."""

    limit: Annotated[int, Field(ge=1, le=100)] = 20
    cursor: str | None = None


# --- policies ----------------------------------------------------------------------------------


class Family(StrEnum):
    """Schemes that exclude one another share a family, whatever region pays. 交通补助"""

    TRANSPORT = "transport"


class PayerSide(StrEnum):
    """Which end of the flow pays: 输出地 · 输入地."""

    SENDING = "sending"
    RECEIVING = "receiving"


class SourceGrade(StrEnum):
    """How a provision is known: official text · reprint · secondary source · sample, not law."""

    OFFICIAL = "A"
    REPRINT = "B"
    SECONDARY = "C"
    SAMPLE = "sample"


class Provision(Response):
    """Where a rule stands; `article` is null where its number was not read."""

    document: str
    article: str | None = None
    grade: SourceGrade
    url: str | None = None


class PolicyClause(Response):
    """`expression` is CEL over the facts; what is missing makes the outcome unknown."""

    id: str
    title_zh: str
    title_en: str
    expression: str
    provision: Provision


class Amount(Response):
    distance: str
    amount_fen: Fen


class NoticeRule(Response):
    """公示期，首日计入 / the first day counts."""

    working_days: Annotated[int, Field(ge=1, le=30)]


class Policy(Response):
    """The version in force today, or the newest one."""

    id: UUID
    code: str
    version: int
    family: Family
    title_zh: str
    title_en: str
    label_zh: str = Field(description="适用说明 / how far it may be relied on")
    label_en: str
    region: RegionCode
    fund: str
    fund_zh: str
    payer: PayerSide
    effective_from: date
    effective_to: date | None = None
    exclusivity: list[Literal["year", "lifetime"]]
    auto: bool = Field(
        description="可由数据直接发起（免申即享）/ claims may be raised from data alone"
    )
    review_chain: list[Literal["township", "county"]]
    notice: NoticeRule
    clauses: list[PolicyClause]
    amounts: list[Amount]
    amount_provision: Provision


class WrittenProvision(Provision, Request):
    """As an author writes it; what is not declared is refused, also this deep."""


class WrittenClause(PolicyClause, Request):
    provision: WrittenProvision


class WrittenAmount(Amount, Request):
    pass


class WrittenNoticeRule(NoticeRule, Request):
    pass


class PolicyDocument(Request):
    """A policy as it is written: one version, checked against the fact catalogue when it is loaded.

    `code` names the scheme; another document of the same code is its next version.
    """

    code: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{2,63}$", examples=["43-transport"])]
    family: Family
    title_zh: Annotated[str, Field(min_length=1, max_length=200)]
    title_en: Annotated[str, Field(min_length=1, max_length=200)]
    label_zh: Annotated[str, Field(min_length=1, max_length=500)]
    label_en: Annotated[str, Field(min_length=1, max_length=500)]
    region: RegionCode
    fund: Annotated[str, Field(pattern=r"^[a-z][a-z_]{2,39}$")]
    fund_zh: Annotated[str, Field(min_length=1, max_length=100)]
    payer: PayerSide
    effective_from: date
    effective_to: date | None = None
    exclusivity: Annotated[list[Literal["year", "lifetime"]], Field(max_length=2)] = []
    auto: bool = False
    review_chain: Annotated[
        list[Literal["township", "county"]],
        Field(description="两级审核：乡镇、县 / township, then county"),
    ] = ["township", "county"]
    notice: WrittenNoticeRule
    clauses: Annotated[list[WrittenClause], Field(min_length=1, max_length=50)]
    amounts: Annotated[list[WrittenAmount], Field(min_length=1, max_length=20)]
    amount_provision: WrittenProvision

    @model_validator(mode="after")
    def _holds_together(self) -> "PolicyDocument":
        if self.effective_to is not None and self.effective_to < self.effective_from:
            raise Violation("失效日期早于生效日期。", "It would end before it takes effect.")
        if self.review_chain != ["township", "county"]:
            raise Violation(
                "目前只支持乡镇、县两级审核。", "Only review by township, then county is supported."
            )
        if len({clause.id for clause in self.clauses}) != len(self.clauses):
            raise Violation("条款编号重复。", "Two clauses have the same id.")
        return self


class PolicySearch(Paging):
    region: RegionCode | None = None
    family: Family | None = None


# --- claims ------------------------------------------------------------------------------------


class ClaimState(StrEnum):
    """已发起 · 乡镇已审 · 县级已审 · 公示中 · 已批准 · 已入批次 · 已送银行 · 已发放 · 退回 ·
    不予通过 · 有异议"""

    RAISED = "raised"
    TOWNSHIP_REVIEWED = "township_reviewed"
    COUNTY_REVIEWED = "county_reviewed"
    IN_NOTICE = "in_notice"
    OBJECTED = "objected"
    APPROVED = "approved"
    BATCHED = "batched"
    SENT = "sent"
    PAID = "paid"
    BOUNCED = "bounced"
    REJECTED = "rejected"


class Outcome(StrEnum):
    TRUE = "true"
    FALSE = "false"
    UNKNOWN = "unknown"


class ClauseOutcome(Response):
    """One clause of the pinned version and what it came to, with the facts that it read."""

    id: str
    title_zh: str
    title_en: str
    provision: Provision
    outcome: Outcome
    facts: dict[str, str | int | bool | list[str] | None]
    explanation_zh: str
    explanation_en: str


class Decision(Response):
    """Frozen when the claim was raised: facts, clauses, amount."""

    policy_id: UUID
    policy_version: int
    decided_on: date
    facts: dict[str, str | int | bool | list[str] | None]
    clauses: list[ClauseOutcome]
    amount_fen: Fen
    amount_provision: Provision


class Review(Response):
    id: UUID
    level: Literal["township", "county", "objection"]
    reviewer: str
    outcome: Literal["pass", "reject"]
    note: str | None = None
    reviewed_at: datetime


class Claim(Response):
    id: UUID
    person_id: UUID
    policy_id: UUID
    policy_version: int
    family: Family
    year: Year
    region: RegionCode = Field(description="支付地（县）/ the paying county")
    state: ClaimState
    amount_fen: Fen
    origin_of_claim: Literal["run", "officer"]
    raised_by: str
    raised_at: datetime
    public_notice_id: UUID | None = None
    version: int


class ClaimDetail(Claim):
    decision: Decision
    reviews: list[Review]


class ClaimCreate(Request):
    person_id: UUID
    policy_id: UUID
    year: Year


class ClaimSearch(Paging):
    state: ClaimState | None = None
    person_id: UUID | None = None
    region: RegionCode | None = None
    policy_id: UUID | None = None


class ReviewCreate(Request):
    outcome: Literal["pass", "reject"]
    note: Reason | None = None


class ObjectionCreate(Request):
    """An objection received during the public notice, recorded by an officer."""

    reason: Reason


class ClaimRunCreate(Request):
    policy_id: UUID
    region: RegionCode
    year: Year


class ClaimRunState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class ClaimRunProgress(Response):
    done: int
    total: int
    phase: ClaimRunState


class ClaimRunResult(Response):
    """`held`: this or another claim already holds the period. `failed`: persons by first clause."""

    examined: int
    raised: int
    held: int
    failed: dict[str, int]


class ClaimRun(Response):
    id: UUID
    policy_id: UUID
    policy_version: int
    region: RegionCode
    year: Year
    state: ClaimRunState
    progress: ClaimRunProgress
    result: ClaimRunResult
    created_at: datetime
    finished_at: datetime | None = None


class ClaimRunSearch(Paging):
    region: RegionCode | None = None


class ClaimCheck(Request):
    person_id: UUID
    family: Family
    year: Year


class ClaimCheckResult(Response):
    """Yes or no, and why in general terms; never where, how much or which claim."""

    held: bool
    reason_zh: str
    reason_en: str


# --- public notices ----------------------------------------------------------------------------


class NoticeCreate(Request):
    """County-reviewed claims of a policy in a region; all of them, at most 1,000, if none named."""

    policy_id: UUID
    region: RegionCode
    claim_ids: Annotated[list[UUID], Field(min_length=1, max_length=1000)] | None = None


class NoticeEntry(Response):
    """All that may be public: a masked name, a place, an amount."""

    masked_name: str
    township_name: str
    amount_fen: Fen


class PublicNotice(Response):
    id: UUID
    policy_id: UUID
    title_zh: str
    title_en: str
    region: RegionCode
    region_name: str
    state: Literal["published", "ended"]
    starts_on: date
    ends_on: date = Field(description="公示最后一日（含）/ last day, included")
    working_days: int
    entries_count: int
    total_fen: Fen


class PublicNoticeDetail(PublicNotice):
    entries: list[NoticeEntry]


class NoticeSearch(Paging):
    region: RegionCode | None = None


# --- events ------------------------------------------------------------------------------------


class ClaimChanged(Response):
    """Data of `subsidy.claim.changed`; seen by the paying region alone."""

    person_id: UUID
    claim_id: UUID
    family: Family
    year: int
    state: ClaimState
    amount_fen: Fen
