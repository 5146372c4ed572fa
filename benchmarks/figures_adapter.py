"""The room's extractor as the scorer asks for it: tuples of value, unit, offsets and slots."""

from __future__ import annotations

import re
from datetime import UTC, datetime
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
_STATUS = {"guidance": "forecast"}
_ZH = {"vehicles": "辆", "items": "个"}


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


def _unit(figure: Figure, found: Found) -> str:
    """Chinese counts are named by the measure word they were written with."""
    head, per = split_unit(figure.unit)
    written = _MEASURE.match(found.noun) if found.known and found.known.counted else None
    name = written.group() if written else _name(found.phrase or head)
    if found.known and found.known.id == "items" and found.noun:
        name = found.noun
    return f"{name} per {per}" if per else name


def _slots(figure: Figure, found: Found, ranges: dict[float, list[float]]) -> dict[str, Any]:
    slots: dict[str, Any] = {
        "bound": figure.qualifier,
        "change": figure.direction,
        "metric": found.metric_word or figure.metric,
        "entity": figure.subject,
        "period": figure.period.label if figure.period else "",
        "status": _STATUS.get(figure.status, figure.status),
        "kind": figure.kind,
        "basis": figure.basis,
    }
    if figure.previous is not None:
        slots["prior"] = ranges.get(figure.previous, [figure.previous, figure.previous])
    return {name: value for name, value in slots.items() if value}


def extract(text: str) -> list[tuple[float, float, str, int, int, dict[str, Any]]]:
    read = details("", text, published=datetime(2025, 7, 14, 9, tzinfo=UTC))
    figures = [figure for figure, _ in read]
    ranges = {each.value: [each.low, each.high] for each in figures if each.kind == "prior"}
    return [
        (each.low, each.high, _unit(each, found), each.start, each.end, _slots(each, found, ranges))
        for each, found in read
    ]


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
