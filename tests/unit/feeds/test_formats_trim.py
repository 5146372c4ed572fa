"""Entries seen before are cut away; those left are exactly as if the whole were read."""

from __future__ import annotations

import pytest

from bot.feeds.formats import ParsedFeed, fragments, parse

URL = "https://x.example/feed"


def items(*numbers: int) -> str:
    return "".join(
        f"<item><title>Number {n}</title><guid>id-{n}</guid><description><![CDATA[</item> "
        f"<item> in text {n}]]></description></item>"
        for n in numbers
    )


def rss(inner: str) -> bytes:
    return f"<rss version='2.0'><channel><title>T</title>{inner}</channel></rss>".encode()


def again(body: bytes, first: ParsedFeed) -> ParsedFeed:
    return parse(body, "", URL, seen_fragments=first.fragment_hashes)


def test_only_new_entries_come_back() -> None:
    first = parse(rss(items(1, 2, 3)), "", URL)
    second = again(rss(items(4, 1, 2)), first)
    assert [entry.title for entry in second.entries] == ["Number 4"]
    assert second.entries == parse(rss(items(4)), "", URL).entries
    assert (second.total, len(second.fragment_hashes), second.title) == (3, 3, "T")


def test_nothing_new_is_no_error_and_no_warning() -> None:
    first = parse(rss(items(1, 2)), "", URL)
    second = again(rss(items(2, 1)), first)
    assert (second.entries, second.total, second.warnings) == ((), 2, ())


def test_an_edited_entry_comes_back() -> None:
    first = parse(rss(items(1, 2)), "", URL)
    second = again(rss(items(1, 2).replace("in text 2", "in other text 2")), first)
    assert [entry.guid for entry in second.entries] == ["id-2"]


def test_json_feed() -> None:
    def feed(*numbers: int) -> bytes:
        each = ",".join(f'{{"id":"{n}","content_text":"text {n}"}}' for n in numbers)
        return f'{{"version":"https://jsonfeed.org/version/1.1","items":[{each}]}}'.encode()

    first = parse(feed(1, 2), "", URL)
    second = again(feed(3, 2, 1), first)
    assert [entry.guid for entry in second.entries] == ["3"]
    assert second.total == 3


def test_utf_16_is_trimmed_like_any_other() -> None:
    def wide(body: bytes) -> bytes:
        return body.decode().encode("utf-16")

    first = parse(wide(rss(items(1, 2))), "", URL)
    second = again(wide(rss(items(3, 1))), first)
    assert [entry.guid for entry in second.entries] == ["id-3"]


@pytest.mark.parametrize(
    "inner",
    [
        "<item><title>a</title><item><title>b</title></item></item>",
        "<item><title>a</title><item/></item>",
        "<item><title>a</title>",
        "</item><item><title>a</title></item>",
        "<item><title><![CDATA[a</title></item>",
        "<item><title>a</title></item><!-- never closed",
        "<item><title>a</title></item><entry><title>b</title></entry>",
        "",
    ],
)
def test_what_is_no_plain_row_of_entries_is_not_taken_apart(inner: str) -> None:
    assert fragments.split(rss(inner).decode()) is None


def test_a_body_that_can_only_be_read_whole_still_leaves_out_what_was_seen() -> None:
    broken = rss(items(1, 2)).replace(b"</channel>", b"<unclosed></channel>")
    first = parse(broken, "", URL)
    assert len(first.entries) == 2
    second = again(broken, first)
    assert second.entries == ()


def test_comments_and_extensions_do_not_confuse_it() -> None:
    inner = "<!-- <item> -->" + items(1) + "<itemsOf/><x:items xmlns:x='u'><x:li/></x:items>"
    split = fragments.split(rss(inner).decode())
    assert split is not None
    assert len(split.spans) == 1
