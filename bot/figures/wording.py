"""Numbers, changes and periods in words, as they stand in reasons and on cards."""

from __future__ import annotations

from bot.figures.tables import units
from bot.figures.vocabulary import split_unit
from bot.model import Figure, Period, Reading

_LARGE = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"))
_ALWAYS_PLURAL = frozenset({"yuan", "japanese yen", "south korean won", "renminbi"})


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
    """A value with its unit: ``3,360 vehicles``, ``20 %``, ``600 billion yuan``."""
    head, per = split_unit(unit)
    known = units().by_id.get(head)
    name = known.name if known and known.currency else head
    if known and known.currency and value != 1 and name not in _ALWAYS_PLURAL:
        name += "s"
    return " ".join(filter(None, (number(value), name, f"per {per}" if per else "")))


def figure_amount(figure: Figure) -> str:
    """The figure's value or range, with its qualifier and unit: ``> 25,000 vehicles``."""
    if figure.low != figure.high:
        return f"{number(figure.low)}–{amount(figure.high, figure.unit)}"
    known = units().by_id.get(split_unit(figure.unit)[0])
    product = known is None and figure.unit[:1].isupper()
    words = number(figure.value) if product else amount(figure.value, figure.unit)
    return f"{figure.qualifier} {words}" if figure.qualifier else words


def relative_change(now: float, before: float) -> float | None:
    """In per cent; ``None`` when the earlier value is 0."""
    return None if before == 0 else (now - before) / abs(before) * 100


def change(now: float, before: float, unit: str, *, on: Period | None = None) -> str:
    """``2,800 → 3,360 vehicles, +20.0 % on week 27``."""
    relative = relative_change(now, before)
    words = f"{number(before)} → {amount(now, unit)}"
    if relative is not None:
        words += f", {relative:+.1f} %"
    if on is not None and on.label:
        words += f" on {on.label.removeprefix('the ')}"
    return words


def change_from(figure: Figure, reading: Reading) -> str:
    return change(figure.value, reading.value, figure.unit or reading.unit, on=reading.period)
