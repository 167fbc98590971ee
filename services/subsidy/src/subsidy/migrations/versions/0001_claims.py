"""Policies, facts, claims, reviews, holds"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from servicekit import scope, tables

revision = "0001"
down_revision = None

STAMP = sa.DateTime(timezone=True)
FOLLOW, TICK = "system:follow", "system:tick"
RUN, CHECK = "system:claim-run", "system:hold-check"
STATES = (
    "'raised', 'township_reviewed', 'county_reviewed', 'in_notice', 'objected', 'approved',"
    " 'batched', 'sent', 'paid', 'bounced', 'rejected'"
)


def upgrade() -> None:
    scope.install(op)
    tables.create(op)
    _policies()
    _facts()
    _claims()
    _reviews()
    _holds()


def _policies() -> None:
    op.create_table(
        "policies",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("family", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("owner_scope", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policies")),
        sa.UniqueConstraint("code", name=op.f("uq_policies_code")),
    )
    op.create_index(op.f("ix_policies_owner_scope"), "policies", ["owner_scope"])
    scope.protect(
        op,
        "policies",
        owner="owner_scope",
        public="true",
        writes="insert",
        jobs=(RUN, TICK),
    )
    op.create_table(
        "policy_versions",
        sa.Column("policy_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("effective_to", sa.Date(), nullable=True),
        sa.Column("document", JSONB(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("loaded_at", STAMP, nullable=False),
        sa.ForeignKeyConstraint(
            ["policy_id"], ["policies.id"], name=op.f("fk_policy_versions_policy_id")
        ),
        sa.PrimaryKeyConstraint("policy_id", "version", name=op.f("pk_policy_versions")),
    )
    scope.share(op, "policy_versions", app="select, insert", job="select, insert")


def _facts() -> None:
    op.create_table(
        "person_facts",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("origin_scope", sa.BigInteger(), nullable=False),
        sa.Column("work", sa.Text(), nullable=True),
        sa.Column("work_scope", sa.BigInteger(), nullable=True),
        sa.Column("birth_year", sa.BigInteger(), nullable=True),
        sa.Column("category", sa.Text(), nullable=True),
        sa.Column("scheme_year", sa.BigInteger(), nullable=True),
        sa.Column("labour_ability", sa.Text(), nullable=True),
        sa.Column("work_state", sa.Text(), nullable=False),
        sa.Column("registered", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_person_facts")),
    )
    op.create_index("ix_person_facts_origin", "person_facts", ["origin_scope", "person_id"])
    op.create_index(op.f("ix_person_facts_work_scope"), "person_facts", ["work_scope"])
    scope.protect(
        op,
        "person_facts",
        origin="origin_scope",
        work="work_scope",
        subject="person_id",
        writes="",
        jobs=(FOLLOW, RUN),
    )
    op.create_table(
        "employment_facts",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("origin_scope", sa.BigInteger(), nullable=False),
        sa.Column("work_scope", sa.BigInteger(), nullable=True),
        sa.Column("work_region", sa.Text(), nullable=True),
        sa.Column("started", sa.Text(), nullable=False),
        sa.Column("ended", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("organised", sa.Boolean(), nullable=True),
        sa.Column("wage_fen", sa.BigInteger(), nullable=True),
        sa.Column("evidence", ARRAY(sa.Text()), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", "id", name=op.f("pk_employment_facts")),
    )
    scope.protect(
        op,
        "employment_facts",
        origin="origin_scope",
        work="work_scope",
        subject="person_id",
        writes="",
        jobs=(FOLLOW, RUN),
    )


def _claims() -> None:
    op.create_table(
        "claim_runs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("policy_id", sa.Uuid(), nullable=False),
        sa.Column("policy_version", sa.BigInteger(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("owner_scope", sa.BigInteger(), nullable=False),
        sa.Column("year", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("examined", sa.BigInteger(), nullable=False),
        sa.Column("raised", sa.BigInteger(), nullable=False),
        sa.Column("held", sa.BigInteger(), nullable=False),
        sa.Column("failed", JSONB(), nullable=False),
        sa.Column("position", sa.Uuid(), nullable=True),
        sa.Column("requested_by", sa.Text(), nullable=False),
        sa.Column("created_at", STAMP, nullable=False),
        sa.Column("finished_at", STAMP, nullable=True),
        sa.CheckConstraint(
            "state in ('queued', 'running', 'done', 'failed')", name=op.f("ck_claim_runs_state")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_runs")),
    )
    op.create_index(op.f("ix_claim_runs_owner_scope"), "claim_runs", ["owner_scope"])
    scope.protect(op, "claim_runs", owner="owner_scope", writes="insert", jobs=(RUN,))
    op.create_table(
        "claims",
        sa.Column("beneficiary_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("policy_id", sa.Uuid(), nullable=False),
        sa.Column("policy_version", sa.BigInteger(), nullable=False),
        sa.Column("family", sa.Text(), nullable=False),
        sa.Column("fund", sa.Text(), nullable=False),
        sa.Column("year", sa.BigInteger(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("owner_scope", sa.BigInteger(), nullable=False),
        sa.Column("origin_scope", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("facts", JSONB(), nullable=False),
        sa.Column("clauses", JSONB(), nullable=False),
        sa.Column("origin_of_claim", sa.Text(), nullable=False),
        sa.Column("raised_by", sa.Text(), nullable=False),
        sa.Column("raised_at", STAMP, nullable=False),
        sa.Column("public_notice_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            f"state in ({STATES})",
            name=op.f("ck_claims_state"),
        ),
        sa.CheckConstraint("amount_fen > 0", name=op.f("ck_claims_amount")),
        sa.PrimaryKeyConstraint("beneficiary_id", "id", name=op.f("pk_claims")),
    )
    op.create_index("ix_claims_id", "claims", ["id"])
    op.create_index(
        "ix_claims_notice",
        "claims",
        ["public_notice_id"],
        postgresql_where=sa.text("state = 'in_notice'"),
    )
    op.create_index("ix_claims_place", "claims", ["owner_scope", "id"])
    op.create_index("ix_claims_work", "claims", ["policy_id", "state", "owner_scope"])
    scope.protect(op, "claims", owner="owner_scope", subject="beneficiary_id", jobs=(RUN, TICK))


def _reviews() -> None:
    op.create_table(
        "reviews",
        sa.Column("beneficiary_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("claim_id", sa.Uuid(), nullable=False),
        sa.Column("owner_scope", sa.BigInteger(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("reviewer", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("reviewed_at", STAMP, nullable=False),
        sa.PrimaryKeyConstraint("beneficiary_id", "id", name=op.f("pk_reviews")),
    )
    op.create_index(
        "uq_reviews_reviewer",
        "reviews",
        ["beneficiary_id", "claim_id", "reviewer"],
        unique=True,
        postgresql_where=sa.text("level <> 'objection'"),
    )
    scope.protect(op, "reviews", owner="owner_scope", writes="insert")
    op.create_table(
        "objections",
        sa.Column("beneficiary_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("claim_id", sa.Uuid(), nullable=False),
        sa.Column("owner_scope", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.Column("recorded_at", STAMP, nullable=False),
        sa.PrimaryKeyConstraint("beneficiary_id", "id", name=op.f("pk_objections")),
    )
    op.create_index("ix_objections_claim", "objections", ["beneficiary_id", "claim_id"])
    scope.protect(op, "objections", owner="owner_scope", writes="insert")


def _holds() -> None:
    op.create_table(
        "holds",
        sa.Column("key_digest", sa.Uuid(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("claim_id", sa.Uuid(), nullable=False),
        sa.Column("beneficiary_id", sa.Uuid(), nullable=False),
        sa.Column("owner_scope", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("held_at", STAMP, nullable=False),
        sa.CheckConstraint("state in ('active', 'released')", name=op.f("ck_holds_state")),
        sa.PrimaryKeyConstraint("key_digest", "claim_id", "period", name=op.f("pk_holds")),
    )
    op.create_index("ix_holds_claim", "holds", ["claim_id"])
    op.create_index(
        "uq_holds_active",
        "holds",
        ["key_digest", "period"],
        unique=True,
        postgresql_where=sa.text("state = 'active'"),
    )
    scope.protect(op, "holds", owner="owner_scope", jobs=(RUN, CHECK))
