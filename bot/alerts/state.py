"""What policy is given besides the story change: the numbers it goes by, and what a destination
already has."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.alerts.routing import Matched
from bot.model import (
    Alert,
    AlertStatus,
    Budget,
    Deliver,
    Destination,
    Mute,
    QuietHours,
    Settings,
)

_DEFAULT = Settings()


@dataclass(frozen=True, kw_only=True, slots=True)
class Rules:
    """What holds where neither a watch nor a destination says otherwise."""

    quiet_hours: QuietHours | None = None
    timezone: str = "UTC"
    """For destinations that name none."""
    deliver: Deliver = _DEFAULT.deliver
    budget: Budget = _DEFAULT.budget
    cooldown: timedelta = _DEFAULT.cooldown
    late: timedelta = timedelta(days=3)
    """Older than this when first seen: not news any more, it waits for a digest."""
    archive: timedelta = timedelta(days=30)
    """Older than this when first seen: an archive that resurfaced."""
    flood: str = ""
    """Why what came belongs into a digest whatever the budget says; empty: it doesn't."""
    gap: str = ""
    """Why what came is of a time in which its feed wasn't read; empty: it isn't."""
    live: timedelta = timedelta(hours=1)
    """Published within this: news even after a gap."""

    @classmethod
    def of(cls, settings: Settings) -> Rules:
        return cls(
            quiet_hours=settings.quiet_hours,
            timezone=settings.timezone,
            deliver=settings.deliver,
            budget=settings.budget,
            cooldown=settings.cooldown,
        )

    def quiet_hours_at(self, destination: Destination) -> QuietHours | None:
        own = destination.preferences.quiet_hours
        return self.quiet_hours if own is None else own

    def timezone_at(self, destination: Destination) -> str:
        return destination.timezone or destination.preferences.timezone or self.timezone

    def budget_at(self, destination: Destination) -> Budget:
        return destination.preferences.budget or self.budget

    def deliver_at(self, destination: Destination, matched: Matched | None = None) -> Deliver:
        """For a watch that leads there; without one, the destination's own."""
        own = matched.manner.deliver if matched else None
        return own or destination.preferences.deliver or self.deliver

    def cooldown_at(self, destination: Destination, matched: Matched) -> timedelta:
        for wish in (matched.manner.cooldown, destination.preferences.cooldown):
            if wish is not None:
                return wish
        return self.cooldown

    def reach(self, destination: Destination, matched: Iterable[Matched]) -> timedelta:
        """How far back :attr:`DestinationState.recent` has to go."""
        cooldowns = (self.cooldown_at(destination, each) for each in matched)
        return max((self.budget_at(destination).window, *cooldowns))


_AT_ONCE = "came at once: they are told in one digest"


def flood_of(many: str) -> str:
    """:attr:`Rules.flood` where a poll brought ``many``, as ``40 items``."""
    return f"{many} {_AT_ONCE}"


def came_at_once(why: str) -> bool:
    """Whether a decision was made by :func:`flood_of`."""
    return _AT_ONCE in why


GAP = "came while its feed was not read for"
_GAP_WORDS = re.compile(rf"{GAP} (\d+ \w+)")


def gap_of(length: str) -> str:
    """:attr:`Rules.gap` where a feed wasn't read for so long, as ``3 days``."""
    return f"{GAP} {length}: what a gap leaves is told in one digest"


def gap_in(why: str) -> str:
    """:func:`gap_of` by which a decision was made; empty: it wasn't."""
    found = _GAP_WORDS.search(why)
    return gap_of(found[1]) if found else ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Rush:
    """How one poll brought what it brought: :attr:`Rules.flood` and :attr:`Rules.gap`."""

    flood: str = ""
    gap: str = ""

    @classmethod
    def behind(cls, whys: Iterable[str], many: str) -> Rush:
        """What decisions on items of the poll, of which there were ``many``, were made by."""
        reasons = tuple(whys)
        return cls(
            flood=flood_of(many) if any(map(came_at_once, reasons)) else "",
            gap=next(filter(None, map(gap_in, reasons)), ""),
        )


_LIVELIEST = (AlertStatus.OPEN, AlertStatus.HELD, AlertStatus.DIGESTED, AlertStatus.DROPPED)


@dataclass(frozen=True, kw_only=True, slots=True)
class DestinationState:
    """What a destination already has, as far as one story change is concerned."""

    destination: Destination
    thread: Sequence[Alert] = ()
    """Its alerts on events of the story's thread, oldest first."""
    recent: Sequence[Alert] = ()
    """Its alerts created within :meth:`Rules.reach`, and those held."""
    mutes: Sequence[Mute] = ()
    """Running mutes of any destination; others' are passed over."""

    def of_event(self, story_id: str) -> Alert | None:
        """Its alert on the event: the one with a message, where there are several."""
        own = [alert for alert in self.thread if alert.story_id == story_id]
        return min(own, key=lambda alert: _LIVELIEST.index(alert.status), default=None)

    def told_watches(self, story_id: str = "") -> frozenset[str]:
        """The watches an event (default: any of the thread) was told for, or is to be."""
        return frozenset(
            watch_id
            for alert in self.thread
            if story_id in ("", alert.story_id) and alert.status is not AlertStatus.DROPPED
            for watch_id in alert.watch_ids
        )

    @property
    def root(self) -> Alert | None:
        """The alert whose message carries the thread: the first one that was posted."""
        return self._first(AlertStatus.OPEN)

    @property
    def held(self) -> Alert | None:
        return self._first(AlertStatus.HELD)

    @property
    def digested(self) -> Alert | None:
        return self._first(AlertStatus.DIGESTED)

    def _first(self, status: AlertStatus) -> Alert | None:
        found = (alert for alert in self.thread if alert.status is status)
        return min(found, key=lambda alert: (alert.created, alert.id), default=None)
