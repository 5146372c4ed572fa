"""What a change would have done: the stored history through the decisions of the pipeline, with and
without it (:mod:`bot.backtest.trial`), counted by story.

:func:`count` is pure; :func:`preview` answers within a time limit, and says how far back it looked.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.backtest.sides import Side, subjects
from bot.backtest.trial import Found, trial
from bot.catalogue import Catalogue
from bot.commands.examples import Headline, How, explained
from bot.commands.survey import Study, Survey
from bot.model import Item, Mention, Watch
from bot.ports import Past, Store
from bot.text import count_of

__all__ = ["DAYS", "Headline", "Preview", "Side", "count", "preview", "subjects"]

DAYS = 14
LIMIT = timedelta(seconds=4)
"""For how long one preview may read at most, on a busy machine: there are bounds of their own to
what it reads, which take a second."""
HEADLINES = 5
_GLANCED = 300
"""Items without the name that are looked through for other spellings of it, the newest."""
_STUDY = timedelta(milliseconds=700)
"""For how long what was found is studied at most."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Preview:
    """Counts over the stored history; stories, not items."""

    days: int = DAYS
    stories: int = 0
    alerts: int = 0
    """Stories told at once, and expected figures that didn't come."""
    digested: int = 0
    """Stories told in digests."""
    alerts_today: int = 0
    digested_today: int = 0
    silent: int = 0
    """Stories that were in a feed when it was first read: never told."""
    gained: tuple[Headline, ...] = ()
    """Stories that would be new, newest first, those that are told before the others; all of
    them."""
    lost: tuple[Headline, ...] = ()
    told: tuple[Headline, ...] = ()
    """… of those found now, too, that would be told and aren't."""
    untold: tuple[Headline, ...] = ()
    """… that are told and would not be."""
    sooner: tuple[Headline, ...] = ()
    """… that would be told at once instead of in a digest."""
    later: tuple[Headline, ...] = ()
    """… the other way round."""
    newest: tuple[Headline, ...] = ()
    """Of the stories found, newest first; at most :data:`HEADLINES`."""
    looked: int = 0
    total: int = 0
    """Items in the period; more than ``looked`` when a bound was met."""
    reached: datetime | None = None
    """How far back was looked, where that isn't all of the period."""
    study: Study | None = None
    """What a survey found, if one was made."""

    @property
    def complete(self) -> bool:
        return self.looked == self.total

    @property
    def sentence(self) -> str:
        """``9 stories, 2 alerts, 1 in a digest; +3 −1 against today``."""
        counts = f"{count_of(self.stories, 'story', 'stories')}, {count_of(self.alerts, 'alert')}"
        if self.digested:
            counts += f", {_in_digests(self.digested)}"
        if self.told or self.untold or self.sooner or self.later:
            now = count_of(self.alerts_today, "alert")
            now += f" and {_in_digests(self.digested_today)}" if self.digested_today else ""
            counts += f" (today {now})"
        return f"{counts}; +{len(self.gained)} −{len(self.lost)} against today"


def _in_digests(number: int) -> str:
    return f"{number:,} in {'a digest' if number == 1 else 'digests'}"


@dataclass(frozen=True, slots=True)
class _Story:
    first: Item
    last: datetime
    story_id: str
    how: How
    why: str


def count(before: Sequence[Found], after: Sequence[Found], *, missed: int = 0) -> Preview:
    """Both sides as stories, given oldest first. ``missed``: deadlines that nothing came by."""
    old, new = _grouped(before), _grouped(after)
    both = [key for key in new if key in old]

    def turned(was: set[How], now: set[How]) -> tuple[Headline, ...]:
        return _headlines(new[key] for key in both if old[key].how in was and new[key].how in now)

    return Preview(
        stories=len(new),
        alerts=_told(new, "alert") + missed,
        digested=_told(new, "digest"),
        alerts_today=_told(old, "alert"),
        digested_today=_told(old, "digest"),
        silent=sum(not each.story_id for each in new.values()),
        gained=_headlines((new[key] for key in new if key not in old), told_first=True),
        lost=_headlines(old[key] for key in old if key not in new),
        told=turned({""}, {"digest", "alert"}),
        untold=turned({"digest", "alert"}, {""}),
        sooner=turned({"digest"}, {"alert"}),
        later=turned({"alert"}, {"digest"}),
        newest=_newest(new.values()),
    )


def _grouped(found: Iterable[Found]) -> dict[str, _Story]:
    groups: dict[str, _Story] = {}
    for each in found:
        told, known = each.told, groups.get(each.story)
        groups[each.story] = _Story(
            first=known.first if known else each.item,
            last=each.item.seen,
            story_id=each.change.story_id if each.change else "",
            how=told.how if told else "",
            why=told.why if told else "",
        )
    return groups


def _told(stories: Mapping[str, _Story], how: How) -> int:
    return sum(each.how == how for each in stories.values())


def _headlines(stories: Iterable[_Story], *, told_first: bool = False) -> tuple[Headline, ...]:
    """``told_first``: of a figure watch the others are stories with such a number for which its
    condition didn't hold."""
    newest = sorted(stories, key=lambda each: each.first.seen, reverse=True)
    if told_first:
        newest.sort(key=lambda each: not each.how)
    return tuple(map(_headline, newest))


def _newest(stories: Iterable[_Story]) -> tuple[Headline, ...]:
    newest = sorted(stories, key=lambda each: each.last, reverse=True)
    return tuple(map(_headline, newest[:HEADLINES]))


def _headline(story: _Story) -> Headline:
    return Headline(item=story.first, story_id=story.story_id, how=story.how, why=story.why)


async def preview(
    store: Store,
    catalogue: Catalogue,
    before: Side | None,
    after: Side | None,
    *,
    now: datetime,
    days: int = DAYS,
    limit: timedelta = LIMIT,
    survey: Survey | None = None,
) -> Preview:
    """What ``after`` in place of ``before`` would have done over the last ``days``; ``survey``
    gets to see the items in the same pass."""
    stories: dict[str, str] = {}

    def look(past: Past, mentions: Sequence[Mention]) -> None:
        if survey is not None:
            survey.read(past.item, mentions)
        if past.change is not None:
            stories[past.item.id] = past.change.story_id

    made = await trial(store, catalogue, before, after, now=now, days=days, limit=limit, look=look)
    study = None
    if survey:
        since = now - timedelta(days=days)
        study = await _studied(store, survey, stories, since=since)
        study = replace(study, cut=study.cut or made.looked < made.total)
    counts = count(made.before, made.after, missed=made.missed)
    if after is not None:
        counts = await asyncio.to_thread(_explained, counts, after.watch)
    return replace(
        counts,
        study=study,
        days=days,
        looked=made.looked,
        total=made.total,
        reached=made.reached,
    )


def _explained(seen: Preview, watch: Watch) -> Preview:
    return replace(
        seen,
        gained=explained(watch, seen.gained),
        lost=explained(watch, seen.lost),
        told=explained(watch, seen.told),
        untold=explained(watch, seen.untold),
        sooner=explained(watch, seen.sooner),
        later=explained(watch, seen.later),
        newest=explained(watch, seen.newest),
    )


async def _studied(
    store: Store, survey: Survey, stories: Mapping[str, str], *, since: datetime
) -> Study:
    """What was surveyed, story by story. Spellings found beside the name are looked for where they
    stand alone, too."""
    words = [((text,),) for text in survey.spellings]
    if words:
        ids = await store.touching(words, [], since=since, limit=_GLANCED)
        known = set(survey.item_ids)
        others = await store.past([each for each in ids if each not in known])
        await asyncio.to_thread(survey.glance, [each.item for each in others])
    stop = time.monotonic() + _STUDY.total_seconds()
    return await asyncio.to_thread(survey.study, stories, lambda: time.monotonic() > stop)
