"""Expected figures that did not come, on a real store with a clock that the test sets."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from bot.card import from_json
from bot.catalogue import Catalogue
from bot.expecting import PATIENCE, Expecting
from bot.figures import parse_condition
from bot.model import (
    Delivery,
    DeliveryStatus,
    Destination,
    Feed,
    FeedState,
    Mute,
    Period,
    QuietHours,
    Settings,
    Watch,
    Watchlist,
)
from bot.ports import Ingest
from bot.storage import Database, open_store
from tests.support.records import a_reading, an_item
from tests.support.stores import postgres_database, postgres_server, store_url

__all__ = ["postgres_database", "postgres_server", "store_url"]

TUESDAY = datetime(2026, 7, 14, 16, tzinfo=UTC)
"""18:00 in Berlin."""
WEEK = timedelta(days=7)
HOUR = timedelta(hours=1)
FEED = Feed(id="f1", url="https://wire.example/feed", name="Wire")
SERIES = "tesla|registrations|count|W|china"


def week_before(moment: datetime) -> Period:
    start = datetime.combine(
        (moment - timedelta(days=7 + moment.weekday())).date(), time(0), tzinfo=UTC
    )
    number = start.isocalendar().week
    return Period(label=f"week {number}", start=start, end=start + WEEK, freq="W")


class Bench:
    def __init__(self, store: Database) -> None:
        self.store = store
        self.now = TUESDAY - timedelta(days=3)
        self.when = "not seen by Tuesday 18:00"
        self.settings = Settings(
            timezone="Europe/Berlin",
            destinations=(
                Destination(name="desk", platform="console"),
                Destination(name="club", platform="discord", address="1", timezone="Asia/Tokyo"),
            ),
        )
        self.post_to: tuple[str, ...] = ("desk",)
        self.asked: list[str] = []
        self.kicked: list[str] = []
        self.restart()

    def restart(self) -> None:
        self.expecting = Expecting(
            store=self.store,
            catalogue=self.catalogue,
            clock=lambda: self.now,
            enqueued=self.kicked.append,
            read=self._poll,
        )

    def catalogue(self) -> Catalogue:
        tesla = Watch(id="w1", name="Tesla", kind="company", aliases=("特斯拉",))
        expected = Watch(
            id="w2",
            name="Tesla China registrations",
            kind="figure",
            subject="Tesla",
            metric=("registrations",),
            period="week",
            condition=parse_condition(self.when),
        )
        watchlist = Watchlist(id="l1", name="EV", watches=(tesla, expected), post_to=self.post_to)
        return Catalogue.build(self.settings, [FEED], [watchlist])

    async def _poll(self, feed_id: str) -> None:
        self.asked.append(feed_id)
        await self.read()

    async def read(self, *, failures: int = 0) -> None:
        """The feed is read now, with or without success."""
        status = await self.store.feed(FEED.id)
        ok = status.state.last_ok if status and failures else self.now
        await self.store.save_state(
            FeedState(feed_id=FEED.id, last_poll=self.now, last_ok=ok, failures=failures)
        )

    async def reading(self, value: float, at: datetime, **more: object) -> None:
        """A reading said at ``at`` and seen now."""
        name = f"{value}{at}"
        given: dict[str, object] = {
            "series": SERIES, "item_id": name, "story_id": f"s{name}", "source": "CnEVPost",
            "metric": "registrations", "subject": "Tesla", "period": week_before(at),
            "published": at, "low": None, "high": None, "qualifier": "", "about": (),
            "correction": False,
        }  # fmt: skip
        reading = a_reading(max(self.now, at), value, **given | more)
        item = an_item(name, id=name, seen=reading.seen, published=at, keys=(name,))
        await self.store.ingest([Ingest(item=item, readings=(reading,))])

    async def look(self, at: datetime | None = None, *, read: bool = True) -> list[Delivery]:
        """What is told at ``at``, after the feed was read."""
        self.now = at or self.now
        before = await self.told()
        if read:
            await self.read()
        await self.expecting.look()
        return (await self.told())[len(before) :]

    async def told(self) -> list[Delivery]:
        return await self.store.unsettled([DeliveryStatus.PENDING])


@pytest.fixture
async def bench(store_url: str) -> AsyncIterator[Bench]:
    store = await open_store(store_url)
    await store.sync_feeds([FEED], TUESDAY)
    made = Bench(store)
    await made.look()
    yield made
    await store.close()


def words(delivery: Delivery) -> str:
    return from_json(delivery.card).fallback


async def test_what_did_not_come_is_told_once_with_what_was_last_seen(bench: Bench) -> None:
    await bench.reading(15_600, TUESDAY - WEEK - HOUR)
    assert await bench.look(TUESDAY - timedelta(seconds=1)) == []
    (told,) = await bench.look(TUESDAY + timedelta(seconds=1))
    text = words(told)
    assert "Not seen: Tesla China registrations" in text
    assert "was expected by 18:00, and nothing new came after Tue 7 Jul 18:00 · EV" in text
    assert "Last seen: 15,600 vehicles, week 27 · CnEVPost · Tue 7 Jul 17:00" in text
    assert (told.destination, told.kind, bench.kicked) == ("desk", "notice", ["desk"])
    assert await bench.look(TUESDAY + HOUR) == []
    bench.restart()
    assert await bench.look(TUESDAY + 2 * HOUR) == []
    (again,) = await bench.look(TUESDAY + WEEK)
    assert again.key != told.key


async def test_what_came_is_not_missed(bench: Bench) -> None:
    await bench.reading(15_600, TUESDAY - HOUR)
    assert await bench.look(TUESDAY) == []
    assert await bench.look(TUESDAY + timedelta(days=1)) == []


async def test_nothing_is_expected_of_the_time_before_it_was_asked_for(bench: Bench) -> None:
    bench.when = "not seen by Friday 10:00"
    assert await bench.look(TUESDAY + HOUR) == []
    (told,) = await bench.look(TUESDAY + timedelta(days=3))
    assert "Last seen: never so far" in words(told)


@pytest.mark.parametrize(
    "more",
    [
        {"period": week_before(TUESDAY - WEEK)},  # last week's number, repeated
        {"status": "forecast"},
        {"subject": "BYD"},
        {"metric": "deliveries"},
        {"period": None},
        {"period": Period(label="July", start=TUESDAY - 13 * HOUR * 24, freq="M")},
    ],
)
async def test_what_is_not_the_figure_that_is_expected(
    bench: Bench, more: dict[str, object]
) -> None:
    await bench.reading(15_600, TUESDAY - WEEK - HOUR)
    await bench.reading(15_600, TUESDAY - HOUR, **more)
    (told,) = await bench.look(TUESDAY)
    assert "15,600 vehicles, week 27" in words(told)


async def test_a_figure_that_came_while_the_bot_was_down_is_found_first(bench: Bench) -> None:
    bench.now = TUESDAY + 5 * HOUR
    bench.restart()
    assert await bench.look(read=False) == [], "the feed has yet to be read"
    await bench.reading(15_600, TUESDAY - HOUR)
    assert await bench.look() == []
    assert await bench.look(TUESDAY + 6 * HOUR) == []


async def test_a_figure_that_did_not_come_while_the_bot_was_down_is_told_once(
    bench: Bench,
) -> None:
    bench.now = TUESDAY + 3 * WEEK + HOUR
    bench.restart()
    (told,) = await bench.look()
    assert "expected by 18:00, and nothing new came after Tue 28 Jul 18:00" in words(told)
    assert await bench.look(bench.now + HOUR) == []


async def test_a_slow_feed_is_read_before_anything_is_said(bench: Bench) -> None:
    assert await bench.look(TUESDAY + timedelta(minutes=1), read=False) == []
    assert bench.asked == []
    (told,) = await bench.look(TUESDAY + PATIENCE, read=False)
    assert bench.asked == ["f1"]
    assert "could not be read" not in words(told)


async def test_a_feed_that_fails_is_named(bench: Bench) -> None:
    bench.now = TUESDAY + timedelta(minutes=1)
    await bench.read(failures=3)
    (told,) = await bench.look(read=False)
    assert "1 feed could not be read since, and may have it: Wire" in words(told)


async def test_each_place_has_its_own_clock(bench: Bench) -> None:
    bench.post_to = ("desk", "club")
    await bench.look(TUESDAY - timedelta(days=2))
    tokyo = TUESDAY - 7 * HOUR
    assert [each.destination for each in await bench.look(tokyo)] == ["club"]
    assert [each.destination for each in await bench.look(TUESDAY)] == ["desk"]


async def test_quiet_hours_are_kept_and_what_comes_in_them_counts(bench: Bench) -> None:
    quiet = QuietHours(start=time(17), end=time(20))
    bench.settings = replace(bench.settings, quiet_hours=quiet)
    assert await bench.look(TUESDAY) == []
    assert len(await bench.look(TUESDAY + 2 * HOUR)) == 1
    assert await bench.look(TUESDAY + WEEK) == []
    await bench.reading(11_900, TUESDAY + WEEK + HOUR)
    assert await bench.look(TUESDAY + WEEK + 2 * HOUR) == []


async def test_a_muted_name_is_not_told_later_either(bench: Bench) -> None:
    mute = Mute(
        id="m1", kind="name", target="tesla china registrations", label="it", scope="console",
        destination="console", until=TUESDAY + HOUR, by="me", created=TUESDAY,
    )  # fmt: skip
    bench.store = _Muted(bench.store, mute)  # type: ignore[assignment]
    bench.restart()
    assert await bench.look(TUESDAY) == []
    assert await bench.look(TUESDAY + 2 * HOUR) == []


class _Muted:
    """The store, with one mute."""

    def __init__(self, store: Database, mute: Mute) -> None:
        self._store = store
        self._mute = mute

    async def mutes(self, now: datetime) -> list[Mute]:
        return [self._mute] if now < self._mute.until else []

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)
