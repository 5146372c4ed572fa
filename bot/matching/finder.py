"""From a text to candidates: the core, without words for people."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from bot.matching import weights
from bot.matching.compiled import Names
from bot.matching.fold import Folded, fold, is_foreign, spelling
from bot.matching.han import fold_han, whole_word
from bot.matching.joined import UNITS
from bot.matching.lexicon import GIVEN, UNKNOWN, WORD, words
from bot.matching.mending import believed
from bot.matching.names import LEGAL, Named, Sort, sort_seen
from bot.matching.neighbours import PAPERS, PLACES
from bot.matching.scanner import Hit, Miss, Scan
from bot.matching.scene import Candidate, Note, Scene
from bot.model import FieldName

_SORTS = tuple(Sort)
_NAME, _WORD = int(Sort.NAME), int(Sort.WORD)
_ACRONYM, _EXCLUDED = int(Sort.ACRONYM), int(Sort.EXCLUDED)
_CAPITAL_SUFFICES = {
    int(Sort.SURE): (weights.EXACT, "exact"),
    int(Sort.NAME): (weights.CAPITAL_NAME, "capital"),
    int(Sort.ACRONYM): (weights.ACRONYM, "acronym"),
}
_BEFORE = frozenset([b"", b" ", b"\n", b"(", b"[", b'"', b"'", b"\x93", b"\x91", b"#"])
_AFTER = frozenset(
    (
        b"",
        b".",
        b",",
        b"?",
        b"!",
        b"\n",
        b". ",
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
        b" [",
        b" '",
        b" \x92",
        b"] ",
        b"' ",
        b"\x92 ",
    )
)
"""What stands around a name in running text, where no stage has more to say."""
_OTHER_CASE = ("the name",)
_NEXT = re.compile(rb"[A-Za-z]+")
_LONGER = LEGAL | PLACES | PAPERS
"""After these a stage is asked."""


class Finder:
    """Everything compiled. Safe to share between threads: nothing in it changes."""

    def __init__(
        self, watches: Sequence[Named], parts: tuple[Names, ...], removed: frozenset[int]
    ) -> None:
        self.watches = watches
        self.parts = parts
        self.removed = removed
        self._contextual = frozenset().union(*(part.contextual for part in parts))
        self._surnamed = frozenset().union(*(part.surnamed for part in parts))
        self._has_han = any(part.han for part in parts)

    def read(self, field: FieldName, text: str, *, explain: bool = False) -> Scene | None:
        """The text with its candidates, not judged yet; ``None`` when it has none."""
        folded = None if text.isascii() else fold(text)
        source = text if folded is None else folded.raw
        found: list[tuple[Names, Scan]] = [
            (part, scan)
            for part in self.parts
            if (scan := part.scanner.scan(source, False, explain)) is not None
        ]
        more = self._known_words_too(source, found) if explain else []
        han = folded is not None and folded.unspaced and self._has_han
        if not found and not more and not han:
            return None
        scene = Scene(
            field,
            folded or fold(text),
            self.watches,
            contextual=self._contextual,
            surnamed=self._surnamed,
            explain=explain,
        )
        for part, (hits, misses, around) in found:
            if folded is not None:
                hits, around = _spelt(part, hits, folded), _spelt(part, around, folded)
            elif part.foreign:
                hits = [hit for hit in hits if hit[2] not in part.foreign]
            self._exact(scene, part, hits)
            for miss in misses:
                if not self._is_elsewhere(scene, part, miss):
                    scene.found += self._living(believed(scene, part, miss))
            for hit in around:
                scene.found += self._living(_without_initial(part, hit))
        for part, miss in more:
            scene.found += self._living(believed(scene, part, miss, ordinary=False))
        if han:
            self._han(scene)
        return scene

    def _known_words_too(
        self, source: str | bytes, found: list[tuple[Names, Scan]]
    ) -> list[tuple[Names, Miss]]:
        """What could be misspelt if no word were known: to be refused, with the reason."""
        ordinary = {(part.first, miss) for part, scan in found for miss in scan[1]}
        return [
            (part, miss)
            for part in self.parts
            if (scan := part.scanner.scan(source, True, False)) is not None
            for miss in scan[1]
            if (part.first, miss) not in ordinary
        ]

    def _is_elsewhere(self, scene: Scene, part: Names, miss: Miss) -> bool:
        """Whether what looks misspelt is a token of a name in another part."""
        if len(self.parts) == 1:
            return False
        token = scene.folded.low[miss[3] + 1 : miss[4] + 1]
        return any(other is not part and other.scanner.knows(token) for other in self.parts)

    def _exact(self, scene: Scene, part: Names, hits: list[Hit]) -> None:
        """Every name in the text, with the sort of evidence it needs.

        Most need none but their capital: they are settled here, the others by the stages.
        """
        removed, explain = self.removed, scene.explain
        cased, raw = scene.folded.words, scene.folded.raw
        owners, sorts, entities, aliases = part.owners, part.sorts, part.entities, part.aliases
        plain, first, common, form_of = part.plain, part.first, words(), part.scanner.form
        add = scene.found.append
        for start, end, form in hits:
            owner = owners[form]
            sort = sorts[form]
            if owner < 0 or sort >= _EXCLUDED:
                self._several(scene, part, (start, end, form))
                continue
            lower = cased[start] > 96
            key = form_of(form)
            if lower and _NAME <= sort <= _ACRONYM and not explain:
                unknown = sort == _NAME and not common.get(key, UNKNOWN).common
                if not unknown and not aliases[owner].islower():
                    continue  # a word or an acronym in lower case
            entity = entities[owner]
            if entity in removed:
                continue
            found = Candidate(entity, aliases[owner], _SORTS[sort], start, end, key)
            add(found)
            if (
                not lower
                and sort in _CAPITAL_SUFFICES
                and plain[entity - first]
                and b"  " not in key
                and (raw[start - 1 : start] in _BEFORE or _is_tag(raw, start))
                and not (raw[start - 2 : start - 1].isdigit() and key in UNITS)
                and (raw[end : end + 2] in _AFTER or _plain_follows(raw, end, sort, key))
                and (sort != _ACRONYM or cased[start:end].isupper())
            ):
                found.score, found.rule = _CAPITAL_SUFFICES[sort]
                found.final = True
                if not sort and scene.text(found) != found.alias:
                    found.score, found.why = weights.OTHER_CASE, _OTHER_CASE

    def _several(self, scene: Scene, part: Names, hit: Hit) -> None:
        """A form of several names, or of none that is looked for."""
        start, end, form = hit
        names = part.names_of(form)
        key = part.scanner.form(form)
        if (
            scene.folded.words[start] > 96
            and _WORD <= part.sorts[form] <= _ACRONYM
            and not scene.explain
            and not any(part.aliases[name].islower() for name in names)
        ):
            return  # a common word or an acronym in lower case
        firsts: dict[tuple[int, str, Sort], Candidate] = {}
        for name in names:
            entity = part.entities[name]
            if entity not in self.removed:
                alias = part.aliases[name]
                sort = part.given(name) or sort_seen(alias, key)
                candidate = Candidate(entity, alias, sort, start, end, key)
                if alone := part.alone[entity - part.first]:
                    # Of a common word it doesn't matter how the rest of the name goes: Good Group.
                    usual = sort is Sort.WORD and alias.isascii() and not alias.islower()
                    first = firsts.setdefault((alone, "" if usual else alias, sort), candidate)
                    candidate.like = None if first is candidate else first
                self._take(scene, candidate)

    def _take(self, scene: Scene, candidate: Candidate) -> None:
        if candidate.sort < Sort.EXCLUDED:
            scene.found.append(candidate)
        else:
            note = Note(candidate.entity, candidate.start, candidate.end, candidate.alias)
            (scene.excluded if candidate.sort is Sort.EXCLUDED else scene.context).append(note)

    def _living(self, candidates: Iterable[Candidate]) -> list[Candidate]:
        return [found for found in candidates if found.entity not in self.removed]

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


def _is_tag(raw: bytes, start: int) -> bool:
    """``@Tesla``, not ``news@Tesla``."""
    return raw[start - 1 : start] == b"@" and raw[start - 2 : start - 1] in _BEFORE


def _plain_follows(raw: bytes, end: int, sort: int, key: bytes) -> bool:
    """Whether a word follows that leaves the name what it is: one in lower case, or anything that
    makes it no longer name, unless the name is a word or a given name by itself."""
    if raw[end : end + 2] == b", ":
        word = _NEXT.match(raw, end + 2)
        return word is None or word[0].islower() or word[0].lower() not in LEGAL
    if raw[end : end + 1] != b" ":
        return False
    if raw[end + 1 : end + 2].islower():
        return True
    if sort and words().get(key, UNKNOWN).kind & (GIVEN | WORD):
        return False
    word = _NEXT.match(raw, end + 1)
    return word is None or word[0].lower() not in _LONGER


def _spelt(part: Names, hits: list[Hit], folded: Folded) -> list[Hit]:
    """The hits whose letters are those of the name, where the fold alone does not tell."""
    if part.foreign or folded.gaps:
        return [hit for hit in hits if _is_spelt(part, hit, folded)]
    text = folded.text
    return [hit for hit in hits if text[hit[0] : hit[1]].isascii() or _is_spelt(part, hit, folded)]


def _is_spelt(part: Names, hit: Hit, folded: Folded) -> bool:
    start, end, form = hit
    first, last = folded.span(start, end)
    written = folded.text[first:last]
    if not is_foreign(written):
        return form not in part.foreign
    tokens = set(spelling(written).split())
    return any(tokens <= set(spelling(part.aliases[name]).split()) for name in part.names_of(form))


def _without_initial(part: Names, hit: Hit) -> list[Candidate]:
    """``Elon R. Musk``: names that stand around a middle initial."""
    start, end, form = hit
    if part.sorts[form] > Sort.PHRASE:
        return []
    key = part.scanner.form(form)
    if any(len(token) == 1 for token in key.split()):
        return []  # George H. W. Bush is not George W. Bush
    return [
        Candidate(part.entities[name], part.aliases[name], Sort.SURE, start, end, key)
        for name in part.names_of(form)
        if part.is_name(name)
    ]
