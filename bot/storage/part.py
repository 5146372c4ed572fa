"""What the parts of the database share."""

from __future__ import annotations

from bot.storage.engine import Engine


class Part:
    """One subject's queries on a common engine; :class:`~bot.storage.database.Database` is the
    sum of the parts."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
