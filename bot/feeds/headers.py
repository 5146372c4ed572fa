"""Pure readings of HTTP headers: Retry-After, freshness, validators."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

LONGEST_WAIT = timedelta(days=1)
"""Of a Retry-After: a server that asks for more is asked again after a day."""

LONGEST_FRESHNESS = timedelta(days=7)

_MAX_AGE = re.compile(r"(?:^|[,\s])max-age\s*=\s*\"?(\d{1,18})", re.IGNORECASE)
_NEVER_FRESH = re.compile(r"(?:^|[,\s])no-(?:store|cache)(?:$|[,\s])", re.IGNORECASE)


def http_date(text: str) -> datetime | None:
    """In UTC; ``None`` when it is no date."""
    try:
        parsed = parsedate_to_datetime(text.strip())
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if parsed.tzinfo is None:
        parsed = parsed.replace(tzinfo=UTC)
    try:
        return parsed.astimezone(UTC)
    except OverflowError:
        return None


def retry_after(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """How long the server asks us to wait: seconds or a date, between 0 and a day.

    A date is measured against the server's own ``Date``, so that a wrong clock on either side
    does not turn a minute into a day.
    """
    value = headers.get("Retry-After", "").strip()
    if not value:
        return None
    if value.isdecimal():
        return timedelta(seconds=min(int(value[:12]), LONGEST_WAIT.total_seconds()))
    until = http_date(value)
    if until is None:
        return None
    return _between(until - _server_now(headers, now), LONGEST_WAIT)


def cache_max_age(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """How long the answer stays fresh by Cache-Control or Expires; ``None``: nothing said."""
    control = headers.get("Cache-Control", "")
    if _NEVER_FRESH.search(control):
        return None
    stated = _MAX_AGE.search(control)
    if stated is not None:
        seconds = min(int(stated.group(1)), int(LONGEST_FRESHNESS.total_seconds()))
        age = headers.get("Age", "").strip()
        passed = min(int(age[:12]), seconds) if age.isdecimal() else 0
        return timedelta(seconds=seconds - passed)
    expires = http_date(headers.get("Expires", "")) if headers.get("Expires") else None
    if expires is None:
        return None
    return _between(expires - _server_now(headers, now), LONGEST_FRESHNESS)


def validator(value: str) -> str:
    """An ETag or Last-Modified as it can be stored and sent back verbatim; else empty."""
    return value if value.isascii() and value.isprintable() and len(value) <= 1024 else ""


def _server_now(headers: Mapping[str, str], now: datetime) -> datetime:
    date = http_date(headers.get("Date", "")) if headers.get("Date") else None
    return date or now


def _between(span: timedelta, most: timedelta) -> timedelta:
    return min(max(span, timedelta(0)), most)
