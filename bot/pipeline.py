"""From a feed to the outbox, in the order in which it happens.

poll      a feed's new items
match     who is mentioned
extract   which figures stand there
place     which story it tells, and whether that is news
decide    what each destination is told
compose   the alert and its deliveries
ingest    everything, with the feed's state, in one transaction
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.alerts.state import Rules, flood_of, gap_of
from bot.alerts.times import span
from bot.alerts.view import source_of, story_with
from bot.catalogue import Catalogue
from bot.errors import FormatError, StorageError
from bot.feeds import polling
from bot.feeds.poll import FeedReader, Polled
from bot.figures import Report
from bot.judging import WINDOW, Evidence, find, names_in
from bot.model import Decision, FeedState, Figure, Item, Relation, StoryChange, Verdict
from bot.ports import Clock, FeedStatus, Findings, Ingest, Store
from bot.revising import Revising, Revision
from bot.stories import Clusterer
from bot.stories.vectors import Embedder
from bot.telling import Telling
from bot.text import count_of
from bot.views import Views

log = logging.getLogger(__name__)


class Pipeline:
    """One per process. :meth:`poll` is the job "poll feed X"; polls overlap freely, but what
    their items mean is decided in one order, item by item."""

    def __init__(
        self,
        *,
        store: Store,
        reader: FeedReader,
        catalogue: Callable[[], Catalogue],
        clock: Clock,
        enqueued: Callable[[str], None],
        embedder: Embedder | None = None,
    ) -> None:
        """``enqueued`` is told the name of each destination that has something to send;
        ``embedder``: a model of sentences for the stories, if one is installed."""
        self._embedder = embedder
        self._store = store
        self.reader = reader
        """Replaced when the settings of polling change."""
        self._catalogue = catalogue
        self._clock = clock
        self._enqueued = enqueued
        self._views = Views(store, catalogue)
        self._revising = Revising(store, catalogue)
        self._telling = Telling(store=store, catalogue=catalogue, clock=clock, enqueued=enqueued)
        self._clusterer = Clusterer(WINDOW, embedder=embedder)
        self._stale = True
        """Whether the clusterer has to be restored: it may remember what was never stored."""
        self._turn = asyncio.Lock()
        """Held while one item is judged and stored, so that the next one sees it."""
        self._polls: dict[str, asyncio.Lock] = {}
        self._states: dict[str, FeedState] = {}
        """Of polls that brought nothing else, not yet stored."""

    async def poll(self, feed_id: str, status: FeedStatus | None = None) -> Polled | None:
        """Poll one feed and take in what is new; ``None`` when it is no longer configured.

        ``status``: of the feed as stored, if known. A poll that brought nothing but a state is
        stored by the next :meth:`save`, together with others: losing one costs a poll. Not so
        the first sight, without which the next thing to come would be kept silently.
        """
        # One at a time for each feed: somebody may ask for a poll while one is due, too.
        async with self._polls.setdefault(feed_id, asyncio.Lock()):
            polled = await self._read(feed_id, status)
            if polled is None:
                return None
            if polled.bare and status is not None and status.state.baseline:
                self._states[feed_id] = polled.state
                return polled
            self._states.pop(feed_id, None)
            await self._take(polled)
        return polled

    async def _read(self, feed_id: str, status: FeedStatus | None) -> Polled | None:
        """Poll; a fault of ours becomes a failure of this one feed, which is then backed off."""
        try:
            return await self.reader.poll(feed_id, status)
        except StorageError:
            raise
        except Exception as error:
            status = status or await self._store.feed(feed_id)
            if status is None:
                return None
            log.exception("reading %s failed", status.feed.name or feed_id)
            what = f"reading it failed unexpectedly ({type(error).__name__})"
            failed = polling.Failed(
                error=FormatError(what, hint="see the log, and please report it"),
                polled=status.state.url or status.feed.url,
            )
            settings = self._catalogue().settings.polling
            state = polling.next_state(
                status.feed, status.state, failed, self._clock(), settings, random.random
            )
            return Polled(feed=status.feed, state=state, note=what)

    async def save(self) -> None:
        """Store the states of polls that brought nothing else."""
        states, self._states = self._states, {}
        try:
            await self._store.save_states(list(states.values()))
        except StorageError:
            self._states = states | self._states
            raise

    async def restore(self) -> None:
        """Remember the stories of the window, as stored."""
        self._stale = True
        clusterer = Clusterer(WINDOW, embedder=self._embedder)
        names = self._catalogue().names
        async for batch in self._store.placed_since(self._clock() - clusterer.memory):
            found = await self._store.findings([item.id for item, _ in batch])

            def evidence(
                item: Item, found: Mapping[str, Findings] = found
            ) -> tuple[set[str], tuple[Figure, ...]]:
                what = found.get(item.id, Findings())
                return {names[each] for each in what.watch_ids if each in names}, what.figures

            await asyncio.to_thread(clusterer.restore, batch, evidence=evidence)
        self._clusterer, self._stale = clusterer, False

    async def release(self) -> None:
        """Turn held alerts whose time has come into one digest for each destination."""
        async with self._turn:
            await self._telling.release()

    async def _take(self, polled: Polled) -> None:
        """Judge and store what a poll brought; its state comes last, so that after trouble on
        the way the rest comes again, and what is stored already is known."""
        rules = Rules.of(self._catalogue().settings)
        if polled.flood:
            many = count_of(len(polled.new), "item")
            rules = replace(rules, flood=flood_of(many))
        if polled.gap is not None:
            rules = replace(rules, gap=gap_of(span(polled.gap)))
        silent = await asyncio.to_thread(lambda: [self._baseline(item) for item in polled.baseline])
        for item in polled.new:
            found, fault = await asyncio.to_thread(self._find_safely, item)
            async with self._turn:
                await self._judge(found, rules, fault=fault)
        for revision in await self._revising.revised(polled.edited):
            async with self._turn:
                await self._judge(revision.found, rules, revision=revision)
        for known in polled.rekeyed:
            await self._store.add_keys(known.item_id, polled.feed.id, known.keys)
        await self._store.ingest(silent, polled.state)

    def _baseline(self, item: Item) -> Ingest:
        """Stored for lookups, never told; its figures are the beginning of their series."""
        found, _ = self._find_safely(item)
        placed = map(Report.of(item, None).reading, found.figures)
        return Ingest(
            item=item,
            mentions=tuple(found.mentions),
            figures=tuple(found.figures),
            readings=tuple(reading for reading in placed if reading is not None),
        )

    async def _judge(
        self,
        found: Evidence,
        rules: Rules,
        *,
        revision: Revision | None = None,
        fault: Exception | None = None,
    ) -> None:
        """Decide and store everything one new item leads to.

        A fault of ours must not keep the feed's other items, or its next poll, waiting: such an
        item is stored with the reason why it wasn't told.
        """
        if self._stale:
            await self.restore()
        self._stale = True
        try:
            record = _unjudged(found, fault) if fault else await self._work(found, rules, revision)
        except StorageError:
            raise
        except Exception as error:
            log.exception("judging “%s” failed", found.item.title)
            record = _unjudged(found, error)
        await self._store.ingest([record])
        self._stale = False
        for destination in {delivery.destination for delivery in record.deliveries}:
            self._enqueued(destination)

    async def _work(self, found: Evidence, rules: Rules, revision: Revision | None) -> Ingest:
        item = found.item
        if revision is not None and revision.change is None:
            return _kept(revision)
        change = self._place(found, revision.change if revision else None)
        evidence = await self._views.evidence(item, found.mentions, found.figures, change)
        if revision is not None:
            evidence = replace(evidence, matched=revision.heard(evidence.matched))
        story = await self._store.story(change.story_id)
        # An edited page is no report more, unless it is told as a correction.
        reports = not change.edited or change.relation is Relation.CORRECTION
        if reports or story is None:
            story = story_with(story, change, item)
        told = await self._telling.tell(evidence, change, story, rules)
        return Ingest(
            item=item,
            mentions=tuple(evidence.mentions),
            figures=tuple(evidence.figures),
            readings=revision.readings if revision else tuple(evidence.readings),
            story=change,
            source=source_of(item, change.relation) if reports else None,
            decisions=tuple(decision for decision, _ in told),
            alerts=tuple(outcome.alert for _, outcome in told if outcome.alert is not None),
            deliveries=tuple(each for _, outcome in told for each in outcome.deliveries),
        )

    # ── steps ────────────────────────────────────────────────────────────────────────────

    def _find_safely(self, item: Item) -> tuple[Evidence, Exception | None]:
        try:
            return find(item, self._catalogue()), None
        except Exception as error:
            log.exception("reading “%s” failed", item.title)
            return Evidence(item=item, mentions=(), figures=(), matched=()), error

    def _place(self, evidence: Evidence, given: StoryChange | None) -> StoryChange:
        """``given``: an edited report stays where it was."""
        names = names_in(evidence.mentions, self._catalogue())
        if given is None:
            return self._clusterer.place(evidence.item, names=names, figures=evidence.figures)
        self._clusterer.restore(
            [(evidence.item, given)], evidence=lambda _: (names, evidence.figures)
        )
        return given


def _kept(revision: Revision) -> Ingest:
    """What nobody was told of, edited: its figures are what their series began with."""
    found = revision.found
    return Ingest(
        item=found.item,
        mentions=tuple(found.mentions),
        figures=tuple(found.figures),
        readings=revision.readings,
    )


def _unjudged(found: Evidence, error: Exception) -> Ingest:
    """An item whose judging failed: kept and findable, with the reason why it wasn't told."""
    why = f"judging it failed ({type(error).__name__}); see the log, and please report it"
    return Ingest(
        item=found.item,
        mentions=tuple(found.mentions),
        figures=tuple(found.figures),
        decisions=(Decision(destination="", verdict=Verdict.DROP, why=why),),
    )
