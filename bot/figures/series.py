"""Placing figures on series: which numbers measure the same thing at different times.

A series is subject + metric + unit's dimension + frequency + area, so that ``3,200 units`` in
one week and ``3,360 vehicles`` in the next stand on one line, and a month's figure on another.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache, lru_cache
from typing import Literal

from bot.figures.period_names import standing_name
from bot.figures.tables import areas, units
from bot.figures.vocabulary import find_metric, find_unit, split_unit
from bot.model import Figure, Item, Reading

PLACED = frozenset({"figure", "milestone"})
"""Kinds that are levels; changes, earlier values and durations are not readings."""


VEHICLES = "count:vehicles"

Status = Literal["", "actual", "target", "forecast", "guidance", "rumour"]
_STATUS: Mapping[str, Status] = {
    "actual": "actual",
    "target": "target",
    "forecast": "forecast",
    "guidance": "guidance",
    "rumour": "rumour",
}


def series_key(
    figure: Figure, *, subject: str = "", metric: str = "", freq: str | None = None
) -> str:
    """``tesla|registrations|count|W|china``; the keywords replace the figure's own."""
    freq = freq if freq is not None else (figure.period.freq if figure.period else "")
    whose, where = placed((subject or figure.subject).casefold(), figure.area.casefold())
    what = placed_metric(metric or figure.metric, figure.unit).casefold()
    parts = (whose, what, dimension(figure.unit), freq, where)
    return "|".join(part.replace("|", " ").strip() for part in parts)


GOODS = frozenset({"oil", "gold"})
"""Metrics that are the price of what they name."""


def placed_metric(metric: str, unit: str) -> str:
    """``price`` for what is said of oil or gold in money, and for a close in money for each
    barrel or ounce: one series, whether Brent traded, settled or oil rose."""
    head, per = split_unit(unit)
    if metric in GOODS or (metric == "close" and per):
        known = find_unit(head)
        return "price" if known is not None and known.currency else metric
    return metric


@lru_cache(maxsize=4096)
def placed(subject: str, area: str) -> tuple[str, str]:
    """``Tesla China`` and ``特斯拉中国`` are Tesla and 特斯拉, in China."""
    for word, place in _place_words():
        rest = subject.removesuffix(word)
        if rest == subject or (word.isascii() and rest[-1:] != " "):
            continue
        rest = rest.strip()
        if len(rest) > 1 and area in ("", place):
            return rest, place
    return subject, area


@cache
def _place_words() -> Sequence[tuple[str, str]]:
    """Names of places that stand at the end of a subject, the longest first; no adjectives."""
    found = [
        (word, place.casefold())
        for place, spellings in areas().items()
        for word in (
            place.casefold(),
            *(code.casefold() for code in spellings.get("codes", ())),
            *(spellings.get("zh", ())),
        )
    ]
    return sorted(found, key=lambda each: -len(each[0]))


def dimension(unit: str) -> str:
    """What a unit measures (``count:chips``, ``money:CNY``, ``length``), denominators kept. An
    unknown noun is its own dimension; vehicles, products and bare numbers are one: ``count``."""
    head, per = split_unit(unit)
    known = find_unit(head) if head else None
    if known is not None and known.dim != VEHICLES:
        dim = known.dim
    else:
        dim = "count" if known or _is_bare(head) else f"count:{head.lower()}"
    return f"{dim} per {per}" if per else dim


def _is_bare(unit: str) -> bool:
    """No unit, a product (``SU7s``), or the metric said again (``3,360 registrations``)."""
    return not unit or unit[0].isupper() or find_metric(unit) is not None


def convert(value: float, unit: str, to: str) -> float | None:
    """The value in another unit of the same dimension; ``None`` when they are not comparable.

    Money is never converted into another currency. A bare number passes as any unit counted.
    """
    if not unit or not to or unit == to:
        return value
    head, per = split_unit(unit)
    other, other_per = split_unit(to)
    if per != other_per:
        return None
    known, wanted = find_unit(head), find_unit(other)
    if known is None or wanted is None:
        bare = (known is None and _is_bare(head)) or (wanted is None and _is_bare(other))
        counted = all(each is None or each.counted for each in (known, wanted))
        return value if (bare and counted) or head.lower() == other.lower() else None
    if known.dim != wanted.dim and not (
        {known.id, wanted.id} & {"items"} and known.counted and wanted.counted
    ):
        return None
    return value * known.factor / wanted.factor


POINTS = frozenset({"points", "index"})
"""Dimensions of what per cents move by: percentage points, basis points and, for short, points."""


def step(value: float, unit: str, of: str) -> float | None:
    """How far a figure in the unit ``of`` goes when it moves by so much: 50 basis points are half
    of a per cent; ``None`` when it cannot move by such a unit."""
    known = find_unit(unit) if of == "%" else None
    return value * known.factor if known and known.dim in POINTS else convert(value, unit, of)


TIMES = frozenset(
    {"second", "minute", "hour", "day", "week", "month", "quarter", "year", "annum", "s", "h"}
)
"""Denominators that make a pace of a number: vehicles per week are no vehicles."""


def as_asked(value: float, unit: str, asked: str) -> float | None:
    """The value in the unit somebody asked for: dollars may be dollars a barrel, as far as what
    is asked for names nothing that they are for each of; ``None`` when they can't be compared."""
    converted = convert(value, unit, asked)
    if converted is not None:
        return converted
    head, per = split_unit(unit)
    if not per or per in TIMES or split_unit(asked)[1]:
        return None
    known = find_unit(head)
    return convert(value, head, asked) if known is not None and known.currency else None


def to_reading(
    figure: Figure, *, item: Item, story_id: str, correction: bool = False
) -> Reading | None:
    """The figure as a reading of its series; ``None`` when it names no subject or metric, or
    is a change, an earlier value or a duration. Its period is named so that it stays true."""
    if figure.kind not in PLACED or not figure.subject or not figure.metric:
        return None
    period = figure.period
    if period is not None:
        period = replace(period, label=standing_name(period))
    return Reading(
        series=series_key(figure),
        item_id=item.id,
        story_id=story_id,
        source=item.source,
        value=figure.value,
        unit=figure.unit,
        metric=placed_metric(figure.metric, figure.unit),
        subject=figure.subject,
        period=period,
        status=figure.status,
        seen=item.seen,
        published=item.published,
        url=item.canonical_url or item.url,
        area=figure.area,
        low=None if figure.low == figure.value else figure.low,
        high=None if figure.high == figure.value else figure.high,
        qualifier=figure.qualifier,
        text=figure.text,
        about=figure.about,
        correction=correction,
    )


def figure_of(reading: Reading) -> Figure:
    """The figure that was placed, but for its words' surroundings: to ask whether it is one
    that a watch waits for."""
    known = units().by_id.get(split_unit(reading.unit)[0])
    return Figure(
        field="title",
        start=0,
        end=len(reading.text),
        text=reading.text,
        value=reading.value,
        low=reading.value if reading.low is None else reading.low,
        high=reading.value if reading.high is None else reading.high,
        unit=reading.unit,
        currency=known.currency if known else "",
        metric=reading.metric,
        subject=reading.subject,
        about=reading.about,
        area=reading.area,
        period=reading.period,
        qualifier=reading.qualifier,
        status=_STATUS.get(reading.status, ""),
    )
