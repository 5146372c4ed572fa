"""Readings become points: one for each period, however many reports there are of it. Pure.

Ten outlets with one number are one point with ten sources. Outlets that say another number
contradict it and are kept beside it; a correction replaces what its story said, with a trace.

    period      readings of one period (start and frequency) are one point, whatever it is called
    partial     a period that was not over when the number was said ("so far this month") makes
                points of its own: it is compared with nothing
    no period   readings of one story are one point; so is a number repeated within a month
    products    "10,000 SU7" and "3,000 YU7" are no contradiction, but two points
    foreseen    a target, forecast or rumour of a period is no point of what happened in it
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.figures.agreement import agree, repeats
from bot.figures.gathering import MOST, Event, apart, events, is_fact, part, scope, story_of
from bot.figures.series import convert
from bot.model import Reading

APART = timedelta(hours=12)
"""Numbers without a period that come closer than this are two reports of one event, if they are
of one thing at all, and no change from one to the other."""
OLD = timedelta(days=1)
"""How long outlets go on reporting one number: who repeats it later makes no news of it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Point:
    """What is known of one period, or of one story whose figure names no period."""

    reading: Reading
    """Of the value in force, as first reported."""
    said: tuple[Reading, ...]
    """What each outlet says by its latest report: one reading each, the first reporter first."""
    replaced: Reading | None = None
    """The first reading that a correction, or its own outlet's later number, replaced."""
    readings: tuple[Reading, ...] = ()
    """All of them, oldest first."""
    partial: bool = False
    """Its period was not over yet."""
    part: tuple[str, ...] = ()
    """Words for the part that it counts of what a larger point counts: ``services``."""

    @property
    def sources(self) -> tuple[str, ...]:
        """Outlets that give the value in force."""
        return tuple(outlet(each) for each in self.said if agree(self.reading, each))

    @property
    def against(self) -> tuple[Reading, ...]:
        """What other outlets say instead; forecasts may differ without contradicting."""
        if not self.actual:
            return ()
        return tuple(each for each in self.said if not agree(self.reading, each))

    @property
    def first(self) -> datetime:
        """When it was first said."""
        return self.readings[0].said

    @property
    def at(self) -> datetime:
        """Where it stands on a line of time: at its period's start, else when it was said."""
        period = self.reading.period
        return period.start if period and period.start else self.first

    @property
    def actual(self) -> bool:
        return is_fact(self.reading)


def points(readings: Iterable[Reading]) -> list[Point]:
    """The points of one series, in the order of their periods."""
    settled = [_settled(event) for event in events(readings)]
    found = sorted(settled, key=lambda point: (point.at, point.first))
    for at, point in enumerate(found):
        named = part(point.reading) if len(found) > 1 else ()
        near = found[max(0, at - MOST) : at + MOST] if named else ()
        if any(_is_whole(other.reading, point.reading) for other in near):
            found[at] = replace(point, part=tuple(sorted(named)))
    return found


def _is_whole(whole: Reading, own: Reading) -> bool:
    """Of the same period: in another, a word before the metric may just say how bad it was."""
    value = convert(whole.value, whole.unit, own.unit)
    larger = value is not None and abs(value) > abs(own.value)
    together = _start(own) is not None or abs(whole.said - own.said) <= OLD
    return larger and together and _start(whole) == _start(own) and apart(whole, own)


@dataclass(frozen=True, kw_only=True, slots=True)
class History:
    """A reading among those of its series that were known when it came."""

    own: Point
    """The point it belongs to, with what others said of it before."""
    earlier: tuple[Point, ...] = ()
    """Points of what happened before, oldest first, that it can be compared with."""
    contradicts: tuple[Reading, ...] = ()
    """What other outlets said of the same, when it agrees with none of them; one each."""
    source: str = ""
    """The outlet of the report itself."""

    repeated: bool = False
    """Another story said the same of the same at least a day before: this is no news of it."""

    @property
    def previous(self) -> Point | None:
        return self.earlier[-1] if self.earlier else None


def history(own: Reading, readings: Iterable[Reading], beside: Sequence[Reading] = ()) -> History:
    """``readings``: of the series; those that were not known before ``own`` are passed over.
    ``beside``: the further numbers that its item places on the series."""
    known = [each for each in readings if _before(each, own)]
    report = [own, *(each for each in beside if each is not own and each.value != own.value)]
    found = points([*known, *report])
    at = next(i for i, point in enumerate(found) if any(each is own for each in point.readings))
    mine = found[at]
    return History(
        own=mine,
        earlier=tuple(point for point in found[:at] if _comparable(point, mine, own)),
        contradicts=_contradicted(mine, own, report),
        source=own.source,
        repeated=bool(story_of(own))
        and any(
            own.said - each.said >= OLD and story_of(each) != story_of(own) and repeats(each, own)
            for each in mine.readings
        ),
    )


def _contradicted(mine: Point, own: Reading, report: Sequence[Reading]) -> tuple[Reading, ...]:
    """A second outlet that joins one side of a contradiction makes no new one; nor does one
    that says again what it said, in whichever story."""
    others = tuple(each for each in mine.said if outlet(each) != outlet(own))
    before = (
        each
        for each in mine.readings
        if each.item_id != own.item_id and outlet(each) == outlet(own)
    )
    known = own.correction or not is_fact(own) or any(agree(each, own) for each in before)
    return () if known or any(_any_agrees(each, report) for each in others) else others


def own_point(own: Reading, readings: Iterable[Reading]) -> Point:
    """The point of a reading by everything that is known now, later reports included."""
    found = points([own, *(each for each in readings if each.item_id != own.item_id)])
    return next(point for point in found if any(each is own for each in point.readings))


def outlet(reading: Reading) -> str:
    return reading.source or reading.item_id


def change(point: Point, before: Point | None) -> float | None:
    """Per cent against the point before; ``None`` where they can't be compared."""
    if before is None:
        return None
    earlier = convert(before.reading.value, before.reading.unit, point.reading.unit)
    if not earlier or (not point.reading.unit and before.reading.unit == "%"):
        return None
    return (point.reading.value - earlier) / abs(earlier) * 100


def _before(reading: Reading, own: Reading) -> bool:
    """Whether a reading was there when ``own`` came. Of what one poll brought, dates tell."""
    if reading.item_id == own.item_id:
        return False
    return reading.seen < own.seen or (reading.seen == own.seen and reading.said < own.said)


def _comparable(point: Point, mine: Point, own: Reading) -> bool:
    """Facts about the same products, about whole periods, and said at another time."""
    if not point.actual or point.partial or mine.partial or scope(point.reading) != scope(own):
        return False
    if convert(point.reading.value, point.reading.unit, own.unit) is None:
        return False
    if apart(point.reading, own, silent=False):
        return False
    if _start(point.reading) is not None and _start(own) is not None:
        return point.at < mine.at
    return own.said - point.readings[-1].said >= APART


def _start(reading: Reading) -> datetime | None:
    return reading.period.start if reading.period else None


# ── one value in force ───────────────────────────────────────────────────────────────────


Outlets = dict[str, list[Reading]]


def _settled(event: Event) -> Point:
    """A correction's value is in force, else the one that most outlets give, the first of
    equals; of each outlet its latest report counts."""
    outlets, replaced = _standing(event.readings)
    corrections = [
        readings for readings in outlets.values() if any(each.correction for each in readings)
    ]
    if corrections:
        newest = max(corrections, key=lambda readings: readings[0].said)
        # "An earlier version said 3,200" repeats what is no longer said.
        wrong = {each.value for each in replaced}
        newest = [each for each in newest if each.value not in wrong] or newest
        _take_back(outlets, newest, replaced)
        candidates: Sequence[Reading] = newest
    else:
        candidates = [each for readings in outlets.values() for each in readings]
    chosen = _believed(candidates, outlets)
    first = next((each for each in event.readings if each.value == chosen.value), chosen)
    return Point(
        reading=chosen if chosen.correction else first,
        said=tuple(
            next((each for each in readings if agree(chosen, each)), readings[0])
            for readings in outlets.values()
        ),
        replaced=next((each for each in replaced if _withdrawn(each, chosen)), None),
        readings=tuple(event.readings),
        partial=event.partial,
    )


def _believed(candidates: Sequence[Reading], outlets: Outlets) -> Reading:
    """What most outlets say, the first of equals; who rounds supports what he rounds."""
    # The first to say each number stands for all who say it.
    values: dict[float, Reading] = {}
    for each in sorted(candidates, key=lambda each: each.said):
        values.setdefault(each.value, each)
    if len(values) == 1:
        return next(iter(values.values()))
    said = Counter(value for some in outlets.values() for value in {each.value for each in some})
    # Of more numbers than anybody gives for one thing, those that are given most.
    most = set(sorted(values, key=lambda value: -said[value])[:MOST])
    first = [each for each in values.values() if each.value in most]
    return max(first, key=lambda each: sum(said[o.value] for o in first if agree(each, o)))


def _withdrawn(reading: Reading, chosen: Reading) -> bool:
    """What is only rounded otherwise was not withdrawn, unless somebody says that it was."""
    return not agree(reading, chosen) or (chosen.correction and reading.value != chosen.value)


def _standing(readings: Sequence[Reading]) -> tuple[Outlets, list[Reading]]:
    """What each outlet says by its latest report, in the order of their first ones; and what it
    no longer says."""
    outlets: Outlets = {}
    replaced: list[Reading] = []
    for reading in readings:
        said = outlets.setdefault(outlet(reading), [])
        if said and said[0].item_id != reading.item_id:
            replaced += said
            said.clear()
        said.append(reading)
    return outlets, replaced


def _take_back(outlets: Outlets, correction: Sequence[Reading], replaced: list[Reading]) -> None:
    """Outlets that had said before what a correction withdraws say nothing any more."""
    told = correction[0].said
    wrong = list({each.value: each for each in reversed(replaced)}.values())[-MOST:]
    for name, readings in list(outlets.items()):
        if name == outlet(correction[0]) or readings[0].said > told:
            continue
        same_story = readings[0].story_id == correction[0].story_id
        # What the story said before a correction of it is no rounding of the new number: 10,000
        # was meant until somebody said 9,860.
        stands = (
            any(each.value == correction[0].value or each.qualifier == "~" for each in readings)
            if same_story
            else _any_agrees(correction[0], readings)
        )
        if not stands and (same_story or any(_any_agrees(each, readings) for each in wrong)):
            replaced += readings
            del outlets[name]
    replaced.sort(key=lambda each: each.said)


def _any_agrees(reading: Reading, others: Sequence[Reading]) -> bool:
    return any(agree(reading, each) for each in others)
