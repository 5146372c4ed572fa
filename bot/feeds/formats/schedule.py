"""When the publisher wants to be left alone: ttl, skipHours, skipDays, sy:updatePeriod."""

from __future__ import annotations

import re
from datetime import timedelta

_LONGEST = timedelta(days=7)
"""Wishes beyond are typing errors (ttl in seconds) and would silence a feed."""

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_PERIODS = {
    "hourly": timedelta(hours=1),
    "daily": timedelta(days=1),
    "weekly": timedelta(days=7),
    "monthly": timedelta(days=30),
    "yearly": timedelta(days=365),
}
_SKIP_HOURS = re.compile(r"<skipHours\b[^<>]*>(.{0,2000}?)</skipHours\s*>", re.S | re.I)
_SKIP_DAYS = re.compile(r"<skipDays\b[^<>]*>(.{0,2000}?)</skipDays\s*>", re.S | re.I)
_HOUR = re.compile(r"<hour>\s*(\d{1,2})\s*</hour>", re.I)
_DAY = re.compile(r"<day>\s*([A-Za-z]+)\s*</day>", re.I)
_PERIOD = re.compile(r"<sy:updatePeriod\b[^<>]*>\s*(\w+)\s*</", re.I)
_FREQUENCY = re.compile(r"<sy:updateFrequency\b[^<>]*>\s*(\d{1,4})\s*</", re.I)


def skip_hours(text: str) -> tuple[int, ...]:
    """GMT hours 0–23; 24 means 0, as early versions of RSS had it."""
    block = _SKIP_HOURS.search(text)
    hours = {int(hour) % 24 for hour in _HOUR.findall(block[1]) if int(hour) <= 24} if block else ()
    # Asking for rest at every hour asks for nothing.
    return tuple(sorted(hours)) if len(hours) < 24 else ()


def skip_days(text: str) -> tuple[int, ...]:
    block = _SKIP_DAYS.search(text)
    names = {name.lower() for name in _DAY.findall(block[1])} if block else set()
    days = tuple(number for number, name in enumerate(_DAYS) if name in names)
    return days if len(days) < 7 else ()


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
