"""Which deadlines of expected figures are settled."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.storage.types import Name, Utc

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "expectations",
        sa.Column("id", Name, nullable=False),
        sa.Column("settled", Utc, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expectations")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("expectations")
