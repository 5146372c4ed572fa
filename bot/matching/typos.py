"""Misspelt names: which known token was meant by a token nobody knows.

Every token of every name is kept under each of its spellings with one letter left out (two for
long tokens); a token of a text is looked up under its own. Two tokens that share one are
neighbours, which rapidfuzz then verifies: the distance is optimal string alignment, in which a
transposition is one edit.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable

from rapidfuzz.distance import OSA

SHORTEST = 3
"""Letters of the shortest token that can be meant by a misspelling (as part of a name)."""
SHORTEST_ALONE = 4
"""… of the shortest name of one word that may be misspelt at all."""
LONG = 5
"""From this many letters on two edits of a token are looked for (beside the rest of its name)."""
LONG_ALONE = 8
"""… of a name of one word."""
LARGE = 50_000
"""Tokens from which on only one edit of one is believed, and nothing shorter than five letters:
the more names there are, the more words are near one by chance."""
LARGE_SHORTEST = 5
HEAD = 7
"""Letters at the beginning of a long token whose spellings are kept: two edits of the whole
are two at most of its beginning."""
LONGEST = 24
MOST_NEAR = 64
"""Neighbours kept of one token."""

Near = tuple[int, bytes]
"""Distance and the known token."""


class Spellings:
    """Tokens by their neighbourhoods: one sorted array of hashes of spellings, each with the
    number of its token, behind a sieve that answers most look-ups with a no.

    A Python dictionary of the same would take ten times the memory.
    """

    def __init__(self, tokens: Iterable[bytes], *, large: bool) -> None:
        self.tokens = list(tokens)
        self.large = large
        entries: list[int] = []
        for number, token in enumerate(self.tokens):
            entries += [hash(key) & _HASH | number for key in keys(token, two=not large)]
        entries.sort()
        self._entries = array("Q", entries)
        self._mask = (1 << max(10, (len(entries) * 8).bit_length())) - 1
        self._sieve = bytearray(self._mask + 1)
        for entry in entries:
            self._sieve[entry >> _BITS & self._mask] = 1

    def near(self, token: bytes, *, two: bool = True) -> list[Near]:
        """The neighbours of ``token``, nearest first; a distance of 0: it is a name's token
        itself. ``two``: whether two edits count."""
        if self.large and len(token) < LARGE_SHORTEST:
            return []
        two = two and not self.large
        sieve, mask = self._sieve, self._mask
        passed = [
            code for key in keys(token, two=two) if sieve[(code := hash(key)) >> _BITS & mask]
        ]
        numbers: set[int] = set()
        entries, last = self._entries, len(self._entries)
        for code in passed:
            low = code & _HASH
            at = bisect_left(entries, low)
            while at < last and (entry := entries[at]) & _HASH == low:
                numbers.add(entry & _NUMBER)
                at += 1
        found = []
        for number in numbers:
            known = self.tokens[number]
            distance = _distance(token, known)
            if distance is not None and (distance < 2 or two):
                found.append((distance, known))
        return sorted(found)[:MOST_NEAR]


_BITS = 24
_NUMBER = (1 << _BITS) - 1
_HASH = 0xFFFFFFFFFFFFFFFF - _NUMBER
"""An entry is the upper 40 bits of a hash and the 24 bits of a token's number."""


def keys(token: bytes, *, two: bool = True) -> list[bytes]:
    """The token and its spellings with one letter less; for long tokens the same of their
    beginning, with two letters less too."""
    size = len(token)
    if size < LONG:
        return [token, *[token[:at] + token[at + 1 :] for at in range(size)]]
    head = token[:HEAD]
    found = [token, head, *[head[:at] + head[at + 1 :] for at in range(HEAD)]]
    if two:
        found += [head[:at] + head[at + 1 : to] + head[to + 1 :] for at, to in _PAIRS]
    return found


_PAIRS = [(at, to) for at in range(1, HEAD) for to in range(at + 1, HEAD)]


def _distance(token: bytes, known: bytes) -> int | None:
    if token == known:
        return 0
    if not -3 < len(known) - len(token) < 3:
        return None
    distance = OSA.distance(token, known, score_cutoff=2)
    if distance == 1:
        return 1
    if distance == 2 and len(token) >= LONG - 1 and len(known) >= LONG:
        return 2 if token[0] == known[0] else None
    return None


def may_be_alone(token: bytes, known: bytes, distance: int) -> bool:
    """Whether a name of one token may be written like this: not if it is very short, and with
    two edits only if it is long."""
    if not distance:
        return True
    if len(known) < SHORTEST_ALONE:
        return False
    return distance == 1 or min(len(token) + 1, len(known)) >= LONG_ALONE
