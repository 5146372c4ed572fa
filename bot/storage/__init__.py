"""The only SQL: one schema, one set of queries, on SQLite or PostgreSQL.

``schema.py`` draws the tables; each other file holds the named queries of one subject and the
methods of :class:`~bot.ports.Store` that run them. :func:`open_store` is the way in.
"""

from bot.storage.database import Database
from bot.storage.opening import open_store

__all__ = ["Database", "open_store"]
