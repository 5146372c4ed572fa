"""The history replayed: under the configuration it came under, it tells what was really told."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.backtest.history import Backtest, backtest
from bot.backtest.outcome import compare
from bot.backtest.sides import Side
from bot.backtest.trial import Trial, trial
from bot.catalogue import Catalogue
from bot.feeds.poll import FeedReader, Polled
from bot.figures import parse_condition
from bot.model import (
    Budget,
    Deliver,
    Feed,
    FeedState,
    Item,
    Manner,
    QuietHours,
    Settings,
    Watch,
    Watchlist,
    make_id,
)
from bot.pipeline import Pipeline
from bot.storage import Database, open_store
from tests.support.stores import sqlite_file

START = datetime(2026, 7, 1, 6, tzinfo=UTC)
DAYS = 3
FEEDS = [Feed(id=f"f{n}", url=f"https://{n}.example/feed", name=n.upper()) for n in "ab"]
SETTINGS = Settings(
    timezone="Europe/Berlin",
    quiet_hours=QuietHours(start=time(22), end=time(7)),
    budget=Budget(messages=3, window=timedelta(minutes=30)),
)
XIAOMI = Watch(id=make_id("w", "Xiaomi"), name="Xiaomi", kind="company", aliases=("小米",))
TESLA = Watch(
    id=make_id("w", "Tesla"),
    name="Tesla",
    kind="company",
    manner=Manner(cooldown=timedelta(hours=2)),
)
NIO = Watch(
    id=make_id("w", "Nio"),
    name="Nio",
    kind="company",
    manner=Manner(deliver=Deliver(every="daily")),
)
FIGURE = Watch(
    id=make_id("w", "figure"),
    name="SU7 deliveries",
    kind="figure",
    subject="Xiaomi",
    metric=("deliveries",),
    unit="vehicles",
    condition=parse_condition("record high", "vehicles"),
)
SUBJECTS = (
    "opens a battery plant in Hungary", "recalls trucks over a faulty brake sensor",
    "hires a new head of design from Porsche", "cuts prices of its cheapest sedan",
    "shows an electric van at a fair in Milan", "is sued by a former supplier of seats",
    "delays its robotaxi until next spring", "signs a contract with a lithium miner",
    "ends its partnership with a chip maker", "raises the salaries of factory workers",
)  # fmt: skip


def lists(*watches: Watch) -> Catalogue:
    made = [
        Watchlist(id="l1", name="EV", watches=watches, post_to=("desk",)),
        Watchlist(
            id="l2",
            name="Figures",
            watches=(replace(XIAOMI, id=make_id("w", "other")),),
            post_to=("club", "desk"),
            feeds=("A",),
        ),
    ]
    return Catalogue.build(SETTINGS, FEEDS, made)


class Scripted(FeedReader):
    def __init__(self) -> None:
        self.brings: list[Polled] = []

    async def poll(self, feed_id: str, status: Any = None) -> Polled | None:
        return self.brings.pop(0)


class Life:
    """A bot that reads invented news for some days, by a clock of its own."""

    def __init__(self, store: Database, catalogue: Catalogue) -> None:
        self.store, self.now, self.number = store, START, 0
        self.reader, self.chance = Scripted(), random.Random(11)
        self.pipeline = Pipeline(
            store=store,
            reader=self.reader,
            catalogue=lambda: catalogue,
            clock=lambda: self.now,
            enqueued=lambda _: None,
        )

    async def live(self, days: int) -> None:
        told: list[str] = []
        while self.now < START + timedelta(days=days):
            await self.pipeline.release()
            many = self.chance.choice((0, 0, 1, 1, 1, 3))
            titles = [self._title(told) for _ in range(many)]
            flood = bool(titles) and self.chance.random() < 0.02
            gap = timedelta(days=2) if titles and self.chance.random() < 0.02 else None
            await self._bring(titles, flood=flood, gap=gap)
            # Step by step: what waits is released in its minute, as it is in a life.
            for _ in range(self.chance.choice((10, 45, 90)) // 5):
                await self.pipeline.release()
                self.now += timedelta(minutes=5)
        self.now = START + timedelta(days=days)
        await self.pipeline.release()

    def _title(self, told: list[str]) -> str:
        if told and self.chance.random() < 0.35:
            return self.chance.choice(told[-6:]) + self.chance.choice(("", ", report says"))
        if self.chance.random() < 0.15:
            count = 1_000 * self.chance.randint(5, 90) + self.chance.randint(1, 900)
            title = f"Xiaomi deliveries reach {count:,} vehicles in week {self.number % 50 + 1}"
        else:
            who = self.chance.choice(("Xiaomi", "小米", "Tesla", "Nio", "Toyota", "Volvo"))
            number = self.chance.randint(2, 900)
            title = f"{who} {self.chance.choice(SUBJECTS)}, {number} people affected"
        told.append(title)
        return title

    async def _bring(self, titles: Sequence[str], *, flood: bool, gap: timedelta | None) -> None:
        feed = self.chance.choice(FEEDS)
        age = timedelta(hours=5) if gap else timedelta(minutes=3)
        items = tuple(self._item(title, feed, age) for title in titles)
        state = FeedState(feed_id=feed.id, baseline=True, last_poll=self.now)
        silent = self.chance.random() < 0.05
        self.reader.brings.append(
            Polled(
                feed=feed,
                state=state,
                new=() if silent else items,
                baseline=items if silent else (),
                flood=flood,
                gap=gap,
            )
        )
        await self.pipeline.poll(feed.id)

    def _item(self, title: str, feed: Feed, age: timedelta) -> Item:
        self.number += 1
        url = f"https://{feed.name.lower()}.example/{self.number}"
        return Item(
            id=make_id("i", str(self.number)), feed_id=feed.id, title=title, url=url,
            canonical_url=url, seen=self.now, published=self.now - age,
            source=feed.name, keys=(url,),
        )  # fmt: skip


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("life") / "tidings.db"

    async def live() -> None:
        store = await open_store(sqlite_file(path))
        await store.sync_feeds(FEEDS, START)
        await Life(store, lists(XIAOMI, TESLA, NIO, FIGURE)).live(DAYS)
        await store.close()

    asyncio.run(live())
    return path


@pytest.fixture
async def history(lived: Path) -> AsyncIterator[Database]:
    store = await open_store(f"sqlite:///{lived}", create=False)
    yield store
    await store.close()


async def replayed(
    store: Database, *catalogues: Catalogue, since: datetime = START, quick: bool = False
) -> Backtest:
    running = lists(XIAOMI, TESLA, NIO, FIGURE)
    until = START + timedelta(days=DAYS)
    return await backtest(
        store, running, catalogues or [running], since=since, until=until, quick=quick
    )


@pytest.mark.parametrize("quick", [False, True])
@pytest.mark.parametrize("skipped", [0, 1])
async def test_the_same_configuration_tells_what_was_really_told(
    history: Database, skipped: int, quick: bool
) -> None:
    made = await replayed(history, since=START + timedelta(days=skipped), quick=quick)
    then, now = made.then, made.replayed[0]
    difference = compare(then.told, now.told)
    assert not difference.gained
    assert not difference.lost
    assert not difference.sooner
    assert not difference.later
    assert len(now.alerts) == len(then.alerts) > 5
    assert len(now.digested) == len(then.digested) > 3
    assert (now.items, now.silent) == (then.items, then.silent)
    assert (now.events, now.grown, now.waiting) == (then.events, then.grown, then.waiting)
    assert now.dropped == then.dropped


async def test_it_is_the_same_every_time_and_writes_nothing(history: Database) -> None:
    before = await history.totals(START)
    assert (await replayed(history)).replayed == (await replayed(history)).replayed
    assert await history.totals(START) == before


async def test_what_a_watch_less_would_have_lost(history: Database) -> None:
    with_all, without = lists(XIAOMI, TESLA, NIO, FIGURE), lists(XIAOMI, NIO, FIGURE)
    made = await replayed(history, with_all, without)
    difference = compare(made.replayed[0].told, made.replayed[1].told)
    lost = [each for each in difference.lost if each.watches == ("Tesla",)]
    assert len(lost) > 5
    assert all("Tesla" in each.title for each in lost)
    assert not [each for each in made.replayed[1].told if "Tesla" in each.watches]


async def test_a_new_name_finds_what_nobody_looked_for(history: Database) -> None:
    volvo = Watch(id=make_id("w", "Volvo"), name="Volvo", kind="company")
    running = lists(XIAOMI, TESLA, NIO, FIGURE)
    made = await replayed(history, running, lists(XIAOMI, TESLA, NIO, FIGURE, volvo))
    difference = compare(made.replayed[0].told, made.replayed[1].told)
    gained = [each for each in difference.gained if "Volvo" in each.watches]
    assert len(gained) > 5
    assert all("Volvo" in each.title for each in gained)
    assert {each.destination for each in gained} == {"desk"}


async def test_other_settings_put_off_what_was_told_at_once(history: Database) -> None:
    running = lists(XIAOMI, TESLA, NIO, FIGURE)
    calm = Catalogue.build(
        replace(SETTINGS, deliver=Deliver(every="daily")), FEEDS, running.watchlists
    )
    made = await replayed(history, running, calm)
    before, after = made.replayed
    assert len(compare(before.told, after.told).later) > 5
    assert len(after.alerts) < len(before.alerts) / 4
    assert after.digests is not None
    assert after.digests >= DAYS


async def test_feeds_that_are_not_configured_bring_nothing(history: Database) -> None:
    running = lists(XIAOMI, TESLA, NIO, FIGURE)
    fewer = Catalogue.build(SETTINGS, FEEDS[:1], running.watchlists)
    after = (await replayed(history, running, fewer)).replayed[1]
    assert after.skipped > 20
    assert {each.source for each in after.told} == {"A"}


# ── one edit: what it can concern, against everything ────────────────────────────────────


class Whole:
    """A store whose index finds everything."""

    def __init__(self, store: Database) -> None:
        self._store = store

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    async def touching(self, *_: object, since: datetime, limit: int) -> list[str]:
        ids: list[str] = []
        async for batch in self._store.history(since, START + timedelta(days=DAYS)):
            ids += [past.item.id for past in batch]
        return ids[-limit:]


NOBODY = Watchlist(
    id="l3",
    name="Nobody",
    post_to=("desk",),
    watches=(replace(FIGURE, id=make_id("w", "nobody"), subject="Nobody", name="Nobody"),),
)
EDITS = st.fixed_dictionaries(
    {},
    optional={
        "aliases": st.lists(
            st.sampled_from(["小米", "Toyota", "Volvo", "Tesla", "Milan"]), max_size=2
        )
        .map(dict.fromkeys)
        .map(tuple),
        "exclude": st.sampled_from([(), ("Tesla opens",), ("Xiaomi cuts", "小米")]),
        "context": st.sampled_from([(), ("battery", "salaries")]),
        "fuzzy": st.booleans(),
        "manner": st.builds(
            Manner,
            deliver=st.sampled_from([None, Deliver(every="daily"), Deliver(every="hourly")]),
            severity=st.sampled_from([None, "high", "low"]),
            cooldown=st.sampled_from([None, timedelta(0), timedelta(hours=3)]),
        ),
    },
)


@given(
    old=st.sampled_from([XIAOMI, TESLA, NIO, FIGURE, None]),
    changes=EDITS,
    figures=st.booleans(),
)
@settings(max_examples=15)
def test_a_preview_finds_what_a_look_at_everything_finds(
    lived: Path, old: Watch | None, changes: dict[str, Any], figures: bool
) -> None:
    """Neither the index nor the figures left unread change what an edit is said to do."""
    running = lists(XIAOMI, TESLA, NIO, *([FIGURE] if figures or old is FIGURE else []))
    watchlist = running.watchlists[0]
    if old is FIGURE:
        changes = {key: value for key, value in changes.items() if key == "manner"}
    toyota = Watch(id=make_id("w", "Toyota"), name="Toyota", kind="company")
    new = replace(old or toyota, **changes)
    kept = [each for each in watchlist.watches if each.id != new.id]
    before = Side(watch=old, watchlist=watchlist) if old else None
    after = Side(watch=new, watchlist=replace(watchlist, watches=(*kept, new)))
    counted = Catalogue.build(SETTINGS, FEEDS, [*running.watchlists, NOBODY], previous=running)

    async def both() -> tuple[Trial, Trial]:
        store = await open_store(f"sqlite:///{lived}", create=False)
        try:
            now, limit = START + timedelta(days=DAYS), timedelta(minutes=5)
            quick = await trial(store, running, before, after, now=now, days=DAYS, limit=limit)
            whole: Any = Whole(store)
            slow = await trial(whole, counted, before, after, now=now, days=DAYS, limit=limit)
            return quick, slow
        finally:
            await store.close()

    quick, slow = asyncio.run(both())
    assert quick.after == slow.after
    assert quick.before == slow.before
    assert quick.looked == quick.total == slow.total
