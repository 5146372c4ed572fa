"""The history once more through the decisions of the pipeline, by a clock of its own.

Names, figures, stories, conditions and policy are those of the running bot; only what is told is
counted instead of written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from bot.alerts.routing import Matched
from bot.alerts.state import Rules, Rush
from bot.alerts.view import AlertView
from bot.backtest.ledger import Entry, Ledger, Readings, view_of
from bot.backtest.outcome import How, Outcome, Told
from bot.catalogue import Catalogue
from bot.deciding import Choice, Deciding, Due
from bot.figures import Report
from bot.judging import JUDGED, READINGS, Evidence, Series, figures_in, weigh
from bot.model import Alert, AlertStatus, Item, Mention, Mute, Relation, StoryChange
from bot.ports import Past

KEEP = timedelta(days=10)
"""For how long after its last alert a running story is remembered."""
OPENS = (Relation.NEW, Relation.FOLLOW_UP)
"""What begins a story."""
_TIDY = 5_000
"""Items after which is looked what can be forgotten."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Former:
    """An alert from before the replay, and where its story runs."""

    alert: Alert
    thread_id: str
    view: AlertView | None = None
    """Whom it is told for: reports that no watch hits are added to its card, too."""


def read(past: Past, catalogue: Catalogue, names_then: Mapping[str, str]) -> Evidence:
    """What stands in a stored item by this catalogue. Pure, and safe in any thread.

    Figures are read again only where other names are found than then (``names_then``: name by
    watch id): nothing else of what is configured changes them.
    """
    return with_figures(past, named(past, catalogue), catalogue, names_then)


def named(past: Past, catalogue: Catalogue) -> list[Mention]:
    """Who is mentioned in a stored item by this catalogue."""
    return catalogue.matcher.match(past.item.title, past.item.content[:JUDGED])


def with_figures(
    past: Past, mentions: Sequence[Mention], catalogue: Catalogue, names_then: Mapping[str, str]
) -> Evidence:
    """The same with the figures of the item, where these ``mentions`` stand in it."""
    same = _named(mentions, catalogue.names) == _named(past.mentions, names_then)
    figures = past.figures if same else tuple(figures_in(past.item, mentions, catalogue))
    return Evidence(item=past.item, mentions=mentions, figures=figures, matched=())


def _named(
    mentions: Iterable[Mention], names: Mapping[str, str]
) -> set[tuple[str, int, int, str | None]]:
    return {(each.field, each.start, each.end, names.get(each.watch_id)) for each in mentions}


CALM = Rush()


class Replay:
    """Takes items oldest first. Not shared between threads or tasks."""

    def __init__(
        self,
        catalogue: Catalogue,
        *,
        series: Series | None = None,
        before: datetime | None = None,
        former: Iterable[Former] = (),
        mutes: Sequence[Mute] = (),
        most_readings: int = READINGS,
    ) -> None:
        """``series``: stored readings, those seen before ``before``; ``former``: alerts of before,
        oldest first; ``most_readings``: of a series, with which a figure is compared."""
        self.catalogue = catalogue
        self.outcome = Outcome()
        self._rules = Rules.of(catalogue.settings)
        self._readings = Readings(series, catalogue, before=before, most=most_readings)
        self._ledger = Ledger(mutes, keep=KEEP)
        self._now = datetime.min.replace(tzinfo=UTC)
        self._taken = 0
        self._deciding = Deciding(
            ledger=self._ledger,
            view_of=self._ledger.view_of,
            catalogue=lambda: catalogue,
            clock=lambda: self._now,
        )
        for each in former:
            self._ledger.add(Entry(alert=each.alert, thread_id=each.thread_id, view=each.view))

    async def silent(self, found: Evidence) -> None:
        """An item that was stored when its feed was first read: the beginning of its series."""
        self.outcome.silent += 1
        report = Report.of(found.item, None)
        self._readings.add(filter(None, map(report.reading, found.figures)))

    async def take(
        self,
        found: Evidence,
        change: StoryChange,
        *,
        then: StoryChange | None,
        rush: Rush = CALM,
    ) -> list[Choice]:
        """One item in its place; ``then``: its place when it came; ``rush``: what it came with."""
        item = found.item
        await self.until(item.seen)
        evidence = await weigh(
            item,
            found.mentions,
            found.figures,
            change,
            catalogue=self.catalogue,
            series=self._readings,
        )
        rules = self._rules
        if rush != CALM:
            rules = replace(rules, flood=rush.flood, gap=rush.gap)
        choices = await self._deciding.choose(evidence, change, rules)
        for choice in choices:
            self._note(choice, item, change, then)
        self._readings.add(evidence.readings)
        outcome = self.outcome
        outcome.items += 1
        outcome.events += change.relation in OPENS
        if evidence.matched:
            outcome.stories.add(change.story_id)
        self._tidy()
        return choices

    async def until(self, moment: datetime) -> None:
        """Time passes: digests that are due are told."""
        for due in self._ledger.releases(moment):
            if due > self._now:
                await self._release(due)
        self._now = max(self._now, moment)

    def told_elsewhere(self, former: Former) -> None:
        """An alert of the time replayed that isn't decided here, when its moment has come."""
        self._ledger.add(Entry(alert=former.alert, thread_id=former.thread_id))

    def held(self) -> list[Told]:
        """What still waits for a digest."""
        return [
            _told(entry.alert, entry.view.item, entry.view.matched, "digest", self._now)
            for entry in self._ledger.held()
            if entry.view is not None
        ]

    async def end(self, moment: datetime) -> Outcome:
        await self.until(moment)
        self.outcome.waits = self.held()
        return self.outcome

    # ── what is told ─────────────────────────────────────────────────────────────────────

    def _note(
        self, choice: Choice, item: Item, change: StoryChange, then: StoryChange | None
    ) -> None:
        decision, alert = choice.decision, choice.alert
        self.outcome.count(decision.verdict, decision.why)
        if alert is None:
            return
        view = view_of(alert, item, change, choice.matched)
        self._ledger.add(Entry(alert=alert, thread_id=change.thread_id, view=view))
        if alert.status is AlertStatus.OPEN and not alert.silent:
            told = _told(alert, item, choice.matched, "alert", self._now)
            self.outcome.told.append(replace(told, story_then=then.story_id if then else ""))

    async def _release(self, moment: datetime) -> None:
        self._now = moment
        async for due in self._deciding.due():
            self._settle(due)

    def _settle(self, due: Due) -> None:
        for alert_id in due.dropped:
            self._ledger.settle(alert_id, AlertStatus.DROPPED)
        self.outcome.dropped.update({"left out of a digest": len(due.dropped)})
        for alert in due.told:
            view = self._ledger.entry(alert.id).view
            how: How = "alert" if due.alone else "digest"
            status = AlertStatus.OPEN if due.alone else AlertStatus.DIGESTED
            self._ledger.settle(alert.id, status, at=self._now if due.alone else None)
            if view is not None:
                self.outcome.told.append(_told(alert, view.item, view.matched, how, self._now))
        if due.told and not due.alone and self.outcome.digests is not None:
            self.outcome.digests += 1

    def _tidy(self) -> None:
        self._taken += 1
        if self._taken % _TIDY == 0:
            self._ledger.forget(self._now)


def _told(alert: Alert, item: Item, matched: Sequence[Matched], how: How, at: datetime) -> Told:
    return Told(
        destination=alert.destination,
        story_id=alert.story_id,
        item_id=item.id,
        title=item.title or item.content[:200],
        source=item.source,
        url=item.url,
        watches=tuple(each.watch.name for each in matched),
        watch_ids=tuple(each.watch.id for each in matched),
        why="; ".join(each.why for each in matched[:2]),
        at=at,
        how=how,
    )
