"""Alerts, and what policy decided about each item."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import bindparam, or_, select, update

from bot import plain
from bot.model import Alert, AlertStatus, Decision, Delivery
from bot.storage.outbox import put_deliveries
from bot.storage.part import Part, whole
from bot.storage.rows import alert_of
from bot.storage.schema import alerts, decisions, items, stories
from bot.storage.types import chunks

# ── queries ──────────────────────────────────────────────────────────────────────────────

_AFTER_ALL = "\U0010ffff"
"""Sorts after every character of an id."""

# Two are enough to know that a beginning is ambiguous; the id itself comes before longer ones.
_BY_PREFIX = (
    select(alerts)
    .where(alerts.c.id >= bindparam("prefix"), alerts.c.id < bindparam("beyond"))
    .order_by(alerts.c.id)
    .limit(2)
)
_OF_STORY = (
    select(alerts)
    .where(alerts.c.story_id == bindparam("story_id"))
    .order_by(alerts.c.created, alerts.c.n)
)
_OF_THREAD = (
    select(alerts)
    .join(stories, stories.c.id == alerts.c.story_id)
    .where(stories.c.thread_id == bindparam("thread_id"))
    .order_by(alerts.c.created, alerts.c.n)
)
_HELD_DUE = (
    select(alerts)
    .where(
        alerts.c.status == AlertStatus.HELD.value,
        or_(alerts.c.release.is_(None), alerts.c.release <= bindparam("now")),
    )
    .order_by(alerts.c.destination, alerts.c.created, alerts.c.n)
)
_DIGESTED = (
    update(alerts)
    .where(
        alerts.c.id.in_(bindparam("ids", expanding=True)),
        alerts.c.status == AlertStatus.HELD.value,
    )
    .values(status=AlertStatus.DIGESTED.value)
)
_LEFT_OUT = (
    update(alerts)
    .where(alerts.c.id == bindparam("an_id"), alerts.c.status == AlertStatus.HELD.value)
    .values(status=AlertStatus.DROPPED.value, why=bindparam("reason"))
)
_TOLD_LATE = (
    update(alerts)
    .where(alerts.c.id == bindparam("an_id"), alerts.c.status == AlertStatus.HELD.value)
    .values(status=AlertStatus.OPEN.value, created=bindparam("moment"), release=None)
)
# Without a time, as is due at once.
_HASTEN = (
    update(alerts)
    .where(
        alerts.c.destination == bindparam("place"),
        alerts.c.status == AlertStatus.HELD.value,
    )
    .values(release=None)
)
_DECISIONS = (
    select(decisions.c.decision)
    .where(
        decisions.c.item
        == select(items.c.n).where(items.c.id == bindparam("item_id")).scalar_subquery()
    )
    .order_by(decisions.c.place)
)


class Alerts(Part):
    """:class:`~bot.ports.AlertStore`."""

    @whole
    async def alert(self, alert_id: str) -> Alert | None:
        prefix = alert_id.strip().lower()
        if not prefix:
            return None
        asked = {"prefix": prefix, "beyond": prefix + _AFTER_ALL}
        async with self._engine.read() as connection:
            rows = (await connection.execute(_BY_PREFIX, asked)).all()
        if not rows or (len(rows) > 1 and rows[0].id != prefix):
            return None
        return alert_of(rows[0])

    @whole
    async def alerts_of_story(self, story_id: str) -> list[Alert]:
        """Oldest first."""
        async with self._engine.read() as connection:
            rows = await connection.execute(_OF_STORY, {"story_id": story_id})
            return [alert_of(row) for row in rows]

    @whole
    async def alerts_of_thread(self, thread_id: str) -> list[Alert]:
        async with self._engine.read() as connection:
            rows = await connection.execute(_OF_THREAD, {"thread_id": thread_id})
            return [alert_of(row) for row in rows]

    @whole
    async def alerts(
        self,
        *,
        destination: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        status: AlertStatus | None = None,
        limit: int = 20,
    ) -> list[Alert]:
        newest = select(alerts).order_by(alerts.c.created.desc(), alerts.c.n.desc()).limit(limit)
        if destination is not None:
            newest = newest.where(alerts.c.destination == destination)
        if since is not None:
            newest = newest.where(alerts.c.created >= since)
        if until is not None:
            newest = newest.where(alerts.c.created < until)
        if status is not None:
            newest = newest.where(alerts.c.status == status.value)
        async with self._engine.read() as connection:
            return [alert_of(row) for row in await connection.execute(newest)]

    @whole
    async def held_due(self, now: datetime) -> list[Alert]:
        async with self._engine.read() as connection:
            return [alert_of(row) for row in await connection.execute(_HELD_DUE, {"now": now})]

    @whole
    async def release_held(
        self,
        alert_ids: Sequence[str],
        digest: Delivery | None,
        *,
        dropped: Mapping[str, str] | None = None,
        late: str = "",
    ) -> None:
        places = [digest.destination] if digest else []
        left_out = [{"an_id": key, "reason": why} for key, why in (dropped or {}).items()]
        async with self._engine.write(one_by_one=places) as connection:
            if digest is not None:
                await put_deliveries([digest], connection, postgres=self._engine.postgres)
            for some in chunks(alert_ids):
                await connection.execute(_DIGESTED, {"ids": some})
            if late and digest is not None:
                told = {"an_id": late, "moment": digest.created}
                await connection.execute(_TOLD_LATE, told)
            if left_out:
                await connection.execute(_LEFT_OUT, left_out)

    @whole
    async def hasten_held(self, destination: str) -> int:
        async with self._engine.write() as connection:
            return (await connection.execute(_HASTEN, {"place": destination})).rowcount

    @whole
    async def decisions(self, item_id: str) -> list[Decision]:
        async with self._engine.read() as connection:
            found = await connection.execute(_DECISIONS, {"item_id": item_id})
            return [plain.read(Decision, each) for each in found.scalars()]
