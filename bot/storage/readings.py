"""Readings: figures on their series, kept for longer than the items they stand in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, select

from bot import plain
from bot.model import Reading
from bot.storage.part import Part, whole
from bot.storage.rows import subject_key
from bot.storage.schema import readings
from bot.storage.types import indexed

# ── queries ──────────────────────────────────────────────────────────────────────────────

# The newest come first, so that a limit cuts the oldest; among equals the one stored last.
_NEWEST = select(readings.c.reading).order_by(readings.c.said.desc(), readings.c.n.desc())
_OF_SERIES = _NEWEST.where(readings.c.series == bindparam("series")).limit(bindparam("most"))


class Readings(Part):
    """:class:`~bot.ports.ReadingStore`."""

    @whole
    async def readings(self, series: str, *, limit: int = 200) -> list[Reading]:
        asked = {"series": indexed(series), "most": limit}
        async with self._engine.read() as connection:
            found = (await connection.execute(_OF_SERIES, asked)).scalars().all()
        return [plain.read(Reading, each) for each in reversed(found)]

    @whole
    async def readings_about(
        self,
        subjects: Sequence[str],
        metric: str | None = None,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
        limit: int = 2000,
    ) -> list[Reading]:
        wanted = _NEWEST.limit(limit)
        if subjects:
            keys = list(dict.fromkeys(map(subject_key, subjects)))
            wanted = wanted.where(readings.c.subject.in_(keys))
        if metric is not None:
            wanted = wanted.where(readings.c.metric == indexed(metric))
        if since is not None:
            wanted = wanted.where(readings.c.said >= since)
        if until is not None:
            wanted = wanted.where(readings.c.said < until)
        async with self._engine.read() as connection:
            found = (await connection.execute(wanted)).scalars().all()
        return [plain.read(Reading, each) for each in reversed(found)]
