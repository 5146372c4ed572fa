"""A newsroom of two outlets whose pages a test writes and edits, read by the real feed reader into
a real database, by a clock of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from xml.sax.saxutils import escape

from bot.card import from_json
from bot.catalogue import Catalogue
from bot.feeds.formats import ParsedFeed, parse
from bot.feeds.poll import FeedReader
from bot.feeds.retrieve import Retrieved
from bot.figures import parse_condition, points
from bot.model import DeliveryStatus, Feed, PollSettings, Reading, Settings, Watch, Watchlist
from bot.pipeline import Pipeline
from bot.storage import Database, open_store

START = datetime(2026, 7, 14, 9, tzinfo=UTC)
"""A Tuesday; last week was week 28."""
FEEDS = (
    Feed(id="f1", url="https://ledger.example/feed", name="ledger"),
    Feed(id="f2", url="https://ledger.example/china", name="ledger"),
    Feed(id="f3", url="https://wire.example/feed", name="wire"),
)
TESLA = Watch(id="w1", name="Tesla", kind="company")
REGISTRATIONS = Watch(
    id="w2", name="weekly registrations", kind="figure", subject="Tesla",
    metric=("registrations",), condition=parse_condition("> 3,500"),
)  # fmt: skip
SAID = "Tesla recorded {} insurance registrations in China last week, data showed on Tuesday."


@dataclass
class Entry:
    title: str
    text: str
    number: int
    published: datetime


@dataclass
class Newsroom:
    """Two feeds of one outlet and one of another, whose entries the test edits, and a clock that
    it moves."""

    url: str
    store: Database
    watches: tuple[Watch, ...]
    now: datetime = START
    entries: dict[str, list[Entry]] = field(default_factory=lambda: {f.url: [] for f in FEEDS})
    articles: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.pipeline = self._pipeline()

    def _pipeline(self) -> Pipeline:
        lists = [Watchlist(id="l1", name="EV", watches=self.watches)]
        catalogue = Catalogue.build(Settings(), FEEDS, lists)
        reader = FeedReader(
            self.store, self, self, lambda: self.now, PollSettings(), full_text=self.article
        )
        return Pipeline(
            store=self.store, reader=reader, catalogue=lambda: catalogue,
            clock=lambda: self.now, enqueued=lambda _: None,
        )  # fmt: skip

    async def restart(self) -> None:
        await self.store.close()
        self.store = await open_store(self.url)
        self.pipeline = self._pipeline()

    async def retrieve(
        self, url: str, *, etag: str = "", last_modified: str = "", accept: str = ""
    ) -> Retrieved:
        site = url.removeprefix("https://").partition(".")[0]
        items = "".join(
            f"<item><title>{escape(e.title)}</title><description>{escape(e.text)}</description>"
            f"<guid>{site}-{e.number}</guid><link>https://{site}.example/{e.number}</link>"
            f"<pubDate>{format_datetime(e.published)}</pubDate></item>"
            for e in self.entries[url]
        )
        text = f'<rss version="2.0"><channel><title>{site}</title>{items}</channel></rss>'
        return Retrieved(status=200, url=url, body=text.encode(), content_type="text/xml")

    async def parse(
        self,
        body: bytes,
        content_type: str,
        url: str,
        *,
        seen_fragments: frozenset[str] = frozenset(),
    ) -> ParsedFeed:
        return parse(body, content_type, url, seen_fragments=seen_fragments)

    async def article(self, url: str) -> str:
        return self.articles[url]

    def publish(self, title: str, text: str, *, feed: int = 0, number: int = 0) -> Entry:
        there = self.entries[FEEDS[feed].url]
        made = Entry(title, text, number or len(there) + 1, self.now)
        there.insert(0, made)
        return made

    async def polled(self, *, feed: int = 0) -> list[str]:
        """What is sent because of the next poll, ten minutes later: title and text."""
        self.now += timedelta(minutes=10)
        await self.pipeline.poll(FEEDS[feed].id)
        said = []
        for delivery in await self.store.unsettled([DeliveryStatus.PENDING]):
            await self.store.settle(delivery.id, DeliveryStatus.SENT)
            card = from_json(delivery.card)
            said.append(f"{delivery.kind} {card.title} {card.fallback}".replace("\n", " "))
        return said

    async def readings(self) -> list[Reading]:
        return await self.store.readings_about(["Tesla"], "registrations")

    async def value(self) -> Mapping[float, float | None]:
        """The value in force of each point → what it was before."""
        found = points(await self.readings())
        return {p.reading.value: p.replaced.value if p.replaced else None for p in found}
