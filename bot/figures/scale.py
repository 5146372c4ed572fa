"""Where values and times stand on a chart, and what its axes say. Pure; every finite number has
its place, however large or small."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil, floor, isfinite, log10

from bot.model import Period

_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
_WORTH_ZERO = 0.55
"""The axis begins at zero when the least value is at most this share of the most: higher up it
would flatten what happened."""
_MARGIN = 0.08
"""Share of the extent left free above and below, for marks and their numbers."""
_TENFOLD = 50.0
"""From which most to least on an axis by tens may be drawn …"""
_FLAT = 0.05
"""… and is, when half of the values would lie below this share of the most."""
_SUFFIXES = ((1e12, "tn"), (1e9, "bn"), (1e6, "M"))
_PLAIN = 1e6
"""Below it thousands are written out."""
_LARGEST, _LEAST = 1e15, 1e-4
"""Beyond these only an exponent is short enough for an axis."""


@dataclass(frozen=True, slots=True)
class Scale:
    """A straight scale from ``low`` (0.0) to ``high`` (1.0)."""

    low: float
    high: float
    tens: bool = False
    """By powers of ten: as far from 10 to 100 as from 100 to 1,000. Of positive values."""

    def at(self, value: float) -> float:
        """0..1 on the scale; outside it, beyond."""
        if self.tens:
            first, last = log10(self.low), log10(self.high)
            return (log10(value) - first) / (last - first) if value > 0 else 0.0
        # Halves: the distance of two finite numbers may be too large for one.
        extent = self.high / 2 - self.low / 2
        return (value / 2 - self.low / 2) / extent if extent else float(value > self.low)


def scale_for(values: Sequence[float]) -> Scale:
    """The scale that shows these values, of which there is at least one finite."""
    known = [each for each in values if isfinite(each)]
    low, high = min(known), max(known)
    flat = sorted(known)[len(known) // 2] < _FLAT * high
    if low > 1e-200 and high < 1e200 and high / low >= _TENFOLD and flat:
        margin = 10.0 ** ((log10(high) - log10(low)) * _MARGIN)
        return Scale(low / margin, _finite(high * margin), tens=True)
    if low >= 0 and low <= _WORTH_ZERO * high:
        low = 0.0
    elif high <= 0 and high >= _WORTH_ZERO * low:
        high = 0.0
    if low == high:
        around = max(abs(low) * 0.1, 1e-300) if low else 1.0
        return Scale(_finite(low - around), _finite(high + around))
    margin = (high / 2 - low / 2) * _MARGIN * 2
    below = low if low == 0 else low - margin
    above = high if high == 0 else high + margin
    return Scale(_finite(below), _finite(above))


def _finite(value: float) -> float:
    return min(max(value, -1.7e308), 1.7e308)


def ticks(scale: Scale, *, most: int = 5) -> list[float]:
    """Round values on the scale, at most ``most`` and evenly spaced, least first."""
    if scale.tens:
        first, last = ceil(log10(scale.low) - 1e-9), floor(log10(scale.high) + 1e-9)
        stride = max(ceil((last - first + 1) / max(most, 1)), 1)
        return [10.0**power for power in range(first, last + 1, stride)]
    rough = (scale.high / 2 - scale.low / 2) / max(most, 1) * 2
    if not isfinite(rough):
        return [0.0]
    power = 10.0 ** floor(log10(rough)) if rough > 1e-300 else 1e-300
    step = next((power * each for each in _STEPS if power * each >= rough * 0.999), power * 10)
    first, last = ceil(scale.low / step - 1e-9), floor(scale.high / step + 1e-9)
    return [number * step for number in range(first, min(last, first + most) + 1)]


def labels_on(scale: Scale, values: Sequence[float]) -> list[str]:
    """What stands beside the ticks. By tens each has its own magnitude: ``1,000`` · ``1M``."""
    return [tick_labels([each])[0] for each in values] if scale.tens else tick_labels(values)


def tick_labels(values: Sequence[float]) -> list[str]:
    """Short and alike: ``12,000`` · ``1.5M`` · ``600bn`` · ``0.25`` · ``1e+18``."""
    largest = max((abs(each) for each in values), default=0.0)
    if largest and not _LEAST <= largest < _LARGEST:
        return ["0" if each == 0 else f"{each:.3g}".replace("-", "−", each < 0) for each in values]
    size, suffix = next((pair for pair in _SUFFIXES if largest >= pair[0]), (1.0, ""))
    if largest < _PLAIN:
        size, suffix = 1.0, ""
    scaled = [each / size for each in values]
    digits = _digits(scaled)
    return [_label(each, digits, suffix) for each in scaled]


def _digits(values: Sequence[float]) -> int:
    """Decimals with which the values are told apart and exact."""
    return next(
        (n for n in range(6) if all(abs(round(each, n) - each) <= 1e-9 for each in values)), 6
    )


def _label(value: float, digits: int, suffix: str) -> str:
    return "0" if value == 0 else f"{value:,.{digits}f}{suffix}".replace("-", "−")


# ── time ─────────────────────────────────────────────────────────────────────────────────

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def moment_of(period: Period | None, seen: datetime) -> datetime:
    """Where a reading stands in time: in the middle of its period, else when it was seen."""
    if period is None or period.start is None:
        return seen
    end = period.end or period.start
    return period.start + (end - period.start) / 2


def date_label(period: Period | None, moment: datetime) -> tuple[str, str]:
    """What the axis says below a point, and the year that stands below that (which labels that
    name the year leave empty): ``("W28", "2026")``, ``("Q3", "2025")``, ``("2025", "")``."""
    freq = period.freq if period and period.start and period.end else ""
    if period is None or period.start is None or period.end is None or not freq or freq == "D":
        return f"{moment.day} {_MONTHS[moment.month - 1]}", str(moment.year)
    start, last = period.start, period.end - timedelta(days=1)
    if freq == "W":
        year, week, _ = moment.isocalendar()
        return f"W{week}", str(year)
    if freq == "M":
        return _MONTHS[moment.month - 1], str(moment.year)
    months = {"Q": 3, "S": 6, "A": 12}[freq]
    if start.day != 1 or (start.month - 1) % months:
        # A fiscal period of its own: by its end, since its name depends on whose it is.
        return f"to {_MONTHS[last.month - 1]}", str(last.year)
    if freq == "A":
        return str(start.year), ""
    return f"{'Q' if freq == 'Q' else 'H'}{(start.month - 1) // months + 1}", str(start.year)


def is_next(before: Period | None, after: Period | None) -> bool:
    """Whether no period is missing between the two; so, too, where none is known."""
    if before is None or after is None or before.end is None or after.start is None:
        return True
    return after.start - before.end < timedelta(days=2)
