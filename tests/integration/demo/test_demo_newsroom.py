"""The demo's newsroom: what it serves, when, and what a reader makes of it."""

from __future__ import annotations

import asyncio
import math
import re
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import aiohttp
import pytest

from bot.config import load as load_config
from bot.demo import pieces
from bot.demo.newsroom import Newsroom
from bot.demo.pieces import Outlet
from bot.feeds import identity
from bot.feeds.formats import ParsedFeed, parse
from bot.feeds.identity import Sorted
from bot.figures import extract
from bot.model import Feed

NOW = datetime(2025, 7, 16, 9, tzinfo=UTC)
PROGRAMME = pieces.load()


def test_no_title_is_cut_at_a_comma(tmp_path: Path) -> None:
    titles = {piece.slug: piece.title for piece in PROGRAMME.pieces}
    assert titles["te-si-la-di-26-zhou"] == "特斯拉中国第26周上险量15,000辆"
    for slug, title in titles.items():
        assert re.search("[\\w?!。？！”’'\"%）)]$", title), slug
    for path in pieces.DATA.glob("*.yaml"):
        text = path.read_text("utf-8")
        (tmp_path / path.name).write_text(
            text.replace('"特斯拉中国第26周上险量15,000辆"', "15,000辆")
        )
    with pytest.raises(AssertionError, match="te-si-la-di-26-zhou: a text is cut"):
        pieces.load(tmp_path)


@dataclass
class Hands:
    """A clock that is set by hand."""

    at: float = 100.0

    def __call__(self) -> float:
        return self.at

    def now(self) -> datetime:
        return NOW + timedelta(seconds=self.at - 100)


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
async def hands() -> Hands:
    return Hands()


@pytest.fixture
async def newsroom(hands: Hands) -> AsyncIterator[Newsroom]:
    async with Newsroom(clock=hands, now=hands.now) as newsroom:
        yield newsroom


async def read(
    session: aiohttp.ClientSession,
    newsroom: Newsroom,
    outlet: Outlet,
    seen: frozenset[str] = frozenset(),
) -> ParsedFeed:
    url = newsroom.feed_url(outlet)
    async with session.get(url) as answer:
        assert answer.status == 200
        body, kind = await answer.read(), answer.headers["Content-Type"]
    return parse(body, kind, url, seen_fragments=seen)


# ── what is served ───────────────────────────────────────────────────────────────────────


async def test_ten_outlets_in_four_shapes(
    session: aiohttp.ClientSession, newsroom: Newsroom
) -> None:
    formats: Counter[str] = Counter()
    for outlet in newsroom.outlets:
        parsed = await read(session, newsroom, outlet)
        formats[parsed.format] += 1
        assert parsed.warnings == ()
        assert parsed.title == outlet.name
        assert parsed.language == outlet.language
        assert len(parsed.entries) >= 3
        assert all(entry.title and entry.content and entry.url for entry in parsed.entries)
        assert all(entry.published and entry.published < NOW for entry in parsed.entries)
    assert formats == {"RSS 2.0": 5, "Atom 1.0": 3, "JSON Feed 1.1": 2}


async def test_one_is_in_gbk_and_only_its_prolog_says_so(
    session: aiohttp.ClientSession, newsroom: Newsroom
) -> None:
    outlet = next(each for each in newsroom.outlets if each.encoding == "gbk")
    async with session.get(newsroom.feed_url(outlet)) as answer:
        body = await answer.read()
        assert "charset" not in answer.headers["Content-Type"]
    assert body.startswith(b'<?xml version="1.0" encoding="GBK"?>')
    assert "充电桩" in body.decode("gbk")


async def test_validators_spare_the_body(
    session: aiohttp.ClientSession, newsroom: Newsroom, hands: Hands
) -> None:
    outlet = newsroom.outlets[0]
    async with session.get(newsroom.feed_url(outlet)) as answer:
        headers = {"If-None-Match": answer.headers["ETag"]}
        assert answer.headers["Last-Modified"]
    async with session.get(newsroom.feed_url(outlet), headers=headers) as answer:
        assert answer.status == 304
        assert await answer.read() == b""
    newsroom.begin()
    hands.at += 30
    async with session.get(newsroom.feed_url(outlet), headers=headers) as answer:
        assert answer.status == 200


async def test_links_lead_to_pages_and_sites_to_their_feeds(
    session: aiohttp.ClientSession, newsroom: Newsroom
) -> None:
    for outlet in newsroom.outlets:
        parsed = await read(session, newsroom, outlet)
        async with session.get(parsed.entries[0].url) as answer:
            assert answer.status == 200
            assert parsed.entries[0].content[:20] in (await answer.text()).replace("&#x27;", "'")
        async with session.get(parsed.site_url) as answer:
            page = await answer.text()
            assert 'rel="alternate"' in page
            assert f'href="{outlet.path}"' in page
    async with session.get(newsroom.address + "/") as answer:
        assert "江海车讯" in await answer.text()


@pytest.mark.parametrize(
    "path",
    [
        "/nobody/",
        "/nobody/feed.xml",
        "/copperline/feed.xml",
        "/copperline/xiaomi-raises-target-120000",
    ],
)
async def test_what_is_not_there_is_not_found(
    session: aiohttp.ClientSession, newsroom: Newsroom, path: str
) -> None:
    async with session.get(newsroom.address + path) as answer:
        assert answer.status == 404


# ── when ─────────────────────────────────────────────────────────────────────────────────


async def test_publishing_waits_until_every_feed_was_read(
    session: aiohttp.ClientSession, newsroom: Newsroom, hands: Hands
) -> None:
    hands.at += 500
    for outlet in newsroom.outlets[:-1]:
        await read(session, newsroom, outlet)
    assert (newsroom.published, newsroom.elapsed) == (0, -1)
    await read(session, newsroom, newsroom.outlets[-1])
    await asyncio.wait_for(newsroom.begun(), 1)
    assert newsroom.elapsed == 0
    hands.at += 4
    assert newsroom.published == 2
    hands.at += 1000
    assert newsroom.published == newsroom.total


async def test_the_pace_stretches_time(hands: Hands) -> None:
    fast = Newsroom(10, clock=hands, now=hands.now)
    fast.begin()
    hands.at += fast.seconds
    assert fast.published == fast.total
    assert fast.seconds == pytest.approx(PROGRAMME.length / 10)
    assert 50 <= Newsroom().seconds <= 70
    with pytest.raises(ValueError, match="greater than 0"):
        Newsroom(0)


async def test_the_same_second_serves_the_same_bytes(session: aiohttp.ClientSession) -> None:
    bodies = []
    for _ in range(2):
        hands = Hands()
        async with Newsroom(clock=hands, now=hands.now, wait_for_readers=False) as newsroom:
            newsroom.begin()
            hands.at += 33
            body = b""
            for outlet in newsroom.outlets:
                async with session.get(newsroom.feed_url(outlet)) as answer:
                    body += (await answer.read()).replace(newsroom.address.encode(), b"")
            bodies.append(body)
    assert bodies[0] == bodies[1]


async def test_told_once_everybody_has_read_everything(session: aiohttp.ClientSession) -> None:
    async with Newsroom(math.inf) as newsroom:
        telling = asyncio.create_task(newsroom.told())
        for outlet in newsroom.outlets:
            await read(session, newsroom, outlet)
        await asyncio.sleep(0.05)
        assert not telling.done()
        for outlet in newsroom.outlets:
            await read(session, newsroom, outlet)
        await asyncio.wait_for(telling, 1)
        assert newsroom.published == newsroom.total


async def test_it_stops_twice_and_before_its_start() -> None:
    newsroom = Newsroom()
    with pytest.raises(RuntimeError, match="no address"):
        newsroom.feeds_yaml()
    await newsroom.stop()
    await newsroom.start()
    await newsroom.stop()
    await newsroom.stop()


# ── what a reader makes of it ────────────────────────────────────────────────────────────


@dataclass
class Reader:
    """Follows one outlet as polling does, with a memory of keys and titles."""

    outlet: Outlet
    fragments: frozenset[str] = frozenset()
    keys: dict[str, str] = field(default_factory=dict)
    titles: dict[str, datetime | None] = field(default_factory=dict)
    new: list[str] = field(default_factory=list)
    silent: int = 0
    floods: int = 0

    def take(self, parsed: ParsedFeed, now: datetime, *, first: bool) -> Sorted:
        feed = Feed(id=self.outlet.slug, url=parsed.feed_url)
        found = identity.sort_new(
            parsed.entries,
            known_keys=self.keys,
            known_titles=self.titles,
            first=first,
            total=parsed.total,
            site_url=parsed.site_url,
        )
        self.fragments = parsed.fragment_hashes
        for each in (*found.new, *found.silent):
            item = identity.to_item(feed, each.entry, source="", now=now, keys=each.keys)
            self.keys.update(dict.fromkeys(item.keys, item.id))
            self.titles[identity.fold_title(item.title)] = now
        self.new += [each.entry.title for each in found.new]
        self.silent += len(found.silent)
        self.floods += found.flood
        return found


async def test_every_story_is_new_once_and_the_archive_never(
    session: aiohttp.ClientSession, newsroom: Newsroom, hands: Hands
) -> None:
    readers = [Reader(outlet) for outlet in newsroom.outlets]
    for second in range(0, int(newsroom.seconds) + 4, 2):
        for reader in readers:
            parsed = await read(session, newsroom, reader.outlet, reader.fragments)
            reader.take(parsed, hands.now(), first=second == 0)
        hands.at += 2
    told = Counter(title for reader in readers for title in reader.new)
    live = [piece for piece in PROGRAMME.pieces if piece.at >= 0 and piece.edition == 1]
    assert told == Counter(piece.title for piece in live)
    past = [piece for piece in PROGRAMME.pieces if piece.at < 0]
    again = [piece for piece in PROGRAMME.pieces if piece.edition == 2]
    assert sum(reader.silent for reader in readers) == len(past) + len(again)
    assert len(again) == 30
    assert not any(reader.floods for reader in readers)


async def test_the_configuration_is_valid(newsroom: Newsroom, tmp_path: Path) -> None:
    newsroom.write_config(tmp_path)
    loaded = load_config(tmp_path)
    assert loaded.warnings == ()
    assert len(loaded.feeds) == 10
    assert loaded.settings.polling.allow_private
    assert {watchlist.name for watchlist in loaded.watchlists} == {"EV makers", "AI and robots"}
    newsroom.write_config(tmp_path)


# ── the stories themselves ───────────────────────────────────────────────────────────────


def test_leads_are_of_a_readable_length() -> None:
    for piece in PROGRAMME.pieces:
        if piece.at < 0 or piece.edition > 1:
            continue
        chinese = sum(1 for char in piece.text if "\u4e00" <= char <= "\u9fff")
        assert not re.search(r"[\u4e00-\u9fff] | [\u4e00-\u9fff]", piece.text), (
            "a folded line shows"
        )
        length = len(piece.text) if chinese else len(piece.text.split())
        assert (90 <= length <= 170) if chinese else (40 <= length <= 64), piece.title


def test_pieces_are_unlike_each_other_and_in_order() -> None:
    first = [piece for piece in PROGRAMME.pieces if piece.edition == 1]
    assert len({piece.title for piece in first}) == len(first)
    assert len({piece.guid for piece in PROGRAMME.pieces}) == len(PROGRAMME.pieces)
    assert all(one.at <= other.at for one, other in pairwise(PROGRAMME.pieces))
    assert {piece.outlet for piece in PROGRAMME.pieces} == {o.slug for o in PROGRAMME.outlets}


@pytest.mark.parametrize(
    ("words", "least"),
    [
        (("10,000", "ten thousand"), 5),
        (("week 27", "week 28", "第28周"), 5),
        (("giga-casting", "gigacasting", "一体化压铸"), 3),
        (("ascend", "昇腾"), 3),
        (("optimus",), 3),
        (("600 billion", "600-billion", "6000亿"), 4),
        (("correction:",), 1),
        (("xaiomi",), 1),
        (("小米粥",), 1),
        (("lei june",), 1),
        (("apple pie",), 1),
    ],
)
def test_the_industrys_stories_are_told_by_several(words: tuple[str, ...], least: int) -> None:
    live = [piece for piece in PROGRAMME.pieces if piece.at >= 0 and piece.edition == 1]
    outlets = {
        (piece.outlet, piece.slug)
        for piece in live
        if any(word in f"{piece.title} {piece.text}".lower() for word in words)
    }
    assert len(outlets) >= least


def test_the_past_holds_the_figures_that_the_readme_asks_for() -> None:
    weeks = [
        figure.period.label
        for piece in PROGRAMME.pieces
        if piece.at < 0
        for figure in extract(piece.title, "", published=NOW + timedelta(seconds=piece.at))
        if (figure.subject, figure.metric) == ("Xiaomi", "deliveries") and figure.period
    ]
    assert weeks == ["week 24", "week 25", "week 26"]
