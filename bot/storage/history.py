"""The history as it was judged: items with their place, mentions, figures and decisions, many at a
time, for what is replayed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, func, or_, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import plain
from bot.model import Decision, Figure, Mention, StoryChange
from bot.ports import Past, Sought
from bot.storage.items import BATCH
from bot.storage.part import Part, whole
from bot.storage.rows import AnyRow, item_of, mention_of
from bot.storage.schema import decisions, figures, items, mentions, places, stories
from bot.storage.types import chunks
from bot.storage.words import query_terms

# ── queries ──────────────────────────────────────────────────────────────────────────────

# The next batch after (seen, n), with each item's place.
_AFTER = (
    select(items, places.c.change)
    .outerjoin(places, places.c.item == items.c.n)
    .where(
        or_(
            items.c.seen > bindparam("seen"),
            and_(items.c.seen == bindparam("seen"), items.c.n > bindparam("n")),
        ),
        items.c.seen < bindparam("until"),
    )
    .order_by(items.c.seen, items.c.n)
    .limit(bindparam("most"))
)
_THESE = (
    select(items, places.c.change)
    .outerjoin(places, places.c.item == items.c.n)
    .where(items.c.id.in_(bindparam("ids", expanding=True)))
)
_MENTIONS = (
    select(mentions)
    .where(mentions.c.item.in_(bindparam("numbers", expanding=True)))
    .order_by(mentions.c.item, mentions.c.place)
)
_FIGURES = (
    select(figures.c.item, figures.c.figure)
    .where(figures.c.item.in_(bindparam("numbers", expanding=True)))
    .order_by(figures.c.item, figures.c.place)
)
_DECISIONS = (
    select(decisions.c.item, decisions.c.decision)
    .where(decisions.c.item.in_(bindparam("numbers", expanding=True)))
    .order_by(decisions.c.item, decisions.c.place)
)
_THREADS = select(stories.c.id, stories.c.thread_id).where(
    stories.c.id.in_(bindparam("ids", expanding=True))
)
_COUNT = select(func.count()).select_from(items).where(items.c.seen >= bindparam("since"))

_SEEN = select(items.c.seen, items.c.n, items.c.id).where(
    items.c.n.in_(bindparam("numbers", expanding=True)), items.c.seen >= bindparam("since")
)
_MENTIONING = select(mentions.c.item).where(
    mentions.c.watch_id.in_(bindparam("watch_ids", expanding=True)),
    mentions.c.seen >= bindparam("since"),
)
# Each database by its own index; what is found is looked up by number.
_IN_FTS = text("SELECT rowid FROM item_search WHERE words MATCH :words")
_IN_TS = text("SELECT item FROM item_search WHERE words @@ CAST(:words AS tsquery)")


class History(Part):
    """:class:`~bot.ports.HistoryStore`."""

    async def history(self, since: datetime, until: datetime) -> AsyncIterator[Sequence[Past]]:
        seen, number = since, -1
        while True:
            after = {"seen": seen, "n": number, "until": until, "most": BATCH}
            rows, batch = await self._after(after)
            if not rows:
                return
            yield batch
            seen, number = rows[-1].seen, rows[-1].n

    @whole
    async def _after(self, after: Mapping[str, Any]) -> tuple[Sequence[AnyRow], list[Past]]:
        async with self._engine.read() as connection:
            rows = (await connection.execute(_AFTER, after)).all()
            return rows, await _judged(rows, connection)

    @whole
    async def past(self, item_ids: Sequence[str]) -> list[Past]:
        found: list[AnyRow] = []
        async with self._engine.read() as connection:
            for some in chunks(item_ids):
                found += (await connection.execute(_THESE, {"ids": some})).all()
            found.sort(key=lambda row: (row.seen, row.n))
            return await _judged(found, connection)

    @whole
    async def touching(
        self,
        sought: Sequence[Sought],
        watch_ids: Sequence[str],
        *,
        since: datetime,
        limit: int,
    ) -> list[str]:
        words = _query(sought, postgres=self._engine.postgres)
        async with self._engine.read() as connection:
            numbers: set[int] = set()
            if words:
                query = _IN_TS if self._engine.postgres else _IN_FTS
                numbers.update((await connection.execute(query, {"words": words})).scalars())
            asked = {"watch_ids": list(watch_ids), "since": since}
            numbers.update((await connection.execute(_MENTIONING, asked)).scalars())
            found: list[tuple[datetime, int, str]] = []
            for some in chunks(sorted(numbers)):
                rows = await connection.execute(_SEEN, {"numbers": some, "since": since})
                found += [(row.seen, row.n, row.id) for row in rows]
        return [item_id for _, _, item_id in sorted(found)[-limit:]]

    @whole
    async def count_since(self, since: datetime) -> int:
        async with self._engine.read() as connection:
            return int((await connection.execute(_COUNT, {"since": since})).scalar_one())

    @whole
    async def threads(self, story_ids: Sequence[str]) -> Mapping[str, str]:
        found: dict[str, str] = {}
        async with self._engine.read() as connection:
            for some in chunks(story_ids):
                rows = await connection.execute(_THREADS, {"ids": some})
                found.update((row.id, row.thread_id) for row in rows)
        return found


async def _judged(rows: Sequence[AnyRow], connection: AsyncConnection) -> list[Past]:
    numbers = [row.n for row in rows]
    mentioned: defaultdict[int, list[Mention]] = defaultdict(list)
    read: defaultdict[int, list[Figure]] = defaultdict(list)
    decided: defaultdict[int, list[Decision]] = defaultdict(list)
    for some in chunks(numbers):
        for row in await connection.execute(_MENTIONS, {"numbers": some}):
            mentioned[row.item].append(mention_of(row))
        for row in await connection.execute(_FIGURES, {"numbers": some}):
            read[row.item].append(plain.read(Figure, row.figure))
        for row in await connection.execute(_DECISIONS, {"numbers": some}):
            decided[row.item].append(plain.read(Decision, row.decision))
    return [
        Past(
            item=item_of(row),
            change=None if row.change is None else plain.read(StoryChange, row.change),
            mentions=tuple(mentioned.get(row.n, ())),
            figures=tuple(read.get(row.n, ())),
            decisions=tuple(decided.get(row.n, ())),
        )
        for row in rows
    ]


# ── words sought ─────────────────────────────────────────────────────────────────────────


def _query(sought: Iterable[Sought], *, postgres: bool) -> str:
    """One of these, all words of each, each in one of its spellings; empty: nothing is sought."""
    both, either = (" & ", " | ") if postgres else (" AND ", " OR ")
    found = []
    for each in sought:
        words = [
            _one_of([one for text in spellings for one in _written(text, postgres)], either)
            for spellings in each
        ]
        if words and all(words):
            found.append(f"({both.join(words)})")
    return either.join(dict.fromkeys(found))


def _one_of(written: Sequence[str], either: str) -> str:
    return f"({either.join(dict.fromkeys(written))})" if written else ""


def _written(spelling: str, postgres: bool) -> list[str]:
    """A word, or several that stand together. PostgreSQL's index holds no positions, so there
    they only stand in the same item: whoever asks looks again."""
    terms = query_terms(spelling)
    if not terms:
        return []
    if postgres:
        words = [
            f"'{word}'" + (":*" if term.prefix else "") for term in terms for word in term.words
        ]
        return [f"({' & '.join(words)})"]
    words = [f'"{" ".join(term.words)}"' + (" *" if term.prefix else "") for term in terms]
    return [f"({' AND '.join(words)})"]
