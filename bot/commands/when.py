"""Times as people type them and as they read them. Pure: ``now`` is handed in."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.text import count_of

_UNITS: tuple[tuple[str, timedelta], ...] = (
    (r"m|mins?|minutes?|分钟", timedelta(minutes=1)),
    (r"h|hrs?|hours?|小时", timedelta(hours=1)),
    (r"d|days?|天", timedelta(days=1)),
    (r"w|wks?|weeks?|周", timedelta(weeks=1)),
    (r"mo|months?|个?月", timedelta(days=30)),
    (r"y|yrs?|years?|年", timedelta(days=365)),
)
_AMOUNT = re.compile(r"(\d{1,5}(?:\.\d{1,2})?|an?|half an?)\s*([a-z\u4e00-\u9fff]+)")
_CLOCK = re.compile(r"(\d{1,2})[:.](\d{2})")
LONGEST = timedelta(days=365)


def parse_span(text: str, now: datetime, zone: ZoneInfo) -> timedelta | None:
    """``30m``, ``2 hours``, ``for a week``, ``until 18:00``, ``tomorrow``, ``forever``.

    Bounded by a year; ``None`` when it says no length of time, or none that lies ahead.
    """
    words = re.sub(r"^(for|until|till|the)\s+", "", text.strip().casefold())
    if words in {"forever", "ever", "always"}:
        return LONGEST
    moment = _moment(words, now.astimezone(zone))
    if moment is not None:
        return moment - now
    found = _AMOUNT.fullmatch(words)
    if found is None:
        return None
    unit = next((span for names, span in _UNITS if re.fullmatch(names, found[2])), None)
    if unit is None:
        return None
    span = _amount(found[1]) * unit
    return min(span, LONGEST) if span > timedelta() else None


def _amount(text: str) -> float:
    if text.startswith("half"):
        return 0.5
    return 1.0 if text.startswith("a") else float(text)


def _moment(words: str, local: datetime) -> datetime | None:
    midnight = datetime.combine(local.date(), time(), local.tzinfo)
    if words in {"today", "tonight", "midnight"}:
        return midnight + timedelta(days=1)
    if words == "tomorrow":
        return midnight + timedelta(days=1, hours=9)
    clock = _CLOCK.fullmatch(words)
    if clock is None or int(clock[1]) > 23 or int(clock[2]) > 59:
        return None
    moment = midnight + timedelta(hours=int(clock[1]), minutes=int(clock[2]))
    return moment if moment > local else moment + timedelta(days=1)


def ago(moment: datetime, now: datetime) -> str:
    """``just now``, ``3 minutes ago``, ``in 2 hours``: good to about half a unit."""
    seconds = (now - moment).total_seconds()
    if abs(seconds) < 45:
        return "just now" if seconds >= 0 else "in a moment"
    words = length(timedelta(seconds=abs(seconds)))
    return f"{words} ago" if seconds > 0 else f"in {words}"


def length(span: timedelta) -> str:
    """``2 hours``, ``90 minutes``: the largest unit that says it well."""
    seconds = span.total_seconds()
    for unit, size in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        count = seconds / size
        if count >= 1.6 or 0.97 <= count < 1.05:
            return count_of(round(count), unit)
    return "1 minute" if seconds >= 45 else "under a minute"


def at(moment: datetime, now: datetime, zone: ZoneInfo) -> str:
    """``14:02``, ``yesterday 14:02``, ``tomorrow 07:00``, ``Tue 14:02``, ``3 Jun 14:02``."""
    local, today = moment.astimezone(zone), now.astimezone(zone).date()
    clock = f"{local:%H:%M}"
    days = (local.date() - today).days
    named = {0: clock, -1: f"yesterday {clock}", 1: f"tomorrow {clock}"}.get(days)
    if named is not None:
        return named
    if -6 <= days <= 6:
        return f"{local:%a} {clock}"
    year = f" {local.year}" if local.year != today.year else ""
    return f"{local.day} {local:%b}{year} {clock}"


def both(moment: datetime, now: datetime, zone: ZoneInfo) -> str:
    """``14:02 (3 minutes ago)``."""
    return f"{at(moment, now, zone)} ({ago(moment, now)})"
