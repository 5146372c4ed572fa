"""A running story from its first event on: what happened when, and how its numbers went. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.alerts.news import news
from bot.alerts.numbers import reading_of, title_of
from bot.model import Figure, Relation, Source, Story, StoryChange
from bot.ports import Findings
from bot.text import squeeze

LEAST = 20
"""Up to this value a bare count is hardly ever what a story is about, unless it changes."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One event, or a correction of one."""

    story: Story
    source: Source
    """The first report of it."""
    words: str = ""
    """What changed; empty for the beginning, and where nothing but likeness says that it belongs
    here."""

    @property
    def correction(self) -> bool:
        return self.source.relation is Relation.CORRECTION

    @property
    def others(self) -> int:
        """Further outlets that report the event."""
        names = {each.source for each in self.story.sources}
        return 0 if self.correction else len(names - {self.source.source})


def steps(events: Iterable[Story], places: Mapping[str, StoryChange]) -> list[Step]:
    """Events and corrections, oldest first. ``places``: what each item did to its story."""
    found = []
    for story in events:
        for number, source in enumerate(story.sources):
            if number == 0 or source.relation is Relation.CORRECTION:
                words = what_changed(places.get(source.item_id))
                found.append(Step(story=story, source=source, words=words))
    return sorted(found, key=lambda step: step.source.seen)


def what_changed(change: StoryChange | None) -> str:
    match change:
        case StoryChange(relation=Relation.FOLLOW_UP, loud=True):
            return f"New: {news(change)}"
        case StoryChange(relation=Relation.CORRECTION, why=why):
            return f"Corrected: {why}"
        case _:
            return ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    figure: Figure
    source: Source

    @property
    def words(self) -> str:
        return reading_of(self.figure)


@dataclass(frozen=True, kw_only=True, slots=True)
class Course:
    """One number of the story, as it was told over time."""

    label: str
    said: tuple[Said, ...]
    """Each value when it was first told after another one."""


def courses(sources: Sequence[Source], findings: Mapping[str, Findings]) -> list[Course]:
    """The numbers of these reports; those that changed first, then those told most often."""
    told: dict[tuple[str, ...], list[Said]] = {}
    for source in sorted(sources, key=lambda each: each.seen):
        found = findings.get(source.item_id, Findings()).figures
        for figure in {(each.metric, each.value): each for each in found}.values():
            if figure.kind in ("figure", "milestone") and figure.subject and figure.metric:
                told.setdefault(_key(figure), []).append(Said(figure=figure, source=source))
    made = [(Course(label=title_of(said[-1].figure), said=_changes(said)), said)
            for said in told.values()]  # fmt: skip
    kept = [(course, said) for course, said in made if len(course.said) > 1 or _matters(said[0])]
    kept.sort(key=lambda each: (-len(each[0].said), -len(each[1])))
    return [course for course, _ in kept]


def _key(figure: Figure) -> tuple[str, ...]:
    """Numbers of one thing, whatever noun each outlet counts it in."""
    ratio = "%" if figure.unit == "%" else ""
    period = figure.period.label if figure.period else ""
    words = (figure.subject, figure.metric, figure.area, figure.currency, ratio, period)
    told = "" if figure.status == "actual" else figure.status  # a headline says "kills nine"
    return (*map(str.casefold, words), figure.transformation, told)


def _changes(said: Sequence[Said]) -> tuple[Said, ...]:
    kept = [said[0]]
    for each in said[1:]:
        if each.figure.value != kept[-1].figure.value:
            kept.append(each)
    return tuple(kept)


def _matters(said: Said) -> bool:
    figure = said.figure
    return abs(figure.value) >= LEAST or bool(figure.currency) or figure.unit == "%"


def same_words(one: str, other: str) -> bool:
    return squeeze(one).casefold() == squeeze(other).casefold()
