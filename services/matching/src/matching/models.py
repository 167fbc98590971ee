"""The tables of matching.

Employers, posts and seats are reference tables; what is about a person is distributed by
`person_id`, which every key contains. No names, numbers or addresses of persons are kept here.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, DateTime, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import Text

from servicekit import database


class Base(DeclarativeBase):
    metadata = database.metadata()
    type_annotation_map = {
        str: Text,
        datetime: DateTime(timezone=True),
        dict[str, Any]: JSONB,
        list[dict[str, Any]]: JSONB,
        list[str]: ARRAY(Text),
    }


class Employer(Base):
    """An employer; `owner_scope` is the region that registered it, 12 digits."""

    __tablename__ = "employers"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    credit_code: Mapped[str] = mapped_column(unique=True)
    region: Mapped[str]
    owner_scope: Mapped[int] = mapped_column(BigInteger, index=True)
    created_at: Mapped[datetime]


class Post(Base):
    """A post; its places are counted in `seats`. Wages are fen a month."""

    __tablename__ = "posts"
    __table_args__ = (
        CheckConstraint(
            "kind in ('market', 'major_project', 'logistics', 'reconstruction',"
            " 'public_welfare', 'workshop', 'home_based')",
            name="kind",
        ),
        CheckConstraint("state in ('published', 'closed')", name="state"),
        CheckConstraint("wage_to_fen >= wage_from_fen", name="wages"),
        Index("ix_posts_place", "workplace_scope", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    employer_id: Mapped[UUID] = mapped_column(ForeignKey("employers.id"), index=True)
    employer_name: Mapped[str]
    owner_scope: Mapped[int] = mapped_column(BigInteger, index=True)
    kind: Mapped[str]
    title: Mapped[str]
    occupation: Mapped[str]
    work_region: Mapped[str]
    workplace_scope: Mapped[int] = mapped_column(BigInteger)
    address: Mapped[str | None]
    description: Mapped[str | None]
    wage_from_fen: Mapped[int] = mapped_column(BigInteger)
    wage_to_fen: Mapped[int] = mapped_column(BigInteger)
    lodging: Mapped[bool]
    requirements: Mapped[dict[str, Any]]
    starts_on: Mapped[date | None]
    expires_on: Mapped[date]
    state: Mapped[str]
    published_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class Seats(Base):
    """The places of a post. Whoever records an acceptance takes one, in whatever region the post
    is, so this count stands apart from the post that only its own region edits."""

    __tablename__ = "seats"
    __table_args__ = (CheckConstraint("filled between 0 and headcount", name="filled"),)

    post_id: Mapped[UUID] = mapped_column(ForeignKey("posts.id"), primary_key=True)
    headcount: Mapped[int]
    filled: Mapped[int] = mapped_column(default=0)
    open: Mapped[bool] = mapped_column(default=True)


class Seeker(Base):
    """What of a person the rules need: registry's facts, fed by its events, and the intent."""

    __tablename__ = "seekers"
    __table_args__ = (
        Index("ix_seekers_origin", "origin_scope", "work_scope", "person_id"),
        Index("ix_seekers_work", "work_scope", "origin_scope", "person_id"),
    )

    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    origin: Mapped[str]
    origin_scope: Mapped[int] = mapped_column(BigInteger)
    work: Mapped[str | None]
    work_scope: Mapped[int | None] = mapped_column(BigInteger)
    birth_year: Mapped[int | None]
    sex: Mapped[str | None]
    education: Mapped[str | None]
    labour_ability: Mapped[str | None]
    work_state: Mapped[str]
    last_wage_fen: Mapped[int | None] = mapped_column(BigInteger)
    last_work_started: Mapped[str | None]
    intent_regions: Mapped[list[str] | None]
    intent_occupations: Mapped[list[str] | None]
    intent_least_wage_fen: Mapped[int | None] = mapped_column(BigInteger)
    intent_version: Mapped[int] = mapped_column(default=1)
    as_of: Mapped[datetime]


class FollowUp(Base):
    """Registry's cases of returned workers, as far as offers need them."""

    __tablename__ = "follow_ups"
    __table_args__ = (
        CheckConstraint("state in ('open', 'closed')", name="state"),
        Index("ix_follow_ups_open", "looked_at", postgresql_where=text("state = 'open'")),
    )

    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    origin_scope: Mapped[int] = mapped_column(BigInteger)
    due_at: Mapped[datetime]
    state: Mapped[str]
    offers: Mapped[int] = mapped_column(default=0)
    looked_at: Mapped[datetime]


class Recommendation(Base):
    """One explained offer of a case; the unique keys make a repeated event change nothing."""

    __tablename__ = "recommendations"
    __table_args__ = (
        Index("uq_recommendations_rank", "person_id", "follow_up_id", "rank", unique=True),
        Index("uq_recommendations_post", "person_id", "follow_up_id", "post_id", unique=True),
    )

    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    follow_up_id: Mapped[UUID]
    post_id: Mapped[UUID]
    origin_scope: Mapped[int] = mapped_column(BigInteger)
    work_scope: Mapped[int | None] = mapped_column(BigInteger)
    rank: Mapped[int]
    rung: Mapped[str]
    score: Mapped[int]
    parts: Mapped[list[dict[str, Any]]]
    made_at: Mapped[datetime]


class Application(Base):
    """A person and a post, from acceptance to placement or withdrawal."""

    __tablename__ = "applications"
    __table_args__ = (
        CheckConstraint("state in ('offered', 'accepted', 'placed', 'withdrawn')", name="state"),
        Index(
            "uq_applications_active",
            "person_id",
            "post_id",
            unique=True,
            postgresql_where=text("state in ('offered', 'accepted', 'placed')"),
        ),
        Index("ix_applications_employer", "employer_id", "id"),
        Index("ix_applications_origin", "origin_scope", "id"),
        Index("ix_applications_id", "id"),
    )

    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    post_id: Mapped[UUID]
    employer_id: Mapped[UUID]
    follow_up_id: Mapped[UUID | None]
    origin_scope: Mapped[int] = mapped_column(BigInteger)
    work_scope: Mapped[int | None] = mapped_column(BigInteger)
    state: Mapped[str]
    recorded_by: Mapped[str]
    recorded_at: Mapped[datetime]
    withdrawal_reason: Mapped[str | None]


class Placement(Base):
    """A first day at work, confirmed by the employer; one an application."""

    __tablename__ = "placements"
    __table_args__ = (
        Index("uq_placements_application", "person_id", "application_id", unique=True),
        Index("ix_placements_employer", "employer_id", "id"),
        Index("ix_placements_origin", "origin_scope", "id"),
    )

    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    application_id: Mapped[UUID]
    post_id: Mapped[UUID]
    employer_id: Mapped[UUID]
    follow_up_id: Mapped[UUID | None]
    origin_scope: Mapped[int] = mapped_column(BigInteger)
    work_scope: Mapped[int | None] = mapped_column(BigInteger)
    work_region: Mapped[str]
    started_on: Mapped[date]
    wage_fen: Mapped[int] = mapped_column(BigInteger)
    confirmed_by: Mapped[str]
    confirmed_at: Mapped[datetime]
