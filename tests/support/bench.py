"""A desk with a real database behind it: what integration tests of commands talk to."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.card import Card
from bot.catalogue import Catalogue
from bot.commands import Context, Desk
from bot.errors import DiscoveryError, Problem
from bot.feeds.discovery import Found
from bot.feeds.identity import canonical_url, content_hash, feed_id, identity_keys
from bot.figures import Report, extract
from bot.model import (
    Alert,
    Decision,
    Entry,
    Feed,
    FeedState,
    Item,
    Origin,
    Relation,
    Request,
    Settings,
    Source,
    StoryChange,
    User,
    Verdict,
    Watchlist,
    make_id,
)
from bot.ports import Ingest, Store
from bot.storage import open_store
from tests.support.stores import sqlite_file

START = datetime(2026, 7, 14, 9, 30, tzinfo=UTC)


def feed(url: str, name: str = "", tags: tuple[str, ...] = ()) -> Feed:
    """A feed of the configuration files."""
    return Feed(
        id=feed_id(url),
        url=url,
        name=name,
        tags=tags,
        origin=Origin(kind="file", where="config/feeds.yaml:3"),
    )


class Bench:
    def __init__(self, store: Store, settings: Settings) -> None:
        self.store = store
        self.settings = settings
        self.now = START
        self.feeds: list[Feed] = []
        self.files: list[Watchlist] = []
        """What the configuration files hold."""
        self.problems: list[Problem] = []
        self.sites: dict[str, list[Found]] = {}
        """What discovery finds, by address."""
        self.polled: list[str] = []
        self.poll_error = ""
        self.released = 0
        """How often due digests were asked for."""
        self.catalogue = Catalogue.build(settings, [], [])
        self.context = Context(
            store=store,
            catalogue=lambda: self.catalogue,
            changed=self.changed,
            clock=lambda: self.now,
            discover=self._discover,
            poll_now=self._poll,
            release_now=self._release,
            problems=lambda: self.problems,
            started=START - timedelta(hours=3),
        )
        self.desk = Desk(self.context)

    async def changed(self) -> None:
        feeds = {each.id: each for each in [*await self.store.chat_feeds(), *self.feeds]}
        self.catalogue = Catalogue.build(
            self.settings,
            feeds.values(),
            [*self.files, *await self.store.watchlists()],
            follows=await self.store.follows(),
            arrangements=await self.store.arrangements(),
            previous=self.catalogue,
        )
        await self.store.sync_feeds(list(feeds.values()), self.now)

    async def _release(self) -> None:
        self.released += 1

    async def say(self, text: str, **request: object) -> Card:
        """The card for a line typed at the console, or as ``request`` says."""
        return await self.desk.answer(self.request(text, **request))

    def request(self, text: str, **changes: object) -> Request:
        console = Request(
            text=text,
            user=User(id="console:me", name="me"),
            platform="console",
            scope="console",
            at=self.now,
        )
        return replace(console, **changes)  # type: ignore[arg-type] # whatever the test says

    async def press(self, card: Card, label: str, **request: object) -> Card:
        """Press the button whose label starts so."""
        command = next(each.command for each in card.actions if each.label.startswith(label))
        return await self.say(command, **request)

    async def news(
        self,
        title: str,
        content: str = "",
        *,
        of: Feed | None = None,
        ago: timedelta = timedelta(hours=1),
        published: timedelta | None = None,
        story: str = "",
        thread: str = "",
        relation: Relation = Relation.NEW,
        url: str = "",
        baseline: bool = False,
        told: Sequence[str] = (),
    ) -> Item:
        """Store an item with its mentions, figures and story, as the pipeline would; ``told``:
        destinations that got an alert; ``ago`` it was seen, ``published`` ago published."""
        seen, chosen = self.now - ago, of or self.feeds[0]
        url = url or f"https://{make_id('h', title)}.example/{make_id('p', title)}"
        entry = Entry(url=url, title=title, content=content)
        item = Item(
            id=make_id("i", chosen.id, url),
            feed_id=chosen.id,
            url=url,
            canonical_url=canonical_url(url),
            title=title,
            content=content,
            published=seen - timedelta(minutes=5) if published is None else self.now - published,
            seen=seen,
            content_hash=content_hash(title, content),
            keys=identity_keys(entry),
            source=chosen.name,
        )
        mentions = self.catalogue.matcher.match(title, content)
        names = self.catalogue.names
        figures = extract(title, content, published=item.published, mentions=mentions, names=names)
        story_id = make_id("s", story or title)
        change = StoryChange(
            story_id=story_id,
            thread_id=thread or story_id,
            relation=relation,
            why="nothing like it before",
        )
        readings = [Report.of(item, change).reading(each) for each in figures]
        alerts = [self._alert(item, story_id, each) for each in told]
        await self.store.ingest(
            [
                Ingest(
                    item=item,
                    mentions=tuple(mentions),
                    figures=tuple(figures),
                    readings=tuple(each for each in readings if each),
                    story=None if baseline else change,
                    source=None if baseline else _source(item, relation),
                    decisions=tuple(_decision(each) for each in alerts),
                    alerts=tuple(alerts),
                )
            ]
        )
        return item

    def _alert(self, item: Item, story_id: str, destination: str) -> Alert:
        mentions = self.catalogue.matcher.match(item.title, item.content)
        return Alert(
            id=make_id("a", story_id, destination),
            story_id=story_id,
            destination=destination,
            item_id=item.id,
            watch_ids=tuple(dict.fromkeys(each.watch_id for each in mentions)),
            why="a new story",
            created=item.seen + timedelta(seconds=2),
        )

    async def _discover(self, url: str) -> Sequence[Found]:
        if url not in self.sites:
            raise DiscoveryError(f"no feed was found at {url}", hint="give the feed's own address")
        return self.sites[url]

    async def _poll(self, feed: str) -> object:
        self.polled.append(feed)
        state = FeedState(
            feed_id=feed,
            last_poll=self.now,
            last_ok=None if self.poll_error else self.now,
            baseline=not self.poll_error,
            error=self.poll_error,
            failures=1 if self.poll_error else 0,
        )
        await self.store.save_state(state)
        return None


def _source(item: Item, relation: Relation) -> Source:
    return Source(
        item_id=item.id,
        source=item.source,
        url=item.url,
        title=item.title,
        published=item.published,
        seen=item.seen,
        relation=relation,
    )


def _decision(alert: Alert) -> Decision:
    return Decision(
        destination=alert.destination,
        verdict=Verdict.POST,
        why=alert.why,
        watch_ids=alert.watch_ids,
    )


@asynccontextmanager
async def open_bench(
    folder: Path, settings: Settings, prepare: Callable[[Bench], None]
) -> AsyncIterator[Bench]:
    store = await open_store(sqlite_file(folder / "tidings.db"))
    try:
        bench = Bench(store, settings)
        prepare(bench)
        await bench.changed()
        yield bench
    finally:
        await store.close()
