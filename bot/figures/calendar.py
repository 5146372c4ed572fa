"""Arithmetic of periods: half-open intervals of days, and how news leaves their year out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Literal

from bot.model import Period

Freq = Literal["", "D", "W", "M", "Q", "S", "A"]
Interval = tuple[date, date]
DAY = timedelta(days=1)
MIN_YEAR, MAX_YEAR = 1000, 2999


class Span:
    """A period in the text; nothing changes it.

    ``start``/``end`` are its offsets; ``interval`` is ``None`` when it cannot be resolved;
    ``masks`` are the offsets inside that hold no figure. ``floating``: no year was written, the
    latest that has begun was taken. Not a dataclass for the sake of speed, like
    :class:`bot.figures.found.Found`.
    """

    def __init__(
        self,
        start: int,
        end: int,
        label: str,
        interval: Interval | None = None,
        freq: Freq = "",
        masks: tuple[tuple[int, int], ...] = (),
        floating: bool = False,
    ) -> None:
        self.start = start
        self.end = end
        self.label = label
        self.interval = interval
        self.freq: Freq = freq
        self.masks = masks
        self.floating = floating

    def period(self) -> Period:
        return _period(self.label, self.interval, self.freq)


@lru_cache(maxsize=4096)
def _period(label: str, interval: Interval | None, freq: Freq) -> Period:
    start, end = interval or (None, None)
    return Period(
        label=label,
        start=datetime.combine(start, time(), UTC) if start else None,
        end=datetime.combine(end, time(), UTC) if end else None,
        freq=freq,
    )


def year(number: int) -> Interval:
    return date(number, 1, 1), date(number + 1, 1, 1)


def full_year(text: str) -> int:
    """``25`` → 2025, ``99`` → 1999."""
    number = int(text)
    if number >= 100:
        return min(max(number, MIN_YEAR), MAX_YEAR)
    return number + (1900 if number > 69 else 2000)


def month(number: int, month_: int) -> Interval:
    return months(number, month_, 1)


def months(number: int, first: int, count: int) -> Interval:
    """``count`` months from the first of ``first``."""
    return date(number, first, 1), add_months(date(number, first, 1), count)


def add_months(day: date, count: int) -> date:
    """The first of the month ``count`` months on, kept within the calendar."""
    index = day.year * 12 + day.month - 1 + count
    return date(min(max(index // 12, 1), 9998), index % 12 + 1, 1)


def quarter(number: int, which: int) -> Interval:
    return months(number, 3 * which - 2, 3)


def half(number: int, which: int) -> Interval:
    return months(number, 6 * which - 5, 6)


def iso_week(number: int, week_: int) -> Interval | None:
    try:
        monday = date.fromisocalendar(number, week_, 1)
    except ValueError:
        return None
    return monday, monday + 7 * DAY


def week_of(day: date) -> Interval:
    monday = day - timedelta(days=day.weekday())
    return monday, monday + 7 * DAY


def a_day(number: int, month_: int, day: int) -> Interval | None:
    try:
        start = date(number, month_, day)
    except ValueError:
        return None
    return start, start + DAY


def latest(day: date, candidates: Sequence[Interval | None]) -> Interval | None:
    """Of the same period in several years, the last that has begun by ``day``."""
    begun = [each for each in candidates if each is not None and each[0] <= day]
    return max(begun, default=None)


def shifted(interval: Interval, years: int) -> Interval:
    start, end = interval
    return add_years(start, years), add_years(end, years)


def add_years(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def freq_of(interval: Interval | None) -> Freq:
    """By length: a week, month, quarter, half or year; else empty."""
    if interval is None:
        return ""
    days = (interval[1] - interval[0]).days
    table: tuple[tuple[int, int, Freq], ...] = (
        (1, 1, "D"), (7, 7, "W"), (28, 31, "M"), (89, 92, "Q"), (181, 184, "S"), (364, 366, "A"),
    )  # fmt: skip
    return next((freq for low, high, freq in table if low <= days <= high), "")


def one_before(period: Period) -> Period:
    """The period of the same length before it: of months by the calendar, else by days."""
    start, end = period.start, period.end
    if start is None or end is None:
        return period
    count = _MONTHS_IN.get(period.freq)
    if count is None:
        first = start - (end - start)
    else:
        first = datetime.combine(add_months(start.date(), -count), time(), UTC)
    return replace(period, start=first, end=start)


_MONTHS_IN = {"M": 1, "Q": 3, "S": 6, "A": 12}

RECENT = timedelta(days=120)
"""A period that ended within this time is the one meant, whatever is planned."""
PLANS = frozenset({"target", "forecast", "guidance"})


def to_come(span: Span, status: str, day: date | None) -> Span:
    """A period without a year that is over, in a plan or forecast, is the one to come."""
    if status not in PLANS or not span.floating or day is None or span.interval is None:
        return span
    if span.interval[1] + RECENT > day:
        return span
    later = shifted(span.interval, 1)
    return Span(span.start, span.end, span.label, later, span.freq, span.masks, span.floating)
