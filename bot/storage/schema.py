"""The tables, once for both databases. Every change here comes with a migration.

What is looked up or sorted by has a column; what is only ever read back whole is a JSON record.
Ids are the model's texts. ``n`` counts rows in the order they were stored.

One table is not drawn here because the databases have no common form of it: ``item_search``,
the full-text index (see ``search.py``).
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Float,
    ForeignKey,
    Identity,
    Index,
    Integer,
    MetaData,
    Table,
    false,
    literal_column,
    text,
)

from bot.storage.types import Name, Record, Utc, Words

VERSION = "0005"
"""Of the newest migration: what :func:`bot.storage.open_store` brings a database to."""

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _counter() -> Column[int]:
    """A primary key that only grows and is never used twice (AUTOINCREMENT, IDENTITY)."""
    number = BigInteger().with_variant(Integer(), "sqlite")
    return Column("n", number, Identity(), primary_key=True, autoincrement=True)


def _of_item() -> Column[int]:
    """Rows that hang on an item are stored under its number: beside each other, at the end."""
    number = BigInteger().with_variant(Integer(), "sqlite")
    parent = ForeignKey("items.n", ondelete="CASCADE")
    return Column("item", number, parent, primary_key=True, autoincrement=False)


def _place() -> Column[int]:
    """Position among the item's rows of this kind."""
    return Column("place", Integer, primary_key=True, autoincrement=False)


# ── feeds ────────────────────────────────────────────────────────────────────────────────

feeds = Table(
    "feeds",
    metadata,
    Column("id", Name, primary_key=True),
    Column("url", Words, nullable=False),
    Column("feed", Record, nullable=False),
    Column("configured", Boolean, nullable=False),
    Column("paused", Boolean, nullable=False),
)
"""What people asked for. Rows of feeds no longer configured stay, for the names of old items."""

feed_states = Table(
    "feed_states",
    metadata,
    Column("feed_id", Name, primary_key=True),
    Column("next_poll", Utc, nullable=False),
    Column("retired", Boolean, nullable=False),
    Column("state", Record, nullable=False),
    Index(None, "next_poll"),
)
"""What polling remembers. Outlives the feed's configuration: a feed that comes back is no
stranger, and its archive is not news."""

# ── items and what was found in them ─────────────────────────────────────────────────────

items = Table(
    "items",
    metadata,
    _counter(),
    Column("id", Name, nullable=False, unique=True),
    Column("feed_id", Name, nullable=False),
    Column("url", Words, nullable=False),
    Column("canonical_url", Words, nullable=False),
    Column("title", Words, nullable=False),
    Column("content", Words, nullable=False),
    Column("author", Words, nullable=False),
    Column("published", Utc),
    Column("seen", Utc, nullable=False),
    Column("content_hash", Name, nullable=False),
    Column("keys", Record, nullable=False),
    Column("source", Words, nullable=False),
    Column("language", Name, nullable=False),
    Column("image", Words, nullable=False),
    Column("title_hash", BigInteger, nullable=False),  # of the squeezed, lower-case title
    Index(None, "seen", "n"),
    Index(None, "feed_id", "title_hash"),
    sqlite_autoincrement=True,
)

item_keys = Table(
    "item_keys",
    metadata,
    Column("feed_id", Name, primary_key=True),
    Column("key", Name, primary_key=True),
    Column("item_id", Name, nullable=False),
    Column("seen", Utc, nullable=False),
    sqlite_with_rowid=False,
)
"""Under which names a feed's items are known. Outlives the items: feeds list their old entries
for years, and what was pruned must not come back as news."""

mentions = Table(
    "mentions",
    metadata,
    _of_item(),
    _place(),
    Column("watch_id", Name, nullable=False),
    Column("seen", Utc, nullable=False),  # the item's, for newest-first by watch
    Column("field", Name, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("text", Words, nullable=False),
    Column("score", Float, nullable=False),
    Column("why", Words, nullable=False),
    Column("rule", Name, nullable=False),
    # Where in the item; "place" is the order of its rows.
    Column("stands", Name, nullable=False, server_default="body"),
    Index(None, "watch_id", "seen"),
    sqlite_with_rowid=False,
)

figures = Table(
    "figures",
    metadata,
    _of_item(),
    _place(),
    Column("figure", Record, nullable=False),
    sqlite_with_rowid=False,
)

readings = Table(
    "readings",
    metadata,
    _counter(),
    Column("series", Name, nullable=False),
    Column("subject", Name, nullable=False),  # in lower case, for all series of a name
    Column("metric", Name, nullable=False),
    Column("said", Utc, nullable=False),  # see Reading.said
    Column("reading", Record, nullable=False),
    Index(None, "series", "said"),
    Index(None, "subject", "said"),
    Index(None, "metric", "said"),
    sqlite_autoincrement=True,
)
"""Outlive their items: a yearly series needs last year's value."""

expectations = Table(
    "expectations",
    metadata,
    Column("id", Name, primary_key=True),
    Column("settled", Utc, nullable=False),
    sqlite_with_rowid=False,
)
"""Figures expected by a deadline, at one destination: the last deadline that was settled, because
the figure came or its absence was told. What is not here was never looked at."""

# ── stories ──────────────────────────────────────────────────────────────────────────────

stories = Table(
    "stories",
    metadata,
    Column("id", Name, primary_key=True),
    Column("thread_id", Name, nullable=False),
    Column("title", Words, nullable=False),
    Column("url", Words, nullable=False),
    Column("first_seen", Utc, nullable=False),
    Column("last_seen", Utc, nullable=False),
    Index(None, "last_seen"),
    Index(None, "thread_id"),
    sqlite_with_rowid=False,
)

places = Table(
    "places",
    metadata,
    _of_item(),
    Column("story_id", Name, nullable=False),
    Column("seen", Utc, nullable=False),  # the item's
    Column("change", Record, nullable=False),
    Column("source", Record),  # null: placed without being a report of its own
    Index(None, "story_id"),
    Index(None, "seen", "item"),
)
"""Which story each item belongs to, and the report it makes of it."""

# ── alerts and the outbox ────────────────────────────────────────────────────────────────

decisions = Table(
    "decisions",
    metadata,
    _of_item(),
    _place(),
    Column("decision", Record, nullable=False),
    sqlite_with_rowid=False,
)

alerts = Table(
    "alerts",
    metadata,
    _counter(),
    Column("id", Name, nullable=False, unique=True),
    Column("story_id", Name, nullable=False),
    Column("destination", Words, nullable=False),
    Column("item_id", Name, nullable=False),
    Column("watch_ids", Record, nullable=False),
    Column("why", Words, nullable=False),
    Column("created", Utc, nullable=False),
    Column("status", Name, nullable=False),
    Column("release", Utc),
    Column("silent", Boolean, nullable=False, server_default=false()),
    Index(None, "story_id"),
    Index(None, "item_id"),
    Index(None, "created"),
    Index(None, "destination", "created"),
    Index(
        "ix_alerts_held",
        "release",
        sqlite_where=text("status = 'held'"),
        postgresql_where=text("status = 'held'"),
    ),
    sqlite_autoincrement=True,
)

_WAITS = "status IN ('pending', 'sending', 'unknown', 'parked')"
unsettled: ColumnElement[bool] = literal_column(f"deliveries.{_WAITS}", Boolean)
"""Deliveries that are not over. Spelt as the index is, without parameters, so that it is used."""

deliveries = Table(
    "deliveries",
    metadata,
    _counter(),
    Column("key", Name, nullable=False, unique=True),
    Column("destination", Words, nullable=False),
    Column("kind", Name, nullable=False),
    Column("card", Record, nullable=False),
    Column("alert_id", Name, nullable=False),
    Column("status", Name, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("not_before", Utc),
    Column("error", Words, nullable=False),
    Column("receipt", Record),
    Column("created", Utc, nullable=False),
    Column("attempted", Utc),
    Index(None, "alert_id"),
    Index(
        "ix_deliveries_unsettled",
        "destination",
        "n",
        sqlite_where=text(_WAITS),
        postgresql_where=text(_WAITS),
    ),
    sqlite_autoincrement=True,
)

absorbed_keys = Table(
    "absorbed_keys",
    metadata,
    Column("key", Name, primary_key=True),
    Column(
        "delivery",
        BigInteger().with_variant(Integer(), "sqlite"),
        ForeignKey("deliveries.n", ondelete="CASCADE"),
        nullable=False,
    ),
    Index(None, "delivery"),
    sqlite_with_rowid=False,
)
"""Keys of updates that became part of a waiting delivery: spent, so never enqueued again."""

# ── what people made in chat ─────────────────────────────────────────────────────────────

chat_records = Table(
    "chat_records",
    metadata,
    Column("kind", Name, primary_key=True),
    Column("id", Name, primary_key=True),
    Column("scope", Words, nullable=False),
    Column("user", Words, nullable=False),  # of a follow; else empty
    Column("until", Utc),  # of a mute
    Column("record", Record, nullable=False),
    sqlite_with_rowid=False,
)
"""Watchlists, feeds, mutes, follows, arrangements and marks: each the model's record as JSON."""

edits = Table(
    "edits",
    metadata,
    _counter(),
    Column("id", Name, nullable=False, unique=True),
    Column("scope", Words, nullable=False),
    Column("at", Utc, nullable=False),
    Column("undone", Boolean, nullable=False),
    Column("edit", Record, nullable=False),
    Index(None, "scope", "at"),
    sqlite_autoincrement=True,
)

pending_edits = Table(
    "pending_edits",
    metadata,
    Column("token", Name, primary_key=True),
    Column("scope", Words, nullable=False),
    Column("expires", Utc, nullable=False),
    Column("edit", Record, nullable=False),
    Index(None, "expires"),
    sqlite_with_rowid=False,
)
"""Previewed edits that wait for their Save button."""
