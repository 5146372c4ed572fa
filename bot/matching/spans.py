"""Names to spans without words: the matcher's core for benchmarks and bulk work."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.matching.compiled import Names
from bot.matching.finder import Finder
from bot.matching.stages import judge
from bot.matching.together import kept
from bot.matching.weights import CUTOFF
from bot.model import Watch

Span = tuple[int, int, int, float]
"""The entity's number, start and end in code points, and the score."""


def compile_names(entities: Iterable[Sequence[str]]) -> Finder:
    """Each entity is its names; its number is its place in ``entities``."""
    watches = [
        Watch(id=str(number), name=names[0], aliases=tuple(names[1:]), kind="topic")
        for number, names in enumerate(entities)
    ]
    return Finder(watches, (Names(watches),), frozenset())


def spans(finder: Finder, text: str) -> list[Span]:
    scene = finder.read("content", text)
    if scene is None or not scene.found:
        return []
    judge((scene,))
    sure = kept([found for found in scene.found if found.score >= CUTOFF])
    return [(c.entity, *scene.folded.span(c.start, c.end), c.score) for c in sure]
