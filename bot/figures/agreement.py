"""Whether two numbers can be one: as rounded by one of their writers, or within a bound. Pure."""

from __future__ import annotations

import math
from functools import lru_cache

from bot.figures.series import convert
from bot.model import Reading

LEAST_DIGITS = 2
"""Significant digits that every writer is taken to mean: 10,000 may be 10,300, but no 14,000."""
ABOUT = 0.05
"""How far "about 10,000" may be off."""


def agree(one: Reading, other: Reading) -> bool:
    """Whether both can be true of one thing: equal, rounded (3,195 is 3,200 to one who writes in
    hundreds), or inside a range or bound that the other states. Different currencies and other
    units that can't be converted do not agree."""
    if one.value == other.value and one.unit == other.unit:
        return True
    low, high = _span(one)
    scale = convert(1.0, other.unit, one.unit)
    if scale is None:
        return False
    other_low, other_high = (each * scale for each in _span(other))
    slack = max(_slack(one), _slack(other) * scale)
    return other_low <= high + slack and low <= other_high + slack


def repeats(one: Reading, other: Reading) -> bool:
    """Whether one writes the number of the other, bounds aside."""
    if one.unit == other.unit and one.value == other.value:
        return True
    scale = convert(1.0, other.unit, one.unit)
    if scale is None:
        return False
    slack = max(half(one.value), half(other.value) * scale)
    return abs(one.value - other.value * scale) <= slack


def _span(reading: Reading) -> tuple[float, float]:
    """What the text vouches for: ``more than 10,000`` is 10,000 to anything."""
    low = reading.value if reading.low is None else reading.low
    high = reading.value if reading.high is None else reading.high
    if reading.qualifier in (">", ">="):
        high = math.inf
    elif reading.qualifier in ("<", "<="):
        low = -math.inf
    return low, high


def _slack(reading: Reading) -> float:
    about = abs(reading.value) * ABOUT if reading.qualifier == "~" else 0.0
    return max(half(reading.value), about)


@lru_cache(maxsize=4096)
def half(value: float) -> float:
    """Half of the last digit that a number shows: 50 of 3,200, 0.05 of 20.4."""
    last = grain(value)
    return 0.0 if last is None else 0.5 * 10.0**last


@lru_cache(maxsize=4096)
def grain(value: float) -> int | None:
    """The power of ten of the last digit that a number shows: 2 of 3,200, -1 of 20.4; ``None``
    for 0, which shows none."""
    if not value or not math.isfinite(value):
        return None
    mantissa, _, exponent = f"{abs(value):.11e}".partition("e")
    shown = len(mantissa.replace(".", "").rstrip("0"))
    return int(exponent) + 1 - max(shown, LEAST_DIGITS)
