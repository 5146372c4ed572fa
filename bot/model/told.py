"""What goes out: stories, where they are told, alerts and their deliveries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal

from bot.model.ids import Origin
from bot.model.watched import (
    AT_ONCE,
    NO_WISHES,
    USUAL,
    Budget,
    Deliver,
    Preferences,
    QuietHours,
)

# ── stories ──────────────────────────────────────────────────────────────────────────────


class Relation(StrEnum):
    NEW = "new"
    DUPLICATE = "duplicate"
    FOLLOW_UP = "follow-up"
    CORRECTION = "correction"


@dataclass(frozen=True, kw_only=True, slots=True)
class News:
    """What is new in a follow-up, as far as a guard can say; cards put it into words."""

    kind: Literal[
        "moved",  # a number of the same thing, before and now
        "number",  # one for a watched name that nobody gave
        "another",  # one after another
        "words",  # what it says that was not told
        "stage",  # a later one
        "much",  # most of its words
        "response",  # somebody does something about it
        "after",  # what came of it
        "outlet",  # the same outlet goes on
    ]
    what: str = ""
    """What is counted, whose number it is, the words, the stages, or the headline before."""
    now: str = ""
    before: str = ""
    """Empty where no number that was told can be compared with the one that is told now."""
    status: str = ""
    """As in :class:`Figure`, of the number that is told now; empty for facts."""


@dataclass(frozen=True, kw_only=True, slots=True)
class StoryChange:
    """What one item does to the stories: the online, final answer of ``bot.stories``."""

    story_id: str
    """Of the event the item belongs to (its own, when ``relation`` is new or a follow-up)."""
    thread_id: str
    """Of the running story: the id of its first event."""
    relation: Relation
    why: str
    related_id: str = ""
    """The event it duplicates, follows or corrects; empty when new."""
    loud: bool = True
    """False when only similarity, not a guard, speaks for a follow-up: thread it silently."""
    edited: bool = False
    """The item is no further report, but one that is there, as its outlet edited it since."""
    news: News | None = None
    """``None`` where ``why`` says it all, and in what was stored before there was this."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """One outlet's report of a story."""

    item_id: str
    source: str
    url: str
    title: str
    published: datetime | None
    seen: datetime
    relation: Relation


@dataclass(frozen=True, kw_only=True, slots=True)
class Story:
    id: str
    thread_id: str
    title: str
    url: str
    first_seen: datetime
    last_seen: datetime
    sources: tuple[Source, ...] = ()
    """Oldest first."""


# ── alerts and delivery ──────────────────────────────────────────────────────────────────


@dataclass(frozen=True, kw_only=True, slots=True)
class Destination:
    """A named place to post to: ``ev-desk`` → ``slack:#ev-desk``."""

    name: str
    platform: str
    address: str = ""
    timezone: str = ""
    preferences: Preferences = NO_WISHES
    origin: Origin | None = field(default=None, compare=False)
    """Where a file names it; ``None`` for places that only chats know."""


CONSOLE = Destination(name="console", platform="console")


@dataclass(frozen=True, kw_only=True, slots=True)
class PollSettings:
    """Bounds of polite polling; what each decides is in ``bot.feeds.polling``."""

    least: timedelta = timedelta(minutes=2)
    most: timedelta = timedelta(hours=2)
    """Bounds of the adaptive interval."""
    per_host: int = 2
    """Connections to one host at a time."""
    concurrency: int = 64
    """Polls under way at a time, all hosts together."""
    timeout: timedelta = timedelta(seconds=30)
    max_bytes: int = 20_000_000
    """Of a body after decompression."""
    redirects: int = 5
    contact: str = ""
    """Address put into the User-Agent so that publishers can reach the operator."""
    allow_private: bool = False
    """Let feeds be fetched from private and loopback addresses (intranet feeds, the demo)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """``config/tidings.yaml``, checked, with defaults filled in."""

    timezone: str = "UTC"
    database: str = "sqlite:///data/tidings.db"
    owners: tuple[str, ...] = ()
    """Users told about trouble and allowed to edit, as ``platform:id``."""
    editors: tuple[str, ...] = ()
    destinations: tuple[Destination, ...] = ()
    quiet_hours: QuietHours | None = None
    deliver: Deliver = AT_ONCE
    budget: Budget = USUAL
    cooldown: timedelta = timedelta(0)
    polling: PollSettings = PollSettings()
    keep: timedelta = timedelta(days=90)
    """Retention of items and what hangs on them."""
    when_unsure: Literal["hold", "send"] = "hold"
    """What becomes of a message that may have arrived, where the platform doesn't let us look."""


class Verdict(StrEnum):
    POST = "post"
    """A new message at once."""
    REPLY = "reply"
    """Into the thread of the story's message."""
    UPDATE = "update"
    """The posted card changes (another outlet reports it, a correction)."""
    HOLD = "hold"
    """Kept for a digest: at its hour, at the end of quiet hours, a cooldown, a budget's window."""
    DROP = "drop"
    """Nothing is sent; the reason is recorded."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Decision:
    """What policy says about one story change at one destination, and why in words."""

    destination: str
    verdict: Verdict
    why: str
    watch_ids: tuple[str, ...] = ()
    release: datetime | None = None
    """When a held alert is due."""


class AlertStatus(StrEnum):
    OPEN = "open"
    HELD = "held"
    DIGESTED = "digested"
    DROPPED = "dropped"
    """Held, and not told after all: muted, unwatched or told at once meanwhile; ``why`` says it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Alert:
    """One event told to one destination. Its card may grow; there is never a second one."""

    id: str
    """``make_id("a", story id, destination)``."""
    story_id: str
    destination: str
    item_id: str
    """The item that raised it."""
    watch_ids: tuple[str, ...]
    why: str
    created: datetime
    status: AlertStatus = AlertStatus.OPEN
    release: datetime | None = None
    silent: bool = False
    """No message of its own: its event joined the card of its thread."""


class DeliveryStatus(StrEnum):
    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"
    PARKED = "parked"
    """Refused for a reason somebody must mend (no access, revoked token); kept, resumed."""


DeliveryKind = Literal["post", "reply", "update", "notice"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Delivery:
    """One row of the outbox: a card on its way to a destination.

    ``key`` is unique: the same key is never enqueued twice, and platforms carry it inside the
    message so that it can be found again after a crash.
    """

    id: int = 0
    """Assigned by the store; order of ids is order of sending within a destination."""
    key: str
    destination: str
    kind: DeliveryKind
    card: Mapping[str, object]
    """A :class:`bot.card.Card` as plain JSON data."""
    alert_id: str = ""
    """Whose message an update edits and a reply answers; empty for notices and digests."""
    status: DeliveryStatus = DeliveryStatus.PENDING
    attempts: int = 0
    not_before: datetime | None = None
    error: str = ""
    receipt: Receipt | None = None
    created: datetime
    attempted: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Receipt:
    """The platform's handle of a posted message, opaque to everybody but that platform."""

    platform: str
    address: str
    message: str
    extra: Mapping[str, str] = field(default_factory=dict)
