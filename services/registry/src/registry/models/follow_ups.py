"""72-hour follow-ups of people who came home without work."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, PrimaryKeyConstraint
from sqlalchemy.orm import Mapped

from registry.models.base import Base


class FollowUp(Base):
    """One case; at most one open case a person. `origin_scope` is the village that acts."""

    __tablename__ = "follow_ups"
    __table_args__ = (
        PrimaryKeyConstraint("person_id", "id"),
        CheckConstraint(
            "state in ('open', 'contacted', 'offered', 'accepted', 'closed')", name="state"
        ),
        Index("uq_follow_ups_open", "person_id", unique=True, postgresql_where="state <> 'closed'"),
        Index("ix_follow_ups_origin", "origin_scope", "state", postgresql_include=["due_at"]),
    )

    person_id: Mapped[UUID]
    id: Mapped[UUID]
    subject_id: Mapped[UUID]
    origin_scope: Mapped[int]
    work_scope: Mapped[int | None]
    origin: Mapped[str]
    state: Mapped[str]
    reason: Mapped[str]
    outcome: Mapped[str | None]
    post_ids: Mapped[list[str]]
    opened_by: Mapped[str]
    opened_at: Mapped[datetime]
    due_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    version: Mapped[int]


class Contact(Base):
    """One attempt to reach the person; the note is sealed (AAD `contact|<id>`)."""

    __tablename__ = "contacts"
    __table_args__ = (
        PrimaryKeyConstraint("person_id", "id"),
        ForeignKeyConstraint(
            ["person_id", "follow_up_id"], ["follow_ups.person_id", "follow_ups.id"]
        ),
        Index("ix_contacts_follow_up", "person_id", "follow_up_id"),
    )

    person_id: Mapped[UUID]
    id: Mapped[UUID]
    follow_up_id: Mapped[UUID]
    origin_scope: Mapped[int]
    work_scope: Mapped[int | None]
    channel: Mapped[str]
    result: Mapped[str]
    note_sealed: Mapped[bytes | None]
    contacted_by: Mapped[str]
    contacted_at: Mapped[datetime]
