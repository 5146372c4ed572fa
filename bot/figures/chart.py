"""What a chart shows, decided before anything is drawn: which points, on which panel, as what.

One panel is one unit at one frequency: weeks never stand on a line with quarters, nor yuan with
dollars. Within it places and statuses are traces of their own, so that a target is never joined
to what was achieved. Pure; positions are 0..1 from the lower left corner of their panel.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import isfinite

from bot.figures.scale import (
    Scale,
    date_label,
    is_next,
    labels_on,
    moment_of,
    scale_for,
    ticks,
)
from bot.model import Period

Words = tuple[str, ...]
"""The same said in several ways, dearest first: the first that the fonts at hand can write is
drawn, and nothing when they can write none."""

MOST_DOTS = 200
"""Of one panel, newest first: more than that is a smear on a phone."""
MOST_PANELS = 3
MOST_TRACES = 4
"""Of one panel; that many colours can be told apart."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Charted:
    """One point of a series as it goes into a chart."""

    number: int = 0
    """Counted from 1, by which the text and the chart speak of the same thing; 0: the text
    doesn't speak of it."""
    value: float
    low: float
    high: float
    """Ends of a range; both the value when there is none."""
    unit: str
    qualifier: str = ""
    """``~``, ``>``, ``<``, ``>=``, ``<=`` or empty."""
    status: str = ""
    """``target``, ``so far`` …: what isn't simply what happened; else empty."""
    part: str = ""
    """What of the subject it counts, a place or a product; empty when it names none."""
    period: Period | None = None
    said: datetime
    corrected: float | None = None
    """What it had been said to be, in the same unit."""
    others: tuple[float, ...] = ()
    """What others say it is, in the same unit."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Dot:
    """A point on its panel."""

    x: float
    y: float
    number: str
    """Empty: it has none."""
    low: float
    high: float
    """Ends of a range; equal to ``y`` when there is none."""
    bound: str = ""
    """``up`` for at least, ``down`` for at most, ``about``, or empty."""
    was: float | None = None
    """Where it stood before it was corrected."""
    others: tuple[float, ...] = ()
    joined: bool = True
    """False where periods are missing between the dot before and this one."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Trace:
    label: Words
    open: bool
    """Of targets, forecasts and what isn't over yet: nothing is joined to it."""
    dots: tuple[Dot, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Tick:
    at: float
    label: str
    year: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Panel:
    heading: Words
    traces: tuple[Trace, ...]
    x_ticks: tuple[Tick, ...]
    """One for each place in time, left to right: who draws takes as many as fit."""
    y_ticks: tuple[Tick, ...]
    zero: float | None = None
    """Where zero is, when it is inside."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Chart:
    title: Words
    summary: Words = ()
    """The newest reading in a few words."""
    panels: tuple[Panel, ...]


_PACE = {
    "D": "by day",
    "W": "by week",
    "M": "by month",
    "Q": "by quarter",
    "S": "by half-year",
    "A": "by year",
}
_BOUNDS = {">": "up", ">=": "up", "<": "down", "<=": "down", "~": "about"}


def chart(title: Words, points: Iterable[Charted], *, summary: Words = ()) -> Chart | None:
    """The chart of these points; ``None`` when none of them can be placed.

    Points of one panel share a unit: a reader of values converts before, or leaves them apart.
    """
    groups: dict[tuple[str, str], list[Charted]] = {}
    for point in points:
        if isfinite(point.value):
            freq = point.period.freq if point.period else ""
            groups.setdefault((point.unit, freq), []).append(point)
    ranked = sorted(groups.items(), key=lambda each: -len(each[1]))[:MOST_PANELS]
    # A single point beside a course is told by the text; a panel of its own says no more.
    ranked = [each for each in ranked if len(each[1]) > 1] or ranked[:1]
    panels = [_panel(unit, freq, group) for (unit, freq), group in ranked]
    return Chart(title=title, summary=summary, panels=tuple(panels)) if panels else None


def _panel(unit: str, freq: str, group: Sequence[Charted]) -> Panel:
    kept = sorted(group, key=_moment)[-MOST_DOTS:]
    by_trace: dict[tuple[str, str], list[Charted]] = {}
    for point in kept:
        by_trace.setdefault((point.status, point.part), []).append(point)
    # Facts first, the longest first: they get the strongest colours.
    order = sorted(by_trace, key=lambda key: (bool(key[0]), -len(by_trace[key]), key))
    order = order[:MOST_TRACES]
    shown = [point for key in order for point in by_trace[key]]
    across, up = _across(shown), scale_for([v for point in shown for v in _values(point)])
    values = ticks(up)
    labels = labels_on(up, values)
    return Panel(
        heading=_heading(unit, freq, tens=up.tens),
        traces=tuple(
            Trace(
                label=_label(key, order),
                open=bool(key[0]),
                dots=tuple(_dots(by_trace[key], across, up)),
            )
            for key in order
        ),
        x_ticks=_x_ticks(shown, across),
        y_ticks=tuple(
            Tick(at=up.at(value), label=label)
            for value, label in zip(values, labels, strict=True)
            if -0.001 <= up.at(value) <= 1.001
        ),
        zero=up.at(0.0) if up.low <= 0 <= up.high else None,
    )


def _moment(point: Charted) -> datetime:
    return moment_of(point.period, point.said)


def _values(point: Charted) -> list[float]:
    more = [] if point.corrected is None else [point.corrected]
    every = [point.value, point.low, point.high, *more, *point.others]
    return [each for each in every if isfinite(each)]


def _across(points: Sequence[Charted]) -> Scale:
    moments = [_moment(point).timestamp() for point in points]
    first, last = min(moments), max(moments)
    margin = (last - first) * 0.05 or 86_400.0
    return Scale(first - margin, last + margin)


def _dots(points: Sequence[Charted], across: Scale, up: Scale) -> Iterable[Dot]:
    before: Charted | None = None
    for point in points:
        ends = [each if isfinite(each) else point.value for each in (point.low, point.high)]
        yield Dot(
            x=across.at(_moment(point).timestamp()),
            y=up.at(point.value),
            number=str(point.number or ""),
            low=up.at(min(ends)),
            high=up.at(max(ends)),
            bound=_BOUNDS.get(point.qualifier, ""),
            was=None if point.corrected is None else up.at(point.corrected),
            others=tuple(up.at(each) for each in point.others if isfinite(each)),
            joined=before is None or is_next(before.period, point.period),
        )
        before = point


def _x_ticks(points: Sequence[Charted], across: Scale) -> tuple[Tick, ...]:
    places: dict[tuple[str, str], float] = {}
    for point in sorted(points, key=_moment):
        moment = _moment(point)
        places.setdefault(date_label(point.period, moment), across.at(moment.timestamp()))
    return tuple(Tick(at=place, label=label, year=year) for (label, year), place in places.items())


def _heading(unit: str, freq: str, *, tens: bool) -> Words:
    pace = _PACE.get(freq, "")
    said = " ".join(part for part in (unit, pace) if part)
    note = ["by powers of ten"] if tens else []
    ways = (", ".join(filter(None, (each, *note))) for each in (said, pace))
    return tuple(dict.fromkeys(each for each in ways if each))


def _label(key: tuple[str, str], every: Sequence[tuple[str, str]]) -> Words:
    """What tells the trace from the others; nothing when it is alone and what happened."""
    status, part = key
    if len({each for _, each in every}) == 1:
        part = ""
    elif not part and not status:
        part = "in all, or not told"
    said = " ".join(each for each in (part, status) if each)
    if not said and len(every) > 1:
        said = "actual"
    return tuple(dict.fromkeys(each for each in (said, status) if each))
