"""Around a misspelt token: which name would stand there if it were spelt right."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from bot.matching import belief, guard, weights
from bot.matching.compiled import Names
from bot.matching.fold import cased_name, is_foreign
from bot.matching.index import Hit
from bot.matching.lexicon import GIVEN, PROPER, SURNAME, UNKNOWN, words
from bot.matching.names import Sort, sort_of
from bot.matching.scene import Candidate, Scene, Style
from bot.matching.typos import LONG_ALONE

REACH = 80
"""Bytes on either side of a misspelt token in which the rest of its name is looked for."""
_ELLIPSIS = b"\x85"
PLURAL_FROM = 4
"""Letters of the shortest name that is believed in the plural (Audis, the Zuckerbergs)."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A name's token near a text's token, and why it is not believed (empty: it is)."""

    token: bytes
    distance: int
    refusal: str


Near = Mapping[bytes, tuple[Neighbour, ...]]


def corrected(
    scene: Scene,
    part: Names,
    place: tuple[int, bytes],
    neighbours: tuple[Neighbour, ...],
    near: Near,
) -> Iterator[Candidate]:
    """Names of which the token at ``place`` (of ``low``) is a misspelt part.

    The window around is written out with the token meant, other misspelt tokens (those of
    ``near``) mended too, and scanned by the same automaton that finds exact names.
    """
    at, token = place
    if not scene.explain:
        neighbours = tuple(
            near
            for near in neighbours
            if not near.refusal
            or _in_company(scene.folded.low, at, near.token, part, token)
            or guard.may_recur(token, near.token)
        )
        if not neighbours:
            return
    left, right = _around(scene.folded.low, at, at + len(token))
    before, after = (_mended(left, near), _mended(right, near)) if near else (left, right)
    for neighbour in neighbours:
        line = before + neighbour.token + after
        middle, tail = len(before), len(before) + len(neighbour.token)
        for start, stop, form in part.index.scan(line):
            if start < middle and stop > tail:
                key = line[start + 1 : stop - 1]
                first = at - len(_last(left, line.count(b" ", start + 1, middle)))
                last = at + len(token) + len(_first(right, line.count(b" ", tail, stop - 1)))
                hit = (first, last, form)
                capital = scene.folded.raw[at - 1 : at].isupper()
                yield from _believed(scene, part, hit, key, token, neighbour, capital)


def _in_company(low: bytes, at: int, meant: bytes, part: Names, token: bytes) -> bool:
    """Whether a token that is a word of its own stands beside another of the name's."""
    if token == meant + b"s":
        return True
    end = at + len(token)
    after = low[end + 1 : low.find(b" ", end + 1)]
    if meant + b" " + after in part.pairs:
        return True
    before = low[low.rfind(b" ", 0, at - 1) + 1 : at - 1] if at > 1 else b""
    return before + b" " + meant in part.pairs


def without_initial(scene: Scene, part: Names, at: int) -> Iterator[Candidate]:
    """``Elon R. Musk``: names that stand around a middle initial at ``low[at]``."""
    if not scene.folded.raw[at - 1 : at].isupper():
        return
    left, right = _around(scene.folded.low, at, at + 1)
    gap = len(right) - len(right.lstrip())
    line, middle = left + right[gap:], len(left)
    index = part.index
    for start, stop, form in index.scan(line):
        if start + 1 < middle < stop - 1 and index.sorts[form] <= Sort.PHRASE:
            if any(len(token) == 1 for token in line[start + 1 : stop - 1].split()):
                continue  # George H. W. Bush is not George W. Bush
            first, last = at - (middle - start - 1), at + gap + stop - middle
            for name in filter(index.is_name, index.names_of(form)):
                entity, key = index.entities[name], line[start + 1 : stop - 1]
                yield Candidate(entity, index.aliases[name], Sort.SURE, first - 1, last - 1, key)


def _believed(
    scene: Scene,
    part: Names,
    hit: Hit,
    key: bytes,
    token: bytes,
    neighbour: Neighbour,
    capital: bool,
) -> Iterator[Candidate]:
    first, last, form = hit
    index = part.index
    if index.sorts[form] >= Sort.TICKER:
        return
    begin, end = scene.folded.span(first - 1, last - 1)
    if form in index.foreign or is_foreign(scene.folded.text[begin:end]):
        return
    edits = OSA.distance(scene.folded.low[first:last], key) if neighbour.distance else 0
    refusal = _refusal(key, token, neighbour, edits)
    plural = _is_plural(key, token)
    recurs = refusal != "" and b" " not in key and guard.may_recur(token, neighbour.token)
    if refusal and not plural and not recurs and not scene.explain:
        return
    known = neighbour.token
    capital = capital or scene.folded.raw[first - 1 : first].isupper()
    for name in index.names_of(form):
        alias = index.aliases[name]
        entity = index.entities[name]
        sort = sort_of(alias, key)
        if not scene.watches[entity].fuzzy or not index.is_name(name):
            continue
        candidate = Candidate(entity, alias, sort, first - 1, last - 1, key, edits)
        candidate.meant = (token, known)
        if plural and sort is not Sort.WORD and capital:
            candidate.settle(weights.PLURAL, "plural", "the name in the plural", final=True)
        elif refusal:
            candidate.refuse(weights.REFUSED_TYPO, belief.SHORT if recurs else "guard", refusal)
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


def _refusal(key: bytes, token: bytes, neighbour: Neighbour, edits: int) -> str:
    known, single = neighbour.token, b" " not in key
    if edits > allowed(len(key.replace(b" ", b""))):
        return f"{edits} edits are too many for a name of this length"
    if neighbour.refusal and (single or not guard.may_be_meant(token, known)):
        return neighbour.refusal
    if single and neighbour.distance == 2 and min(len(token) + 1, len(known)) < LONG_ALONE:
        return f"{known.decode()} is too short for two edits"
    return ""


def allowed(letters: int) -> int:
    """Edits that a whole name may have."""
    return 1 if letters <= 7 else 2 if letters <= 16 else 3


def _around(low: bytes, at: int, end: int) -> tuple[bytes, bytes]:
    """The whole tokens before ``low[at]`` and after ``low[end]``, within reach."""
    left = low[max(0, at - REACH) : at]
    right = low[end : end + REACH]
    return left[left.find(b" ") :], right[: right.rfind(b" ") + 1]


def _mended(tokens: bytes, near: Near) -> bytes:
    """Tokens with those misspelt replaced by the nearest that is meant."""
    parts = tokens.split(b" ")
    for at, token in enumerate(parts):
        for neighbour in near.get(token, ()):
            if not neighbour.refusal and neighbour.distance:
                parts[at] = neighbour.token
                break
    return b" ".join(parts)


def _last(text: bytes, spaces: int) -> bytes:
    """The end of ``text`` with so many spaces in it, its last character being one."""
    return b" ".join(text.rsplit(b" ", spaces + 1)[-spaces - 1 :]) if spaces else b""


def _first(text: bytes, spaces: int) -> bytes:
    """The beginning of ``text`` with so many spaces in it, its first character being one."""
    return b" ".join(text.split(b" ", spaces + 1)[: spaces + 1]) if spaces else b""
