"""Names of periods that stay true: what was "last week" when it was said is week 28. Pure."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from bot.model import Period
from bot.text import is_cjk

_ABSOLUTE = re.compile(r"\d")
_MONTHS_OF_HALF = 6
_QUARTER_STARTS = (1, 4, 7, 10)


def standing_name(period: Period) -> str:
    """The period's label, or its dates where the label depends on when it was said.

    Chinese labels are always named by their dates: ``10月`` is of no year, and one period has one
    name on a series, whatever language its reports are in.
    """
    if period.start is None:
        return period.label
    if _ABSOLUTE.search(period.label) and not any(map(is_cjk, period.label)):
        return period.label
    return _dated(period.start, period.end, period.freq) or period.label


def _dated(start: datetime, end: datetime | None, freq: str) -> str:
    if freq == "D":
        return f"{start.day} {start:%b %Y}"
    if freq == "W":
        # Weeks that begin on a Sunday are numbered by their Monday.
        year, number, _ = (start + timedelta(days=1)).isocalendar()
        return f"week {number} of {year}"
    whole = start.day == 1
    if freq == "M" and whole:
        return f"{start:%B %Y}"
    if freq == "Q" and whole and start.month in _QUARTER_STARTS:
        return f"Q{start.month // 3 + 1} {start.year}"
    if freq == "S" and whole and start.month in (1, _MONTHS_OF_HALF + 1):
        return f"H{1 if start.month == 1 else 2} {start.year}"
    if freq == "A" and whole and start.month == 1:
        return str(start.year)
    return _span(start, end)


def _span(start: datetime, end: datetime | None) -> str:
    """``1 Feb – 30 Apr 2026``, last day included."""
    if end is None or end <= start:
        return ""
    last = end - timedelta(microseconds=1)
    if last.date() == start.date():
        return f"{start.day} {start:%b %Y}"
    year = "" if last.year == start.year else f" {start.year}"
    return f"{start.day} {start:%b}{year} – {last.day} {last:%b %Y}"
