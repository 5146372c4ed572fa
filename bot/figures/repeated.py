"""Which of many events gives a number that another one repeats, found without asking each. Pure.

Two numbers repeat each other when they differ by no more than half of the last digit that one of
them shows (:func:`bot.figures.agreement.repeats`): 412.3 is 410 to one who writes in tens. So each
number is kept in the cells it would round to, at every grain that is coarser than its own; a
number to be found looks into the cell of its own grain, and for coarser ones into those that it
would round to itself.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable, Iterator

from bot.figures.agreement import grain
from bot.figures.series import convert
from bot.model import Reading

_EDGE = 1e-6
"""How near to the middle between two cells a number counts for both."""
_TRIES = 8
"""Events of one cell that are asked, in case the numbers on its edge are not alike after all."""
_APART = 50
"""Events whose unit is another, with a factor to it, that are asked: the newest."""

Accepts = Callable[[int], bool | None]
"""Whether an event says the number; ``None``: it is over, and needs never be asked again."""


class Numbers:
    """Events by the numbers they give; the newest is preferred, or the oldest."""

    def __init__(self, *, newest: bool) -> None:
        self._sign = -1 if newest else 1
        self._cells: dict[object, list[int]] = {}
        """Ranks of events, as heaps: the preferred one first."""
        self._units: list[tuple[str, list[tuple[int, str]]]] = []
        """One of each units that are the same but for their names, and the events that have it,
        with their kinds."""

    def add(self, event: int, reading: Reading, kind: str) -> None:
        """``kind``: only events of one kind are alike."""
        unit = self._unit(reading.unit)
        of_unit = self._units[unit][1]
        if (event, kind) not in of_unit[-1:]:
            of_unit.append((event, kind))
        own = grain(reading.value)
        for level, cell in _cells(reading.value, own, own):
            self._push((kind, unit, "written", level, cell), event)
        for level, cell in _cells(reading.value, own, _coarsest(reading.value, own)):
            self._push((kind, unit, "within", level, cell), event)

    def best(self, reading: Reading, kind: str, accepts: Accepts) -> int | None:
        """The preferred event of those that say the number."""
        found = [self._first(key, accepts) for key in self._asked(reading, kind)]
        found += [self._apart(reading, kind, accepts)] if len(self._units) > 1 else []
        ranks = [rank for rank in found if rank is not None]
        return min(ranks) * self._sign if ranks else None

    # ── cells ────────────────────────────────────────────────────────────────────────────

    def _push(self, key: object, event: int) -> None:
        heapq.heappush(self._cells.setdefault(key, []), event * self._sign)

    def _asked(self, reading: Reading, kind: str) -> Iterator[object]:
        unit, own = self._unit(reading.unit), grain(reading.value)
        for level, cell in _cells(reading.value, own, own):
            yield (kind, unit, "within", level, cell)
        if own is not None:
            for level, cell in _cells(reading.value, own + 1, _coarsest(reading.value, own)):
                yield (kind, unit, "written", level, cell)

    def _first(self, key: object, accepts: Accepts) -> int | None:
        heap, passed, found = self._cells.get(key, []), list[int](), None
        while heap and len(passed) < _TRIES:
            answer = accepts(heap[0] * self._sign)
            if answer:
                found = heap[0]
                break
            rank = heapq.heappop(heap)
            if answer is not None and rank not in passed:
                passed.append(rank)
        for rank in passed:
            heapq.heappush(heap, rank)
        return found

    # ── units ────────────────────────────────────────────────────────────────────────────

    def _unit(self, unit: str) -> int:
        for number, (known, _) in enumerate(self._units):
            if known == unit or convert(1.0, unit, known) == 1.0:
                return number
        self._units.append((unit, []))
        return len(self._units) - 1

    def _apart(self, reading: Reading, kind: str, accepts: Accepts) -> int | None:
        """Miles among kilometres: there are few."""
        own = self._unit(reading.unit)
        ranks = [
            event * self._sign
            for number, (unit, events) in enumerate(self._units)
            if number != own and convert(1.0, reading.unit, unit) is not None
            for event, its_kind in events[-_APART:]
            if its_kind == kind and accepts(event)
        ]
        return min(ranks, default=None)


def _coarsest(value: float, own: int | None) -> int | None:
    """The grain of one who writes two digits, or of a power of ten that is near."""
    return None if own is None else max(own, math.floor(math.log10(abs(value))))


def _cells(value: float, first: int | None, last: int | None) -> Iterator[tuple[int, float]]:
    """The cells of a number at each grain, two where it is just between them."""
    if first is None or last is None:
        yield 0, value  # of 0 nothing is near but itself
        return
    for level in range(first, last + 1):
        ratio = value / 10.0**level
        below = math.floor(ratio)
        rest = ratio - below
        if rest < 0.5 + _EDGE:
            yield level, below
        if rest > 0.5 - _EDGE:
            yield level, below + 1
