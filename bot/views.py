"""Gathers what a card shows from the store: an alert as it stands, or as it is about to be."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.alerts.routing import Matched, matches
from bot.alerts.view import AlertView, figure_lines
from bot.catalogue import Catalogue
from bot.figures import hits, series_key
from bot.model import Alert, Figure, FigureHit, Item, Mention, Reading, Source, Story
from bot.ports import Store

LEVELS = ("figure", "milestone")
"""Kinds of figures that are compared with what was before."""
SAME_EVENT = timedelta(days=3)
"""How long outlets go on repeating one number."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Evidence:
    """What was found in one item, and which watches it hits."""

    item: Item
    mentions: Sequence[Mention]
    figures: Sequence[Figure]
    matched: Sequence[Matched]


class Views:
    """Reads only; holds no state of its own."""

    def __init__(self, store: Store, catalogue: Callable[[], Catalogue]) -> None:
        self._store = store
        self._catalogue = catalogue

    async def evidence(
        self, item: Item, mentions: Sequence[Mention], figures: Sequence[Figure]
    ) -> Evidence:
        """Which watches the findings hit, by the catalogue in force now."""
        catalogue = self._catalogue()
        feed = catalogue.feeds.get(item.feed_id)
        found = await self._hits(catalogue, item, figures)
        matched = matches(
            mentions,
            found,
            watches=catalogue.watches,
            watchlist_of=catalogue.watchlist_of,
            covers=lambda watchlist: feed is None or catalogue.covers(watchlist, feed),
        )
        return Evidence(item=item, mentions=mentions, figures=figures, matched=matched)

    async def stored_evidence(self, item: Item) -> Evidence:
        """The same for a stored item, from its stored mentions and figures."""
        mentions = await self._store.mentions(item.id)
        figures = await self._store.figures(item.id)
        return await self.evidence(item, mentions, figures)

    async def of_alert(self, alert: Alert, *, extra: Story | None = None) -> AlertView | None:
        """The alert's card as it stands; ``None`` when its item was pruned.

        ``extra`` is the alert's own story, or a later event of its thread, with a source that
        is about to be stored.
        """
        item = await self._store.item(alert.item_id)
        if item is None:
            return None
        stored = await self._store.story(alert.story_id)
        story = extra if extra is not None and extra.id == alert.story_id else stored
        if story is None:
            return None
        evidence = await self.stored_evidence(item)
        matched = tuple(each for each in evidence.matched if each.watch.id in alert.watch_ids)
        return AlertView(
            alert_id=alert.id,
            story=story,
            item=item,
            matched=matched,
            figures=figure_lines(matched, tuple(evidence.figures)),
            why=alert.why,
            posted=alert.created,
            timezone=self.timezone(alert.destination),
            since=await self._since(story, extra),
        )

    def timezone(self, destination: str) -> str:
        catalogue = self._catalogue()
        return catalogue.destination(destination).timezone or catalogue.settings.timezone

    async def _since(self, story: Story, extra: Story | None) -> tuple[Source, ...]:
        """The first report of every later event of the thread, oldest first."""
        later: dict[str, Source] = {}
        for other in await self._store.stories_of_thread(story.thread_id):
            if other.id != story.id and other.sources and other.first_seen >= story.first_seen:
                later[other.id] = other.sources[0]
        if extra is not None and extra.id != story.id and extra.sources:
            later.setdefault(extra.id, extra.sources[0])
        return tuple(sorted(later.values(), key=lambda source: source.seen))

    async def _hits(
        self, catalogue: Catalogue, item: Item, figures: Sequence[Figure]
    ) -> list[FigureHit]:
        if not catalogue.figure_watches or not figures:
            return []
        return hits(catalogue.figure_watches, figures, await self._earlier(figures, item))

    async def _earlier(
        self, figures: Sequence[Figure], item: Item
    ) -> Mapping[str, Sequence[Reading]]:
        """The readings before each figure's, by series, oldest first."""
        series: dict[str, list[Figure]] = {}
        for figure in figures:
            # An earlier value that the text states is no news of its own: the reading it
            # repeats is the very one to compare with.
            if figure.kind in LEVELS and (key := series_key(figure)):
                series.setdefault(key, []).append(figure)
        return {
            key: [
                reading
                for reading in await self._store.readings(key)
                if reading.seen < item.seen
                and not any(same_event(figure, reading, item.seen) for figure in some)
            ]
            for key, some in series.items()
        }


def same_event(figure: Figure, reading: Reading, seen: datetime) -> bool:
    """Whether a stored reading is this very figure as another outlet reported it, and so says
    nothing about what was before: the same period, or without one the same value these days."""
    if figure.period is not None and reading.period is not None:
        if figure.period.start and reading.period.start:
            return figure.period.start == reading.period.start
        return figure.period.label.casefold() == reading.period.label.casefold()
    return figure.value == reading.value and seen - reading.seen < SAME_EVENT
