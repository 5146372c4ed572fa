"""What one item says: who is mentioned, which figures stand there, and which watches they hit.

The same for what has just come and for what is replayed from the history; the only question asked
of anybody is for the readings before it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol

from bot.alerts.routing import Matched, matches
from bot.catalogue import Catalogue
from bot.figures import Report, extract, hits, series_asked
from bot.matching import of_the_story
from bot.model import Figure, Item, Mention, Reading, StoryChange

JUDGED = 60_000
"""Characters of a text that are judged: far beyond any article, and a bound to its cost."""
WINDOW = timedelta(days=3)
"""How long after its last report an event can still be joined."""
READINGS = 1_000
"""Newest readings of a series that a figure is compared with: all outlets' reports of years."""


class Series(Protocol):
    """Where readings are known; a :class:`~bot.ports.ReadingStore`, for one."""

    async def readings(self, series: str, *, limit: int = ...) -> list[Reading]: ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Evidence:
    """What was found in one item, and which watches it hits."""

    item: Item
    mentions: Sequence[Mention]
    figures: Sequence[Figure]
    matched: Sequence[Matched]
    report: Report | None = None
    """The item's place among the readings of its figures' series; ``None``: not known yet."""
    known: Mapping[str, Sequence[Reading]] = field(default_factory=dict)
    """The readings of the series that were asked for already, by series."""

    @property
    def readings(self) -> list[Reading]:
        """Its figures on their series."""
        if self.report is None:
            return []
        placed = (self.report.reading(figure) for figure in self.figures)
        return [reading for reading in placed if reading is not None]


def find(item: Item, catalogue: Catalogue) -> Evidence:
    """Who is mentioned and which figures stand there; pure, and safe in any thread."""
    mentions = catalogue.matcher.match(item.title, item.content[:JUDGED])
    figures = figures_in(item, mentions, catalogue)
    return Evidence(item=item, mentions=mentions, figures=figures, matched=())


def figures_in(item: Item, mentions: Sequence[Mention], catalogue: Catalogue) -> list[Figure]:
    """The figures of the story itself; those who are mentioned are what they may be about."""
    content = item.content[:JUDGED]
    figures = extract(
        item.title,
        content,
        published=item.published,
        mentions=mentions,
        names=catalogue.names,
    )
    return of_the_story(figures, content)


def names_in(mentions: Sequence[Mention], catalogue: Catalogue) -> set[str]:
    """The names by which stories are told apart."""
    return {catalogue.names[mention.watch_id] for mention in mentions}


async def weigh(
    item: Item,
    mentions: Sequence[Mention],
    figures: Sequence[Figure],
    change: StoryChange | None,
    *,
    catalogue: Catalogue,
    series: Series,
) -> Evidence:
    """Which watches the findings hit. ``change``: the item's place among the stories."""
    feed = catalogue.feeds.get(item.feed_id)
    report = Report.of(item, change)
    watches = catalogue.figure_watches if figures else ()
    known = {
        each: await series.readings(each, limit=READINGS) for each in series_asked(watches, figures)
    }
    found = hits(watches, figures, known, report=report)
    matched = matches(
        mentions,
        found,
        watches=catalogue.watches,
        watchlist_of=catalogue.watchlist_of,
        covers=lambda watchlist: feed is None or catalogue.covers(watchlist, feed),
    )
    return Evidence(
        item=item,
        mentions=mentions,
        figures=figures,
        matched=matched,
        report=report,
        known=known,
    )
