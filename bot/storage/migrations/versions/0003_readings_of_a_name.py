"""Readings are found by subject and metric, and ordered by when they were said."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.storage.types import Name, Record, Utc, indexed
from bot.text import squeeze

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

BATCH = 1000

readings = sa.table(
    "readings",
    sa.column("n", sa.BigInteger),
    sa.column("seen", Utc),
    sa.column("said", Utc),
    sa.column("subject", Name),
    sa.column("metric", Name),
    sa.column("reading", Record),
)
_FILL = (
    readings.update()
    .where(readings.c.n == sa.bindparam("of"))
    .values(subject=sa.bindparam("name"), metric=sa.bindparam("what"))
)


def upgrade() -> None:
    op.drop_index(op.f("ix_readings_series_seen"), "readings")
    with op.batch_alter_table("readings", table_kwargs={"sqlite_autoincrement": True}) as table:
        table.add_column(sa.Column("subject", Name, nullable=False, server_default=""))
        table.add_column(sa.Column("metric", Name, nullable=False, server_default=""))
        # Of older readings it is not known when they were said, only when they were seen.
        table.alter_column("seen", new_column_name="said", existing_type=Utc)
    _name()
    with op.batch_alter_table("readings", table_kwargs={"sqlite_autoincrement": True}) as table:
        table.alter_column("subject", server_default=None, existing_type=Name)
        table.alter_column("metric", server_default=None, existing_type=Name)
    op.create_index(op.f("ix_readings_series_said"), "readings", ["series", "said"])
    op.create_index(op.f("ix_readings_subject_said"), "readings", ["subject", "said"])
    op.create_index(op.f("ix_readings_metric_said"), "readings", ["metric", "said"])


def _name() -> None:
    """A batch at a time: the records of years may be many."""
    connection = op.get_bind()
    last = -1
    while True:
        some = (
            sa.select(readings.c.n, readings.c.reading)
            .where(readings.c.n > last)
            .order_by(readings.c.n)
            .limit(BATCH)
        )
        rows = connection.execute(some).all()
        if not rows:
            return
        named = [
            {
                "of": row.n,
                "name": indexed(squeeze(row.reading["subject"]).casefold()),
                "what": indexed(row.reading["metric"]),
            }
            for row in rows
        ]
        connection.execute(_FILL, named)
        last = rows[-1].n


def downgrade() -> None:
    for name in ("series", "subject", "metric"):
        op.drop_index(op.f(f"ix_readings_{name}_said"), "readings")
    with op.batch_alter_table("readings", table_kwargs={"sqlite_autoincrement": True}) as table:
        table.alter_column("said", new_column_name="seen", existing_type=Utc)
        table.drop_column("subject")
        table.drop_column("metric")
    op.create_index(op.f("ix_readings_series_seen"), "readings", ["series", "seen"])
