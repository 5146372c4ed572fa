"""What the pipeline promises whatever happens inside: nothing lost, nothing kept waiting."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.catalogue import Catalogue
from bot.errors import StorageError
from bot.feeds.poll import FeedReader, Polled
from bot.model import Feed, FeedState, Item, Mention, PollSettings, Settings, Watch, Watchlist
from bot.pipeline import Pipeline
from bot.ports import Ingest
from bot.storage import Database, open_store
from tests.support.stores import sqlite_file

NOW = datetime(2026, 7, 13, 9, tzinfo=UTC)
FEED = Feed(id="f1", url="https://a.example/feed", name="A")
XIAOMI = Watch(id="w1", name="Xiaomi", kind="company")


class Scripted(FeedReader):
    """Brings what the test says, in turn."""

    def __init__(self, *brings: Polled | Exception) -> None:
        self.brings = list(brings)

    async def poll(self, feed_id: str, status: Any = None) -> Polled | None:
        bring = self.brings.pop(0)
        if isinstance(bring, Exception):
            raise bring
        return bring


class Faulty:
    """A matcher with a fault that one title brings out."""

    def __init__(self, matcher: Any) -> None:
        self.matcher = matcher

    def match(self, title: str, content: str) -> Sequence[Mention]:
        if "cursed" in title:
            raise ZeroDivisionError("a fault of ours")
        found: Sequence[Mention] = self.matcher.match(title, content)
        return found


def item(number: int, title: str) -> Item:
    at = NOW + timedelta(minutes=number)
    return Item(
        id=f"i{number}", feed_id="f1", title=title, url=f"https://a.example/{number}",
        canonical_url=f"https://a.example/{number}", seen=at, published=at, source="A",
        keys=(f"g:{number}",),
    )  # fmt: skip


def polled(*items: Item, body: str = "h1") -> Polled:
    state = FeedState(feed_id="f1", baseline=True, body_hash=body, last_poll=NOW)
    return Polled(feed=FEED, state=state, new=items)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await open_store(sqlite_file(tmp_path / "tidings.db"))
    await opened.sync_feeds([FEED], NOW)
    yield opened
    await opened.close()


def pipeline(store: Any, reader: FeedReader) -> tuple[Pipeline, list[str]]:
    catalogue = Catalogue.build(
        Settings(polling=PollSettings()), [FEED],
        [Watchlist(id="l1", name="EV", watches=(XIAOMI,))],
    )  # fmt: skip
    catalogue = replace(catalogue, matcher=Faulty(catalogue.matcher))  # type: ignore[arg-type]
    enqueued: list[str] = []
    made = Pipeline(
        store=store, reader=reader, catalogue=lambda: catalogue,
        clock=lambda: NOW + timedelta(hours=1), enqueued=enqueued.append,
    )  # fmt: skip
    return made, enqueued


async def titles_of_alerts(store: Database) -> list[str]:
    found = [await store.item(alert.item_id) for alert in reversed(await store.alerts())]
    return [each.title for each in found if each]


async def test_an_item_that_brings_out_a_fault_keeps_nobody_waiting(store: Database) -> None:
    reader = Scripted(
        polled(
            item(1, "Xiaomi opens a foundry in Wuhan"),
            item(2, "Xiaomi is cursed"),
            item(3, "Lawyers sue Xiaomi over scooters"),
        )
    )
    made, enqueued = pipeline(store, reader)
    await made.poll("f1")
    assert await titles_of_alerts(store) == [
        "Xiaomi opens a foundry in Wuhan",
        "Lawyers sue Xiaomi over scooters",
    ]
    assert enqueued == ["console", "console"]
    assert await store.item("i2") is not None, "kept and findable"
    (decision,) = await store.decisions("i2")
    assert "judging it failed (ZeroDivisionError)" in decision.why
    status = await store.feed("f1")
    assert status is not None
    assert status.state.body_hash == "h1", "the feed goes on"


async def test_a_name_in_a_pages_other_stories_is_not_told_stored_or_given_to_the_story(
    store: Database,
) -> None:
    paragraph = "Lawyers met in Wuhan on Friday and agreed on the terms, two of them said later."
    tail = replace(item(1, "Terms agreed"), content=f"{paragraph}\nRead next\nXiaomi sues a rival")
    both = replace(
        item(2, "A foundry opens"),
        content=f"{paragraph} Xiaomi pays for it.\nRead next\nXiaomi sues a rival",
    )
    made, _ = pipeline(store, Scripted(polled(tail, both)))
    await made.poll("f1")
    assert await titles_of_alerts(store) == ["A foundry opens"]
    assert await store.mentions("i1") == []
    assert [each.place for each in await store.mentions("i2")] == ["lead"]
    assert [each.id for each in await store.items_of_watch("w1")] == ["i2"]


async def test_a_fault_in_reading_is_this_feeds_failure_and_backs_off(store: Database) -> None:
    made, _ = pipeline(store, Scripted(ZeroDivisionError("a fault of ours")))
    await made.poll("f1")
    await made.save()
    status = await store.feed("f1")
    assert status is not None
    assert status.state.failures == 1
    assert "ZeroDivisionError" in status.state.error
    assert status.state.next_poll is not None
    assert status.state.next_poll > NOW + timedelta(hours=1)


class Refusing:
    """The store, refusing to ingest so many times."""

    def __init__(self, store: Database, times: int) -> None:
        self._store, self.times = store, times

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    async def ingest(self, records: Sequence[Ingest], state: FeedState | None = None) -> None:
        if self.times and records:
            self.times -= 1
            raise StorageError("the disk is full")
        await self._store.ingest(records, state)


async def test_what_could_not_be_stored_is_judged_again_as_if_never_seen(store: Database) -> None:
    brought = polled(item(1, "Xiaomi opens a foundry in Wuhan"))
    made, _ = pipeline(Refusing(store, times=1), Scripted(brought, brought))
    with pytest.raises(StorageError):
        await made.poll("f1")
    assert await store.alerts() == []
    await made.poll("f1")
    assert await titles_of_alerts(store) == ["Xiaomi opens a foundry in Wuhan"]
    change = await store.story_of_item("i1")
    assert change is not None
    assert change.relation.value == "new", "not taken for a report of itself"


async def test_a_very_long_text_is_judged_in_bounded_time(store: Database) -> None:
    long = replace(
        item(1, "Xiaomi publishes its yearly report"),
        content="Revenue rose 12% to $3.4 billion. " * 60_000,
    )
    made, _ = pipeline(store, Scripted(polled(long)))
    await made.poll("f1")
    assert await titles_of_alerts(store) == ["Xiaomi publishes its yearly report"]
