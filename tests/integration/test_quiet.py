"""Held alerts through time, on a real database: told once, at the right hour, whatever comes."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.catalogue import Catalogue
from bot.config.build import build_settings
from bot.config.schema import EntitySection, TidingsFile
from bot.feeds.poll import FeedReader, Polled
from bot.model import (
    AlertStatus,
    DeliveryStatus,
    Edit,
    Feed,
    FeedState,
    Item,
    Manner,
    Mute,
    Settings,
    Verdict,
    Watch,
    Watchlist,
    make_id,
)
from bot.pipeline import Pipeline
from bot.plain import write
from bot.storage import Database, open_store
from tests.support.stores import sqlite_file

NIGHT = datetime(2026, 10, 24, 20, 30, tzinfo=UTC)
"""22:30 in Berlin; clocks go back in the night that follows."""
FEED = Feed(id="f1", url="https://a.example/feed", name="A")


class Scripted(FeedReader):
    def __init__(self) -> None:
        self.brings: list[Polled] = []

    async def poll(self, feed_id: str, status: Any = None) -> Polled | None:
        return self.brings.pop(0)


class Newsroom:
    """A pipeline whose clock and news the test holds in its hands."""

    def __init__(self, url: str, store: Database, settings: Settings, **watches: Manner) -> None:
        self.url = url
        self.store = store
        self.now = NIGHT
        self.settings = settings
        self.watches = watches
        self.reader = Scripted()
        self.pipeline = self.started()
        self.numbers = 0

    def started(self) -> Pipeline:
        return Pipeline(
            store=self.store,
            reader=self.reader,
            catalogue=self.catalogue,
            clock=lambda: self.now,
            enqueued=lambda _: None,
        )

    def catalogue(self) -> Catalogue:
        watches = tuple(
            Watch(id=make_id("w", name), name=name, kind="company", manner=manner)
            for name, manner in self.watches.items()
        )
        lists = [Watchlist(id="l1", name="EV", watches=watches, post_to=("desk",))]
        return Catalogue.build(self.settings, [FEED], lists)

    async def restart(self) -> None:
        await self.store.close()
        self.store = await open_store(self.url)
        self.pipeline = self.started()

    async def report(
        self,
        title: str,
        *,
        source: str = "A",
        age: timedelta = timedelta(0),
        gap: timedelta | None = None,
    ) -> Item:
        self.numbers += 1
        number = self.numbers
        item = Item(
            id=f"i{number}", feed_id="f1", title=title, url=f"https://a.example/{number}",
            canonical_url=f"https://a.example/{number}", seen=self.now, published=self.now - age,
            source=source, keys=(f"g:{number}",),
        )  # fmt: skip
        state = FeedState(feed_id="f1", baseline=True, body_hash=str(number), last_poll=self.now)
        self.reader.brings.append(Polled(feed=FEED, state=state, new=(item,), gap=gap))
        await self.pipeline.poll("f1")
        return item

    async def decided(self, item: Item) -> str:
        (decision,) = await self.store.decisions(item.id)
        return f"{decision.verdict.value}: {decision.why}"

    async def at(self, clock: str, *, days: int = 0) -> list[str]:
        """The lines of what is sent when it is so late (in UTC), since the last time asked."""
        hour, minute = map(int, clock.split(":"))
        self.now = NIGHT.replace(hour=hour, minute=minute) + timedelta(days=days)
        await self.pipeline.release()
        return await self.sent()

    async def sent(self) -> list[str]:
        lines = []
        for delivery in await self.store.unsettled([DeliveryStatus.PENDING]):
            await self.store.settle(delivery.id, DeliveryStatus.SENT)
            lines.append(str(delivery.card["title"]))
        return lines

    async def mute(self, name: str) -> None:
        mute = Mute(
            id="m1", kind="name", target=name.casefold(), label=name, scope="", by="me",
            destination="slack:#desk", until=self.now + timedelta(days=2), created=self.now,
        )  # fmt: skip
        edit = Edit(
            id="e1", scope="", kind="mute", target="m1", summary="muted", before=None,
            after=write(mute), by="me", at=self.now,
        )  # fmt: skip
        await self.store.apply_edit(edit)


Open = Callable[..., Awaitable[Newsroom]]


@pytest.fixture
async def room_with(tmp_path: Path) -> AsyncIterator[Open]:
    url, rooms = sqlite_file(tmp_path / "tidings.db"), list[Newsroom]()

    async def opened(settings: Settings, **watches: Manner) -> Newsroom:
        store = await open_store(url)
        await store.sync_feeds([FEED], NIGHT)
        rooms.append(Newsroom(url, store, settings, **watches))
        return rooms[-1]

    yield opened
    for room in rooms:
        await room.store.close()


def settings(**desk: Any) -> Settings:
    place = {"to": "slack:#desk", "timezone": "Europe/Berlin", **desk}
    return build_settings(TidingsFile.model_validate({"destinations": {"desk": place}}))


def manner(**wishes: Any) -> Manner:
    section = EntitySection.model_validate({"name": "x", **wishes})
    return Manner(deliver=section.deliver, severity=section.severity, cooldown=section.cooldown)


async def test_a_night_is_told_in_the_morning_whatever_clocks_do(room_with: Open) -> None:
    room = await room_with(settings(quiet_hours="22:00-07:00"), Xiaomi=Manner(), Tesla=Manner())
    first = await room.report("Xiaomi opens a foundry in Wuhan")
    assert "hold: quiet hours until Sun 25 Oct 07:00" in await room.decided(first)
    await room.restart()
    again = await room.report("Xiaomi opens a foundry in Wuhan", source="B")
    assert "drop: its story waits for a digest" in await room.decided(again)
    await room.report("Tesla recalls cars in Norway over seat belts")
    assert await room.at("05:59", days=1) == [], "it is 06:59 in Berlin"
    assert await room.at("06:00", days=1) == ["Digest: 2 stories"]
    assert await room.at("06:01", days=1) == []
    late = await room.report("Xiaomi opens a foundry in Wuhan", source="C")
    assert "drop: its story was told in a digest" in await room.decided(late)
    assert await room.sent() == []


async def test_what_was_missed_while_we_were_down_is_told_outside_quiet_hours(
    room_with: Open,
) -> None:
    room = await room_with(settings(deliver="daily 23:00"), Xiaomi=Manner())
    await room.report("Xiaomi opens a foundry in Wuhan")
    room.settings = settings(deliver="daily 23:00", quiet_hours="22:45-07:00")
    await room.restart()
    assert await room.at("23:50") == [], "quiet by now"
    assert await room.at("07:00", days=1) == ["Digest: 1 story"], "wanted as a digest"


async def test_somebody_may_ask_for_it_now(room_with: Open) -> None:
    room = await room_with(settings(deliver="weekly", quiet_hours="22:00-07:00"), Xiaomi=Manner())
    await room.report("Xiaomi opens a foundry in Wuhan")
    assert await room.at("20:31") == []
    assert await room.store.hasten_held("desk") == 1
    assert await room.at("20:32") == ["Digest: 1 story"], "although it is quiet: they asked"


async def test_a_digest_of_which_nothing_is_left_is_not_sent(room_with: Open) -> None:
    room = await room_with(settings(deliver="daily 08:00"), Xiaomi=Manner())
    await room.report("Xiaomi opens a foundry in Wuhan")
    await room.mute("Xiaomi")
    assert await room.at("08:00", days=1) == []
    (alert,) = await room.store.alerts()
    assert (alert.status, alert.why) == (AlertStatus.DROPPED, "muted meanwhile: Xiaomi")


async def test_what_is_urgent_comes_at_once_and_not_again_in_the_digest(room_with: Open) -> None:
    room = await room_with(
        settings(deliver="daily 08:00"),
        Xiaomi=Manner(),
        recall=manner(severity="high"),
    )
    await room.report("Xiaomi opens a foundry in Wuhan, a recall")
    assert await room.sent() == ["Xiaomi opens a foundry in Wuhan, a recall"]
    held = await room.report("Tesla and Xiaomi sue each other in Munich court")
    assert (await room.decided(held)).startswith("hold")
    await room.report("Tesla and Xiaomi sue each other in Munich court over a recall", source="B")
    told = await room.sent()
    digest = await room.at("07:00", days=1)
    assert len(told) + len(digest) == 1, "told once: at once, or in the digest"


async def test_a_cooldown_gathers_what_comes_too_fast(room_with: Open) -> None:
    room = await room_with(settings(cooldown="30m"), Xiaomi=Manner(), Tesla=Manner())
    await room.report("Xiaomi opens a foundry in Wuhan")
    assert await room.sent() == ["Xiaomi opens a foundry in Wuhan"]
    room.now += timedelta(minutes=10)
    await room.report("Lawyers sue Xiaomi over scooters")
    await room.report("Tesla recalls cars in Norway over seat belts")
    assert await room.sent() == ["Tesla recalls cars in Norway over seat belts"]
    assert await room.at("21:00") == ["Lawyers sue Xiaomi over scooters"], "alone: its own card"
    again = await room.report("Lawyers sue Xiaomi over scooters", source="B")
    assert "update: also reported by B" in await room.decided(again), "and it grows"
    room.now += timedelta(minutes=10)
    held = await room.report("Xiaomi hires a thousand welders in Oslo")
    assert "cooldown of" in await room.decided(held), "its message counts from when it came"


async def test_what_was_missed_in_days_without_a_look_is_one_digest(room_with: Open) -> None:
    """Whatever the feeds: each brings its backlog, one after the other, and all of it is told."""
    room = await room_with(settings(), Xiaomi=Manner(), recall=manner(severity="high"))
    places = ("Wuhan", "Oslo", "Lima", "Porto", "Quito", "Riga", "Turin", "Delhi", "Bergen")
    missed, age = timedelta(days=2), timedelta(hours=30)
    for number, place in enumerate(places):
        outlet = f"Outlet {number % 3}"
        held = await room.report(
            f"Xiaomi sues a bank in {place}", source=outlet, age=age, gap=missed
        )
        assert "hold: came while its feed was not read for 2 days" in await room.decided(held)
        room.now += timedelta(seconds=20)
    await room.report("Sweden orders a recall of boats", age=age, gap=missed)
    assert await room.sent() == ["Sweden orders a recall of boats"]
    await room.report("Xiaomi hires a thousand welders", age=timedelta(minutes=9), gap=missed)
    assert await room.sent() == ["Xiaomi hires a thousand welders"]
    room.now = NIGHT + timedelta(minutes=10)
    await room.pipeline.release()
    (digest,) = await room.store.unsettled([DeliveryStatus.PENDING])
    assert digest.card["title"] == "Digest: 9 stories"
    assert "Held back: came while its feed was not read for 2 days" in str(digest.card)


async def test_what_alone_was_missed_gets_its_card(room_with: Open) -> None:
    room = await room_with(settings(), Xiaomi=Manner())
    age = timedelta(hours=30)
    await room.report("Xiaomi opens a foundry in Wuhan", age=age, gap=timedelta(days=2))
    assert await room.at("20:39") == []
    assert await room.at("20:40") == ["Xiaomi opens a foundry in Wuhan"]


async def test_a_watch_that_is_removed_takes_what_waits_for_it_along(room_with: Open) -> None:
    room = await room_with(settings(deliver="hourly"), Xiaomi=Manner(), Tesla=Manner())
    await room.report("Xiaomi opens a foundry in Wuhan")
    await room.report("Tesla recalls cars in Norway over seat belts")
    del room.watches["Xiaomi"]
    assert await room.at("21:00") == ["Digest: 1 story"]
    statuses = {each.status: each.why for each in await room.store.alerts()}
    assert "not watched any more" in statuses[AlertStatus.DROPPED]


async def test_every_item_ends_in_one_way(room_with: Open) -> None:
    """A busy day at a destination with every restraint at once: what matched is accounted for."""
    room = await room_with(
        settings(quiet_hours="22:00-07:00", budget="2 per 10m", cooldown="5m"),
        Xiaomi=Manner(),
        Tesla=manner(deliver="hourly"),
        recall=manner(severity="high"),
    )
    places = ("Wuhan", "Oslo", "Lima", "Porto", "Quito", "Riga", "Turin", "Delhi")
    items = []
    for number in range(48):
        room.now = NIGHT + timedelta(minutes=23 * number)
        place, deed = places[number % 8], ("opens a foundry", "sues a bank", "strikes oil")
        name = ("Xiaomi", "Tesla", "Xiaomi recall")[number % 3]
        items.append(await room.report(f"{name} {deed[number % 2]} in {place} {number % 5}"))
        await room.pipeline.release()
    room.now += timedelta(days=2)
    await room.pipeline.release()
    alerts = {each.id: each for each in await room.store.alerts(limit=500)}
    assert AlertStatus.HELD not in {each.status for each in alerts.values()}
    raised = {each.item_id: each for each in alerts.values()}
    for item in items:
        (decision,) = await room.store.decisions(item.id)
        assert decision.why
        match decision.verdict:
            case Verdict.POST:
                assert raised[item.id].status is AlertStatus.OPEN
            case Verdict.HOLD:
                assert raised[item.id].status is not AlertStatus.HELD
            case Verdict.UPDATE | Verdict.DROP:
                assert item.id not in raised or raised[item.id].status is AlertStatus.OPEN
    assert await room.store.held_due(room.now + timedelta(days=99)) == []
