"""Readings as CSV: one line for each report, so that everything shown can be checked. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from bot.commands.readings import Series, part_of, status_words
from bot.figures.agreement import agree
from bot.figures.period_names import standing_name
from bot.figures.points import Point
from bot.model import Period, Reading

COLUMNS = (
    "point", "subject", "metric", "place", "part", "period", "start", "end", "frequency", "value",
    "low", "high", "unit", "bound", "status", "counts", "as_written", "source", "url", "said",
)  # fmt: skip
"""``end`` is the last day of the period. ``counts``: whether the report gives the value in force
(``yes``), another one (``contradicts``), or one that was replaced (``replaced``). ``part``: the
products, or the part of a whole, that it counts."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""A spreadsheet takes a cell that begins so for a formula, and runs it."""


_UNSEEN = " \u00a0\u2007\u202f\u3000\u200b\u200c\u200d\u2060\ufeff"
"""Before a formula some programs pass over these."""

_BOUNDS = {
    "~": "about", ">": "more than", "<": "less than", ">=": "at least", "<=": "at most"
}  # fmt: skip


def csv_text(series: Iterable[Series], numbers: Mapping[int, int]) -> str:
    """``numbers``: of the points that the answer numbers, by ``id(point)``. UTF-8 when written,
    with a line end as RFC 4180 has it."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    for each in series:
        for point in each.points:
            writer.writerows(_rows(each, point, numbers.get(id(point), 0)))
    return out.getvalue()


def _rows(series: Series, point: Point, number: int) -> Iterator[dict[str, str]]:
    for reading in _reports(point):
        period = reading.period
        start, end = _days(period)
        yield {
            "point": str(number or ""),
            "subject": plain(reading.subject),
            "metric": plain(reading.metric),
            "place": plain(reading.area),
            "part": plain(part_of(replace(series, area=""), point)),
            "period": plain(standing_name(period) if period else ""),
            "start": start,
            "end": end,
            "frequency": period.freq if period else "",
            "value": _number(reading.value),
            "low": _number(reading.low),
            "high": _number(reading.high),
            "unit": plain(reading.unit),
            "bound": _bound(reading.qualifier),
            "status": status_words(point) or reading.status or "actual",
            "counts": _counts(point, reading),
            "as_written": plain(reading.text),
            "source": plain(reading.source),
            "url": plain(reading.url),
            "said": reading.said.isoformat(timespec="seconds"),
        }


def _reports(point: Point) -> list[Reading]:
    """Headline and text of one report that give the same number are one line: its fullest words."""
    found: dict[tuple[object, ...], Reading] = {}
    for each in point.readings:
        key = (
            each.item_id, each.source, each.said, each.value, each.low, each.high,
            each.qualifier, each.status,
        )  # fmt: skip
        known = found.get(key)
        if known is None or (not known.unit, -len(known.text)) > (not each.unit, -len(each.text)):
            found[key] = each
    return list(found.values())


def plain(text: str) -> str:
    """Text that no spreadsheet takes for a formula: feeds are strangers' writing."""
    text = text.replace("\x00", "")
    shown = text.lstrip(_UNSEEN)
    return f"'{text}" if shown.startswith(_FORMULA) else text


def _number(value: float | None) -> str:
    """Without an exponent or a separator, as every spreadsheet reads it."""
    if value is None:
        return ""
    return format(Decimal(repr(value)).normalize(), "f")


def _bound(qualifier: str) -> str:
    """In words: a cell of signs alone might be taken for something else."""
    return _BOUNDS.get(qualifier, "")


def _days(period: Period | None) -> tuple[str, str]:
    if period is None or period.start is None:
        return "", ""
    last = (period.end or period.start + timedelta(days=1)) - timedelta(days=1)
    return period.start.date().isoformat(), last.date().isoformat()


def _counts(point: Point, reading: Reading) -> str:
    withdrawn = point.replaced is not None and reading.value == point.replaced.value
    if withdrawn and reading.value != point.reading.value:
        # 10,000 could be 9,860 rounded, but somebody said that it was wrong.
        before = reading.said <= point.reading.said
        return "replaced" if before else "contradicts"
    if reading.source in point.sources or reading.item_id in point.sources:
        return "yes" if agree(point.reading, reading) else "replaced"
    if any(each.source == reading.source for each in point.against):
        return "contradicts"
    return "replaced"
