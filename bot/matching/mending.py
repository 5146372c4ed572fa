"""Whether what may be a misspelt name is believed to be one."""

from __future__ import annotations

from collections.abc import Iterator

from rapidfuzz.distance import OSA

from bot.matching import belief, guard, weights
from bot.matching.compiled import Names
from bot.matching.fold import cased_name, is_foreign
from bot.matching.lexicon import GIVEN, PROPER, SURNAME, UNKNOWN, words
from bot.matching.names import Sort, sort_seen
from bot.matching.scanner import Miss
from bot.matching.scene import Candidate, Scene, Style
from bot.matching.typos import LONG_ALONE

_ELLIPSIS = b"\x85"
PLURAL_FROM = 4
"""Letters of the shortest name that is believed in the plural (Audis, the Zuckerbergs)."""


def believed(scene: Scene, part: Names, miss: Miss, *, ordinary: bool = True) -> list[Candidate]:
    """The names that the misspelling is believed to mean; when explaining, those refused too.

    ``ordinary``: whether the scan that takes known words for what they are found it, too. What
    only the explaining scan finds is always refused.
    """
    start, stop, form, first, last, known, distance = miss
    if part.sorts[form] >= Sort.TICKER:
        return []
    folded = scene.folded
    if not folded.text.isascii():
        begin, end = folded.span(start, stop)
        if form in part.foreign or is_foreign(folded.text[begin:end]):
            return []
    token = folded.low[first + 1 : last + 1]
    written, key = folded.low[start + 1 : stop + 1], part.scanner.form(form)
    single = b" " not in key
    doubt = guard.refusal(token, known, distance)
    recurs = ordinary and bool(doubt) and single and guard.may_recur(token, known)
    plural = ordinary and _is_plural(key, token)
    if doubt and single and ordinary and not (plural or recurs or scene.explain):
        return []
    if not ordinary:
        refusal = doubt or f"{token.decode()} is taken for what it is"
    elif plural or recurs or (doubt and (single or not guard.may_be_meant(token, known))):
        refusal = doubt
    elif not single and _others_refused(written, key, token, alone=bool(doubt)):
        refusal = "another of its words is a word of its own"
    else:
        refusal = ""
    edits = OSA.distance(written, key) if distance else 0
    refusal = refusal or _refusal(key, known, token, distance, edits)
    if refusal and not plural and not recurs and not scene.explain:
        return []
    rule = belief.SHORT if recurs else "guard"
    return list(_candidates(scene, part, miss, key, edits, (refusal, rule), plural=plural))


def _others_refused(written: bytes, key: bytes, token: bytes, *, alone: bool) -> bool:
    """Whether another token of the name is written as something that it can't be a slip for;
    or, where the token is a word of its own (``alone``), none beside it is written right."""
    ours, theirs = written.split(), key.split()
    if len(ours) != len(theirs):
        return False
    right = [own == meant for own, meant in zip(ours, theirs, strict=True)]
    if alone and not any(right):
        return True
    return any(
        not same and own != token and guard.refusal(own, meant, OSA.distance(own, meant))
        for own, meant, same in zip(ours, theirs, right, strict=True)
    )


def _candidates(
    scene: Scene,
    part: Names,
    miss: Miss,
    key: bytes,
    edits: int,
    refusal: tuple[str, str],
    *,
    plural: bool,
) -> Iterator[Candidate]:
    start, stop, form, first, last, known, _ = miss
    token = scene.folded.low[first + 1 : last + 1]
    raw = scene.folded.raw
    capital = raw[start : start + 1].isupper() or raw[first : first + 1].isupper()
    for name in part.names_of(form):
        alias, entity = part.aliases[name], part.entities[name]
        if not part.fuzzy[entity - part.first] or not part.is_name(name):
            continue
        sort = sort_seen(alias, key)
        candidate = Candidate(entity, alias, sort, start, stop, key, edits)
        candidate.meant = (token, known)
        if plural and sort is not Sort.WORD and capital:
            candidate.settle(weights.PLURAL, "plural", "the name in the plural", final=True)
        elif refusal[0]:
            if refusal[1] != belief.SHORT and not scene.explain:
                continue
            candidate.refuse(weights.REFUSED_TYPO, refusal[1], refusal[0])
        elif edits and not (
            capital or belief.beheaded(token, known) or known in cased_name(alias).split()
        ):
            why = "a misspelling counts only with a capital"
            candidate.refuse(weights.REFUSED_TYPO, "typo", why)
        elif short := _short(scene, candidate):
            candidate.refuse(weights.REFUSED_TYPO, belief.SHORT, short)
        elif edits and not _written_alike(scene, candidate):
            why = "written in other capitals than the name"
            candidate.refuse(weights.REFUSED_TYPO, "typo", why)
        yield candidate


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
    if not written.isupper():
        return False
    token, known = candidate.meant
    return scene.style(candidate.start) is Style.CAPITALS or belief.shouted(token, known)


def _short(scene: Scene, candidate: Candidate) -> str:
    """Why a name of one word is too short for its slip; empty: it is not."""
    token, known = candidate.meant
    if not candidate.edits or b" " in candidate.form:
        return ""
    after = scene.folded.raw[candidate.end : candidate.end + 2]
    if known.startswith(token) and (after[:1] == _ELLIPSIS or after == b".."):
        return f"{token.decode()} is cut short, and may go on otherwise"
    if scene.written(candidate)[:1].isupper() and belief.beheaded(token, known):
        return f"{known.decode()} would not begin with another capital"
    if candidate.sort is Sort.ACRONYM and _struck_into(scene.written(candidate), known):
        return ""
    return belief.alone(token, known, candidate.sort)


def _struck_into(written: bytes, key: bytes) -> bool:
    """``NATfO`` for NATO: the capitals are those of the acronym."""
    capitals = bytes(letter for letter in written if letter < 97)
    return capitals != written and capitals.lower() == key


def _refusal(key: bytes, known: bytes, token: bytes, distance: int, edits: int) -> str:
    if edits > allowed(len(key.replace(b" ", b""))):
        return f"{edits} edits are too many for a name of this length"
    single = b" " not in key
    if single and distance == 2 and min(len(token) + 1, len(known)) < LONG_ALONE:
        return f"{known.decode()} is too short for two edits"
    return ""


def allowed(letters: int) -> int:
    """Edits that a whole name may have."""
    return 1 if letters <= 7 else 2 if letters <= 16 else 3
