"""Evidence: the watch's own context words, when it has some."""

from __future__ import annotations

from bisect import bisect_left

from bot.matching import weights
from bot.matching.names import Sort
from bot.matching.scene import Candidate, Note, Scene

AMBIGUOUS = frozenset({Sort.NAME, Sort.WORD, Sort.ACRONYM, Sort.PHRASE, Sort.TICKER})


def own_context(candidate: Candidate, scene: Scene) -> None:
    """With context words given, an ambiguous mention counts only near one of them."""
    if candidate.entity not in scene.contextual:
        return
    near = _near(scene, candidate) or next(
        (place.notes[candidate.entity][0].text for place in scene.others
         if candidate.entity in place.notes), ""
    )  # fmt: skip
    if not near:
        why = "ambiguous, and none of its context words is near"
        candidate.refuse(weights.PHRASE_LOWER, "context", why)
    elif candidate.score >= weights.LIFTABLE:
        why = f"near its context word '{near}'"
        candidate.settle(max(candidate.score, weights.CONTEXT), "context", why)


def _near(scene: Scene, candidate: Candidate) -> str:
    """The watch's context word that stands nearest within reach; empty: there is none."""
    notes = scene.notes.get(candidate.entity, ())
    at = bisect_left(notes, candidate.start, key=_start)
    beside = sorted(notes[max(at - 1, 0) : at + 1], key=lambda n: abs(n.start - candidate.start))
    if beside and abs(beside[0].start - candidate.start) <= weights.CONTEXT_REACH:
        return beside[0].text
    return ""


def _start(note: Note) -> int:
    return note.start
