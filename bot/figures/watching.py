"""Figure watches against figures: which conditions hold, and why in words.

A watch meets a figure in the order of ``TESTS``: subject, metric, unit, period; then its
condition decides, against the points of the series before it where it needs them.

A change is measured against the last stored point of the same series, and so of the same
frequency. Without one, or when periods lie between, what the text states counts instead ("from
2,800", "up 20% week on week"), unless it names another basis than the figure's own frequency:
"up 12% year on year" is no change of a weekly figure.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from bot.figures import wording
from bot.figures.points import History, Point, history, outlet
from bot.figures.series import PLACED, convert, series_key, to_reading
from bot.figures.stated import earlier_value, stated_change
from bot.figures.tables import metrics
from bot.figures.vocabulary import find_metric
from bot.figures.wording import amount, figure_amount, number, relative_change
from bot.model import (
    Condition,
    ConditionKind,
    Figure,
    FigureHit,
    Item,
    Reading,
    Relation,
    StoryChange,
    Watch,
)
from bot.text import count_of

Known = Reading | Sequence[Reading] | None
"""One reading of a series or several, in any order."""
Previous = Callable[[str], Known] | Mapping[str, Reading] | Mapping[str, Sequence[Reading]]
"""By series key, see :func:`bot.figures.series.series_key`."""

NO_HISTORY: Mapping[str, Reading] = {}

FREQUENCIES: Mapping[str, str] = {
    "day": "D", "week": "W", "month": "M", "quarter": "Q", "half": "S", "year": "A",
    "daily": "D", "weekly": "W", "monthly": "M", "quarterly": "Q", "annual": "A", "yearly": "A",
}  # fmt: skip
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class _Case:
    """One watch beside one figure, with all names the watch's subject goes by."""

    watch: Watch
    figure: Figure
    subjects: tuple[str, ...]
    figures: Sequence[Figure] = ()
    """All of the item's."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """The item in which figures stand, as far as their series are concerned."""

    item: Item
    story_id: str = ""
    correction: bool = False
    """It corrects an earlier report of its story."""

    @classmethod
    def of(cls, item: Item, change: StoryChange | None) -> Report:
        """``change``: the item's place among the stories; ``None`` for a silent baseline."""
        if change is None:
            return cls(item=item)
        corrects = change.relation is Relation.CORRECTION
        return cls(item=item, story_id=change.story_id, correction=corrects)

    def reading(self, figure: Figure) -> Reading | None:
        return to_reading(
            figure, item=self.item, story_id=self.story_id, correction=self.correction
        )


def hits(
    watches: Iterable[Watch],
    figures: Sequence[Figure],
    previous: Previous = NO_HISTORY,
    *,
    report: Report | None = None,
) -> list[FigureHit]:
    """The figure watches whose condition holds, at most one hit for a watch and a value.

    Entity watches among ``watches`` lend their aliases to figure watches that name them as
    subject. ``previous`` is asked by series key; of what it knows, that counts which was known
    before ``report`` (``None``: everything was).
    """
    found: list[FigureHit] = []
    for cases in _cases(watches, figures):
        found.extend(_best(filter(None, (_hit(case, previous, report) for case in cases))))
    return found


def series_asked(watches: Iterable[Watch], figures: Sequence[Figure]) -> set[str]:
    """The series whose readings :func:`hits` would ask for."""
    return {series_key(case.figure) for cases in _cases(watches, figures) for case in cases}


def _cases(watches: Iterable[Watch], figures: Sequence[Figure]) -> Iterator[list[_Case]]:
    """For each figure watch the figures it asks for."""
    every = list(watches)
    aliases = {watch.name.casefold(): watch.aliases for watch in every if watch.kind != "figure"}
    known = [figure for figure in figures if figure.kind in PLACED]
    for watch in every if known else ():
        if watch.kind == "figure":
            subjects = (watch.subject, *aliases.get(watch.subject.casefold(), ()), *watch.aliases)
            cases = (
                _Case(watch=watch, figure=each, subjects=subjects, figures=figures)
                for each in known
            )
            yield [case for case in cases if all(test(case) for test in TESTS)]


def meets(watch: Watch, figure: Figure, *, aliases: Sequence[str] = ()) -> bool:
    """Whether the figure is one the watch asks for, whatever its condition says."""
    case = _Case(watch, figure, (watch.subject, *aliases, *watch.aliases))
    return figure.kind in PLACED and all(test(case) for test in TESTS)


def _best(found: Iterable[FigureHit]) -> list[FigureHit]:
    """One hit per value: a figure repeated in title and text speaks once."""
    best: dict[float, FigureHit] = {}
    for hit in found:
        best.setdefault(hit.figure.value, hit)
    return list(best.values())


def _hit(case: _Case, previous: Previous, report: Report | None) -> FigureHit | None:
    before = _history(case.figure, previous, report, case.figures)
    condition = case.watch.condition or Condition()
    why = HOLDS[condition.kind](case, condition, before)
    if why is None:
        return None
    if case.figure.status in ("target", "forecast", "guidance", "rumour"):
        why += f" · {case.figure.status}"
    return FigureHit(
        watch_id=case.watch.id,
        figure=case.figure,
        why=why,
        previous=before.previous.reading if before and before.previous else None,
    )


def _history(
    figure: Figure, previous: Previous, report: Report | None, figures: Sequence[Figure]
) -> History | None:
    """``None`` for a figure that is on no series."""
    ask = previous if callable(previous) else previous.get
    found = ask(series_key(figure))
    known = [found] if isinstance(found, Reading) else list(found or ())
    report = report or _after(figure, known)
    own = report.reading(figure)
    if own is None:
        return None
    beside = [report.reading(each) for each in figures if each is not figure]
    same = [each for each in beside if each is not None and each.series == own.series]
    return history(own, known, same)


def _after(figure: Figure, known: Sequence[Reading]) -> Report:
    """A report that comes after everything that is known."""
    times = [each.seen for each in known]
    if figure.period and figure.period.end:
        times.append(figure.period.end)
    seen = max(times, default=datetime(2000, 1, 1, tzinfo=UTC)) + timedelta(days=1)
    return Report(item=Item(id="", feed_id="", seen=seen))


# ── is it the figure asked for? ──────────────────────────────────────────────────────────


def _same_subject(case: _Case) -> bool:
    return not case.watch.subject or any(
        _names_subject(name, case.figure) for name in case.subjects if name
    )


def _names_subject(name: str, figure: Figure) -> bool:
    """``Tesla China`` is Tesla with area China, ``Tesla Optimus`` is Tesla in a sentence about
    Optimus; ``Xiaomi`` is also in ``Xiaomi SU7 Ultra``."""
    wanted = name.casefold()
    subject = figure.subject.casefold()
    if not subject:
        return False
    if subject == wanted or (not wanted.isascii() and wanted in subject):
        return True
    words = set(_WORD.findall(subject))
    needed = set(_WORD.findall(wanted))
    around = set(_WORD.findall(" ".join((figure.area, *figure.about)).casefold()))
    return bool(needed & words) and needed <= words | around


def _same_metric(case: _Case) -> bool:
    if not case.watch.metric:
        return True
    metric = case.figure.metric
    return any(metric in (find_metric(word), word.casefold()) for word in case.watch.metric)


def _same_unit(case: _Case) -> bool:
    watch, figure = case.watch, case.figure
    wanted = watch.unit or (watch.condition.unit if watch.condition else "")
    if not wanted or (wanted == "%" and watch.condition and _relative(watch.condition)):
        return _fits_metric(case)
    if not figure.unit:
        return not figure.currency
    return convert(figure.value, figure.unit, wanted) is not None


def _fits_metric(case: _Case) -> bool:
    """Without a unit asked for, a share of deliveries is still no number of deliveries."""
    metric = metrics().get(case.figure.metric)
    return case.figure.unit != "%" or metric is None or metric.measures("ratio")


def _same_period(case: _Case) -> bool:
    wanted = FREQUENCIES.get(case.watch.period, "")
    return not wanted or (case.figure.period is not None and case.figure.period.freq == wanted)


TESTS: tuple[Callable[[_Case], bool], ...] = (_same_subject, _same_metric, _same_unit, _same_period)


# ── does the condition hold? ─────────────────────────────────────────────────────────────


def _relative(condition: Condition) -> bool:
    return condition.kind is ConditionKind.CHANGE and condition.unit == "%"


def _in_unit(case: _Case, value: float, unit: str) -> float:
    """A condition's number in the figure's unit."""
    converted = convert(value, unit, case.figure.unit)
    return value if converted is None else converted


def _bounds(figure: Figure) -> tuple[float, float]:
    """What the text vouches for: ``more than 10,000`` is 10,000 to anything."""
    low, high = figure.low, figure.high
    if figure.qualifier in (">", ">="):
        high = math.inf
    elif figure.qualifier in ("<", "<="):
        low = -math.inf
    return low, high


def _compare(case: _Case, condition: Condition, _: History | None) -> str | None:
    figure = case.figure
    value = _in_unit(case, condition.value, condition.unit)
    low, high = _bounds(figure)
    holds = {
        ">": low > value or (low == value and figure.qualifier == ">"),
        ">=": low >= value,
        "<": high < value or (high == value and figure.qualifier == "<"),
        "<=": high <= value,
        "=": low == high == value,
    }[condition.op or "="]
    return _said(case, condition) if holds else None


def _between(case: _Case, condition: Condition, _: History | None) -> str | None:
    low = _in_unit(case, condition.value, condition.unit)
    high = _in_unit(case, condition.high, condition.unit)
    return _said(case, condition) if low <= case.figure.value <= high else None


def _said(case: _Case, condition: Condition) -> str:
    words = figure_amount(case.figure) if case.figure.unit else number(case.figure.value)
    return f"{case.watch.name} {words} ({condition.text.strip()})"


def _changed(case: _Case, condition: Condition, before: History | None) -> str | None:
    figure = case.figure
    if not _is_fact(figure) or (before is not None and before.repeated):
        return None
    earlier = earlier_value(figure, before, case.figures)
    if earlier is None:
        relative = stated_change(figure, before)
    else:
        relative = relative_change(figure.value, earlier.value)
    step = figure.value - earlier.value if earlier else None
    size = relative if _relative(condition) else step
    wanted = condition.value
    if not _relative(condition):
        wanted = _in_unit(case, wanted, condition.unit)
    if not size or abs(size) < wanted - 1e-9:
        return None
    if (condition.direction == "high" and size < 0) or (condition.direction == "low" and size > 0):
        return None
    if earlier is None:
        return f"{case.watch.name}: {figure_amount(figure)}, {size:+.3g}% as stated"
    unit = figure.unit or case.watch.unit
    words = wording.change(figure.value, earlier.value, unit, on=earlier.period)
    return f"{case.watch.name}: {words}"


def _is_fact(figure: Figure) -> bool:
    return figure.status in ("", "actual")


def _record(case: _Case, condition: Condition, before: History | None) -> str | None:
    """Against every point before. A bound says no more than it vouches for."""
    if before is None or not before.earlier or before.repeated or not _is_fact(case.figure):
        return None
    low, high = _bounds(case.figure)
    values = {_of(point, case.figure): point for point in before.earlier}
    words = f"{case.watch.name} {figure_amount(case.figure)}"
    among = f"of {count_of(len(before.earlier), 'reading')}"
    first = before.earlier[0].reading.period
    among += f" since {first.label.removeprefix('the ')}" if first and first.label else ""
    if low > max(values) and condition.direction in ("", "high"):
        return f"{words}, a record: the highest before was {number(max(values))}, {among}"
    if high < min(values) and condition.direction in ("", "low"):
        return f"{words}, a record low: the lowest before was {number(min(values))}, {among}"
    return None


def _of(point: Point, figure: Figure) -> float:
    """Its value in the figure's unit: only such points are compared."""
    converted = convert(point.reading.value, point.reading.unit, figure.unit)
    return point.reading.value if converted is None else converted


def _milestone(case: _Case, condition: Condition, before: History | None) -> str | None:
    figure = case.figure
    step = _in_unit(case, condition.value, condition.unit)
    if not _is_fact(figure) or step <= 0 or (before is not None and before.repeated):
        return None
    passed = math.floor(figure.value / step) * step
    earlier = earlier_value(figure, before, case.figures)
    named = figure.kind == "milestone" or figure.qualifier in (">", ">=")
    if named and passed == figure.value:
        return f"{case.watch.name} reached {figure_amount(replace(figure, qualifier=''))}"
    if earlier is not None and earlier.value < passed <= figure.value:
        words = f"{number(earlier.value)} → {figure_amount(figure)}"
        return f"{case.watch.name} passed {number(passed)}: {words}"
    return None


def _conflict(case: _Case, _: Condition, before: History | None) -> str | None:
    """Two outlets disagree on one figure, and this report is the one that makes it known."""
    if before is None or not before.contradicts or before.repeated:
        return None
    own = figure_amount(case.figure)
    others = "; ".join(
        f"{outlet(each)} says {amount(each.value, each.unit)}"
        for each in before.contradicts[:_NAMED]
    )
    return f"{case.watch.name}: {before.source or 'this report'} says {own}, {others}"


_NAMED = 3
"""Outlets named in a contradiction."""


def _absent(_: _Case, __: Condition, ___: History | None) -> str | None:
    """Told by a timer when nothing came (:mod:`bot.figures.expected`), never by what did."""
    return None


def _any(case: _Case, _: Condition, before: History | None) -> str | None:
    earlier = earlier_value(case.figure, before, case.figures)
    if earlier is None:
        return f"{case.watch.name} {figure_amount(case.figure)}"
    words = wording.change(case.figure.value, earlier.value, case.figure.unit, on=earlier.period)
    return f"{case.watch.name}: {words}"


HOLDS: Mapping[ConditionKind, Callable[[_Case, Condition, History | None], str | None]] = {
    ConditionKind.COMPARE: _compare,
    ConditionKind.BETWEEN: _between,
    ConditionKind.CHANGE: _changed,
    ConditionKind.RECORD: _record,
    ConditionKind.MILESTONE: _milestone,
    ConditionKind.CONFLICT: _conflict,
    ConditionKind.NOT_SEEN: _absent,
    ConditionKind.ANY: _any,
}
