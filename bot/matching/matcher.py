"""The face of the room: watches in, mentions with reasons out."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.matching.compiled import Names
from bot.matching.finder import Finder
from bot.matching.lexicon import UNKNOWN, WORD, words
from bot.matching.places import RULE, place_of
from bot.matching.scene import Candidate, Scene
from bot.matching.stages import judge
from bot.matching.together import kept
from bot.matching.weights import CUTOFF
from bot.matching.wording import reason
from bot.model import Mention, Refusal, Watch

OVERLAY = 1000
"""Names added one by one are kept apart from the compiled ones up to this many (or a tenth of
them); then everything is compiled anew."""


SMALL = 5_000
"""Up to so many watches everything is compiled anew when one goes: it takes no time, and above
that a name that went is still taken for a known word until then."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Explanation:
    mentions: tuple[Mention, ...]
    refusals: tuple[Refusal, ...]
    """Nearest things that were not taken, best first."""


class Matcher:
    """Immutable and safe to share between threads. Figure watches are left out."""

    def __init__(
        self, finder: Finder, numbers: Mapping[str, int], watches: Sequence[Watch]
    ) -> None:
        """For :meth:`compile` and :meth:`with_watches`. ``numbers``: by id, the place of each
        living watch in ``watches``."""
        self._finder = finder
        self._watches = watches
        self._numbers = numbers

    @classmethod
    def compile(cls, watches: Iterable[Watch]) -> Matcher:
        """Of watches with the same id the last one counts."""
        named = list({w.id: w for w in watches if w.kind != "figure"}.values())
        numbers = {watch.id: number for number, watch in enumerate(named)}
        return cls(Finder(named, (Names(named),), frozenset()), numbers, named)

    def with_watches(self, *, add: Iterable[Watch] = (), remove: Iterable[str] = ()) -> Matcher:
        """A matcher with ``add`` (the same id replaces) and without the watches of these ids.

        What is compiled is shared, so this costs as much as the names added since.
        """
        added = {watch.id: watch for watch in add if watch.kind != "figure"}
        gone = (set(remove) | added.keys()) & self._numbers.keys()
        finder = self._finder
        base = finder.parts[0]
        removed = finder.removed | {self._numbers[watch_id] for watch_id in gone}
        numbers = {key: number for key, number in self._numbers.items() if key not in gone}
        living = [
            watch
            for number, watch in enumerate(self._watches[base.size :], base.size)
            if number not in removed
        ]
        overlay = [*living, *added.values()]
        small = bool(gone) and base.size <= SMALL
        if small or len(overlay) + len(removed) > max(OVERLAY, base.size // 10):
            return Matcher.compile([*(self._watches[n] for n in numbers.values()), *added.values()])
        watches = [*self._watches[: base.size], *overlay]
        for number, watch in enumerate(overlay, base.size):
            numbers[watch.id] = number
        parts = (base, Names(overlay, base.size)) if overlay else (base,)
        old = frozenset(number for number in removed if number < base.size)
        return Matcher(Finder(watches, parts, old), numbers, watches)

    def match(self, title: str, content: str, *, tail: bool = False) -> list[Mention]:
        """Mentions at or above the cutoff, title first, by start; spans are code points.

        With ``tail`` also those that would be but for standing in a page's tail of other
        stories: they come last, below the cutoff.
        """
        mentions: list[Mention] = []
        other: list[Mention] = []
        for scene in self._judged(title, content, explain=False):
            sure = [found for found in scene.found if found.score >= CUTOFF]
            mentions += _mentions(scene, kept(sure))
            if tail and scene.tail:
                other += _mentions(scene, kept([c for c in scene.found if c.rule == RULE]))
        return mentions + other

    def explain(self, title: str, content: str) -> Explanation:
        """The mentions, and for every other place the nearest name and what refused it.

        An everyday word that is far from a name, or short, is hardly worth a line: such are
        named only when nothing else is, and one has a capital.
        """
        mentions: list[Mention] = []
        refusals: list[Refusal] = []
        idle: list[Refusal] = []
        for scene in self._judged(title, content, explain=True):
            sure = kept([found for found in scene.found if found.score >= CUTOFF])
            mentions += _mentions(scene, sure)
            for found in _nearest(scene.found, sure):
                if not _is_everyday(found, scene):
                    refusals.append(self._refusal(scene, found))
                elif not scene.raw(found).islower():
                    idle.append(self._refusal(scene, found))
        if not (mentions or refusals):
            refusals = idle
        refusals.sort(key=lambda refusal: -refusal.score)
        return Explanation(mentions=tuple(mentions), refusals=tuple(refusals))

    def _judged(self, title: str, content: str, *, explain: bool) -> list[Scene]:
        finder = self._finder
        scenes = [
            scene
            for scene in (
                finder.read("title", title, explain=explain),
                finder.read("content", content, explain=explain),
            )
            if scene is not None
        ]
        if len(scenes) == 2:
            scenes[0].others, scenes[1].others = (scenes[1],), (scenes[0],)
        for scene in scenes:
            scene.paged = scene.field == "content"
        judge(scenes)
        return scenes

    def _refusal(self, scene: Scene, found: Candidate) -> Refusal:
        start, end = scene.folded.span(found.start, found.end)
        return Refusal(
            watch_id=scene.watches[found.entity].id,
            field=scene.field,
            start=start,
            end=end,
            text=scene.folded.text[start:end],
            score=round(found.score, 3),
            why=reason(found, scene.folded.text[start:end]),
            rule=found.rule,
        )


def _mentions(scene: Scene, sure: Iterable[Candidate]) -> list[Mention]:
    folded, watches, name = scene.folded, scene.watches, scene.field
    text, span = folded.text, folded.span
    mentions = []
    for found in sure:
        start, end = span(found.start, found.end)
        mentions.append(
            Mention(
                watch_id=watches[found.entity].id,
                field=name,
                start=start,
                end=end,
                text=text[start:end],
                score=round(found.score, 3),
                why=reason(found, text[start:end]),
                rule=found.rule,
                place=place_of(found, scene, start),
            )
        )
    return mentions


TELLING = 5
"""Letters from which on an everyday word that is one edit from a name is worth explaining."""


def _is_everyday(found: Candidate, scene: Scene) -> bool:
    """``opens`` near OpenAI, ``for`` near Ford: a word, and nobody would think otherwise."""
    if not found.edits or found.rule == "plural" or b" " in found.form:
        return False
    written = scene.written(found).lower()
    is_word = words().get(written, UNKNOWN).kind & WORD
    return bool(is_word) and (found.edits > 1 or len(written) < TELLING)


def _nearest(candidates: list[Candidate], sure: list[Candidate]) -> list[Candidate]:
    """The best refused candidate of each entity at each place that has no mention of it."""
    mentions: dict[int, list[Candidate]] = {}
    for found in sorted(sure, key=lambda c: c.start):
        mentions.setdefault(found.entity, []).append(found)
    best: dict[tuple[int, int], Candidate] = {}
    for found in candidates:
        if found.score >= CUTOFF or _overlaps(mentions.get(found.entity, ()), found):
            continue
        key = (found.entity, found.start)
        rank = (not found.edits, found.score)
        if key not in best or (not best[key].edits, best[key].score) < rank:
            best[key] = found
    return list(best.values())


def _overlaps(mentions: Sequence[Candidate], found: Candidate) -> bool:
    """``mentions``: of one entity, by their start; none of them overlaps another."""
    last = bisect_left(mentions, found.end, key=lambda c: c.start)
    return last > 0 and mentions[last - 1].end > found.start
