"""What a replay comes to: who would have been told what, and how two ways differ. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from typing import Literal

from bot.model import Verdict

How = Literal["alert", "digest"]
"""By a message of its own, or as a line of a digest."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """One event told to one destination."""

    destination: str
    story_id: str
    item_id: str
    story_then: str = ""
    """The story the item was placed in when it came."""
    title: str = ""
    source: str = ""
    url: str = ""
    watches: tuple[str, ...] = ()
    """Names, the one that counted most first."""
    watch_ids: tuple[str, ...] = ()
    why: str = ""
    at: datetime
    how: How


@dataclass(slots=True)
class Outcome:
    """Counts of one replay, or of what was really told. Grows with what is told only."""

    told: list[Told] = field(default_factory=list)
    digests: int | None = 0
    """``None``: not known."""
    items: int = 0
    silent: int = 0
    """Stored silently when a feed was first read: never told."""
    skipped: int = 0
    """Of feeds that are not configured."""
    stories: set[str] = field(default_factory=set)
    """Of the items that any watch hit."""
    events: int = 0
    """Stories of all items, hit or not."""
    grown: int = 0
    """Cards that another report was added to."""
    dropped: Counter[str] = field(default_factory=Counter)
    """Decisions not to tell, by the reason's beginning."""
    waits: list[Told] = field(default_factory=list)
    """Held at the end, still to be told in a digest."""
    missed: list[tuple[str, datetime]] = field(default_factory=list)
    """Expected figures that did not come: the watch and its deadline."""

    @property
    def waiting(self) -> int:
        return len(self.waits)

    @property
    def heard(self) -> list[Told]:
        """What was told and what is still to be: a digest that is due tomorrow loses nothing."""
        return [*self.told, *self.waits]

    @property
    def alerts(self) -> list[Told]:
        return [each for each in self.told if each.how == "alert"]

    @property
    def digested(self) -> list[Told]:
        return [each for each in self.told if each.how == "digest"]

    def count(self, verdict: Verdict, why: str) -> None:
        if verdict is Verdict.UPDATE:
            self.grown += 1
        elif verdict is Verdict.DROP:
            self.dropped[_kind(why)] += 1


_KINDS: Mapping[str, str] = {
    "is muted": "muted",
    "an archive": "old news that resurfaced",
    "waits for a digest": "of a story that waits for a digest",
    "told in a digest": "of a story told in a digest",
}


def _kind(why: str) -> str:
    return next((kind for sign, kind in _KINDS.items() if sign in why), "other")


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    gained: tuple[Told, ...]
    """Told by the second only, oldest first."""
    lost: tuple[Told, ...]
    sooner: tuple[Told, ...]
    """By an alert instead of in a digest."""
    later: tuple[Told, ...]
    """In a digest instead of by an alert."""


def compare(before: Sequence[Told], after: Sequence[Told]) -> Difference:
    """What the second tells that the first doesn't, and the other way round.

    One event is the same in both when its story is, or the report that raised it, or the story
    that report was placed in when it came: another cut of the history may number it otherwise.
    """
    old, new = _Index(before), _Index(after)
    both = [(old.like(each), each) for each in after]
    return Difference(
        gained=tuple(each for former, each in both if former is None),
        lost=tuple(each for each in before if new.like(each) is None),
        sooner=tuple(e for f, e in both if f is not None and (f.how, e.how) == ("digest", "alert")),
        later=tuple(e for f, e in both if f is not None and (f.how, e.how) == ("alert", "digest")),
    )


class _Index:
    def __init__(self, told: Iterable[Told]) -> None:
        self._by_key: dict[tuple[str, str], Told] = {}
        for each in told:
            for key in _keys(each):
                known = self._by_key.get(key)
                # Of one event the alert counts before the digest.
                if known is None or (known.how == "digest" and each.how == "alert"):
                    self._by_key[key] = each

    def like(self, told: Told) -> Told | None:
        found = (self._by_key.get(key) for key in _keys(told))
        return next((each for each in found if each is not None), None)


def _keys(told: Told) -> list[tuple[str, str]]:
    parts = (told.story_id, told.item_id, told.story_then)
    return [(told.destination, part) for part in dict.fromkeys(parts) if part]


# ── tables ───────────────────────────────────────────────────────────────────────────────


def by_day(told: Iterable[Told], zone: tzinfo) -> Counter[date]:
    return Counter(each.at.astimezone(zone).date() for each in told)


def by_destination(told: Iterable[Told]) -> Counter[str]:
    return Counter(each.destination for each in told)


def by_watch(told: Iterable[Told]) -> Counter[str]:
    """Each event once for every watch it was told for."""
    return Counter(name for each in told for name in dict.fromkeys(each.watches))


def grouped(told: Iterable[Told]) -> Mapping[tuple[str, str], list[Told]]:
    """One event told at several places, by story and title: shown once."""
    groups: defaultdict[tuple[str, str], list[Told]] = defaultdict(list)
    for each in told:
        groups[each.story_id, each.title].append(each)
    return groups
