"""What an imported list is known by, so that the same one again changes nothing"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("imports", sa.Column("digest", sa.Uuid(), nullable=True))
