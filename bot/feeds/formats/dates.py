"""Dates as publishers write them, beyond what feedparser knows."""

from __future__ import annotations

import calendar
import re
import time
from datetime import UTC, datetime, timedelta, timezone

_FIRST_YEAR = 1980
_LAST_YEAR = 2200
"""Outside lie unset clocks (1970, year 1) and typing errors: no date is better than these."""

_NUMBERS = re.compile(
    r"(?P<year>\d{4})\s*[-/.年]\s*(?P<month>\d{1,2})\s*[-/.月]\s*(?P<day>\d{1,2})日?"
    r"(?:[\sT,]*(?P<afternoon>下午|午後|오후)?(?:上午|午前|오전)?\s*"
    r"(?P<hour>\d{1,2})\s*[::时時]\s*(?P<minute>\d{1,2})\s*分?"
    r"(?:\s*:?\s*(?P<second>\d{1,2})(?:[.,]\d+)?\s*秒?)?"
    r"\s*(?P<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2})?)?",
    re.I,
)
_STAMP = re.compile(r"\d{9,10}(?:\.\d+)?|\d{12,13}")


def from_struct(parsed: object) -> datetime | None:
    """feedparser's UTC ``struct_time`` → aware datetime; ``None`` when absurd or absent."""
    if not isinstance(parsed, time.struct_time):
        return None
    try:
        return in_bounds(datetime.fromtimestamp(calendar.timegm(parsed), UTC))
    except (OverflowError, ValueError, OSError):
        return None


def from_text(text: str) -> datetime | None:
    """RFC 3339 and number-only dates with Western or East Asian separators, Unix time.

    Without a zone it is taken for UTC.
    """
    text = text.strip()[:100]
    if _STAMP.fullmatch(text):
        seconds = float(text) / (1000 if len(text) >= 12 and "." not in text else 1)
        return in_bounds(datetime.fromtimestamp(seconds, UTC))
    match = _NUMBERS.search(text)
    return _from_numbers(match) if match else None


def _from_numbers(match: re.Match[str]) -> datetime | None:
    hour = int(match["hour"] or 0)
    if match["afternoon"] and hour < 12:
        hour += 12
    minute = int(match["minute"] or 0)
    if hour > 24 or minute > 59:
        return None
    # A leap second is the second before it.
    second = min(int(match["second"] or 0), 59)
    try:
        moment = datetime(
            int(match["year"]),
            int(match["month"]),
            int(match["day"]),
            tzinfo=_zone(match["zone"]),
        ) + timedelta(hours=hour, minutes=minute, seconds=second)
        return in_bounds(moment.astimezone(UTC))
    except (ValueError, OverflowError):
        return None


def _zone(text: str | None) -> timezone:
    if not text or text[0] not in "+-":
        return UTC
    offset = timedelta(hours=int(text[1:3]), minutes=int(text[-2:]))
    return timezone(-offset if text[0] == "-" else offset)


def in_bounds(moment: datetime) -> datetime | None:
    return moment if _FIRST_YEAR <= moment.year <= _LAST_YEAR else None
