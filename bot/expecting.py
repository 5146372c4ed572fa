"""Figures that are expected by a deadline and did not come: looked for when it has passed.

A deadline is settled once for each destination, and that is stored: whoever restarts, or was
down when it passed, asks again and tells it once. What is expected is looked for first: feeds
that were not read since the deadline may have it, so they are waited for, and then read.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.alerts.absence import Absence, absence_delivery
from bot.alerts.muting import muted_name
from bot.alerts.routing import manner_of
from bot.alerts.state import Rules
from bot.alerts.times import quiet_until, zone_of
from bot.catalogue import Catalogue
from bot.figures import Expectation, Seen, expectation, metrics_asked, names_by_name, seen
from bot.model import ConditionKind, Destination, Reading, Watch, Watchlist, make_id
from bot.ports import Clock, FeedStatus, Store

log = logging.getLogger(__name__)

PATIENCE = timedelta(minutes=5)
"""How long after a deadline, or after our start, feeds may take their turn; then those that were
not read since are read at once, each one time."""
HISTORY = timedelta(days=120)
"""How far back at least the last new figure is looked for; three periods, if that is longer."""
_READINGS = 5_000
_AT_ONCE = 8
"""Feeds that are read at once after a deadline."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Due:
    id: str
    watch: Watch
    watchlist: Watchlist
    destination: Destination
    timezone: str
    asked: Expectation


def expectation_id(watch: Watch, destination: str, timezone: str) -> str:
    """What is asked otherwise (another condition, another place) is another expectation."""
    text = watch.condition.text if watch.condition else ""
    return make_id("x", watch.id, text, destination, timezone)


class Expecting:
    """Holds no state but what it has asked the store already."""

    def __init__(
        self,
        *,
        store: Store,
        catalogue: Callable[[], Catalogue],
        clock: Clock,
        enqueued: Callable[[str], None],
        read: Callable[[str], Awaitable[None]],
    ) -> None:
        """``enqueued`` is told the name of each destination that has something to send;
        ``read`` polls a feed, by its id, now."""
        self._store = store
        self._catalogue = catalogue
        self._clock = clock
        self._enqueued = enqueued
        self._read = read
        self._started = clock()
        self._settled: dict[str, datetime] = {}

    async def look(self) -> None:
        """Settle every deadline that has passed, and tell of the figures that did not come."""
        now = self._clock()
        due = [each for each in self._due(now) if each.asked.by > self._settled_until(each.id)]
        if not due:
            return
        self._settled.update(await self._store.expectations([each.id for each in due]))
        for each in due:
            settled = self._settled.get(each.id)
            if settled is None:
                # Seen for the first time: nothing was promised before.
                await self._settle(each, now, tell=None)
            elif each.asked.by > settled:
                await self._ask(each, now)

    def _settled_until(self, key: str) -> datetime:
        return self._settled.get(key, datetime.min.replace(tzinfo=self._started.tzinfo))

    def _due(self, now: datetime) -> Iterator[_Due]:
        """The newest deadline of each expectation, at each destination by its own clock."""
        catalogue = self._catalogue()
        rules = Rules.of(catalogue.settings)
        for watch in catalogue.figure_watches:
            condition = watch.condition
            if condition is None or condition.kind is not ConditionKind.NOT_SEEN:
                continue
            watchlist = catalogue.watchlist_of[watch.id]
            for destination in catalogue.destinations_of(watchlist):
                timezone = rules.timezone_at(destination)
                asked = expectation(watch, zone_of(timezone), now)
                if asked is not None:
                    yield _Due(
                        id=expectation_id(watch, destination.name, timezone),
                        watch=watch,
                        watchlist=watchlist,
                        destination=destination,
                        timezone=timezone,
                        asked=asked,
                    )

    async def _ask(self, due: _Due, now: datetime) -> None:
        quiet = Rules.of(self._catalogue().settings).quiet_hours_at(due.destination)
        urgent = manner_of(due.watch, due.watchlist).severity == "high"
        if not urgent and quiet_until(quiet, due.timezone, now) is not None:
            return
        unread = await self._behind(due)
        late = [each for each in unread if not each.state.failures]
        if late:
            if now - max(due.asked.by, self._started) < PATIENCE:
                return
            await self._read_now([each for each in late if (each.state.not_before or now) <= now])
            unread = await self._behind(due)
        found = await self._seen(due)
        if found.came:
            await self._settle(due, now, tell=None)
            return
        name = self._catalogue().source_name
        await self._settle(
            due,
            now,
            tell=Absence(
                watch=due.watch,
                watchlist=due.watchlist.name,
                since=due.asked.since,
                by=due.asked.by,
                last=found.last,
                unread=[name(each.feed, each.state.title) for each in unread],
                now=now,
                timezone=due.timezone,
            ),
        )

    async def _settle(self, due: _Due, now: datetime, *, tell: Absence | None) -> None:
        told = []
        if tell is not None:
            names = (due.watch.name, due.watch.id)
            mute = muted_name(names, due.destination, await self._store.mutes(now))
            if mute is None:
                manner = manner_of(due.watch, due.watchlist)
                told.append(absence_delivery(tell, due.destination, manner))
            else:
                log.info("%s did not come, and is muted until %s", due.watch.name, mute.until)
        await self._store.settle_expectation(due.id, due.asked.by, told)
        self._settled[due.id] = due.asked.by
        if told:
            self._enqueued(due.destination.name)

    async def _read_now(self, feeds: Sequence[FeedStatus]) -> None:
        """A few at a time: one that answers slowly doesn't keep the others waiting."""
        room = asyncio.Semaphore(_AT_ONCE)

        async def read(feed: FeedStatus) -> None:
            async with room:
                await self._read(feed.feed.id)

        await asyncio.gather(*map(read, feeds))

    async def _behind(self, due: _Due) -> list[FeedStatus]:
        """Feeds the watchlist listens to that were not read since the deadline."""
        catalogue = self._catalogue()
        covered = [
            feed.id
            for feed in catalogue.feeds.values()
            if not feed.paused and catalogue.covers(due.watchlist, feed)
        ]
        statuses = await self._store.statuses(covered)
        return [
            each
            for each in statuses.values()
            if not each.state.retired
            and (each.state.last_ok is None or each.state.last_ok < due.asked.by)
        ]

    async def _seen(self, due: _Due) -> Seen:
        asked = due.asked
        since = asked.since - max(HISTORY, 3 * (asked.by - asked.since))
        readings: list[Reading] = []
        wanted = metrics_asked(due.watch)
        for metric in wanted if wanted else [None]:
            readings += await self._store.readings_about([], metric, since=since, limit=_READINGS)
        names = names_by_name(self._catalogue().figure_watches)
        aliases = names.get(due.watch.subject.casefold(), ())
        return seen(due.watch, readings, asked.since, aliases)
