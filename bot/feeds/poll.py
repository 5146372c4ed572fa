"""One poll of one feed, from its address to the items that are new.

Retrieve → unchanged? → parse in the worker → who is new → (full text) → the next state. Nothing
is saved here: the caller stores items and state in one transaction, so that a crash in between
makes the same poll find the same news again.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import random as randomness
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

from bot.errors import FeedError, FormatError, TidingsError
from bot.feeds import article, identity, polling
from bot.feeds.formats.parsed import ParsedFeed
from bot.feeds.identity import Rekeyed
from bot.feeds.polling import Changed, Failed, Random, Unchanged
from bot.feeds.retrieve import Retrieved
from bot.feeds.template import LATEST
from bot.model import Entry, Feed, FeedState, Item, PollSettings
from bot.ports import Clock, FeedStatus
from bot.text import count_of

log = logging.getLogger(__name__)

GAP = timedelta(hours=12)
"""A feed that wasn't read for so long (it failed, it was paused, we were down) and longer than it
ever rests brings what was missed, not what has just happened."""
LATE_MANY = 5
"""So many new items of a feed that was empty when it was first seen are told in a digest."""
LARGE = 200
"""Entries from which telling the new ones apart would hold up other polls: done in a thread."""
TEASER = 600
"""Characters below which an entry's text counts as a teaser of its article."""
TEASER_ENDS = ("…", "...", "[…]", "[...]", "→", "»", "read more", "continue reading", "阅读全文")
ARTICLES_AT_ONCE = 4
ARTICLES_A_POLL = 20
ARTICLES_TIME = timedelta(seconds=60)
"""For all articles of one poll; items whose article is not there by then keep their teaser."""


class KnownItems(Protocol):
    """What a poll asks the store; a part of ``FeedStore`` and ``ItemStore``."""

    async def feed(self, feed_id: str) -> FeedStatus | None: ...

    async def known_keys(self, feed_id: str, keys: Sequence[str]) -> Mapping[str, str]: ...

    async def known_titles(
        self, feed_id: str, titles: Sequence[str]
    ) -> Mapping[str, datetime | None]: ...

    async def latest_titles(self, feed_id: str, limit: int) -> Sequence[str]: ...


class Retrieves(Protocol):
    async def retrieve(self, url: str, *, etag: str = "", last_modified: str = "") -> Retrieved: ...


class Parses(Protocol):
    async def parse(
        self,
        body: bytes,
        content_type: str,
        url: str,
        *,
        seen_fragments: frozenset[str] = frozenset(),
    ) -> ParsedFeed: ...


FullText = Callable[[str], Awaitable[str]]
"""The article at an address as plain text; raises a TidingsError."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Edited:
    """A known item whose text may have been edited by its outlet."""

    item_id: str
    """Of the item as it was first stored."""
    item: Item
    """As the feed gives it now; its keys are those of the text."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Polled:
    """What a poll brought; to be stored whole or not at all."""

    feed: Feed
    state: FeedState
    """The feed's next state, a failure's included."""
    new: tuple[Item, ...] = ()
    """Oldest first, as far as the body's order tells."""
    baseline: tuple[Item, ...] = ()
    """To store silently: a first sight, a republished archive."""
    rekeyed: tuple[Rekeyed, ...] = ()
    """Known items that came back under further keys: ``add_keys(item_id, feed.id, keys)``."""
    edited: tuple[Edited, ...] = ()
    flood: bool = False
    """So much is new at once that it belongs into a digest."""
    gap: timedelta | None = None
    """For how long the feed wasn't read before, where that is a gap."""
    note: str = ""
    """What was unusual, in words."""

    @property
    def failed(self) -> bool:
        return bool(self.state.error)

    @property
    def bare(self) -> bool:
        """Nothing but a state: losing it would cost one more poll and nothing else, so such
        states may be saved late and many at a time."""
        brought = self.new or self.baseline or self.rekeyed or self.edited
        return not (brought or self.state.retired)


@dataclass(frozen=True, kw_only=True, slots=True)
class _News:
    """What a parsed body holds for us."""

    sorted: identity.Sorted
    new: tuple[Item, ...]
    silent: tuple[Item, ...]
    edited: tuple[Edited, ...]
    flood: bool
    gap: timedelta | None


class FeedReader:
    """Polls feeds. Any number of polls may be under way, but one at a time for each feed."""

    def __init__(
        self,
        store: KnownItems,
        retriever: article.Pages,
        parser: Parses,
        clock: Clock,
        settings: PollSettings,
        *,
        random: Random = randomness.random,
        full_text: FullText | None = None,
    ) -> None:
        self._store = store
        self._retriever = retriever
        self._parser = parser
        self._clock = clock
        self._settings = settings
        self._random = random
        self._full_text = full_text or partial(article.full_text, retriever=retriever)

    async def poll(self, feed_id: str, status: FeedStatus | None = None) -> Polled | None:
        """``None`` when the feed is no longer configured. Never raises a FeedError: a failure
        is a state that names it. Raises :class:`~bot.errors.StorageError`.

        ``status``: as stored now, when the caller has read it already, many at a time.
        """
        status = status or await self._store.feed(feed_id)
        if status is None:
            return None
        feed, state = status.feed, status.state
        if feed.paused:
            return self._resting(feed, state, "paused")
        if state.retired:
            return self._resting(feed, state, "retired: it said it is gone for good")
        asked = polling.address(feed, state)
        try:
            asked, answer = await self._fetch(feed, state, asked)
            body_hash = "" if answer.not_modified else _hash(answer.body)
            if answer.not_modified or body_hash == state.body_hash:
                return self._done(feed, state, Unchanged(answer=answer, polled=asked))
            parsed = await self._parse(answer, state)
        except FeedError as error:
            return self._done(feed, state, Failed(error=error, polled=asked), note=str(error))
        return await self._changed(feed, state, asked, answer, parsed, body_hash)

    # ── the steps ────────────────────────────────────────────────────────────────────────

    async def _fetch(self, feed: Feed, state: FeedState, asked: str) -> tuple[str, Retrieved]:
        """(the address that answered, its answer). Validators go only to the address they came
        from; a look at the original of a moved feed may fail without harm."""
        usual = state.url or feed.url
        if asked != usual:
            try:
                return asked, await self._retriever.retrieve(asked)
            except FeedError:
                if state.failures:
                    raise
        answer = await self._retriever.retrieve(
            usual, etag=state.etag, last_modified=state.last_modified
        )
        return usual, answer

    async def _parse(self, answer: Retrieved, state: FeedState) -> ParsedFeed:
        seen = state.fragment_hashes if state.baseline else frozenset()
        try:
            return await self._parser.parse(
                answer.body, answer.content_type, answer.url, seen_fragments=seen
            )
        except FeedError:
            raise
        except Exception as error:
            # A body from a stranger made the parser fall over: a bug of ours, worth a trace in
            # the log, but one feed's trouble and nobody else's.
            log.exception("the parser failed on %s", answer.url)
            raise FormatError(
                f"reading it failed unexpectedly ({type(error).__name__})", hint="see the log"
            ) from error

    async def _changed(
        self,
        feed: Feed,
        state: FeedState,
        asked: str,
        answer: Retrieved,
        parsed: ParsedFeed,
        body_hash: str,
    ) -> Polled:
        news = await self._news(feed, state, parsed)
        new, trouble = await self._with_articles(feed, news.new)
        # What was read was the article: its teaser alone would lack most of it.
        again, _ = await self._with_articles(feed, tuple(each.item for each in news.edited))
        edited = [replace(was, item=item) for was, item in zip(news.edited, again, strict=True)]
        outcome = Changed(
            answer=answer,
            polled=asked,
            body_hash=body_hash,
            fragment_hashes=parsed.fragment_hashes,
            title=parsed.title,
            site_url=parsed.site_url,
            hub=parsed.hub,
            ttl=parsed.ttl,
            skip_hours=parsed.skip_hours,
            skip_days=parsed.skip_days,
            new_items=0 if news.flood or not state.baseline else len(new),
            dates=_dates(parsed.entries) if not state.baseline else (),
        )
        notes = [*news.sorted.notes, *trouble, *parsed.warnings]
        if parsed.moved_to:
            notes.append(f"the feed says it has moved to {parsed.moved_to}")
        return replace(
            self._done(feed, state, outcome, note="; ".join(notes)),
            new=new,
            baseline=news.silent,
            rekeyed=news.sorted.rekeyed,
            edited=tuple(edited),
            flood=news.flood,
            gap=news.gap,
        )

    async def _news(self, feed: Feed, state: FeedState, parsed: ParsedFeed) -> _News:
        keys: Mapping[str, str] = {}
        titles: Mapping[str, datetime | None] = {}
        latest: Sequence[str] = ()
        large = len(parsed.entries) > LARGE
        if state.baseline:  # of a feed never read before nothing is known
            look_up = partial(identity.lookups, parsed.entries)
            some_keys, some_titles = await asyncio.to_thread(look_up) if large else look_up()
            keys = await self._store.known_keys(feed.id, some_keys) if some_keys else {}
            titles = await self._store.known_titles(feed.id, some_titles) if some_titles else {}
            if identity.looks_renewed(parsed.entries, keys, titles):
                latest = await self._store.latest_titles(feed.id, LATEST)
        judge = partial(_judge, feed, state, parsed, keys, titles, latest, self._clock())
        # With another frame looked for, a twentieth of a second, however few the entries are.
        return await asyncio.to_thread(judge) if large or latest else judge()

    async def _with_articles(
        self, feed: Feed, items: tuple[Item, ...]
    ) -> tuple[tuple[Item, ...], list[str]]:
        """The items, teasers replaced by their articles where that works, and what didn't."""
        if not feed.full_text or not items:
            return items, []
        wanted = [item for item in items if item.url and is_teaser(item.content)]
        gate = asyncio.Semaphore(ARTICLES_AT_ONCE)
        tasks = {
            item.id: asyncio.create_task(self._article(item.url, gate))
            for item in wanted[-ARTICLES_A_POLL:]
        }
        try:
            if tasks:
                await asyncio.wait(tasks.values(), timeout=ARTICLES_TIME.total_seconds())
        finally:
            for task in tasks.values():
                task.cancel()
            await asyncio.gather(*tasks.values(), return_exceptions=True)
        articles: dict[str, str] = {}
        trouble = dict.fromkeys((item.id for item in wanted), "no time left")
        for item_id, task in tasks.items():
            if task.cancelled():
                continue
            articles[item_id], trouble[item_id] = task.result()
        fuller = tuple(_fuller(item, articles.get(item.id, "")) for item in items)
        causes = [cause for cause in trouble.values() if cause]
        if not causes:
            return fuller, []
        count = count_of(len(causes), "article")
        return fuller, [f"{count} could not be read, the teaser is kept: {causes[0]}"]

    async def _article(self, url: str, gate: asyncio.Semaphore) -> tuple[str, str]:
        """(text, why there is none): an article never costs its item."""
        async with gate:
            try:
                return await self._full_text(url), ""
            except TidingsError as error:
                return "", str(error)

    def _done(
        self, feed: Feed, state: FeedState, outcome: polling.Outcome, note: str = ""
    ) -> Polled:
        now = self._clock()
        after = polling.next_state(feed, state, outcome, now, self._settings, self._random)
        return Polled(feed=feed, state=after, note=note)

    def _resting(self, feed: Feed, state: FeedState, note: str) -> Polled:
        due = self._clock() + self._settings.most
        return Polled(feed=feed, state=replace(state, next_poll=due), note=note)


def is_teaser(content: str) -> bool:
    """Whether an entry's text is short, or says itself that it goes on elsewhere."""
    end = content[-60:].rstrip().lower()
    return len(content) < TEASER or end.endswith(TEASER_ENDS)


def _fuller(item: Item, article: str) -> Item:
    if len(article) <= len(item.content):
        return item
    return replace(item, content=article, content_hash=identity.content_hash(item.title, article))


def _judge(
    feed: Feed,
    state: FeedState,
    parsed: ParsedFeed,
    known_keys: Mapping[str, str],
    known_titles: Mapping[str, datetime | None],
    latest_titles: Sequence[str],
    now: datetime,
) -> _News:
    source = identity.source_from(feed, parsed.title or state.title)
    found = identity.sort_new(
        parsed.entries,
        known_keys=known_keys,
        known_titles=known_titles,
        latest_titles=latest_titles,
        first=not state.baseline,
        backfill=feed.backfill,
        total=parsed.total,
        site_url=parsed.site_url,
    )

    gap = _gap(feed, state, now)

    def item(each: identity.Keyed) -> Item:
        return identity.to_item(feed, each.entry, source=source, now=now, keys=each.keys)

    return _News(
        sorted=found,
        new=tuple(item(each) for each in reversed(found.new)),
        silent=tuple(item(each) for each in found.silent),
        edited=tuple(
            Edited(item_id=each.item_id, item=item(identity.of_text(each.entry)))
            for each in reversed(found.edited)
            # A page of its own is only read again when its teaser is surely another.
            if not feed.full_text or any(key.startswith("t:") for key in each.keys)
        ),
        # How much a gap leaves says nothing; an archive that came again in it is a flood as ever.
        flood=(found.flood and (gap is None or found.republished))
        or _was_empty(state, len(found.new)),
        gap=gap,
    )


def _gap(feed: Feed, state: FeedState, now: datetime) -> timedelta | None:
    if not state.baseline or state.last_ok is None:
        return None
    passed = now - state.last_ok
    usual = max(feed.every or timedelta(0), state.interval or timedelta(0))
    return passed if passed > max(GAP, 2 * usual) else None


def _was_empty(state: FeedState, new: int) -> bool:
    """Whether a feed that was empty when it was first seen brings its archive now."""
    known = state.baseline and state.last_ok is not None
    return known and new >= LATE_MANY and state.last_new is None and not state.fragment_hashes


def _dates(entries: Sequence[Entry]) -> tuple[datetime, ...]:
    claimed = (entry.published or entry.updated for entry in entries)
    return tuple(date for date in claimed if date is not None)


def _hash(body: bytes) -> str:
    return hashlib.blake2b(body, digest_size=16).hexdigest()
