from __future__ import annotations

import pytest

from bot.feeds.identity import feed_id
from bot.feeds.urls import alias_of, canonical_url, is_specific

CLEAN = "https://x.example/news/su7-ten-thousand-cars"


@pytest.mark.parametrize(
    "url",
    [
        CLEAN,
        CLEAN + "?",
        CLEAN + "?utm_source=rss&utm_medium=feed&utm_campaign=x",
        CLEAN + "?fbclid=abc&gclid=1&mc_cid=2&mc_eid=3",
        CLEAN + "?ref=rss",
        CLEAN + "?source=newsletter&from=twitter.com",
        CLEAN + "#comments",
        CLEAN + "#:~:text=ten%20thousand",
        "HTTPS://X.Example:443/news/su7-ten-thousand-cars",
        "https://x.example./news/su7-ten-thousand-cars",
        "https://user:secret@x.example/news/su7-ten-thousand-cars",
        "https://x.example/news/./old/../su7-ten-thousand-cars",
        "https://x.example/news/su7%2Dten%2dthousand-cars",
        "  https://x.example/news/su7-ten-\n thousand-cars ",
        "https://www.google.com/url?rct=j&sa=t&url=" + CLEAN + "&ct=ga",
        CLEAN + "?utm_source=a&amp;utm_medium=b",
    ],
)
def test_one_address_many_spellings(url: str) -> None:
    assert canonical_url(url) == CLEAN


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("http://x.example", "http://x.example/"),
        ("http://x.example:80/", "http://x.example/"),
        ("http://x.example:8080/a", "http://x.example:8080/a"),
        ("https://x.example/?p=4711&utm_source=rss", "https://x.example/?p=4711"),
        ("https://x.example/a?b=2&a=1", "https://x.example/a?b=2&a=1"),
        ("https://x.example/q?source=1234", "https://x.example/q?source=1234"),
        ("https://x.example/q?ref=chapter-7", "https://x.example/q?ref=chapter-7"),
        ("https://x.example/app#!/news/7", "https://x.example/app#!/news/7"),
        (
            "https://x.example/新闻?q=小米",
            "https://x.example/%E6%96%B0%E9%97%BB?q=%E5%B0%8F%E7%B1%B3",
        ),
        ("https://x.example/%e6%96%b0", "https://x.example/%E6%96%B0"),
        ("https://x.example/a%2Fb%7e", "https://x.example/a%2Fb~"),
        ("https://新闻.example/", "https://xn--efvy88h.example/"),
        ("https://[2001:db8::1]:443/a", "https://[2001:db8::1]/a"),
        ("not a url", "notaurl"),
        ("https://[broken/a", "https://[broken/a"),
        ("https://x.example:99999/a", "https://x.example:99999/a"),
        ("", ""),
        ("mailto:a@x.example", "mailto:a@x.example"),
    ],
)
def test_what_chooses_the_page_stays(url: str, canonical: str) -> None:
    assert canonical_url(url) == canonical


@pytest.mark.parametrize(
    "url",
    [
        CLEAN,
        "http://x.example/news/su7-ten-thousand-cars/",
        "https://www.x.example/news/su7-ten-thousand-cars",
        "https://m.x.example/news/su7-ten-thousand-cars",
        "https://amp.x.example/news/su7-ten-thousand-cars/amp",
        "https://x.example/amp/news/su7-ten-thousand-cars?amp=1",
        "https://mirror.example.net/news/su7-ten-thousand-cars?utm_source=x",
        "https://x.example:8443/news/su7-ten-thousand-cars#rss",
    ],
)
def test_mirrors_meet_under_one_alias(url: str) -> None:
    assert alias_of(url) == alias_of(CLEAN) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://x.example/news/", "https://y.example/news/"),
        ("https://x.example/a?id=100", "https://x.example/a?id=200"),
        ("https://x.example/changes#v1.2", "https://x.example/changes#v1.3"),
        ("https://x.example/2025/07/", "https://y.example/2025/07/"),
        ("https://x.example/item?p=71", "https://x.example/item?p=72"),
    ],
)
def test_different_pages_stay_apart(one: str, other: str) -> None:
    assert alias_of(one) != alias_of(other)


@pytest.mark.parametrize(
    "url", ["https://x.example/", "https://x.example", "https://x.example/?utm_source=a"]
)
def test_a_home_page_names_no_article(url: str) -> None:
    assert alias_of(url) == ""


@pytest.mark.parametrize(
    ("url", "specific"),
    [
        (CLEAN, True),
        ("https://x.example/?p=4711", True),
        ("https://x.example/a/20250714.html", True),
        ("https://x.example/n/小米汽车下线", True),
        ("https://x.example/story/deadbeef01", True),
        ("https://x.example/news/", False),
        ("https://x.example/2025/", False),
        ("https://x.example/about-us", False),
    ],
)
def test_specific_paths(url: str, specific: bool) -> None:
    assert is_specific(url) is specific


def test_a_feed_keeps_its_id_under_other_spellings() -> None:
    assert feed_id("https://X.example:443/feed?utm_source=opml") == feed_id(
        "https://x.example/feed"
    )
    assert feed_id("https://x.example/feed") != feed_id("https://x.example/other")
