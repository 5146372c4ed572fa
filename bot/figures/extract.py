"""Text in, figures out: the stages of reading, in order.

segments → tokens → periods, names (masks) → numerals, units, ranges → bound, prior,
change, status → metric, subject, area, period → figures
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, fields, replace
from datetime import UTC, datetime
from typing import Literal

from bot.figures import calendar, chinese, english
from bot.figures.chinese_money import Home
from bot.figures.chinese_typed import is_expression
from bot.figures.cumulative import mark_cumulative
from bot.figures.english_look import any_digit, beginning
from bot.figures.found import Found
from bot.figures.tokens import lower, segments
from bot.model import FieldName, Figure, Mention

Kind = Literal["figure", "change", "milestone", "prior", "duration"]

_HAN = re.compile(
    "[\u3400-\u4dbf\u4e00-\u9fff\uff10-\uff19\uff05]|^[^A-Za-z]*[\u3001-\u3011\uff01-\uff5e]"
)
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
    figures = [figure for figure, _ in read]
    return _agree(figures) if _is_retold([found for _, found in read]) else figures


def details(
    title: str,
    content: str,
    *,
    published: datetime | None = None,
    mentions: Sequence[Mention] = (),
    names: Mapping[str, str] = {},
) -> list[tuple[Figure, Found]]:
    """Each figure beside the working record it was made from: for evaluation and debugging."""
    day = published
    if published is not None and published.tzinfo is not UTC:
        day = published.astimezone(UTC)
    subject = _main_subject(mentions, names)
    found: list[tuple[Figure, Found]] = []
    home = Home(title, content)
    texts: tuple[tuple[FieldName, str], ...] = (("title", title), ("content", content))
    for field, text in texts:
        if text:
            places = [
                (mention.start, mention.end, names.get(mention.watch_id, mention.text))
                for mention in mentions
                if mention.field == field
            ]
            found += _read_field(field, text, day, places, subject, home)
    return found


def _main_subject(mentions: Sequence[Mention], names: Mapping[str, str]) -> str:
    """What a sentence without a name of its own speaks of: the first name of the item."""
    if not mentions:
        return ""
    first = min(mentions, key=lambda each: (each.field != "title", each.start))
    return names.get(first.watch_id, first.text)


def _read_field(
    field: FieldName,
    text: str,
    day: datetime | None,
    places: Sequence[tuple[int, int, str]],
    subject: str,
    home: Home,
) -> list[tuple[Figure, Found]]:
    masks = [match.span() for match in _ADDRESS.finditer(text)] if _may_link(text) else []
    ascii_only = text.isascii()
    order = sorted(range(len(places)), key=lambda at: places[at][0]) if places else []
    begins = [places[at][0] for at in order]
    looked = ""
    ahead = -1  # where the next number may begin
    last: Found | None = None
    read: list[tuple[int, Found]] = []
    for begin, end in segments(text):
        here = _within(places, order, begins, begin, end) if places else ()
        han = not ascii_only and _HAN.search(text[begin:end]) is not None
        if not han and ahead < begin:
            ahead = any_digit(text, begin, end)  # as most figures have, and found soonest
            if ahead < 0:
                looked = looked or f" {lower(text)}"
                ahead = beginning(looked, begin)
        if ascii_only and ahead >= end:
            subject = english.first_watched(here, subject)
            continue
        segment = text[begin:end]
        hidden = _cut(masks, begin, end) if masks else ()
        if han or is_expression(segment):
            found, subject = chinese.figures(segment, day, here, hidden, subject, home)
        elif ahead < end:
            found, subject = english.figures(segment, day, here, hidden, subject)
        else:
            found, subject = [], english.first_watched(here, subject)
        if not found:
            continue
        if last is not None:
            _continue(found, last)
        mark_cumulative(segment, found)
        for each in found:
            if each.prior is not None:
                _place_before(each, each.prior)
            if (each.is_change or each.is_prior) and not each.metric and last is not None:
                each.metric = last.metric
            last = each
            read.append((begin, each))
    return [(_figure(field, text, begin, each), each) for begin, each in read]


def _within(
    places: Sequence[tuple[int, int, str]],
    order: Sequence[int],
    begins: Sequence[int],
    begin: int,
    end: int,
) -> list[tuple[int, int, str]]:
    """The places that begin inside a segment, counted from its beginning."""
    inside = sorted(order[bisect_left(begins, begin) : bisect_left(begins, end)])
    return [(s - begin, e - begin, name) for s, e, name in (places[at] for at in inside)]


def _cut(masks: Sequence[tuple[int, int]], begin: int, end: int) -> list[tuple[int, int]]:
    """The masks that touch a segment, counted from its beginning."""
    first = bisect_right(masks, begin, key=lambda mask: mask[1])
    last = bisect_left(masks, end, key=lambda mask: mask[0])
    return [(s - begin, e - begin) for s, e in masks[first:last]]


def _continue(found: Sequence[Found], last: Found) -> None:
    """``It registered 11,900. Down 23.7% from the 15,600 of week 27.``: a sentence of a change
    and an earlier value alone goes on about the figure before it."""
    if last.prior is not None or last.is_change or last.is_prior or last.is_time:
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


_BEFORE_IT = re.compile(r"(?:previous|prior|preceding|week before|month before)\b|前一?|上一?")


def _place_before(now: Found, prior: Found) -> None:
    """``11,300 last week, down from 16,500 the previous week``: before the figure's own period,
    and not before the day of the news."""
    if now.period is None or prior.period is None or prior.period.start != now.period.start:
        return
    same = prior.period.end == now.period.end and prior.period.label != now.period.label
    if same and _BEFORE_IT.match(prior.period.label):
        prior.period = calendar.one_before(prior.period)


def _may_link(text: str) -> bool:
    return (":" in text and "://" in text) or "www." in text or "@" in text


_BLANK: dict[str, object] = {
    field.name: None if field.default is MISSING else field.default for field in fields(Figure)
}
"""The slots of a figure of which nothing is known."""


def _figure(field: FieldName, text: str, begin: int, each: Found) -> Figure:
    start, end = begin + each.start, begin + each.end
    value = each.low if each.low == each.high else (each.low + each.high) / 2
    if each.low > each.high:
        each.low, each.high = each.high, each.low
    # A quarter of the time of Figure(…), which sets the fields of a frozen dataclass one by one;
    # what most numbers lack stays as it is.
    said = _BLANK.copy()
    said["field"] = field
    said["start"] = start
    said["end"] = end
    said["text"] = text[start:end]
    said["value"] = value
    said["low"] = each.low
    said["high"] = each.high
    said["unit"] = each.full_unit
    if each.known is not None:
        said["currency"] = each.known.currency
    if each.metric:
        said["metric"] = each.metric
    if each.subject:
        said["subject"] = each.subject
    if each.about:
        said["about"] = each.about
    if each.area:
        said["area"] = each.area
    if each.period is not None:
        said["period"] = each.period
    if each.qualifier:
        said["qualifier"] = each.qualifier
    if each.status:
        said["status"] = each.status
    if each.is_change or each.stated_change is not None:
        said["change"] = _change(each)
    if each.basis:
        said["basis"] = each.basis
    if each.direction:
        said["direction"] = each.direction
    if each.prior is not None:
        said["previous"] = _middle(each.prior)
    said["kind"] = _kind(each)
    said["why"] = "; ".join(each.why) or "a number on its own"
    figure = object.__new__(Figure)
    object.__setattr__(figure, "__dict__", said)
    return figure


def _change(each: Found) -> float | None:
    if each.is_change and each.unit == "%":
        return -_middle(each) if each.direction == "down" else _middle(each)
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


def _is_retold(found: Sequence[Found]) -> bool:
    """Whether any number is told twice: seldom, and quicker seen here than among the figures."""
    if len(found) < 2:
        return False
    if len({each.low for each in found}) == len(found):
        return False
    told = {(each.low, each.high, each.metric) for each in found}
    return len(told) < len(found)


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
        basis=figure.basis or (other.basis if figure.change in (None, other.change) else ""),
        direction=figure.direction or other.direction,
    )
