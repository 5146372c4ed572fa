"""Numbers, changes and periods in words, as they stand in reasons and on cards."""

from __future__ import annotations

from bot.figures.tables import units
from bot.figures.vocabulary import split_unit
from bot.model import Figure, Period

_LARGE = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"))
_SIGNS = {">=": "≥", "<=": "≤"}


def number(value: float) -> str:
    """``10,000`` · ``1.5 million`` · ``600 billion`` · ``0.67``: at most four significant digits
    beyond the thousands, never in exponents."""
    for scale, word in _LARGE:
        if abs(value) >= scale and (value >= 1e9 or round(value / scale, 3) * scale == value):
            return f"{value / scale:,.4g} {word}"
    if value == int(value):
        return f"{value:,.0f}"
    return f"{value:,.2f}".rstrip("0").rstrip(".") if abs(value) >= 0.01 else f"{value:.4g}"


def amount(value: float, unit: str) -> str:
    """A value with its unit: ``3,360 vehicles``, ``20%``, ``CNY 600 billion``."""
    return _with_unit(number(value), unit)


def _with_unit(digits: str, unit: str) -> str:
    """A currency's code stands first, a per cent sign without a space."""
    head, per = split_unit(unit)
    known = units().by_id.get(head)
    per = f" per {per}" if per else ""
    if known and known.currency and known.factor == 1:
        return f"{known.currency} {digits}{per}"
    return f"{digits}%{per}" if head == "%" else f"{digits} {head}{per}".rstrip()


def figure_amount(figure: Figure) -> str:
    """The figure's value or range, with its qualifier and unit: ``≥ 25,000 vehicles``."""
    if figure.low != figure.high:
        return _with_unit(f"{number(figure.low)}–{number(figure.high)}", figure.unit)
    known = units().by_id.get(split_unit(figure.unit)[0])
    product = known is None and figure.unit[:1].isupper()
    words = number(figure.value) if product else amount(figure.value, figure.unit)
    sign = _SIGNS.get(figure.qualifier, figure.qualifier)
    return f"{sign} {words}" if sign else words


def relative_change(now: float, before: float) -> float | None:
    """In per cent; ``None`` when the earlier value is 0."""
    return None if before == 0 else (now - before) / abs(before) * 100


def change(now: float, before: float, unit: str, *, on: Period | None = None) -> str:
    """``2,800 → 3,360 vehicles, +20.0% on week 27``."""
    relative = relative_change(now, before)
    words = _with_unit(f"{number(before)} → {number(now)}", unit)
    if unit == "%":
        # Shares and rates move by points; 5% of 80% is another thing.
        words += f", {now - before:+.3g} points"
    elif relative is not None:
        words += f", {relative:+.1f}%"
    if on is not None and on.label:
        words += f" on {on.label.removeprefix('the ')}"
    return words
