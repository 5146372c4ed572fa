"""Which readings are of one event: one period, or one story whose number names none. Pure.

Each reading is asked once, the oldest first; what it is compared with is found by its period, its
story or its number, never by looking at all others.
"""

from __future__ import annotations

import re
from bisect import insort
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.figures.agreement import agree, repeats
from bot.figures.repeated import Numbers
from bot.figures.series import convert
from bot.figures.tables import word_set
from bot.model import Period, Reading

REPEATED = timedelta(days=30)
"""How long a number without a period is taken for a repetition of the same number before."""
LENGTHS = {"D": 1, "W": 7, "M": 28, "Q": 90, "S": 181, "A": 365}
"""Days of the shortest whole period of each frequency."""
_SLACK = 0.1
"""By which part of its length a whole period may be shorter, or its number come before its end."""
_PRODUCT = re.compile(r"\d|\b[A-Z]$")
MOST = 20
"""Readings of one event that a further one is compared with."""


def is_fact(reading: Reading) -> bool:
    return reading.status in ("", "actual")


def is_partial(period: Period | None, said: datetime) -> bool:
    """Whether the period is a part of a usual one, or was not over when something was said of
    it: month-to-date numbers are no month's."""
    if period is None or period.start is None or period.end is None:
        return False
    usual = timedelta(days=LENGTHS.get(period.freq, 0))
    slack = usual * _SLACK
    return period.end - period.start < usual - slack or (bool(usual) and said < period.end - slack)


def story_of(reading: Reading) -> str:
    """What is placed in no story is one of its own."""
    return reading.story_id or reading.item_id


def scope(reading: Reading) -> frozenset[str]:
    """The products that a number counts: ``10,000 SU7`` is no number of all vehicles."""
    # "CNY 111" of "CNY 111 billion" is the number itself, not a name beside it.
    named = [e for e in reading.about if _PRODUCT.search(e) and e not in reading.text]
    if reading.unit[:1].isupper() and _PRODUCT.search(reading.unit):
        named = [reading.unit]
    return frozenset(each.casefold().removesuffix("s") for each in named)


FAR = 2.0
"""By which factor a part's number differs from the whole's at least, to be told from it."""
_PART = re.compile(r"[^A-Z\d]*[a-z][^A-Z\d]*")
_UNIT = re.compile(r" |(?:业务|工厂|部门|事业群|板块|分部|品牌|子公司)$")
"""Names of units, which leave no doubt: ``shanghai plant``, 云业务."""
_SORTS = frozenset({"trucks", "sedans", "SUVs", "EVs"})
"""Units that count some of the vehicles."""


def part(reading: Reading) -> frozenset[str]:
    """Words that may say which part of a whole the number is of, see
    :mod:`bot.figures.parts`: ``services``, ``shanghai plant``."""
    # Names of products and partners begin with a capital; Chinese says both alike.
    named = {each for each in reading.about if not each.isascii() or _PART.fullmatch(each)}
    return frozenset(named | ({reading.unit} & _SORTS))


def apart(one: Reading, other: Reading, *, silent: bool = True) -> bool:
    """Whether one number is of a part of what the other is of, or reckoned otherwise: words say
    so, and so does the number, as nothing that is only told differently.

    ``silent``: whether who says nothing of how it is reckoned may mean another way: of one period
    "sales of 71,599" contradict no "retail sales of 61,484", but a month later they may go on.
    """
    if one.correction or other.correction or part(one) == part(other):
        return False
    if any(_UNIT.search(each) for each in part(one) ^ part(other)):
        return not agree(one, other)
    ways = part(one) & word_set("measures"), part(other) & word_set("measures")
    if ways[0] != ways[1] and (silent or all(ways)):
        return not agree(one, other)
    value = convert(other.value, other.unit, one.unit)
    if value is None:
        return False
    small, large = sorted((abs(one.value), abs(value)))
    return large > FAR * small


def when(reading: Reading, partial: bool) -> object:
    """Equal for readings of one period, however it is named (``week 28``, ``第28周``); ``None``
    when it is not known which they are of: "so far this month" grows day by day."""
    period = reading.period
    if period is None or period.start is None:
        return None
    if partial and period.end is not None and period.end > reading.said:
        return None
    # Periods to date, and those of no usual length, begin alike and end at their own time.
    end = period.end if partial or not period.freq else None
    return (period.start, period.freq, end, _class(reading), partial)


def _class(reading: Reading) -> str:
    return "" if is_fact(reading) else reading.status


@dataclass(slots=True)
class Event:
    """Readings of one point while they are gathered, oldest first."""

    scope: frozenset[str]
    partial: bool
    readings: list[Reading] = field(default_factory=list)

    def says(self, reading: Reading) -> bool:
        return any(repeats(each, reading) for each in self.readings[:MOST])


def events(readings: Iterable[Reading]) -> list[Event]:
    dated: dict[object, _OfPeriod] = {}
    undated = _OfNone()
    for reading in sorted(readings, key=lambda each: each.said):
        partial = is_fact(reading) and is_partial(reading.period, reading.said)
        key = when(reading, partial)
        if key is None:
            undated.take(reading, partial)
        else:
            dated.setdefault(key, _OfPeriod()).take(reading, partial)
    return [*(event for some in dated.values() for event in some.events), *undated.events]


class _OfPeriod:
    """The events of one period: the same products, or the same number."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self._by_scope: dict[frozenset[str], list[int]] = {}
        """Events of the same products: the whole and, if any are told, its parts."""
        self._numbers: Numbers | None = None
        """Made when products are named, which most series never do."""

    def take(self, reading: Reading, partial: bool) -> None:
        own = self._by_scope.setdefault(scope(reading), [])
        number = _holder(self.events, own[:MOST], reading)
        if number is None and self.events:
            number = self._index().best(reading, "", lambda each: self.events[each].says(reading))
        if number is None:
            number = len(self.events)
            own.append(number)
            self.events.append(Event(scope=scope(reading), partial=partial))
        _put(reading, number, self.events[number], self._numbers, "")

    def _index(self) -> Numbers:
        if self._numbers is None:
            self._numbers = Numbers(newest=False)
            for number, event in enumerate(self.events):
                for reading in event.readings[:MOST]:
                    self._numbers.add(number, reading, "")
        return self._numbers


class _OfNone:
    """Events that name no period: of one story, or a number repeated."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self._by_story: dict[object, list[int]] = {}
        """What a story tells of the same products, the newest event last."""
        self._numbers = Numbers(newest=True)

    def take(self, reading: Reading, partial: bool) -> None:
        own, kind = scope(reading), f"{_class(reading)}/{partial}"
        of_story = self._by_story.setdefault((story_of(reading), own, kind), [])

        def says(event: int) -> bool | None:
            return self.events[event].says(reading) if self._goes_on(event, reading) else None

        while of_story and not self._goes_on(of_story[-1], reading):
            of_story.pop()
        here = _holder(self.events, of_story[: -MOST - 1 : -1], reading)
        found = [self._numbers.best(reading, kind, says), here]
        number = max((each for each in found if each is not None), default=None)
        if number is None:
            number = len(self.events)
            self.events.append(Event(scope=own, partial=partial))
        event = self.events[number]
        _put(reading, number, event, self._numbers, kind)
        if event.scope == own and number not in of_story[-1:]:
            insort(of_story, number)

    def _goes_on(self, event: int, reading: Reading) -> bool:
        """Readings come in order: an event that does not is over for good."""
        return reading.said - self.events[event].readings[-1].said <= REPEATED


def _holder(events: Sequence[Event], order: Sequence[int], reading: Reading) -> int | None:
    """Of events of one thing that which says the same number, where parts are told; else that of
    the same part, else the first of which it is no part."""
    own = part(reading)
    same = [each for each in order if part(events[each].readings[0]) == own]
    if len(order) > 1:
        same = [each for each in order if events[each].says(reading)] or same
    whole = (each for each in order if not apart(events[each].readings[0], reading))
    return same[0] if same else next(whole, None)


def _put(reading: Reading, number: int, event: Event, numbers: Numbers | None, kind: str) -> None:
    event.readings.append(reading)
    if numbers is not None and len(event.readings) <= MOST:
        numbers.add(number, reading, kind)
