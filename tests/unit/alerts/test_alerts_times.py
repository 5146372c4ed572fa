"""Spans in words, clock times, and quiet hours on the two odd days of the year."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest

from bot.alerts.times import clock_time, next_digest, quiet_until, span
from bot.model import Deliver, QuietHours

NIGHT = QuietHours(start=time(22), end=time(7))
NOON = QuietHours(start=time(12), end=time(13, 30))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(seconds=-5), "0 s"),
        (timedelta(seconds=20), "20 s"),
        (timedelta(seconds=89), "89 s"),
        (timedelta(minutes=6), "6 min"),
        (timedelta(minutes=90), "2 h"),
        (timedelta(hours=3), "3 h"),
        (timedelta(hours=36), "2 days"),
        (timedelta(days=5), "5 days"),
        (timedelta(days=430), "14 months"),
        (timedelta(days=365 * 7), "7 years"),
    ],
)
def test_span(length: timedelta, words: str) -> None:
    assert span(length) == words


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ("2026-07-13 10:02", "12:02"),
        ("2026-07-12 22:30", "00:30"),
        ("2026-07-12 10:00", "Sun 12 Jul 12:00"),
        ("2025-07-13 10:00", "13 Jul 2025 12:00"),
    ],
)
def test_clock_time(moment: str, words: str) -> None:
    assert clock_time(utc(moment), utc("2026-07-13 12:00"), "Europe/Berlin") == words


@pytest.mark.parametrize(
    ("quiet", "zone", "now", "until"),
    [
        (NIGHT, "UTC", "2026-07-13 21:59:59", None),
        (NIGHT, "UTC", "2026-07-13 22:00", "2026-07-14 07:00"),
        (NIGHT, "UTC", "2026-07-14 06:59:59", "2026-07-14 07:00"),
        (NIGHT, "UTC", "2026-07-14 07:00", None),
        (NOON, "UTC", "2026-07-14 12:30", "2026-07-14 13:30"),
        (NOON, "UTC", "2026-07-14 13:30", None),
        (NIGHT, "Asia/Shanghai", "2026-07-13 14:00", "2026-07-13 23:00"),
        (NIGHT, "Asia/Kathmandu", "2026-07-13 16:15", "2026-07-14 01:15"),
        # Berlin, clocks go forward on 29 March 2026 at 02:00: the night is an hour shorter.
        (NIGHT, "Europe/Berlin", "2026-03-28 21:00", "2026-03-29 05:00"),
        # … and back on 25 October at 03:00: an hour longer.
        (NIGHT, "Europe/Berlin", "2026-10-24 20:00", "2026-10-25 06:00"),
        # An end that the clock jumps over.
        (QuietHours(start=time(22), end=time(2, 30)), "Europe/Berlin", "2026-03-29 00:59",
         "2026-03-29 01:00"),
        # An end that comes twice: each time it ends the quiet of its hour.
        (QuietHours(start=time(22), end=time(2, 30)), "Europe/Berlin", "2026-10-25 00:15",
         "2026-10-25 00:30"),
        (QuietHours(start=time(22), end=time(2, 30)), "Europe/Berlin", "2026-10-25 01:15",
         "2026-10-25 01:30"),
        (QuietHours(start=time(9), end=time(9)), "UTC", "2026-07-13 09:00", None),
        (None, "UTC", "2026-07-13 23:00", None),
    ],
)  # fmt: skip
def test_quiet_until(quiet: QuietHours | None, zone: str, now: str, until: str | None) -> None:
    assert quiet_until(quiet, zone, utc(now)) == (utc(until) if until else None)


@pytest.mark.parametrize(
    ("deliver", "zone", "now", "due"),
    [
        (Deliver(), "UTC", "2026-07-13 09:00", None),
        (Deliver(every="hourly"), "UTC", "2026-07-13 09:00", "2026-07-13 10:00"),
        (Deliver(every="hourly"), "Asia/Kathmandu", "2026-07-13 09:00", "2026-07-13 09:15"),
        (Deliver(every="daily"), "Europe/Berlin", "2026-07-13 05:59", "2026-07-13 06:00"),
        (Deliver(every="daily"), "Europe/Berlin", "2026-07-13 06:00", "2026-07-14 06:00"),
        (Deliver(every="daily"), "Asia/Shanghai", "2026-07-13 06:00", "2026-07-14 00:00"),
        # Clocks go forward, then back: the time on the wall stays.
        (Deliver(every="daily"), "Europe/Berlin", "2026-03-28 12:00", "2026-03-29 06:00"),
        (Deliver(every="daily"), "Europe/Berlin", "2026-10-24 12:00", "2026-10-25 07:00"),
        # A time that is skipped comes at the jump; one that comes twice, the first time.
        (Deliver(every="daily", at=(time(2, 30),)), "Europe/Berlin", "2026-03-28 12:00",
         "2026-03-29 01:00"),
        (Deliver(every="daily", at=(time(2, 30),)), "Europe/Berlin", "2026-03-29 01:00",
         "2026-03-30 00:30"),
        (Deliver(every="daily", at=(time(2, 30),)), "Europe/Berlin", "2026-10-24 12:00",
         "2026-10-25 00:30"),
        (Deliver(every="daily", at=(time(2, 30),)), "Europe/Berlin", "2026-10-25 00:30",
         "2026-10-26 01:30"),
        # 13 July 2026 is a Monday.
        (Deliver(every="weekly"), "UTC", "2026-07-13 07:59", "2026-07-13 08:00"),
        (Deliver(every="weekly"), "UTC", "2026-07-13 08:00", "2026-07-20 08:00"),
        (Deliver(every="weekly", weekday=6), "UTC", "2026-07-13 09:00", "2026-07-19 08:00"),
        # In Auckland it is Tuesday already.
        (Deliver(every="weekly", weekday=1), "Pacific/Auckland", "2026-07-13 13:00",
         "2026-07-13 20:00"),
    ],
)  # fmt: skip
def test_next_digest(deliver: Deliver, zone: str, now: str, due: str | None) -> None:
    assert next_digest(deliver, zone, utc(now)) == (utc(due) if due else None)
