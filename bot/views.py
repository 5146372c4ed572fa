"""Gathers what a card shows from the store: an alert as it stands, or as it is about to be."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.alerts.routing import Matched
from bot.alerts.view import AlertView, FigureLine, figure_lines
from bot.catalogue import Catalogue
from bot.figures import Point, convert, history, own_point
from bot.figures.sparkline import sparkline
from bot.judging import READINGS, Evidence, weigh
from bot.model import (
    Alert,
    Figure,
    Item,
    Mention,
    Reading,
    Source,
    Story,
    StoryChange,
    Watch,
)
from bot.ports import Store
from bot.retelling import related, summed_up

_COURSE = 12
"""Values of a series drawn on a card."""
_RELATED = 2
"""Other stories about a name on a card."""


class Views:
    """Reads only; holds no state of its own."""

    def __init__(self, store: Store, catalogue: Callable[[], Catalogue]) -> None:
        self._store = store
        self._catalogue = catalogue

    async def evidence(
        self,
        item: Item,
        mentions: Sequence[Mention],
        figures: Sequence[Figure],
        change: StoryChange | None,
    ) -> Evidence:
        """Which watches the findings hit, by the catalogue in force now. ``change``: the item's
        place among the stories."""
        return await weigh(
            item, mentions, figures, change, catalogue=self._catalogue(), series=self._store
        )

    async def stored_evidence(self, item: Item) -> Evidence:
        """The same for a stored item, from its stored mentions and figures."""
        mentions = await self._store.mentions(item.id)
        figures = await self._store.figures(item.id)
        change = await self._store.story_of_item(item.id)
        return await self.evidence(item, mentions, figures, change)

    async def of_alert(
        self, alert: Alert, *, extra: Story | None = None, pending: Sequence[Reading] = ()
    ) -> AlertView | None:
        """The alert's card as it stands; ``None`` when its item was pruned.

        ``extra`` is the alert's own story, or a later event of its thread, with a source that
        is about to be stored, and ``pending`` are the readings of that report.
        """
        item = await self._store.item(alert.item_id)
        if item is None:
            return None
        stored = await self._store.story(alert.story_id)
        story = extra if extra is not None and extra.id == alert.story_id else stored
        if story is None:
            return None
        evidence = await self.stored_evidence(item)
        matched = tuple(each for each in evidence.matched if each.watch.id in alert.watch_ids)
        return AlertView(
            alert_id=alert.id,
            story=story,
            item=item,
            matched=matched,
            figures=await self.figure_lines(matched, evidence, pending),
            why=alert.why,
            posted=alert.created,
            timezone=self.timezone(alert.destination),
            since=await self._since(story, extra),
        )

    def timezone(self, destination: str) -> str:
        catalogue = self._catalogue()
        return catalogue.destination(destination).timezone or catalogue.settings.timezone

    async def _since(self, story: Story, extra: Story | None) -> tuple[Source, ...]:
        """The first report of every later event of the thread, oldest first."""
        later: dict[str, Source] = {}
        for other in await self._store.stories_of_thread(story.thread_id):
            if other.id != story.id and other.sources and other.first_seen >= story.first_seen:
                later[other.id] = other.sources[0]
        if extra is not None and extra.id != story.id and extra.sources:
            later.setdefault(extra.id, extra.sources[0])
        return tuple(sorted(later.values(), key=lambda source: source.seen))

    # ── the story ────────────────────────────────────────────────────────────────────────

    async def whole(self, view: AlertView, fresh: Item | None = None) -> AlertView:
        """With what a card tells of the story as a whole, which lists of many alerts don't need.
        ``fresh``: an item that is about to be stored."""
        name, others = await self.related(view.story, view.matched)
        return replace(
            view,
            summary=await summed_up(self._store, view.story, fresh),
            related=tuple(others),
            related_to=name,
        )

    async def related(self, story: Story, matched: Sequence[Matched]) -> tuple[str, list[Source]]:
        """A name that matched, and the first reports of other stories about it."""
        for watch in self._entities(matched):
            others = await related(self._store, story, watch.id, most=_RELATED)
            if others:
                return watch.name, [each.sources[0] for each in others]
        return "", []

    def _entities(self, matched: Sequence[Matched]) -> list[Watch]:
        """Watches that can be mentioned, for a figure those that are its subject."""
        watches = self._catalogue().watches.values()
        subjects = {each.watch.subject.casefold() for each in matched if each.watch.subject}
        own = [each.watch for each in matched if each.watch.kind != "figure"]
        return own or [each for each in watches if each.name.casefold() in subjects]

    # ── figures ──────────────────────────────────────────────────────────────────────────

    async def figure_lines(
        self, matched: tuple[Matched, ...], evidence: Evidence, pending: Sequence[Reading] = ()
    ) -> tuple[FigureLine, ...]:
        """The figures a card shows, with what their series say of them. ``pending``: readings
        that are about to be stored."""
        lines = figure_lines(matched, tuple(evidence.figures))
        return tuple([await self._with_series(line, evidence, pending) for line in lines])

    async def _with_series(
        self, line: FigureLine, evidence: Evidence, pending: Sequence[Reading]
    ) -> FigureLine:
        own = evidence.report.reading(line.figure) if evidence.report else None
        if own is None:
            return line
        stored = evidence.known.get(own.series)
        if stored is None:
            stored = await self._store.readings(own.series, limit=READINGS)
        known = [*stored, *(each for each in pending if each.series == own.series)]
        beside = [each for each in evidence.readings if each.series == own.series]
        before = history(own, known, beside)
        now = own_point(own, known)
        # A plan is no step from what was achieved, but from the plan before.
        earlier = before.earlier if before.own.actual else ()
        previous = None if before.own.actual else before.own.replaced
        previous = earlier[-1].reading if earlier else previous
        course = [_in_unit(point.reading, own.unit) for point in earlier[1 - _COURSE :]]
        return replace(
            line,
            previous=previous and replace(previous, value=_in_unit(previous, own.unit)),
            spark=sparkline([*course, own.value]) if len(course) > 1 else "",
            part=now.part,
            said=now.said if now.against else (),
            contradicts=before.contradicts,
            corrected=now.reading if _is_withdrawn(own, now) else None,
        )


def _is_withdrawn(own: Reading, now: Point) -> bool:
    """Whether a correction, or its own outlet since, put another number in its place; not so for
    who says the right one already, or still says his own."""
    if now.replaced is None or own.value == now.reading.value:
        return False
    return all(each.item_id != own.item_id for each in now.said)


def _in_unit(reading: Reading, unit: str) -> float:
    value = convert(reading.value, reading.unit, unit)
    return reading.value if value is None else value
