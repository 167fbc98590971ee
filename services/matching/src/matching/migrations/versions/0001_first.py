"""Employers, posts, seekers, recommendations, applications, placements"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from servicekit import scope, tables

revision = "0001"
down_revision = None

STAMP = sa.DateTime(timezone=True)
KINDS = (
    "'market', 'major_project', 'logistics', 'reconstruction',"
    " 'public_welfare', 'workshop', 'home_based'"
)
FEED, TICK = "system:follow", "system:tick"


def upgrade() -> None:
    scope.install(op)
    tables.create(op)
    _employers()
    _posts()
    _seekers()
    _recommendations()
    _applications()
    _placements()


def _employers() -> None:
    op.create_table(
        "employers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("credit_code", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("owner_scope", sa.BigInteger(), nullable=False),
        sa.Column("created_at", STAMP, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_employers"),
        sa.UniqueConstraint("credit_code", name="uq_employers_credit_code"),
    )
    op.create_index("ix_employers_owner_scope", "employers", ["owner_scope"])
    scope.protect(op, "employers", owner="owner_scope", actor="id")


def _posts() -> None:
    op.create_table(
        "posts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("employer_id", sa.Uuid(), nullable=False),
        sa.Column("employer_name", sa.Text(), nullable=False),
        sa.Column("owner_scope", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("occupation", sa.Text(), nullable=False),
        sa.Column("work_region", sa.Text(), nullable=False),
        sa.Column("workplace_scope", sa.BigInteger(), nullable=False),
        sa.Column("address", sa.Text()),
        sa.Column("description", sa.Text()),
        sa.Column("wage_from_fen", sa.BigInteger(), nullable=False),
        sa.Column("wage_to_fen", sa.BigInteger(), nullable=False),
        sa.Column("lodging", sa.Boolean(), nullable=False),
        sa.Column("requirements", JSONB(), nullable=False),
        sa.Column("starts_on", sa.Date()),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("published_at", STAMP, nullable=False),
        sa.Column("closed_at", STAMP),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(f"kind in ({KINDS})", name=op.f("ck_posts_kind")),
        sa.CheckConstraint("state in ('published', 'closed')", name=op.f("ck_posts_state")),
        sa.CheckConstraint("wage_to_fen >= wage_from_fen", name=op.f("ck_posts_wages")),
        sa.ForeignKeyConstraint(["employer_id"], ["employers.id"], name="fk_posts_employer_id"),
        sa.PrimaryKeyConstraint("id", name="pk_posts"),
    )
    op.create_index("ix_posts_employer_id", "posts", ["employer_id"])
    op.create_index("ix_posts_owner_scope", "posts", ["owner_scope"])
    op.create_index("ix_posts_place", "posts", ["workplace_scope", "id"])
    scope.protect(
        op,
        "posts",
        owner="owner_scope",
        actor="employer_id",
        public="state = 'published'",
        jobs=(FEED, TICK),
    )
    op.create_table(
        "seats",
        sa.Column("post_id", sa.Uuid(), nullable=False),
        sa.Column("headcount", sa.Integer(), nullable=False),
        sa.Column("filled", sa.Integer(), nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.CheckConstraint("filled between 0 and headcount", name=op.f("ck_seats_filled")),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name="fk_seats_post_id"),
        sa.PrimaryKeyConstraint("post_id", name="pk_seats"),
    )
    scope.share(op, "seats", app="select, insert, update", job="select")


def _seekers() -> None:
    op.create_table(
        "seekers",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("origin_scope", sa.BigInteger(), nullable=False),
        sa.Column("work", sa.Text()),
        sa.Column("work_scope", sa.BigInteger()),
        sa.Column("birth_year", sa.Integer()),
        sa.Column("sex", sa.Text()),
        sa.Column("education", sa.Text()),
        sa.Column("labour_ability", sa.Text()),
        sa.Column("work_state", sa.Text(), nullable=False),
        sa.Column("last_wage_fen", sa.BigInteger()),
        sa.Column("last_work_started", sa.Text()),
        sa.Column("intent_regions", ARRAY(sa.Text())),
        sa.Column("intent_occupations", ARRAY(sa.Text())),
        sa.Column("intent_least_wage_fen", sa.BigInteger()),
        sa.Column("intent_version", sa.Integer(), nullable=False),
        sa.Column("as_of", STAMP, nullable=False),
        sa.PrimaryKeyConstraint("person_id", name="pk_seekers"),
    )
    op.create_index("ix_seekers_origin", "seekers", ["origin_scope", "work_scope", "person_id"])
    op.create_index("ix_seekers_work", "seekers", ["work_scope", "origin_scope", "person_id"])
    scope.protect(
        op,
        "seekers",
        origin="origin_scope",
        work="work_scope",
        subject="person_id",
        writes="update",
        jobs=(FEED, TICK),
    )


def _recommendations() -> None:
    op.create_table(
        "follow_ups",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("origin_scope", sa.BigInteger(), nullable=False),
        sa.Column("due_at", STAMP, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("offers", sa.Integer(), nullable=False),
        sa.Column("looked_at", STAMP, nullable=False),
        sa.CheckConstraint("state in ('open', 'closed')", name=op.f("ck_follow_ups_state")),
        sa.PrimaryKeyConstraint("person_id", "id", name="pk_follow_ups"),
    )
    op.create_index(
        "ix_follow_ups_open",
        "follow_ups",
        ["looked_at"],
        postgresql_where=sa.text("state = 'open'"),
    )
    scope.protect(op, "follow_ups", origin="origin_scope", writes="", jobs=(FEED, TICK))
    op.create_table(
        "recommendations",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("follow_up_id", sa.Uuid(), nullable=False),
        sa.Column("post_id", sa.Uuid(), nullable=False),
        *_scopes(),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("rung", sa.Text(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("parts", JSONB(), nullable=False),
        sa.Column("made_at", STAMP, nullable=False),
        sa.PrimaryKeyConstraint("person_id", "id", name="pk_recommendations"),
    )
    for name, last in (("rank", "rank"), ("post", "post_id")):
        op.create_index(
            f"uq_recommendations_{name}",
            "recommendations",
            ["person_id", "follow_up_id", last],
            unique=True,
        )
    scope.protect(
        op,
        "recommendations",
        origin="origin_scope",
        work="work_scope",
        subject="person_id",
        writes="",
        jobs=(FEED, TICK),
    )


def _applications() -> None:
    states = "'offered', 'accepted', 'placed', 'withdrawn'"
    op.create_table(
        "applications",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("post_id", sa.Uuid(), nullable=False),
        sa.Column("employer_id", sa.Uuid(), nullable=False),
        sa.Column("follow_up_id", sa.Uuid()),
        *_scopes(),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.Column("recorded_at", STAMP, nullable=False),
        sa.Column("withdrawal_reason", sa.Text()),
        sa.CheckConstraint(f"state in ({states})", name=op.f("ck_applications_state")),
        sa.PrimaryKeyConstraint("person_id", "id", name="pk_applications"),
    )
    op.create_index(
        "uq_applications_active",
        "applications",
        ["person_id", "post_id"],
        unique=True,
        postgresql_where=sa.text("state in ('offered', 'accepted', 'placed')"),
    )
    op.create_index("ix_applications_employer", "applications", ["employer_id", "id"])
    op.create_index("ix_applications_origin", "applications", ["origin_scope", "id"])
    op.create_index("ix_applications_id", "applications", ["id"])
    _protect_facts("applications")


def _placements() -> None:
    op.create_table(
        "placements",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("post_id", sa.Uuid(), nullable=False),
        sa.Column("employer_id", sa.Uuid(), nullable=False),
        sa.Column("follow_up_id", sa.Uuid()),
        *_scopes(),
        sa.Column("work_region", sa.Text(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("wage_fen", sa.BigInteger(), nullable=False),
        sa.Column("confirmed_by", sa.Text(), nullable=False),
        sa.Column("confirmed_at", STAMP, nullable=False),
        sa.PrimaryKeyConstraint("person_id", "id", name="pk_placements"),
    )
    op.create_index(
        "uq_placements_application", "placements", ["person_id", "application_id"], unique=True
    )
    op.create_index("ix_placements_employer", "placements", ["employer_id", "id"])
    op.create_index("ix_placements_origin", "placements", ["origin_scope", "id"])
    _protect_facts("placements")


def _scopes() -> tuple[sa.Column[int], sa.Column[int]]:
    return (
        sa.Column("origin_scope", sa.BigInteger(), nullable=False),
        sa.Column("work_scope", sa.BigInteger()),
    )


def _protect_facts(table: str) -> None:
    """A person's facts, which the employer concerned sees and changes too."""
    scope.protect(
        op,
        table,
        origin="origin_scope",
        work="work_scope",
        subject="person_id",
        actor="employer_id",
        jobs=(FEED,),
    )
