"""Storing polls: our store against the bare driver, in the same run and equally durable.

    python -m benchmarks.ingest [--batches 200] [--items 25] [--no-postgres]

One transaction stores one feed's new items with everything that hangs on them. The bare drivers
write the same rows to the same tables, prepared beforehand: what is left of them is the database
itself. Batches of both alternate, so that a busy machine is busy for both.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg

from bot.model import (
    Alert,
    Decision,
    Delivery,
    FeedState,
    Figure,
    Item,
    Mention,
    Reading,
    Relation,
    Source,
    StoryChange,
    Verdict,
    make_id,
)
from bot.ports import Ingest
from bot.storage import open_store, rows
from bot.storage.words import words_of
from tests.support.postgres import PostgresError, running_server

START = datetime(2026, 1, 1, tzinfo=UTC)
ENGLISH = tuple(
    "Tesla Xiaomi deliveries registrations week factory battery giga casting model record "  # noqa: SIM905 - read as text
    "vehicles quarter guidance supplier alloy order plant output margin price range".split()
)
CHINESE = "小米汽车交付特斯拉上海工厂电池一体化压铸新能源销量纪录季度指引供应商产能价格续航充电"

Store = Callable[[int], Awaitable[None]]


# ── what is stored ───────────────────────────────────────────────────────────────────────


def text(chance: random.Random, words: int) -> str:
    if chance.random() < 0.25:
        return "".join(chance.choice(CHINESE) for _ in range(words * 2))
    return " ".join(chance.choice(ENGLISH) for _ in range(words))


def record(chance: random.Random, who: str, feed: str, number: int) -> Ingest:
    """One item with what a typical one leads to; every fifth raises an alert."""
    item_id = make_id("i", who, feed, str(number))
    seen = START + timedelta(seconds=number)
    item = Item(
        id=item_id,
        feed_id=feed,
        url=f"https://news.example/{who}/{feed}/{number}",
        canonical_url=f"news.example/{who}/{feed}/{number}",
        title=text(chance, 9),
        content=text(chance, 220),
        published=seen,
        seen=seen,
        content_hash=make_id("h", item_id),
        keys=tuple(f"{kind}:{who}/{feed}/{number}" for kind in ("guid", "link", "hash")),
        source="News",
    )
    story_id = "e" + item_id
    return Ingest(
        item=item,
        mentions=(
            Mention(watch_id="w1", field="title", start=0, end=5, text="Tesla", score=1, why="so"),
        ),
        figures=(
            Figure(field="content", start=0, end=1, text="9", value=9, low=9, high=9, unit="GWh"),
        ),
        readings=(
            Reading(
                series="s",
                item_id=item_id,
                story_id=story_id,
                source="News",
                value=9,
                unit="GWh",
                metric="output",
                subject="Tesla",
                period=None,
                status="actual",
                seen=seen,
            ),
        ),
        story=StoryChange(story_id=story_id, thread_id=story_id, relation=Relation.NEW, why="new"),
        source=Source(
            item_id=item_id,
            source="News",
            url=item.url,
            title=item.title,
            published=seen,
            seen=seen,
            relation=Relation.NEW,
        ),
        **(told(item, story_id) if number % 5 == 0 else {}),
    )


def told(item: Item, story_id: str) -> dict[str, Any]:
    """What an alert adds."""
    alert = Alert(
        id="a" + item.id,
        story_id=story_id,
        destination="desk",
        item_id=item.id,
        watch_ids=("w1",),
        why="names Tesla",
        created=item.seen,
    )
    delivery = Delivery(
        key="k" + item.id,
        destination="desk",
        kind="post",
        alert_id=alert.id,
        created=item.seen,
        card={"title": item.title, "blocks": [["paragraph", [["text", "plain", ""]]]] * 4},
    )
    decision = Decision(destination="desk", verdict=Verdict.POST, why="a new story")
    return {"decisions": (decision,), "alerts": (alert,), "deliveries": (delivery,)}


def batches(who: str, count: int, size: int) -> list[list[Ingest]]:
    chance = random.Random(7)
    return [
        [record(chance, who, f"f{batch}", batch * size + place) for place in range(size)]
        for batch in range(count)
    ]


# ── the bare drivers ─────────────────────────────────────────────────────────────────────


def raw_rows(records: Sequence[Ingest], first: int) -> list[tuple[str, list[dict[str, Any]]]]:
    """Table by table what our store writes."""
    of = list(enumerate(records, first + 1))
    return [
        ("items", [{"n": n, **rows.item_row(r.item)} for n, r in of]),
        ("item_keys", [row for _, r in of for row in rows.key_rows(r.item)]),
        ("mentions", [row for n, r in of for row in rows.mention_rows(n, r)]),
        ("figures", [row for n, r in of for row in rows.figure_rows(n, r.figures)]),
        ("decisions", [row for n, r in of for row in rows.decision_rows(n, r.decisions)]),
        ("readings", [rows.reading_row(each) for _, r in of for each in r.readings]),
        ("places", [rows.place_row(n, r.item, r.story, r.source) for n, r in of if r.story]),
        ("alerts", [rows.alert_row(each) for _, r in of for each in r.alerts]),
        ("stories", [_story_row(r) for _, r in of if r.story]),
        ("deliveries", [rows.delivery_row(each) for _, r in of for each in r.deliveries]),
    ]


def _story_row(record: Ingest) -> dict[str, Any]:
    assert record.story is not None
    return {
        "id": record.story.story_id,
        "thread_id": record.story.thread_id,
        "title": record.item.title,
        "url": record.item.url,
        "first_seen": record.item.seen,
        "last_seen": record.item.seen,
    }


def flat(value: object, *, times_as_text: bool) -> object:
    if isinstance(value, (dict, list)):
        return json.dumps(value)
    if isinstance(value, datetime) and times_as_text:
        return value.strftime("%Y-%m-%d %H:%M:%S.%f")
    return value


def raw_sqlite(url: str, prepared: Sequence[Sequence[Ingest]]) -> Iterator[Store]:
    connection = sqlite3.connect(
        url.removeprefix("sqlite:///"), isolation_level=None, check_same_thread=False
    )
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    ready = []
    for place, records in enumerate(prepared):
        first = place * len(records)
        statements: list[tuple[str, list[tuple[Any, ...]]]] = []
        for table, given in raw_rows(records, first):
            if given:
                names = list(given[0])
                columns = ", ".join(f'"{name}"' for name in names)
                marks = ", ".join("?" * len(names))
                values = [
                    tuple(flat(row[name], times_as_text=True) for name in names) for row in given
                ]
                statements.append((f"INSERT INTO {table} ({columns}) VALUES ({marks})", values))  # noqa: S608
        words: list[tuple[Any, ...]] = [
            (n, " ".join(words_of(r.item.title, r.item.content)))
            for n, r in enumerate(records, first + 1)
        ]
        statements.append(("INSERT INTO item_search (rowid, words) VALUES (?, ?)", words))
        ready.append(statements)

    async def store(batch: int) -> None:
        connection.execute("BEGIN IMMEDIATE")
        for statement, values in ready[batch]:
            connection.executemany(statement, values)
        connection.execute("COMMIT")

    yield store
    connection.close()


def raw_postgres(url: str, prepared: Sequence[Sequence[Ingest]]) -> Iterator[Store]:
    connection = psycopg.connect(url)
    types = _column_types(connection)
    ready = []
    for place, records in enumerate(prepared):
        first = place * len(records)
        statements: list[tuple[bytes, list[list[object]]]] = []
        for table, given in raw_rows(records, first):
            if given:
                names = list(given[0])
                columns = ", ".join(f'"{name}"' for name in names)
                arrays = ", ".join(f"%s::{types[table, name]}[]" for name in names)
                sql = f"INSERT INTO {table} ({columns}) SELECT * FROM unnest({arrays})"  # noqa: S608
                values = [[flat(row[name], times_as_text=False) for row in given] for name in names]
                statements.append((sql.encode(), values))
        sql = (
            "INSERT INTO item_search (item, words)"
            " SELECT n, array_to_tsvector(string_to_array(w, ' '))"
            " FROM unnest(%s::bigint[], %s::text[]) AS t (n, w)"
        )
        numbers = list(range(first + 1, first + 1 + len(records)))
        words = [" ".join(sorted(set(words_of(r.item.title, r.item.content)))) for r in records]
        statements.append((sql.encode(), [list(numbers), list(words)]))
        ready.append(statements)

    async def store(batch: int) -> None:
        with connection.cursor() as cursor:
            for statement, values in ready[batch]:
                cursor.execute(statement, values)
        connection.commit()

    yield store
    connection.close()


def _column_types(connection: psycopg.Connection) -> dict[tuple[str, str], str]:
    found = connection.execute(
        "SELECT table_name, column_name, data_type FROM information_schema.columns"
        " WHERE table_schema = 'public'"
    ).fetchall()
    connection.rollback()
    return {(table, column): kind for table, column, kind in found}


# ── measuring ────────────────────────────────────────────────────────────────────────────


async def measure(
    name: str,
    urls: Sequence[str],
    raw: Callable[[str, Sequence[Sequence[Ingest]]], Iterator[Store]],
    given: argparse.Namespace,
) -> None:
    """``urls`` name two databases, one for each."""
    await (await open_store(urls[1])).close()
    ours = await open_store(urls[0])
    prepared = batches("ours", given.batches, given.items)
    states = [FeedState(feed_id=f"f{n}", next_poll=START) for n in range(given.batches)]

    async def store(batch: int) -> None:
        await ours.ingest(prepared[batch], states[batch])

    bare = raw(urls[1], batches("bare", given.batches, given.items))
    bare_store = next(bare)
    times: dict[Store, list[float]] = {store: [], bare_store: []}
    for batch in range(given.batches):
        # Whoever comes second finds warmer caches: take turns.
        for each in (store, bare_store) if batch % 2 else (bare_store, store):
            start = time.perf_counter()
            await each(batch)
            times[each].append(time.perf_counter() - start)
    next(bare, None)
    await ours.close()
    totals = [sum(times[each]) for each in (store, bare_store)]
    rates = [given.batches / total for total in totals]
    medians = [statistics.median(times[each]) * 1000 for each in (store, bare_store)]
    print(
        f"{name:<12} ours {rates[0]:6.1f} feeds/s ({medians[0]:5.2f} ms)"
        f"   bare {rates[1]:6.1f} feeds/s ({medians[1]:5.2f} ms)"
        f"   ratio {rates[0] / rates[1]:.2f} (medians {medians[1] / medians[0]:.2f})"
    )


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--batches", type=int, default=200)
    parser.add_argument("--items", type=int, default=25)
    parser.add_argument("--no-postgres", action="store_true")
    parser.add_argument(
        "--folder", type=Path, help="where the SQLite file goes (default: temporary)"
    )
    given = parser.parse_args()
    print(f"one transaction for each feed of {given.items} items, {given.batches} feeds")
    with tempfile.TemporaryDirectory(dir=given.folder) as folder:
        urls = [f"sqlite:///{folder}/{name}.db" for name in ("ours", "bare")]
        await measure("SQLite", urls, raw_sqlite, given)
    if not given.no_postgres:
        await measure_postgres(given)


async def measure_postgres(given: argparse.Namespace) -> None:
    try:
        with running_server(durable=True) as server:
            urls = [server.url(server.create()) for _ in range(2)]
            await measure("PostgreSQL", urls, raw_postgres, given)
    except PostgresError as error:
        print(f"PostgreSQL   not measured: {error}")


if __name__ == "__main__":
    asyncio.run(main())
