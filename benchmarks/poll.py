"""Feeds per second and CPU per feed, as ratios to a raw GET of the same bytes in the same run.

    python -m benchmarks.poll [--feeds N] [--repeats R]

A farm of feeds runs on loopback in a process of its own. Each repeat measures a raw aiohttp GET
of every feed and then a poll of every feed, so that both see the same machine. CPU counts the
polling process and its parser workers, not the farm. `reader` is measured when it is installed.
"""

from __future__ import annotations

import argparse
import asyncio
import importlib
import os
import resource
import statistics
import sys
import tempfile
import time
import warnings
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast

import aiohttp

from benchmarks.feedfarm import Farm, farm
from bot.feeds.identity import fold_title
from bot.feeds.parser import Parser
from bot.feeds.poll import FeedReader, KnownItems, Polled
from bot.feeds.retrieve import Retriever, utc_now
from bot.model import Feed, FeedState, PollSettings
from bot.ports import FeedStatus, Ingest, Store
from bot.storage import open_store

CAPTURES = Path(__file__).parents[2] / "shared" / "data" / "feeds"
CONCURRENCY = 64
LEASE = timedelta(minutes=10)
EMPTY = b"<rss><channel/></rss>"
SAVE_EVERY = 0.5
"""Seconds, as in the application."""
SETTINGS = PollSettings(
    allow_private=True, per_host=CONCURRENCY, concurrency=CONCURRENCY, timeout=timedelta(seconds=20)
)
GOALS = {
    "first poll": "CPU ≤ 22",
    "unchanged": "feeds/s ≥ 0.95",
    "4 % changed": "feeds/s ≥ 0.90, CPU ≤ 1.8",
    "10 % changed": "",
}
"""Scenarios, and what polling alone is to reach."""


@dataclass(frozen=True, slots=True)
class Spent:
    """What polling every feed once took."""

    feeds: int
    seconds: float
    cpu: float

    @property
    def rate(self) -> float:
        return self.feeds / self.seconds

    @property
    def each(self) -> float:
        return self.cpu / self.feeds


@dataclass(slots=True)
class Ratios:
    rates: list[float] = field(default_factory=list)
    cpus: list[float] = field(default_factory=list)

    def add(self, measured: Spent, raw: Spent) -> None:
        self.rates.append(measured.rate / raw.rate)
        self.cpus.append(measured.each / raw.each)

    def __str__(self) -> str:
        if not self.rates:
            return f"{'–':>8} {'–':>8}"
        return f"{statistics.median(self.rates):8.2f} {statistics.median(self.cpus):8.2f}"


# ── measuring ────────────────────────────────────────────────────────────────────────────


def cpu_seconds(but: int) -> float:
    """Of this process, its ended children and its living ones, except the farm (``but``)."""
    total = time.process_time()
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    total += ended.ru_utime + ended.ru_stime
    ticks = os.sysconf("SC_CLK_TCK")
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            pid, rest = stat.parent.name, stat.read_text().rpartition(")")[2].split()
        except OSError:  # gone meanwhile
            continue
        if int(rest[1]) == os.getpid() and int(pid) != but:
            total += (int(rest[11]) + int(rest[12])) / ticks
    return total


async def measure(work: Awaitable[int], but: int) -> Spent:
    cpu, started = cpu_seconds(but), time.perf_counter()
    count = await work
    return Spent(count, time.perf_counter() - started, cpu_seconds(but) - cpu)


async def each(numbers: Sequence[str], work: Callable[[str], Awaitable[object]]) -> int:
    """``CONCURRENCY`` at a time, as the schedule does it."""
    left = iter(numbers)

    async def hand() -> None:
        for one in left:
            await work(one)

    await asyncio.gather(*(hand() for _ in range(CONCURRENCY)))
    return len(numbers)


async def raw_get(farm: Farm, session: aiohttp.ClientSession) -> Spent:
    async def get(url: str) -> None:
        async with session.get(url) as response:
            await response.read()

    return await measure(each(farm.urls(), get), farm.pid)


# ── what is measured ─────────────────────────────────────────────────────────────────────


class MemoryStore:
    """Just enough to poll, so that polling is seen without storage."""

    def __init__(self) -> None:
        self.status: dict[str, FeedStatus] = {}
        self._keys: dict[str, str] = {}
        self._titles: dict[str, datetime | None] = {}

    async def feed(self, feed_id: str) -> FeedStatus | None:
        return self.status.get(feed_id)

    async def known_keys(self, feed_id: str, keys: Sequence[str]) -> Mapping[str, str]:
        return {key: self._keys[feed_id + key] for key in keys if feed_id + key in self._keys}

    async def known_titles(
        self, feed_id: str, titles: Sequence[str]
    ) -> Mapping[str, datetime | None]:
        return {one: self._titles[feed_id + one] for one in titles if feed_id + one in self._titles}

    async def latest_titles(self, feed_id: str, limit: int) -> Sequence[str]:
        own = [one for one in self._titles if one.startswith(feed_id)]
        return [one.removeprefix(feed_id) for one in own[-limit:]]

    async def take(self, polled: Polled) -> None:
        feed_id = polled.feed.id
        self.status[feed_id] = FeedStatus(feed=polled.feed, state=polled.state)
        for item in (*polled.baseline, *polled.new):
            self._keys.update({feed_id + key: item.id for key in item.keys})
            self._titles[feed_id + fold_title(item.title)] = item.seen


class Polling:
    """Our reader over memory, polled feed by feed."""

    def __init__(self, farm: Farm) -> None:
        self._memory = MemoryStore()
        self.farm = farm
        self._retriever = Retriever(SETTINGS)
        self._parser = Parser()
        self.feeds = [Feed(id=f"f{n}", url=url) for n, url in enumerate(farm.urls())]
        self.new = 0
        self.reader = self._reader(self._memory)

    def _reader(self, store: KnownItems) -> FeedReader:
        return FeedReader(store, self._retriever, self._parser, utc_now, SETTINGS)

    async def open(self) -> None:
        for feed in self.feeds:
            self._memory.status[feed.id] = FeedStatus(feed=feed, state=FeedState(feed_id=feed.id))
        # All workers up before time counts.
        await asyncio.gather(*(self._parser.parse(EMPTY, "", "") for _ in range(CONCURRENCY)))

    async def close(self) -> None:
        await self._retriever.close()
        await self._parser.close()

    async def poll(self, feed_id: str) -> None:
        polled = await self.reader.poll(feed_id)
        assert polled is not None
        self.new += len(polled.new)
        await self._memory.take(polled)

    async def all(self) -> Spent:
        numbers = [feed.id for feed in self.feeds]
        return await measure(each(numbers, self.poll), self.farm.pid)


class StoredPolling(Polling):
    """Over a database, as the application does it: due feeds are claimed and read many at a
    time, and so are states stored that came without items."""

    def __init__(self, farm: Farm, store: Store) -> None:
        super().__init__(farm)
        self._store = store
        self.reader = self._reader(store)
        self._due: dict[str, FeedStatus] = {}
        self._more = True
        self._claiming = asyncio.Lock()
        self._states: list[FeedState] = []

    async def open(self) -> None:
        await super().open()
        await self._store.sync_feeds(self.feeds, utc_now())

    async def close(self) -> None:
        await super().close()
        await self._store.close()

    async def all(self) -> Spent:
        statuses = await self._store.statuses([feed.id for feed in self.feeds])
        await self._store.save_states(
            [replace(status.state, next_poll=utc_now()) for status in statuses.values()]
        )
        return await measure(self._poll_due(), self.farm.pid)

    async def _poll_due(self) -> int:
        self._more = True
        saving = asyncio.create_task(self._save_often())
        counts = await asyncio.gather(*(self._hand() for _ in range(CONCURRENCY)))
        saving.cancel()
        await asyncio.gather(saving, return_exceptions=True)
        await self._save()
        assert sum(counts) == len(self.feeds), "not every feed was polled once"
        return sum(counts)

    async def _hand(self) -> int:
        polls = 0
        while status := await self._next_due():
            polled = await self.reader.poll(status.feed.id, status)
            assert polled is not None
            await self._take(polled)
            polls += 1
        return polls

    async def _next_due(self) -> FeedStatus | None:
        async with self._claiming:
            if not self._due and self._more:
                claimed = await self._store.claim_due(utc_now(), limit=CONCURRENCY, lease=LEASE)
                self._due.update(await self._store.statuses(claimed))
                self._more = bool(claimed)
            return self._due.popitem()[1] if self._due else None

    async def _take(self, polled: Polled) -> None:
        self.new += len(polled.new)
        if polled.bare:
            self._states.append(polled.state)
            return
        for again in polled.rekeyed:
            await self._store.add_keys(again.item_id, polled.feed.id, again.keys)
        records = [Ingest(item=item) for item in (*polled.baseline, *polled.new)]
        await self._store.ingest(records, polled.state)

    async def _save_often(self) -> None:
        while True:
            await asyncio.sleep(SAVE_EVERY)
            await self._save()

    async def _save(self) -> None:
        states, self._states = self._states, []
        await self._store.save_states(states)


async def scenarios(farm: Farm, repeats: int, folder: Path | None) -> dict[str, Ratios]:
    """Every scenario ``repeats`` times; with ``folder``, into SQLite databases there."""
    found = {name: Ratios() for name in GOALS}
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=CONCURRENCY)) as session:
        await raw_get(farm, session)
        for turn in range(max(1, repeats // 2)):
            polling = await polling_of(farm, folder and folder / f"{turn}.db")
            await polling.open()
            found["first poll"].add(await polling.all(), await raw_get(farm, session))
            for _ in range(2):
                found["unchanged"].add(await polling.all(), await raw_get(farm, session))
            for percent in (4, 10) * 2:
                farm.change(percent, turn)
                before, spent = polling.new, await polling.all()
                found[f"{percent} % changed"].add(spent, await raw_get(farm, session))
                assert polling.new > before, "changed feeds brought no new items"
            await polling.close()
    return found


async def polling_of(farm: Farm, database: Path | None) -> Polling:
    if database is None:
        return Polling(farm)
    return StoredPolling(farm, await open_store(f"sqlite:///{database}"))


def reader_ratios(farm: Farm, folder: Path) -> dict[str, Ratios]:
    """`reader`'s update of every feed, once: it takes long and varies little."""
    found = {name: Ratios() for name in GOALS}
    make_reader = reader_or_none()
    if make_reader is None:
        return found
    reader = make_reader(str(folder / "reader.db"))
    for url in farm.urls():
        reader.add_feed(url)

    async def raw() -> Spent:
        async with aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=CONCURRENCY)
        ) as session:
            await raw_get(farm, session)
            return await raw_get(farm, session)

    async def update() -> int:
        reader.update_feeds(scheduled=False, workers=4)
        return farm.count

    def one(name: str) -> None:
        found[name].add(asyncio.run(measure(update(), farm.pid)), asyncio.run(raw()))

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what it thinks of broken entries
        one("first poll")
        one("unchanged")
        for percent in (4, 10):
            farm.change(percent, 50)
            one(f"{percent} % changed")
    reader.close()
    return found


def reader_or_none() -> Callable[[str], Any] | None:
    """Its copy of feedparser asks for ``sgmllib``, which nothing it requires brings any more;
    the copy that feedparser brings is the same module."""
    try:
        import feedparser_sgmllib

        sys.modules.setdefault("sgmllib", feedparser_sgmllib)
        importlib.import_module("reader._parser.feedparser")  # else imported late, while timed
        from reader import make_reader
    except ImportError:
        return None
    return cast("Callable[[str], Any]", make_reader)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    options.add_argument("--feeds", type=int, default=600)
    options.add_argument("--repeats", type=int, default=4)
    given = options.parse_args()
    captures = CAPTURES if CAPTURES.is_dir() else None
    with farm(given.feeds, captures) as running, tempfile.TemporaryDirectory() as scratch:
        size = statistics.mean(running.bodies) / 1000
        print(f"{given.feeds:,} feeds of {size:.0f} kB on average", end="")
        print(", real captures among them" if captures else ", all written for this")
        folder = Path(scratch)
        columns = {
            "polling alone": asyncio.run(scenarios(running, given.repeats, None)),
            "with SQLite": asyncio.run(scenarios(running, given.repeats, folder)),
            "reader": reader_ratios(running, folder),
        }
    show(columns)


def show(columns: Mapping[str, Mapping[str, Ratios]]) -> None:
    print("\nRatios to a raw GET of every body: feeds/s (more is better), CPU (less is better)\n")
    print(f"{'':14}" + "".join(f"{name:^19}" for name in columns) + "  goal")
    print(f"{'':14}" + "  feeds/s     CPU  " * len(columns))
    for name, goal in GOALS.items():
        cells = "".join(f"{column[name]!s:>17}  " for column in columns.values())
        print(f"{name:14}{cells}  {goal}")


if __name__ == "__main__":
    main()
