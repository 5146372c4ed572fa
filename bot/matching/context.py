"""Evidence: the watch's own context words, when it has some."""

from __future__ import annotations

from bot.matching import weights
from bot.matching.names import Sort
from bot.matching.scene import Candidate, Scene

AMBIGUOUS = frozenset({Sort.NAME, Sort.WORD, Sort.ACRONYM, Sort.PHRASE, Sort.TICKER})


def own_context(candidate: Candidate, scene: Scene) -> None:
    """With context words given, an ambiguous mention counts only near one of them."""
    if candidate.entity not in scene.contextual:
        return
    near = next(
        (
            note.text
            for place in (scene, *scene.others)
            for note in place.context
            if note.entity == candidate.entity
            and (place is not scene or abs(note.start - candidate.start) <= weights.CONTEXT_REACH)
        ),
        "",
    )
    if not near:
        why = "ambiguous, and none of its context words is near"
        candidate.refuse(weights.PHRASE_LOWER, "context", why)
    elif candidate.score >= weights.LIFTABLE:
        why = f"near its context word '{near}'"
        candidate.settle(max(candidate.score, weights.CONTEXT), "context", why)
