"""Evidence that candidates are for and against each other: exclusions, lists, a surer mention of
the same entity, overlaps."""

from __future__ import annotations

from collections.abc import Sequence

from bot.matching import weights
from bot.matching.belief import SHORT, likely
from bot.matching.lexicon import COMMON, UNKNOWN, words
from bot.matching.places import other_stories
from bot.matching.scene import Candidate, Scene

_LIST_GAPS = frozenset({b", ", b" and ", b" & ", b", and ", b" or ", b"/", b"; ", b", or "})


_FUNCTION = frozenset({b"and", b"of", b"for", b"&", b"de", b"the"})


def excluded(scenes: Sequence[Scene]) -> None:
    """``apple pie`` where that is an exclude of Apple: the longer phrase wins."""
    for scene in scenes:
        for note in scene.excluded:
            for found in scene.found:
                if found.entity == note.entity and note.covers(found) and note.longer(found):
                    why = f"part of '{note.text}', which the watch excludes"
                    found.refuse(weights.COMMON_LOWER, "exclude", why)


def listed(scenes: Sequence[Scene]) -> None:
    """``Meta Platforms, Apple and Alibaba``: unsure, but in a list with a sure name."""
    for scene in scenes:
        unsure = [c for c in scene.found if weights.LIFTABLE <= c.score < weights.CUTOFF]
        if not unsure:
            continue
        raw = scene.folded.raw
        sure = [c for c in scene.found if c.score >= weights.SURE]
        for found in unsure:
            for other in sure:
                first, last = (other, found) if other.end <= found.start else (found, other)
                if not 0 < last.start - first.end <= 5:
                    continue
                gap = raw[first.end : last.start]
                if gap in _LIST_GAPS and not found.edits and not found.final:
                    why = f"in a list with {other.alias}"
                    found.settle(weights.LISTED, "list", why)
                    break


def lifted(scenes: Sequence[Scene]) -> None:
    """A surer mention lifts the unsure ones of the same entity."""
    sure = {
        found.entity
        for scene in scenes
        for found in scene.found
        if found.score >= weights.SURE and not found.edits
    }
    for scene in scenes:
        for found in scene.found:
            unsure = weights.LIFTABLE <= found.score < weights.CUTOFF
            if unsure and found.entity in sure and not found.final:
                why = f"{scene.watches[found.entity].name} is surely named elsewhere in the item"
                found.settle(weights.LIFTED, "lifted", why)


def repeated(scenes: Sequence[Scene]) -> None:
    """A slip of a short name, refused for nothing but that, where the name is surely meant
    elsewhere in the item: ``Bsh`` in a report on Bush."""
    sure: set[tuple[int, bytes]] | None = None
    for scene in scenes:
        for found in scene.found:
            if found.rule != SHORT or not likely(*found.meant):
                continue
            if sure is None:
                sure = {
                    (other.entity, other.form)
                    for place in scenes
                    for other in place.found
                    if other.score >= weights.SURE and not other.edits
                }
            if (found.entity, found.form) in sure:
                why = f"{found.alias} is surely named elsewhere in the item"
                found.settle(weights.REPEATED, "typo", why)


TOGETHER = (excluded, other_stories, listed, lifted, repeated)
"""In the order in which they speak, after :data:`bot.matching.stages.STAGES`."""


def kept(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Without what lies inside something longer or surer; equal spans stay together."""
    if len(candidates) < 2:
        return list(candidates)
    result: list[Candidate] = []
    cluster: list[Candidate] = []
    end = -1
    for found in sorted(candidates, key=lambda c: (c.start, -c.end, c.entity)):
        if found.start >= end:
            result += cluster if len(cluster) < 2 else _resolved(cluster)
            cluster = []
        cluster.append(found)
        end = max(end, found.end)
    return result + (cluster if len(cluster) < 2 else _resolved(cluster))


def _resolved(cluster: list[Candidate]) -> list[Candidate]:
    chosen: list[Candidate] = []
    taken: set[tuple[int, int, int]] = set()
    ranked = sorted(
        cluster,
        key=lambda c: (c.edits > 0, c.start - c.end, c.start, c.edits, -c.score, c.entity),
    )
    for found in ranked:
        span = (found.entity, found.start, found.end)
        if span in taken:
            continue
        if all(_agree(other, found) for other in _overlapping(chosen, found)):
            chosen.append(found)
            taken.add(span)
    return sorted(chosen, key=lambda c: (c.start, c.end, c.entity))


def _overlapping(chosen: list[Candidate], found: Candidate) -> list[Candidate]:
    return [c for c in chosen if c.start < found.end and found.start < c.end]


def _agree(longer: Candidate, found: Candidate) -> bool:
    """Whether both can be meant: the same words, or one name with common words around it
    (Obama in President Obama, but not Bank of China in the name of another bank)."""
    if (longer.start, longer.end) == (found.start, found.end):
        return longer.edits == found.edits
    if found.edits and not longer.edits and found.start <= longer.start and found.end >= longer.end:
        return True  # the misspelt name holds the exact one: Eugeniw Bouchard
    if longer.entity == found.entity or found.edits or longer.edits or not found.form:
        return False
    before, inside, after = longer.form.partition(found.form)
    rest = [*before.split(), *after.split()]
    if not inside or not _FUNCTION.isdisjoint(rest):
        return False
    return all(words().get(token, UNKNOWN).common >= COMMON for token in rest)
