"""Storing an item with everything that follows from it: all of it or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Insert, Table, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import FeedState
from bot.ports import Ingest
from bot.storage.feeds import put_state
from bot.storage.outbox import put_deliveries
from bot.storage.part import Part
from bot.storage.rows import (
    alert_row,
    decision_rows,
    figure_rows,
    item_row,
    key_rows,
    mention_rows,
    place_row,
    reading_row,
)
from bot.storage.schema import (
    alerts,
    decisions,
    figures,
    item_keys,
    items,
    mentions,
    places,
    readings,
)
from bot.storage.search import add_words
from bot.storage.stories import put_stories


class Ingesting(Part):
    """:meth:`bot.ports.ItemStore.ingest`."""

    async def ingest(self, records: Sequence[Ingest], state: FeedState | None = None) -> None:
        # Of two records with one id the first counts.
        first = {record.item.id: record for record in reversed(records)}
        destinations = {each.destination for record in records for each in record.deliveries}
        async with self._engine.write(destinations) as connection:
            numbers = await self._put_items([*reversed(first.values())], connection)
            new = [record for record in reversed(first.values()) if record.item.id in numbers]
            if new:
                await self._put_what_follows(new, numbers, connection)
            if state is not None:
                await put_state(state, connection, self._engine)

    async def _put_items(
        self, records: Sequence[Ingest], connection: AsyncConnection
    ) -> Mapping[str, int]:
        """Id → number of those that were not there before."""
        if not records:
            return {}
        put = self._engine.insert(items).on_conflict_do_nothing(index_elements=["id"])
        added = await connection.execute(
            put.returning(items.c.id, items.c.n), [item_row(record.item) for record in records]
        )
        return {row.id: row.n for row in added}

    async def _put_what_follows(
        self, new: Sequence[Ingest], numbers: Mapping[str, int], connection: AsyncConnection
    ) -> None:
        texts = [(numbers[r.item.id], r.item.title, r.item.content) for r in new]
        await add_words(connection, texts, postgres=self._engine.postgres)
        for target, rows in _rows_of(new, numbers):
            if rows:
                await connection.execute(self._statement(target), rows)
        await put_stories(new, connection, self._engine)
        added = [each for record in new for each in record.deliveries]
        if added:
            await put_deliveries(added, connection)

    def _statement(self, target: Table) -> Insert:
        if target in (item_keys, alerts):
            # A key may have been another item's before; an alert may have been raised before.
            return self._engine.insert(target).on_conflict_do_nothing()
        return insert(target)


def _rows_of(
    new: Sequence[Ingest], numbers: Mapping[str, int]
) -> Iterable[tuple[Table, list[Any]]]:
    """What each table receives, in the order of writing."""
    of = [(numbers[record.item.id], record) for record in new]
    yield (
        item_keys,
        [
            row
            for _, r in of
            for row in key_rows(r.item.id, r.item.feed_id, r.item.keys, r.item.seen)
        ],
    )
    yield mentions, [row for n, r in of for row in mention_rows(n, r)]
    yield figures, [row for n, r in of for row in figure_rows(n, r.figures)]
    yield decisions, [row for n, r in of for row in decision_rows(n, r.decisions)]
    yield readings, [reading_row(each) for _, r in of for each in r.readings]
    yield places, [place_row(n, r.item, r.story, r.source) for n, r in of if r.story is not None]
    yield alerts, [alert_row(each) for _, r in of for each in r.alerts]
