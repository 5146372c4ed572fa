"""Feeds that fail: whom that is told, once, and when they are tried again."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable
from datetime import timedelta

from bot.alerts.card import notice_card
from bot.card import Card
from bot.catalogue import Catalogue
from bot.feeds import polling
from bot.feeds.poll import Polled
from bot.model import PollSettings
from bot.ports import Clock, Store
from bot.text import count_of

LONG = timedelta(hours=1)
"""For which a feed may fail before its owners hear of it."""


class Failing:
    def __init__(
        self,
        *,
        store: Store,
        catalogue: Callable[[], Catalogue],
        clock: Clock,
        tell: Callable[[Card, str], Awaitable[None]],
    ) -> None:
        """``tell`` shows a card to the owners, once for each occasion."""
        self._store = store
        self._catalogue = catalogue
        self._clock = clock
        self._tell = tell

    async def told(self, polled: Polled) -> None:
        """Once for each time: that a feed is gone, or has failed for long, and why."""
        state, now = polled.state, self._clock()
        since = state.failing_since or now
        if not state.retired and now - since < LONG:
            return
        feeds = [each for each in await self._store.feeds() if not each.feed.paused]
        failing = sum(bool(each.state.failures) for each in feeds)
        name = self._catalogue().source_name(polled.feed, state.title)
        if not state.retired and len(feeds) > 1 and failing * 2 > len(feeds):
            title = f"{failing} of {count_of(len(feeds), 'feed')} can't be read"
            occasion = f"many failing {now:%Y-%m-%d}"
        elif state.retired:
            title = f"{name} is gone for good and no longer polled"
            occasion = f"{polled.feed.id} gone"
        else:
            title = f"{name} has not been read for {count_of(int((now - since) / LONG), 'hour')}"
            occasion = f"{polled.feed.id} {since.isoformat()}"
        await self._tell(notice_card(title, what=state.error), occasion)

    async def try_again(self) -> None:
        """Somebody may just have mended what kept a feed from being read."""
        hastened = (
            polling.hastened(status.state, self._clock(), random.random)
            for status in await self._store.feeds()
        )
        await self._store.save_states([state for state in hastened if state is not None])

    async def correct_due_times(self, settings: PollSettings) -> None:
        """Feeds that a step of the clock left waiting for hours are polled when they should."""
        for status in await self._store.feeds():
            state = polling.corrected(status.feed, status.state, self._clock(), settings)
            if state is not None:
                await self._store.save_state(state)
