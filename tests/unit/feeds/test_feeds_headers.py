from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.feeds.headers import cache_max_age, http_date, retry_after, validator
from bot.feeds.redact import redact

NOW = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
NOON = "Wed, 04 Mar 2026 12:00:00 GMT"
FIVE_PAST = "Wed, 04 Mar 2026 12:05:00 GMT"
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, None),
        ({"Retry-After": "120"}, 2 * MINUTE),
        ({"Retry-After": " 0 "}, timedelta(0)),
        ({"Retry-After": "999999999999999999999"}, DAY),
        ({"Retry-After": "-5"}, None),
        ({"Retry-After": "soon"}, None),
        ({"Retry-After": FIVE_PAST}, 5 * MINUTE),
        ({"Retry-After": NOON}, timedelta(0)),
        ({"Retry-After": "Wed, 04 Mar 2020 12:05:00 GMT"}, timedelta(0)),
        ({"Retry-After": "Wed, 04 Mar 2099 12:05:00 GMT"}, DAY),
        # Both clocks of the server are wrong by the same hour: the distance is what counts.
        (
            {
                "Retry-After": "Wed, 04 Mar 2026 13:05:00 GMT",
                "Date": "Wed, 04 Mar 2026 13:00:00 GMT",
            },
            5 * MINUTE,
        ),
    ],
)
def test_retry_after(headers: dict[str, str], expected: timedelta | None) -> None:
    assert retry_after(headers, NOW) == expected


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, None),
        ({"Cache-Control": "max-age=600"}, 10 * MINUTE),
        ({"Cache-Control": "public, max-age=600, must-revalidate"}, 10 * MINUTE),
        ({"Cache-Control": "max-age=600", "Age": "540"}, MINUTE),
        ({"Cache-Control": "max-age=600", "Age": "6000"}, timedelta(0)),
        ({"Cache-Control": "s-maxage=600"}, None),
        ({"Cache-Control": "no-cache, max-age=600"}, None),
        ({"Cache-Control": "no-store"}, None),
        ({"Cache-Control": "max-age=99999999999999999"}, 7 * DAY),
        ({"Cache-Control": "max-age=x"}, None),
        ({"Expires": FIVE_PAST, "Date": NOON}, 5 * MINUTE),
        ({"Expires": FIVE_PAST}, 5 * MINUTE),
        ({"Expires": NOON, "Date": FIVE_PAST}, timedelta(0)),
        ({"Expires": "0"}, None),
        ({"Cache-Control": "max-age=60", "Expires": FIVE_PAST, "Date": NOON}, MINUTE),
    ],
)
def test_cache_max_age(headers: dict[str, str], expected: timedelta | None) -> None:
    assert cache_max_age(headers, NOW) == expected


@pytest.mark.parametrize("text", ["", "x", "Wed, 99 Mar 2026 12:00:00 GMT", "1", "9" * 300])
def test_odd_dates_are_no_dates(text: str) -> None:
    assert http_date(text) is None


def test_validators_are_kept_verbatim_or_not_at_all() -> None:
    for kept in ('"abc"', 'W/"a-b:c"', "no-quotes", NOON):
        assert validator(kept) == kept
    for dropped in ("", "a\nb", "é", "\udce9", "x" * 2000):
        assert validator(dropped) == ""


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://example.org/feed/", "https://example.org/feed/"),
        ("https://u:p@example.org:8443/feed", "https://example.org:8443/feed"),
        ("https://example.org/?feed=rss2#top", "https://example.org/?feed=rss2"),
        ("https://example.org/?token=abc&page=2", "https://example.org/?token=…&page=2"),
        ("https://example.org/?api_key=abc", "https://example.org/?api_key=…"),
        ("https://example.org/?apikey=abc", "https://example.org/?apikey=…"),
        ("https://example.org/?X-Amz-Signature=abc", "https://example.org/?X-Amz-Signature=…"),
        (
            "https://example.org/p/9f86d081884c7d659a2feaa0c55ad015/rss",
            "https://example.org/p/…/rss",
        ),
        (
            "https://example.org/teslas-new-2026-model-launch-in-berlin",
            "https://example.org/teslas-new-2026-model-launch-in-berlin",
        ),
        ("http://[2606:4700::1111]:80/x", "http://[2606:4700::1111]:80/x"),
        ("http://[bad", "…"),
        ("http://example.org:99999/", "…"),
        ("https://example.org/?q=9f86d081884c7d659a2feaa0c55ad015", "https://example.org/?q=…"),
        ("https://example.org/?flag", "https://example.org/?flag"),
    ],
)
def test_redacted(url: str, shown: str) -> None:
    assert redact(url) == shown
