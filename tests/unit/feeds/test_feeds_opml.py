from __future__ import annotations

import pytest

from bot.errors import ConfigError
from bot.feeds import opml
from bot.feeds.identity import feed_id
from bot.model import Feed

LIST = """<?xml version="1.0" encoding="UTF-8"?>
<opml version="1.0">
  <head><title>Mine</title></head>
  <body>
    <outline text="EV &amp; Batteries">
      <outline type="rss" text="CnEVPost" xmlUrl="https://cnevpost.com/feed/"
               htmlUrl="https://cnevpost.com/" category="/China/News,daily"/>
      <outline text="Deep">
        <outline title="Tesla" text="t" XMLURL="https://www.teslarati.com/feed/"/>
      </outline>
    </outline>
    <outline text="车企"><outline text="小米" xmlUrl="feed://xiaomi.example/rss"/></outline>
    <outline text="Loose" xmlUrl="feed:https://loose.example/atom.xml"/>
    <outline text="again" xmlUrl="https://cnevpost.com/feed/" category="asia"/>
    <outline type="link" text="no feed" url="https://link.example/"/>
  </body>
</opml>"""


def test_folders_become_tags_and_addresses_come_once() -> None:
    feeds = opml.read(LIST, file="mine.opml")
    assert [(feed.url, feed.name, feed.tags) for feed in feeds] == [
        (
            "https://cnevpost.com/feed/",
            "CnEVPost",
            ("ev-&-batteries", "china/news", "daily", "asia"),
        ),
        ("https://www.teslarati.com/feed/", "Tesla", ("ev-&-batteries", "deep")),
        ("http://xiaomi.example/rss", "小米", ("车企",)),
        ("https://loose.example/atom.xml", "Loose", ()),
    ]
    assert feeds[0].id == feed_id("https://cnevpost.com/feed/")
    assert feeds[0].origin.where == "mine.opml:6"


def test_other_encodings() -> None:
    text = LIST.replace("UTF-8", "utf-16")
    assert len(opml.read(text.encode("utf-16"))) == 4
    latin = '<?xml version="1.0" encoding="iso-8859-1"?><opml><body><outline text="Zürich" xmlUrl="https://z.example/"/></body></opml>'
    assert opml.read(latin.encode("latin-1"))[0].name == "Zürich"
    assert opml.read(latin)[0].name == "Zürich"
    assert len(opml.read("\ufeff\n" + LIST)) == 4


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<opml>\n  <body>\n    <outline text='x'>\n  </body>", r"x\.opml:4:\d+ .*mismatched tag"),
        ("<opml><body><outline text='a & b'/></body></opml>", r"x\.opml:1:\d+ .*not well-formed"),
        ("", "x.opml:1:1 .*no element found"),
        ("just words", "x.opml:1:1 .*syntax error"),
        ("<rss version='2.0'/>", "it begins with <rss>"),
        ("<html><body/></html>", "it begins with <html>"),
        ("<opml>" + "<outline>" * 200, "more than 100 deep"),
        ("<?xml version='1.0' encoding='klingon'?><opml/>", "unknown encoding"),
    ],
)
def test_broken_lists_say_where_and_why(text: str, words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        opml.read(text.encode(), file="x.opml")


@pytest.mark.parametrize(
    "declaration",
    [
        '<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">',
        '<!ENTITY a SYSTEM "file:///etc/passwd">',
        '<!ENTITY % a SYSTEM "http://127.0.0.1:9/x.dtd"> %a;',
    ],
)
def test_entities_are_refused(declaration: str) -> None:
    text = f"<!DOCTYPE opml [{declaration}]><opml><body><outline text='&a;'/></body></opml>"
    with pytest.raises(ConfigError, match="entity"):
        opml.read(text)


def test_what_is_written_is_read_back() -> None:
    feeds = [
        Feed(id=feed_id(url), url=url, name=name, tags=tags)
        for url, name, tags in (
            ("https://a.example/feed?x=1&y=2", 'A "quoted" <name>', ("ev", "china")),
            ("https://b.example/", "小米", ("ev",)),
            ("https://c.example/", "no tags", ()),
            ("https://d.example/", "control \x07 characters", ("ev", "x")),
        )
    ]
    text = opml.write(feeds, sites={feeds[0].id: "https://a.example/"})
    again = opml.read(text)
    key = {feed.url: feed for feed in again}
    assert set(key) == {feed.url for feed in feeds}
    for feed in feeds[:3]:
        assert (key[feed.url].name, key[feed.url].tags) == (feed.name, feed.tags)
    assert key["https://d.example/"].name == "control  characters"
    assert 'htmlUrl="https://a.example/"' in text
    assert text.startswith('<?xml version="1.0" encoding="UTF-8"?>')


def test_an_unnamed_feed_is_listed_by_its_address() -> None:
    assert opml.read(opml.write([Feed(id="f", url="https://a.example/")]))[0].name == (
        "https://a.example/"
    )
    assert opml.read(opml.write([])) == []
