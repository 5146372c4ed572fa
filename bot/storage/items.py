"""Items, under which keys they are known, and what was found in them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, bindparam, func, or_, select, update

from bot import plain
from bot.model import Figure, Item, Mention
from bot.ports import Findings
from bot.storage.part import Part, whole
from bot.storage.rows import AnyRow, item_of, key_rows, mention_of, title_hash, title_key
from bot.storage.schema import figures, item_keys, items, mentions
from bot.storage.statements import insert_new
from bot.storage.types import chunks, indexed

BATCH = 500
"""Rows read at a time by what walks the whole history: each batch is a transaction of its own,
so that a long walk keeps no snapshot open."""

# ── queries ──────────────────────────────────────────────────────────────────────────────

_ITEM = select(items).where(items.c.id == bindparam("item_id"))
_ITEMS = select(items).where(items.c.id.in_(bindparam("ids", expanding=True)))
_NUMBER = select(items.c.n).where(items.c.id == bindparam("item_id")).scalar_subquery()

# The next batch after (seen, n).
_ITEMS_AFTER = (
    select(items)
    .where(
        or_(
            items.c.seen > bindparam("seen"),
            and_(items.c.seen == bindparam("seen"), items.c.n > bindparam("n")),
        )
    )
    .order_by(items.c.seen, items.c.n)
    .limit(bindparam("most"))
)

_KNOWN_KEYS = select(item_keys.c.key, item_keys.c.item_id).where(
    item_keys.c.feed_id == bindparam("feed_id"),
    item_keys.c.key.in_(bindparam("keys", expanding=True)),
)
_KNOWN_TITLES = (
    select(items.c.title, func.max(items.c.seen).label("seen"))
    .where(
        items.c.feed_id == bindparam("feed_id"),
        items.c.title_hash.in_(bindparam("hashes", expanding=True)),
    )
    .group_by(items.c.title)
)

_LATEST_TITLES = (
    select(items.c.title)
    .where(items.c.feed_id == bindparam("feed_id"))
    .order_by(items.c.n.desc())
    .limit(bindparam("most"))
)

_MENTIONS = select(mentions).where(mentions.c.item == _NUMBER).order_by(mentions.c.place)
_FIGURES = select(figures.c.figure).where(figures.c.item == _NUMBER).order_by(figures.c.place)

# What was found in many items: a row for each watch mentioned, and for each figure.
_MENTIONED = (
    select(items.c.id, mentions.c.watch_id)
    .join_from(mentions, items, items.c.n == mentions.c.item)
    .where(items.c.id.in_(bindparam("ids", expanding=True)))
    .order_by(mentions.c.item, mentions.c.place)
)
_FIGURES_OF = (
    select(items.c.id, figures.c.figure)
    .join_from(figures, items, items.c.n == figures.c.item)
    .where(items.c.id.in_(bindparam("ids", expanding=True)))
    .order_by(figures.c.item, figures.c.place)
)


def _items_of_watch(watch_id: str, since: datetime | None, limit: int) -> Select[Any]:
    """The newest items with a mention of the watch."""
    mentioned = (
        select(mentions.c.item, mentions.c.seen)
        .where(mentions.c.watch_id == watch_id)
        .distinct()
        .order_by(mentions.c.seen.desc(), mentions.c.item.desc())
        .limit(limit)
    )
    if since is not None:
        mentioned = mentioned.where(mentions.c.seen >= since)
    newest = mentioned.subquery()
    return (
        select(items)
        .join_from(newest, items, items.c.n == newest.c.item)
        .order_by(items.c.seen.desc(), items.c.n.desc())
    )


class Items(Part):
    """:class:`~bot.ports.ItemStore`, but for ``ingest``, ``search`` and readings."""

    @whole
    async def known_keys(self, feed_id: str, keys: Sequence[str]) -> Mapping[str, str]:
        asked = {indexed(key): key for key in keys}
        known: dict[str, str] = {}
        async with self._engine.read() as connection:
            for some in chunks(asked):
                found = await connection.execute(_KNOWN_KEYS, {"feed_id": feed_id, "keys": some})
                known.update((asked[row.key], row.item_id) for row in found)
        return known

    @whole
    async def known_titles(
        self, feed_id: str, titles: Sequence[str]
    ) -> Mapping[str, datetime | None]:
        asked = {title_key(title): title for title in titles}
        hashes = {title_hash(key): key for key in asked}
        known: dict[str, datetime | None] = {}
        async with self._engine.read() as connection:
            for some in chunks(hashes):
                found = await connection.execute(
                    _KNOWN_TITLES, {"feed_id": feed_id, "hashes": some}
                )
                for row in found:
                    _note_title(row, asked, known)
        return known

    @whole
    async def latest_titles(self, feed_id: str, limit: int) -> list[str]:
        async with self._engine.read() as connection:
            asked = {"feed_id": feed_id, "most": limit}
            return list((await connection.execute(_LATEST_TITLES, asked)).scalars())

    @whole
    async def add_keys(self, item_id: str, feed_id: str, keys: Sequence[str]) -> None:
        async with self._engine.write() as connection:
            row = (await connection.execute(_ITEM, {"item_id": item_id})).one_or_none()
            if row is None or not keys:
                return
            await connection.execute(
                insert_new(item_keys, postgres=self._engine.postgres),
                key_rows(replace(item_of(row), feed_id=feed_id, keys=tuple(keys))),
            )
            await connection.execute(
                update(items)
                .where(items.c.id == item_id)
                .values(keys=list(dict.fromkeys([*row.keys, *keys])))
            )

    @whole
    async def item(self, item_id: str) -> Item | None:
        async with self._engine.read() as connection:
            row = (await connection.execute(_ITEM, {"item_id": item_id})).one_or_none()
            return None if row is None else item_of(row)

    @whole
    async def items(self, item_ids: Sequence[str]) -> Mapping[str, Item]:
        found: dict[str, Item] = {}
        async with self._engine.read() as connection:
            for some in chunks(item_ids):
                rows = await connection.execute(_ITEMS, {"ids": some})
                found.update((row.id, item_of(row)) for row in rows)
        return found

    async def items_since(
        self, since: datetime, *, limit: int = 100_000
    ) -> AsyncIterator[Sequence[Item]]:
        seen, number = since, -1
        while limit > 0:
            after = {"seen": seen, "n": number, "most": min(limit, BATCH)}
            rows = await self._batch(after)
            if not rows:
                return
            yield [item_of(row) for row in rows]
            limit -= len(rows)
            seen, number = rows[-1].seen, rows[-1].n

    @whole
    async def _batch(self, after: Mapping[str, Any]) -> Sequence[AnyRow]:
        async with self._engine.read() as connection:
            return (await connection.execute(_ITEMS_AFTER, after)).all()

    @whole
    async def mentions(self, item_id: str) -> list[Mention]:
        async with self._engine.read() as connection:
            rows = await connection.execute(_MENTIONS, {"item_id": item_id})
            return [mention_of(row) for row in rows]

    @whole
    async def figures(self, item_id: str) -> list[Figure]:
        async with self._engine.read() as connection:
            found = await connection.execute(_FIGURES, {"item_id": item_id})
            return [plain.read(Figure, each) for each in found.scalars()]

    @whole
    async def findings(self, item_ids: Sequence[str]) -> Mapping[str, Findings]:
        watched: dict[str, dict[str, None]] = {}
        read: dict[str, list[Figure]] = {}
        async with self._engine.read() as connection:
            for some in chunks(item_ids):
                for row in await connection.execute(_MENTIONED, {"ids": some}):
                    watched.setdefault(row.id, {})[row.watch_id] = None
                for row in await connection.execute(_FIGURES_OF, {"ids": some}):
                    read.setdefault(row.id, []).append(plain.read(Figure, row.figure))
        return {
            item_id: Findings(
                watch_ids=tuple(watched.get(item_id, ())), figures=tuple(read.get(item_id, ()))
            )
            for item_id in watched.keys() | read.keys()
        }

    @whole
    async def items_of_watch(
        self, watch_id: str, *, since: datetime | None = None, limit: int = 20
    ) -> list[Item]:
        async with self._engine.read() as connection:
            rows = await connection.execute(_items_of_watch(watch_id, since, limit))
            return [item_of(row) for row in rows]


def _note_title(row: AnyRow, asked: Mapping[str, str], known: dict[str, datetime | None]) -> None:
    """Hashes may collide, and one title may be stored in several spellings."""
    title = asked.get(title_key(row.title))
    if title is None:
        return
    before = known.get(title)
    known[title] = row.seen if before is None else max(before, row.seen)
