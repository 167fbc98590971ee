from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, PrimaryKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from subsidy.models.base import Base


class Policy(Base):
    """A scheme of one region; what it says is in its versions. `owner_scope`: 12 digits."""

    __tablename__ = "policies"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    family: Mapped[str]
    region: Mapped[str]
    owner_scope: Mapped[int] = mapped_column(index=True)


class PolicyVersion(Base):
    """A document as it was checked and loaded; never changed afterwards (`digest` is SHA-256)."""

    __tablename__ = "policy_versions"
    __table_args__ = (PrimaryKeyConstraint("policy_id", "version"),)

    policy_id: Mapped[UUID] = mapped_column(ForeignKey("policies.id"))
    version: Mapped[int]
    effective_from: Mapped[date]
    effective_to: Mapped[date | None]
    document: Mapped[dict[str, Any]]
    digest: Mapped[str]
    loaded_at: Mapped[datetime]
