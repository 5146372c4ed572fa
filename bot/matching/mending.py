"""Whether what may be a misspelt name is believed to be one."""

from __future__ import annotations

from collections.abc import Iterator

from rapidfuzz.distance import OSA

from bot.matching import guard, weights
from bot.matching.compiled import Names
from bot.matching.fold import is_foreign
from bot.matching.lexicon import GIVEN, PROPER, SURNAME, UNKNOWN, words
from bot.matching.names import Sort, sort_of
from bot.matching.scanner import Miss
from bot.matching.scene import Candidate, Scene, Style
from bot.matching.typos import LONG_ALONE, SHORT, swapped_or_doubled

SHORTEST_WORD = 5
"""Letters of the shortest common word that, as a name, may be misspelt."""
PLURAL_FROM = 4
"""Letters of the shortest name that is believed in the plural (Audis, the Zuckerbergs)."""


def believed(scene: Scene, part: Names, miss: Miss) -> list[Candidate]:
    """The names that the misspelling is believed to mean; when explaining, those refused too."""
    start, stop, form, first, last, known, distance = miss
    if part.sorts[form] >= Sort.TICKER:
        return []
    folded = scene.folded
    if not folded.text.isascii():
        begin, end = folded.span(start, stop)
        if form in part.foreign or is_foreign(folded.text[begin:end]):
            return []
    token = folded.low[first + 1 : last + 1]
    doubt = guard.refusal(token, known, distance)
    if doubt and not (scene.explain or known + b"s" == token or guard.may_be_meant(token, known)):
        return []
    written, key = folded.low[start + 1 : stop + 1], part.scanner.form(form)
    if not scene.explain and _others_refused(written, key, token):
        return []
    edits = OSA.distance(written, key) if distance else 0
    refusal = _refusal(key, token, known, distance, doubt, edits)
    plural = _is_plural(key, token)
    if refusal and not plural and not scene.explain:
        return []
    return list(_candidates(scene, part, miss, key, edits, refusal, plural=plural))


def _others_refused(written: bytes, key: bytes, token: bytes) -> bool:
    """Whether another token of the name is written as something that it can't be a slip for."""
    ours, theirs = written.split(), key.split()
    if len(ours) != len(theirs) or len(ours) == 1:
        return False
    return any(
        own != meant and own != token and guard.refusal(own, meant, OSA.distance(own, meant))
        for own, meant in zip(ours, theirs, strict=True)
    )


def _candidates(
    scene: Scene, part: Names, miss: Miss, key: bytes, edits: int, refusal: str, *, plural: bool
) -> Iterator[Candidate]:
    start, stop, form, first, last, known, _ = miss
    token = scene.folded.low[first + 1 : last + 1]
    capital = scene.folded.raw[start : start + 1].isupper()
    for name in part.names_of(form):
        alias, entity = part.aliases[name], part.entities[name]
        if not part.fuzzy[entity - part.first] or not part.is_name(name):
            continue
        sort = sort_of(alias, key)
        candidate = Candidate(entity, alias, sort, start, stop, key, edits)
        candidate.meant = (token, known)
        if plural and sort is not Sort.WORD and capital:
            candidate.settle(weights.PLURAL, "plural", "the name in the plural", final=True)
        elif refusal:
            candidate.refuse(weights.REFUSED_TYPO, "guard", refusal)
        elif edits and (why := _doubt(scene, candidate, capital=capital)):
            candidate.refuse(weights.REFUSED_TYPO, "typo", why)
        elif sort is Sort.ACRONYM and not _slip_of_acronym(scene.written(candidate), key):
            why = "of an acronym only a transposition or a letter too many is believed"
            candidate.refuse(weights.REFUSED_TYPO, "typo", why)
        yield candidate


def _doubt(scene: Scene, candidate: Candidate, *, capital: bool) -> str:
    """Why a misspelling of this kind of name is not believed; empty: it is."""
    key, sort, token = candidate.form, candidate.sort, candidate.meant[0]
    if not capital and not candidate.alias.islower():
        return "a misspelling counts only with a capital"
    if sort is Sort.ACRONYM:
        return ""
    if _too_short(key, token):
        return f"{key.decode()} is too short for anything but a transposition or doubling"
    if not _written_alike(scene, candidate):
        return "written in other capitals than the name"
    if sort is Sort.WORD and len(key) < SHORTEST_WORD:
        return f"{key.decode()} is too short a common word to be guessed"
    return ""


def _is_plural(key: bytes, token: bytes) -> bool:
    """``Teslas``; not Williams, a name of its own."""
    if b" " in key or token != key + b"s" or len(key) < PLURAL_FROM:
        return False
    return not words().get(token, UNKNOWN).kind & (SURNAME | GIVEN | PROPER)


def _written_alike(scene: Scene, candidate: Candidate) -> bool:
    """Whether capitals within the word are those of the name: HMAS is no slip for Hamas."""
    written = scene.written(candidate)
    inner = written[1:]
    if b" " in candidate.form or inner.islower() or not candidate.alias[1:].islower():
        return True
    return written.isupper() and scene.style(candidate.start) is Style.CAPITALS


def _slip_of_acronym(written: bytes, key: bytes) -> bool:
    """``NAOT``, ``NATTO`` or ``NATfO`` for NATO."""
    if written.isupper():
        return swapped_or_doubled(written.lower(), key)
    capitals = bytes(letter for letter in written if letter < 97)
    return capitals.lower() == key


def _too_short(key: bytes, token: bytes) -> bool:
    if b" " in key or len(key) > SHORT:
        return False
    return len(key) < SHORT or not swapped_or_doubled(token, key)


def _refusal(key: bytes, token: bytes, known: bytes, distance: int, doubt: str, edits: int) -> str:
    single = b" " not in key
    if edits > allowed(len(key.replace(b" ", b""))):
        return f"{edits} edits are too many for a name of this length"
    if doubt and (single or not guard.may_be_meant(token, known)):
        return doubt
    if single and distance == 2 and min(len(token) + 1, len(known)) < LONG_ALONE:
        return f"{known.decode()} is too short for two edits"
    return ""


def allowed(letters: int) -> int:
    """Edits that a whole name may have."""
    return 1 if letters <= 7 else 2 if letters <= 16 else 3
