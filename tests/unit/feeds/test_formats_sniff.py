"""Whatever is no feed is named, with what to do about it; nothing is a silent nothing."""

from __future__ import annotations

import gzip

import pytest

from bot.errors import FormatError
from bot.feeds.formats import parse

URL = "https://x.example/feed"
DISCOVER = "feed add"


def refused(body: bytes, content_type: str = "") -> FormatError:
    with pytest.raises(FormatError) as caught:
        parse(body, content_type, URL)
    assert caught.value.url == URL
    return caught.value


@pytest.mark.parametrize(
    ("body", "says", "hint"),
    [
        (b"", "empty", ""),
        (b" \r\n\t", "empty", ""),
        (b"\xef\xbb\xbf", "empty", ""),
        (b"\x00" * 1000, "empty", ""),
        (b"%PDF-1.7\n", "PDF", ""),
        (b"PK\x03\x04zip", "ZIP", ""),
        (b"\x89PNG\r\n", "PNG", ""),
        (b"ID3\x04\x00", "audio", "podcast"),
        (b"\x01\x02\x00\x03 binary", "binary", ""),
        (b"<!DOCTYPE html><html><head><title>x</title>", "web page", DISCOVER),
        (b"\n<html lang=en><body>hi", "web page", DISCOVER),
        (b"<div><p>fragment</p></div>", "web page", DISCOVER),
        (b"Not Found", "plain text, not a feed: “Not Found”", DISCOVER),
        (b"<?xml version='1.0'?>", "ends before its first element", "cut it short"),
        (b"<?xml version='1.0'?><opml version='2.0'><body/></opml>", "OPML", "import"),
        (b"<?xml version='1.0'?><urlset><url/></urlset>", "sitemap", DISCOVER),
        (b"<?xml version='1.0'?><Error><Code>AccessDenied</Code></Error>", "AccessDenied", ""),
        (b"<?xml version='1.0'?><note>hi</note>", "`note` is no feed format", "RSS, Atom"),
        (b'{"a": 1}', "no JSON Feed", "`version`"),
        (b"[1, 2]", "no JSON Feed", "`version`"),
        (b'{"rss": {"channel": {}}}', "RSS written as JSON", ""),
        (b'{"version": "https://jsonfeed.org/version/1"}', "no list of `items`", ""),
        (b'{"version": "https://jsonfeed.org/version/1", "items": [', "broken", "cut it short"),
        (b'{"version": "2", "items": [{"price": 1}]}', "no JSON Feed", "jsonfeed.org"),
        (b"\x1f\x8b\x08broken", "broken gzip", ""),
        (b"<rss><channel><title>x</title><!-- <item> --></channel></rss>", "its one entry", ""),
        (b"<rss><channel><title>x</title><!-- <item><item> -->", "none of its 2 entries", ""),
    ],
)
def test_what_stands_there_instead(body: bytes, says: str, hint: str) -> None:
    error = refused(body)
    assert says in str(error)
    assert hint in error.hint


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"<rss><channel><title>cut", "begins like a feed, but it is not well-formed"),
        (b"<rss><channel><item><ti", "none with a title"),
        (b"<rss><channel><item></item></channel></rss>", "1 entry, but none with a title"),
        (
            b'{"version":"https://jsonfeed.org/version/1","items":[{},{}]}',
            "all 2 items of this JSON Feed are empty",
        ),
    ],
)
def test_a_feed_that_yields_nothing_says_why(body: bytes, says: str) -> None:
    assert says in str(refused(body))


@pytest.mark.parametrize(
    "body",
    [
        b"<rss version='2.0'><channel><title>quiet</title></channel></rss>",
        b"<feed xmlns='http://www.w3.org/2005/Atom'><title>quiet</title></feed>",
        b'{"version":"https://jsonfeed.org/version/1","title":"quiet","items":[]}',
    ],
)
def test_a_fine_feed_without_entries_is_no_error(body: bytes) -> None:
    parsed = parse(body, "", URL)
    assert (parsed.title, parsed.entries) == ("quiet", ())
    assert parsed.warnings == ("the feed is fine but carries no entries",)


ITEM = b"<item><title>Ten thousand</title><link>https://x.example/1</link></item>"
RSS = b"<rss version='2.0'><channel>" + ITEM + b"</channel></rss>"


@pytest.mark.parametrize(
    "body",
    [
        RSS,
        b"\n\n  " + RSS,
        b"<!-- served by --><!DOCTYPE rss><?pi?>" + RSS,
        b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY who "Xiaomi">]>' + RSS,
        b"Notice: undefined index in feed.php\n" + RSS,
        b"<?xml version='1.0'?>\n<?xml version='1.0'?>" + RSS,
        RSS + b"<script>count()</script>",
        b"<html><body>" + RSS + b"</body></html>",
        gzip.compress(RSS),
        gzip.compress(gzip.compress(RSS)),
        b"<r:rss xmlns:r='http://backend.userland.com/rss2'><r:channel><r:item><r:title>Ten "
        b"thousand</r:title></r:item></r:channel></r:rss>",
        b"<rss rss:version=2.0><rss:channel><rss:item><rss:title>Ten thousand</rss:title>"
        b"</rss:item></rss:channel></rss>",
        b"<rss><channel><item><title>Ten thousand</title><media:x y:z='1'/></item></channel></rss>",
        b"<RSS><CHANNEL><ITEM><TITLE>Ten thousand</TITLE></ITEM></CHANNEL></RSS>",
    ],
)
def test_feeds_in_disguise(body: bytes) -> None:
    assert [entry.title for entry in parse(body, "", URL).entries] == ["Ten thousand"]


def test_entities_of_its_own_are_resolved() -> None:
    body = b'<!DOCTYPE rss [<!ENTITY who "Xiaomi">]>' + RSS.replace(b"Ten", b"&who; ten")
    assert parse(body, "", URL).entries[0].title == "Xiaomi ten thousand"


def test_external_entities_are_never_opened() -> None:
    body = b'<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/hostname">]>' + RSS.replace(
        b"Ten", b"a &x; b"
    )
    assert parse(body, "", URL).entries[0].title == "a &x; b thousand"


def test_entities_never_grow_beyond_bounds() -> None:
    doctype = '<!DOCTYPE rss [<!ENTITY aa "' + "x" * 1000 + '"><!ENTITY b "&aa;&aa;">]>'
    body = doctype.encode() + RSS.replace(b"Ten", b"&aa;" * 5000 + b"&b;")
    title = parse(body, "", URL).entries[0].title
    assert len(title) <= 5_000


@pytest.mark.parametrize(
    "trouble",
    [
        b"<image><width><b/></width><url>x</url></image>",
        b"<textInput/><name>q</name><textInput><name>q</name>",
        b"<gml:pos xmlns:gml='http://www.opengis.net/gml'>x</gml:pos>",
        b"<media:player xmlns:media='http://search.yahoo.com/mrss/'/><b></media:player>",
    ],
)
@pytest.mark.parametrize("where", ["channel", "item"])
def test_elements_that_break_the_parser_cost_nobody_else(trouble: bytes, where: str) -> None:
    place = b"<channel>" if where == "channel" else b"<item>"
    body = RSS.replace(ITEM, ITEM + ITEM.replace(b"/1<", b"/2<")).replace(place, place + trouble)
    assert len(parse(body, "", URL).entries) == 2


def test_a_lying_mark_is_not_believed() -> None:
    assert parse(b"\xff\xfe" + RSS, "", URL).entries[0].title == "Ten thousand"


def test_a_cut_off_body_gives_what_is_whole() -> None:
    body = b"<rss><channel>" + ITEM + b"<item><title>Half</title><description>and then"
    parsed = parse(body, "", URL)
    assert [entry.title for entry in parsed.entries] == ["Ten thousand"]
    assert any("cut short" in warning for warning in parsed.warnings)


def test_only_links_people_can_follow() -> None:
    body = RSS.replace(b"https://x.example/1", b"javascript:alert(1)")
    assert parse(body, "", URL).entries[0].url == ""


def test_an_endless_archive_is_read_at_both_ends() -> None:
    items = b"".join(b"<item><title>Number %d</title></item>" % i for i in range(1500))
    parsed = parse(b"<rss><channel>" + items + b"</channel></rss>", "", URL)
    titles = [entry.title for entry in parsed.entries]
    assert (titles[0], titles[-1], len(titles)) == ("Number 0", "Number 1499", 1000)
    assert parsed.total == len(parsed.fragment_hashes) == 1500
    assert "500 entries in the middle left unread" in parsed.warnings
