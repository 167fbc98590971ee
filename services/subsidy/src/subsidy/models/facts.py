from datetime import date
from uuid import UUID

from sqlalchemy import Index, PrimaryKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from subsidy.models.base import Base


class PersonFacts(Base):
    """What registry last said of a person; no name, number or account."""

    __tablename__ = "person_facts"
    __table_args__ = (Index("ix_person_facts_origin", "origin_scope", "person_id"),)

    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    origin: Mapped[str]
    origin_scope: Mapped[int]
    work: Mapped[str | None]
    work_scope: Mapped[int | None] = mapped_column(index=True)
    birth_year: Mapped[int | None]
    category: Mapped[str | None]
    scheme_year: Mapped[int | None]
    labour_ability: Mapped[str | None]
    work_state: Mapped[str]
    registered: Mapped[bool]


class EmploymentFacts(Base):
    """A spell of work as registry last said it; months as YYYY-MM."""

    __tablename__ = "employment_facts"
    __table_args__ = (PrimaryKeyConstraint("person_id", "id"),)

    person_id: Mapped[UUID]
    id: Mapped[UUID]
    subject_id: Mapped[UUID]
    origin_scope: Mapped[int]
    work_scope: Mapped[int | None]
    work_region: Mapped[str | None]
    started: Mapped[str]
    ended: Mapped[str | None]
    state: Mapped[str]
    organised: Mapped[bool | None]
    wage_fen: Mapped[int | None]
    evidence: Mapped[list[str]]
    as_of: Mapped[date]
