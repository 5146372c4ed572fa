"""Points as rows of a table, as one line, and as the words that stand for a chart. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from zoneinfo import ZoneInfo

from bot.alerts.numbers import said_by
from bot.card import Block, Line, Run, Table, line
from bot.commands.readings import Series, Subject, part_of, status_words
from bot.commands.say import bold, dim, paragraph, some, web
from bot.commands.when import ago, at
from bot.figures import Point, change
from bot.figures.chart import Words
from bot.figures.gathering import MOST, apart, scope
from bot.figures.points import outlet
from bot.figures.sparkline import sparkline
from bot.text import count_of

FIRST_ROWS, MORE_ROWS = 16, 8
"""Newest rows that are listed: of the first table, and of each further one."""
MOST_GROUPS = 3
SOURCES = 3
"""Outlets named for one number."""
_SUBJECTS = 12
_PACE = {
    "D": "by day", "W": "by week", "M": "by month", "Q": "by quarter", "S": "by half-year",
    "A": "by year",
}  # fmt: skip

Row = tuple[Series, Point]


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """What can stand in one table and on one panel of a chart: one unit at one frequency."""

    unit: str
    freq: str
    rows: tuple[Row, ...]
    """In the order of their periods."""

    @property
    def heading(self) -> str:
        metric = self.rows[0][0].metric
        unit = self.unit if self.unit and self.unit != metric else ""
        return " ".join(part for part in (metric, _PACE.get(self.freq, ""), unit and f"· {unit}")
                        if part)  # fmt: skip


def groups_of(series: Iterable[Series]) -> list[Group]:
    """The largest first; at least one, of at least one series."""
    found: dict[tuple[str, str], list[Row]] = {}
    for each in series:
        found.setdefault((each.unit, each.freq), []).extend((each, p) for p in each.points)
    made = [
        Group(unit=unit, freq=freq, rows=tuple(sorted(rows, key=_order)))
        for (unit, freq), rows in found.items()
    ]
    return sorted(made, key=lambda group: (-len(group.rows), group.freq, group.unit))[:MOST_GROUPS]


def _order(row: Row) -> tuple[datetime, bool, datetime]:
    """What happened in a period stands before what is foreseen of it."""
    return row[1].at, not row[1].actual, row[1].first


def numbered(groups: Sequence[Group]) -> dict[int, int]:
    """The numbers of the points that are listed, by ``id(point)``: 1 is the first of the first
    table, and they rise with time."""
    numbers: dict[int, int] = {}
    for index, group in enumerate(groups):
        for _, point in group.rows[-(MORE_ROWS if index else FIRST_ROWS) :]:
            numbers[id(point)] = len(numbers) + 1
    return numbers


# ── one line ─────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, kw_only=True, slots=True)
class Latest:
    """The newest thing that is known to have happened, with what was before."""

    series: Series
    point: Point
    before: Point | None
    course: str
    """The sparkline of its series; empty when there is none worth showing."""

    @property
    def words(self) -> Line:
        """``11,900 vehicles, week 28 of 2026, −23.7% on week 27 of 2026``."""
        return line(bold(said_by(self.point.reading)), self._rest)

    @property
    def _rest(self) -> str:
        label = _label(self.point)
        parts = [
            f", {label}" if label else "",
            f" ({s})" if (s := status_words(self.point)) else "",
        ]
        moved = moved_words(self.series, self.point, self.before)
        if moved:
            on = _label(self.before) if self.before else ""
            parts.append(f", {moved}" + (f" on {on}" if on else ""))
        return "".join(parts)

    @property
    def plain(self) -> str:
        return said_by(self.point.reading) + self._rest


def latest(group: Group) -> Latest:
    """Of what happened in whole periods, or else of whatever there is."""
    over = [row for row in group.rows if row[1].actual and not row[1].partial]
    whole = [row for row in over if not row[1].part]
    series, point = (whole or over or list(group.rows))[-1]
    same = [each for each in (*series.earlier, *series.points) if comparable(each, point)]
    values = [series.value(each.reading) for each in same]
    place = next((n for n, each in enumerate(same) if each is point), 0)
    return Latest(
        series=series,
        point=point,
        before=same[place - 1] if place else None,
        course=sparkline(values[: place + 1]) if place >= 2 else "",
    )


def comparable(one: Point, other: Point) -> bool:
    """Whether both are whole facts of the same products."""
    return (
        one.actual == other.actual
        and one.partial == other.partial
        and scope(one.reading) == scope(other.reading)
        and not apart(one.reading, other.reading, silent=False)
    )


def moved_words(series: Series, point: Point, before: Point | None) -> str:
    """``−23.7%``; of per cents the points; empty where nothing can be compared."""
    if before is None:
        return ""
    if series.unit == "%":
        now, then = series.value(point.reading), series.value(before.reading)
        return "" if now is None or then is None else _signed(now - then, " points")
    moved = change(point, before)
    return "" if moved is None else _signed(moved, "%")


def _signed(value: float, unit: str) -> str:
    digits = f"{value:+,.1f}" if abs(value) < 1000 else f"{value:+,.0f}"
    return digits.replace("-", "−") + unit


def course(group: Group) -> list[str | Run]:
    """The newest in a line, with the course of its series."""
    newest = latest(group)
    drawn = [Run(f"  {newest.course}", "code")] if newest.course else []
    return [*newest.words, *drawn]


def figure_line(group: Group, now: datetime) -> Line:
    """``deliveries 12,000 vehicles, week 27, +8.1% on week 26 ▁▃▅█ — CnEVPost · 2 hours ago``."""
    newest = latest(group)
    names = newest.point.sources
    urls = {outlet(each): each.url for each in newest.point.said}
    place = part_of(newest.series, newest.point)
    source = [dim(" — "), Run(names[0], "dim", web(urls.get(names[0], "")))] if names else []
    more = f" and {len(names) - 1} more" if len(names) > 1 else ""
    return line(
        newest.series.metric + (f" ({place})" if place else "") + ": ",
        *newest.words,
        Run(f" {newest.course}" if newest.course else "", "code"),
        *source,
        dim(f"{more} · {ago(newest.point.first, now)}"),
    )


def summary(newest: Latest) -> Words:
    """Below the title of a chart; without the words that come from the news when their
    characters can't be written."""
    moved = moved_words(newest.series, newest.point, newest.before)
    value = said_by(newest.point.reading)
    return newest.plain, f"{value}, {moved}" if moved else value, moved


def alternative(title: str, groups: Sequence[Group]) -> str:
    """The chart in a sentence, for whoever can't see it."""
    said = []
    for group in groups:
        over = [row for row in group.rows if row[1].actual]
        whole = [row for row in over if not row[1].part] or over or list(group.rows)
        first, last = whole[0][1], whole[-1][1]
        span = f"from {_said(first)} to {_said(last)}" if len(whole) > 1 else _said(last)
        said.append(f"{count_of(len(group.rows), 'point')} {_PACE.get(group.freq, '')}".rstrip()
                    + f", {span}")  # fmt: skip
    return f"Chart of {title}: {'; '.join(said)}"


def _said(point: Point) -> str:
    label = _label(point)
    return said_by(point.reading) + (f" ({label})" if label else "")


def _label(point: Point | None) -> str:
    return point.reading.period.label if point and point.reading.period else ""


# ── tables ───────────────────────────────────────────────────────────────────────────────


def table(
    group: Group, numbers: dict[int, int], now: datetime, zone: ZoneInfo, *, headed: bool
) -> list[Block]:
    """The listed rows of the group, oldest first; ``headed``: there are other tables."""
    told_apart = len({part_of(*row) for row in group.rows}) > 1
    before = _befores(group)
    rows = [
        (
            _number(point, numbers[id(point)]),
            line(_label(point) or at(point.first, now, zone)),
            line(bold(said_by(point.reading))),
            line(moved_words(series, point, before.get(id(point))) or "–"),
            _notes(part_of(series, point) if told_apart else "", point),
            _sources(point),
        )
        for series, point in group.rows
        if id(point) in numbers
    ]
    head: list[Block] = [paragraph(bold(group.heading[:1].upper() + group.heading[1:]))]
    return [*(head if headed else []), _laid_out(rows)]


_COLUMNS = ("#", "When", "Figure", "Change", "Notes", "Sources")


def _laid_out(rows: Sequence[tuple[Line, ...]]) -> Table:
    """Without a column of notes where there are none: a phone has room for few columns."""
    kept = [n for n, name in enumerate(_COLUMNS) if name != "Notes" or any(row[n] for row in rows)]
    return Table(
        tuple(_COLUMNS[n] for n in kept), tuple(tuple(row[n] for n in kept) for row in rows)
    )


def _befores(group: Group) -> dict[int, Point]:
    """What each point is compared with: the last comparable one of its series."""
    found: dict[int, Point] = {}
    for series in {id(each): each for each, _ in group.rows}.values():
        last: dict[object, list[Point]] = {}
        for point in (*series.earlier, *series.points):
            kind = (point.actual, point.partial, point.reading.status if not point.actual else "",
                    scope(point.reading))  # fmt: skip
            before = last.setdefault(kind, [])
            if not point.partial:
                told = (
                    p
                    for p in before[: -MOST - 1 : -1]
                    if not apart(p.reading, point.reading, silent=False)
                )
                found.update({id(point): each for each in islice(told, 1)})
            before.append(point)
    return found


def _number(point: Point, number: int) -> Line:
    """As it stands in the chart; it leads to the first report."""
    return line(Run(str(number), "bold", web(point.reading.url)))


def _notes(part: str, point: Point) -> Line:
    """What tells it from the others, and whatever isn't simply so."""
    notes = [part, status_words(point)]
    if point.replaced is not None:
        word = "corrected" if point.reading.correction else "revised"
        notes.append(f"{word} from {said_by(point.replaced)}")
    parts: list[str | Run] = [" · ".join(note for note in notes if note)]
    for each in point.against[:2]:
        joint = " · " if any(parts) else ""
        parts += [joint, Run(outlet(each), "plain", web(each.url)), f" says {said_by(each)}"]
    return line(*parts)


def _sources(point: Point) -> Line:
    """The outlets that give the number, each leading to its report."""
    urls = {outlet(each): each.url for each in reversed(point.said)}
    names = point.sources
    parts: list[str | Run] = []
    for index, name in enumerate(names[:SOURCES]):
        parts += [", " if index else "", Run(name, "plain", web(urls.get(name, "")))]
    if len(names) > SOURCES:
        parts.append(dim(f" and {len(names) - SOURCES} more"))
    return line(*parts)


def overview_rows(there: Sequence[Subject]) -> Table:
    """Whose numbers there are, of what."""
    return Table(
        ("Subject", "Figures", "Readings"),
        tuple(
            (
                line(bold(each.name)),
                line(some((metric for metric, _ in each.metrics), shown=4)),
                line(f"{each.count:,}"),
            )
            for each in there[:_SUBJECTS]
        ),
    )
