"""``follow`` from the typed word to the direct message, with the person's own quiet."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.delivery.outbox import Outbox
from bot.feeds.poll import FeedReader, Polled
from bot.model import (
    Destination,
    FeedState,
    Item,
    Manner,
    Settings,
    User,
    Watch,
    Watchlist,
    make_id,
)
from bot.pipeline import Pipeline
from bot.storage import open_store
from tests.support.bench import START, Bench, feed
from tests.support.fakeplatform import FakePlatform, Message
from tests.support.stores import sqlite_file

KIM = {"user": User(id="slack:U0KIM", name="Kim"), "platform": "slack", "scope": "slack:T1"}
IN_CHANNEL = {**KIM, "channel": "C0EV"}
IN_DIRECT = {**KIM, "channel": "D0KIM", "direct": True}
FEED = feed("https://a.example/feed", "A")


class Scripted(FeedReader):
    def __init__(self) -> None:
        self.brings: list[Polled] = []

    async def poll(self, feed_id: str, status: object = None) -> Polled | None:
        return self.brings.pop(0)


class Workspace:
    """Somebody at a desk, a pipeline behind it, and Slack in memory."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.slack = FakePlatform(lambda: bench.now, name="slack")
        self.reader = Scripted()
        self.pipeline = Pipeline(
            store=bench.store,
            reader=self.reader,
            catalogue=lambda: bench.catalogue,
            clock=lambda: bench.now,
            enqueued=lambda _: None,
        )
        console = FakePlatform(lambda: bench.now, name="console")
        self.outbox = Outbox(
            bench.store,
            {"slack": self.slack, "console": console},
            lambda name: bench.catalogue.destination(name),
            lambda: bench.now,
            random=lambda: 0.0,
        )

    async def report(self, title: str, number: int) -> None:
        now, url = self.bench.now, f"https://a.example/{number}"
        item = Item(
            id=f"i{number}", feed_id=FEED.id, title=title, url=url, canonical_url=url, seen=now,
            published=now, source="A", keys=(f"g:{number}",),
        )  # fmt: skip
        state = FeedState(feed_id=FEED.id, baseline=True, body_hash=url, last_poll=now)
        self.reader.brings.append(Polled(feed=FEED, state=state, new=(item,)))
        await self.pipeline.poll(FEED.id)
        await self.outbox.sweep()

    async def later(self, **span: int) -> None:
        self.bench.now += timedelta(**span)
        await self.pipeline.release()
        await self.outbox.sweep()

    def at(self, address: str) -> list[Message]:
        return [each for each in self.slack.messages if each.address == address]


@pytest.fixture
async def workspace(tmp_path: Path) -> AsyncIterator[Workspace]:
    store = await open_store(sqlite_file(tmp_path / "tidings.db"))
    desk = Destination(name="ev-desk", platform="slack", address="C0EV")
    bench = Bench(store, Settings(timezone="Europe/Berlin", destinations=(desk,)))
    bench.now = START.replace(hour=19, minute=30)  # 21:30 in Berlin, 03:30 in Shanghai
    bench.feeds = [FEED]
    watch = Watch(
        id=make_id("w", "Xiaomi"), name="Xiaomi", kind="company", aliases=("小米",),
        manner=Manner(mention=("slack:S0DESK1",)),
    )  # fmt: skip
    bench.files = [Watchlist(id="l1", name="EV", watches=(watch,), post_to=("ev-desk",))]
    await bench.changed()
    yield Workspace(bench)
    await store.close()


async def test_what_one_follows_comes_by_direct_message(workspace: Workspace) -> None:
    say = workspace.bench.say
    assert (await say("follow Xiaomi", **IN_CHANNEL)).tone == "good"
    await workspace.report("小米 opens a foundry in Wuhan", 1)
    (own,), (channels,) = workspace.at("U0KIM"), workspace.at("C0EV")
    assert own.card.title == channels.card.title == "小米 opens a foundry in Wuhan"
    assert own.card.mention == (), "a ping of the channel's is none of a person's"
    assert channels.card.mention == ("slack:S0DESK1",)
    await say("unfollow Xiaomi", **IN_DIRECT)
    await workspace.report("Lawyers sue Xiaomi over scooters", 2)
    assert len(workspace.at("U0KIM")) == 1


async def test_a_person_has_quiet_hours_of_their_own(workspace: Workspace) -> None:
    say = workspace.bench.say
    await say("follow Xiaomi", **IN_DIRECT)
    await say("digest quiet:22:00-07:00 timezone:Asia/Shanghai", **IN_DIRECT)
    await workspace.report("Xiaomi opens a foundry in Wuhan", 1)
    assert workspace.at("U0KIM") == []
    assert len(workspace.at("C0EV")) == 1, "the channel is told at once"
    waits = await say("digest", **IN_DIRECT)
    assert "1 story waiting" in waits.fallback
    assert "due tomorrow 07:00" not in waits.fallback
    assert "due 07:00" in waits.fallback, "by the person's own clock"
    await workspace.later(hours=3, minutes=29)
    assert workspace.at("U0KIM") == []
    await workspace.later(minutes=1)
    (card,) = workspace.at("U0KIM")
    assert card.card.title == "Xiaomi opens a foundry in Wuhan"
    assert "4 h later" in card.card.fallback or "3 h later" in card.card.fallback


async def test_a_person_may_have_it_all_in_one_digest_or_now(workspace: Workspace) -> None:
    say = workspace.bench.say
    await say("follow Xiaomi", **IN_CHANNEL)
    await say("digest daily 08:00 for:me", **IN_CHANNEL)
    await workspace.report("Xiaomi opens a foundry in Wuhan", 1)
    await workspace.report("Lawyers sue Xiaomi over scooters", 2)
    assert workspace.at("U0KIM") == []
    assert (await say("digest now for:me", **IN_CHANNEL)).title == "2 stories on the way"
    await workspace.later(seconds=15)
    (digest,) = workspace.at("U0KIM")
    assert "Wuhan" in digest.card.fallback
    assert "scooters" in digest.card.fallback


async def test_a_mute_of_ones_own_is_ones_own(workspace: Workspace) -> None:
    say = workspace.bench.say
    await say("follow Xiaomi", **IN_DIRECT)
    assert "Only in your direct messages." in (await say("mute Xiaomi 2h", **IN_DIRECT)).fallback
    await workspace.report("Xiaomi opens a foundry in Wuhan", 1)
    assert workspace.at("U0KIM") == []
    assert len(workspace.at("C0EV")) == 1
    await workspace.later(hours=3)
    await workspace.report("Lawyers sue Xiaomi over scooters", 2)
    assert len(workspace.at("U0KIM")) == 1


async def test_a_name_on_no_watchlist_is_followed_by_its_words(workspace: Workspace) -> None:
    await workspace.bench.say("follow Zeekr 007", **IN_DIRECT)
    await workspace.report("Zeekr 007 goes on sale in Norway", 1)
    assert len(workspace.at("U0KIM")) == 1
    assert workspace.at("C0EV") == []


async def test_a_watchlist_made_in_direct_messages_and_a_follow_tell_once(
    workspace: Workspace,
) -> None:
    bench = workspace.bench
    boss = {**IN_DIRECT, "user": replace(IN_DIRECT["user"], admin=True)}  # type: ignore[type-var] # a user
    await bench.say("follow Xiaomi", **boss)
    await bench.press(await bench.say("watch add Xiaomi", **boss), "Save", **boss)
    await workspace.report("Xiaomi opens a foundry in Wuhan", 1)
    assert len(workspace.at("U0KIM")) == 1
    assert workspace.at("D0KIM") == []
