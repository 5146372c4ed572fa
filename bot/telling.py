"""What one item leads to at each destination: policy decides, alert and deliveries follow."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import groupby

from bot.alerts.compose import Outcome, alert_of, compose, compose_digest, compose_late
from bot.alerts.digest import Waiting, alone, heard, left_out
from bot.alerts.policy import decide
from bot.alerts.routing import Route, routes
from bot.alerts.state import DestinationState, Rules
from bot.alerts.times import quiet_until
from bot.alerts.view import AlertView
from bot.catalogue import Catalogue
from bot.config.wishes import MOST_MESSAGES
from bot.model import Alert, AlertStatus, Decision, Relation, Story, StoryChange, Verdict
from bot.ports import Clock, Store
from bot.views import Evidence, Views

RECENT = 2 * MOST_MESSAGES
"""Alerts of a destination looked at: as many as any budget allows to break through it."""

WAITING = 50
"""Held alerts of a destination looked at, the newest: those of one overflow wait together."""
LOOKED = 200
"""Of one digest's alerts, the newest, as many are ranked; further ones are counted."""

Told = list[tuple[Decision, Outcome]]


class Telling:
    """Reads the store and writes nothing but digests; what it decides is stored by its caller."""

    def __init__(
        self,
        *,
        store: Store,
        catalogue: Callable[[], Catalogue],
        clock: Clock,
        enqueued: Callable[[str], None],
    ) -> None:
        """``enqueued`` is told the name of each destination that has a digest to send."""
        self._store = store
        self._catalogue = catalogue
        self._clock = clock
        self._enqueued = enqueued
        self._views = Views(store, catalogue)

    async def tell(
        self, evidence: Evidence, change: StoryChange, story: Story, rules: Rules
    ) -> Told:
        """A decision, and what follows from it, for every destination the item concerns."""
        return [
            await self._at(route, evidence, change, story, rules)
            for route in await self._routes(evidence, change)
        ]

    async def _routes(self, evidence: Evidence, change: StoryChange) -> list[Route]:
        """Where the item goes: by its own watches, and where its story was told already."""
        own = routes(evidence.matched, self._catalogue().watchlist_of)
        if change.relation is Relation.NEW:
            return own
        there = {route.destination for route in own}
        for alert in await self._store.alerts_of_story(change.story_id):
            # What was left out at last is not told for what it was held for.
            if alert.destination not in there and alert.status is not AlertStatus.DROPPED:
                view = await self._views.of_alert(alert)
                if view is not None and view.matched:
                    there.add(alert.destination)
                    own.append(Route(destination=alert.destination, matched=view.matched))
        return own

    async def _at(
        self, route: Route, evidence: Evidence, change: StoryChange, story: Story, rules: Rules
    ) -> tuple[Decision, Outcome]:
        """Decide what one destination is told, and write it."""
        now, item = self._clock(), evidence.item
        state = await self._state(route, change, rules)
        decision = decide(change, item, route.matched, state, rules, now)
        if decision.verdict is Verdict.DROP:
            return decision, Outcome()
        alert = alert_of(decision, change, item, state, now) or state.of_event(change.story_id)
        matched = tuple(each for each in route.matched if each.watch.id in decision.watch_ids)
        view = AlertView(
            alert_id=alert.id if alert is not None else "",
            story=story,
            item=item,
            matched=matched,
            figures=await self._views.figure_lines(matched, evidence),
            why=decision.why,
            posted=now,
            timezone=self._views.timezone(route.destination),
        )
        root = None
        if state.root is not None:
            root = await self._views.of_alert(state.root, extra=story, pending=evidence.readings)
        if decision.verdict is Verdict.UPDATE and root is not None and not root.matched:
            # Its watch was edited away since: drawn anew, the card would lose its reason.
            return decision, Outcome()
        return decision, compose(decision, change, state, view=view, root=root, now=now)

    async def _state(self, route: Route, change: StoryChange, rules: Rules) -> DestinationState:
        now, destination = self._clock(), route.destination
        place = self._catalogue().destination(destination)
        thread = await self._store.alerts_of_thread(change.thread_id)
        since = now - rules.reach(place, route.matched)
        recent = await self._store.alerts(destination=destination, since=since, limit=RECENT)
        held = await self._store.alerts(
            destination=destination, status=AlertStatus.HELD, limit=WAITING
        )
        return DestinationState(
            destination=place,
            thread=[alert for alert in thread if alert.destination == destination],
            recent=[*recent, *(alert for alert in held if alert not in recent)],
            mutes=await self._store.mutes(now),
        )

    # ── digests ──────────────────────────────────────────────────────────────────────────

    async def release(self) -> None:
        """Turn held alerts whose time has come into one digest for each destination."""
        now = self._clock()
        due = await self._store.held_due(now)
        for destination, alerts in groupby(due, key=lambda alert: alert.destination):
            held = list(alerts)
            if self._quiet(destination, now):
                # Late (we were down, or quiet hours changed): only what somebody asks for now.
                held = [alert for alert in held if alert.release is None]
            if held:
                await self._digest(destination, held, now)

    def _quiet(self, destination: str, now: datetime) -> bool:
        catalogue = self._catalogue()
        rules, place = Rules.of(catalogue.settings), catalogue.destination(destination)
        quiet = rules.quiet_hours_at(place)
        return quiet_until(quiet, rules.timezone_at(place), now) is not None

    async def _digest(self, destination: str, held: Sequence[Alert], now: datetime) -> None:
        looked, unseen = held[-LOOKED:], held[:-LOOKED]
        mutes = await self._store.mutes(now)
        place, watched = self._catalogue().destination(destination), self._catalogue().watches
        told, views, dropped = list(unseen), list[AlertView](), dict[str, str]()
        for alert in looked:
            each = Waiting(
                alert=alert,
                view=await self._views.of_alert(alert),
                event=await self._store.alerts_of_story(alert.story_id),
            )
            why = left_out(each, place, mutes, watched)
            if why:
                dropped[alert.id] = why
            elif each.view is not None:
                told.append(alert)
                views.append(heard(each.view, place, mutes))
        if len(told) == 1 and len(views) == 1:
            thread = await self._store.alerts_of_thread(views[0].story.thread_id)
            if alone(told, thread):
                late = compose_late(told[0], views[0], place, now)
                await self._store.release_held([], late, dropped=dropped, late=told[0].id)
                self._enqueued(destination)
                return
        delivery = None
        if told:
            delivery = compose_digest(
                told,
                views,
                destination=destination,
                timezone=self._views.timezone(destination),
                now=now,
            )
        await self._store.release_held([alert.id for alert in told], delivery, dropped=dropped)
        if delivery is not None:
            self._enqueued(destination)
