"""A series as one short word of bars: ``▁▂▂▅▇█``. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from math import isfinite

BARS = "▁▂▃▄▅▆▇█"
GAP = "·"
"""Where a value is missing: a blank would be swallowed at the end of a line."""
LONGEST = 24
"""Bars that fit beside a few words on a phone."""


def sparkline(values: Iterable[float | None], *, longest: int = LONGEST) -> str:
    """The newest ``longest`` values, oldest first, as bars between their least and their most.

    The lowest bar is the least of the values shown, not zero: it shows the course, never the
    proportions. ``None`` and what isn't finite is a gap. Fewer than two values have no course
    and give an empty string; equal ones stand at half height.
    """
    shown = [each if each is not None and isfinite(each) else None for each in values]
    shown = shown[-longest:] if longest > 0 else []
    known = [each for each in shown if each is not None]
    if len(known) < 2:
        return ""
    low, high = min(known), max(known)
    return "".join(GAP if each is None else _bar(each, low, high) for each in shown)


def _bar(value: float, low: float, high: float) -> str:
    if low == high:
        return BARS[len(BARS) // 2 - 1]
    # Halves, because the distance of two finite numbers may not be one.
    share = (value / 2 - low / 2) / (high / 2 - low / 2)
    return BARS[min(int(share * len(BARS)), len(BARS) - 1)]
