"""Evidence against a misspelling: the token is a word or a name of its own.

A word or name of the lexicon is believed to be what it is. What merely occurs in headlines may
be a misspelling itself: it is one when it is a hundred times rarer than what it resembles.
"""

from __future__ import annotations

from functools import lru_cache

from bot.matching import weights
from bot.matching.belief import likely, other_spelling
from bot.matching.lexicon import GIVEN, PROPER, SURNAME, UNKNOWN, WORD, slips, words
from bot.matching.slips import Slip
from bot.matching.slips import slips as slips_of

SHORTEST_ALONE = 4
"""Letters of the shortest name of one word of which a slip is believed."""
_CLEAR = ((Slip.SWAPPED,), (Slip.NEAR_KEY,))
_SUFFIXES = frozenset(b"s d r n y i e".split())
"""One letter that makes another word of a name (Googled, Googler, Obaman)."""


@lru_cache(maxsize=65_536)
def refusal(token: bytes, known: bytes, distance: int) -> str:
    """Why ``token`` is no misspelling of the name's token ``known``; empty: it may be one."""
    if distance == 0:
        return ""
    kind, level, _ = words().get(token, UNKNOWN)
    name = token.decode()
    if kind == SURNAME and _slip_for_famous(token, known, level):
        return ""
    if kind or (level >= 0 and words().get(known, UNKNOWN).level - level < weights.RARER):
        return f"{name} is {_noun(kind)}, not a typo of {known.decode()}"
    if len(known) < SHORTEST_ALONE:
        return f"{known.decode()} is too short for a slip"
    doubled = token[-1:] == known[-1:]
    if token.startswith(known) and (distance > 1 or (token[-1:] in _SUFFIXES and not doubled)):
        return f"{name} goes on after {known.decode()}"
    stem = _known_stem(token, known)
    if stem:
        return f"{name} is a form of {stem.decode()}"
    return ""


def _slip_for_famous(token: bytes, known: bytes, level: int) -> bool:
    """``Haprer`` for Harper: a surname hardly anybody has, one clear slip from what headlines
    are full of."""
    rarer = words().get(known, UNKNOWN).level - level >= weights.RARER_ALONE
    return rarer and slips_of(token, known) in _CLEAR


@lru_cache(maxsize=65_536)
def may_be_meant(token: bytes, known: bytes) -> bool:
    """Whether a token that is a word of its own may still be a slip for a name's token, if the
    rest of the name stands beside it: fingers slip like that, and it is another dictionary word,
    not another form of the same, or a name that is met less than the one meant."""
    if not likely(token, known):
        return False
    kind, level, _ = words().get(token, UNKNOWN)
    if level < 0:
        return True
    if token in slips():
        shorter, longer = sorted((token, known), key=len)
        return not longer.startswith(shorter)
    if kind & (WORD | PROPER) or other_spelling(token, known):
        return False
    return words().get(known, UNKNOWN).level - level >= weights.RARER_BESIDE


@lru_cache(maxsize=65_536)
def may_recur(token: bytes, known: bytes) -> bool:
    """Whether a surname may be a slip for a name of one word that the item surely names
    elsewhere: of words and given names too many are near one."""
    return words().get(token, UNKNOWN).kind == SURNAME and may_be_meant(token, known)


def _noun(kind: int) -> str:
    if kind & WORD:
        return "a known word"
    if kind & SURNAME:
        return "a known surname"
    if kind & GIVEN:
        return "a known given name"
    if kind & PROPER:
        return "a known proper name"
    return "a known token"


def _known_stem(token: bytes, known: bytes) -> bytes:
    """The known word that ``token`` is a regular form of, unless it is the name's own."""
    for ending in (b"s", b"es", b"ed", b"ing", b"er", b"ers", b"ly"):
        stem = token[: -len(ending)]
        common = words().get(stem, UNKNOWN).common
        if token.endswith(ending) and len(stem) >= 4 and stem != known and common >= weights.STEM:
            return stem
    return b""
