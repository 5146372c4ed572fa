"""Whether a figure watch's condition holds for a figure, and why in words. Pure.

A change is measured against the last stored point of the same series, and so of the same
frequency. Without one, or when periods lie between, what the text states counts instead ("from
2,800", "up 20% week on week"), unless it names another basis than the figure's own frequency:
"up 12% year on year" is no change of a weekly figure.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.figures import wording
from bot.figures.agreement import half
from bot.figures.points import History, Point, outlet
from bot.figures.series import convert, step
from bot.figures.stated import STEPS, earlier_value, stated_change, year_before
from bot.figures.vocabulary import split_unit
from bot.figures.wording import amount, figure_amount, number, relative_change
from bot.model import Condition, ConditionKind, Figure, Watch
from bot.text import count_of


@dataclass(frozen=True, slots=True)
class Case:
    """One watch beside one figure, with all names the watch's subject goes by."""

    watch: Watch
    figure: Figure
    subjects: tuple[str, ...]
    figures: Sequence[Figure] = ()
    """All of the item's."""


def is_relative(condition: Condition) -> bool:
    return condition.kind is ConditionKind.CHANGE and condition.unit == "%"


def _in_unit(case: Case, value: float, unit: str) -> float:
    """A condition's number in the figure's unit."""
    converted = convert(value, unit, case.figure.unit)
    if converted is None:
        converted = convert(value, unit, split_unit(case.figure.unit)[0])
    return value if converted is None else converted


def _bounds(figure: Figure) -> tuple[float, float]:
    """What the text vouches for: ``more than 10,000`` is 10,000 to anything."""
    low, high = figure.low, figure.high
    if figure.qualifier in (">", ">="):
        high = math.inf
    elif figure.qualifier in ("<", "<="):
        low = -math.inf
    return low, high


def _surely(figure: Figure) -> tuple[float, float]:
    """The same, with what "about" leaves open: "about 384,000" is no record after 383,900."""
    low, high = _bounds(figure)
    slack = half(figure.value) if figure.qualifier == "~" else 0.0
    return low - slack, high + slack


def _moved(figure: Figure, before: float) -> float | None:
    """How far it surely is from what was before: of "up to 12,000" after 9,500 nothing is known,
    of "more than 12,000" that it rose by 2,500."""
    low, high = _bounds(figure)
    if low <= before <= high:
        return 0.0 if low == high else None
    return low - before if low > before else high - before


def _is_part(case: Case, before: History | None) -> bool:
    """Whether it counts a part of what is told as a whole, and is not asked for by its name."""
    named = before.own.part if before else ()
    watch = case.watch
    asked = " ".join((watch.name, *case.subjects, *watch.metric)).casefold().split()
    return bool(named) and not any(set(each.split()) <= set(asked) for each in named)


def _compare(case: Case, condition: Condition, before: History | None) -> str | None:
    if _is_part(case, before):
        return None
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


def _between(case: Case, condition: Condition, before: History | None) -> str | None:
    if _is_part(case, before):
        return None
    low = _in_unit(case, condition.value, condition.unit)
    high = _in_unit(case, condition.high, condition.unit)
    figure = case.figure
    return _said(case, condition) if low <= figure.low and figure.high <= high else None


def _said(case: Case, condition: Condition) -> str:
    words = figure_amount(case.figure) if case.figure.unit else number(case.figure.value)
    return f"{case.watch.name} {words} ({condition.text.strip()})"


def _changed(case: Case, condition: Condition, before: History | None) -> str | None:
    figure = case.figure
    if not _is_fact(figure) or (before is not None and before.repeated):
        return None
    if condition.basis not in ("", "y/y") and not _is_step(figure, condition.basis):
        return None
    if condition.basis == "y/y":
        earlier = year_before(figure, before)
        relative = figure.change if figure.basis == "y/y" else None
    else:
        earlier = earlier_value(figure, before, case.figures)
        relative = stated_change(figure, before)
    moved = _moved(figure, earlier.value) if earlier else None
    if earlier is not None:
        relative = None if moved is None else relative_change(earlier.value + moved, earlier.value)
    size = relative if is_relative(condition) else moved
    wanted = condition.value
    if not is_relative(condition):
        wanted = step(wanted, condition.unit, figure.unit) or _in_unit(case, wanted, condition.unit)
    if not size or abs(size) < wanted - 1e-9:
        return None
    if (condition.direction == "high" and size < 0) or (condition.direction == "low" and size > 0):
        return None
    if earlier is None:
        basis = f" {figure.basis}" if figure.basis else ""
        return f"{case.watch.name}: {figure_amount(figure)}, {size:+.3g}%{basis} as stated"
    unit = figure.unit or case.watch.unit
    words = wording.change(figure.value, earlier.value, unit, on=earlier.period)
    if unit == "%" and is_relative(condition):
        words += f" ({size:+.3g}%)"
    return f"{case.watch.name}: {words}"


def _is_step(figure: Figure, basis: str) -> bool:
    """Whether "month on month" is the step of the figure: it is a month's, or says so itself."""
    freq = figure.period.freq if figure.period else ""
    return STEPS.get(freq) == basis if freq else figure.basis == basis


def _is_fact(figure: Figure) -> bool:
    return figure.status in ("", "actual")


def _record(case: Case, condition: Condition, before: History | None) -> str | None:
    """Against every point before. A bound says no more than it vouches for."""
    if before is None or not before.earlier or before.repeated or not _is_fact(case.figure):
        return None
    low, high = _surely(case.figure)
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


def _milestone(case: Case, condition: Condition, before: History | None) -> str | None:
    """A number is reached once: a series that fell and comes back passes nothing."""
    figure = case.figure
    every = _in_unit(case, condition.value, condition.unit)
    if not _is_fact(figure) or every <= 0 or (before is not None and before.repeated):
        return None
    surely, _ = _surely(figure)
    if not math.isfinite(surely):
        return None
    passed = math.floor(surely / every) * every
    if any(_of(point, figure) >= passed for point in (before.earlier if before else ())):
        return None
    earlier = earlier_value(figure, before, case.figures)
    named = figure.kind == "milestone" or figure.qualifier in (">", ">=")
    if named and passed == figure.value:
        return f"{case.watch.name} reached {figure_amount(replace(figure, qualifier=''))}"
    if earlier is not None and earlier.value < passed <= figure.value:
        words = f"{number(earlier.value)} → {figure_amount(figure)}"
        return f"{case.watch.name} passed {number(passed)}: {words}"
    return None


def _conflict(case: Case, _: Condition, before: History | None) -> str | None:
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


def _absent(_: Case, __: Condition, ___: History | None) -> str | None:
    """Told by a timer when nothing came (:mod:`bot.figures.expected`), never by what did."""
    return None


def _any(case: Case, _: Condition, before: History | None) -> str | None:
    earlier = earlier_value(case.figure, before, case.figures) if _is_fact(case.figure) else None
    if earlier is None:
        return f"{case.watch.name} {figure_amount(case.figure)}"
    words = wording.change(case.figure.value, earlier.value, case.figure.unit, on=earlier.period)
    return f"{case.watch.name}: {words}"


HOLDS: Mapping[ConditionKind, Callable[[Case, Condition, History | None], str | None]] = {
    ConditionKind.COMPARE: _compare,
    ConditionKind.BETWEEN: _between,
    ConditionKind.CHANGE: _changed,
    ConditionKind.RECORD: _record,
    ConditionKind.MILESTONE: _milestone,
    ConditionKind.CONFLICT: _conflict,
    ConditionKind.NOT_SEEN: _absent,
    ConditionKind.ANY: _any,
}
