"""What was decided for each destination, written: the alert and its deliveries."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.alerts.compose import (
    Outcome,
    compose,
    compose_digest,
    compose_disputed,
    compose_late,
)
from bot.alerts.state import DestinationState, Rules
from bot.alerts.view import AlertView
from bot.catalogue import Catalogue
from bot.deciding import Choice, Deciding, Due
from bot.judging import Evidence
from bot.model import AlertStatus, Decision, Story, StoryChange, Verdict
from bot.ports import Clock, Store
from bot.views import Views

Told = list[tuple[Decision, Outcome]]

_DISPUTED = 5
"""Other stories whose alerts are drawn anew when a report contradicts them."""


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
        self._deciding = Deciding(
            ledger=store, view_of=self._views.of_alert, catalogue=catalogue, clock=clock
        )

    async def tell(
        self, evidence: Evidence, change: StoryChange, story: Story, rules: Rules
    ) -> Told:
        """A decision, and what follows from it, for every destination the item concerns."""
        choices = await self._deciding.choose(evidence, change, rules)
        return [await self._written(each, evidence, change, story) for each in choices]

    async def _written(
        self, choice: Choice, evidence: Evidence, change: StoryChange, story: Story
    ) -> tuple[Decision, Outcome]:
        decision, state, now = choice.decision, choice.state, self._clock()
        if decision.verdict is Verdict.DROP:
            return decision, Outcome()
        alert = choice.alert or state.of_event(change.story_id)
        view = AlertView(
            alert_id=alert.id if alert is not None else "",
            story=story,
            item=evidence.item,
            matched=choice.matched,
            figures=await self._views.figure_lines(choice.matched, evidence),
            why=decision.why,
            posted=now,
            timezone=self._views.timezone(decision.destination),
        )
        root = None
        if state.root is not None:
            root = await self._views.of_alert(state.root, extra=story, pending=evidence.readings)
        if decision.verdict is Verdict.UPDATE and root is not None and not root.matched:
            # Its watch was edited away since: drawn anew, the card would lose its reason.
            return decision, Outcome()
        if decision.verdict is not Verdict.HOLD:
            view = await self._views.whole(view, evidence.item)
            root = root and await self._views.whole(root, evidence.item)
        outcome = compose(decision, change, state, view=view, root=root, now=now)
        disputed = await self._disputed(view, state, evidence)
        more = compose_disputed(state.destination, disputed, evidence.item, now)
        return decision, replace(outcome, deliveries=(*outcome.deliveries, *more))

    async def _disputed(
        self, view: AlertView, state: DestinationState, evidence: Evidence
    ) -> list[AlertView]:
        """What the destination was told in other stories that this report contradicts."""
        stories = {
            reading.story_id: None
            for entry in view.figures
            for reading in entry.contradicts
            if reading.story_id not in ("", view.story.id)
        }
        found = []
        for story_id in [*stories][:_DISPUTED]:
            for alert in await self._store.alerts_of_story(story_id):
                here = alert.destination == state.destination.name and alert != state.root
                if here and alert.status is AlertStatus.OPEN:
                    shown = await self._views.of_alert(alert, pending=evidence.readings)
                    if shown is not None:
                        found.append(await self._views.whole(shown))
        return found

    # ── digests ──────────────────────────────────────────────────────────────────────────

    async def release(self) -> None:
        """Turn held alerts whose time has come into one digest for each destination."""
        async for each in self._deciding.due():
            await self._release(each)

    async def _release(self, due: Due) -> None:
        destination, now = due.destination, self._clock()
        if due.alone:
            place = self._catalogue().destination(destination)
            view = await self._views.whole(due.views[0])
            late = compose_late(due.told[0], view, place, now)
            await self._store.release_held([], late, dropped=due.dropped, late=due.told[0].id)
            self._enqueued(destination)
            return
        delivery = None
        if due.told:
            delivery = compose_digest(
                due.told,
                due.views,
                destination=destination,
                timezone=self._views.timezone(destination),
                now=now,
            )
        told = [alert.id for alert in due.told]
        await self._store.release_held(told, delivery, dropped=due.dropped)
        if delivery is not None:
            self._enqueued(destination)
