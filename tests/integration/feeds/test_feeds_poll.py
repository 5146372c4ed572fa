"""Whole polls: a scripted server, the real parser, a store in memory."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.errors import FormatError
from bot.feeds.formats import ParsedFeed
from bot.feeds.identity import fold_title
from bot.feeds.parser import Parser
from bot.feeds.poll import FeedReader, Polled, is_teaser
from bot.feeds.polling import PROBE_EVERY, REPEATS_TO_MOVE
from bot.feeds.retrieve import Retriever
from bot.model import Feed, FeedState, PollSettings
from bot.ports import FeedStatus
from tests.support import feedserver as fs
from tests.support.feedserver import FeedServer, feed_server

SETTINGS = PollSettings(allow_private=True, timeout=timedelta(seconds=5))
START = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)


@dataclass
class MemoryStore:
    """The part of the store that a poll asks, and what the pipeline would do with the answer."""

    feeds: dict[str, FeedStatus] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    titles: dict[str, datetime | None] = field(default_factory=dict)

    async def feed(self, feed_id: str) -> FeedStatus | None:
        return self.feeds.get(feed_id)

    async def known_keys(self, feed_id: str, keys: Sequence[str]) -> Mapping[str, str]:
        return {key: self.keys[key] for key in keys if key in self.keys}

    async def known_titles(
        self, feed_id: str, titles: Sequence[str]
    ) -> Mapping[str, datetime | None]:
        return {title: self.titles[title] for title in titles if title in self.titles}

    async def latest_titles(self, feed_id: str, limit: int) -> Sequence[str]:
        return list(self.titles)[: -limit - 1 : -1]

    def take(self, polled: Polled) -> None:
        self.feeds[polled.feed.id] = FeedStatus(feed=polled.feed, state=polled.state)
        for item in (*polled.baseline, *polled.new):
            self.keys.update(dict.fromkeys(item.keys, item.id))
            self.titles[fold_title(item.title)] = item.seen
        for each in polled.rekeyed:
            self.keys.update(dict.fromkeys(each.keys, each.item_id))


@dataclass
class CountingParser:
    inner: Parser
    bodies: int = 0
    fails: Exception | None = None

    async def parse(
        self,
        body: bytes,
        content_type: str,
        url: str,
        *,
        seen_fragments: frozenset[str] = frozenset(),
    ) -> ParsedFeed:
        self.bodies += 1
        if self.fails is not None:
            raise self.fails
        return await self.inner.parse(body, content_type, url, seen_fragments=seen_fragments)


@dataclass
class Desk:
    """A reader with everything around it, and a clock that is moved by hand."""

    server: FeedServer
    store: MemoryStore
    parser: CountingParser
    retriever: Retriever
    now: datetime = START
    articles: dict[str, str] = field(default_factory=dict)

    def follow(self, path: str, *behaviours: fs.Behaviour, **more: object) -> str:
        url = self.server.serve(path, *behaviours)
        feed = replace(Feed(id=f"f{path}", url=url), **more)  # type: ignore[arg-type]  # a test's shorthand
        self.store.feeds[feed.id] = FeedStatus(feed=feed, state=FeedState(feed_id=feed.id))
        return feed.id

    async def full_text(self, url: str) -> str:
        await asyncio.sleep(0)
        if url not in self.articles:
            raise FormatError(f"no article text was found on {url}")
        return self.articles[url]

    async def poll(self, feed_id: str, passed: timedelta = timedelta(minutes=10)) -> Polled:
        """One poll whose outcome is stored, after ``passed``."""
        self.now += passed
        reader = FeedReader(
            self.store,
            self.retriever,
            self.parser,
            lambda: self.now,
            SETTINGS,
            random=lambda: 0.5,
            full_text=self.full_text,
        )
        polled = await reader.poll(feed_id)
        assert polled is not None
        self.store.take(polled)
        return polled


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    retriever = Retriever(SETTINGS)
    async with feed_server() as server, Parser(workers=1) as parser:
        yield Desk(server, MemoryStore(), CountingParser(parser), retriever)
        await retriever.close()


def titles(polled: Polled) -> list[str]:
    return [item.title for item in polled.new]


async def test_first_sight_is_silent_then_only_news_are_new(desk: Desk) -> None:
    feed = desk.follow("/feed", fs.body(fs.rss("One", "Two")))
    first = await desk.poll(feed)
    assert first.new == ()
    assert [item.title for item in first.baseline] == ["One", "Two"]
    assert first.state.baseline
    assert first.state.title == "Loopback Motors"
    assert first.baseline[0].source == "Loopback Motors"
    desk.server.serve("/feed", fs.body(fs.rss("Four", "Three", "One", "Two")))
    second = await desk.poll(feed)
    assert titles(second) == ["Three", "Four"]  # oldest first
    assert second.baseline == ()
    assert second.state.last_new == desk.now
    assert second.new[0].seen == desk.now
    assert not second.flood


async def test_backfill_tells_the_newest_of_the_first_poll(desk: Desk) -> None:
    feed = desk.follow("/feed", fs.body(fs.rss("One", "Two", "Three")), backfill=2)
    first = await desk.poll(feed)
    assert len(first.new) == 2
    assert len(first.baseline) == 1


async def test_an_unchanged_body_is_never_parsed(desk: Desk) -> None:
    plain = desk.follow("/plain", fs.body(fs.rss("One")))
    tagged = desk.follow("/tagged", fs.body(fs.rss("One"), etag='"1"'))
    for feed in (plain, tagged):
        await desk.poll(feed)
    assert desk.parser.bodies == 2
    for feed in (plain, tagged) * 3:
        again = await desk.poll(feed)
        assert (again.new, again.baseline, again.note) == ((), (), "")
        assert again.bare
        assert again.state.last_ok == desk.now
        assert again.state.body_hash
    assert desk.parser.bodies == 2


async def test_only_the_returned_state_moves_on(desk: Desk) -> None:
    """A poll whose outcome is lost finds the same news again."""
    feed = desk.follow("/feed", fs.body(fs.rss("One")))
    await desk.poll(feed)
    desk.server.serve("/feed", fs.body(fs.rss("Two", "One"), etag='"2"'))
    before = desk.store.feeds[feed]
    keys = dict(desk.store.keys)
    lost = await desk.poll(feed)
    desk.store.feeds[feed], desk.store.keys = before, keys
    desk.store.titles.clear()
    again = await desk.poll(feed)
    assert titles(again) == titles(lost) == ["Two"]
    assert again.new[0].id == lost.new[0].id


async def test_regenerated_ids_and_mirrors_are_not_new(desk: Desk) -> None:
    many = [f"Headline number {n} of the big archive" for n in range(30)]
    body = fs.rss(*many)
    feed = desk.follow("/feed", fs.body(body))
    await desk.poll(feed)
    renewed = body.replace(b"<guid isPermaLink='false'>", b"<guid isPermaLink='false'>v2-")
    desk.server.serve("/feed", fs.body(renewed))
    again = await desk.poll(feed)
    assert again.new == ()
    assert len(again.rekeyed) == 30
    assert not again.bare
    mirrored = renewed.replace(b"https://motors.example/", b"http://www.motors.example/")
    desk.server.serve("/feed", fs.body(mirrored))
    assert (await desk.poll(feed)).new == ()


async def test_titles_that_got_a_frame_are_not_new(desk: Desk) -> None:
    many = [f"Headline number {n} of {n * 7} stories of the day" for n in range(12)]
    feed = desk.follow("/feed", fs.body(fs.rss(*many)))
    await desk.poll(feed)
    framed = fs.rss("Truly new today | Motors", *[f"{title} | Motors" for title in many])
    renewed = framed.replace(b"https://motors.example/", b"https://motors.example/new/")
    desk.server.serve("/feed", fs.body(renewed))
    again = await desk.poll(feed)
    assert titles(again) == ["Truly new today | Motors"]
    assert len(again.baseline) == 12
    assert "kept silently" in again.note


async def test_much_at_once_is_a_flood(desk: Desk) -> None:
    feed = desk.follow("/feed", fs.body(fs.rss("One")))
    await desk.poll(feed)
    desk.server.serve("/feed", fs.body(fs.rss(*[f"A wholly new story {n}" for n in range(60)])))
    flood = await desk.poll(feed)
    assert flood.flood
    assert "digest" in flood.note


async def test_after_a_long_pause_news_come_as_missed(desk: Desk) -> None:
    feed = desk.follow("/feed", fs.body(fs.rss("One", "Two", "Three", "Four", *"abcdefghij")))
    await desk.poll(feed)
    status = desk.store.feeds[feed]
    desk.store.feeds[feed] = replace(status, feed=replace(status.feed, paused=True))
    resting = await desk.poll(feed)
    assert resting.note == "paused"
    assert resting.state.next_poll is not None
    assert desk.server.count("/feed") == 1
    desk.store.feeds[feed] = status
    more = [f"Since then {n}" for n in range(6)]
    desk.server.serve("/feed", fs.body(fs.rss(*more, "One", "Two", "Three", "Four", *"abcdefghij")))
    resumed = await desk.poll(feed, timedelta(days=30))
    assert len(resumed.new) == 6
    assert (resumed.flood, resumed.gap) == (False, timedelta(days=30, minutes=10))


@pytest.mark.parametrize(
    ("every", "down", "gap"),
    [
        (None, timedelta(hours=11), None),
        (None, timedelta(hours=13), timedelta(hours=13)),
        (timedelta(days=1), timedelta(hours=47), None),
        (timedelta(days=1), timedelta(hours=50), timedelta(hours=50)),
    ],
)
async def test_a_feed_that_was_down_for_longer_than_it_ever_rests_leaves_a_gap(
    desk: Desk, every: timedelta | None, down: timedelta, gap: timedelta | None
) -> None:
    feed = desk.follow("/feed", fs.body(fs.rss("One")), every=every)
    first = await desk.poll(feed)
    assert first.gap is None
    desk.server.serve("/feed", fs.status(500))
    failed = await desk.poll(feed, down / 2)
    assert (failed.failed, failed.gap) == (True, None)
    many = [f"A story of the days in between, number {n}" for n in range(60)]
    desk.server.serve("/feed", fs.body(fs.rss(*many, "One")))
    back = await desk.poll(feed, down / 2)
    assert len(back.new) == 60
    assert (back.gap, back.flood) == (gap, gap is None)
    desk.server.serve("/feed", fs.body(fs.rss("Fresh", *many, "One")))
    assert (await desk.poll(feed)).gap is None


async def test_a_feed_that_was_empty_at_first_sight_comes_as_a_flood(desk: Desk) -> None:
    feed = desk.follow("/feed", fs.body(fs.rss()))
    empty = await desk.poll(feed)
    assert empty.state.baseline
    desk.server.serve("/feed", fs.body(fs.rss("The very first story")))
    first = await desk.poll(feed)
    assert titles(first) == ["The very first story"]
    assert not first.flood
    late = desk.follow("/late", fs.body(fs.rss()))
    await desk.poll(late)
    desk.server.serve("/late", fs.body(fs.rss(*[f"Late story {n}" for n in range(8)])))
    assert (await desk.poll(late)).flood


async def test_large_feeds_are_judged_alike(desk: Desk) -> None:
    many = [f"Story number {n} of a long list" for n in range(300)]
    feed = desk.follow("/feed", fs.body(fs.rss(*many)))
    assert len((await desk.poll(feed)).baseline) == 300
    again = fs.rss("One more", *many).replace(b"All about", b"Everything about")
    desk.server.serve("/feed", fs.body(again))
    assert titles(await desk.poll(feed)) == ["One more"]


# ── failures ─────────────────────────────────────────────────────────────────────────────


async def test_a_failure_is_a_state_that_names_it(desk: Desk) -> None:
    feed = desk.follow("/feed", fs.body(fs.rss("One"), etag='"1"'))
    good = await desk.poll(feed)
    desk.server.serve("/feed", fs.status(500))
    bad = await desk.poll(feed)
    assert bad.failed
    assert "internal error" in bad.state.error
    assert bad.note == bad.state.error
    assert bad.state.failures == 1
    assert bad.state.failing_since == desk.now
    assert (bad.state.etag, bad.state.body_hash) == (good.state.etag, good.state.body_hash)
    desk.server.serve("/feed", fs.body(fs.rss("Two", "One")))
    mended = await desk.poll(feed)
    assert titles(mended) == ["Two"]
    assert not mended.failed


async def test_a_web_page_in_place_of_a_feed(desk: Desk) -> None:
    feed = desk.follow("/feed", fs.html("<!doctype html><html><body>Sorry</body></html>"))
    bad = await desk.poll(feed)
    assert "page" in bad.state.error
    assert not bad.state.baseline
    desk.server.serve("/feed", fs.body(fs.rss("One")))
    assert len((await desk.poll(feed)).baseline) == 1


async def test_a_parser_that_falls_over_costs_one_poll_of_one_feed(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    feed = desk.follow("/feed", fs.body(fs.rss("One")))
    desk.parser.fails = ZeroDivisionError("oops")
    bad = await desk.poll(feed)
    assert "ZeroDivisionError" in bad.state.error
    assert "the parser failed" in caplog.text
    desk.parser.fails = None
    assert len((await desk.poll(feed)).baseline) == 1


async def test_retry_after_and_gone(desk: Desk) -> None:
    feed = desk.follow("/feed", fs.status(429, {"Retry-After": "7200"}), fs.status(410))
    busy = await desk.poll(feed)
    assert busy.state.next_poll is not None
    assert busy.state.next_poll - desk.now >= timedelta(hours=2)
    gone = await desk.poll(feed)
    assert gone.state.retired
    assert gone.state.next_poll is None
    count = desk.server.count("/feed")
    assert "retired" in (await desk.poll(feed)).note
    assert desk.server.count("/feed") == count


async def test_an_unknown_feed_is_nothing_to_poll(desk: Desk) -> None:
    reader = FeedReader(desk.store, desk.retriever, desk.parser, lambda: START, SETTINGS)
    assert await reader.poll("f-nobody") is None


async def test_a_status_that_was_read_before_is_not_read_again(desk: Desk) -> None:
    feed = desk.follow("/feed", fs.body(fs.rss("One")))
    status = desk.store.feeds.pop(feed)
    reader = FeedReader(desk.store, desk.retriever, desk.parser, lambda: START, SETTINGS)
    polled = await reader.poll(feed, status)
    assert polled is not None
    assert len(polled.baseline) == 1


# ── moves ────────────────────────────────────────────────────────────────────────────────


async def test_a_feed_that_moves_for_good_is_followed(desk: Desk) -> None:
    new = desk.server.serve("/new", fs.body(fs.rss("One"), etag='"1"'))
    feed = desk.follow("/old", fs.redirect("/new", 301))
    for _ in range(REPEATS_TO_MOVE):
        polled = await desk.poll(feed)
    assert polled.state.url == new
    asked = desk.server.count("/old")
    await desk.poll(feed)
    assert desk.server.count("/old") == asked
    # The old address comes back to life, and is found to.
    desk.server.serve("/old", fs.body(fs.rss("One")))
    for _ in range(PROBE_EVERY):
        polled = await desk.poll(feed)
    assert polled.state.url == ""


async def test_an_old_address_that_died_does_no_harm(desk: Desk) -> None:
    desk.server.serve("/new", fs.body(fs.rss("One"), etag='"1"'))
    feed = desk.follow("/old", fs.redirect("/new", 308))
    for _ in range(REPEATS_TO_MOVE):
        await desk.poll(feed)
    desk.server.serve("/old", fs.dropped())
    for _ in range(PROBE_EVERY + 2):
        polled = await desk.poll(feed)
        assert not polled.failed
    assert polled.state.url == desk.server.url("/new")


async def test_a_new_address_that_dies_leads_back_to_the_old(desk: Desk) -> None:
    desk.server.serve("/new", fs.body(fs.rss("One"), etag='"1"'))
    feed = desk.follow("/old", fs.redirect("/new", 301))
    for _ in range(REPEATS_TO_MOVE):
        await desk.poll(feed)
    desk.server.serve("/new", fs.status(410))
    desk.server.serve("/old", fs.body(fs.rss("Two", "One")))
    first = await desk.poll(feed)
    assert first.failed
    assert not first.state.retired
    second = await desk.poll(feed)
    assert titles(second) == ["Two"]
    assert second.state.url == ""


# ── full text ────────────────────────────────────────────────────────────────────────────


async def test_teasers_are_replaced_by_their_articles(desk: Desk) -> None:
    feed = desk.follow("/feed", fs.body(fs.rss("Zero")), full_text=True)
    await desk.poll(feed)
    desk.articles["https://motors.example/one"] = "The whole article. " * 50
    desk.server.serve("/feed", fs.body(fs.rss("Two", "One", "Zero")))
    polled = await desk.poll(feed)
    by_title = {item.title: item for item in polled.new}
    assert by_title["One"].content.startswith("The whole article.")
    assert by_title["Two"].content == "All about Two."
    assert "1 article could not be read" in polled.note
    assert "no article text was found" in polled.note
    assert not polled.failed


async def test_without_full_text_no_article_is_fetched(desk: Desk) -> None:
    feed = desk.follow("/feed", fs.body(fs.rss("Zero")))
    await desk.poll(feed)
    desk.articles["https://motors.example/one"] = "The whole article. " * 50
    desk.server.serve("/feed", fs.body(fs.rss("One", "Zero")))
    assert (await desk.poll(feed)).new[0].content == "All about One."


@pytest.mark.parametrize(
    ("content", "teaser"),
    [
        ("", True),
        ("Short.", True),
        ("x" * 1000, False),
        ("x" * 1000 + " […]", True),
        ("x" * 1000 + " Continue reading  ", True),
        ("x" * 1000 + "… and more", False),
    ],
)
def test_teasers(content: str, teaser: bool) -> None:
    assert is_teaser(content) is teaser
