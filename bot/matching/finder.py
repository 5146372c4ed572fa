"""From a text to candidates: the core, without words for people.

The steady cost of a text without names is one fold, one scan by the automaton and one pass over
its tokens that asks which of them have not been looked up before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import filterfalse

from bot.matching import guard, weights
from bot.matching.compiled import Names
from bot.matching.fold import fold
from bot.matching.han import fold_han, whole_word
from bot.matching.lexicon import UNKNOWN, known, settled, words
from bot.matching.mending import Near, Neighbour, corrected, without_initial
from bot.matching.names import Sort, sort_of
from bot.matching.scene import Candidate, Note, Scene
from bot.matching.slips import small_words
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
_NAME, _WORD = int(Sort.NAME), int(Sort.WORD)
_ACRONYM, _EXCLUDED = int(Sort.ACRONYM), int(Sort.EXCLUDED)
_CAPITAL_SUFFICES = {
    int(Sort.SURE): (weights.EXACT, "exact"),
    int(Sort.NAME): (weights.CAPITAL_NAME, "capital"),
    int(Sort.ACRONYM): (weights.ACRONYM, "acronym"),
}
_BEFORE = frozenset([b"", b" ", b"\n", b"(", b'"', b"'", b"\x93", b"\x91", b"#"])
_AFTER = frozenset(
    (
        b"",
        b".",
        b",",
        b"?",
        b"!",
        b"\n",
        b". ",
        b", ",
        b"; ",
        b": ",
        b"? ",
        b"! ",
        b".\n",
        b"- ",
        b") ",
        b"),",
        b").",
        b"'s",
        b"\x92s",
        b'" ',
        b'",',
        b"\x94 ",
        b" -",
        b" \x96",
        b" \x97",
        b" (",
    )
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
        self._known = known()
        self._settled = settled()
        self._small = {
            slip: tuple(Neighbour(word, 1, "") for word in sorted(meant))
            for slip, meant in small_words().items()
            if slip not in self._known
        }
        self._forget()

    def _forget(self) -> None:
        self._quiet: set[bytes] = set()
        self._near: dict[bytes, tuple[Neighbour, ...]] = {}

    def read(self, field: FieldName, text: str, *, explain: bool = False) -> Scene | None:
        """The text with its candidates, not judged yet; ``None`` when it has none."""
        folded = fold(text)
        tokens: Iterable[bytes] = folded.words.split()
        if not explain:
            tokens = filterfalse(self._known.__contains__, tokens)
            tokens = filterfalse(self._quiet.__contains__, tokens)
        near = self._met(tokens, explain=explain)
        hits = [(part, hits) for part in self.parts if (hits := part.index.scan(folded.low))]
        han = folded.unspaced and self._has_han
        if not hits and not near and not han:
            return None
        scene = Scene(field, folded, self.watches, explain=explain)
        for part, found in hits:
            self._exact(scene, part, part.index.verified(found, folded))
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
        plain, first, common = part.plain, part.first, words()
        add = scene.found.append
        for start, end, form in hits:
            owner = owners[form]
            sort = sorts[form]
            end -= 2
            if isinstance(owner, tuple) or sort >= _EXCLUDED:
                self._shared(scene, part, (start, end, form))
                continue
            lower = cased[start] > 96
            if lower and _NAME <= sort <= _ACRONYM and not explain:
                key = low[start + 1 : end + 1]
                unknown = sort == _NAME and not common.get(key, UNKNOWN).common
                if not unknown and not aliases[owner].islower():
                    continue  # a word or an acronym in lower case
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
                found.score, found.rule = _CAPITAL_SUFFICES[sort]
                found.final = True

    def _shared(self, scene: Scene, part: Names, hit: tuple[int, int, int]) -> None:
        start, end, form = hit
        index = part.index
        names = index.names_of(form)
        key = scene.folded.low[start + 1 : end + 1]
        if (
            scene.folded.words[start] > 96
            and _WORD <= index.sorts[form] <= _ACRONYM
            and not scene.explain
            and not any(index.aliases[name].islower() for name in names)
        ):
            return  # a common word or an acronym in lower case
        for name in names:
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
        words = b" " + scene.folded.words + b" "
        meant = {token.lower(): found for token, found in near.items()} if len(near) > 1 else {}
        for token, neighbours in near.items():
            if neighbours is _INITIAL:
                for at in _places(scene.folded.raw, b" " + token + b". "):
                    for part in self.parts:
                        scene.found += self._living(without_initial(scene, part, at + 2))
                continue
            lower = token.lower()
            for at in _places(words, b" " + token + b" "):
                for part in self.parts:
                    found = corrected(scene, part, (at + 1, lower), neighbours, meant)
                    scene.found += self._living(found)

    def _living(self, candidates: Iterator[Candidate]) -> Iterator[Candidate]:
        return (found for found in candidates if found.entity not in self.removed)

    def _met(self, tokens: Iterable[bytes], *, explain: bool) -> Near:
        """Of a text's tokens, with their case, those that may be a misspelling, or an initial.

        Each is looked up once and remembered; not so a long one with digits: it seldom recurs.
        """
        near: dict[bytes, tuple[Neighbour, ...]] = {}
        remembered, quiet, settled = self._near, self._quiet, self._settled
        if len(quiet) + len(remembered) > MEMORY:
            self._forget()
        met = list(tokens)
        for token, lower in zip(met, map(bytes.lower, met), strict=True):
            if lower in settled and not explain:
                quiet.add(token)
                continue
            found = remembered.get(token)
            if found is not None and not explain:
                near[token] = found
                continue
            size = len(token)
            if token in self._small:
                near[token] = remembered[token] = self._small[token]
                continue
            if size < SHORTEST or size > LONGEST or not token.isalpha():
                if token in _INITIALS:
                    near[token] = _INITIAL
                elif size < SHORT_NUMBER:
                    quiet.add(token)
                continue
            found = self._look_up(token, lower, explain=explain)
            if not explain:
                if not found:
                    quiet.add(token)
                    continue
                remembered[token] = found
            near[token] = found
        return near

    def _look_up(self, token: bytes, lower: bytes, *, explain: bool) -> tuple[Neighbour, ...]:
        lower_case = lower == token and not explain
        one = not explain and (lower_case or lower in words())
        near: list[Neighbour] = []
        for part in self.parts:
            if lower_case and (meant := part.beheaded.get(lower)):
                near.append(Neighbour(meant, 1, guard.refusal(lower, meant, 1)))
            spellings = part.lower if lower_case else part.spellings
            if spellings is None or (one and not spellings.may_have(lower)):
                continue
            for distance, meant in spellings.near(lower, two=not one):
                if meant == lower:
                    return ()  # a name's token, which the exact index finds
                refusal = guard.refusal(lower, meant, distance)
                if (
                    not refusal
                    or explain
                    or meant + b"s" == lower
                    or (meant in part.company and guard.may_be_meant(lower, meant))
                    or guard.may_recur(lower, meant)
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
    return raw[end : end + 1] == b" " and raw[end + 1 : end + 2].islower()


def _places(text: bytes, wanted: bytes) -> Iterator[int]:
    at = text.find(wanted)
    while at >= 0:
        yield at
        at = text.find(wanted, at + len(wanted) - 1)
