"""Destinations that refuse: why, until when, and who waits for the same. Pure: times are handed in.

A cause is what the refusal says, in words: two destinations that say the same wait for the same
mend, and the owners hear of it once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from bot.delivery.pacing import BackOff, Random


class Parking:
    def __init__(self, back_off: BackOff, random: Random) -> None:
        self._back_off = back_off
        self._random = random
        self._until: dict[str, datetime] = {}
        """Destinations → when they are tried again by themselves."""
        self._causes: dict[str, str] = {}
        self._tries: dict[str, int] = {}
        """How often in a row each refused for the same cause."""
        self._hindered: set[str] = set()
        """Those whose platform was in trouble."""

    def __contains__(self, name: object) -> bool:
        return name in self._until

    @property
    def until(self) -> Mapping[str, datetime]:
        return self._until

    def has_cause(self, name: str, cause: str) -> bool:
        return self._causes.get(name) == cause

    def remember(self, name: str, cause: str, now: datetime) -> None:
        """Parked by a former process, which told the owners: to be tried at once."""
        self._until[name], self._causes[name] = now, cause

    def park(self, name: str, cause: str, now: datetime, *, hindered: bool) -> bool:
        """Whether the cause is a new one, which nobody was told yet. ``hindered``: its platform is
        in trouble, so it is worth trying again when that is over."""
        if not self.has_cause(name, cause):
            self._tries.pop(name, None)
        new = cause not in self._causes.values()
        self._causes[name] = cause
        self._tries[name] = self._tries.get(name, 0) + 1
        self._until[name] = now + self._back_off.delay(self._tries[name], self._random)
        (self._hindered.add if hindered else self._hindered.discard)(name)
        return new

    def untold(self, name: str) -> None:
        """The owners could not be told of its cause: whoever parks next tries that again."""
        self._causes.pop(name, None)

    def forget(self, name: str) -> None:
        self._until.pop(name, None)
        self._causes.pop(name, None)
        self._tries.pop(name, None)
        self._hindered.discard(name)

    def resume(self, name: str, now: datetime) -> list[str]:
        """It goes out again: those whose return the owners are to be told, itself first. What
        waited for the same is tried now."""
        cause = self._causes.get(name)
        self.forget(name)
        if cause is None:
            return []
        also = [each for each, its in self._causes.items() if its == cause]
        for each in also:
            del self._causes[each]
            self._until[each] = now
        return [name, *also]

    def hasten(
        self, now: datetime, *, troubled: Callable[[str], bool], mended: Callable[[str], bool]
    ) -> list[str]:
        """Try now what a platform's trouble kept back, once that is over, and what somebody may
        have mended; which these are."""
        found = []
        for name in self._until:
            if troubled(name):
                self._hindered.add(name)
            elif name in self._hindered or mended(name):
                self._hindered.discard(name)
                found.append(name)
        self.try_now(found, now)
        return found

    def try_now(self, names: Iterable[str], now: datetime) -> None:
        self._until.update(dict.fromkeys(names, now))
