"""The pure half of discovery: what was typed, and what a page holds."""

from __future__ import annotations

import time

import pytest

from bot.feeds.discovery import page_hints, spellings, usual_places

PAGE = b"""<html><head><base href="/news/">
<link rel="stylesheet" href="/x.css" type="text/css">
<link rel="alternate" type="application/rss+xml" title="Comments Feed" href="/comments/feed/">
<link rel="Alternate" type="application/rss+xml; charset=utf-8" title="News" href="feed.xml">
<link rel="alternate" type="application/atom+xml" href="https://cdn.example/atom#x">
<link rel="alternate" type="application/json" href="https://site.example/wp-json/wp/v2/1">
<link rel="alternate" type="application/feed+json" href="//json.example/feed.json">
<link rel="alternate" hreflang="de" href="/de/">
<link rel="alternate" type="application/rss+xml" href="javascript:alert(1)">
<link rel="alternate" type="application/rss+xml" href="http://[bad/">
<link rel="feed" href="/plain">
</head><body>
<a href="/about">About</a> <a href="/rss">Follow</a> <a href="sub/index.xml">x</a>
<a href="/subscribe">RSS feed</a> <a href="https://other.example/rss">partner</a>
<a href="https://feeds.other.example/rss">our RSS</a> <a href="/feedback">Feedback</a>
<a href="http://[bad/">RSS</a>
</body></html>"""


def test_declared_feeds_and_links_that_look_like_feeds() -> None:
    declared, linked = page_hints(PAGE, "https://site.example/")
    assert [hint.url for hint in declared] == [
        "https://site.example/news/feed.xml",
        "https://cdn.example/atom",
        "https://json.example/feed.json",
        "https://site.example/plain",
        "https://site.example/comments/feed/",
    ]
    assert declared[0].title == "News"
    assert [hint.url for hint in linked] == [
        "https://site.example/rss",
        "https://site.example/news/sub/index.xml",
        "https://site.example/subscribe",
        "https://feeds.other.example/rss",
    ]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\x00\xff",
        b"<" * 2_000_000,
        b"<div>" * 400_000,
        b"<a " * 600_000,
        b"<a href='" * 200_000,
        b'<a x="' * 300_000,
        b"<!--" * 500_000,
        b"<!-- <link rel=feed href=/x> -->",
        b"<!-- <link rel=feed href=/x>",
        b"<link " + b"a=b " * 400_000,
        b"<link " + b"a" * 1_900_000 + b">",
    ],
    ids=lambda body: body[:20].decode("latin-1"),
)
def test_odd_pages_give_no_hints_quickly(body: bytes) -> None:
    started = time.process_time()
    assert page_hints(body, "https://site.example/") == ((), ())
    assert time.process_time() - started < 5


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("cnevpost.com", ["https://cnevpost.com", "http://cnevpost.com"]),
        ("  <cnevpost.com/feed> ", ["https://cnevpost.com/feed", "http://cnevpost.com/feed"]),
        ("//cnevpost.com", ["https://cnevpost.com", "http://cnevpost.com"]),
        ("localhost:8080/x", ["https://localhost:8080/x", "http://localhost:8080/x"]),
        ("http://a.example", ["http://a.example"]),
        ("feed://a.example/x", ["https://a.example/x", "http://a.example/x"]),
        ("feed:https://a.example/x", ["https://a.example/x"]),
        ("mailto:me@a.example", ["mailto:me@a.example"]),
        ("", []),
    ],
)
def test_spellings(typed: str, meant: list[str]) -> None:
    assert spellings(typed) == meant


def test_usual_places_are_few_and_begin_below_the_address() -> None:
    places = [hint.url for hint in usual_places("https://site.example/blog/")]
    assert places[:3] == [
        "https://site.example/blog/feed",
        "https://site.example/blog/rss.xml",
        "https://site.example/feed",
    ]
    assert len(places) == 10
    assert usual_places("not an address") == ()
