"""Work: what sources say (evidence), what follows from it (employments, flows)."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, PrimaryKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from registry.models.base import Base


class Evidence(Base):
    """One statement about a person's work, by one source, as of a day; months are YYYY-MM.

    `kind`: work_record, social_insurance, employer_confirmation, return_report. `works`: whether it
    says that the person works. Supplied by `owner_scope`; seen by both ends of the person too.
    """

    __tablename__ = "evidence"
    __table_args__ = (
        PrimaryKeyConstraint("person_id", "id"),
        Index("ix_evidence_owner", "owner_scope"),
        Index("ix_evidence_origin", "origin_scope"),
    )

    person_id: Mapped[UUID]
    id: Mapped[UUID]
    subject_id: Mapped[UUID]
    record_id: Mapped[UUID | None]
    owner_scope: Mapped[int]
    origin_scope: Mapped[int]
    work_scope: Mapped[int | None]
    kind: Mapped[str]
    works: Mapped[bool]
    work_region: Mapped[str | None]
    employer_name: Mapped[str | None]
    employer_code: Mapped[str | None]
    industry: Mapped[str | None]
    channel: Mapped[str | None]
    organised: Mapped[bool | None]
    wage_fen: Mapped[int | None]
    started: Mapped[str | None]
    ended: Mapped[str | None]
    as_of: Mapped[date]
    created_at: Mapped[datetime]


class Employment(Base):
    """A spell of work as the evidence supports it; its id is that of its first evidence."""

    __tablename__ = "employments"
    __table_args__ = (
        PrimaryKeyConstraint("person_id", "id"),
        CheckConstraint("state in ('reported', 'verified', 'contradicted', 'ended')", name="state"),
        Index("ix_employments_origin", "origin_scope"),
        Index("ix_employments_work", "work_scope", "origin_scope"),
        Index("ix_employments_verified", "expires_on", postgresql_where="state = 'verified'"),
    )

    person_id: Mapped[UUID]
    id: Mapped[UUID]
    subject_id: Mapped[UUID]
    origin_scope: Mapped[int]
    work_scope: Mapped[int | None]
    state: Mapped[str]
    work_region: Mapped[str | None]
    employer_name: Mapped[str | None]
    employer_code: Mapped[str | None]
    industry: Mapped[str | None]
    channel: Mapped[str | None]
    organised: Mapped[bool | None]
    wage_fen: Mapped[int | None]
    started: Mapped[str]
    ended: Mapped[str | None]
    evidence: Mapped[list[str]]
    as_of: Mapped[date]
    source: Mapped[str]
    confidence: Mapped[int]
    expires_on: Mapped[date]
    version: Mapped[int]
    updated_at: Mapped[datetime]


class Flow(Base):
    """A person on the way to, or at, work in another region; at most one is open (`until` null)."""

    __tablename__ = "flows"
    __table_args__ = (
        PrimaryKeyConstraint("person_id", "id"),
        Index("uq_flows_open", "person_id", unique=True, postgresql_where="until is null"),
        Index("ix_flows_origin", "origin_scope"),
        Index("ix_flows_work", "work_scope", "origin_scope"),
    )

    person_id: Mapped[UUID]
    id: Mapped[UUID]
    subject_id: Mapped[UUID]
    origin_scope: Mapped[int]
    work_scope: Mapped[int | None]
    destination: Mapped[str]
    since: Mapped[str]
    until: Mapped[str | None]
    basis: Mapped[str]
    updated_at: Mapped[datetime]


class Unsettled(Base):
    """A queue: people whose work has to be computed again from their evidence."""

    __tablename__ = "unsettled"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID]
    import_id: Mapped[UUID | None] = mapped_column(index=True)
