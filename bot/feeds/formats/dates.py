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
_DAY_FIRST = re.compile(
    r"(?:(?P<day>\d{1,2})[.\s-]+(?:de\s+)?(?P<month>\d{1,2}|[^\W\d_]{3,12})\.?[.,\s-]+(?:de\s+)?(?P<year>\d{4})"
    r"|(?P<month2>[^\W\d_]{3,12})\.?\s+(?P<day2>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<year2>\d{4}))"
    r"(?:[\s,T-]+(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?"
    r"\s*(?P<half>[ap]\.?m\b)?\s*(?P<zone>[A-Z]{1,4}|[+-]\d{2}:?\d{2})?)?",
    re.I,
)
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan ene gen",
            "feb fév fev",
            "mar mär mrt",
            "apr avr abr",
            "may mai maj mag mei",
            "jun juin giu",
            "jul juil lug",
            "aug aoû aou ago",
            "sep set",
            "oct okt out ott",
            "nov",
            "dec dez déc dic des",
        ),
        start=1,
    )
    for name in names.split()
}
_ZONES = {"EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7}
"""Hours from UTC of the names RFC 822 knows; all are North American, ``CST`` too."""
_STAMP = re.compile(r"\d{9,10}(?:\.\d+)?|\d{12,13}")


def from_struct(parsed: object) -> datetime | None:
    """feedparser's UTC ``struct_time`` → aware datetime; ``None`` when absurd or absent."""
    if not isinstance(parsed, time.struct_time):
        return None
    try:
        return in_bounds(datetime.fromtimestamp(calendar.timegm(parsed), UTC))
    except (OverflowError, ValueError, OSError):
        return None


def is_numeric(text: str) -> bool:
    """Whether :func:`from_text` has the last word: feedparser reads 2024年5月6日, 2024/05/06 and
    the 45th of the 13th month as some other day."""
    return _NUMBERS.match(text.lstrip()[:100]) is not None


def from_text(text: str) -> datetime | None:
    """RFC 3339, number-only dates with Western or East Asian separators, Unix time, and dates
    with the month in words of a few languages.

    Without a zone it is taken for UTC; ``12/07/2025`` is anybody's guess and gives ``None``.
    """
    text = text.strip()[:100]
    if _STAMP.fullmatch(text):
        seconds = float(text) / (1000 if len(text) >= 12 and "." not in text else 1)
        return in_bounds(datetime.fromtimestamp(seconds, UTC))
    numbers = _NUMBERS.match(text)
    if numbers:
        afternoon = bool(numbers["afternoon"])
        return _moment(numbers, "year", "month", "day", afternoon=afternoon)
    words = _DAY_FIRST.search(text)
    if words is None:
        return None
    which = "" if words["year"] else "2"
    half = (words["half"] or "").lower()
    return _moment(
        words,
        *(f"{part}{which}" for part in ("year", "month", "day")),
        afternoon=half.startswith("p"),
        forenoon=half.startswith("a"),
    )


def _moment(
    match: re.Match[str],
    year: str,
    month: str,
    day: str,
    *,
    afternoon: bool = False,
    forenoon: bool = False,
) -> datetime | None:
    hour, minute = int(match["hour"] or 0), int(match["minute"] or 0)
    if afternoon and hour < 12:
        hour += 12
    if forenoon and hour == 12:
        hour = 0
    if hour > 24 or minute > 59:
        return None
    # A leap second is the second before it.
    second = min(int(match["second"] or 0), 59)
    try:
        moment = datetime(
            int(match[year]), _month(match[month]), int(match[day]), tzinfo=_zone(match["zone"])
        ) + timedelta(hours=hour, minutes=minute, seconds=second)
        return in_bounds(moment.astimezone(UTC))
    except (ValueError, OverflowError):
        return None


def _month(text: str) -> int:
    """1–12; 0, which no date has, for an unknown word."""
    if text.isdigit():
        return int(text)
    return _MONTHS.get(text[:4].lower()) or _MONTHS.get(text[:3].lower()) or 0


def _zone(text: str | None) -> timezone:
    if not text or text[0] not in "+-":
        return timezone(timedelta(hours=_ZONES.get((text or "").upper(), 0)))
    offset = timedelta(hours=int(text[1:3]), minutes=int(text[-2:]))
    return timezone(-offset if text[0] == "-" else offset)


def in_bounds(moment: datetime) -> datetime | None:
    return moment if _FIRST_YEAR <= moment.year <= _LAST_YEAR else None
