"""What one item leads to at each destination, and which held alerts are told when: decided, not
yet written.

Policy is pure (:mod:`bot.alerts.policy`); here it is given what a destination already has. The
same for news that has just come and for the history that is replayed.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Protocol

from bot.alerts.compose import alert_of
from bot.alerts.digest import Waiting, alone, heard, left_out
from bot.alerts.policy import decide
from bot.alerts.routing import Matched, Route, routes
from bot.alerts.state import DestinationState, Rules
from bot.alerts.times import quiet_until
from bot.alerts.view import AlertView
from bot.catalogue import Catalogue
from bot.config.wishes import MOST_MESSAGES
from bot.judging import Evidence
from bot.model import Alert, AlertStatus, Decision, Mute, Relation, StoryChange, Verdict
from bot.ports import Clock

RECENT = 2 * MOST_MESSAGES
"""Alerts of a destination looked at: as many as any budget allows to break through it."""

WAITING = 50
"""Held alerts of a destination looked at, the newest: those of one overflow wait together."""
LOOKED = 200
"""Of one digest's alerts, the newest, as many are ranked; further ones are counted."""


class Ledger(Protocol):
    """What was told so far. A :class:`~bot.ports.Store`, or what a replay remembers."""

    async def alerts_of_story(self, story_id: str) -> list[Alert]: ...

    async def alerts_of_thread(self, thread_id: str) -> list[Alert]: ...

    async def alerts(
        self,
        *,
        destination: str | None = ...,
        since: datetime | None = ...,
        status: AlertStatus | None = ...,
        limit: int = ...,
    ) -> list[Alert]: ...

    async def held_due(self, now: datetime) -> list[Alert]: ...

    async def mutes(self, now: datetime) -> list[Mute]: ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """What one destination is told of one item."""

    decision: Decision
    state: DestinationState
    matched: tuple[Matched, ...]
    """The watches it is told for."""
    alert: Alert | None
    """That it creates; ``None`` when it only touches one that is there, or nothing."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Due:
    """What a destination's held alerts have come to."""

    destination: str
    told: Sequence[Alert]
    views: Sequence[AlertView]
    """Of as many of them as are looked at, without the names that are muted."""
    dropped: Mapping[str, str]
    """Those that are not told after all, id → why."""
    alone: bool
    """It is one story that was only put off: told by a card of its own."""


class Deciding:
    """Asks and writes nothing down."""

    def __init__(
        self,
        *,
        ledger: Ledger,
        view_of: Callable[[Alert], Awaitable[AlertView | None]],
        catalogue: Callable[[], Catalogue],
        clock: Clock,
    ) -> None:
        """``view_of``: an alert as it stands; ``None`` when its item was pruned."""
        self._ledger = ledger
        self._view_of = view_of
        self._catalogue = catalogue
        self._clock = clock

    async def choose(self, evidence: Evidence, change: StoryChange, rules: Rules) -> list[Choice]:
        """A decision for every destination the item concerns."""
        return [
            await self._at(route, evidence, change, rules)
            for route in await self._routes(evidence, change)
        ]

    async def _routes(self, evidence: Evidence, change: StoryChange) -> list[Route]:
        """Where the item goes: by its own watches, and where its story was told already."""
        own = routes(evidence.matched, self._catalogue().watchlist_of)
        if change.relation is Relation.NEW:
            return own
        there = {route.destination for route in own}
        for alert in await self._ledger.alerts_of_story(change.story_id):
            # What was left out at last is not told for what it was held for.
            if alert.destination not in there and alert.status is not AlertStatus.DROPPED:
                view = await self._view_of(alert)
                if view is not None and view.matched:
                    there.add(alert.destination)
                    own.append(Route(destination=alert.destination, matched=view.matched))
        return own

    async def _at(
        self, route: Route, evidence: Evidence, change: StoryChange, rules: Rules
    ) -> Choice:
        now, item = self._clock(), evidence.item
        state = await self._state(route, change, rules)
        decision = decide(change, item, route.matched, state, rules, now)
        return Choice(
            decision=decision,
            state=state,
            matched=tuple(each for each in route.matched if each.watch.id in decision.watch_ids),
            alert=alert_of(decision, change, item, state, now),
        )

    async def _state(self, route: Route, change: StoryChange, rules: Rules) -> DestinationState:
        now, destination = self._clock(), route.destination
        place = self._catalogue().destination(destination)
        thread = await self._ledger.alerts_of_thread(change.thread_id)
        since = now - rules.reach(place, route.matched)
        recent = await self._ledger.alerts(destination=destination, since=since, limit=RECENT)
        held = await self._ledger.alerts(
            destination=destination, status=AlertStatus.HELD, limit=WAITING
        )
        return DestinationState(
            destination=place,
            thread=[alert for alert in thread if alert.destination == destination],
            recent=[*recent, *(alert for alert in held if alert not in recent)],
            mutes=await self._ledger.mutes(now),
        )

    # ── what is held ─────────────────────────────────────────────────────────────────────

    async def due(self) -> AsyncIterator[Due]:
        """What held alerts whose time has come lead to, destination by destination."""
        now = self._clock()
        for destination, alerts in groupby(
            await self._ledger.held_due(now), key=lambda alert: alert.destination
        ):
            held = list(alerts)
            if self._quiet(destination, now):
                # Late (we were down, or quiet hours changed): only what somebody asks for now.
                held = [alert for alert in held if alert.release is None]
            if held:
                yield await self._due_at(destination, held, now)

    def _quiet(self, destination: str, now: datetime) -> bool:
        catalogue = self._catalogue()
        rules, place = Rules.of(catalogue.settings), catalogue.destination(destination)
        quiet = rules.quiet_hours_at(place)
        return quiet_until(quiet, rules.timezone_at(place), now) is not None

    async def _due_at(self, destination: str, held: Sequence[Alert], now: datetime) -> Due:
        looked, unseen = held[-LOOKED:], held[:-LOOKED]
        mutes = await self._ledger.mutes(now)
        place, watched = self._catalogue().destination(destination), self._catalogue().watches
        told, views, dropped = list(unseen), list[AlertView](), dict[str, str]()
        for alert in looked:
            each = Waiting(
                alert=alert,
                view=await self._view_of(alert),
                event=await self._ledger.alerts_of_story(alert.story_id),
            )
            why = left_out(each, place, mutes, watched)
            if why:
                dropped[alert.id] = why
            elif each.view is not None:
                told.append(alert)
                views.append(heard(each.view, place, mutes))
        single = False
        if len(told) == 1 and len(views) == 1:
            single = alone(told, await self._ledger.alerts_of_thread(views[0].story.thread_id))
        return Due(destination=destination, told=told, views=views, dropped=dropped, alone=single)


def is_message(decision: Decision) -> bool:
    """Whether it makes a sound: a message of its own, not a card that grows."""
    return decision.verdict in (Verdict.POST, Verdict.REPLY)
