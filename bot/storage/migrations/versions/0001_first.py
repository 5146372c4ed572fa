"""The first schema."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.storage.types import Name, Record, Utc, Words

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

# Words are cut by us (see ``bot/storage/words.py``): every non-ASCII character counts as a
# letter, and nothing is kept but the index.
FTS = (
    "CREATE VIRTUAL TABLE item_search"
    " USING fts5(words, content = '', columnsize = 0, tokenize = 'ascii')"
)
TS = (
    "CREATE TABLE item_search ("
    " item bigint PRIMARY KEY REFERENCES items (n) ON DELETE CASCADE,"
    " words tsvector NOT NULL)"
)
TS_INDEX = "CREATE INDEX ix_item_search_words ON item_search USING gin (words)"


def counter() -> sa.Column[int]:
    return sa.Column("n", NUMBER, sa.Identity(), autoincrement=True, nullable=False)


def upgrade() -> None:
    op.create_table(
        "alerts",
        counter(),
        sa.Column("id", Name, nullable=False),
        sa.Column("story_id", Name, nullable=False),
        sa.Column("destination", Words, nullable=False),
        sa.Column("item_id", Name, nullable=False),
        sa.Column("watch_ids", Record, nullable=False),
        sa.Column("why", Words, nullable=False),
        sa.Column("created", Utc, nullable=False),
        sa.Column("status", Name, nullable=False),
        sa.Column("release", Utc),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_alerts")),
        sa.UniqueConstraint("id", name=op.f("uq_alerts_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_alerts_created"), "alerts", ["created"])
    op.create_index(op.f("ix_alerts_destination_created"), "alerts", ["destination", "created"])
    op.create_index(
        "ix_alerts_held",
        "alerts",
        ["release"],
        sqlite_where=sa.text("status = 'held'"),
        postgresql_where=sa.text("status = 'held'"),
    )
    op.create_index(op.f("ix_alerts_item_id"), "alerts", ["item_id"])
    op.create_index(op.f("ix_alerts_story_id"), "alerts", ["story_id"])
    op.create_table(
        "chat_records",
        sa.Column("kind", Name, nullable=False),
        sa.Column("id", Name, nullable=False),
        sa.Column("scope", Words, nullable=False),
        sa.Column("user", Words, nullable=False),
        sa.Column("until", Utc),
        sa.Column("record", Record, nullable=False),
        sa.PrimaryKeyConstraint("kind", "id", name=op.f("pk_chat_records")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "deliveries",
        counter(),
        sa.Column("key", Name, nullable=False),
        sa.Column("destination", Words, nullable=False),
        sa.Column("kind", Name, nullable=False),
        sa.Column("card", Record, nullable=False),
        sa.Column("alert_id", Name, nullable=False),
        sa.Column("status", Name, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("not_before", Utc),
        sa.Column("error", Words, nullable=False),
        sa.Column("receipt", Record),
        sa.Column("created", Utc, nullable=False),
        sa.Column("attempted", Utc),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_deliveries")),
        sa.UniqueConstraint("key", name=op.f("uq_deliveries_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_deliveries_alert_id"), "deliveries", ["alert_id"])
    op.create_index(
        "ix_deliveries_unsettled",
        "deliveries",
        ["destination", "n"],
        sqlite_where=sa.text("status IN ('pending', 'sending', 'unknown', 'parked')"),
        postgresql_where=sa.text("status IN ('pending', 'sending', 'unknown', 'parked')"),
    )
    op.create_table(
        "edits",
        counter(),
        sa.Column("id", Name, nullable=False),
        sa.Column("scope", Words, nullable=False),
        sa.Column("at", Utc, nullable=False),
        sa.Column("undone", sa.Boolean(), nullable=False),
        sa.Column("edit", Record, nullable=False),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_edits")),
        sa.UniqueConstraint("id", name=op.f("uq_edits_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_edits_scope_at"), "edits", ["scope", "at"])
    op.create_table(
        "feed_states",
        sa.Column("feed_id", Name, nullable=False),
        sa.Column("next_poll", Utc, nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("state", Record, nullable=False),
        sa.PrimaryKeyConstraint("feed_id", name=op.f("pk_feed_states")),
    )
    op.create_index(op.f("ix_feed_states_next_poll"), "feed_states", ["next_poll"])
    op.create_table(
        "feeds",
        sa.Column("id", Name, nullable=False),
        sa.Column("url", Words, nullable=False),
        sa.Column("feed", Record, nullable=False),
        sa.Column("configured", sa.Boolean(), nullable=False),
        sa.Column("paused", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feeds")),
    )
    op.create_table(
        "item_keys",
        sa.Column("feed_id", Name, nullable=False),
        sa.Column("key", Name, nullable=False),
        sa.Column("item_id", Name, nullable=False),
        sa.Column("seen", Utc, nullable=False),
        sa.PrimaryKeyConstraint("feed_id", "key", name=op.f("pk_item_keys")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "items",
        counter(),
        sa.Column("id", Name, nullable=False),
        sa.Column("feed_id", Name, nullable=False),
        sa.Column("url", Words, nullable=False),
        sa.Column("canonical_url", Words, nullable=False),
        sa.Column("title", Words, nullable=False),
        sa.Column("content", Words, nullable=False),
        sa.Column("author", Words, nullable=False),
        sa.Column("published", Utc),
        sa.Column("seen", Utc, nullable=False),
        sa.Column("content_hash", Name, nullable=False),
        sa.Column("keys", Record, nullable=False),
        sa.Column("source", Words, nullable=False),
        sa.Column("language", Name, nullable=False),
        sa.Column("image", Words, nullable=False),
        sa.Column("title_hash", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_items")),
        sa.UniqueConstraint("id", name=op.f("uq_items_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_items_feed_id_title_hash"), "items", ["feed_id", "title_hash"])
    op.create_index(op.f("ix_items_seen_n"), "items", ["seen", "n"])
    op.create_table(
        "pending_edits",
        sa.Column("token", Name, nullable=False),
        sa.Column("scope", Words, nullable=False),
        sa.Column("expires", Utc, nullable=False),
        sa.Column("edit", Record, nullable=False),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_pending_edits")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_pending_edits_expires"), "pending_edits", ["expires"])
    op.create_table(
        "readings",
        counter(),
        sa.Column("series", Name, nullable=False),
        sa.Column("seen", Utc, nullable=False),
        sa.Column("reading", Record, nullable=False),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_readings")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_readings_series_seen"), "readings", ["series", "seen"])
    op.create_table(
        "stories",
        sa.Column("id", Name, nullable=False),
        sa.Column("thread_id", Name, nullable=False),
        sa.Column("title", Words, nullable=False),
        sa.Column("url", Words, nullable=False),
        sa.Column("first_seen", Utc, nullable=False),
        sa.Column("last_seen", Utc, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stories")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_stories_last_seen"), "stories", ["last_seen"])
    op.create_index(op.f("ix_stories_thread_id"), "stories", ["thread_id"])
    op.create_table(
        "absorbed_keys",
        sa.Column("key", Name, nullable=False),
        sa.Column("delivery", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(
            ["delivery"],
            ["deliveries.n"],
            name=op.f("fk_absorbed_keys_delivery_deliveries"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_absorbed_keys")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_absorbed_keys_delivery"), "absorbed_keys", ["delivery"])
    op.create_table(
        "decisions",
        sa.Column("item", NUMBER, autoincrement=False, nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("decision", Record, nullable=False),
        sa.ForeignKeyConstraint(
            ["item"], ["items.n"], name=op.f("fk_decisions_item_items"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("item", "place", name=op.f("pk_decisions")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "figures",
        sa.Column("item", NUMBER, autoincrement=False, nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("figure", Record, nullable=False),
        sa.ForeignKeyConstraint(
            ["item"], ["items.n"], name=op.f("fk_figures_item_items"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("item", "place", name=op.f("pk_figures")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "mentions",
        sa.Column("item", NUMBER, autoincrement=False, nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("watch_id", Name, nullable=False),
        sa.Column("seen", Utc, nullable=False),
        sa.Column("field", Name, nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("text", Words, nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("why", Words, nullable=False),
        sa.Column("rule", Name, nullable=False),
        sa.ForeignKeyConstraint(
            ["item"], ["items.n"], name=op.f("fk_mentions_item_items"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("item", "place", name=op.f("pk_mentions")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_mentions_watch_id_seen"), "mentions", ["watch_id", "seen"])
    op.create_table(
        "places",
        sa.Column("item", NUMBER, autoincrement=False, nullable=False),
        sa.Column("story_id", Name, nullable=False),
        sa.Column("seen", Utc, nullable=False),
        sa.Column("change", Record, nullable=False),
        sa.Column("source", Record),
        sa.ForeignKeyConstraint(
            ["item"], ["items.n"], name=op.f("fk_places_item_items"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("item", name=op.f("pk_places")),
    )
    op.create_index(op.f("ix_places_seen_item"), "places", ["seen", "item"])
    op.create_index(op.f("ix_places_story_id"), "places", ["story_id"])
    if op.get_bind().dialect.name == "postgresql":
        op.execute(TS)
        op.execute(TS_INDEX)
    else:
        op.execute(FTS)


def downgrade() -> None:
    op.execute("DROP TABLE item_search")
    for table in (
        "places",
        "mentions",
        "figures",
        "decisions",
        "absorbed_keys",
        "stories",
        "readings",
        "pending_edits",
        "items",
        "item_keys",
        "feeds",
        "feed_states",
        "edits",
        "deliveries",
        "chat_records",
        "alerts",
    ):
        op.drop_table(table)
