"""Figures that are expected by a deadline: whether one came, and what was last seen. Pure.

A figure came when a new point of its series was first said since the deadline before. An old
number that somebody repeats is not what is waited for, nor is a forecast, a month-to-date number
or a revision of what was known.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.figures.agreement import repeats
from bot.figures.deadlines import last_deadline
from bot.figures.gathering import REPEATED
from bot.figures.points import Point, points
from bot.figures.series import GOODS, figure_of
from bot.figures.vocabulary import find_metric
from bot.figures.watching import meets
from bot.model import ConditionKind, Reading, Watch


@dataclass(frozen=True, kw_only=True, slots=True)
class Expectation:
    """One deadline of a watch: a figure is expected after ``since`` and by ``by`` (UTC)."""

    since: datetime
    by: datetime


def expectation(watch: Watch, zone: ZoneInfo, now: datetime) -> Expectation | None:
    """The newest one whose deadline has come; ``None`` for watches that expect nothing."""
    condition = watch.condition
    if condition is None or condition.kind is not ConditionKind.NOT_SEEN:
        return None
    if condition.deadline is None:
        return None
    by = last_deadline(condition.deadline, zone, now, watch.period)
    before = last_deadline(condition.deadline, zone, by - timedelta(seconds=1), watch.period)
    return Expectation(since=before, by=by)


def metrics_asked(watch: Watch) -> list[str]:
    """The metrics whose readings the watch asks for; empty for any."""
    words = [find_metric(word) or word.casefold() for word in watch.metric]
    prices = ["price"] if GOODS & set(words) else []
    return list(dict.fromkeys([*words, *prices]))


@dataclass(frozen=True, kw_only=True, slots=True)
class Seen:
    """What is known of an expected figure."""

    came: bool
    last: Reading | None
    """The last new one, as first reported."""


def seen(
    watch: Watch, readings: Iterable[Reading], since: datetime, aliases: Sequence[str] = ()
) -> Seen:
    """``readings``: of any series; those that the watch doesn't ask for are passed over.
    ``aliases``: other names of its subject."""
    series: dict[str, list[Reading]] = {}
    for reading in readings:
        if meets(watch, figure_of(reading), aliases=aliases):
            series.setdefault(reading.series, []).append(reading)
    found = [point for some in series.values() for point in points(some)]
    told = [point for point in found if point.actual and not point.partial]
    new = sorted((each for each in told if not _echo(each, told)), key=lambda each: each.first)
    last = new[-1] if new else None
    return Seen(
        came=last is not None and last.first > since,
        last=last.readings[0] if last is not None else None,
    )


def _echo(point: Point, others: Iterable[Point]) -> bool:
    """Whether a number without a period is one that was said before of a period."""
    own = point.readings[0]
    if own.period is not None and own.period.start is not None:
        return False
    return any(
        each.series != own.series
        and timedelta(0) <= own.said - each.said <= REPEATED
        and repeats(each, own)
        for other in others
        for each in other.readings[:1]
    )
