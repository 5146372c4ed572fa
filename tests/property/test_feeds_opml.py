"""Lists that are written are read back; nothing makes the reader crash."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.errors import ConfigError
from bot.feeds import opml
from bot.feeds.discovery import page_hints, spellings, usual_places
from bot.feeds.identity import feed_id
from bot.model import Feed

printable = st.text(st.characters(min_codepoint=32, exclude_categories=["Cs", "Cn"]), max_size=30)
names = printable.map(lambda text: " ".join(text.split())).filter(
    lambda text: text and not set(text) & set("\ufffe\uffff")
)
tags = st.lists(
    st.from_regex(r"[a-z]{1,5}(-[a-z0-9]{1,5})?", fullmatch=True), max_size=3, unique=True
)
feeds = st.builds(
    lambda host, path, name, tags: Feed(
        id=feed_id(f"https://{host}.example/{path}"),
        url=f"https://{host}.example/{path}",
        name=name,
        tags=tuple(tags),
    ),
    st.from_regex(r"[a-z]{1,8}", fullmatch=True),
    st.from_regex(r"[a-z]{0,4}(\?[a-z]=[a-z]&[a-z]=1)?", fullmatch=True),
    names,
    tags,
)


@given(st.lists(feeds, max_size=8, unique_by=lambda feed: feed.id))
def test_round_trip(some: list[Feed]) -> None:
    again = {feed.id: feed for feed in opml.read(opml.write(some))}
    assert set(again) == {feed.id for feed in some}
    for feed in some:
        assert (again[feed.id].url, again[feed.id].name) == (feed.url, feed.name)
        assert again[feed.id].tags == feed.tags


@given(st.one_of(st.text(), st.binary()))
def test_anything_is_read_or_refused_with_a_place(text: str | bytes) -> None:
    lines = [1]
    try:
        opml.read(text)
    except ConfigError as error:
        lines = [problem.line for problem in error.problems]
    assert min(lines) >= 1


@given(st.binary(max_size=2000), st.text(max_size=50))
def test_any_page_and_any_typing_gives_addresses_or_nothing(page: bytes, typed: str) -> None:
    marked = b"<a href='" + page + b"' title=rss>rss</a><link rel=feed href='" + page + b"'>"
    for body in (page, marked):
        for hints in page_hints(body, "https://site.example/"):
            assert all(hint.url.startswith(("http://", "https://")) for hint in hints)
    for spelling in spellings(typed):
        usual_places(spelling)
