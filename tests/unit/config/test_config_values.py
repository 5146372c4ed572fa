"""Durations, times, sizes, addresses: what is understood, and what is said otherwise."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from bot.config import values


def read(kind: Any, text: str) -> Any:
    return TypeAdapter(kind).validate_python(text)


def refusal(kind: Any, text: str) -> str:
    with pytest.raises(ValidationError) as caught:
        read(kind, text)
    context = caught.value.errors()[0]["ctx"]
    return f"{context['what']} | {context['hint']}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("5m", timedelta(minutes=5)),
        ("2h", timedelta(hours=2)),
        ("1 day", timedelta(days=1)),
        ("90 days", timedelta(days=90)),
        ("90S", timedelta(seconds=90)),
        ("1h30m", timedelta(minutes=90)),
        ("1 hour, 30 minutes", timedelta(minutes=90)),
        ("1.5h", timedelta(minutes=90)),
        ("2 weeks", timedelta(weeks=2)),
    ],
)
def test_lengths_of_time(text: str, expected: timedelta) -> None:
    assert read(values.Duration, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("5", "'5' has no unit of time | write 5m, 5h or 5 days"),
        ("5 minuts", "unknown unit of time 'minuts' | did you mean 'minute'?"),
        ("0s", "'0s' is out of range"),
        ("99999 weeks", "'99999 weeks' is out of range"),
        ("soon", "'soon' is not a length of time"),
        ("-5m", "'-5m' is not a length of time"),
    ],
)
def test_what_is_no_length_of_time(text: str, expected: str) -> None:
    assert refusal(values.Duration, text).startswith(expected)


@pytest.mark.parametrize(
    ("length", "expected"),
    [
        (timedelta(minutes=5), "5m"),
        (timedelta(minutes=90), "90m"),
        (timedelta(days=2), "2d"),
        (timedelta(seconds=45), "45s"),
    ],
)
def test_lengths_are_written_as_they_are_read(length: timedelta, expected: str) -> None:
    assert values.written_duration(length) == expected
    assert read(values.Duration, expected) == length


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("22:00", time(22)),
        ("7:05", time(7, 5)),
        ("07.30", time(7, 30)),
        ("10 pm", time(22)),
        ("12am", time(0)),
        ("24:00", time(0)),
    ],
)
def test_times_of_day(text: str, expected: time) -> None:
    assert read(values.ClockTime, text) == expected


@pytest.mark.parametrize("text", ["25:00", "7", "22:60", "late", "13 pm"])
def test_what_is_no_time_of_day(text: str) -> None:
    assert "is not a time of day" in refusal(values.ClockTime, text)


@pytest.mark.parametrize(
    ("text", "expected"), [("20 MB", 20_000_000), ("512k", 512_000), ("1,000,000", 1_000_000)]
)
def test_sizes(text: str, expected: int) -> None:
    assert read(values.Size, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Berlin", "did you mean 'Europe/Berlin'?"),
        ("Europe/Berln", "did you mean 'Europe/Berlin'?"),
        ("Shangai", "did you mean 'Asia/Shanghai'?"),
        ("New York", "did you mean 'America/New_York'?"),
        ("xqzw", "as in Europe/Berlin"),
    ],
)
def test_misspelt_timezones(text: str, expected: str) -> None:
    assert expected in refusal(values.Zone, text)


def test_timezones_in_any_case() -> None:
    assert read(values.Zone, "europe/berlin") == "Europe/Berlin"


@pytest.mark.parametrize(
    "text",
    ["slack:#ev-desk", "slack:#电动车", "slack:C024BE91L", "discord:123456789012345678",
     "console", "matrix:!room:example.org"],
)  # fmt: skip
def test_places(text: str) -> None:
    assert read(values.Place, text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("slak:#x", "unknown platform 'slak' | did you mean 'slack'?"),
        ("slack:ev-desk", "is not a place on Slack | give a channel (slack:#ev-desk)"),
        ("discord:#general", "is not a place on Discord | give a channel's id"),
        ("#ev-desk", "'#ev-desk' is not a place to post to | write platform:address"),
        ("https://hooks.example/x", "'https://hooks.example/x' is not a place to post to"),
    ],
)
def test_what_is_no_place(text: str, expected: str) -> None:
    assert expected in refusal(values.Place, text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("feed://example.com/x", "https://example.com/x"),
        ("feed:https://example.com/x", "https://example.com/x"),
        ("http://例子.测试/feed", "http://例子.测试/feed"),
    ],
)
def test_feed_addresses(text: str, expected: str) -> None:
    assert read(values.FeedUrl, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("example.com/feed", "write https://example.com/feed"),
        ("ftp://example.com", "is not a web address"),
        ("https://", "is not an address"),
        ("https://a b.com/", "is not an address"),
        ("https://[::1", "is not an address"),
        ("https://example.com:port/", "is not an address"),
    ],
)
def test_what_is_no_feed_address(text: str, expected: str) -> None:
    assert expected in refusal(values.FeedUrl, text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("mysql://h/d", "unknown kind of database 'mysql'"),
        ("sqlite:data.db", "as in sqlite:///data/tidings.db"),
        ("postgresql://host", "as in postgresql://host/tidings"),
        ("postgresq://u:s3cret@host/d", "'postgresq://u:***@host/d' is not a database address"),
    ],
)
def test_what_is_no_database(text: str, expected: str) -> None:
    assert expected in refusal(values.Database, text)


def test_the_short_name_of_postgresql() -> None:
    assert read(values.Database, "postgres://h/d") == "postgresql://h/d"
