"""Readings of a series as rows, one for each period: its value, who says so, what else was said.

An article's headline and body are one report, and ten outlets with one number are one row. Pure.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.model import Reading

_FORESEEN = {"target", "forecast", "guidance", "rumour"}
"""Of one period these are rows of their own: a target that is missed is no correction."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """What is known of one period, or of one story whose figure names no period."""

    reading: Reading
    """That of the value in force, as first reported."""
    sources: tuple[str, ...]
    """Outlets that gave the value in force, first reporter first."""
    corrected: float | None = None
    """The value that a correction replaced."""
    others: tuple[float, ...] = ()
    """Further values that were reported, in the unit of their own."""


def rows(readings: Iterable[Reading], corrections: Collection[str] = ()) -> list[Row]:
    """In the order of their periods. ``corrections``: ids of items that correct earlier ones."""
    events: dict[tuple[object, bool], list[Reading]] = {}
    for reading in readings:
        events.setdefault((_when(reading), reading.status in _FORESEEN), []).append(reading)
    return sorted((_row(same, corrections) for same in events.values()), key=_order)


def _when(reading: Reading) -> object:
    """Equal for readings of one period, however it is named (``week 28``, ``第28周``)."""
    period = reading.period
    if period is None:
        return reading.story_id or reading.item_id
    return (period.start, period.freq) if period.start else period.label.casefold()


def _order(row: Row) -> datetime:
    period = row.reading.period
    return period.start if period and period.start else row.reading.seen


def _row(same: Sequence[Reading], corrections: Collection[str]) -> Row:
    """The newest correction's value is in force, else the one that most outlets give."""
    by_value: dict[float, list[Reading]] = {}
    for reading in sorted(same, key=lambda each: each.seen):
        by_value.setdefault(reading.value, []).append(reading)
    corrected = [each for each in same if each.item_id in corrections]
    most = max(by_value, key=lambda value: len(_outlets(by_value[value])))
    value = max(corrected, key=lambda each: each.seen).value if corrected else most
    others = [each for each in by_value if each != value]
    first_said = next(iter(by_value))
    return Row(
        reading=by_value[value][0],
        sources=_outlets(by_value[value]),
        corrected=first_said if corrected and first_said != value else None,
        others=tuple(each for each in others if not corrected or each != first_said),
    )


def _outlets(readings: Iterable[Reading]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.source or each.item_id for each in readings))


def change(row: Row, before: Row | None) -> float | None:
    """Per cent against the row before; ``None`` where they can't be compared."""
    if before is None or not before.reading.value or before.reading.unit != row.reading.unit:
        return None
    return (row.reading.value - before.reading.value) / abs(before.reading.value) * 100
