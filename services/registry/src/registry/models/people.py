"""People, what they are known by, and the source records they are computed from."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, PrimaryKeyConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from registry.models.base import Base


class Person(Base):
    """The golden record: one sealed envelope (AAD `person|<id>`), plain codes beside it.

    `origin_scope` is the household's region, `work_scope` the destination of the one open flow.
    `registered` is false while only a receiving region has reported the person. `provenance` says
    per field which record gave it. `subject_id` is the oldest subject. `verified_until`: work is
    verified up to that day. `sector` (GB/T 4754) and `organised` are of the present work;
    `counted_on` is the business day since which figures count the person as the row stands.
    """

    __tablename__ = "people"
    __table_args__ = (
        Index("ix_people_origin", "origin_scope", postgresql_include=["work_scope", "person_id"]),
        Index("ix_people_work", "work_scope", "origin_scope", postgresql_include=["person_id"]),
    )

    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    subject_id: Mapped[UUID]
    origin_scope: Mapped[int]
    work_scope: Mapped[int | None]
    origin: Mapped[str]
    region_recorded: Mapped[str | None]
    registered: Mapped[bool]
    sex: Mapped[str | None]
    birth_year: Mapped[int | None]
    education: Mapped[str | None]
    labour_ability: Mapped[str | None]
    category: Mapped[str | None]
    scheme_year: Mapped[int | None]
    work_state: Mapped[str]
    verified_until: Mapped[date | None]
    sector: Mapped[str | None]
    organised: Mapped[bool | None]
    counted_on: Mapped[date]
    sealed: Mapped[bytes]
    provenance: Mapped[dict[str, Any]]
    version: Mapped[int]
    announced_version: Mapped[int]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class Identifier(Base):
    """Whose a citizen id is, nationwide; the digest's own table makes it unique on any cluster."""

    __tablename__ = "identifiers"

    digest: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID]
    created_at: Mapped[datetime]


class Subject(Base):
    """One person as one source knows them, by the digest of (source, its number or id digest)."""

    __tablename__ = "subjects"

    digest: Mapped[UUID] = mapped_column(primary_key=True)
    subject_id: Mapped[UUID]
    person_id: Mapped[UUID]
    record_id: Mapped[UUID]
    row_digest: Mapped[UUID]
    import_id: Mapped[UUID]


class LinkageKey(Base):
    """Blind indexes of a person for look-up and linkage: `citizen_id`, `phone_name`."""

    __tablename__ = "linkage_keys"
    __table_args__ = (
        PrimaryKeyConstraint("person_id", "kind", "digest"),
        Index("ix_linkage_keys_digest", "digest", postgresql_include=["person_id"]),
    )

    person_id: Mapped[UUID]
    kind: Mapped[str]
    digest: Mapped[UUID]
    origin_scope: Mapped[int]
    work_scope: Mapped[int | None]


class SourceRecord(Base):
    """A row as its region supplied it, sealed (AAD `record|<id>`), and how it was linked."""

    __tablename__ = "source_records"
    __table_args__ = (
        PrimaryKeyConstraint("person_id", "id"),
        UniqueConstraint("person_id", "subject_id"),
        Index("ix_source_records_owner", "owner_scope"),
    )

    person_id: Mapped[UUID]
    id: Mapped[UUID]
    subject_id: Mapped[UUID]
    owner_scope: Mapped[int]
    source: Mapped[str]
    supplied_by: Mapped[str]
    import_id: Mapped[UUID]
    row_no: Mapped[int]
    sealed: Mapped[bytes]
    link_method: Mapped[str]
    link_confidence: Mapped[int]
    as_of: Mapped[date]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
