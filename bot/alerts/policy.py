"""What happens to a story change at one destination, and why: a pure function and its rules.

A rule looks at the case and answers with a decision, or passes it on. The first answer counts;
the last rule always answers, so nothing that matched is without a recorded reason:

    muted         the story, feed, outlet or every name is muted            → drop
    archive       published long before we saw it                           → drop or hold
    known         another report of what was told here                      → update, or drop
    corrected     a correction of what was told here                        → reply (and update)
    silent        resembles a told story, nothing shows that it is news     → update
    quiet         quiet hours                                               → hold
    flood         the destination had its fill                              → hold
    threaded      news about a story told here                              → reply
    told          everything else                                           → post
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.alerts.routing import Matched
from bot.alerts.times import clock_time, quiet_until, span
from bot.model import (
    Alert,
    AlertStatus,
    Decision,
    Destination,
    Item,
    Mute,
    QuietHours,
    Relation,
    Settings,
    StoryChange,
    Verdict,
)
from bot.text import squeeze


@dataclass(frozen=True, kw_only=True, slots=True)
class Rules:
    """The numbers policy goes by."""

    quiet_hours: QuietHours | None = None
    timezone: str = "UTC"
    """For destinations that name none."""
    budget: int = 20
    """Messages a destination gets within the window before the rest becomes a digest."""
    window: timedelta = timedelta(minutes=10)
    late: timedelta = timedelta(days=3)
    """Older than this when first seen: not news any more, it waits for a digest."""
    archive: timedelta = timedelta(days=30)
    """Older than this when first seen: an archive that resurfaced."""
    flood: str = ""
    """Why what came belongs into a digest whatever the budget says; empty: it doesn't."""

    @classmethod
    def of(cls, settings: Settings) -> Rules:
        return cls(quiet_hours=settings.quiet_hours, timezone=settings.timezone)


@dataclass(frozen=True, kw_only=True, slots=True)
class DestinationState:
    """What a destination already has, as far as one story change is concerned."""

    destination: Destination
    thread: Sequence[Alert] = ()
    """Its alerts on events of the story's thread, oldest first."""
    recent: Sequence[Alert] = ()
    """Its alerts created within ``Rules.window``, and those held."""
    mutes: Sequence[Mute] = ()
    """Running mutes of any destination; others' are passed over."""

    def of_event(self, story_id: str) -> Alert | None:
        return next((alert for alert in self.thread if alert.story_id == story_id), None)

    def told_watches(self, story_id: str) -> frozenset[str]:
        """The watches an event was told for."""
        return frozenset(
            watch_id
            for alert in self.thread
            if alert.story_id == story_id
            for watch_id in alert.watch_ids
        )

    @property
    def root(self) -> Alert | None:
        """The alert whose message carries the thread: the first one that was posted."""
        posted = (alert for alert in self.thread if alert.status is AlertStatus.OPEN)
        return min(posted, key=lambda alert: (alert.created, alert.id), default=None)

    @property
    def held(self) -> Alert | None:
        waiting = (alert for alert in self.thread if alert.status is AlertStatus.HELD)
        return min(waiting, key=lambda alert: (alert.created, alert.id), default=None)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Case:
    change: StoryChange
    item: Item
    matched: tuple[Matched, ...]
    muted: tuple[str, ...]
    """Names that matched and are muted."""
    state: DestinationState
    rules: Rules
    now: datetime

    @property
    def own(self) -> Alert | None:
        """The alert this destination has for the very event."""
        return self.state.of_event(self.change.story_id)

    @property
    def timezone(self) -> str:
        return self.state.destination.timezone or self.rules.timezone

    def at(self, moment: datetime) -> str:
        return clock_time(moment, self.now, self.timezone)

    @property
    def fresh(self) -> tuple[Matched, ...]:
        """Figure watches that hit for the first time in this event."""
        told = self.state.told_watches(self.change.story_id)
        return tuple(each for each in self.matched if each.hits and each.watch.id not in told)

    def quiet_until(self) -> datetime | None:
        return quiet_until(self.rules.quiet_hours, self.timezone, self.now)

    def say(self, verdict: Verdict, why: str, release: datetime | None = None) -> Decision:
        return Decision(
            destination=self.state.destination.name,
            verdict=verdict,
            why=why,
            watch_ids=tuple(each.watch.id for each in self.matched),
            release=release,
        )


def decide(
    change: StoryChange,
    item: Item,
    matched: Sequence[Matched],
    state: DestinationState,
    rules: Rules,
    now: datetime,
) -> Decision:
    """What one story change leads to at one destination.

    ``matched`` are the watches that lead the item there (at least one). A decision names the
    watches it was made for: those that are not muted, or all of them when it is a drop.
    """
    muted = {
        _fold(each.watch.name)
        for each in matched
        if _mute_of(state, "name", (_fold(each.watch.name), each.watch.id))
    }
    loud = tuple(each for each in matched if _fold(each.watch.name) not in muted)
    case = _Case(
        change=change,
        item=item,
        matched=loud or tuple(matched),
        muted=tuple(sorted(muted)),
        state=state,
        rules=rules,
        now=now,
    )
    for rule in RULES:
        decision = rule(case)
        if decision is not None:
            return _explained(case, decision)
    raise AssertionError("the last rule answers every case")


def _explained(case: _Case, decision: Decision) -> Decision:
    """Adds what every reason ends with: the watches, and the names left out."""
    if decision.verdict is Verdict.DROP:
        return decision
    why = f"{decision.why}; {', '.join(each.watch.name for each in case.matched)}"
    if case.muted:
        why += f" ({', '.join(case.muted)} muted here)"
    return replace(decision, why=why)


# ── the rules ────────────────────────────────────────────────────────────────────────────


def _muted(case: _Case) -> Decision | None:
    item, state = case.item, case.state
    checks: tuple[tuple[str, Collection[str]], ...] = (
        ("story", (case.change.thread_id, case.change.story_id, case.change.related_id)),
        ("feed", (item.feed_id,)),
        ("source", (_fold(item.source),)),
    )
    for kind, targets in checks:
        mute = _mute_of(state, kind, targets)
        if mute is not None:
            return case.say(Verdict.DROP, f"{mute.label} is muted until {case.at(mute.until)}")
    names = {_fold(each.watch.name) for each in case.matched}
    if names <= set(case.muted):
        return case.say(Verdict.DROP, f"muted here: {', '.join(sorted(names))}")
    return None


def _archive(case: _Case) -> Decision | None:
    published = case.item.published
    if published is None or published.year < _FIRST_YEAR or case.own is not None:
        return None
    age = case.item.seen - published
    words = f"published {span(age)} before we first saw it"
    if age > case.rules.archive:
        return case.say(Verdict.DROP, f"{words}: an archive that resurfaced, not news")
    if age > case.rules.late:
        release = _outside_quiet(case, _next_hour(case.now))
        return case.say(Verdict.HOLD, f"{words}: it waits for a digest", release)
    return None


_FIRST_YEAR = 1995
"""Dates before the first feeds are wrong (an empty date often reads as 1970), not old."""


def _known(case: _Case) -> Decision | None:
    own = case.own
    if case.change.relation is not Relation.DUPLICATE or own is None:
        return None
    if own.status is AlertStatus.HELD:
        return case.say(
            Verdict.DROP, f"the story waits for a digest{_due(case, own)}, counted there"
        )
    if case.fresh:
        return None
    if case.state.root is None:
        return case.say(Verdict.DROP, "the story was told in a digest, and this adds nothing new")
    return case.say(Verdict.UPDATE, f"also reported by {case.item.source or 'another outlet'}")


def _corrected(case: _Case) -> Decision | None:
    own = case.own
    if case.change.relation is not Relation.CORRECTION or own is None:
        return None
    if own.status is AlertStatus.HELD:
        return case.say(
            Verdict.DROP, f"corrects a story that waits for a digest{_due(case, own)}, shown there"
        )
    if own.status is AlertStatus.OPEN:
        if case.quiet_until() is not None:
            return case.say(
                Verdict.UPDATE, "a correction in quiet hours: the card changes silently"
            )
        return case.say(Verdict.REPLY, f"a correction: {case.change.why}")
    return None


def _silent(case: _Case) -> Decision | None:
    if case.change.relation is not Relation.FOLLOW_UP or case.change.loud or case.fresh:
        return None
    if case.state.root is not None:
        return case.say(Verdict.UPDATE, f"belongs to a story told here: {case.change.why}")
    held = case.state.held
    if held is not None and held.release is not None and held.release > case.now:
        return case.say(Verdict.HOLD, "belongs to a story that waits for a digest", held.release)
    return None


def _quiet(case: _Case) -> Decision | None:
    until = case.quiet_until()
    if until is None:
        return None
    return case.say(Verdict.HOLD, f"quiet hours until {case.at(until)}", until)


def _flood(case: _Case) -> Decision | None:
    if case.rules.flood:
        return case.say(Verdict.HOLD, case.rules.flood, _shared_release(case))
    since = case.now - case.rules.window
    sent = [
        alert
        for alert in case.state.recent
        if alert.status is AlertStatus.OPEN and alert.created > since
    ]
    if len(sent) < case.rules.budget:
        return None
    why = f"{len(sent)} messages within {span(case.rules.window)}: the rest comes as a digest"
    return case.say(Verdict.HOLD, why, _shared_release(case))


def _threaded(case: _Case) -> Decision | None:
    if case.change.relation is Relation.NEW or case.state.root is None:
        return None
    if case.fresh:
        return case.say(Verdict.REPLY, f"a figure you watch: {case.fresh[0].why}")
    if case.change.relation is Relation.DUPLICATE:
        return case.say(Verdict.REPLY, "the first report of this development that matches here")
    return case.say(Verdict.REPLY, f"news about a story told here: {case.change.why}")


def _told(case: _Case) -> Decision | None:
    if case.change.relation is Relation.NEW:
        return case.say(Verdict.POST, f"a new story: {case.change.why}")
    return case.say(Verdict.POST, f"the first of this story here: {case.change.why}")


RULES: tuple[Callable[[_Case], Decision | None], ...] = (
    _muted,
    _archive,
    _known,
    _corrected,
    _silent,
    _quiet,
    _flood,
    _threaded,
    _told,
)


# ── helpers ──────────────────────────────────────────────────────────────────────────────


def _mute_of(state: DestinationState, kind: str, targets: Collection[str]) -> Mute | None:
    place = address_of(state.destination)
    return next(
        (
            mute
            for mute in state.mutes
            if mute.kind == kind
            and mute.target
            and mute.target in targets
            and mute.destination.rstrip(":") in (place, state.destination.name)
        ),
        None,
    )


def muted_name(
    names: Collection[str], destination: Destination, mutes: Sequence[Mute]
) -> Mute | None:
    """The mute of a name (or of a watch's id) that holds at a destination."""
    state = DestinationState(destination=destination, mutes=mutes)
    return _mute_of(state, "name", {*names, *map(_fold, names)})


def _fold(name: str) -> str:
    return squeeze(name).casefold()


def address_of(destination: Destination) -> str:
    """``slack:#ev-desk``; just the platform's name when it has one place only."""
    return f"{destination.platform}:{destination.address}".rstrip(":")


def _next_hour(now: datetime) -> datetime:
    return now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)


def _shared_release(case: _Case) -> datetime:
    """With those already held by the budget, so that one digest tells them all."""
    latest = case.now + case.rules.window
    due = [alert.release for alert in case.state.recent if alert.status is AlertStatus.HELD]
    first = min((when for when in due if when and case.now < when <= latest), default=latest)
    return _outside_quiet(case, first)


def _outside_quiet(case: _Case, release: datetime) -> datetime:
    """The release, or the end of the quiet hours it would fall into."""
    return quiet_until(case.rules.quiet_hours, case.timezone, release) or release


def _due(case: _Case, alert: Alert) -> str:
    return f" due at {case.at(alert.release)}" if alert.release else ""
