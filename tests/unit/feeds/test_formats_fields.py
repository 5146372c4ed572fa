"""Single fields, each in the ways publishers fill them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.feeds.formats import ParsedFeed, parse
from bot.model import Entry

URL = "https://feeds.host.example/a/b.xml"
NAMESPACES = """xmlns:media="http://search.yahoo.com/mrss/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:atom="http://www.w3.org/2005/Atom"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"
 xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0" """


def feed(channel: str, item: str = "<title>x</title>") -> ParsedFeed:
    body = f'<rss version="2.0" {NAMESPACES}><channel>{channel}<item>{item}</item></channel></rss>'
    return parse(body.encode(), "", URL)


def item(inner: str, channel: str = "") -> Entry:
    return feed(channel, inner).entries[0]


@pytest.mark.parametrize(
    ("inner", "url"),
    [
        ("<link>https://x.example/1</link>", "https://x.example/1"),
        ("<link> \n https://x.example/1\t</link>", "https://x.example/1"),
        ("<link><![CDATA[https://x.example/?a=1&b=2]]></link>", "https://x.example/?a=1&b=2"),
        ("<link>/1</link>", "https://feeds.host.example/1"),
        ("<link>//cdn.example/1</link>", "https://cdn.example/1"),
        ('<link href="https://x.example/1"/>', "https://x.example/1"),
        ('<atom:link href="https://x.example/1"/>', "https://x.example/1"),
        ("<guid>https://x.example/1</guid>", "https://x.example/1"),
        ("<guid isPermaLink='false'>https://x.example/1</guid>", "https://x.example/1"),
        ("<guid isPermaLink='false'>tag:1</guid>", ""),
        ("<enclosure url='https://x.example/1.mp3' type='audio/mpeg'/>", "https://x.example/1.mp3"),
        (
            "<link>https://feeds.host.example/~r/1</link>"
            "<feedburner:origLink>https://x.example/1</feedburner:origLink>",
            "https://x.example/1",
        ),
        ("<link>mailto:a@x.example</link>", ""),
        ("<link>data:text/html,x</link>", ""),
        ("<link>http://[broken</link>", "http://[broken"),
        ("", ""),
    ],
)
def test_link(inner: str, url: str) -> None:
    assert item(f"<title>x</title>{inner}").url == url


def test_relative_links_start_at_the_channels_page_in_rss() -> None:
    entry = item("<title>x</title><link>1.html</link>", "<link>https://x.example/news/</link>")
    assert entry.url == "https://x.example/news/1.html"


def test_xml_base_wins() -> None:
    entry = item('<title>x</title><link xml:base="https://y.example/n/">1</link>')
    assert entry.url == "https://y.example/n/1"


@pytest.mark.parametrize(
    ("inner", "content"),
    [
        ("<description>a &lt;b&gt;b&lt;/b&gt;</description>", "a b"),
        (
            "<description>short</description><content:encoded>much longer</content:encoded>",
            "much longer",
        ),
        (
            "<description>much longer</description><content:encoded>short</content:encoded>",
            "much longer",
        ),
        (
            "<description>the text itself</description>"
            "<content:encoded>&lt;img src='a' alt='long markup, no words'&gt;</content:encoded>",
            "the text itself",
        ),
        (
            "<media:group><media:description>of a film</media:description></media:group>",
            "of a film",
        ),
        ("<itunes:summary>of an episode</itunes:summary>", "of an episode"),
        ("<description/>", ""),
    ],
)
def test_the_fullest_text_wins(inner: str, content: str) -> None:
    assert item(f"<title>x</title>{inner}").content == content


@pytest.mark.parametrize(
    ("inner", "author"),
    [
        ("<dc:creator>Ana Lindqvist</dc:creator>", "Ana Lindqvist"),
        ("<author>ana@x.example (Ana Lindqvist)</author>", "Ana Lindqvist"),
        ("<author>Ana &amp;amp; Bo</author>", "Ana & Bo"),
        ("<atom:author><atom:name>Ana</atom:name></atom:author>", "Ana"),
        ("", "The desk"),
    ],
)
def test_author(inner: str, author: str) -> None:
    channel = "<dc:creator>The desk</dc:creator>"
    assert item(f"<title>x</title>{inner}", channel).author == author


def test_an_endless_author_takes_no_time_and_little_room() -> None:
    long = "a." * 10_000 + "@" + "b." * 10_000
    for author in (long, f"<![CDATA[{long}]]>"):
        assert len(item(f"<title>x</title><author>{author}</author>").author) <= 200


@pytest.mark.parametrize(
    ("inner", "image"),
    [
        ("<media:thumbnail url='/t.png'/>", "https://feeds.host.example/t.png"),
        (
            "<media:content url='https://x.example/i.jpg' medium='image'/>",
            "https://x.example/i.jpg",
        ),
        ("<media:content url='https://x.example/v.mp4' medium='video'/>", ""),
        ("<enclosure url='https://x.example/e.png' type='image/png'/>", "https://x.example/e.png"),
        (
            "<description>t&lt;img id='a' src='/i.png?a=1&amp;amp;b=2'&gt;</description>",
            "https://feeds.host.example/i.png?a=1&b=2",
        ),
        ("<description>&lt;img src='data:image/png;base64,xx'&gt;</description>", ""),
    ],
)
def test_image(inner: str, image: str) -> None:
    assert item(f"<title>x</title>{inner}").image == image


@pytest.mark.parametrize(
    ("channel", "ttl"),
    [
        ("<ttl>15</ttl>", timedelta(minutes=15)),
        ("<ttl>0</ttl>", None),
        ("<ttl>often</ttl>", None),
        ("<ttl>" + "9" * 400 + "</ttl>", None),
        ("<ttl>999999</ttl>", timedelta(days=7)),
        ("<sy:updatePeriod>daily</sy:updatePeriod>", timedelta(days=1)),
        (
            "<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>",
            timedelta(hours=6),
        ),
        ("<sy:updatePeriod>hourly</sy:updatePeriod><ttl>90</ttl>", timedelta(minutes=90)),
        ("<sy:updatePeriod>hourly</sy:updatePeriod>", None),
        ("<sy:updatePeriod>never</sy:updatePeriod>", None),
    ],
)
def test_least_interval(channel: str, ttl: timedelta | None) -> None:
    assert feed(channel).ttl == ttl


@pytest.mark.parametrize(
    ("channel", "hours", "days"),
    [
        ("<skipHours><hour>3</hour><hour>24</hour></skipHours>", (0, 3), ()),
        ("<skipHours>" + "".join(f"<hour>{h}</hour>" for h in range(24)) + "</skipHours>", (), ()),
        ("<skipHours><hour>99</hour><hour>x</hour></skipHours>", (), ()),
        ("<skipDays><day>Sunday</day><day> monday </day><day>Someday</day></skipDays>", (), (0, 6)),
        ("<skipHours><hour>1</hour>", (), ()),
    ],
)
def test_rest(channel: str, hours: tuple[int, ...], days: tuple[int, ...]) -> None:
    parsed = feed(channel)
    assert (parsed.skip_hours, parsed.skip_days) == (hours, days)


def test_where_it_lives_has_moved_and_pushes() -> None:
    parsed = feed(
        '<atom:link rel="self" href="/self.xml"/><atom:link rel="hub" href="https://hub.example/"/>'
        "<itunes:new-feed-url>https://new.example/feed</itunes:new-feed-url>"
    )
    assert parsed.feed_url == "https://feeds.host.example/self.xml"
    assert parsed.hub == "https://hub.example/"
    assert parsed.moved_to == "https://new.example/feed"


@pytest.mark.parametrize(
    ("inner", "language"),
    [
        ("", "zh-CN"),
        ("<dc:language>en_US</dc:language>", "en-US"),
        ("<dc:language>?!</dc:language>", "zh-CN"),
    ],
)
def test_language(inner: str, language: str) -> None:
    channel = "<language>zh-cn</language>"
    assert item(f"<title>x</title>{inner}", channel).language.lower() == language.lower()
