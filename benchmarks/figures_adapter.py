"""The room's extractor as the scorer asks for it: tuples of value, unit, offsets and slots."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from bot.figures import chinese_periods, english_periods
from bot.figures.chinese_numbers import normal
from bot.figures.extract import details
from bot.figures.found import Found
from bot.figures.tables import units
from bot.figures.tokens import Tokens
from bot.figures.vocabulary import split_unit
from bot.model import Figure

LANGS = ("en", "zh")
_READ_ON = datetime(2025, 7, 14, 9, tzinfo=UTC)
_STATUS = {"guidance": "forecast"}


def _name(unit: str) -> str:
    known = units().by_id.get(unit)
    if known is not None:
        return known.name
    word = units().words.get(unit)
    if word is not None and not word.counted:
        return word.name
    short = unit.endswith("us") and len(unit) == 4  # "gpus", "cpus"
    return unit.removesuffix("s") if short or unit.endswith("xis") else unit


_MEASURE = re.compile(
    "人次|架次|[人名位家座颗片枚张根份口户架艘台辆笔单部件套种款项条级分起例次场只间股]"
)


@lru_cache(maxsize=4096)
def _called(name: str, unit: str) -> str:
    per = split_unit(unit)[1]
    return f"{name} per {per}" if per else name


@lru_cache(maxsize=4096)
def _usually(phrase: str, unit: str) -> str:
    return _called(_name(phrase or split_unit(unit)[0]), unit)


def _unit(figure: Figure, found: Found) -> str:
    """Chinese counts are named by the measure word they were written with."""
    known, noun = found.known, found.noun
    if known is not None and noun:
        if known.id == "items":
            return _called(noun, figure.unit)
        written = _MEASURE.match(noun) if not noun.isascii() and known.counted else None
        if written:
            return _called(written.group(), figure.unit)
    return _usually(found.phrase, figure.unit)


def _slots(figure: Figure) -> dict[str, Any]:
    slots: dict[str, Any] = {"kind": figure.kind}
    if figure.qualifier:
        slots["bound"] = figure.qualifier
    if figure.direction:
        slots["change"] = figure.direction
    if figure.subject:
        slots["entity"] = figure.subject
    if figure.period is not None and figure.period.label:
        slots["period"] = figure.period.label
    if figure.status:
        slots["status"] = _STATUS.get(figure.status, figure.status)
    if figure.basis:
        slots["basis"] = figure.basis
    return slots


def extract(text: str) -> list[tuple[float, float, str, int, int, dict[str, Any]]]:
    read = details("", text, published=_READ_ON)
    told: list[tuple[float, float, str, int, int, dict[str, Any]]] = []
    for figure, found in read:
        slots = _slots(figure)
        if metric := found.metric_word or figure.metric:
            slots["metric"] = metric
        if figure.previous is not None:
            slots["prior"] = _prior(figure.previous, read)
        told.append(
            (figure.low, figure.high, _unit(figure, found), figure.start, figure.end, slots)
        )
    return told


def _prior(value: float, read: Sequence[tuple[Figure, Found]]) -> list[float]:
    """The range that the value before was told as, if it was one: of the last such."""
    ranges = {each.value: [each.low, each.high] for each, _ in read if each.kind == "prior"}
    return ranges.get(value, [value, value])


def periods(text: str, ref: datetime, lang: str) -> list[tuple[int, int, str | None, str | None]]:
    """Periods with their interval as ISO dates, the end exclusive."""
    day = ref.date()
    spans = (
        chinese_periods.find(normal(text), day)
        if lang == "zh"
        else english_periods.find(Tokens(text), day)
    )
    return [
        (
            span.start,
            span.end,
            span.interval[0].isoformat() if span.interval else None,
            span.interval[1].isoformat() if span.interval else None,
        )
        for span in spans
    ]
