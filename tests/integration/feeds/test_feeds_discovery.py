"""Discovery and full text against a scripted site on loopback."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.errors import DiscoveryError, FormatError, RetrieveError
from bot.feeds.article import full_text
from bot.feeds.discovery import Found, discover
from bot.feeds.parser import Parser
from bot.feeds.retrieve import Retriever
from bot.model import PollSettings
from tests.support import feedserver as fs
from tests.support.feedserver import FeedServer, feed_server

ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom"><title>Atomic</title>
<entry><id>1</id><title>One</title></entry></feed>"""
JSON = b'{"version":"https://jsonfeed.org/version/1.1","title":"Json","items":[{"id":"1"}]}'


@pytest.fixture
async def server() -> AsyncIterator[FeedServer]:
    async with feed_server() as running:
        yield running


@pytest.fixture
async def retriever() -> AsyncIterator[Retriever]:
    made = Retriever(PollSettings(allow_private=True, timeout=timedelta(seconds=5)))
    yield made
    await made.close()


@pytest.fixture
async def parser() -> AsyncIterator[Parser]:
    async with Parser(workers=1) as made:
        yield made


def page(head: str = "", body: str = "<p>Hello</p>") -> fs.Behaviour:
    return fs.html(f"<!doctype html><html><head>{head}</head><body>{body}</body></html>")


async def test_the_address_itself_may_be_a_feed(
    server: FeedServer, retriever: Retriever, parser: Parser
) -> None:
    url = server.serve("/x", fs.body(fs.rss("One")))
    assert await discover(url, retriever, parser) == [
        Found(url=url, title="Loopback Motors", kind="RSS 2.0")
    ]


async def test_a_feed_that_moved_is_given_by_its_new_address(
    server: FeedServer, retriever: Retriever, parser: Parser
) -> None:
    new = server.serve("/new", fs.body(ATOM, content_type="text/plain"))
    old = server.serve("/old", fs.redirect("/new", 301))
    detour = server.serve("/detour", fs.redirect("/new", 302))
    assert (await discover(old, retriever, parser))[0].url == new
    assert (await discover(detour, retriever, parser))[0].url == detour


async def test_without_a_scheme(server: FeedServer, retriever: Retriever, parser: Parser) -> None:
    server.serve("/feed", fs.body(fs.rss("One")))
    found = await discover(f"127.0.0.1:{server.port}/feed", retriever, parser)
    assert [each.url for each in found] == [server.url("/feed")]


async def test_what_a_page_declares_is_checked_and_ordered(
    server: FeedServer, retriever: Retriever, parser: Parser
) -> None:
    server.serve(
        "/",
        page(
            '<link rel=alternate type="application/rss+xml" href="/comments.rss">'
            '<link rel=alternate type="application/rss+xml" href="/dead.rss">'
            '<link rel=alternate type="application/rss+xml" href="/main.rss">'
            '<link rel=alternate type="application/feed+json" href="/feed.json">'
        ),
    )
    server.serve("/comments.rss", fs.body(fs.rss("re: One", title="Comments")))
    server.serve("/main.rss", fs.body(fs.rss("One")))
    server.serve("/feed.json", fs.body(JSON, content_type="application/feed+json"))
    found = await discover(server.base, retriever, parser)
    assert [each.url for each in found] == [
        server.url("/main.rss"),
        server.url("/feed.json"),
        server.url("/comments.rss"),
    ]
    assert found[1].kind.startswith("JSON Feed")


async def test_then_links_then_usual_places(
    server: FeedServer, retriever: Retriever, parser: Parser
) -> None:
    server.serve("/", page(body='<a href="/our.rss">RSS</a>'))
    server.serve("/our.rss", fs.body(fs.rss("One")))
    assert [each.url for each in await discover(server.base, retriever, parser)] == [
        server.url("/our.rss")
    ]
    server.serve("/", page())
    server.serve("/atom.xml", fs.body(ATOM))
    assert [each.url for each in await discover(server.base, retriever, parser)] == [
        server.url("/atom.xml")
    ]


async def test_a_page_that_is_refused_may_have_its_feed_in_the_usual_place(
    server: FeedServer, retriever: Retriever, parser: Parser
) -> None:
    server.serve("/", fs.status(403))
    server.serve("/feed", fs.body(fs.rss("One")))
    assert [each.url for each in await discover(server.base, retriever, parser)] == [
        server.url("/feed")
    ]


async def test_nothing_found_says_what_was_tried(
    server: FeedServer, retriever: Retriever, parser: Parser
) -> None:
    url = server.serve("/", page())
    with pytest.raises(DiscoveryError, match="no feed was found") as caught:
        await discover(url, retriever, parser)
    assert server.url("/rss.xml") in caught.value.candidates
    assert len(server.asked) <= 12
    with pytest.raises(DiscoveryError, match=r"HTTP 404.*usual places"):
        await discover(server.url("/missing"), retriever, parser)


async def test_hopeless_addresses_say_why(retriever: Retriever, parser: Parser) -> None:
    with pytest.raises(DiscoveryError, match="no address"):
        await discover("  ", retriever, parser)
    with pytest.raises(DiscoveryError, match="no web address"):
        await discover("mailto:me@a.example", retriever, parser)
    with pytest.raises(DiscoveryError, match="link-local"):
        await discover("169.254.169.254", retriever, parser)


async def test_a_page_cannot_send_us_inside(
    server: FeedServer, retriever: Retriever, parser: Parser
) -> None:
    link = '<link rel=alternate type="application/rss+xml" href="http://169.254.169.254/feed">'
    url = server.serve("/", page(link))
    with pytest.raises(DiscoveryError, match="no feed was found"):
        await discover(url, retriever, parser)


# ── full text ────────────────────────────────────────────────────────────────────────────

TEXT = "Loopback Motors delivered ten thousand vehicles within a month of the launch. " * 3
ARTICLE = f"<nav>Home About</nav><article><h1>Ten thousand</h1><p>{TEXT}</p></article>"


async def test_the_article_without_its_menus(server: FeedServer, retriever: Retriever) -> None:
    pytest.importorskip("trafilatura")
    text = await full_text(server.serve("/a", page(body=ARTICLE)), retriever)
    assert TEXT.strip() in text
    assert "About" not in text
    assert server.asked[0].headers["Accept"].startswith("text/html")


async def test_the_article_without_its_page_s_other_stories(
    server: FeedServer, retriever: Retriever
) -> None:
    pytest.importorskip("trafilatura")
    teaser = "<a href=/b>Elsewhere Robotics shows a robot folding shirts</a>"
    boxes = (
        f"<aside class=related><h3>Related</h3><ul><li>{teaser}</li></ul></aside>"
        f"<section class=recommended><h2>Read next</h2><p>{teaser}</p></section>"
    )
    story = "".join(
        f"<p>In {month} the plant of Loopback Motors made more cars than in the month before, and "
        f"its chief said that those of {month} would not be the last to find a buyer.</p>"
        for month in ("May", "June", "July", "August", "September")
    )
    article = f"<nav>Home</nav><article><h1>Ten thousand</h1>{story}"
    for number, body in enumerate((f"{article}{boxes}</article>", f"{article}</article>{boxes}")):
        text = await full_text(server.serve(f"/{number}", page(body=body)), retriever)
        assert "those of September would not" in text
        assert "Robotics" not in text


async def test_pages_without_an_article_and_pages_that_fail(
    server: FeedServer, retriever: Retriever
) -> None:
    pytest.importorskip("trafilatura")
    with pytest.raises(FormatError, match="no article text"):
        await full_text(server.serve("/empty", page(body="")), retriever)
    with pytest.raises(RetrieveError, match="404"):
        await full_text(server.url("/missing"), retriever)
    large = server.serve("/large", fs.body(b"<p>" * 2_000_000, content_type="text/html"))
    with pytest.raises(FormatError, match="too large"):
        await full_text(large, retriever)


async def test_a_reader_that_hangs_is_killed(server: FeedServer, retriever: Retriever) -> None:
    pytest.importorskip("trafilatura")
    url = server.serve("/a", page(body=ARTICLE))
    with pytest.raises(FormatError, match="took too long"):
        await full_text(url, retriever, limit=timedelta(0))
