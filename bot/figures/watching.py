"""Figure watches against figures: which conditions hold, and why in words.

A watch meets a figure in the order of ``TESTS``: subject, metric, unit, period; then its
condition decides, against the previous reading where it needs one.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.figures.series import PLACED, convert, series_key
from bot.figures.tables import metrics
from bot.figures.vocabulary import find_metric
from bot.figures.wording import change, figure_amount, number, relative_change
from bot.model import Condition, ConditionKind, Figure, FigureHit, Period, Reading, Watch

History = Reading | Sequence[Reading] | None
"""The previous reading, or all earlier readings of the series, oldest first."""
Previous = Callable[[str], History] | Mapping[str, Reading] | Mapping[str, Sequence[Reading]]
"""By series key, see :func:`bot.figures.series.series_key`."""

NO_HISTORY: Mapping[str, Reading] = {}

FREQUENCIES: Mapping[str, str] = {
    "day": "D", "week": "W", "month": "M", "quarter": "Q", "half": "S", "year": "A",
    "daily": "D", "weekly": "W", "monthly": "M", "quarterly": "Q", "annual": "A", "yearly": "A",
}  # fmt: skip
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, kw_only=True, slots=True)
class _Case:
    """One watch beside one figure, with all names the watch's subject goes by."""

    watch: Watch
    figure: Figure
    subjects: tuple[str, ...]


def hits(
    watches: Iterable[Watch], figures: Iterable[Figure], previous: Previous = NO_HISTORY
) -> list[FigureHit]:
    """The figure watches whose condition holds, at most one hit for a watch and a value.

    Entity watches among ``watches`` lend their aliases to figure watches that name them as
    subject. ``previous`` is asked by series key.
    """
    every = list(watches)
    aliases = {watch.name.casefold(): watch.aliases for watch in every if watch.kind != "figure"}
    known = [figure for figure in figures if figure.kind in PLACED]
    found: list[FigureHit] = []
    for watch in every:
        if watch.kind != "figure":
            continue
        subjects = (watch.subject, *aliases.get(watch.subject.casefold(), ()), *watch.aliases)
        cases = (_Case(watch=watch, figure=each, subjects=subjects) for each in known)
        found.extend(_best(filter(None, (_hit(case, previous) for case in cases))))
    return found


def meets(watch: Watch, figure: Figure, *, aliases: Sequence[str] = ()) -> bool:
    """Whether the figure is one the watch asks for, whatever its condition says."""
    case = _Case(watch=watch, figure=figure, subjects=(watch.subject, *aliases, *watch.aliases))
    return figure.kind in PLACED and all(test(case) for test in TESTS)


def _best(found: Iterable[FigureHit]) -> list[FigureHit]:
    """One hit per value: a figure repeated in title and text speaks once."""
    best: dict[float, FigureHit] = {}
    for hit in found:
        best.setdefault(hit.figure.value, hit)
    return list(best.values())


def _hit(case: _Case, previous: Previous) -> FigureHit | None:
    if not all(test(case) for test in TESTS):
        return None
    ask = previous if callable(previous) else previous.get
    history = ask(series_key(case.figure))
    readings = [history] if isinstance(history, Reading) else list(history or ())
    condition = case.watch.condition or Condition()
    why = HOLDS[condition.kind](case, condition, readings)
    if why is None:
        return None
    if case.figure.status in ("target", "forecast", "guidance", "rumour"):
        why += f" · {case.figure.status}"
    return FigureHit(
        watch_id=case.watch.id,
        figure=case.figure,
        why=why,
        previous=readings[-1] if readings else None,
    )


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


def _compare(case: _Case, condition: Condition, _: Sequence[Reading]) -> str | None:
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


def _between(case: _Case, condition: Condition, _: Sequence[Reading]) -> str | None:
    low = _in_unit(case, condition.value, condition.unit)
    high = _in_unit(case, condition.high, condition.unit)
    return _said(case, condition) if low <= case.figure.value <= high else None


def _said(case: _Case, condition: Condition) -> str:
    words = figure_amount(case.figure) if case.figure.unit else number(case.figure.value)
    return f"{case.watch.name} {words} ({condition.text.strip()})"


def _changed(case: _Case, condition: Condition, readings: Sequence[Reading]) -> str | None:
    before = _before(case.figure, readings)
    if before is None or not _is_fact(case.figure):
        return None
    value, period = before
    step = case.figure.value - value
    relative = relative_change(case.figure.value, value)
    size = relative if _relative(condition) else step
    wanted = condition.value
    if not _relative(condition):
        wanted = _in_unit(case, wanted, condition.unit)
    if size is None or step == 0 or abs(size) < wanted - 1e-9:
        return None
    if (condition.direction == "high" and step < 0) or (condition.direction == "low" and step > 0):
        return None
    words = change(case.figure.value, value, case.figure.unit or case.watch.unit, on=period)
    return f"{case.watch.name}: {words}"


def _before(figure: Figure, readings: Sequence[Reading]) -> tuple[float, Period | None] | None:
    """The stored reading before, of another period than this one, else what the text states."""
    for reading in reversed(readings):
        if figure.period and reading.period and figure.period.start == reading.period.start:
            continue
        value = convert(reading.value, reading.unit, figure.unit)
        if value is not None:
            return value, reading.period
    return None if figure.previous is None else (figure.previous, None)


def _is_fact(figure: Figure) -> bool:
    return figure.status in ("", "actual")


def _record(case: _Case, condition: Condition, readings: Sequence[Reading]) -> str | None:
    values = [reading.value for reading in readings]
    if not values or not _is_fact(case.figure):
        return None
    words = f"{case.watch.name} {figure_amount(case.figure)}"
    if case.figure.value > max(values) and condition.direction in ("", "high"):
        return f"{words}, a record: the highest before was {number(max(values))}"
    if case.figure.value < min(values) and condition.direction in ("", "low"):
        return f"{words}, a record low: the lowest before was {number(min(values))}"
    return None


def _milestone(case: _Case, condition: Condition, readings: Sequence[Reading]) -> str | None:
    figure = case.figure
    step = _in_unit(case, condition.value, condition.unit)
    if not _is_fact(figure) or step <= 0:
        return None
    passed = math.floor(figure.value / step) * step
    before = _before(figure, readings)
    named = figure.kind == "milestone" or figure.qualifier in (">", ">=")
    if named and passed == figure.value:
        return f"{case.watch.name} reached {figure_amount(replace(figure, qualifier=''))}"
    if before is not None and before[0] < passed <= figure.value:
        words = f"{number(before[0])} → {figure_amount(figure)}"
        return f"{case.watch.name} passed {number(passed)}: {words}"
    return None


def _any(case: _Case, _: Condition, readings: Sequence[Reading]) -> str | None:
    before = _before(case.figure, readings)
    if before is None:
        return f"{case.watch.name} {figure_amount(case.figure)}"
    words = change(case.figure.value, before[0], case.figure.unit, on=before[1])
    return f"{case.watch.name}: {words}"


HOLDS: Mapping[ConditionKind, Callable[[_Case, Condition, Sequence[Reading]], str | None]] = {
    ConditionKind.COMPARE: _compare,
    ConditionKind.BETWEEN: _between,
    ConditionKind.CHANGE: _changed,
    ConditionKind.RECORD: _record,
    ConditionKind.MILESTONE: _milestone,
    ConditionKind.ANY: _any,
}
