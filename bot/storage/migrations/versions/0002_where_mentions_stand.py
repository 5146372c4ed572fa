"""Where in its item each mention stands."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.storage.types import Name

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "mentions", sa.Column("stands", Name, nullable=False, server_default=sa.text("'body'"))
    )
    op.execute("UPDATE mentions SET stands = 'title' WHERE field = 'title'")


def downgrade() -> None:
    op.drop_column("mentions", "stands")
