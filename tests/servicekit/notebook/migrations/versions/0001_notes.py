"""notes"""

import sqlalchemy as sa
from alembic import op

from servicekit import scope, tables

revision = "0001"
down_revision = None


def upgrade() -> None:
    scope.install(op)
    tables.create(op)
    op.create_table(
        "notes",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("origin_scope", sa.BigInteger(), nullable=False),
        sa.Column("work_scope", sa.BigInteger()),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", "id", name="pk_notes"),
    )
    scope.protect(
        op,
        "notes",
        origin="origin_scope",
        work="work_scope",
        subject="person_id",
        jobs=("system:copy",),
    )
