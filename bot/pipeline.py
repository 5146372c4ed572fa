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
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from itertools import groupby

from bot.alerts.compose import Outcome, alert_of, compose, compose_digest
from bot.alerts.policy import DestinationState, Rules, decide
from bot.alerts.routing import Route, routes
from bot.alerts.view import AlertView, figure_lines, source_of, story_with
from bot.catalogue import Catalogue
from bot.errors import StorageError
from bot.feeds.poll import FeedReader, Polled
from bot.figures import extract, to_reading
from bot.model import (
    Alert,
    AlertStatus,
    Decision,
    FeedState,
    Figure,
    Item,
    Relation,
    Story,
    StoryChange,
    Verdict,
)
from bot.ports import Clock, FeedStatus, Findings, Ingest, Store
from bot.stories import Clusterer
from bot.text import count_of
from bot.views import Evidence, Views

log = logging.getLogger(__name__)

RECENT = 200
"""Alerts of a destination looked at: more than any budget allows."""
WINDOW = timedelta(days=3)
"""How long after its last report an event can still be joined."""


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
    ) -> None:
        """``enqueued`` is told the name of each destination that has something to send."""
        self._store = store
        self.reader = reader
        """Replaced when the settings of polling change."""
        self._catalogue = catalogue
        self._clock = clock
        self._enqueued = enqueued
        self._views = Views(store, catalogue)
        self._clusterer = Clusterer(WINDOW)
        self._turn = asyncio.Lock()
        self._polls: dict[str, asyncio.Lock] = {}
        self._states: dict[str, FeedState] = {}
        """Of polls that brought nothing else, not yet stored."""

    async def poll(self, feed_id: str, status: FeedStatus | None = None) -> Polled | None:
        """Poll one feed and take in what is new; ``None`` when it is no longer configured.

        ``status``: of the feed as stored, if known. A poll that brought nothing but a state is
        stored by the next :meth:`save`, together with others: losing one costs a poll.
        """
        # One at a time for each feed: somebody may ask for a poll while one is due, too.
        async with self._polls.setdefault(feed_id, asyncio.Lock()):
            polled = await self.reader.poll(feed_id, status)
            if polled is None:
                return None
            if polled.bare:
                self._states[feed_id] = polled.state
                return polled
            self._states.pop(feed_id, None)
            async with self._turn:
                try:
                    await self._take(polled)
                except StorageError:
                    # What was placed but not stored must not be remembered: the feed's state
                    # was not stored either, so the same items come again.
                    await self.restore()
                    raise
        return polled

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
        clusterer, names = Clusterer(WINDOW), self._catalogue().names
        async for batch in self._store.placed_since(self._clock() - clusterer.memory):
            found = await self._store.findings([item.id for item, _ in batch])

            def evidence(
                item: Item, found: Mapping[str, Findings] = found
            ) -> tuple[set[str], tuple[Figure, ...]]:
                what = found.get(item.id, Findings())
                return {names[each] for each in what.watch_ids if each in names}, what.figures

            clusterer.restore(batch, evidence=evidence)
        self._clusterer = clusterer

    async def _take(self, polled: Polled) -> None:
        records = [self._baseline(item) for item in polled.baseline]
        rules = Rules.of(self._catalogue().settings)
        if polled.flood:
            many = count_of(len(polled.new), "item")
            rules = replace(rules, flood=f"{many} came at once: they are told in one digest")
        for item in polled.new:
            record = await self._work(item, rules)
            records.append(record)
            if record.alerts or record.deliveries:
                # Stored before the next item is judged, which may be about the same story.
                await self._store.ingest(records)
                records = []
                for delivery in record.deliveries:
                    self._enqueued(delivery.destination)
        for known in polled.rekeyed:
            await self._store.add_keys(known.item_id, polled.feed.id, known.keys)
        await self._store.ingest(records, polled.state)

    def _baseline(self, item: Item) -> Ingest:
        """Stored for lookups, never told."""
        evidence = self._find(item)
        return Ingest(item=item, mentions=tuple(evidence.mentions), figures=tuple(evidence.figures))

    async def _work(self, item: Item, rules: Rules) -> Ingest:
        """Everything one new item leads to."""
        found = self._find(item)
        evidence = await self._views.evidence(item, found.mentions, found.figures)
        change = self._place(evidence)
        stored = await self._store.story(change.story_id)
        story = story_with(stored, change, item)
        told = [
            await self._tell(route, evidence, change, story, rules)
            for route in await self._routes(evidence, change)
        ]
        readings = (
            to_reading(figure, item=item, story_id=change.story_id) for figure in evidence.figures
        )
        return Ingest(
            item=item,
            mentions=tuple(evidence.mentions),
            figures=tuple(evidence.figures),
            readings=tuple(reading for reading in readings if reading is not None),
            story=change,
            source=source_of(item, change.relation),
            decisions=tuple(decision for decision, _ in told),
            alerts=tuple(outcome.alert for _, outcome in told if outcome.alert is not None),
            deliveries=tuple(each for _, outcome in told for each in outcome.deliveries),
        )

    # ── steps ────────────────────────────────────────────────────────────────────────────

    def _find(self, item: Item) -> Evidence:
        catalogue = self._catalogue()
        mentions = catalogue.matcher.match(item.title, item.content)
        figures = extract(
            item.title,
            item.content,
            published=item.published,
            mentions=mentions,
            names=catalogue.names,
        )
        return Evidence(item=item, mentions=mentions, figures=figures, matched=())

    def _place(self, evidence: Evidence) -> StoryChange:
        names = self._catalogue().names
        return self._clusterer.place(
            evidence.item,
            names={names[mention.watch_id] for mention in evidence.mentions},
            figures=evidence.figures,
        )

    async def _routes(self, evidence: Evidence, change: StoryChange) -> list[Route]:
        """Where the item goes: by its own watches, and where its story was told already."""
        own = routes(evidence.matched, self._catalogue().watchlist_of)
        if change.relation is Relation.NEW:
            return own
        there = {route.destination for route in own}
        for alert in await self._store.alerts_of_story(change.story_id):
            if alert.destination not in there:
                view = await self._views.of_alert(alert)
                if view is not None and view.matched:
                    there.add(alert.destination)
                    own.append(Route(destination=alert.destination, matched=view.matched))
        return own

    async def _tell(
        self, route: Route, evidence: Evidence, change: StoryChange, story: Story, rules: Rules
    ) -> tuple[Decision, Outcome]:
        """Decide what one destination is told, and write it."""
        now, item = self._clock(), evidence.item
        state = await self._state(route.destination, change)
        decision = decide(change, item, route.matched, state, rules, now)
        if decision.verdict is Verdict.DROP:
            return decision, Outcome()
        alert = alert_of(decision, change, item, state, now) or state.of_event(change.story_id)
        matched = tuple(each for each in route.matched if each.watch.id in decision.watch_ids)
        view = AlertView(
            alert_id=alert.id if alert is not None else "",
            story=story,
            item=item,
            matched=matched,
            figures=figure_lines(matched, tuple(evidence.figures)),
            why=decision.why,
            posted=now,
            timezone=self._views.timezone(route.destination),
        )
        root = None
        if state.root is not None:
            root = await self._views.of_alert(state.root, extra=story)
        return decision, compose(decision, change, state, view=view, root=root, now=now)

    async def _state(self, destination: str, change: StoryChange) -> DestinationState:
        now = self._clock()
        thread = await self._store.alerts_of_thread(change.thread_id)
        since = now - Rules().window
        recent = await self._store.alerts(destination=destination, since=since, limit=RECENT)
        held = await self._store.alerts(
            destination=destination, status=AlertStatus.HELD, limit=RECENT
        )
        return DestinationState(
            destination=self._catalogue().destination(destination),
            thread=[alert for alert in thread if alert.destination == destination],
            recent=[*recent, *(alert for alert in held if alert not in recent)],
            mutes=await self._store.mutes(now),
        )

    # ── digests ──────────────────────────────────────────────────────────────────────────

    async def release(self) -> None:
        """Turn held alerts whose time has come into one digest for each destination."""
        due = await self._store.held_due(self._clock())
        for destination, alerts in groupby(due, key=lambda alert: alert.destination):
            await self._digest(destination, list(alerts))

    async def _digest(self, destination: str, alerts: list[Alert]) -> None:
        views = [view for alert in alerts if (view := await self._views.of_alert(alert))]
        delivery = compose_digest(
            alerts,
            views,
            destination=destination,
            timezone=self._views.timezone(destination),
            now=self._clock(),
        )
        await self._store.release_held([alert.id for alert in alerts], delivery)
        self._enqueued(destination)
