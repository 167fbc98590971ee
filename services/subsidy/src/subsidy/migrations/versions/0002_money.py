"""Public notices, payments, ledger"""

import sqlalchemy as sa
from alembic import op

from servicekit import scope

revision = "0002"
down_revision = "0001"

STAMP = sa.DateTime(timezone=True)
TICK = "system:tick"
# What was booked stays booked: row-level security gives jobs every verb, this takes two back.
APPEND_ONLY = """
do $do$ begin execute format(
 'revoke update, delete on transfers from %I', regexp_replace(current_user, '_owner$', '_job')
); end $do$
"""


def upgrade() -> None:
    _notices()
    _payments()
    _ledger()


def _notices() -> None:
    op.create_table(
        "public_notices",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("policy_id", sa.Uuid(), nullable=False),
        sa.Column("policy_version", sa.BigInteger(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("owner_scope", sa.BigInteger(), nullable=False),
        sa.Column("title_zh", sa.Text(), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("working_days", sa.BigInteger(), nullable=False),
        sa.Column("entries_count", sa.BigInteger(), nullable=False),
        sa.Column("total_fen", sa.BigInteger(), nullable=False),
        sa.Column("published_by", sa.Text(), nullable=False),
        sa.Column("published_at", STAMP, nullable=False),
        sa.CheckConstraint("state in ('published', 'ended')", name=op.f("ck_public_notices_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_public_notices")),
    )
    op.create_index(op.f("ix_public_notices_owner_scope"), "public_notices", ["owner_scope"])
    op.create_index(
        "ix_public_notices_running",
        "public_notices",
        ["ends_on"],
        postgresql_where=sa.text("state='published'"),
    )
    scope.protect(
        op, "public_notices", owner="owner_scope", public="true", writes="insert", jobs=(TICK,)
    )
    op.create_table(
        "notice_entries",
        sa.Column("notice_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_scope", sa.BigInteger(), nullable=False),
        sa.Column("masked_name", sa.Text(), nullable=False),
        sa.Column("township_name", sa.Text(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("notice_id", "id", name=op.f("pk_notice_entries")),
    )
    scope.protect(op, "notice_entries", owner="owner_scope", public="true", writes="insert")


def _payments() -> None:
    op.create_table(
        "payment_batches",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("policy_id", sa.Uuid(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("owner_scope", sa.BigInteger(), nullable=False),
        sa.Column("fund", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("made_at", STAMP, nullable=False),
        sa.Column("released_by", sa.Text(), nullable=True),
        sa.Column("released_at", STAMP, nullable=True),
        sa.Column("file_key", sa.Text(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "state in ('prepared', 'sent', 'settled')", name=op.f("ck_payment_batches_state")
        ),
        sa.CheckConstraint("released_by <> made_by", name=op.f("ck_payment_batches_two_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_batches")),
    )
    op.create_index(op.f("ix_payment_batches_owner_scope"), "payment_batches", ["owner_scope"])
    scope.protect(op, "payment_batches", owner="owner_scope")
    op.create_table(
        "payments",
        sa.Column("beneficiary_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("claim_id", sa.Uuid(), nullable=False),
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("owner_scope", sa.BigInteger(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("answered_at", STAMP, nullable=True),
        sa.CheckConstraint(
            "state in ('prepared', 'sent', 'paid', 'bounced')", name=op.f("ck_payments_state")
        ),
        sa.CheckConstraint("amount_fen > 0", name=op.f("ck_payments_amount")),
        sa.PrimaryKeyConstraint("beneficiary_id", "id", name=op.f("pk_payments")),
    )
    op.create_index("ix_payments_batch", "payments", ["batch_id"])
    op.create_index(
        "uq_payments_claim",
        "payments",
        ["beneficiary_id", "claim_id"],
        unique=True,
        postgresql_where=sa.text("state <> 'bounced'"),
    )
    scope.protect(op, "payments", owner="owner_scope")


def _ledger() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("owner_scope", sa.BigInteger(), nullable=False),
        sa.Column("fund", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "kind in ('available', 'committed', 'payable', 'paid')", name=op.f("ck_accounts_kind")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
        sa.UniqueConstraint(
            "owner_scope",
            "region",
            "fund",
            "kind",
            name=op.f("uq_accounts_owner_scope_region_fund_kind"),
        ),
    )
    scope.protect(op, "accounts", owner="owner_scope", writes="insert", jobs=(TICK,))
    op.create_table(
        "transfers",
        sa.Column("claim_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_scope", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("debit_account_id", sa.Uuid(), nullable=False),
        sa.Column("credit_account_id", sa.Uuid(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("batch_id", sa.Uuid(), nullable=True),
        sa.Column("at", STAMP, nullable=False),
        sa.CheckConstraint("amount_fen > 0", name=op.f("ck_transfers_amount")),
        sa.CheckConstraint(
            "debit_account_id <> credit_account_id", name=op.f("ck_transfers_two_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["credit_account_id"], ["accounts.id"], name=op.f("fk_transfers_credit_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["debit_account_id"], ["accounts.id"], name=op.f("fk_transfers_debit_account_id")
        ),
        sa.PrimaryKeyConstraint("claim_id", "id", name=op.f("pk_transfers")),
        sa.UniqueConstraint(
            "claim_id",
            "kind",
            "batch_id",
            name="uq_transfers_once",
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_index("ix_transfers_credit", "transfers", ["credit_account_id"])
    op.create_index("ix_transfers_debit", "transfers", ["debit_account_id"])
    op.create_index("ix_transfers_place", "transfers", ["owner_scope", "id"])
    scope.protect(op, "transfers", owner="owner_scope", writes="insert", jobs=(TICK,))
    op.execute(APPEND_ONLY)
