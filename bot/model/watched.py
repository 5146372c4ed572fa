"""What people ask for: watches, their conditions, and how what they find is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Literal, TypeAlias

from bot.model.ids import NOWHERE, Origin

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


AT_ONCE = Deliver()
"""What nobody wished otherwise."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Budget:
    """Messages a destination gets within the window; what is beyond becomes a digest."""

    messages: int = 20
    window: timedelta = timedelta(minutes=10)


USUAL = Budget()
"""What nobody wished otherwise."""


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


NO_WISHES = Preferences()
"""As everything else is told."""


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
    origin: Origin = NOWHERE


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
    origin: Origin = NOWHERE
