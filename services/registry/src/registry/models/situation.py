"""How many people are in which situation: kept figures, and how people were counted before."""

from datetime import date
from uuid import UUID

from sqlalchemy import BigInteger, Boolean, Column, Date, Index, PrimaryKeyConstraint, String, Table
from sqlalchemy.orm import Mapped

from registry.models.base import Base

CELL = ("origin_scope", "work_scope", "state", "sector", "organised", "verified")


def _cell() -> list[Column[object]]:
    """Village of the household, region of work, and the coded situation; null: none or unknown."""
    return [
        Column("origin_scope", BigInteger, nullable=False),
        Column("work_scope", BigInteger),
        Column("state", String, nullable=False),
        Column("sector", String),
        Column("organised", Boolean),
        Column("verified", Boolean, nullable=False),
    ]


situation_cells = Table(
    "situation_cells",
    Base.metadata,
    *_cell(),
    Column("people", BigInteger, nullable=False),
    Index("uq_situation_cells", *CELL, unique=True, postgresql_nulls_not_distinct=True),
    Index("ix_situation_cells_work", "work_scope", "origin_scope"),
)
"""People a cell, all changes counted, also those that are due on a day to come."""

situation_changes = Table(
    "situation_changes",
    Base.metadata,
    Column("day", Date, nullable=False),
    *_cell(),
    Column("people", BigInteger, nullable=False),
    Index("uq_situation_changes", *CELL, "day", unique=True, postgresql_nulls_not_distinct=True),
    Index("ix_situation_changes_day", "day", "origin_scope"),
)
"""By how many a cell changes on a business day; a day's figure is its cell less later changes."""


class PastCount(Base):
    """How a person was counted from `since` until the day before `until`."""

    __tablename__ = "past_counts"
    __table_args__ = (
        PrimaryKeyConstraint("person_id", "since"),
        Index("ix_past_counts_origin", "origin_scope", "until"),
    )

    person_id: Mapped[UUID]
    since: Mapped[date]
    until: Mapped[date]
    origin_scope: Mapped[int]
    work_scope: Mapped[int | None]
    state: Mapped[str]
    sector: Mapped[str | None]
    organised: Mapped[bool | None]
    verified_until: Mapped[date | None]
