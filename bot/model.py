"""The vocabulary of Tidings as frozen data: what flows from a feed to an alert.

Conventions that hold everywhere:

* every ``datetime`` is timezone-aware and in UTC;
* offsets are Unicode code points into the *plain text* of the named field, end exclusive;
* ids are text and derived from what they identify (see :func:`make_id`), so that doing the
  same work twice, before and after a crash, names the same thing;
* nothing here does I/O or imports anything else of ours.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Literal, TypeAlias

# ── ids and origins ──────────────────────────────────────────────────────────────────────


def make_id(kind: str, *parts: str) -> str:
    """A short id such as ``a7k2m9qx4tn``: one letter of kind, then 50 bits of the parts' hash.

    Lower-case base32 without padding: safe in URLs, button values, file names, and easy to
    type; commands accept any unambiguous prefix of it.
    """
    digest = hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).digest()
    return kind + base64.b32encode(digest[:7]).decode("ascii").lower()[:10]


@dataclass(frozen=True, kw_only=True, slots=True)
class Origin:
    """Where a piece of configuration was written: a file (read-only in chat) or a chat."""

    kind: Literal["file", "chat"]
    where: str
    """``config/feeds.yaml:4`` for a file; the scope (see :class:`Request`) for a chat."""

    @property
    def editable(self) -> bool:
        return self.kind == "chat"


# ── feeds and items ──────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, kw_only=True, slots=True)
class Feed:
    """A feed that somebody asked for. What polling learns about it is a :class:`FeedState`."""

    id: str
    url: str
    name: str = ""
    """The name given by its editor; empty: the feed's own title is shown."""
    every: timedelta | None = None
    """Fixed poll interval; ``None``: adaptive."""
    full_text: bool = False
    tags: tuple[str, ...] = ()
    paused: bool = False
    backfill: int = 0
    """How many of the newest items of the first poll are treated as new (default: none)."""
    origin: Origin = Origin(kind="file", where="")


class FeedHealth(StrEnum):
    NEW = "new"
    OK = "ok"
    FAILING = "failing"
    RETIRED = "retired"
    """Answered 410 Gone: no longer polled, and said so once."""
    PAUSED = "paused"


@dataclass(frozen=True, kw_only=True, slots=True)
class FeedState:
    """What polling remembers of one feed between polls. Replaced whole, never edited."""

    feed_id: str
    title: str = ""
    """The feed's own title, as last parsed."""
    site_url: str = ""
    etag: str = ""
    last_modified: str = ""
    """Validators, kept verbatim as the server sent them."""
    body_hash: str = ""
    """Of the last body parsed; an equal body is never parsed again."""
    fragment_hashes: frozenset[str] = frozenset()
    """Of the raw ``<item>``/``<entry>`` fragments of the last body parsed (item trim)."""
    next_poll: datetime | None = None
    last_poll: datetime | None = None
    last_ok: datetime | None = None
    last_new: datetime | None = None
    interval: timedelta | None = None
    """The adaptive interval last chosen, before jitter."""
    items_per_day: float = 0.0
    """Observed rate of new items, exponentially smoothed."""
    failures: int = 0
    """Consecutive failed polls."""
    failing_since: datetime | None = None
    not_before: datetime | None = None
    """When the publisher asked to come back at the earliest (Retry-After), while it fails."""
    error: str = ""
    """The last failure in words a user can act on; empty when the last poll was fine."""
    moved_to: str = ""
    moved_count: int = 0
    """Consecutive permanent redirects (301/308) to ``moved_to``."""
    url: str = ""
    """The address actually polled, when a permanent redirect was accepted; else empty."""
    retired: bool = False
    baseline: bool = False
    """True once the first body was stored silently: only then can items be new."""
    skip_hours: tuple[int, ...] = ()
    skip_days: tuple[int, ...] = ()
    """GMT hours 0–23 and weekdays 0 (Monday) – 6 during which the publisher asks for rest."""
    ttl: timedelta | None = None
    """The publisher's wish for the least interval (RSS ttl, sy:updatePeriod)."""
    hub: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One entry of a parsed feed, in plain text, before anything is decided about it."""

    guid: str = ""
    url: str = ""
    """Absolute; empty when the entry has no link."""
    title: str = ""
    """Plain text; may be empty."""
    content: str = ""
    """Plain text of the fullest body the entry carries; may be empty."""
    author: str = ""
    categories: tuple[str, ...] = ()
    published: datetime | None = None
    updated: datetime | None = None
    language: str = ""
    """BCP 47 tag when the feed or the entry states one."""
    image: str = ""
    fragment_hash: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """An entry with an identity: the unit that is matched, stored and alerted on.

    ``published`` is what the publisher claims, clamped to ``seen``; whether an item is *new*
    never depends on it.
    """

    id: str
    feed_id: str
    url: str = ""
    canonical_url: str = ""
    """Without tracking parameters, fragment, default port; see ``bot.feeds.identity``."""
    title: str = ""
    content: str = ""
    author: str = ""
    published: datetime | None = None
    seen: datetime
    """When we fetched it."""
    content_hash: str = ""
    """Of title and content with white space and case folded."""
    keys: tuple[str, ...] = ()
    """Identity keys, most telling first; equal keys within a feed mean the same item."""
    source: str = ""
    """The outlet's name for people: the feed's name or title, else the host."""
    language: str = ""
    image: str = ""


FieldName = Literal["title", "content"]
Place = Literal["title", "lead", "body", "tail"]
"""Where in an item: its title, the first paragraph, the rest, or a page's tail of other stories."""

# ── watchlists ───────────────────────────────────────────────────────────────────────────

WatchKind = Literal["company", "person", "topic", "figure"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Period:
    """A half-open interval of days, named as people name it ("week 28", "Q4 FY2025")."""

    label: str
    start: datetime | None = None
    end: datetime | None = None
    freq: Literal["", "D", "W", "M", "Q", "S", "A"] = ""
    """SDMX frequency: day, week, month, quarter, half-year, year; empty when unknown."""


class ConditionKind(StrEnum):
    COMPARE = "compare"
    BETWEEN = "between"
    CHANGE = "change"
    RECORD = "record"
    MILESTONE = "milestone"
    CONFLICT = "conflict"
    """Two outlets disagree on one figure."""
    NOT_SEEN = "not seen"
    """An expected figure did not come by its deadline."""
    ANY = "any"


Basis: TypeAlias = Literal["", "d/d", "w/w", "m/m", "q/q", "h/h", "y/y"]
"""The earlier time a change is measured against: the day, week, month, quarter, half-year
before, or the same time a year before; empty when it is not stated."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Deadline:
    """A moment that comes again and again, by the clock on somebody's wall: every day at
    ``at``, or on one weekday, or on one day of every month or of one month."""

    at: time
    """``00:00`` is the end of that day, not its beginning."""
    weekday: int | None = None
    """0 (Monday) – 6."""
    day: int | None = None
    """1 – 31; months that are shorter end earlier."""
    month: int | None = None
    """1 – 12, only with ``day``; ``None``: every month."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Condition:
    """When a figure watch alerts, parsed from ``alert_when`` by ``bot.figures.conditions``."""

    kind: ConditionKind = ConditionKind.ANY
    op: Literal["", ">", "<", ">=", "<=", "="] = ""
    value: float = 0.0
    high: float = 0.0
    """Upper end of ``between``."""
    unit: str = ""
    """``%`` for relative changes, else the watch's unit or empty."""
    direction: Literal["", "high", "low"] = ""
    basis: Basis = ""
    """Of a change: ``y/y`` is against a year before; empty: against the period before."""
    deadline: Deadline | None = None
    """Of ``not seen``."""
    text: str = ""
    """As written."""


Severity: TypeAlias = Literal["low", "normal", "high"]

Rhythm: TypeAlias = Literal["at once", "hourly", "daily", "weekly"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Deliver:
    """When what matched is told: at once, or in digests by the destination's clock on the wall."""

    every: Rhythm = "at once"
    at: tuple[time, ...] = (time(8),)
    """Times of day of daily digests; weekly ones have one."""
    weekday: int = 0
    """Of weekly digests, Monday = 0."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Budget:
    """Messages a destination gets within the window; what is beyond becomes a digest."""

    messages: int = 20
    window: timedelta = timedelta(minutes=10)


@dataclass(frozen=True, kw_only=True, slots=True)
class QuietHours:
    """Never, when both ends are the same: that takes back what holds for the whole."""

    start: time
    end: time
    then: Literal["digest"] = "digest"
    """What becomes of the alerts: one card tells them all at the end."""


NEVER_QUIET = QuietHours(start=time(0), end=time(0))


@dataclass(frozen=True, kw_only=True, slots=True)
class Manner:
    """How what a watch finds is told. What is ``None`` or empty is left to its watchlist, then
    to the destination, then to the whole."""

    deliver: Deliver | None = None
    severity: Severity | None = None
    """High breaks through digests, quiet hours, cooldown and budget; low is the first to wait."""
    cooldown: timedelta | None = None
    """For so long after a message about it, more about it waits; zero: it never waits."""
    mention: tuple[str, ...] = ()
    """People or roles to ping, as ``platform:id``."""


PLAIN = Manner()
"""Of a watch that wishes nothing."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Preferences:
    """How a destination wants to be told. ``None`` or empty: as the whole is."""

    deliver: Deliver | None = None
    quiet_hours: QuietHours | None = None
    budget: Budget | None = None
    cooldown: timedelta | None = None
    mention: tuple[str, ...] = ()
    timezone: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Watch:
    """One thing that is watched: an entity (company, person, topic) or a figure."""

    id: str
    """``make_id("w", watchlist id, kind, name)``."""
    name: str
    kind: WatchKind
    aliases: tuple[str, ...] = ()
    """Other names in any script. For a topic these are its ``any`` phrases."""
    tickers: tuple[str, ...] = ()
    handles: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
    """When given, an ambiguous mention counts only near one of these."""
    exclude: tuple[str, ...] = ()
    """Longer phrases that contain the name and mean something else."""
    fuzzy: bool = True
    # figures only
    subject: str = ""
    metric: tuple[str, ...] = ()
    unit: str = ""
    period: str = ""
    """``day``, ``week``, ``month``, ``quarter``, ``half``, ``year`` or empty."""
    condition: Condition | None = None
    manner: Manner = Manner()
    origin: Origin = Origin(kind="file", where="")


@dataclass(frozen=True, kw_only=True, slots=True)
class Watchlist:
    id: str
    """``make_id("l", origin kind, scope or file, name)``."""
    name: str
    watches: tuple[Watch, ...] = ()
    post_to: tuple[str, ...] = ()
    """Names of destinations; empty: the console."""
    feeds: tuple[str, ...] = ()
    """Selectors: ``tag:ev``, a feed's name or its URL; empty: all feeds."""
    scope: str = ""
    """The workspace or guild it belongs to when made in chat; empty for files."""
    manner: Manner = Manner()
    """Of its watches that don't say otherwise."""
    origin: Origin = Origin(kind="file", where="")


# ── evidence ─────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, kw_only=True, slots=True)
class Mention:
    """A watched entity found in an item, with the reason in words."""

    watch_id: str
    field: FieldName
    start: int
    end: int
    text: str
    """Exactly ``plain_text[start:end]``."""
    score: float
    """0..1; at or above the cutoff it counts for an alert."""
    why: str
    rule: str = ""
    """Machine name of the stage that decided: ``exact``, ``typo``, ``ticker``, ``context`` …"""
    place: Place = "body"
    """In the tail it is below the cutoff, and kept apart from those that count."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Refusal:
    """The nearest thing that was *not* taken for a mention, and the rule that refused it."""

    watch_id: str
    field: FieldName
    start: int
    end: int
    text: str
    score: float
    why: str
    rule: str = ""


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A number in the news. Absent slots are empty strings or ``None``.

    Without ``__slots__``, so that reading a text can fill one in a single step.
    """

    field: FieldName
    start: int
    end: int
    text: str
    value: float
    low: float
    high: float
    unit: str = ""
    """Canonical unit id (``vehicles``, ``km``, ``%``) or the counted noun; empty: bare."""
    currency: str = ""
    """ISO 4217."""
    metric: str = ""
    subject: str = ""
    """Name of the watch it is tied to, or the words that name the subject."""
    about: tuple[str, ...] = ()
    """Other names of its sentence, as written: products, places, partners."""
    area: str = ""
    period: Period | None = None
    qualifier: Literal["", "~", ">", "<", ">=", "<="] = ""
    status: Literal["", "actual", "target", "forecast", "guidance", "rumour"] = ""
    change: float | None = None
    """Relative change in per cent as stated beside the figure (``up 12%`` → 12.0)."""
    basis: Basis = ""
    """What the change is measured against, when the text says so."""
    direction: Literal["", "up", "down"] = ""
    """Where it moved, when the text says so, even without a percentage (``fell to 3,200``)."""
    previous: float | None = None
    """The earlier value the text states (``from 2,800``)."""
    kind: Literal["figure", "change", "milestone", "prior", "duration"] = "figure"
    why: str = ""

    @property
    def transformation(self) -> str:
        """``level``, ``change`` or ``per-cent change``, a change with its basis:
        ``per-cent change y/y``."""
        if self.kind != "change":
            return "level"
        kind = "per-cent change" if self.unit == "%" else "change"
        return f"{kind} {self.basis}".rstrip()


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """A figure placed on a series: subject + metric + unit + frequency + area.

    One for each report; those of one period or story are one point of the series, see
    :func:`bot.figures.points`. Readings outlive their items, so they carry what a chart links to.
    """

    series: str
    """See :func:`bot.figures.series_key`."""
    item_id: str
    story_id: str
    """Empty for items of a feed's silent baseline."""
    source: str
    """The outlet's name for people."""
    value: float
    unit: str
    metric: str
    subject: str
    period: Period | None
    status: str
    """As in :class:`Figure`; empty counts as ``actual``."""
    seen: datetime
    """When we fetched the report."""
    published: datetime | None = None
    """When its publisher says it was published."""
    url: str = ""
    area: str = ""
    low: float | None = None
    high: float | None = None
    """Ends of a range; ``None``: the value itself."""
    qualifier: Literal["", "~", ">", "<", ">=", "<="] = ""
    text: str = ""
    """The figure as it was written."""
    about: tuple[str, ...] = ()
    """Other names of its sentence, see :class:`Figure`."""
    correction: bool = False
    """Of an item that corrects an earlier report: it replaces what its outlet's story said."""

    @property
    def said(self) -> datetime:
        """When the report came out: its date, unless that can't be true, else when we saw it.

        What a feed's first poll brings was seen all at once, but not said all at once.
        """
        if self.published is None or self.published.year < _FIRST_YEAR:
            return self.seen
        return min(self.published, self.seen)


_FIRST_YEAR = 1995
"""Dates before the first feeds are wrong (an empty date often reads as 1970), not old."""


@dataclass(frozen=True, kw_only=True, slots=True)
class FigureHit:
    """A figure watch whose condition holds for a figure, and why in words."""

    watch_id: str
    figure: Figure
    why: str
    previous: Reading | None = None


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
    preferences: Preferences = Preferences()
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
    deliver: Deliver = Deliver()
    budget: Budget = Budget()
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


# ── people ───────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, kw_only=True, slots=True)
class User:
    id: str
    """``slack:U012AB3CD``, ``discord:8035…``, ``console:me``."""
    name: str = ""
    admin: bool = False
    """The platform calls them an administrator of this workspace or guild."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """One command as somebody gave it, from any platform."""

    text: str
    """The whole line after the command's prefix: ``lookup Xiaomi 7``."""
    user: User
    platform: str
    scope: str
    """The workspace or guild: ``slack:T024BE7LD``, ``discord:41771983423143937``, ``console``."""
    channel: str = ""
    """Address of the channel it was given in, as in ``Destination.address``."""
    called: str = ""
    """What people call that channel, where its address doesn't say it."""
    alert_id: str = ""
    """The alert it was given on, when it came from a button or a shortcut."""
    direct: bool = False
    """Given in a direct message: mutes are then the person's own."""
    reads: tuple[str, ...] = ()
    """Addresses of channels that, by what the platform says, this person can read: what was told
    there may be shown to them elsewhere. Never direct messages; empty where it wasn't asked."""
    at: datetime


MuteKind = Literal["name", "story", "feed", "source"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Mute:
    """Silence for one name, story or feed; for a user's direct messages or a whole channel."""

    id: str
    kind: MuteKind
    target: str
    """Folded name, story (thread) id or feed id."""
    label: str
    """As shown to people."""
    scope: str
    destination: str
    """Address ``platform:channel`` it holds for."""
    until: datetime
    by: str
    created: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Follow:
    """A name somebody gets by direct message."""

    id: str
    user: str
    name: str
    scope: str
    created: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Arrangement:
    """What was arranged in chat for one destination: a channel, or somebody's direct messages."""

    id: str
    """``make_id("q", destination)``: there is one for each."""
    destination: str
    preferences: Preferences
    scope: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Mark:
    """Somebody asked for more like an alert: its story counts when a watch is made stricter."""

    id: str
    """``make_id("k", scope, story id)``."""
    story_id: str
    alert_id: str
    scope: str
    by: str
    created: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Edit:
    """One change of chat-made configuration, with what is needed to undo it.

    ``before`` and ``after`` are plain JSON data (:func:`bot.plain.write`) of the thing named by
    ``kind`` and ``target`` (``None``: it did not, or does no longer, exist).
    """

    id: str
    scope: str
    kind: Literal["watchlist", "feed", "mute", "follow", "arrangement", "mark"]
    target: str
    """Id of the watchlist, feed, mute, follow, arrangement or mark."""
    summary: str
    """In words: ``added Xiaomi (company) to EV makers``."""
    before: Mapping[str, object] | None
    after: Mapping[str, object] | None
    by: str
    by_name: str = ""
    """As the platform calls them; empty where an older version wrote it."""
    at: datetime
    undone: bool = False
