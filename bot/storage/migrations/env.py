"""Alembic's way in. The connection is handed over, inside a transaction already."""

from __future__ import annotations

from alembic import context

from bot.storage import schema


def ours(name: str | None, kind: str) -> bool:
    """The search index and its shadow tables are made by hand, see ``bot/storage/search.py``."""
    return not (kind == "table" and (name or "").startswith("item_search"))


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=schema.metadata,
    render_as_batch=True,  # SQLite changes tables by copying them
    include_name=lambda name, kind, _: ours(name, kind),
    compare_type=True,
)
context.run_migrations()
