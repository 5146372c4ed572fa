"""Counting, pruning, copying."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import bindparam, delete, exists, func, not_, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import StorageError
from bot.model import AlertStatus, DeliveryStatus
from bot.ports import Totals
from bot.storage.faults import told
from bot.storage.part import Part, whole
from bot.storage.schema import (
    alerts,
    chat_records,
    deliveries,
    item_keys,
    items,
    pending_edits,
    places,
    stories,
    unsettled,
)
from bot.storage.search import remove_words, word_rows

PRUNE_BATCH = 500
"""Items deleted in one transaction, so that polls and alerts don't wait for a large prune."""
KEYS_KEPT = 10_000
"""Of each feed, whatever their age: feeds list their old entries for years, and a pruned entry
must not come back as news."""

# ── queries ──────────────────────────────────────────────────────────────────────────────

# Running stories with a recent report.
_recent = stories.alias("recent")
_ALIVE = select(_recent.c.thread_id).where(_recent.c.last_seen >= bindparam("before"))

# Alerts that somebody has yet to see.
_UNTOLD = or_(
    alerts.c.status == AlertStatus.HELD.value,
    exists().where(deliveries.c.alert_id == alerts.c.id, unsettled),
)
_OLD_ITEMS = (
    select(items.c.n, items.c.title, items.c.content)
    .where(
        items.c.seen < bindparam("before"),
        not_(exists().where(alerts.c.item_id == items.c.id, _UNTOLD)),
        # What an alert is drawn from stays while its running story goes on.
        items.c.id.not_in(
            select(alerts.c.item_id)
            .join(stories, stories.c.id == alerts.c.story_id)
            .where(stories.c.thread_id.in_(_ALIVE))
        ),
    )
    .order_by(items.c.seen, items.c.n)
    .limit(PRUNE_BATCH)
)
_REMOVE_ITEMS = delete(items).where(items.c.n.in_(bindparam("numbers", expanding=True)))

# What goes once its items are gone, in this order; each statement sees what the former left.
_LEFT_OVER = (
    # Alerts stay while their running story goes on: what follows belongs under their messages.
    delete(alerts).where(
        alerts.c.created < bindparam("before"),
        not_(_UNTOLD),
        not_(exists().where(items.c.id == alerts.c.item_id)),
        alerts.c.story_id.not_in(select(stories.c.id).where(stories.c.thread_id.in_(_ALIVE))),
    ),
    delete(deliveries).where(
        deliveries.c.created < bindparam("before"),
        not_(unsettled),
        not_(exists().where(alerts.c.id == deliveries.c.alert_id)),
    ),
    delete(stories).where(
        stories.c.last_seen < bindparam("before"),
        not_(exists().where(places.c.story_id == stories.c.id)),
        stories.c.thread_id.not_in(_ALIVE),
    ),
    delete(chat_records).where(
        chat_records.c.kind == "mute", chat_records.c.until < bindparam("before")
    ),
    delete(pending_edits).where(pending_edits.c.expires < bindparam("before")),
)

_FEEDS_OF_KEYS = select(item_keys.c.feed_id).distinct()
_OLDEST_KEPT = (
    select(item_keys.c.seen)
    .where(item_keys.c.feed_id == bindparam("of"))
    .order_by(item_keys.c.seen.desc())
    .offset(bindparam("kept"))
    .limit(1)
)
_REMOVE_KEYS = delete(item_keys).where(
    item_keys.c.feed_id == bindparam("of"),
    item_keys.c.seen < bindparam("before"),
    item_keys.c.seen <= bindparam("oldest"),
    not_(exists().where(items.c.id == item_keys.c.item_id)),
)


class Upkeep(Part):
    """The rest of :class:`~bot.ports.Store`."""

    @whole
    async def totals(self, now: datetime) -> Totals:
        day = now - timedelta(days=1)
        counts = select(
            *_counted(items.c.seen, day, "items"), *_counted(alerts.c.created, day, "alerts")
        )
        waiting = (
            select(deliveries.c.status, func.count().label("number"))
            .where(unsettled)
            .group_by(deliveries.c.status)
        )
        async with self._engine.read() as connection:
            row = (await connection.execute(counts)).one()
            rows = await connection.execute(waiting)
            by_status = {each.status: each.number for each in rows}
        return Totals(
            items=row.items,
            items_24h=row.items_24h,
            alerts_24h=row.alerts_24h,
            pending=by_status.get(DeliveryStatus.PENDING.value, 0),
            parked=by_status.get(DeliveryStatus.PARKED.value, 0),
            unknown=by_status.get(DeliveryStatus.UNKNOWN.value, 0),
            last_item=row.items_last,
            last_alert=row.alerts_last,
        )

    async def lead(self) -> bool:
        return await self._engine.lead()

    async def prune(self, before: datetime) -> int:
        """Readings stay, and so do the keys under which feeds still know their old items."""
        removed = 0
        while True:
            number = await self._prune_batch(before)
            removed += number
            if number < PRUNE_BATCH:
                break
        await self._prune_rest(before)
        return removed

    @whole
    async def _prune_batch(self, before: datetime) -> int:
        postgres = self._engine.postgres
        async with self._engine.write() as connection:
            rows = (await connection.execute(_OLD_ITEMS, {"before": before})).all()
            if rows:
                texts = [(row.n, row.title, row.content) for row in rows]
                await connection.execute(
                    remove_words(postgres=postgres), word_rows(texts, postgres=postgres)
                )
                await connection.execute(_REMOVE_ITEMS, {"numbers": [row.n for row in rows]})
        return len(rows)

    @whole
    async def _prune_rest(self, before: datetime) -> None:
        async with self._engine.write() as connection:
            for statement in _LEFT_OVER:
                await connection.execute(statement, {"before": before})
            await _prune_keys(before, connection)

    @whole
    async def backup(self, target: Path) -> None:
        """Overwrites an older backup, and nothing else."""
        address = self._engine.address
        if self._engine.postgres:
            raise StorageError(
                f"PostgreSQL makes its own backups: {address.shown}",
                hint=f"pg_dump --format=custom --file={target} {address.shown}",
                retryable=False,
            )
        with told(replace(address, shown=str(target))):
            await asyncio.to_thread(_copy, address.path, target)

    async def close(self) -> None:
        await self._engine.close()


def _counted(column: Any, day: datetime, name: str) -> list[Any]:
    """All, those of the last day, and the newest."""
    return [
        select(func.count()).select_from(column.table).scalar_subquery().label(name),
        select(func.count()).where(column >= day).scalar_subquery().label(f"{name}_24h"),
        select(func.max(column)).scalar_subquery().label(f"{name}_last"),
    ]


async def _prune_keys(before: datetime, connection: AsyncConnection) -> None:
    for feed_id in (await connection.execute(_FEEDS_OF_KEYS)).scalars().all():
        asked = {"of": feed_id, "kept": KEYS_KEPT}
        oldest = (await connection.execute(_OLDEST_KEPT, asked)).scalar()
        if oldest is not None:
            await connection.execute(
                _REMOVE_KEYS, {"of": feed_id, "before": before, "oldest": oldest}
            )


def _copy(source: Path, target: Path) -> None:
    """SQLite's online backup, in one step: a snapshot, during which others go on writing."""
    _check_target(source, target)
    part = target.with_name(target.name + ".part")
    try:
        part.unlink(missing_ok=True)
        with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(part)) as copy:
            live.backup(copy)
            # One file, without a log beside it.
            copy.execute("PRAGMA journal_mode = DELETE")
            (found,) = copy.execute("PRAGMA quick_check").fetchone()
        if found != "ok":
            raise StorageError(
                f"the copy is damaged, and so is probably the database: {source}: {found}",
                hint=f"keep your older backups and run: sqlite3 {source} .recover",
                retryable=False,
            )
        part.replace(target)
    except OSError as error:
        raise StorageError(
            f"the backup can't be written: {target}: {error.strerror}",
            hint="name a file in a folder that exists and has room",
            retryable=False,
        ) from error
    finally:
        part.unlink(missing_ok=True)


def _check_target(source: Path, target: Path) -> None:
    if not target.exists():
        return
    if target.is_dir() or target.samefile(source):
        what = "a folder" if target.is_dir() else "the database itself"
        raise StorageError(
            f"the backup would overwrite {what}: {target}", hint="name a file", retryable=False
        )
    with target.open("rb") as file:
        start = file.read(16)
    if start and start != b"SQLite format 3\0":
        raise StorageError(
            f"the backup would overwrite a file that is no backup: {target}",
            hint="name another file",
            retryable=False,
        )
