from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, PrimaryKeyConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from subsidy.models.base import Base

STATES = (
    "'raised', 'township_reviewed', 'county_reviewed', 'in_notice', 'objected', 'approved',"
    " 'batched', 'sent', 'paid', 'bounced', 'rejected'"
)


class ClaimRun(Base):
    """A run over a region; `position` is the last person of the last committed chunk."""

    __tablename__ = "claim_runs"
    __table_args__ = (
        CheckConstraint("state in ('queued', 'running', 'done', 'failed')", name="state"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    policy_id: Mapped[UUID]
    policy_version: Mapped[int]
    region: Mapped[str]
    owner_scope: Mapped[int] = mapped_column(index=True)
    year: Mapped[int]
    state: Mapped[str]
    total: Mapped[int]
    examined: Mapped[int]
    raised: Mapped[int]
    held: Mapped[int]
    failed: Mapped[dict[str, int]]
    position: Mapped[UUID | None]
    requested_by: Mapped[str]
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class Claim(Base):
    """A claim on one policy version; `facts` and `clauses` are frozen when it is raised.

    `region` is the paying county (or wider); `owner_scope` the beneficiary's place within it, so
    that the township's reviewer sees it too.
    """

    __tablename__ = "claims"
    __table_args__ = (
        PrimaryKeyConstraint("beneficiary_id", "id"),
        CheckConstraint(f"state in ({STATES})", name="state"),
        CheckConstraint("amount_fen > 0", name="amount"),
        Index("ix_claims_id", "id"),
        Index("ix_claims_place", "owner_scope", "id"),
        Index("ix_claims_work", "policy_id", "state", "owner_scope"),
        Index(
            "ix_claims_notice",
            "public_notice_id",
            postgresql_where=text("state = 'in_notice'"),
        ),
    )

    beneficiary_id: Mapped[UUID]
    id: Mapped[UUID]
    subject_id: Mapped[UUID | None]
    policy_id: Mapped[UUID]
    policy_version: Mapped[int]
    family: Mapped[str]
    fund: Mapped[str]
    year: Mapped[int]
    region: Mapped[str]
    owner_scope: Mapped[int]
    origin_scope: Mapped[int]
    state: Mapped[str]
    amount_fen: Mapped[int]
    decided_on: Mapped[date]
    facts: Mapped[dict[str, Any]]
    clauses: Mapped[list[dict[str, Any]]]
    origin_of_claim: Mapped[str]
    raised_by: Mapped[str]
    raised_at: Mapped[datetime]
    public_notice_id: Mapped[UUID | None]
    version: Mapped[int]


class Review(Base):
    """Two people review a claim: the index holds what the rule says."""

    __tablename__ = "reviews"
    __table_args__ = (
        PrimaryKeyConstraint("beneficiary_id", "id"),
        Index(
            "uq_reviews_reviewer",
            "beneficiary_id",
            "claim_id",
            "reviewer",
            unique=True,
            postgresql_where=text("level <> 'objection'"),
        ),
    )

    beneficiary_id: Mapped[UUID]
    id: Mapped[UUID]
    claim_id: Mapped[UUID]
    owner_scope: Mapped[int]
    level: Mapped[str]
    reviewer: Mapped[str]
    outcome: Mapped[str]
    note: Mapped[str | None]
    reviewed_at: Mapped[datetime]


class Objection(Base):
    __tablename__ = "objections"
    __table_args__ = (
        PrimaryKeyConstraint("beneficiary_id", "id"),
        Index("ix_objections_claim", "beneficiary_id", "claim_id"),
    )

    beneficiary_id: Mapped[UUID]
    id: Mapped[UUID]
    claim_id: Mapped[UUID]
    owner_scope: Mapped[int]
    reason: Mapped[str]
    recorded_by: Mapped[str]
    recorded_at: Mapped[datetime]


class Hold(Base):
    """One active row a holder, family and period, whichever region pays.

    `key_digest` is the keyed digest of family and holder and the distribution column; `period` is
    a year or `lifetime`.
    """

    __tablename__ = "holds"
    __table_args__ = (
        PrimaryKeyConstraint("key_digest", "claim_id", "period"),
        CheckConstraint("state in ('active', 'released')", name="state"),
        Index(
            "uq_holds_active",
            "key_digest",
            "period",
            unique=True,
            postgresql_where=text("state = 'active'"),
        ),
        Index("ix_holds_claim", "claim_id"),
    )

    key_digest: Mapped[UUID]
    period: Mapped[str]
    claim_id: Mapped[UUID]
    beneficiary_id: Mapped[UUID]
    owner_scope: Mapped[int]
    state: Mapped[str]
    held_at: Mapped[datetime]
