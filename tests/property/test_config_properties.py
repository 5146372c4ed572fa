"""Whatever is in the files: data or problems with places, never a crash; what is dumped is read."""

from __future__ import annotations

import string
from dataclasses import replace
from datetime import time, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.config import (
    dump_arrangements,
    dump_feeds,
    dump_watchlists,
    read_arrangements,
    read_feeds,
    read_watchlists,
)
from bot.config.documents import parse
from bot.errors import ConfigError, Problem
from bot.feeds.identity import feed_id
from bot.model import (
    NEVER_QUIET,
    Arrangement,
    Budget,
    Condition,
    Deliver,
    Feed,
    Manner,
    Origin,
    Preferences,
    QuietHours,
    Watch,
    Watchlist,
    make_id,
)

FILE = "watchlists/x.yaml"
WORDS = st.sampled_from(
    [*"[]{}:,-&*!|>'\"%@`#?~\n\t ", "\n", "\n  - ", ": ", "companies", "name", "figures", "unit",
     "alert_when", "null", "NO", "22:00", "小米", "<<", "---", "!!int", "\x00", "\u2028", "a"]
)  # fmt: skip
TEXTS = st.lists(WORDS, max_size=40).map("".join) | st.text(max_size=60)


@given(TEXTS)
@settings(max_examples=400, deadline=None)
def test_any_text_is_read_or_refused_in_words(text: str) -> None:
    for problem in problems_of(text):
        assert problem.what
        assert problem.line <= text.count("\n") + text.count("\u2028") + 2
        assert str(problem).startswith(FILE)


def problems_of(text: str) -> tuple[Problem, ...]:
    try:
        read_watchlists(text, FILE)
    except ConfigError as error:
        return error.problems
    return ()


@given(st.dictionaries(st.text("abc小", min_size=1, max_size=4), TEXTS, max_size=5))
@settings(max_examples=200, deadline=None)
def test_every_place_lies_in_the_text(data: dict[str, str]) -> None:
    lines = [f"{key}: {value!r}" for key, value in data.items() if value.isascii()]
    documents, problems = parse("\n".join(lines), FILE)
    for problem in problems:
        assert 1 <= problem.line <= len(lines) + 1
    for document in documents:
        for key in document.keys():  # noqa: SIM118 - not a mapping
            line, column = document.place((key,), key=True)
            assert lines[line - 1][column - 1 :].startswith(key)


NAMES = (
    st.text(
        st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn", "Co", "Zl", "Zp"]),
        min_size=1,
        max_size=30,
    )
    .map(lambda text: " ".join(text.split()))
    .filter(lambda text: any(char.isalnum() for char in text))
) | st.sampled_from(["NO", "on", "null", "360", "3M", "22:00", "1810.HK", "- x", "a: b", "*x"])
LISTS = st.lists(NAMES, max_size=3).map(tuple)
MANNERS = st.builds(
    Manner,
    deliver=st.none()
    | st.sampled_from(
        [
            Deliver(),
            Deliver(every="hourly"),
            Deliver(every="daily", at=(time(7, 5), time(18))),
            Deliver(every="weekly", weekday=6, at=(time(23, 59),)),
        ]
    ),
    severity=st.sampled_from([None, "low", "normal", "high"]),
    cooldown=st.none() | st.integers(0, 100_000).map(lambda seconds: timedelta(seconds=seconds)),
    mention=st.sampled_from([(), ("slack:U012AB3CD", "discord:role:80351110224678912")]),
)


@st.composite
def watchlists(draw: st.DrawFn) -> Watchlist:
    name = draw(NAMES)
    list_id = make_id("l", "file", FILE, name)
    watches: dict[str, Watch] = {}
    for kind in ("company", "person", "topic"):
        for each in draw(st.lists(NAMES, max_size=3, unique=True)):
            watch_id = make_id("w", list_id, kind, each)
            watches[watch_id] = Watch(
                id=watch_id,
                name=each,
                kind=kind,
                aliases=draw(LISTS),
                tickers=draw(LISTS) if kind != "topic" else (),
                context=draw(LISTS),
                exclude=draw(LISTS),
                fuzzy=draw(st.booleans()),
                manner=draw(MANNERS),
            )
    for each in draw(st.lists(NAMES, max_size=2, unique=True)):
        watch_id = make_id("w", list_id, "figure", each)
        watches[watch_id] = Watch(
            id=watch_id,
            name=each,
            kind="figure",
            subject=draw(NAMES),
            metric=draw(LISTS),
            unit=draw(st.sampled_from(["", "vehicles", "km", "%"])),
            period=draw(st.sampled_from(["", "week", "half"])),
            condition=Condition(),
            manner=draw(MANNERS),
        )
    return Watchlist(id=list_id, name=name, watches=tuple(watches.values()), manner=draw(MANNERS))


@given(watchlists())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_watchlists_survive_the_way_through_yaml(watchlist: Watchlist) -> None:
    text = dump_watchlists([watchlist])
    (back,) = read_watchlists(text, FILE)
    assert strip(back) == strip(watchlist)


def strip(watchlist: Watchlist) -> list[object]:
    nowhere = Origin(kind="file", where="")
    return [
        watchlist.id,
        watchlist.name,
        watchlist.manner,
        *(replace(watch, origin=nowhere) for watch in watchlist.watches),
    ]


MINUTES = st.integers(0, 24 * 60 - 1).map(lambda minute: time(minute // 60, minute % 60))
QUIET = st.tuples(MINUTES, MINUTES).filter(lambda ends: ends[0] != ends[1])
RHYTHMS = (
    st.sampled_from([Deliver(), Deliver(every="hourly")])
    | st.lists(MINUTES, min_size=1, max_size=3, unique=True).map(
        lambda times: Deliver(every="daily", at=tuple(sorted(times)))
    )
    | st.builds(
        lambda day, at: Deliver(every="weekly", weekday=day, at=(at,)), st.integers(0, 6), MINUTES
    )
)
WINDOWS = st.integers(1, 7 * 24 * 3600).map(lambda seconds: timedelta(seconds=seconds))
ARRANGEMENTS = st.builds(
    lambda place, wishes: Arrangement(
        id=make_id("q", place), destination=place, preferences=wishes, scope=""
    ),
    st.sampled_from(["ev-desk", "slack:C024BE91L", "slack:U012AB3CD", "discord:123", "console"])
    | NAMES,
    st.builds(
        Preferences,
        deliver=st.none() | RHYTHMS,
        quiet_hours=st.sampled_from([None, NEVER_QUIET])
        | QUIET.map(lambda ends: QuietHours(start=ends[0], end=ends[1])),
        budget=st.none() | st.builds(Budget, messages=st.integers(1, 1000), window=WINDOWS),
        cooldown=st.none() | st.integers(0, 100_000).map(lambda each: timedelta(seconds=each)),
        mention=st.sampled_from([(), ("slack:U012AB3CD", "discord:role:80351110224678912")]),
        timezone=st.sampled_from(["", "Europe/Berlin", "Asia/Kolkata", "UTC"]),
    ),
)


@given(st.lists(ARRANGEMENTS, max_size=4, unique_by=lambda each: each.id))
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_how_places_are_told_survives_the_way_through_yaml(arranged: list[Arrangement]) -> None:
    assert list(read_arrangements(dump_arrangements(arranged), "destinations.yaml")) == arranged


HOSTS = st.text(string.ascii_lowercase, min_size=1, max_size=8)


@given(
    st.lists(
        st.builds(
            Feed,
            id=st.just(""),
            url=st.builds("https://{}.example/{}".format, HOSTS, HOSTS),
            name=st.just("") | NAMES,
            every=st.none() | st.integers(60, 100_000).map(lambda s: timedelta(seconds=s)),
            full_text=st.booleans(),
            tags=LISTS,
            paused=st.booleans(),
            backfill=st.integers(0, 1000),
        ),
        max_size=5,
        unique_by=lambda feed: feed.url,
    )
)
@settings(max_examples=100, deadline=None)
def test_feeds_survive_the_way_through_yaml(feeds: list[Feed]) -> None:
    back = read_feeds(dump_feeds(feeds), "feeds.yaml")
    assert [
        (f.id, f.url, f.name, f.every, f.full_text, f.tags, f.paused, f.backfill) for f in back
    ] == [
        (feed_id(f.url), f.url, f.name, f.every, f.full_text, f.tags, f.paused, f.backfill)
        for f in feeds
    ]
