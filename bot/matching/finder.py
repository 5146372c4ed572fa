"""From a text to candidates: the core, without words for people.

The steady cost of a text without names is one fold, one scan by the automaton and one pass over
its tokens that asks which of them have not been looked up before.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import filterfalse

from bot.matching import guard
from bot.matching.compiled import Names
from bot.matching.fold import fold
from bot.matching.han import fold_han, shown, whole_word
from bot.matching.mending import Neighbour, corrected, without_initial
from bot.matching.names import Sort, sort_of
from bot.matching.scene import Candidate, Note, Scene
from bot.matching.typos import LONGEST, SHORTEST
from bot.model import FieldName, Watch

MEMORY = 200_000
"""Tokens remembered after a look-up; then the memory starts afresh."""
_INITIALS = frozenset(bytes([code]) for code in b"bcefghjklnopqruvwxyz")
"""Letters that stand alone in names; the others do so in contractions and as words."""


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
        self._forget()

    def _forget(self) -> None:
        quiet: set[bytes] = set()
        for part in self.parts:
            quiet |= part.tokens
        self._near: dict[bytes, tuple[Neighbour, ...]] = {}
        self._quiet = quiet
        self._room = len(quiet) + MEMORY

    def read(self, field: FieldName, text: str, *, explain: bool = False) -> Scene | None:
        """The text with its candidates, not judged yet; ``None`` when it has none."""
        folded = fold(text)
        low = folded.low
        odd = list(filterfalse(self._quiet.__contains__, low.split()))
        hits = [(part, hits) for part in self.parts if (hits := part.index.scan(low))]
        if not hits and not odd and not (folded.unspaced and self._has_han):
            return None
        scene = Scene(field, folded, self.watches, explain=explain)
        for part, found in hits:
            self._exact(scene, part, found)
        if odd:
            self._misspelt(scene, odd)
        if folded.unspaced and self._has_han:
            self._han(scene)
        return scene

    def _exact(self, scene: Scene, part: Names, hits: list[tuple[int, int, int]]) -> None:
        index, low = part.index, scene.folded.low
        for start, end, form in hits:
            key = low[start + 1 : end - 1]
            given = index.sorts[form]
            for name in index.names_of(form):
                entity = index.entities[name]
                if entity not in self.removed:
                    alias = index.aliases[name]
                    sort = Sort(given) if given >= Sort.TICKER else sort_of(alias, key)
                    self._take(scene, Candidate(entity, alias, sort, start, end - 2, key))

    def _take(self, scene: Scene, candidate: Candidate) -> None:
        if candidate.sort < Sort.EXCLUDED:
            scene.found.append(candidate)
        else:
            note = Note(candidate.entity, candidate.start, candidate.end, candidate.alias)
            (scene.excluded if candidate.sort is Sort.EXCLUDED else scene.context).append(note)

    def _misspelt(self, scene: Scene, odd: list[bytes]) -> None:
        tokens = dict.fromkeys(odd)
        near = {token: found for token in tokens if (found := self._neighbours(token))}
        low = scene.folded.low
        for token in tokens:
            initial = token in _INITIALS
            if token not in near and not initial:
                continue
            at = low.find(b" " + token + b" ")
            while at >= 0:
                for part in self.parts:
                    if initial:
                        scene.found += self._living(without_initial(scene, part, at + 1))
                    else:
                        scene.found += self._living(corrected(scene, part, token, at + 1, near))
                at = low.find(b" " + token + b" ", at + len(token))

    def _living(self, candidates: Iterator[Candidate]) -> Iterator[Candidate]:
        return (found for found in candidates if found.entity not in self.removed)

    def _neighbours(self, token: bytes) -> tuple[Neighbour, ...]:
        """What ``token`` may be a misspelling of, looked up once and remembered."""
        known = self._near.get(token)
        if known is not None:
            return known
        if token in _INITIALS:
            return ()
        near: list[Neighbour] = []
        if SHORTEST <= len(token) <= LONGEST and token.isalpha():
            for part in self.parts:
                for distance, meant in part.spellings.near(token):
                    near.append(Neighbour(meant, distance, guard.refusal(token, meant, distance)))
        if len(self._quiet) + len(self._near) > self._room:
            self._forget()
        if near:
            self._near[token] = tuple(near)
        else:
            self._quiet.add(token)
        return tuple(near)

    def _han(self, scene: Scene) -> None:
        text = fold_han(shown(scene.folded))
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
