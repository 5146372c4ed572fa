"""From a text to candidates: the core, without words for people.

The steady cost of a text without names is one fold, one scan by the automaton and one pass over
its tokens that asks which of them have not been looked up before.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import filterfalse

from bot.matching import guard, weights
from bot.matching.compiled import Names
from bot.matching.fold import fold
from bot.matching.han import fold_han, whole_word
from bot.matching.lexicon import UNKNOWN, WORD, words
from bot.matching.mending import Near, Neighbour, corrected, without_initial
from bot.matching.names import Sort, sort_of
from bot.matching.scene import Candidate, Note, Scene
from bot.matching.typos import LONGEST, SHORTEST
from bot.model import FieldName, Watch

MEMORY = 200_000
"""Tokens remembered after a look-up; then the memory starts afresh."""
SHORT_NUMBER = 6
"""Tokens with digits are remembered up to this length: longer ones seldom recur."""
_INITIALS = frozenset(bytes([code]) for code in b"BCEFGHJKLNOPQRUVWXYZ")
"""Capitals that stand alone in names; the others do so in contractions and as words."""
_INITIAL = (Neighbour(b"", 0, ""),)
_SORTS = tuple(Sort)
_WORD, _ACRONYM, _EXCLUDED = int(Sort.WORD), int(Sort.ACRONYM), int(Sort.EXCLUDED)
_CAPITAL_SUFFICES = {
    int(Sort.SURE): weights.EXACT,
    int(Sort.NAME): weights.CAPITAL_NAME,
    int(Sort.ACRONYM): weights.ACRONYM,
}
_BEFORE = frozenset([b"", b" ", b"\n", b"(", b'"', b"'", b"\x93", b"\x91", b"#"])
_AFTER = frozenset(
    [
        b"",
        b".",
        b". ",
        b", ",
        b"; ",
        b": ",
        b") ",
        b"),",
        b").",
        b"'s",
        b"\x92s",
        b'" ',
        b'",',
        b".\n",
    ]
    + [b"? ", b"! ", b"\n", b"?", b"!", b",", b"\x94 ", b"- ", b" -", b" \x96", b" \x97", b" ("]
)
"""What stands around a name in running text, where no stage has more to say."""


class Finder:
    """Everything compiled, and a memory of tokens. Safe to share between threads: the parts
    are immutable, and the memory is only added to, or replaced whole."""

    def __init__(
        self, watches: list[Watch], parts: tuple[Names, ...], removed: frozenset[int]
    ) -> None:
        self.watches = watches
        self.parts = parts
        self.removed = removed
        self._has_han = any(part.han for part in parts)
        self._shapes = frozenset().union(*(part.lower.shapes for part in parts))
        self._forget()

    def _forget(self) -> None:
        self._quiet: set[bytes] = set()
        self._near: dict[bytes, tuple[Neighbour, ...]] = {}

    def read(self, field: FieldName, text: str, *, explain: bool = False) -> Scene | None:
        """The text with its candidates, not judged yet; ``None`` when it has none."""
        folded = fold(text)
        tokens = folded.words.split()
        if not explain:
            tokens = list(filterfalse(self._quiet.__contains__, tokens))
        near = self._met(tokens, explain=explain) if tokens else {}
        hits = [(part, hits) for part in self.parts if (hits := part.index.scan(folded.low))]
        han = folded.unspaced and self._has_han
        if not hits and not near and not han:
            return None
        scene = Scene(field, folded, self.watches, explain=explain)
        for part, found in hits:
            self._exact(scene, part, found)
        if near:
            self._misspelt(scene, near)
        if han:
            self._han(scene)
        return scene

    def _exact(self, scene: Scene, part: Names, hits: list[tuple[int, int, int]]) -> None:
        """Every name in the text, with the sort of evidence it needs.

        Most need none but their capital: they are settled here, the others by the stages.
        """
        index, removed, explain = part.index, self.removed, scene.explain
        low, cased, raw = scene.folded.low, scene.folded.words, scene.folded.raw
        owners, sorts, entities, aliases = index.owners, index.sorts, index.entities, index.aliases
        plain, first = part.plain, part.first
        add = scene.found.append
        for start, end, form in hits:
            owner = owners[form]
            sort = sorts[form]
            end -= 2
            if isinstance(owner, tuple) or sort >= _EXCLUDED:
                self._shared(scene, part, (start, end, form))
                continue
            lower = cased[start] > 96
            if lower and _WORD <= sort <= _ACRONYM and not explain:
                if not aliases[owner].islower():
                    continue  # a common word or an acronym in lower case
            entity = entities[owner]
            if entity in removed:
                continue
            found = Candidate(
                entity, aliases[owner], _SORTS[sort], start, end, low[start + 1 : end + 1]
            )
            add(found)
            if (
                not lower
                and sort in _CAPITAL_SUFFICES
                and plain[entity - first]
                and raw[start - 1 : start] in _BEFORE
                and (raw[end : end + 2] in _AFTER or _lower_follows(raw, end))
                and (sort != _ACRONYM or cased[start:end].isupper())
            ):
                found.score, found.final = _CAPITAL_SUFFICES[sort], True

    def _shared(self, scene: Scene, part: Names, hit: tuple[int, int, int]) -> None:
        start, end, form = hit
        index = part.index
        key = scene.folded.low[start + 1 : end + 1]
        for name in index.names_of(form):
            entity = index.entities[name]
            if entity not in self.removed:
                alias = index.aliases[name]
                sort = index.given[name] or sort_of(alias, key)
                self._take(scene, Candidate(entity, alias, sort, start, end, key))

    def _take(self, scene: Scene, candidate: Candidate) -> None:
        if candidate.sort < Sort.EXCLUDED:
            scene.found.append(candidate)
        else:
            note = Note(candidate.entity, candidate.start, candidate.end, candidate.alias)
            (scene.excluded if candidate.sort is Sort.EXCLUDED else scene.context).append(note)

    def _misspelt(self, scene: Scene, near: Near) -> None:
        """Correct every token that may be a misspelling, and look across middle initials."""
        near = {token.lower(): found for token, found in near.items()}
        for lower in near:
            at = scene.folded.low.find(b" " + lower + b" ")
            while at >= 0:
                for part in self.parts:
                    if len(lower) == 1:
                        scene.found += self._living(without_initial(scene, part, at + 1))
                    else:
                        found = corrected(scene, part, lower, at + 1, near)
                        scene.found += self._living(found)
                at = scene.folded.low.find(b" " + lower + b" ", at + len(lower))

    def _living(self, candidates: Iterator[Candidate]) -> Iterator[Candidate]:
        return (found for found in candidates if found.entity not in self.removed)

    def _met(self, tokens: list[bytes], *, explain: bool) -> dict[bytes, tuple[Neighbour, ...]]:
        """Of tokens, with their case, those that may be a misspelling, or an initial.

        Each is looked up once and remembered, one with digits not at all: they seldom recur.
        """
        near: dict[bytes, tuple[Neighbour, ...]] = {}
        remembered, quiet, known_words = self._near, self._quiet, words()
        if len(quiet) + len(remembered) > MEMORY:
            self._forget()
        for token in tokens:
            known = remembered.get(token)
            if known is not None and not explain:
                near[token] = known
                continue
            size = len(token)
            if size > LONGEST or not token.isalpha():
                if size < SHORT_NUMBER:
                    quiet.add(token)
                continue
            lower = token.lower()
            if explain:
                known = self._look_up(token, lower, two=True, explain=True)
            elif token in _INITIALS:
                known = _INITIAL
            elif size < SHORTEST or (
                token[0] > 96 and ((size, token[0]) not in self._shapes or lower in known_words)
            ):
                known = ()  # words in lower case are what they are
            else:
                kind = known_words.get(lower, UNKNOWN).kind
                two = not kind and (token.istitle() or token.isupper())
                if not kind or (kind == WORD and size >= guard.SOFT_FROM):
                    known = self._look_up(token, lower, two=two, explain=False)
                else:
                    known = ()
            if known:
                near[token] = remembered[token] = known
            else:
                quiet.add(token)
        return near

    def _look_up(
        self, token: bytes, lower: bytes, *, two: bool, explain: bool
    ) -> tuple[Neighbour, ...]:
        near: list[Neighbour] = []
        for part in self.parts:
            spellings = part.lower if token == lower else part.spellings
            for distance, meant in spellings.near(lower, two=two):
                if meant == lower:
                    return ()  # a name's token, which the exact index finds
                refusal = guard.refusal(lower, meant, distance)
                if (
                    not refusal
                    or explain
                    or meant + b"s" == lower
                    or guard.may_be_meant(lower, meant)
                ):
                    near.append(Neighbour(meant, distance, refusal))
        return tuple(near)

    def _han(self, scene: Scene) -> None:
        text = fold_han(scene.folded.shown())
        for part in self.parts:
            han = part.han
            for start, end, name in han.scan(text):
                entity = han.entities[name]
                if entity in self.removed:
                    continue
                sort = han.sorts[name]
                candidate = Candidate(entity, han.aliases[name], sort or Sort.SURE, start, end)
                if sort is None:
                    whole_word(candidate, text)
                self._take(scene, candidate)


def _lower_follows(raw: bytes, end: int) -> bool:
    return raw[end] == 32 and 96 < raw[end + 1] < 123
