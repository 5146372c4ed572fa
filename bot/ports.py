"""The seams: small Protocols between deciding code and the edge.

Implementations are handed in by ``bot.app``; nothing here is ever subclassed for behaviour.
Store methods raise :class:`~bot.errors.StorageError`; each is one transaction unless it says
otherwise.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from bot.card import Card
from bot.finding import Finding
from bot.model import (
    Alert,
    AlertStatus,
    Arrangement,
    Decision,
    Delivery,
    DeliveryStatus,
    Destination,
    Edit,
    Feed,
    FeedState,
    Figure,
    Follow,
    Item,
    Mark,
    Mention,
    Mute,
    Reading,
    Receipt,
    Request,
    Source,
    Story,
    StoryChange,
    Watchlist,
)

Clock = Callable[[], datetime]
"""Now, in UTC. The only way deciding code learns the time."""

# ── chat ─────────────────────────────────────────────────────────────────────────────────

Answer = Callable[[Request], Awaitable[Card]]
"""What a platform calls with a command; never raises a TidingsError."""

Complete = Callable[[Request, str, str], Awaitable[Sequence[str]]]
"""Choices for one parameter: (request, ``command.parameter``, typed so far) → from memory."""


EVERY_ADDRESS = "*"
"""What :meth:`Platform.take_mended` says when something was mended for all of them."""


class Platform(Protocol):
    """One chat system. Everything platform-specific lives behind these few calls."""

    name: str

    @property
    def trouble(self) -> str:
        """What keeps it from working just now, with the mend, in words; empty: nothing does."""

    def take_mended(self) -> Collection[str]:
        """Addresses where somebody did what may mend a refusal (an invitation, a permission),
        each told once; :data:`EVERY_ADDRESS` among them: all. It is no more than a hint that it
        is worth trying again at once."""

    async def connect(self, answer: Answer, complete: Complete) -> None:
        """Start listening for commands; returns once connected, or soon all the same: what the
        network or a refused token does is never raised, but told by :attr:`trouble` while it
        goes on trying."""

    async def post(
        self, address: str, card: Card, *, key: str, thread: Receipt | None = None
    ) -> Receipt:
        """Send a message (in a thread when given). ``key`` travels inside the message.

        Raises :class:`~bot.errors.DeliveryError`.
        """

    async def update(self, receipt: Receipt, card: Card) -> Receipt:
        """Replace a posted message. Raises :class:`~bot.errors.DeliveryError`."""

    async def find(
        self, address: str, key: str, since: datetime, *, thread: Receipt | None = None
    ) -> Receipt | None:
        """The message that carries ``key``, if the platform has it: after a crash. ``thread``:
        of the message it would answer. Raises :class:`~bot.errors.DeliveryError`."""

    async def examine(self, destinations: Sequence[Destination]) -> Sequence[Finding]:
        """For ``tidings doctor``, without being connected: the token, what it may do, and each
        of these places, with the exact mend. Asks the platform, posts nothing."""

    async def close(self) -> None: ...


class Terminal(Platform, Protocol):
    """The platform of the process's own terminal, at which one person may sit."""

    ended: asyncio.Event
    """Set when that person has left, or when nobody can type."""

    @property
    def interactive(self) -> bool: ...


# ── feeds ────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, kw_only=True, slots=True)
class FeedStatus:
    """A feed with what polling knows of it, for lists, status and health."""

    feed: Feed
    state: FeedState
    claimed: bool = False
    """Somebody is polling it, or is about to: ``next_poll`` is when others may take it over."""


class FeedStore(Protocol):
    async def sync_feeds(self, feeds: Sequence[Feed], now: datetime) -> None:
        """Make these the configured feeds: unknown ones are added and due now, missing ones
        forgotten by the scheduler (their items and state stay). Idempotent."""

    async def claim_due(self, now: datetime, *, limit: int, lease: timedelta) -> list[str]:
        """Ids of feeds due at ``now``, oldest first, their ``next_poll`` advanced by ``lease``
        in the same transaction so that no other node takes them."""

    async def release_leases(self) -> int:
        """Claims of a process that is gone are void: its feeds are due when they were; how
        many. For the one process that polls, at its start."""

    async def feed(self, feed_id: str) -> FeedStatus | None: ...

    async def feeds(self) -> list[FeedStatus]:
        """All configured feeds, by name."""

    async def statuses(self, feed_ids: Sequence[str]) -> Mapping[str, FeedStatus]:
        """By id, many at a time; unknown ids are left out."""

    async def save_state(self, state: FeedState) -> None: ...

    async def save_states(self, states: Sequence[FeedState]) -> None:
        """Many at a time, in one transaction."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Findings:
    """What was found in one stored item."""

    watch_ids: tuple[str, ...] = ()
    """Watches mentioned in it, each once."""
    figures: tuple[Figure, ...] = ()


class ItemStore(Protocol):
    async def known_keys(self, feed_id: str, keys: Sequence[str]) -> Mapping[str, str]:
        """Which of these identity keys the feed already has → the item's id."""

    async def known_titles(
        self, feed_id: str, titles: Sequence[str]
    ) -> Mapping[str, datetime | None]:
        """Which of these squeezed, lower-case titles the feed already has → when seen."""

    async def latest_titles(self, feed_id: str, limit: int) -> list[str]:
        """The feed's newest titles as stored."""

    async def add_keys(self, item_id: str, feed_id: str, keys: Sequence[str]) -> None:
        """More keys for a known item (a regenerated GUID of an old entry)."""

    async def ingest(self, records: Sequence[Ingest], state: FeedState | None = None) -> None:
        """Store items with everything that follows from them, and the feed's new state, in
        ONE transaction. An item whose id exists already is skipped with all its rows."""

    async def item(self, item_id: str) -> Item | None: ...

    async def items(self, item_ids: Sequence[str]) -> Mapping[str, Item]:
        """By id, many at a time; unknown ids are left out."""

    def items_since(
        self, since: datetime, *, limit: int = 100_000
    ) -> AsyncIterator[Sequence[Item]]:
        """Stored items seen at or after ``since``, oldest first, in batches."""

    async def search(
        self, query: str, *, since: datetime | None = None, limit: int = 20
    ) -> list[Item]:
        """Full text, every term required, Chinese substrings included; newest first."""

    async def mentions(self, item_id: str) -> list[Mention]: ...

    async def figures(self, item_id: str) -> list[Figure]: ...

    async def findings(self, item_ids: Sequence[str]) -> Mapping[str, Findings]:
        """What was found in these items, many at a time; those without anything are left out."""

    async def items_of_watch(
        self, watch_id: str, *, since: datetime | None = None, limit: int = 20
    ) -> list[Item]:
        """Newest first."""


class ReadingStore(Protocol):
    async def readings(self, series: str, *, limit: int = 200) -> list[Reading]:
        """The last ``limit`` of one series, by when they were said, oldest first."""

    async def readings_about(
        self,
        subjects: Sequence[str],
        metric: str | None = None,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
        limit: int = 2000,
    ) -> list[Reading]:
        """The last ``limit`` readings of every series of these subjects (any case; none: of all
        subjects), said at or after ``since`` and before ``until``, oldest first. ``metric`` is
        a canonical id."""


class ExpectationStore(Protocol):
    """Figures that are expected by a deadline again and again, each at one destination."""

    async def expectations(self, ids: Sequence[str]) -> Mapping[str, datetime]:
        """The last settled deadline of each; those never looked at are left out."""

    async def settle_expectation(
        self, expectation_id: str, moment: datetime, told: Sequence[Delivery] = ()
    ) -> None:
        """The deadline ``moment`` is settled; what is told of it is enqueued with it, in one
        transaction (a known key is ignored)."""


class StoryStore(Protocol):
    async def story(self, story_id: str) -> Story | None: ...

    async def stories_of_thread(self, thread_id: str) -> list[Story]:
        """Every event of the running story, oldest first."""

    async def stories(self, story_ids: Sequence[str]) -> Mapping[str, Story]:
        """By id, many at a time; unknown ids are left out."""

    async def stories_since(self, since: datetime, *, limit: int = 1000) -> list[Story]:
        """Those with a source seen at or after ``since``, newest first."""

    async def stories_about(
        self,
        watch_ids: Sequence[str],
        *,
        since: datetime | None = None,
        until: datetime | None = None,
        limit: int = 200,
    ) -> list[Story]:
        """Those of which a report seen at or after ``since`` and before ``until`` mentions one
        of the watches, newest first; found by the newest mentions, some for each story."""

    def placed_since(self, since: datetime) -> AsyncIterator[Sequence[tuple[Item, StoryChange]]]:
        """Items with their place, oldest first, in batches: restores the clusterer's window
        after a restart."""

    async def story_of_item(self, item_id: str) -> StoryChange | None: ...

    async def places(self, item_ids: Sequence[str]) -> Mapping[str, StoryChange]:
        """What each of these items did to its story, many at a time; those of none are left
        out."""


Sought = Sequence[Sequence[str]]
"""Words that all stand in a text, each in one of its spellings."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Past:
    """One stored item as it was judged when it came."""

    item: Item
    change: StoryChange | None
    """Its place among the stories; ``None``: it was stored silently."""
    mentions: tuple[Mention, ...] = ()
    figures: tuple[Figure, ...] = ()
    decisions: tuple[Decision, ...] = ()


class HistoryStore(Protocol):
    """The stored history as it was judged, for what is replayed."""

    def history(self, since: datetime, until: datetime) -> AsyncIterator[Sequence[Past]]:
        """Items seen from ``since`` on and before ``until``, oldest first, in batches."""

    async def past(self, item_ids: Sequence[str]) -> list[Past]:
        """These items, oldest first; unknown ones are left out."""

    async def touching(
        self,
        sought: Sequence[Sought],
        watch_ids: Sequence[str],
        *,
        since: datetime,
        limit: int,
    ) -> list[str]:
        """Ids of items since in which one of the ``sought`` may stand, by the full-text index,
        or which mention one of the watches; the newest ``limit``, oldest first."""

    async def count_since(self, since: datetime) -> int:
        """How many items were seen since."""

    async def threads(self, story_ids: Sequence[str]) -> Mapping[str, str]:
        """Which running story each of these belongs to; unknown ones are left out."""


class AlertStore(Protocol):
    async def alert(self, alert_id: str) -> Alert | None:
        """By id or any unambiguous prefix of one."""

    async def alerts_of_story(self, story_id: str) -> list[Alert]: ...

    async def alerts_of_thread(self, thread_id: str) -> list[Alert]:
        """Alerts on any event of the running story, oldest first."""

    async def alerts(
        self,
        *,
        destination: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        status: AlertStatus | None = None,
        limit: int = 20,
    ) -> list[Alert]:
        """Created at or after ``since`` and before ``until``, newest first."""

    async def held_due(self, now: datetime) -> list[Alert]:
        """Held alerts whose ``release`` has come or is ``None``, by destination, oldest first."""

    async def release_held(
        self,
        alert_ids: Sequence[str],
        digest: Delivery | None,
        *,
        dropped: Mapping[str, str] | None = None,
        late: str = "",
    ) -> None:
        """Enqueue the digest (``None``: nothing is left to tell) and mark its alerts digested;
        those in ``dropped``, id → why, are marked as not told. ``late``: the one alert whose own
        message ``digest`` is; it is open and created when that is. In one transaction."""

    async def hasten_held(self, destination: str) -> int:
        """What is held for a destination is due now, because somebody asked; how many."""

    async def decisions(self, item_id: str) -> list[Decision]:
        """What policy decided about the item, destination by destination, with reasons."""


class OutboxStore(Protocol):
    async def enqueue(self, deliveries: Sequence[Delivery]) -> None:
        """Same rules as inside ``ingest``: a known key is ignored; an ``update`` replaces the
        card of a pending post or update of the same alert instead of adding a row."""

    async def claim_delivery(self, destination: str, now: datetime) -> Delivery | None:
        """The destination's first unsettled delivery, marked ``sending`` and committed, when it
        is pending and its ``not_before`` has come; ``None`` when there is nothing to do now.
        A row that is ``sending`` or ``unknown`` blocks those behind it until settled."""

    async def settle(
        self,
        delivery_id: int,
        status: DeliveryStatus,
        *,
        receipt: Receipt | None = None,
        error: str = "",
        not_before: datetime | None = None,
    ) -> None: ...

    async def unsettled(self, statuses: Sequence[DeliveryStatus]) -> list[Delivery]:
        """Deliveries in these states, in order: after a start, those to reconcile."""

    async def waiting_destinations(self, now: datetime) -> list[str]:
        """Destinations with a pending delivery whose time has come."""

    async def receipt_of_alert(self, alert_id: str) -> Receipt | None:
        """Of the alert's own message, for updates and threads."""

    async def unpark(self, destination: str) -> int:
        """Parked deliveries become pending again; how many."""

    async def hasten(self, destination: str) -> int:
        """What is pending for later is due now: what kept it back is over; how many."""


class EditStore(Protocol):
    """Chat-made configuration: watchlists, feeds, mutes, follows, arrangements, marks, with audit
    and undo."""

    async def watchlists(self, scope: str | None = None) -> list[Watchlist]: ...

    async def chat_feeds(self, scope: str | None = None) -> list[Feed]: ...

    async def mutes(self, now: datetime) -> list[Mute]:
        """Those still running."""

    async def follows(self, user: str | None = None) -> list[Follow]: ...

    async def arrangements(self) -> list[Arrangement]:
        """How destinations are told, as far as that was arranged in chat."""

    async def marks(self, scope: str) -> list[Mark]:
        """Stories of which somebody there asked for more."""

    async def apply_edit(self, edit: Edit) -> None:
        """Write ``edit.after`` in place of ``edit.before`` and the audit row, together."""

    async def edits(self, scope: str, *, limit: int = 20) -> list[Edit]:
        """Newest first."""

    async def mark_undone(self, edit_id: str, undo: Edit) -> None:
        """Apply ``undo`` and mark the edit undone, together."""

    async def put_pending(self, token: str, scope: str, edit: Edit, expires: datetime) -> None: ...

    async def take_pending(self, token: str, scope: str, now: datetime) -> Edit | None:
        """At most once; ``None`` when unknown, taken or expired."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Ingest:
    """Everything one item leads to; stored whole or not at all."""

    item: Item
    mentions: tuple[Mention, ...] = ()
    figures: tuple[Figure, ...] = ()
    readings: tuple[Reading, ...] = ()
    story: StoryChange | None = None
    """``None`` for baseline items: stored for lookups, never alerted on."""
    source: Source | None = None
    decisions: tuple[Decision, ...] = ()
    alerts: tuple[Alert, ...] = ()
    deliveries: tuple[Delivery, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Totals:
    """Counts for status."""

    items: int
    items_24h: int
    alerts_24h: int
    pending: int
    parked: int
    unknown: int
    last_item: datetime | None
    last_alert: datetime | None


class Store(
    FeedStore,
    ItemStore,
    ReadingStore,
    ExpectationStore,
    StoryStore,
    HistoryStore,
    AlertStore,
    OutboxStore,
    EditStore,
    Protocol,
):
    """The whole database. Rooms ask for the small Protocol they need, not for this one."""

    async def totals(self, now: datetime) -> Totals: ...

    async def lead(self) -> bool:
        """Whether this process may decide what is told: one at a time on a PostgreSQL, until it
        closes the store or loses its connection. SQLite leaves that to its caller."""

    async def prune(self, before: datetime) -> int:
        """Delete items seen before, with what hangs on them, but nothing undelivered; how many."""

    async def backup(self, target: Path) -> None:
        """A consistent copy while running (SQLite; PostgreSQL says to use pg_dump)."""

    async def close(self) -> None: ...
