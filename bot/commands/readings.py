"""Stored readings of a name, as points on their series, ready to be shown.

Whose readings: a watched name stands for all its names, a figure watch for its subject and
metric; and what nobody watches is found by the words that the news used for it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.commands.ranges import Stretch
from bot.commands.view import View, fold, names_of
from bot.figures import convert, find_metric, find_unit
from bot.figures.chart import Charted
from bot.figures.gathering import scope
from bot.figures.points import Point, points
from bot.figures.scale import moment_of
from bot.figures.series import placed
from bot.figures.tables import areas
from bot.model import Reading, Watch
from bot.ports import Clock, Store
from bot.text import squeeze

MOST_READINGS = 4_000
"""Newest readings of a name from which an answer is made."""
_FRESH = timedelta(seconds=20)
"""For which the list of what there is isn't read anew."""
FORESEEN = {"target": "target", "forecast": "forecast", "guidance": "guidance",
            "rumour": "rumoured"}  # fmt: skip
"""Statuses that are no facts, in words."""
SO_FAR = "so far"


@dataclass(frozen=True, kw_only=True, slots=True)
class Series:
    """Points that measure the same thing: one metric, dimension, frequency and place."""

    key: str
    subject: str
    metric: str
    unit: str
    """In which its points are shown."""
    dim: str
    """What the unit measures; series of one dimension can be shown together."""
    freq: str
    area: str
    points: tuple[Point, ...]
    """In the order of their periods."""
    earlier: tuple[Point, ...] = ()
    """Points before those, which aren't shown but can be compared with."""

    @property
    def newest(self) -> datetime:
        return max(point.readings[-1].said for point in self.points)

    def value(self, reading: Reading) -> float | None:
        """In the unit of the series; ``None`` when it can't be converted."""
        return convert(reading.value, reading.unit, self.unit)


def series_of(readings: Iterable[Reading]) -> list[Series]:
    """Readings of one subject, whatever it was called, as series; the newest first."""
    groups: dict[str, list[Reading]] = {}
    for reading in readings:
        # The subject's name stands first; another name of it makes no other series.
        groups.setdefault(reading.series.partition("|")[2], []).append(reading)
    units: dict[tuple[str, str], Counter[str]] = {}
    for group in groups.values():
        counted = units.setdefault((group[0].metric, _dim(group[0])), Counter())
        counted.update(each.unit for each in group)
    made = [
        _series(key, group, _best_unit(units[group[0].metric, _dim(group[0])]))
        for key, group in groups.items()
    ]
    return sorted(made, key=lambda each: each.newest, reverse=True)


def _series(key: str, group: Sequence[Reading], unit: str) -> Series:
    last = group[-1]
    return Series(
        key=key,
        subject=last.subject,
        metric=last.metric,
        unit=unit,
        dim=_dim(last),
        freq=last.period.freq if last.period else "",
        area=_area(key),
        points=tuple(points(group)),
    )


def _dim(reading: Reading) -> str:
    """The third part of a series' key: subject | metric | dimension | frequency | place."""
    parts = reading.series.split("|")
    return parts[2] if len(parts) > 2 else reading.unit


def _area(key: str) -> str:
    """The place of a series as it is written: ``China`` for ``china``."""
    folded = key.rpartition("|")[2]
    return next((name for name in areas() if name.casefold() == folded), folded.title())


def _best_unit(counted: Counter[str]) -> str:
    """A known unit rather than a product or the metric said again; of those the usual one."""

    def worth(unit: str) -> tuple[bool, bool, int, str]:
        return find_unit(unit) is not None, find_metric(unit) is None, counted[unit], unit

    return max((unit for unit in counted if unit), key=worth, default="")


def within(series: Sequence[Series], stretch: Stretch) -> list[Series]:
    """Only the points that belong to the stretch of time; series without any are left out."""
    kept = []
    for each in series:
        shown = tuple(point for point in each.points if _belongs(point, stretch))
        if shown:
            before = tuple(point for point in each.points if point.at < shown[0].at)
            kept.append(replace(each, points=shown, earlier=before))
    return kept


def _belongs(point: Point, stretch: Stretch) -> bool:
    """By the middle of its period, or when it was said. A stretch that is open to the future
    holds all that isn't over when it begins: this year's target is no matter of July."""
    period = point.reading.period
    if period is None or period.start is None:
        return stretch.holds(point.first)
    if stretch.until is None and stretch.since and period.end:
        return stretch.reaches(period.end)
    return stretch.holds_middle(moment_of(period, point.first))


# ── for charts and words ─────────────────────────────────────────────────────────────────


def status_words(point: Point) -> str:
    """Why the point isn't simply what happened; else empty."""
    return FORESEEN.get(point.reading.status, "") or (SO_FAR if point.partial else "")


def part_of(series: Series, point: Point) -> str:
    """The place and the products that the number counts, as far as it names any."""
    own = scope(point.reading)
    named = [point.reading.unit, *point.reading.about]
    products = [each for each in named if each.casefold().removesuffix("s") in own]
    unique = {each.casefold().removesuffix("s"): each for each in reversed(products)}
    named_so = [*sorted(unique.values())[:2], *point.part[:2]]
    return ", ".join(each for each in (series.area, *named_so) if each)


def charted(series: Series, point: Point, number: int) -> Charted | None:
    """The point as a chart shows it; ``None`` when its unit can't be converted."""
    reading = point.reading
    value = series.value(reading)
    if value is None:
        return None
    ends = [
        value if end is None else convert(end, reading.unit, series.unit)
        for end in (reading.low, reading.high)
    ]
    others = [series.value(each) for each in point.against]
    return Charted(
        number=number,
        value=value,
        low=value if ends[0] is None else ends[0],
        high=value if ends[1] is None else ends[1],
        unit=series.unit,
        qualifier=reading.qualifier,
        status=status_words(point),
        part=part_of(series, point),
        period=reading.period,
        said=point.first,
        corrected=series.value(point.replaced) if point.replaced else None,
        others=tuple(each for each in others if each is not None),
    )


# ── what there is ────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, kw_only=True, slots=True)
class Subject:
    """A name in the news with numbers to it."""

    name: str
    owner: str
    """Whose series they are on, in lower case: ``tesla`` for Tesla China."""
    metrics: tuple[tuple[str, int], ...]
    """Each with its readings, most first."""

    @property
    def count(self) -> int:
        return sum(count for _, count in self.metrics)


@dataclass(slots=True)
class Known:
    """The subjects of the newest readings, read anew when they have aged."""

    _subjects: tuple[Subject, ...] = ()
    _read: datetime | None = field(default=None)

    async def subjects(self, store: Store, clock: Clock) -> tuple[Subject, ...]:
        """Those with most readings first."""
        now = clock()
        if self._read is None or not timedelta() <= now - self._read < _FRESH:
            self._subjects = subjects_of(await store.readings_about((), limit=MOST_READINGS))
            self._read = now
        return self._subjects


def subjects_of(readings: Iterable[Reading]) -> tuple[Subject, ...]:
    names: dict[str, str] = {}
    owners: dict[str, str] = {}
    metrics: dict[str, Counter[str]] = {}
    for reading in readings:
        key = fold(reading.subject)
        names[key] = reading.subject
        owners[key] = reading.series.partition("|")[0]
        metrics.setdefault(key, Counter())[reading.metric] += 1
    made = [
        Subject(name=names[key], owner=owners[key], metrics=tuple(counted.most_common()))
        for key, counted in metrics.items()
    ]
    return tuple(sorted(made, key=lambda each: (-each.count, each.name)))


# ── whose ────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, kw_only=True, slots=True)
class Whose:
    """What somebody means by a name."""

    name: str
    """For people."""
    names: tuple[str, ...]
    """Under which its readings may be stored."""
    area: str = ""
    """Lower case, when the name ends in a place: ``Tesla China``."""
    metrics: tuple[str, ...] = ()
    """Those that figure watches watch."""
    watched: bool = False

    async def series(self, store: Store, metric: str | None = None) -> list[Series]:
        """Every series of it, the newest first."""
        found = series_of(await store.readings_about(self.names, metric, limit=MOST_READINGS))
        return [each for each in found if not self.area or each.area.casefold() == self.area]


def whose(view: View, text: str, there: Sequence[Subject] = ()) -> Whose:
    """All that the name stands for; a name that nobody watches stands for itself. ``there``:
    subjects with readings, of which some may be of the same owner, in one place or another."""
    typed = squeeze(text)
    watches = view.watches_named(typed)
    figures = [watch for watch in watches if watch.kind == "figure"]
    entities = [watch for watch in watches if watch.kind != "figure"]
    if figures and not entities:
        return _of_figures(view, typed, figures, there)
    owner, area = placed(fold(typed), "")
    if not entities and area:
        entities = [each for each in view.watches_named(owner) if each.kind != "figure"]
    names = [typed, *_names(entities)]
    if not entities:
        names.append(owner)
    own = {fold(each) for each in names}
    names += [each.name for each in there if each.owner in own]
    return Whose(
        name=entities[0].name if entities and not area else typed,
        names=tuple(dict.fromkeys(names)),
        area="" if any(area in fold(each) for each in _names(entities)) else area,
        metrics=_watched_metrics(view, names),
        watched=bool(entities) or _is_subject(view, typed),
    )


def _of_figures(
    view: View, typed: str, figures: Sequence[Watch], there: Sequence[Subject]
) -> Whose:
    """A figure watch stands for its subject and its metrics."""
    subject = next((watch.subject for watch in figures if watch.subject), typed)
    meant = whose(view, subject, there) if fold(subject) != fold(typed) else None
    return Whose(
        name=meant.name if meant else subject,
        names=meant.names if meant else (subject,),
        area=meant.area if meant else "",
        metrics=_metrics_of(figures),
        watched=True,
    )


def _metrics_of(figures: Iterable[Watch]) -> tuple[str, ...]:
    named = (find_metric(metric) for watch in figures for metric in watch.metric)
    return tuple(dict.fromkeys(filter(None, named)))


def _watched_metrics(view: View, names: Iterable[str]) -> tuple[str, ...]:
    own = {fold(name) for name in names}
    return _metrics_of(
        watch
        for watch in view.watches.values()
        if watch.kind == "figure" and fold(watch.subject) in own
    )


def _names(watches: Iterable[Watch]) -> list[str]:
    return [name for watch in watches for name in names_of(watch)]


def _is_subject(view: View, text: str) -> bool:
    """Whether a figure watch is about it."""
    wanted = fold(text)
    return any(
        watch.kind == "figure" and fold(watch.subject) == wanted for watch in view.watches.values()
    )
