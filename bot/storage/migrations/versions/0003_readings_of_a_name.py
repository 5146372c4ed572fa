"""Readings are found by subject and metric, and ordered by when they were said."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from bot.storage.types import Name, Record, Utc, Words, indexed
from bot.text import squeeze

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

BATCH = 1000
_FIRST_YEAR = 1995
"""Dates before the first feeds are wrong, not old."""

readings = sa.table(
    "readings",
    sa.column("n", sa.BigInteger),
    sa.column("said", Utc),
    sa.column("subject", Name),
    sa.column("metric", Name),
    sa.column("reading", Record),
)
items = sa.table(
    "items",
    sa.column("n", sa.BigInteger),
    sa.column("id", Name),
    sa.column("url", Words),
    sa.column("canonical_url", Words),
    sa.column("published", Utc),
)
places = sa.table("places", sa.column("item", sa.BigInteger), sa.column("change", Record))
_FILL = (
    readings.update()
    .where(readings.c.n == sa.bindparam("of"))
    .values(
        subject=sa.bindparam("name"),
        metric=sa.bindparam("what"),
        said=sa.bindparam("when", type_=Utc),
        reading=sa.bindparam("record", type_=Record),
    )
)


def upgrade() -> None:
    op.drop_index(op.f("ix_readings_series_seen"), "readings")
    with op.batch_alter_table("readings", table_kwargs={"sqlite_autoincrement": True}) as table:
        table.add_column(sa.Column("subject", Name, nullable=False, server_default=""))
        table.add_column(sa.Column("metric", Name, nullable=False, server_default=""))
        table.alter_column("seen", new_column_name="said", existing_type=Utc)
    _fill()
    with op.batch_alter_table("readings", table_kwargs={"sqlite_autoincrement": True}) as table:
        table.alter_column("subject", server_default=None, existing_type=Name)
        table.alter_column("metric", server_default=None, existing_type=Name)
    op.create_index(op.f("ix_readings_series_said"), "readings", ["series", "said"])
    op.create_index(op.f("ix_readings_subject_said"), "readings", ["subject", "said"])
    op.create_index(op.f("ix_readings_metric_said"), "readings", ["metric", "said"])


def _fill() -> None:
    """A batch at a time: the records of years may be many. What is known of a reading's item,
    as long as it is there, becomes the reading's own."""
    connection = op.get_bind()
    last = -1
    while True:
        some = (
            sa.select(readings.c.n, readings.c.said, readings.c.reading)
            .where(readings.c.n > last)
            .order_by(readings.c.n)
            .limit(BATCH)
        )
        rows = connection.execute(some).all()
        if not rows:
            return
        ids = list({row.reading["item_id"] for row in rows})
        known = {row.id: row for row in connection.execute(_items(ids))}
        connection.execute(_FILL, [_filled(row, known.get(row.reading["item_id"])) for row in rows])
        last = rows[-1].n


def _items(ids: list[str]) -> sa.Select[Any]:
    return (
        sa.select(
            items.c.id, items.c.url, items.c.canonical_url, items.c.published, places.c.change
        )
        .select_from(items.outerjoin(places, places.c.item == items.c.n))
        .where(items.c.id.in_(ids))
    )


def _filled(row: Any, item: Any) -> dict[str, Any]:
    record, said = dict(row.reading), row.said
    if item is not None:
        record["url"] = item.canonical_url or item.url
        record["correction"] = bool(item.change) and item.change["relation"] == "correction"
        if item.published is not None and item.published.year >= _FIRST_YEAR:
            record["published"] = item.published.isoformat()
            said = min(said, item.published)
    return {
        "of": row.n,
        "name": indexed(squeeze(record["subject"]).casefold()),
        "what": indexed(record["metric"]),
        "when": said,
        "record": record,
    }


def downgrade() -> None:
    for name in ("series", "subject", "metric"):
        op.drop_index(op.f(f"ix_readings_{name}_said"), "readings")
    with op.batch_alter_table("readings", table_kwargs={"sqlite_autoincrement": True}) as table:
        table.alter_column("said", new_column_name="seen", existing_type=Utc)
        table.drop_column("subject")
        table.drop_column("metric")
    op.create_index(op.f("ix_readings_series_seen"), "readings", ["series", "seen"])
