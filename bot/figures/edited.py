"""Which numbers an outlet changed in a report that it edited in place. Pure.

The text before and the text now are read by the same rules, and only what stands in both on one
series, for one period and the same products is compared. So a paragraph that was added, or a
template's tail of other stories, changes nothing; nor does a number that was only rounded
otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.figures.agreement import agree
from bot.figures.gathering import is_fact, is_partial, scope, when
from bot.figures.series import convert
from bot.figures.wording import amount, number
from bot.model import Reading

FINER = 0.01
"""By which part a number that agrees with the one before may differ and be no change of it: "1.2
million" becomes "1.203 million"."""
_NAMED = 3
"""Changes named in words; further ones are counted."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Changed:
    """A number that was replaced by another."""

    before: Reading
    after: Reading

    @property
    def settled(self) -> bool:
        """It is about a period that was over: what changes then was wrong. A number without one,
        or of a period that runs, may just have grown."""
        return when(self.after, is_partial(self.after.period, self.after.said)) is not None


@dataclass(frozen=True, kw_only=True, slots=True)
class Edit:
    """What editing a report changed in its numbers."""

    changes: tuple[Changed, ...]
    readings: tuple[Reading, ...]
    """What its outlet says now, of all it says something else or something more of."""

    @property
    def settled(self) -> bool:
        return any(each.settled for each in self.changes)

    @property
    def words(self) -> str:
        """``the same page now says 3,900 vehicles (registrations, week 28), not 3,200``."""
        shown = [_words(each) for each in self.changes[:_NAMED]]
        more = len(self.changes) - len(shown)
        # The number withdrawn stands last.
        first = f"{more} more and " if more else ""
        return f"the same page now says {first}{'; '.join(shown)}"


def edit(before: Sequence[Reading], after: Sequence[Reading]) -> Edit | None:
    """``None`` when no number that was there is another now."""
    then, now = _by_place(before), _by_place(after)
    changes: list[Changed] = []
    readings: list[Reading] = []
    for place, said in now.items():
        was = then.get(place, [])
        # The old number may still stand in a headline, or as what an earlier version said: it
        # stands there less often.
        gone = _unique(each for each in was if _count(each, said) < _count(each, was))
        come = _unique(each for each in said if not _count(each, was))
        changes += (Changed(before=old, after=new) for old, new in zip(gone, come, strict=False))
        if come:
            # What an outlet says of a period is what its latest report says, whole.
            readings += _unique(each for each in said if not _count(each, gone))
    return Edit(changes=tuple(changes), readings=tuple(readings)) if changes else None


def _by_place(readings: Iterable[Reading]) -> dict[object, list[Reading]]:
    """By what they measure."""
    found: dict[object, list[Reading]] = {}
    for each in readings:
        fact = is_fact(each)
        period = when(each, fact and is_partial(each.period, each.said))
        place = (each.series, period, fact or each.status, scope(each))
        found.setdefault(place, []).append(each)
    return found


def _count(reading: Reading, among: Iterable[Reading]) -> int:
    return sum(_same(reading, each) for each in among)


def _unique(readings: Iterable[Reading]) -> list[Reading]:
    """Each number once, as it is first written."""
    found: dict[float, Reading] = {}
    for each in readings:
        found.setdefault(each.value, each)
    return list(found.values())


def _same(one: Reading, other: Reading) -> bool:
    value = convert(other.value, other.unit, one.unit)
    if value is None or not agree(one, other):
        return False
    near = "~" in (one.qualifier, other.qualifier)
    return near or abs(value - one.value) <= abs(one.value) * FINER


def _words(changed: Changed) -> str:
    after = changed.after
    of = ", ".join(filter(None, (after.metric, after.period.label if after.period else "")))
    return f"{amount(after.value, after.unit)} ({of}), not {number(changed.before.value)}"
