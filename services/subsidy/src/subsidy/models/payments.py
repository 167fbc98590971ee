from datetime import date, datetime
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    PrimaryKeyConstraint,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from subsidy.models.base import Base


class PublicNotice(Base):
    """A published list; both days are included."""

    __tablename__ = "public_notices"
    __table_args__ = (
        CheckConstraint("state in ('published', 'ended')", name="state"),
        Index("ix_public_notices_running", "ends_on", postgresql_where=text("state='published'")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    policy_id: Mapped[UUID]
    policy_version: Mapped[int]
    region: Mapped[str]
    owner_scope: Mapped[int] = mapped_column(index=True)
    title_zh: Mapped[str]
    title_en: Mapped[str]
    state: Mapped[str]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    working_days: Mapped[int]
    entries_count: Mapped[int]
    total_fen: Mapped[int]
    published_by: Mapped[str]
    published_at: Mapped[datetime]


class NoticeEntry(Base):
    """What everybody may read, and nothing by which a person could be found."""

    __tablename__ = "notice_entries"
    __table_args__ = (PrimaryKeyConstraint("notice_id", "id"),)

    notice_id: Mapped[UUID]
    id: Mapped[UUID]
    owner_scope: Mapped[int]
    masked_name: Mapped[str]
    township_name: Mapped[str]
    amount_fen: Mapped[int]


class PaymentBatch(Base):
    """One file for the bank; made and released by two people. `file_key` opens the sealed file."""

    __tablename__ = "payment_batches"
    __table_args__ = (
        CheckConstraint("state in ('prepared', 'sent', 'settled')", name="state"),
        CheckConstraint("released_by <> made_by", name="two_people"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    policy_id: Mapped[UUID]
    region: Mapped[str]
    owner_scope: Mapped[int] = mapped_column(index=True)
    fund: Mapped[str]
    state: Mapped[str]
    made_by: Mapped[str]
    made_at: Mapped[datetime]
    released_by: Mapped[str | None]
    released_at: Mapped[datetime | None]
    file_key: Mapped[str | None]
    version: Mapped[int]


class Payment(Base):
    """One claim in one batch. A claim is in one batch at a time, and again only after a bounce."""

    __tablename__ = "payments"
    __table_args__ = (
        PrimaryKeyConstraint("beneficiary_id", "id"),
        CheckConstraint("state in ('prepared', 'sent', 'paid', 'bounced')", name="state"),
        CheckConstraint("amount_fen > 0", name="amount"),
        Index(
            "uq_payments_claim",
            "beneficiary_id",
            "claim_id",
            unique=True,
            postgresql_where=text("state <> 'bounced'"),
        ),
        Index("ix_payments_batch", "batch_id"),
    )

    beneficiary_id: Mapped[UUID]
    id: Mapped[UUID]
    claim_id: Mapped[UUID]
    batch_id: Mapped[UUID]
    owner_scope: Mapped[int]
    amount_fen: Mapped[int]
    state: Mapped[str]
    answered_at: Mapped[datetime | None]


class Account(Base):
    """Where money of a region's fund stands; balances are sums of transfers, never stored."""

    __tablename__ = "accounts"
    __table_args__ = (
        UniqueConstraint("owner_scope", "region", "fund", "kind"),
        CheckConstraint("kind in ('available', 'committed', 'payable', 'paid')", name="kind"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    region: Mapped[str]
    owner_scope: Mapped[int]
    fund: Mapped[str]
    kind: Mapped[str]


class Transfer(Base):
    """One movement: a debit and a credit of the same amount in one row. Only ever inserted."""

    __tablename__ = "transfers"
    __table_args__ = (
        PrimaryKeyConstraint("claim_id", "id"),
        UniqueConstraint(
            "claim_id",
            "kind",
            "batch_id",
            name="uq_transfers_once",
            postgresql_nulls_not_distinct=True,
        ),
        CheckConstraint("amount_fen > 0", name="amount"),
        CheckConstraint("debit_account_id <> credit_account_id", name="two_accounts"),
        Index("ix_transfers_debit", "debit_account_id"),
        Index("ix_transfers_credit", "credit_account_id"),
        Index("ix_transfers_place", "owner_scope", "id"),
    )

    claim_id: Mapped[UUID]
    id: Mapped[UUID]
    owner_scope: Mapped[int]
    kind: Mapped[str]
    debit_account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    credit_account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    amount_fen: Mapped[int]
    batch_id: Mapped[UUID | None]
    at: Mapped[datetime]
