"""Whatever is typed, a card comes back; and what is quoted is read back."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.card import Card, from_json, to_json
from bot.commands import COMMANDS
from bot.commands.command import quoted
from bot.commands.line import words_of
from bot.commands.when import LONGEST, ago, length, parse_span
from bot.feeds.discovery import Found
from bot.model import Origin, Settings, User, Watch, Watchlist
from tests.support.bench import Bench, feed, open_bench

PIECES = st.sampled_from(
    [
        *(name for each in COMMANDS for name in (each.path, *each.other_names)),
        *(f"{param.name}:" for each in COMMANDS for param in each.params),
        *(f"--{param.name}" for each in COMMANDS for param in each.params),
        "Tesla", "小米", "Xiaomi EV", "EV makers", "CnEVPost", "site.example", "console", "here",
        "https://site.example/x", "https://[", "//", "a7k2m9qx4tn", "e", "2h", "tomorrow",
        "0", "-1", "7", "99999999999", "figure", "company", "> 10,000", "changes by 20%",
        "between", "vehicles", "none", "", "@everyone", "/tidings", "/", "\0", "\ud800",
        "\u202e", "𝕏", '"', "“", "”", "\\", ":", "=", "+", "-", ",", "、", "<", ">",
    ]
)  # fmt: skip
LINES = st.one_of(
    st.text(max_size=200),
    st.lists(st.one_of(PIECES, st.text(max_size=12)), max_size=9).map(" ".join),
    st.text(min_size=4_001, max_size=4_100),
)
USERS = st.sampled_from(
    [User(id="console:me"), User(id="slack:U1", name="Kim"), User(id="slack:U2", admin=True)]
)


def prepare(bench: Bench) -> None:
    origin = Origin(kind="file", where="ev.yaml:2")
    bench.feeds = [feed("https://cnevpost.example/feed", "CnEVPost", ("ev",))]
    bench.sites = {"site.example": [Found(url="https://site.example/feed", title="Site")]}
    names = {"w1": "Tesla", "w2": "小米"}
    watches = tuple(
        Watch(id=key, name=name, kind="company", origin=origin) for key, name in names.items()
    )
    bench.files = [Watchlist(id="l1", name="EV makers", watches=watches, origin=origin)]


@pytest.fixture(scope="module")
def loop() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as runner:
        yield runner


@pytest.fixture(scope="module")
def bench(loop: asyncio.Runner, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    folder: Path = tmp_path_factory.mktemp("desk")
    opened = open_bench(folder, Settings(timezone="Asia/Shanghai"), prepare)
    made = loop.run(opened.__aenter__())
    loop.run(made.news("Tesla opens a plant", told=("console",)))
    yield made
    loop.run(opened.__aexit__(None, None, None))


@settings(max_examples=150, deadline=None)
@given(line=LINES, user=USERS, direct=st.booleans())
def test_a_card_comes_back_whatever_is_typed(
    line: str, user: User, direct: bool, loop: asyncio.Runner, bench: Bench
) -> None:
    platform = user.id.partition(":")[0]
    place = {"user": user, "platform": platform, "scope": f"{platform}:x", "direct": direct}
    complaints = _Complaints()
    logging.getLogger("bot.commands.desk").addHandler(complaints)
    try:
        card = loop.run(bench.say(line, **place))
    finally:
        logging.getLogger("bot.commands.desk").removeHandler(complaints)
    assert complaints.messages == []
    assert isinstance(card, Card)
    assert card.title
    assert card.private
    assert from_json(to_json(card)) == card
    for action in card.actions:
        assert 0 < len(action.label) <= 75
        assert len(action.command) <= 2_000


@settings(max_examples=60, deadline=None)
@given(parameter=st.one_of(PIECES, st.sampled_from(["lookup.name", "watch add.in", "mute.time"])),
       typed=st.text(max_size=40))  # fmt: skip
def test_completion_never_fails_and_is_bounded(
    parameter: str, typed: str, loop: asyncio.Runner, bench: Bench
) -> None:
    found = loop.run(bench.desk.complete(bench.request(""), parameter, typed))
    assert len(found) <= 25
    assert all(0 < len(each) <= 100 for each in found)


@given(st.text(max_size=60))
def test_what_is_quoted_is_one_word(text: str) -> None:
    (word,) = words_of(quoted(text))
    assert word.text == text


@given(st.text(max_size=30))
def test_a_span_is_ahead_and_bounded(text: str) -> None:
    now = datetime(2026, 7, 14, 9, 30, tzinfo=UTC)
    span = parse_span(text, now, ZoneInfo("America/New_York"))
    assert span is None or timedelta() < span <= LONGEST


@given(st.timedeltas(min_value=-timedelta(days=4_000), max_value=timedelta(days=4_000)))
def test_times_are_said_in_words(span: timedelta) -> None:
    now = datetime(2026, 7, 14, 9, 30, tzinfo=UTC)
    assert ago(now - span, now)
    assert length(abs(span))


class _Complaints(logging.Handler):
    """Errors the desk logged: each would be a bug behind a polite card."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(self.format(record))
