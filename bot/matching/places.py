"""Evidence: where in the item a name stands. In a page's tail of other stories it makes no alert,
and says nothing about the same name elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.matching import weights
from bot.matching.belief import SHORT
from bot.matching.scene import Candidate, Scene
from bot.matching.tail import OTHERS, stretch_at, tails
from bot.model import Figure, Place

RULE = "tail"
LEAD = 250
"""Characters of the longest lead."""
_LABEL = 60
"""Up to this length a first line is a byline or a dateline, and the lead begins behind it."""


def other_stories(scenes: Sequence[Scene]) -> None:
    """A Xiaomi story with ``Read next: Tesla shows …`` under it is no Tesla story."""
    for scene in scenes:
        if not scene.paged:
            continue
        starts = [found.start for found in scene.found if found.score >= weights.LIFTABLE]
        if not starts:
            continue
        scene.tail = tails(scene.folded.text, max(starts) + len(scene.folded.gaps))
        if not scene.tail:
            continue
        for found in scene.found:
            stretch = stretch_at(scene.tail, scene.folded.span(found.start, found.end)[0])
            if stretch is None:
                continue
            if found.score >= weights.CUTOFF:
                under = (
                    f", under '{stretch.heading}'"
                    if stretch.part == OTHERS and stretch.heading
                    else ""
                )
                why = f"in the page's {stretch.part}{under}"
                found.settle(found.score * weights.TAIL, RULE, why)
            elif found.rule == SHORT:
                found.rule = "guard"
            found.final = True  # neither a list nor a sure mention elsewhere lifts it


def of_the_story(figures: Iterable[Figure], content: str) -> list[Figure]:
    """Without the figures that stand in the content's tail: they are other stories' news."""
    found = list(figures)
    if not any(figure.field == "content" for figure in found):
        return found
    tail = tails(content)
    if not tail:
        return found
    return [
        figure for figure in found if figure.field == "title" or not stretch_at(tail, figure.start)
    ]


def place_of(found: Candidate, scene: Scene, start: int) -> Place:
    """``start``: of it in the text."""
    if scene.field == "title":
        return "title"
    if found.rule == RULE:
        return "tail"
    if scene.lead is None:
        scene.lead = _lead_end(scene)
    return "lead" if start < scene.lead else "body"


def _lead_end(scene: Scene) -> int:
    """Where the first paragraph ends, within reason."""
    text = scene.folded.text
    end = text.find("\n")
    if 0 <= end < _LABEL:
        end = text.find("\n", end + 1)
    if 0 <= end <= LEAD:
        return end
    if len(text) <= LEAD:
        return len(text)
    stop = max(text.rfind(mark, 0, LEAD) for mark in (". ", "! ", "? ", "。"))
    return stop + 1 if stop > _LABEL else LEAD
