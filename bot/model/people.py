"""Who asks, and what they arranged in chat."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.model.watched import Preferences


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
