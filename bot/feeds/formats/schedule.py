"""When the publisher wants to be left alone: ttl, skipHours, skipDays, sy:updatePeriod."""

from __future__ import annotations

import re
from datetime import timedelta

_LONGEST = timedelta(days=7)
"""Wishes beyond are typing errors (ttl in seconds) and would silence a feed."""

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_PERIODS = {
    # "hourly" is missing: the commonest publishing software writes it into every feed, so it
    # says nothing of the publisher's wish, and would keep breaking news for an hour.
    "daily": timedelta(days=1),
    "weekly": timedelta(days=7),
    "monthly": timedelta(days=30),
    "yearly": timedelta(days=365),
}
_LONGEST_BLOCK = 2_000
_HOUR = re.compile(r"<hour>\s*(\d{1,2})\s*</hour>", re.I)
_DAY = re.compile(r"<day>\s*([A-Za-z]+)\s*</day>", re.I)
_PERIOD = re.compile(r"<sy:updatePeriod\b[^<>]*>\s*(\w+)\s*</", re.I)
_FREQUENCY = re.compile(r"<sy:updateFrequency\b[^<>]*>\s*(\d{1,4})\s*</", re.I)


def skip_hours(text: str) -> tuple[int, ...]:
    """GMT hours 0–23; 24 means 0, as early versions of RSS had it."""
    found = _HOUR.findall(_block(text, "skipHours"))
    hours = {int(hour) % 24 for hour in found if int(hour) <= 24}
    # Asking for rest at every hour asks for nothing.
    return tuple(sorted(hours)) if len(hours) < 24 else ()


def skip_days(text: str) -> tuple[int, ...]:
    names = {name.lower() for name in _DAY.findall(_block(text, "skipDays"))}
    days = tuple(number for number, name in enumerate(_DAYS) if name in names)
    return days if len(days) < 7 else ()


def _block(text: str, name: str) -> str:
    start = text.find(f"<{name}")
    if start == -1:
        return ""
    end = text.find(f"</{name}", start, start + _LONGEST_BLOCK)
    return text[start:end] if end != -1 else ""


def least_interval(header: str, ttl: str) -> timedelta | None:
    """The longer of ttl (minutes) and sy:updatePeriod ÷ sy:updateFrequency, at most a week."""
    wishes = []
    if re.fullmatch(r"\s*\d{1,6}\s*", ttl) and int(ttl) > 0:
        wishes.append(timedelta(minutes=int(ttl)))
    period = _PERIOD.search(header)
    if period and period[1].lower() in _PERIODS:
        frequency = _FREQUENCY.search(header)
        times = max(int(frequency[1]), 1) if frequency else 1
        wishes.append(_PERIODS[period[1].lower()] / times)
    return min(max(wishes), _LONGEST) if wishes else None
