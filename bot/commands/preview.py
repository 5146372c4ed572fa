"""What a change would have done: stored items in, counts out.

:class:`Finder` and :func:`count` are pure; :func:`preview` streams the history past them, off the
event loop and within a time limit, and says how much of it was looked at.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from bot.catalogue import Catalogue
from bot.commands.survey import Study, Survey
from bot.commands.view import fold
from bot.figures import Report, expectation, extract, hits, seen
from bot.matching import Matcher, of_the_story
from bot.model import Condition, Item, Reading, Watch, Watchlist
from bot.ports import Store
from bot.text import count_of

DAYS = 14
LIMIT = timedelta(seconds=6)
"""How long one preview may take before it answers with what it has seen."""
EXAMPLES = 3
HEADLINES = 5
_ITEMS = 5_000_000
"""No bound of its own: time is."""
_PLACED = 2_000
"""Matched items whose story is looked up; beyond, headlines tell stories apart."""
_STUDIED = 4
"""One part in so many of a preview's time is left to the study of what was found."""
_SUBJECT = "subject"
_READINGS = 200
"""Newest readings of a series that a figure is compared with."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Side:
    """One watch on its watchlist, as it is or as it would be."""

    watch: Watch
    watchlist: Watchlist


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """One item that a watch matches."""

    item: Item
    alerts: bool
    """False for a figure that is on the series but doesn't meet the condition."""


class Finder:
    """Finds one watch in items given oldest first. Not shared between threads."""

    def __init__(self, side: Side, catalogue: Catalogue, survey: Survey | None = None) -> None:
        """``survey``: gets to see what is looked at."""
        self._watch = side.watch
        self._survey = survey
        self._subject = fold(side.watch.subject).split()
        self._feeds = {
            feed.id for feed in catalogue.feeds.values() if catalogue.covers(side.watchlist, feed)
        }
        self._everything = not side.watchlist.feeds
        self._readings: dict[str, deque[Reading]] = {}
        self._entities = subjects(side.watch, catalogue) if side.watch.kind == "figure" else []
        self._matcher = Matcher.compile(self._entities or [side.watch])
        self._zone = ZoneInfo(catalogue.settings.timezone or "UTC")
        subject = fold(side.watch.subject)
        self._aliases = [
            alias for each in self._entities if fold(each.name) == subject for alias in each.aliases
        ]

    def find(self, item: Item) -> Found | None:
        if not self._everything and item.feed_id not in self._feeds:
            return None
        if self._watch.kind == "figure":
            return self._find_figure(item)
        mentions = self._matcher.match(item.title, item.content)
        if self._survey is not None:
            self._survey.read(item, mentions)
        return Found(item=item, alerts=True) if mentions else None

    def _names_subject(self, item: Item) -> bool:
        """All words of the subject stand somewhere in the item; always so for no subject."""
        text = f"{item.title} {item.content}".casefold()
        return all(word in text for word in self._subject)

    def _find_figure(self, item: Item) -> Found | None:
        mentions = self._matcher.match(item.title, item.content)
        if not mentions and not self._names_subject(item):
            return None
        figures = extract(
            item.title,
            item.content,
            published=item.published,
            mentions=mentions,
            names={each.id: each.name for each in self._entities},
        )
        figures = of_the_story(figures, item.content)
        anything = replace(self._watch, condition=Condition())
        report = Report(item=item)
        on_series = hits([anything, *self._entities], figures, self._readings, report=report)
        met = hits([self._watch, *self._entities], figures, self._readings, report=report)
        for figure in figures:
            reading = report.reading(figure)
            if reading is not None:
                known = self._readings.setdefault(reading.series, deque(maxlen=_READINGS))
                known.append(reading)
        if not on_series and not met:
            return None
        return Found(item=item, alerts=bool(met))

    def missed(self, since: datetime, now: datetime) -> int:
        """For a watch that expects figures: of the deadlines between, how many nothing came by.
        What came is known from ``since`` on only, so the first one is left out."""
        readings = [each for some in self._readings.values() for each in some]
        missed = 0
        asked = expectation(self._watch, self._zone, now)
        while asked is not None and asked.since >= since:
            known = [each for each in readings if each.said <= asked.by]
            missed += not seen(self._watch, known, asked.since, self._aliases).came
            asked = expectation(self._watch, self._zone, asked.by - timedelta(seconds=1))
        return missed


def subjects(watch: Watch, catalogue: Catalogue) -> list[Watch]:
    """The watched entities that a figure's subject names (``Tesla`` in ``Tesla China``), with
    all their aliases; else the words themselves."""
    wanted = f" {fold(watch.subject)} "
    named = [
        each
        for each in catalogue.watches.values()
        if each.kind != "figure" and f" {fold(each.name)} " in wanted
    ]
    words = Watch(id=_SUBJECT, name=watch.subject or watch.name, kind="topic")
    return list({fold(each.name): each for each in named}.values()) or [words]


@dataclass(frozen=True, kw_only=True, slots=True)
class Headline:
    """One story as an example of what is found."""

    item: Item
    story_id: str = ""
    alerts: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Preview:
    """Counts over the stored history; stories, not items."""

    days: int = DAYS
    stories: int = 0
    alerts: int = 0
    gained: tuple[str, ...] = ()
    """Headlines of stories that would be new, newest first; all of them."""
    lost: tuple[str, ...] = ()
    newest: tuple[Headline, ...] = ()
    """Of the stories found, newest first; at most :data:`HEADLINES`."""
    looked: int = 0
    total: int = 0
    """Items in the period; more than ``looked`` when time ran out."""
    more: bool = False
    """Not even counting came to an end: there are more than ``total``."""
    reached: datetime | None = None
    """When the last item looked at was seen."""
    study: Study | None = None
    """What a survey found, if one was made."""

    @property
    def complete(self) -> bool:
        return self.looked == self.total and not self.more

    @property
    def sentence(self) -> str:
        """``9 stories, 2 alerts; +3 −1 against today``."""
        counts = f"{count_of(self.stories, 'story', 'stories')}, {count_of(self.alerts, 'alert')}"
        return f"{counts}; +{len(self.gained)} −{len(self.lost)} against today"


@dataclass(slots=True)
class _Looked:
    before: list[Found] = field(default_factory=list)
    after: list[Found] = field(default_factory=list)
    items: int = 0
    total: int = 0
    more: bool = False
    reached: datetime | None = None


def count(
    before: Sequence[Found],
    after: Sequence[Found],
    stories: Mapping[str, str],
) -> Preview:
    """Both sides as stories. ``stories``: story id by item id; an item without one stands with
    those of the same headline."""
    old, new = _grouped(before, stories), _grouped(after, stories)
    return Preview(
        stories=len(new),
        alerts=sum(any(each.alerts for each in group) for group in new.values()),
        gained=_headlines(new, old.keys()),
        lost=_headlines(old, new.keys()),
        newest=_newest(new, stories),
    )


def _grouped(found: Iterable[Found], stories: Mapping[str, str]) -> dict[str, list[Found]]:
    groups: dict[str, list[Found]] = {}
    for each in found:
        key = stories.get(each.item.id) or "=" + (fold(each.item.title) or each.item.id)
        groups.setdefault(key, []).append(each)
    return groups


def _headlines(groups: Mapping[str, Sequence[Found]], other: Collection[str]) -> tuple[str, ...]:
    first = [group[0].item for key, group in groups.items() if key not in other]
    newest = sorted(first, key=lambda item: item.seen, reverse=True)
    return tuple(item.title or item.content for item in newest)


def _newest(
    groups: Mapping[str, Sequence[Found]], stories: Mapping[str, str]
) -> tuple[Headline, ...]:
    newest = sorted(groups.values(), key=lambda group: group[-1].item.seen, reverse=True)
    return tuple(
        Headline(
            item=group[0].item,
            story_id=stories.get(group[0].item.id, ""),
            alerts=any(each.alerts for each in group),
        )
        for group in newest[:HEADLINES]
    )


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
    finders = await asyncio.to_thread(
        lambda: [
            Finder(before, catalogue) if before else None,
            Finder(after, catalogue, survey) if after else None,
        ]
    )
    reserved = limit / _STUDIED if survey else timedelta()
    looked = await _look(store, finders, since=now - timedelta(days=days), limit=limit - reserved)
    found = [each.item.id for each in (*looked.before, *looked.after)]
    stories = await _stories(store, found, survey.item_ids if survey else ())
    study = None
    if survey:
        stop = time.monotonic() + reserved.total_seconds()
        study = await asyncio.to_thread(survey.study, stories, lambda: time.monotonic() > stop)
        study = replace(study, cut=study.cut or looked.more or looked.items < looked.total)
    counted = count(looked.before, looked.after, stories)
    after_all = finders[1]
    missed = after_all.missed(now - timedelta(days=days), now) if after_all else 0
    return replace(
        counted,
        alerts=counted.alerts + missed,
        study=study,
        days=days,
        looked=looked.items,
        total=looked.total,
        more=looked.more,
        reached=looked.reached,
    )


async def _look(
    store: Store, finders: Sequence[Finder | None], *, since: datetime, limit: timedelta
) -> _Looked:
    """Match batch by batch until time is up; then only count, for as long again."""
    looked = _Looked()
    stop = time.monotonic() + limit.total_seconds()
    async for batch in store.items_since(since, limit=_ITEMS):
        looked.total += len(batch)
        left = stop - time.monotonic()
        if left > 0:
            await asyncio.to_thread(_match, looked, finders, batch, stop)
        elif left < -limit.total_seconds():
            looked.more = True
            break
    return looked


def _match(
    looked: _Looked, finders: Sequence[Finder | None], batch: Sequence[Item], stop: float
) -> None:
    sides = (looked.before, looked.after)
    for item in batch:
        if time.monotonic() > stop:
            return
        for finder, found in zip(finders, sides, strict=True):
            hit = finder.find(item) if finder else None
            if hit is not None:
                found.append(hit)
        looked.items += 1
        looked.reached = item.seen


async def _stories(store: Store, found: Iterable[str], surveyed: Iterable[str]) -> dict[str, str]:
    """The newest of what was found first: its counts are what is shown."""
    stories: dict[str, str] = {}
    newest = dict.fromkeys((*reversed(list(found)), *reversed(list(surveyed))))
    for item_id in islice(newest, _PLACED):
        change = await store.story_of_item(item_id)
        if change is not None:
            stories[item_id] = change.story_id
    return stories
