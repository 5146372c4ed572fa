"""Times as typed and as read."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.commands import when

NOW = datetime(2026, 7, 14, 9, 30, tzinfo=UTC)
"""A Tuesday, 11:30 in Berlin."""
BERLIN = ZoneInfo("Europe/Berlin")

SPANS = [
    ("30m", timedelta(minutes=30)),
    ("2h", timedelta(hours=2)),
    ("1.5 hours", timedelta(minutes=90)),
    ("half an hour", timedelta(minutes=30)),
    ("an hour", timedelta(hours=1)),
    ("3 Days", timedelta(days=3)),
    ("1w", timedelta(weeks=1)),
    ("2小时", timedelta(hours=2)),
    ("3天", timedelta(days=3)),
    ("forever", when.LONGEST),
    ("99999 weeks", when.LONGEST),
    ("today", timedelta(hours=12, minutes=30)),
    ("tomorrow", timedelta(hours=21, minutes=30)),
    ("until 18:00", timedelta(hours=6, minutes=30)),
    ("10:00", timedelta(hours=22, minutes=30)),
    ("0m", None),
    ("25:00", None),
    ("12:61", None),
    ("soon", None),
    ("", None),
    ("2 parsecs", None),
]


@pytest.mark.parametrize(("text", "span"), SPANS)
def test_parse_span(text: str, span: timedelta | None) -> None:
    assert when.parse_span(text, NOW, BERLIN) == span


AGO = [
    (timedelta(seconds=10), "just now"),
    (timedelta(seconds=80), "1 minute ago"),
    (timedelta(minutes=3), "3 minutes ago"),
    (timedelta(hours=2), "2 hours ago"),
    (timedelta(hours=23), "23 hours ago"),
    (timedelta(days=3), "3 days ago"),
    (-timedelta(hours=2), "in 2 hours"),
    (-timedelta(seconds=5), "in a moment"),
]


@pytest.mark.parametrize(("span", "words"), AGO)
def test_ago(span: timedelta, words: str) -> None:
    assert when.ago(NOW - span, NOW) == words


AT = [
    (NOW, "11:30"),
    (NOW - timedelta(hours=12), "yesterday 23:30"),
    (NOW + timedelta(days=1), "tomorrow 11:30"),
    (NOW - timedelta(days=3), "Sat 11:30"),
    (NOW - timedelta(days=30), "14 Jun 11:30"),
    (NOW - timedelta(days=300), "17 Sep 2025 11:30"),
]


@pytest.mark.parametrize(("moment", "words"), AT)
def test_at(moment: datetime, words: str) -> None:
    assert when.at(moment, NOW, BERLIN) == words


def test_length_of_nothing_is_not_zero_of_something() -> None:
    assert when.length(timedelta(seconds=5)) == "under a minute"
    assert when.length(timedelta(hours=1)) == "1 hour"
    assert when.length(timedelta(days=1)) == "1 day"
