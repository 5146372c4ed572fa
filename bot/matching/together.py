"""Evidence that candidates are for and against each other: exclusions, lists, a surer mention of
the same entity, overlaps."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Sequence
from dataclasses import dataclass

from bot.matching import weights
from bot.matching.belief import SHORT, likely
from bot.matching.lexicon import COMMON, UNKNOWN, words
from bot.matching.places import other_stories
from bot.matching.scene import Candidate, Scene

_LIST_GAPS = frozenset({b", ", b" and ", b" & ", b", and ", b" or ", b", or ", b"/", b"; "})
_LONGEST_GAP = max(map(len, _LIST_GAPS))
_FUNCTION = frozenset({b"and", b"of", b"for", b"&", b"de", b"the"})


def excluded(scenes: Sequence[Scene]) -> None:
    """``apple pie`` where that is an exclude of Apple: the longer phrase wins."""
    for scene in scenes:
        if not scene.excluded:
            continue
        longest = max(note.end - note.start for note in scene.excluded)
        for found in scene.found:
            notes = scene.exclusions.get(found.entity, ())
            at = bisect_right(notes, found.start, key=lambda note: note.start)
            while at > 0 and found.start - notes[at - 1].start <= longest:
                at -= 1
                if notes[at].covers(found) and notes[at].longer(found):
                    why = f"part of '{notes[at].text}', which the watch excludes"
                    found.refuse(weights.COMMON_LOWER, "exclude", why)
                    break


def listed(scenes: Sequence[Scene]) -> None:
    """``Meta Platforms, Apple and Alibaba``: unsure, but in a list with a sure name."""
    for scene in scenes:
        unsure = [c for c in scene.unsure if not c.edits and not c.final]
        if not unsure:
            continue
        sure = [c for c in scene.found if c.score >= weights.SURE]
        starts = {c.start: c for c in reversed(sure)}
        ends = {c.end: c for c in reversed(sure)}
        raw = scene.folded.raw
        for found in unsure:
            for gap in range(1, _LONGEST_GAP + 1):
                other = None
                if raw[found.start - gap : found.start] in _LIST_GAPS:
                    other = ends.get(found.start - gap)
                if other is None and raw[found.end : found.end + gap] in _LIST_GAPS:
                    other = starts.get(found.end + gap)
                if other is not None:
                    scene.object_to(found, scene)
                    if found.final:
                        break
                    found.settle(weights.LISTED, "list", f"in a list with {other.alias}")
                    break


def lifted(scenes: Sequence[Scene]) -> None:
    """A surer mention lifts the unsure ones of the same entity."""
    if not any(scene.unsure for scene in scenes):
        return
    sure = {
        found.entity
        for scene in scenes
        for found in scene.found
        if found.score >= weights.SURE and not found.edits
    }
    for scene in scenes:
        for found in scene.unsure:
            if found.score >= weights.CUTOFF or found.entity not in sure or found.final:
                continue
            scene.object_to(found, scene)
            if not found.final:
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
    end = -1
    for found in candidates:
        if found.start < end:
            break
        end = found.end
    else:
        return list(candidates)  # in order, and none overlaps another
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


@dataclass(slots=True)
class _Place:
    """Names that stand in the same place: what is decided of one goes for all."""

    start: int
    end: int
    first: Candidate
    entities: set[int]
    names: list[Candidate]


def _resolved(cluster: list[Candidate]) -> list[Candidate]:
    chosen: list[_Place] = []  # by their start
    places: dict[tuple[int, int, bytes, int], _Place] = {}
    longest = max(found.end - found.start for found in cluster)
    ranked = sorted(
        cluster,
        key=lambda c: (c.edits > 0, c.start - c.end, c.start, c.edits, -c.score, c.entity),
    )
    for found in ranked:
        first = bisect_right(chosen, found.start - longest, key=_start)
        last = bisect_left(chosen, found.end, key=_start)
        if not all(_agree(place, found) for place in chosen[first:last] if place.end > found.start):
            continue
        key = (found.start, found.end, found.form, found.edits)
        place = places.get(key)
        if place is None:
            place = places[key] = _Place(found.start, found.end, found, set(), [])
            insort(chosen, place, key=_start)
        place.entities.add(found.entity)
        place.names.append(found)
    kept_names = [found for place in chosen for found in place.names]
    return sorted(kept_names, key=lambda c: (c.start, c.end, c.entity))


def _start(place: _Place) -> int:
    return place.start


def _agree(longer: _Place, found: Candidate) -> bool:
    """Whether both can be meant: the same words, or one name with common words around it
    (Obama in President Obama, but not Bank of China in the name of another bank)."""
    name = longer.first
    if (longer.start, longer.end) == (found.start, found.end):
        return name.edits == found.edits and found.entity not in longer.entities
    if found.edits and not name.edits and found.start <= name.start and found.end >= name.end:
        return True  # the misspelt name holds the exact one: Eugeniw Bouchard
    if found.entity in longer.entities or found.edits or name.edits or not found.form:
        return False
    before, inside, after = name.form.partition(found.form)
    rest = [*before.split(), *after.split()]
    if not inside or not _FUNCTION.isdisjoint(rest):
        return False
    return all(words().get(token, UNKNOWN).common >= COMMON for token in rest)
