"""What a figure is compared with: the stored point before, or what its text says was before. Pure.

The stored point comes first, because it can be looked up. What the text states counts where
nothing is stored, or where what is stored lies further back than the period before. Either way
it has to be the *same* step back: "300,000 a year earlier" is not what a month is compared with.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.figures.gathering import LENGTHS, is_partial
from bot.figures.points import History
from bot.figures.series import convert
from bot.model import Figure, Period

STEPS: Mapping[str, str] = {
    "D": "d/d", "W": "w/w", "M": "m/m", "Q": "q/q", "S": "h/h", "A": "y/y",
}  # fmt: skip
"""The basis that compares a period of each frequency with the one before."""
_LATE = 1.5
"""How many periods may lie between two starts for one to be the period before."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Earlier:
    value: float
    """In the figure's unit."""
    period: Period | None = None
    """``None``: not known, or stated without a date."""


def earlier_value(
    figure: Figure, before: History | None, figures: Sequence[Figure] = ()
) -> Earlier | None:
    """What the figure was before. ``figures``: all of its item, its priors among them."""
    stored = _stored(figure, before)
    if stored is not None and (figure.previous is None or _adjacent(figure, stored.period)):
        return stored
    return _stated(figure, before, figures) or stored


def stated_change(figure: Figure, before: History | None = None) -> float | None:
    """The change the text states, in per cent, when its basis is the period before or unsaid.

    For a figure that has no earlier value at all: what is stored is measured instead.
    """
    if figure.change is None or not _same_step(figure) or _is_part(figure, before):
        return None
    return figure.change


def year_before(figure: Figure, before: History | None) -> Earlier | None:
    """What the figure was for the same period of the year before: stored, else stated."""
    own = figure.period.start if figure.period else None
    for point in reversed(before.earlier if before else ()):
        start = point.reading.period.start if point.reading.period else None
        if own is None or start is None or not _YEAR[0] <= own - start <= _YEAR[1]:
            continue
        value = convert(point.reading.value, point.reading.unit, figure.unit)
        if value is not None:
            return Earlier(value=value, period=point.reading.period)
    yearly = figure.basis == "y/y" or (figure.period is not None and figure.period.freq == "A")
    if figure.previous is not None and yearly:
        return Earlier(value=figure.previous)
    return None


_YEAR = (timedelta(days=358), timedelta(days=372))
"""A week of last year begins within a week of the same day."""


def _stored(figure: Figure, before: History | None) -> Earlier | None:
    point = before.previous if before else None
    if point is None:
        return None
    value = convert(point.reading.value, point.reading.unit, figure.unit)
    return None if value is None else Earlier(value=value, period=point.reading.period)


def _stated(figure: Figure, before: History | None, figures: Sequence[Figure]) -> Earlier | None:
    if figure.previous is None or _is_part(figure, before):
        return None
    prior = next(
        (each for each in figures if each.kind == "prior" and each.value == figure.previous), None
    )
    period = prior.period if prior else None
    if period is None:
        return Earlier(value=figure.previous) if _same_step(figure) else None
    if period.start and figure.period and figure.period.start:
        return Earlier(value=figure.previous, period=period) if _adjacent(figure, period) else None
    yearly = "year" in period.label.casefold() or "年" in period.label
    if yearly and (figure.period is None or figure.period.freq != "A"):
        return None
    return Earlier(value=figure.previous)


def _same_step(figure: Figure) -> bool:
    """Whether the basis is the figure's own frequency, or not said. Without a period there is no
    frequency: then only a comparison with last year surely is something else."""
    freq = figure.period.freq if figure.period else ""
    if not figure.basis:
        return True
    return figure.basis == STEPS[freq] if freq in STEPS else figure.basis != "y/y"


def _is_part(figure: Figure, before: History | None) -> bool:
    """Whether the figure is of a part of a period: nothing is known of the same part before."""
    if before is not None:
        return before.own.partial
    period = figure.period
    return period is not None and period.end is not None and is_partial(period, period.end)


def _adjacent(figure: Figure, period: Period | None) -> bool:
    if figure.period is None or period is None:
        return figure.period is None
    if figure.period.start is None or period.start is None or figure.period.freq not in LENGTHS:
        return False
    step = timedelta(days=LENGTHS[figure.period.freq] * _LATE)
    return timedelta(0) < figure.period.start - period.start <= step
