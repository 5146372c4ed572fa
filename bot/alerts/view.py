"""Everything an alert's card shows, gathered as data before it is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.alerts.routing import Matched
from bot.model import Figure, Item, Reading, Relation, Source, Story, StoryChange


@dataclass(frozen=True, kw_only=True, slots=True)
class FigureLine:
    """A figure with the reading before it on its series, if there is one."""

    figure: Figure
    previous: Reading | None = None
    """Its value in the figure's unit."""
    why: str = ""
    """The condition that held, when the figure raised the alert."""
    part: tuple[str, ...] = ()
    """Words for the part that it counts of what is also told as a whole: ``services``."""
    spark: str = ""
    """The course of its series up to it, as a word of bars; empty for too short a one."""
    said: tuple[Reading, ...] = ()
    """What each outlet says, when they contradict each other: one reading each."""
    contradicts: tuple[Reading, ...] = ()
    """What others had said of the same, when this report is the first to say otherwise."""
    corrected: Reading | None = None
    """What a correction, or a later number of the same outlet, put in its place."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence as it stands in a report."""

    text: str
    source: str
    url: str


@dataclass(frozen=True, kw_only=True, slots=True)
class AlertView:
    """One alert as its card tells it. Built anew whenever the card grows."""

    alert_id: str
    story: Story
    """With its sources, the item's own report among them."""
    item: Item
    """That raised the alert."""
    matched: tuple[Matched, ...]
    figures: tuple[FigureLine, ...] = ()
    """Those that hit first."""
    why: str
    """The decision's reason."""
    posted: datetime
    timezone: str = "UTC"
    since: tuple[Source, ...] = ()
    """Later events of the thread, oldest first: follow-ups and corrections."""
    summary: tuple[Passage, ...] = ()
    """What the story's reports say, in a sentence or two."""
    related: tuple[Source, ...] = ()
    """The first reports of other running stories about one name that matched, the weightiest
    first."""
    related_to: str = ""
    """That name."""


def figure_lines(
    matched: tuple[Matched, ...], figures: tuple[Figure, ...], limit: int = 3
) -> tuple[FigureLine, ...]:
    """Figures that hit, then others that say something of what matched; no number twice."""
    hits = [hit for each in matched for hit in each.hits]
    lines = [FigureLine(figure=hit.figure, previous=hit.previous, why=hit.why) for hit in hits]
    names = {name.casefold() for each in matched for name in (each.watch.name, each.watch.subject)}
    lines += [
        FigureLine(figure=figure)
        for figure in figures
        if figure.metric and figure.subject.casefold() in names and _telling(figure)
    ]
    unique: dict[tuple[float, str], FigureLine] = {}
    for entry in lines:
        unique.setdefault((entry.figure.value, entry.figure.currency), entry)
    return tuple(unique.values())[:limit]


def _telling(figure: Figure) -> bool:
    """Levels and milestones; a small count ("two people") is hardly ever what a story is about."""
    large = abs(figure.value) >= 20 or bool(figure.currency) or figure.unit == "%"
    return figure.kind in ("figure", "milestone") and large


def source_of(item: Item, relation: Relation) -> Source:
    return Source(
        item_id=item.id,
        source=item.source,
        url=item.url,
        title=item.title,
        published=item.published,
        seen=item.seen,
        relation=relation,
    )


def story_with(story: Story | None, change: StoryChange, item: Item) -> Story:
    """The story as it will be once the item is stored: a new one, or one source more."""
    source = source_of(item, change.relation)
    if story is None:
        return Story(
            id=change.story_id,
            thread_id=change.thread_id,
            title=item.title,
            url=item.url,
            first_seen=item.seen,
            last_seen=item.seen,
            sources=(source,),
        )
    known = any(each.item_id == item.id for each in story.sources)
    return Story(
        id=story.id,
        thread_id=story.thread_id,
        title=story.title,
        url=story.url,
        first_seen=story.first_seen,
        last_seen=max(story.last_seen, item.seen),
        sources=story.sources if known else (*story.sources, source),
    )
