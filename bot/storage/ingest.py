"""Storing an item with everything that follows from it: all of it or nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import FeedState
from bot.ports import Ingest
from bot.storage import schema
from bot.storage.bulk import Bulk
from bot.storage.feeds import put_state, state_row
from bot.storage.outbox import insert_deliveries, join_line
from bot.storage.part import Part, whole
from bot.storage.rows import (
    alert_row,
    decision_rows,
    delivery_row,
    figure_rows,
    item_row,
    key_rows,
    mention_rows,
    place_row,
    reading_row,
)
from bot.storage.search import add_words, word_rows
from bot.storage.statements import insert_new
from bot.storage.stories import put_stories, story_rows

# ── statements ───────────────────────────────────────────────────────────────────────────

_PUT_ITEMS = insert(schema.items)
_PUT_MENTIONS = insert(schema.mentions)
_PUT_FIGURES = insert(schema.figures)
_PUT_DECISIONS = insert(schema.decisions)
_PUT_READINGS = insert(schema.readings)
_PUT_PLACES = insert(schema.places)

# Which of these are there; and with them, under no id, the last number ever given: a number
# must not come again while the search index remembers it.
_THERE = """
SELECT id, n FROM items WHERE id IN (SELECT value FROM json_each(?))
UNION ALL SELECT '', seq FROM sqlite_sequence WHERE name = 'items'
"""


class Ingesting(Part):
    """:meth:`bot.ports.ItemStore.ingest`."""

    @whole
    async def ingest(self, records: Sequence[Ingest], state: FeedState | None = None) -> None:
        # Of two records with one id the first counts.
        first: dict[str, Ingest] = {}
        for record in records:
            first.setdefault(record.item.id, record)
        destinations = {each.destination for record in records for each in record.deliveries}
        async with self._engine.write(one_by_one=destinations) as connection:
            bulk = Bulk(connection)
            numbers = await self._put_items([*first.values()], bulk, connection)
            new = [(numbers[key], record) for key, record in first.items() if key in numbers]
            self._put_what_follows(new, bulk)
            deliveries = [each for _, record in new for each in record.deliveries]
            postgres = self._engine.postgres
            rest = await join_line(deliveries, connection, postgres=postgres)
            bulk.add(insert_deliveries(postgres=postgres), [delivery_row(each) for each in rest])
            if state is not None:
                bulk.add(put_state(postgres=postgres), [state_row(state)])
            await bulk.flush()

    async def _put_items(
        self, records: Sequence[Ingest], bulk: Bulk, connection: AsyncConnection
    ) -> Mapping[str, int]:
        """Id → number of those that were not there before."""
        if not records:
            return {}
        rows = [item_row(record.item) for record in records]
        if self._engine.postgres:
            # Another node may be storing one of them right now: only inserting tells.
            items = schema.items.c
            put = insert_new(schema.items, postgres=True).returning(items.id, items.n)
            return {row.id: row.n for row in await connection.execute(put, rows)}
        numbers = await _new_numbers([row["id"] for row in rows], connection)
        new = [{"n": numbers[row["id"]], **row} for row in rows if row["id"] in numbers]
        bulk.add(_PUT_ITEMS, new)
        return numbers

    def _put_what_follows(self, new: Sequence[tuple[int, Ingest]], bulk: Bulk) -> None:
        postgres = self._engine.postgres
        texts = [(n, r.item.title, r.item.content) for n, r in new]
        bulk.add(add_words(postgres=postgres), word_rows(texts, postgres=postgres))
        # A key may have been another item's before.
        put_keys = insert_new(schema.item_keys, postgres=postgres)
        bulk.add(put_keys, [row for _, r in new for row in key_rows(r.item)])
        bulk.add(_PUT_MENTIONS, [row for n, r in new for row in mention_rows(n, r)])
        bulk.add(_PUT_FIGURES, [row for n, r in new for row in figure_rows(n, r.figures)])
        bulk.add(_PUT_DECISIONS, [row for n, r in new for row in decision_rows(n, r.decisions)])
        bulk.add(_PUT_READINGS, [reading_row(each) for _, r in new for each in r.readings])
        bulk.add(_PUT_PLACES, [place_row(n, r.item, r.story, r.source) for n, r in new if r.story])
        bulk.add(put_stories(postgres=postgres), story_rows(r for _, r in new))
        # An alert may have been raised before, by another item of its story.
        put_alerts = insert_new(schema.alerts, postgres=postgres)
        bulk.add(put_alerts, [alert_row(each) for _, r in new for each in r.alerts])


async def _new_numbers(ids: Sequence[str], connection: AsyncConnection) -> Mapping[str, int]:
    """Numbers for the items that are not there yet; SQLite's only writer may choose them."""
    driver: Any = (await connection.get_raw_connection()).driver_connection
    # One trip to the driver's thread instead of four.
    there = dict(await driver.execute_fetchall(_THERE, [json.dumps(list(ids))]))
    last = there.pop("", 0)
    new = [key for key in ids if key not in there]
    return {key: last + place for place, key in enumerate(new, 1)}
