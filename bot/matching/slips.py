"""What kind of slip turns one word into another: the fingers' slips are few, and other
differences between two words are mostly no slips at all.

A key beside the right one, two letters in each other's place, a letter left out, struck twice or
struck together with its neighbour: that is how typos look. ``Erron`` for Enron is a name.
"""

from __future__ import annotations

from enum import IntEnum
from functools import cache, lru_cache

_ROWS = (b"qwertyuiop", b"asdfghjkl", b"zxcvbnm")
_VOWELS = b"aeiouy"


class Slip(IntEnum):
    SWAPPED = 0
    """Two letters in each other's place."""
    DOUBLED = 1
    """A letter too many, the same as the one before."""
    NEAR_KEY = 2
    """Another letter, of a key beside."""
    NEAR_EXTRA = 3
    """A letter too many, of a key beside the one before or after."""
    MISSING = 4
    """A letter left out."""
    OTHER_VOWEL = 5
    """Another vowel: written as it sounds."""
    OTHER = 6
    """Anything else."""


def _beside() -> frozenset[bytes]:
    place = {key: (x, y) for y, row in enumerate(_ROWS) for x, key in enumerate(row)}
    return frozenset(
        bytes((one, other))
        for one, (x, y) in place.items()
        for other, (u, v) in place.items()
        if one != other and abs(x - u) <= 1 and abs(y - v) <= 1
    )


BESIDE = _beside()
"""Pairs of letters whose keys touch."""


@lru_cache(maxsize=65_536)
def slips(token: bytes, known: bytes) -> tuple[Slip, ...]:
    """The slips that make ``token`` of ``known``: at most two, likely ones if there is a choice."""
    if token == known:
        return ()
    return _one(token, known) or _two(token, known) or (Slip.OTHER, Slip.OTHER)


@cache
def small_words() -> dict[bytes, frozenset[bytes]]:
    """Slips of the small words within names, and what may be meant: ``Bank kf England``."""
    found: dict[bytes, set[bytes]] = {}
    for word in (b"of", b"the", b"and", b"for"):
        for slip in _slips_of(word):
            found.setdefault(slip, set()).add(word)
    return {slip: frozenset(meant) for slip, meant in found.items()}


def _slips_of(word: bytes) -> set[bytes]:
    written: set[bytes] = set()
    for at in range(len(word)):
        head, letter, tail = word[:at], word[at : at + 1], word[at + 1 :]
        written |= {head + tail, head + tail[:1] + letter + tail[1:], head + letter + word[at:]}
        for key in (pair[:1] for pair in BESIDE if pair[1:] == letter):
            written |= {head + key + tail, head + key + word[at:], head + letter + key + tail}
    return written - {word, b""}


def _one(token: bytes, known: bytes) -> tuple[Slip, ...]:
    at = _shared(token, known)
    t, k = token[at:], known[at:]
    before = known[at - 1 : at]
    if len(t) == len(k):
        if t[2:] == k[2:] and t[:2] == k[1::-1]:
            return (Slip.SWAPPED,)
        return (_changed(t[:1], k[:1]),) if t[1:] == k[1:] else ()
    if len(t) == len(k) - 1:
        return (Slip.MISSING,) if t == k[1:] else ()
    if len(t) == len(k) + 1 and t[1:] == k:
        return (_extra(t[:1], before, k[:1]),)
    return ()


def _two(token: bytes, known: bytes) -> tuple[Slip, ...]:
    at = _shared(token, known)
    t, k = token[at:], known[at:]
    head = known[:at]
    ways: list[tuple[Slip, ...]] = []
    if len(t) > 1 and len(k) > 1 and t[:2] == k[1::-1]:
        ways.append((Slip.SWAPPED, *_one(t[2:], k[2:])))
    if t and k:
        ways.append((_changed(t[:1], k[:1]), *_one(head + t[:1] + t[1:], head + t[:1] + k[1:])))
    if k:
        ways.append((Slip.MISSING, *_one(token, head + k[1:])))
    if t:
        ways.append((_extra(t[:1], head[-1:], k[:1]), *_one(token, head + t[:1] + k)))
    return min((way for way in ways if len(way) == 2), key=max, default=())


def _shared(token: bytes, known: bytes) -> int:
    """Letters at the beginning that both have."""
    at = 0
    for one, other in zip(token, known, strict=False):
        if one != other:
            break
        at += 1
    return at


def _changed(written: bytes, meant: bytes) -> Slip:
    if written + meant in BESIDE:
        return Slip.NEAR_KEY
    return Slip.OTHER_VOWEL if written in _VOWELS and meant in _VOWELS else Slip.OTHER


def _extra(letter: bytes, before: bytes, after: bytes) -> Slip:
    if letter == before:
        return Slip.DOUBLED
    near = letter + before in BESIDE or letter + after in BESIDE
    return Slip.NEAR_EXTRA if near else Slip.OTHER
