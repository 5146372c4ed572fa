"""Outlets whose reports a test writes, the real pipeline behind them, and a desk to ask."""

from __future__ import annotations

from datetime import timedelta

from bot.card import Card, from_json
from bot.feeds.identity import canonical_url, content_hash, identity_keys
from bot.feeds.poll import FeedReader, Polled
from bot.model import DeliveryStatus, Entry, FeedState, Item
from bot.pipeline import Pipeline
from bot.ports import FeedStatus
from tests.support.bench import Bench, feed


class _Scripted(FeedReader):
    def __init__(self) -> None:
        self.brings: list[Polled] = []

    async def poll(self, feed_id: str, status: FeedStatus | None = None) -> Polled | None:
        del feed_id, status
        return self.brings.pop(0)


class StoryRoom:
    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self._reader = _Scripted()
        self.pipeline = Pipeline(
            store=bench.store,
            reader=self._reader,
            catalogue=lambda: bench.catalogue,
            clock=lambda: bench.now,
            enqueued=lambda _: None,
        )
        self._numbers = 0

    async def report(
        self,
        title: str,
        content: str = "",
        *,
        by: str = "Ledger",
        after: float = 5,
        late: float = 1,
    ) -> Item:
        """One more report, ``after`` so many minutes, seen ``late`` minutes after it was
        published. Outlets begin to exist when they report."""
        bench = self.bench
        bench.now += timedelta(minutes=after)
        outlet = feed(f"https://{by.lower().replace(' ', '')}.example/feed", by)
        if outlet.id not in {each.id for each in bench.feeds}:
            bench.feeds.append(outlet)
            await bench.changed()
        self._numbers += 1
        url = f"https://{by.lower().replace(' ', '')}.example/{self._numbers}"
        item = Item(
            id=f"i{self._numbers}",
            feed_id=outlet.id,
            title=title,
            content=content,
            url=url,
            canonical_url=canonical_url(url),
            content_hash=content_hash(title, content),
            published=bench.now - timedelta(minutes=late),
            seen=bench.now,
            source=by,
            keys=identity_keys(Entry(url=url, title=title)),
        )
        state = FeedState(feed_id=outlet.id, baseline=True, last_poll=bench.now)
        self._reader.brings.append(Polled(feed=outlet, state=state, new=(item,)))
        await self.pipeline.poll(outlet.id)
        return item

    async def sent(self) -> list[Card]:
        """What is to be sent since the last time asked, in its order."""
        cards = []
        for delivery in await self.bench.store.unsettled([DeliveryStatus.PENDING]):
            await self.bench.store.settle(delivery.id, DeliveryStatus.SENT)
            cards.append(from_json(delivery.card))
        return cards
