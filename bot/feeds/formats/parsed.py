"""What reading a feed's body yields, whatever its format."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from bot.model import Entry


@dataclass(frozen=True, kw_only=True, slots=True)
class ParsedFeed:
    """One body, read. Holds no feed id: which feed it is the caller knows."""

    title: str = ""
    """Plain text."""
    site_url: str = ""
    """Absolute address of the site the feed belongs to; empty when it states none."""
    entries: tuple[Entry, ...] = ()
    """In the body's order, without those whose fragment was already seen."""
    fragment_hashes: frozenset[str] = frozenset()
    """Of every entry in the body, read or cut; empty when the body can't be taken apart."""
    total: int = 0
    """How many entries the body carries, the cut ones included."""
    ttl: timedelta | None = None
    """The publisher's wish for the least interval."""
    skip_hours: tuple[int, ...] = ()
    skip_days: tuple[int, ...] = ()
    """GMT hours 0–23 and weekdays 0 (Monday) – 6."""
    hub: str = ""
    language: str = ""
    feed_url: str = ""
    """Where the feed says it lives (its ``self`` link); a hint, never followed blindly."""
    moved_to: str = ""
    """Where the feed says it has moved to."""
    format: str = ""
    """``RSS 2.0``, ``Atom 1.0``, ``JSON Feed 1.1`` …, for people."""
    warnings: tuple[str, ...] = ()
    """What was odd about the body, in words; reading went on."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Document:
    """A decoded body on its way to the format that recognises it."""

    text: str
    """Without byte order mark and white space in front."""
    url: str
    seen_fragments: frozenset[str] = frozenset()
    warnings: tuple[str, ...] = ()
    """What decoding had to say."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Format:
    """One family of feed formats. ``recognises`` looks at the document's head only."""

    name: str
    recognises: Callable[[Document], bool]
    read: Callable[[Document], ParsedFeed]
    """Raises :class:`~bot.errors.FormatError`."""
