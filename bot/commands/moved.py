"""Figures that moved in a stretch of time: the newest of each series against the one before it.
Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.alerts.numbers import said_by
from bot.card import Line, Run, line
from bot.commands.figures_table import Latest, comparable
from bot.commands.ranges import Stretch
from bot.commands.readings import Series
from bot.commands.say import bold, dim, some, web
from bot.figures import Point, change
from bot.figures.points import outlet


@dataclass(frozen=True, kw_only=True, slots=True)
class Moved:
    newest: Latest
    """With what was before it."""
    by: float
    """How far, in per cent; of per cents the points."""

    @property
    def name(self) -> str:
        return name_of(self.newest.series)

    @property
    def line(self) -> Line:
        """``Xiaomi deliveries: 12,000, week 28, +8.1% on week 27, from 11,100 — CnEVPost``."""
        point = self.newest.point
        names = point.sources
        urls = {each.source: each.url for each in point.said}
        source = [dim(" — "), Run(names[0], "dim", web(urls.get(names[0], "")))] if names else []
        before = self.newest.before
        was = f", from {said_by(before.reading)}" if before is not None else ""
        more = dim(f" and {len(names) - 1} more") if len(names) > 1 else ""
        but = dim(f", but {against(point)}") if point.against else ""
        return line(f"{self.name}: ", *self.newest.words, was, *source, more, but)


def against(point: Point) -> str:
    """``Electrek says 11,900 vehicles and Reuters says 12,100 vehicles``."""
    return some((f"{outlet(each)} says {said_by(each)}" for each in point.against), shown=2)


@dataclass(frozen=True, kw_only=True, slots=True)
class Disputed:
    """A number of that time on which outlets differ."""

    series: Series
    point: Point

    @property
    def name(self) -> str:
        return name_of(self.series)

    @property
    def line(self) -> Line:
        """``Xiaomi deliveries, week 28: 12,000 vehicles — CnEVPost and 1 more, but …``."""
        label = self.point.reading.period.label if self.point.reading.period else ""
        when = f", {label}" if label else ""
        what = said_by(self.point.reading)
        who = dim(f" — {some(self.point.sources, shown=2)}, but {against(self.point)}")
        return line(f"{self.name}{when}: ", bold(what), who)


def disputed(series: Iterable[Series], stretch: Stretch) -> list[Disputed]:
    """Those about which somebody said something in that time, the newest first."""
    found = [
        Disputed(series=each, point=point)
        for each in series
        for point in each.points
        if point.against and any(stretch.holds(reading.said) for reading in point.said)
    ]
    return sorted(found, key=lambda each: each.point.at, reverse=True)


def name_of(series: Series) -> str:
    area = series.area if series.area.casefold() not in series.subject.casefold() else ""
    return " ".join(part for part in (series.subject, area, series.metric) if part)


def moved(series: Iterable[Series], stretch: Stretch) -> list[Moved]:
    """Those that were said in that time and differ from what was before; the furthest first."""
    found: dict[tuple[str, str, str], Moved] = {}
    for each in series:
        step = _step(each, stretch)
        if step is not None:
            key = (step.name.casefold(), each.unit, each.freq)
            known = found.get(key)
            if known is None or step.newest.point.at > known.newest.point.at:
                found[key] = step
    return sorted(found.values(), key=lambda each: (-abs(each.by), each.name))


def _step(series: Series, stretch: Stretch) -> Moved | None:
    whole = [each for each in series.points if each.actual and not each.partial and not each.part]
    fresh = [point for point in whole if stretch.holds(point.first)]
    if not fresh:
        return None
    newest = fresh[-1]
    same = [point for point in whole if comparable(point, newest)]
    place = next(number for number, point in enumerate(same) if point is newest)
    before = same[place - 1] if place else None
    by = _by(series, newest, before)
    if before is None or not by:
        return None
    return Moved(newest=Latest(series=series, point=newest, before=before, course=""), by=by)


def _by(series: Series, newest: Point, before: Point | None) -> float | None:
    if before is None:
        return None
    if series.unit == "%":
        now, then = series.value(newest.reading), series.value(before.reading)
        return None if now is None or then is None else now - then
    return change(newest, before)
