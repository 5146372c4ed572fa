"""The whole database: the sum of its parts."""

from __future__ import annotations

from bot.storage.alerts import Alerts
from bot.storage.edits import Edits
from bot.storage.expectations import Expectations
from bot.storage.feeds import Feeds
from bot.storage.history import History
from bot.storage.ingest import Ingesting
from bot.storage.items import Items
from bot.storage.outbox import Outbox
from bot.storage.readings import Readings
from bot.storage.search import Search
from bot.storage.stories import Stories
from bot.storage.upkeep import Upkeep


class Database(
    Feeds,
    Items,
    Readings,
    Expectations,
    Search,
    History,
    Ingesting,
    Stories,
    Alerts,
    Outbox,
    Edits,
    Upkeep,
):
    """:class:`bot.ports.Store` on SQLite or PostgreSQL; made by
    :func:`bot.storage.open_store`, and to be closed."""
