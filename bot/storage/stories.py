"""Stories, and each item's place in them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Insert, Select, and_, bindparam, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import plain
from bot.model import Item, Source, Story, StoryChange
from bot.ports import Ingest
from bot.storage.items import BATCH
from bot.storage.part import Part, whole
from bot.storage.rows import AnyRow, item_of
from bot.storage.schema import items, mentions, places, stories
from bot.storage.statements import insert_or_stretch
from bot.storage.types import chunks

# ── queries ──────────────────────────────────────────────────────────────────────────────

_STORY = select(stories).where(stories.c.id == bindparam("story_id"))
_STORIES = select(stories).where(stories.c.id.in_(bindparam("ids", expanding=True)))

# The events of one running story, oldest first.
_OF_THREAD = (
    select(stories)
    .where(stories.c.thread_id == bindparam("thread_id"))
    .order_by(stories.c.first_seen, stories.c.id)
)

# Stories that were reported on lately, newest first.
_SINCE = (
    select(stories)
    .where(stories.c.last_seen >= bindparam("since"))
    .order_by(stories.c.last_seen.desc(), stories.c.id)
    .limit(bindparam("most"))
)

# The reports of some stories, oldest first.
_SOURCES = (
    select(places.c.story_id, places.c.source)
    .where(places.c.story_id.in_(bindparam("ids", expanding=True)), places.c.source.is_not(None))
    .order_by(places.c.seen, places.c.item)
)

_PLACE = select(places.c.change).where(
    places.c.item == select(items.c.n).where(items.c.id == bindparam("item_id")).scalar_subquery()
)

_PLACES = (
    select(items.c.id, places.c.change)
    .join_from(places, items, items.c.n == places.c.item)
    .where(items.c.id.in_(bindparam("ids", expanding=True)))
)

# The next batch of placed items after (seen, n).
_PLACED_AFTER = (
    select(items, places.c.change)
    .join_from(places, items, items.c.n == places.c.item)
    .where(
        or_(
            places.c.seen > bindparam("seen"),
            and_(places.c.seen == bindparam("seen"), places.c.item > bindparam("n")),
        )
    )
    .order_by(places.c.seen, places.c.item)
    .limit(bindparam("most"))
)

_MENTIONS = 20
"""For each story that is wanted, so many of the newest mentions are looked at: a name that is in
everything must not cost a walk through everything."""


def _about(
    watch_ids: Sequence[str], since: datetime | None, until: datetime | None, limit: int
) -> Select[Any]:
    """Stories of which a report mentions one of the watches, the newest first."""
    mentioned = select(mentions.c.item).where(mentions.c.watch_id.in_(watch_ids))
    if since is not None:
        mentioned = mentioned.where(mentions.c.seen >= since)
    if until is not None:
        mentioned = mentioned.where(mentions.c.seen < until)
    latest = mentioned.order_by(mentions.c.seen.desc()).limit(limit * _MENTIONS).subquery()
    told = select(places.c.story_id).join_from(latest, places, places.c.item == latest.c.item)
    newest = (stories.c.last_seen.desc(), stories.c.id)
    return select(stories).where(stories.c.id.in_(told)).order_by(*newest).limit(limit)


class Stories(Part):
    """:class:`~bot.ports.StoryStore`."""

    @whole
    async def story(self, story_id: str) -> Story | None:
        async with self._engine.read() as connection:
            row = (await connection.execute(_STORY, {"story_id": story_id})).one_or_none()
            if row is None:
                return None
            return _story_of(row, await _sources([story_id], connection))

    @whole
    async def stories(self, story_ids: Sequence[str]) -> Mapping[str, Story]:
        found: dict[str, Story] = {}
        for some in chunks(story_ids):
            for each in await self._stories(_STORIES, {"ids": some}):
                found[each.id] = each
        return found

    @whole
    async def stories_about(
        self,
        watch_ids: Sequence[str],
        *,
        since: datetime | None = None,
        until: datetime | None = None,
        limit: int = 200,
    ) -> list[Story]:
        return await self._stories(_about(watch_ids, since, until, limit), {})

    @whole
    async def stories_of_thread(self, thread_id: str) -> list[Story]:
        return await self._stories(_OF_THREAD, {"thread_id": thread_id})

    @whole
    async def stories_since(self, since: datetime, *, limit: int = 1000) -> list[Story]:
        return await self._stories(_SINCE, {"since": since, "most": limit})

    async def _stories(self, query: Select[Any], asked: Mapping[str, Any]) -> list[Story]:
        async with self._engine.read() as connection:
            rows = (await connection.execute(query, asked)).all()
            sources = await _sources([row.id for row in rows], connection)
        return [_story_of(row, sources) for row in rows]

    async def placed_since(
        self, since: datetime
    ) -> AsyncIterator[Sequence[tuple[Item, StoryChange]]]:
        seen, number = since, -1
        while True:
            after = {"seen": seen, "n": number, "most": BATCH}
            rows = await self._placed(after)
            if not rows:
                return
            yield [(item_of(row), plain.read(StoryChange, row.change)) for row in rows]
            seen, number = rows[-1].seen, rows[-1].n

    @whole
    async def _placed(self, after: Mapping[str, Any]) -> Sequence[AnyRow]:
        async with self._engine.read() as connection:
            return (await connection.execute(_PLACED_AFTER, after)).all()

    @whole
    async def story_of_item(self, item_id: str) -> StoryChange | None:
        async with self._engine.read() as connection:
            found = (await connection.execute(_PLACE, {"item_id": item_id})).scalar()
            return None if found is None else plain.read(StoryChange, found)

    @whole
    async def places(self, item_ids: Sequence[str]) -> Mapping[str, StoryChange]:
        found: dict[str, StoryChange] = {}
        async with self._engine.read() as connection:
            for some in chunks(item_ids):
                rows = await connection.execute(_PLACES, {"ids": some})
                found.update((row.id, plain.read(StoryChange, row.change)) for row in rows)
        return found


async def _sources(
    story_ids: Iterable[str], connection: AsyncConnection
) -> Mapping[str, list[Source]]:
    sources: dict[str, list[Source]] = {}
    for some in chunks(story_ids):
        for row in await connection.execute(_SOURCES, {"ids": some}):
            sources.setdefault(row.story_id, []).append(plain.read(Source, row.source))
    return sources


def _story_of(row: AnyRow, sources: Mapping[str, list[Source]]) -> Story:
    return Story(
        id=row.id,
        thread_id=row.thread_id,
        title=row.title,
        url=row.url,
        first_seen=row.first_seen,
        last_seen=row.last_seen,
        sources=tuple(sources.get(row.id, ())),
    )


def story_rows(records: Iterable[Ingest]) -> list[dict[str, Any]]:
    """The stories these items begin or add to: their whole span as far as the items tell."""
    rows: dict[str, dict[str, Any]] = {}
    for record in records:
        if record.story is not None:
            _stretch(rows, record.item, record.story)
    # In one order on all nodes, so that they can't wait for each other in a circle.
    return [rows[story_id] for story_id in sorted(rows)]


def put_stories(*, postgres: bool) -> Insert:
    """The statement that stores :func:`story_rows`."""
    return insert_or_stretch(stories, "first_seen", "last_seen", postgres=postgres)


def _stretch(rows: dict[str, dict[str, Any]], item: Item, change: StoryChange) -> None:
    row = rows.setdefault(
        change.story_id,
        {
            "id": change.story_id,
            "thread_id": change.thread_id,
            "title": item.title,
            "url": item.url,
            "first_seen": item.seen,
            "last_seen": item.seen,
        },
    )
    row["first_seen"] = min(row["first_seen"], item.seen)
    row["last_seen"] = max(row["last_seen"], item.seen)
