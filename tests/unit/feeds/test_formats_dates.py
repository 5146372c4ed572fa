from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.feeds.formats import parse
from bot.feeds.formats.dates import from_struct, from_text


def published(text: str) -> datetime | None:
    body = f"<rss><channel><item><title>x</title><pubDate>{text}</pubDate></item></channel></rss>"
    return parse(body.encode(), "", "https://x.example/").entries[0].published


NOON = datetime(2025, 7, 14, 10, 20, 33, tzinfo=UTC)
MINUTE = NOON.replace(second=0)
DAY = datetime(2025, 7, 14, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("Mon, 14 Jul 2025 10:20:33 GMT", NOON),
        ("Mon,14 Jul 2025 06:20:33 EDT", NOON),
        ("Mon, 14 Jul 2025 18:20:33 +0800", NOON),
        ("2025-07-14T18:20:33.123+08:00", NOON),
        ("2025-07-14 10:20:33", NOON),
        ("2025/07/14 10:20", MINUTE),
        ("2025年07月14日 10:20", MINUTE),
        ("2025年7月14日 下午10:20", MINUTE.replace(hour=22)),
        ("2025-07-14", DAY),
        ("14.07.2025 10:20", MINUTE),
        ("Monday, July 14, 2025 10:20 AM", MINUTE),
        ("July 14, 2025 12:05 am", DAY.replace(minute=5)),
        ("lun, 14 juil 2025 10:20:33 +0000", NOON),
        ("1752488433", NOON),
        ("1752488433000", NOON),
        ("12/07/2025", None),
        ("Thu, 01 Jan 1970 00:00:00 GMT", None),
        ("0001-01-01T00:00:00Z", None),
        ("9999-12-31T23:59:59-12:00", None),
        ("2025-13-45T99:99:99Z", None),
        ("yesterday", None),
        ("9" * 400, None),
        ("", None),
    ],
)
def test_dates_as_publishers_write_them(text: str, moment: datetime | None) -> None:
    assert published(text) == moment


def test_far_future_dates_stay_a_claim() -> None:
    # Clamping needs the time of day, which only identity has.
    assert published("Mon, 14 Jul 2099 00:00:00 GMT") == datetime(2099, 7, 14, tzinfo=UTC)


@pytest.mark.parametrize("text", ["2025-07-14 25:00", "2025-07-14 10:75", "32 Jul 2025"])
def test_times_that_no_clock_shows(text: str) -> None:
    assert from_text(text) is None


def test_no_struct_no_date() -> None:
    assert from_struct(None) is None
    assert from_struct("2025") is None
