"""The case that policy's rules look at, and what they ask about it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.alerts.routing import Matched
from bot.alerts.state import DestinationState, Rules
from bot.alerts.times import clock_time, next_digest, quiet_until
from bot.model import (
    Alert,
    AlertStatus,
    ConditionKind,
    Decision,
    Item,
    Relation,
    StoryChange,
    Verdict,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """One story change at one destination, and what the rules ask about it."""

    change: StoryChange
    item: Item
    matched: tuple[Matched, ...]
    muted: tuple[str, ...]
    """Names that matched and are muted."""
    state: DestinationState
    rules: Rules
    now: datetime
    calm: bool = False
    """To ask what would hold if nothing were urgent."""

    @property
    def own(self) -> Alert | None:
        """The alert this destination has for the very event."""
        return self.state.of_event(self.change.story_id)

    @property
    def timezone(self) -> str:
        return self.rules.timezone_at(self.state.destination)

    def at(self, moment: datetime) -> str:
        return clock_time(moment, self.now, self.timezone)

    @property
    def fresh(self) -> tuple[Matched, ...]:
        """Watches that must be heard although the event is told: figures that hit for the first
        time in it, and those of high severity that hit for the first time in its thread."""
        event = self.state.told_watches(self.change.story_id)
        thread = self.state.told_watches()
        return tuple(
            each
            for each in self.matched
            if (each.hits and each.watch.id not in event)
            or (each.manner.severity == "high" and each.watch.id not in thread)
        )

    @property
    def entering(self) -> tuple[Matched, ...]:
        """Watches that the headline names, and of which nothing in the thread was told here."""
        thread = self.state.told_watches()
        return tuple(
            each
            for each in self.matched
            if each.watch.id not in thread and any(m.field == "title" for m in each.mentions)
        )

    @property
    def severe(self) -> str:
        """Why it breaks through quiet hours; empty: it doesn't."""
        if self.calm:
            return ""
        for each in self.matched:
            if each.manner.severity == "high":
                return f"{each.watch.name} is of high severity"
        for each in self.matched:
            condition = each.watch.condition
            record = each.hits and condition and condition.kind is ConditionKind.RECORD
            if record and each.manner.severity != "low":
                return f"of {each.hits[0].why}"
        return ""

    @property
    def urgent(self) -> str:
        """Why it breaks through digests, cooldown and budget; empty: it doesn't."""
        told = self.own is not None and self.own.status in (AlertStatus.OPEN, AlertStatus.DIGESTED)
        if self.change.relation is Relation.CORRECTION and told and not self.calm:
            return self.severe or "it corrects what was told here"
        return self.severe

    @property
    def minor(self) -> bool:
        return all(each.manner.severity == "low" for each in self.matched)

    def quiet_until(self) -> datetime | None:
        quiet = self.rules.quiet_hours_at(self.state.destination)
        return quiet_until(quiet, self.timezone, self.now)

    def outside_quiet(self, release: datetime) -> datetime:
        """The release, or the end of the quiet hours it would fall into."""
        quiet = self.rules.quiet_hours_at(self.state.destination)
        return quiet_until(quiet, self.timezone, release) or release

    def digest_due(self) -> datetime | None:
        """When the first digest is due that one of the watches waits for; ``None`` when one of
        them is told at once."""
        due = []
        for each in self.matched:
            deliver = self.rules.deliver_at(self.state.destination, each)
            moment = next_digest(deliver, self.timezone, self.now)
            if moment is None:
                return None
            due.append(moment)
        return self.outside_quiet(min(due)) if due else None

    def next_chance(self) -> datetime:
        """When what is no news is told with other things: the next digest, or the next hour."""
        hour = self.now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
        return self.digest_due() or self.outside_quiet(hour)

    def say(self, verdict: Verdict, why: str, release: datetime | None = None) -> Decision:
        return Decision(
            destination=self.state.destination.name,
            verdict=verdict,
            why=why,
            watch_ids=tuple(each.watch.id for each in self.matched),
            release=release,
        )
