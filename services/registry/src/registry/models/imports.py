"""Imports of lists."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from registry.models.base import Base


class Import(Base):
    """One uploaded list; this row is the truth of its job. `attempt` fences off a dead worker."""

    __tablename__ = "imports"
    __table_args__ = (
        CheckConstraint(
            "state in ('queued', 'running', 'done', 'refused', 'failed', 'cancelled')",
            name="state",
        ),
        Index("ix_imports_owner", "owner_scope", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    owner_scope: Mapped[int]
    region: Mapped[str]
    source: Mapped[str]
    mode: Mapped[str]
    dry_run: Mapped[bool]
    sheet: Mapped[str | None]
    format: Mapped[str]
    file_key: Mapped[str]
    file_name_sealed: Mapped[bytes]
    byte_size: Mapped[int]
    digest: Mapped[UUID | None]
    state: Mapped[str]
    phase: Mapped[str]
    done: Mapped[int]
    total: Mapped[int]
    counts: Mapped[dict[str, Any]]
    faults: Mapped[list[dict[str, Any]]]
    error: Mapped[str | None]
    report_key: Mapped[str | None]
    cancel_requested: Mapped[bool]
    attempt: Mapped[int]
    as_of: Mapped[date]
    created_by: Mapped[str]
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
