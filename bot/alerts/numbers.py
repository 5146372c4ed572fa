"""Figures as people read them: ``3,360 vehicles, week 28 · 2,800 before, +20 %``. Pure."""

from __future__ import annotations

import re

from bot.model import Figure, Reading
from bot.text import is_cjk

_SCALES: tuple[tuple[float, str], ...] = (
    (1e12, "trillion"),
    (1e9, "billion"),
    (1e6, "million"),
)
_WORDY = 1e9
"""From here on nobody reads digits."""
_STATUS = {
    "target": "target",
    "forecast": "forecast",
    "guidance": "guidance",
    "rumour": "rumoured",
}
_NEAR = {"~": "about ", ">": "more than ", "<": "less than ", ">=": "at least ", "<=": "up to "}


def number(value: float) -> str:
    """Thousands separated, three decimals at most; millions in words when round, and billions."""
    for scale, word in _SCALES:
        scaled = value / scale
        if abs(scaled) >= 1 and (scale >= _WORDY or round(scaled, 3) * scale == value):
            return f"{_plain(scaled)} {word}"
    return _plain(value)


def _plain(value: float) -> str:
    if value == int(value):
        return f"{int(value):,}"
    return f"{value:,.3f}".rstrip("0").rstrip(".")


def amount(value: float, unit: str, currency: str = "") -> str:
    """A number with its unit: ``3,360 vehicles``, ``12%``, ``CNY 600 billion``."""
    return _with_unit(number(value), unit, currency)


def _with_unit(digits: str, unit: str, currency: str) -> str:
    if currency:
        rest = unit.removeprefix(currency).strip()
        return f"{currency} {digits} {rest}".rstrip()
    return f"{digits}%" if unit == "%" else f"{digits} {unit}".rstrip()


def tidy(reason: str) -> str:
    """A reason as cards show it, whoever worded it: ``≥ 20%``, not ``>= 20 %``."""
    return _PER_CENT.sub("%", reason.replace(">=", "≥").replace("<=", "≤"))


_PER_CENT = re.compile(r"(?<=\d) %")


def reading_of(figure: Figure) -> str:
    """The figure itself, with its range, period and status."""
    if figure.low != figure.high and not figure.qualifier:
        digits = f"{number(figure.low)}–{number(figure.high)}"
        words = _with_unit(digits, figure.unit, figure.currency)
    else:
        near = _NEAR.get(figure.qualifier, "")
        words = near + amount(figure.value, figure.unit, figure.currency)
    extras = (figure.period.label if figure.period else "", _STATUS.get(figure.status, ""))
    return ", ".join((words, *(extra for extra in extras if extra)))


def comparison(figure: Figure, previous: Reading | None) -> str:
    """What it was before and by how much it moved; empty when nothing earlier is known.

    A reading of ours is preferred to what the text states, because it can be looked up; a
    change against another time than the one before (``+12% y/y``) is told beside it.
    """
    yearly = figure.basis == "y/y" and not (figure.period and figure.period.freq == "A")
    stated = f"{figure.change:+,.4g}% {figure.basis} stated" if figure.change is not None else ""
    if previous is not None:
        words = _moved(figure, previous.value, _before(previous))
        return f"{words} · {stated}" if stated and yearly else words
    if figure.previous is not None:
        return _moved(figure, figure.previous, "a year before" if yearly else "before")
    return stated.replace("  ", " ")


def _moved(figure: Figure, before: float, label: str) -> str:
    words = f"{amount(before, figure.unit, figure.currency)} {label}"
    if figure.unit == "%":
        return f"{words}, {figure.value - before:+,.3g} points"
    if before:
        return f"{words}, {(figure.value - before) / abs(before) * 100:+,.3g}%"
    return words


def _before(previous: Reading) -> str:
    if previous.period is not None and previous.period.label:
        return f"in {previous.period.label}"
    return "before"


def said_by(reading: Reading) -> str:
    """``3,200 vehicles``, or ``about CNY 600 billion``: what an outlet gives for a figure."""
    near = _NEAR.get(reading.qualifier, "")
    digits = number(reading.value)
    if reading.low is not None and reading.high is not None and not near:
        digits = f"{number(reading.low)}–{number(reading.high)}"
    code, _, rest = reading.unit.partition(" ")
    if len(code) == _CODE and code.isupper() and code.isalpha():
        return near + _with_unit(digits, rest, code)
    return near + _with_unit(digits, reading.unit, "")


def reading_words(reading: Reading) -> str:
    """``2,800 vehicles, week 27``: the reading with its period and status."""
    extras = (reading.period.label if reading.period else "", _STATUS.get(reading.status, ""))
    return ", ".join((said_by(reading), *(extra for extra in extras if extra)))


_CODE = 3
"""Letters of a currency's code, which stands before the number."""


def title_of(figure: Figure) -> str:
    """What the number is of: ``Tesla China registrations``."""
    subject, area = figure.subject, figure.area
    # "Tesla China" names its area, and so does 特斯拉中国.
    if area.casefold() in subject.casefold() or any(map(is_cjk, subject)):
        area = ""
    # A watch on recalls is about recalls: the metric would say so twice.
    words = {word.removesuffix("s") for word in _WORDS.findall(subject.casefold())}
    metric = "" if figure.metric.casefold().removesuffix("s") in words else figure.metric
    return " ".join(part for part in (subject, area, metric) if part) or "Figure"


_WORDS = re.compile(r"\w+")
