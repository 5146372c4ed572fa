"""Text in, figures out: the stages of reading, in order.

segments → tokens → periods, names (masks) → numerals, units, ranges → bound, prior,
change, status → metric, subject, area, period → figures
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Literal

from bot.figures import chinese, english
from bot.figures.found import Found
from bot.figures.tokens import segments
from bot.model import FieldName, Figure, Mention

Kind = Literal["figure", "change", "milestone", "prior", "duration"]

_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uff10-\uff19\uff05]")
_ADDRESS = re.compile(
    r"(?:https?://|www\.)[^\s\u3000-\u9fff]{1,2000}|[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64})+"
)


def extract(
    title: str,
    content: str,
    *,
    published: datetime | None = None,
    mentions: Sequence[Mention] = (),
    names: Mapping[str, str] = {},
) -> list[Figure]:
    """The figures of one item, in the order of reading.

    ``published`` is the date relative periods ("last week") are resolved against; without it
    they stay unresolved. ``mentions`` are the watched names found in the item and ``names``
    maps watch ids to the names figures are tied to. Linear in the length of the text.
    """
    read = details(title, content, published=published, mentions=mentions, names=names)
    return _agree([figure for figure, _ in read])


def details(
    title: str,
    content: str,
    *,
    published: datetime | None = None,
    mentions: Sequence[Mention] = (),
    names: Mapping[str, str] = {},
) -> list[tuple[Figure, Found]]:
    """Each figure beside the working record it was made from: for evaluation and debugging."""
    day = published.astimezone(UTC) if published else None
    subject = _main_subject(mentions, names)
    found: list[tuple[Figure, Found]] = []
    for field, text in _fields(title, content):
        places = [
            (mention.start, mention.end, names.get(mention.watch_id, mention.text))
            for mention in mentions
            if mention.field == field
        ]
        found.extend(_read_field(field, text, day, places, subject))
    return found


def _fields(title: str, content: str) -> Iterator[tuple[FieldName, str]]:
    if title:
        yield "title", title
    if content:
        yield "content", content


def _main_subject(mentions: Sequence[Mention], names: Mapping[str, str]) -> str:
    """What a sentence without a name of its own speaks of: the first name of the item."""
    first = min(mentions, key=lambda each: (each.field != "title", each.start), default=None)
    return names.get(first.watch_id, first.text) if first else ""


def _read_field(
    field: FieldName,
    text: str,
    day: datetime | None,
    places: Sequence[tuple[int, int, str]],
    subject: str,
) -> Iterator[tuple[Figure, Found]]:
    masks = [match.span() for match in _ADDRESS.finditer(text)] if _may_link(text) else []
    starts, ends = [start for start, _ in masks], [end for _, end in masks]
    order = sorted(range(len(places)), key=lambda at: places[at][0])
    begins = [places[at][0] for at in order]
    last: Found | None = None
    read: list[tuple[int, Found]] = []
    for begin, end in segments(text):
        segment = text[begin:end]
        inside = sorted(order[bisect_left(begins, begin) : bisect_left(begins, end)])
        here = [(s - begin, e - begin, name) for s, e, name in (places[at] for at in inside)]
        room = chinese if not segment.isascii() and _HAN.search(segment) else english
        cut = masks[bisect_right(ends, begin) : bisect_left(starts, end)]
        hidden = [(s - begin, e - begin) for s, e in cut]
        result = room.figures(segment, day, here, hidden, subject)
        if result is None:
            continue
        found, subject = result
        _continue(found, last)
        for each in found:
            if (each.is_change or each.is_prior) and not each.metric and last is not None:
                each.metric = last.metric
            last = each
        read += [(begin, each) for each in found]
    for begin, each in read:
        yield _figure(field, text, begin, each), each


def _continue(found: Sequence[Found], last: Found | None) -> None:
    """``It registered 11,900. Down 23.7% from the 15,600 of week 27.``: a sentence of a change
    and an earlier value alone goes on about the figure before it."""
    if last is None or last.prior is not None or last.is_change or last.is_prior or last.is_time:
        return
    prior = next((each for each in found if each.is_prior), None)
    if prior is None or not all(each.is_change or each.is_prior for each in found):
        return
    if prior.unit and prior.unit != last.unit:
        return
    last.prior = prior
    prior.unit, prior.known, prior.noun = last.unit, last.known, last.noun
    change = next((each for each in found if each.is_change and each.unit == "%"), None)
    if change is not None:
        change.period = change.period or last.period
        last.stated_change = last.stated_change or _change(change)
    if not last.direction:
        last.direction = change.direction if change is not None else ""
    last.why.append("the value before stands in the next sentence")


def _may_link(text: str) -> bool:
    return "://" in text or "www." in text or "@" in text


def _figure(field: FieldName, text: str, begin: int, each: Found) -> Figure:
    start, end = begin + each.start, begin + each.end
    value = each.low if each.low == each.high else (each.low + each.high) / 2
    if each.low > each.high:
        each.low, each.high = each.high, each.low
    return Figure(
        field=field,
        start=start,
        end=end,
        text=text[start:end],
        value=value,
        low=each.low,
        high=each.high,
        unit=each.full_unit,
        currency=each.known.currency if each.known else "",
        metric=each.metric,
        subject=each.subject,
        about=each.about,
        area=each.area,
        period=each.period,
        qualifier=each.qualifier,
        status=each.status,
        change=_change(each),
        direction=each.direction,
        previous=_middle(each.prior) if each.prior else None,
        kind=_kind(each),
        why="; ".join(each.why) or "a number on its own",
    )


def _change(each: Found) -> float | None:
    if each.is_change and each.unit == "%":
        return -each.low if each.direction == "down" else each.low
    return each.stated_change


def _middle(each: Found) -> float:
    return (each.low + each.high) / 2


def _kind(each: Found) -> Kind:
    if each.ordinal:
        return "milestone"
    if each.is_prior:
        return "prior"
    if each.is_change:
        return "change"
    return "duration" if each.is_time and each.metric != "acceleration" else "figure"


def _agree(found: list[Figure]) -> list[Figure]:
    """A number told twice, in the title and the text, says the same: each telling takes the
    period, previous value, change and area it lacks from the other."""
    told: dict[tuple[float, float, str], list[Figure]] = {}
    for figure in found:
        if figure.kind in TOLD and figure.metric:
            told.setdefault((figure.low, figure.high, figure.metric), []).append(figure)
    return [_completed(figure, told) for figure in found]


MAX_TELLINGS = 8
"""How many tellings of one number are compared with each other."""
TOLD = frozenset({"figure", "milestone"})


def _completed(figure: Figure, told: Mapping[tuple[float, float, str], Sequence[Figure]]) -> Figure:
    others = told.get((figure.low, figure.high, figure.metric), ())[:MAX_TELLINGS]
    if figure.kind not in TOLD or len(others) < 2:
        return figure
    fitting = [other for other in others if other is not figure and _same(figure, other)]
    for other in sorted(fitting, key=lambda other: other.kind != figure.kind)[:2]:
        figure = _fuller(figure, other)
    return figure


def _same(one: Figure, other: Figure) -> bool:
    """One subject, one status, one kind, as far as both say them."""
    return (
        (not one.subject or not other.subject or one.subject == other.subject)
        and (not one.status or not other.status or one.status == other.status)
        and (one.kind == other.kind or bool(one.status and other.status))
        and (one.period is None or other.period is None or one.period.freq == other.period.freq)
    )


def _fuller(figure: Figure, other: Figure) -> Figure:
    return replace(
        figure,
        unit=figure.unit or other.unit,
        currency=figure.currency or (other.currency if not figure.unit else ""),
        period=figure.period or other.period,
        area=figure.area or other.area,
        status=figure.status or other.status,
        previous=figure.previous if figure.previous is not None else other.previous,
        change=figure.change if figure.change is not None else other.change,
        direction=figure.direction or other.direction,
    )
