"""What comes in: feeds, their items, and what is found in these: mentions and figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal

from bot.model.ids import NOWHERE, Origin
from bot.model.watched import Basis, Period

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
    origin: Origin = NOWHERE


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


_FIRST_YEAR = 1995


def believed(published: datetime | None) -> datetime | None:
    """A publisher's date, unless it is of before the first feeds: that is wrong (an empty date
    often reads as 1970), not old."""
    return published if published and published.year >= _FIRST_YEAR else None


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
        return min(believed(self.published) or self.seen, self.seen)


@dataclass(frozen=True, kw_only=True, slots=True)
class FigureHit:
    """A figure watch whose condition holds for a figure, and why in words."""

    watch_id: str
    figure: Figure
    why: str
    previous: Reading | None = None
