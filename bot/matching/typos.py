"""Misspelt names: which known token was meant by a token nobody knows.

Every token of every name is kept under each of its spellings with one letter left out (two for
long tokens); a token of a text is looked up under its own. Two tokens that share one are
neighbours, which rapidfuzz then verifies: the distance is optimal string alignment, in which a
transposition is one edit.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable

from rapidfuzz.distance import OSA

SHORTEST = 3
"""Letters of the shortest token that can be meant by a misspelling (as part of a name)."""
SHORT = 4
"""Up to this many letters only transpositions and doublings are believed."""
LONG = 8
"""From this many letters on two edits are allowed."""
FEW = 300_000
"""Spellings up to which they are kept whole too: a faster no for more memory."""
HEAD = 7
"""Letters at the beginning of a long token whose spellings are kept: two edits of the whole
are two at most of its beginning."""
LONGEST = 24


class Spellings:
    """Tokens by their neighbourhoods, as an open-addressed table of fingerprints and numbers.

    A Python dictionary of the same would take five times the memory.
    """

    def __init__(self, tokens: Iterable[bytes]) -> None:
        self.tokens = list(tokens)
        total = sum(_count(token) for token in self.tokens)
        size = 1 << max(4, (total * 2).bit_length())
        self._mask = size - 1
        self._table = array("Q", bytes(8 * size))
        for number, token in enumerate(self.tokens, 1):
            self._put(number, token)
        self._keys = (
            frozenset(key for token in self.tokens for key in keys(token)) if total <= FEW else None
        )
        self.shapes = {
            (len(token) + more, token[0]) for token in self.tokens for more in (-2, -1, 0, 1, 2)
        }
        """Length and first letter of what can be a neighbour with the same first letter."""

    def _put(self, number: int, token: bytes) -> None:
        table, mask = self._table, self._mask
        for key in keys(token):
            code = hash(key)
            at = code & mask
            while table[at]:
                at = (at + 1) & mask
            table[at] = (code & _PRINT) | len(token) << _SIZE | number

    def near(self, token: bytes, *, two: bool = True) -> list[tuple[int, bytes]]:
        """Distance and known token, nearest first, for each neighbour of ``token``.

        A distance of 0: it is a name's token itself, or a name's tokens run together
        (``elonmusk``); what is returned then has its spaces. ``two``: whether two edits count.
        """
        own = keys(token, two=two)
        if self._keys is not None and self._keys.isdisjoint(own):
            return []
        table, mask = self._table, self._mask
        codes = [code for key in own if table[(code := hash(key)) & mask]]
        numbers = set()
        size = len(token)
        for code in codes:
            at = code & mask
            print_ = code & _PRINT
            while entry := table[at]:
                if entry & _PRINT == print_ and -3 < (entry >> _SIZE & 63) - size < 6:
                    numbers.add(entry & _NUMBER)
                at = (at + 1) & mask
        found = []
        for number in numbers:
            known = self.tokens[number - 1]
            distance = _distance(token, known)
            if distance is not None:
                found.append((distance, known))
        return sorted(found)


_PRINT = 0xFFFFFFC000000000
_SIZE = 32
_NUMBER = 0xFFFFFFFF


def keys(token: bytes, *, two: bool = True) -> list[bytes]:
    """The token and its spellings with one letter less; for long tokens the same of their
    beginning, with two letters less too."""
    size = len(token)
    if b" " in token:
        return [token.replace(b" ", b"")]
    if size < LONG:
        return [token, *[token[:at] + token[at + 1 :] for at in range(size)]]
    head = token[:HEAD]
    found = [token, head, *[head[:at] + head[at + 1 :] for at in range(HEAD)]]
    if two:
        found += [head[:at] + head[at + 1 : to] + head[to + 1 :] for at, to in _PAIRS]
    return found


_PAIRS = [(at, to) for at in range(1, HEAD) for to in range(at + 1, HEAD)]


def _count(token: bytes) -> int:
    size = len(token)
    if b" " in token:
        return 1
    return 1 + size if size < LONG else 2 + HEAD + len(_PAIRS)


def _distance(token: bytes, known: bytes) -> int | None:
    if b" " in known:
        return 0 if known.replace(b" ", b"") == token else None
    if token == known:
        return 0
    distance = OSA.distance(token, known, score_cutoff=2)
    if distance == 1:
        return 1 if len(known) > SHORT or _swapped_or_doubled(token, known) else None
    if distance == 2 and min(len(token), len(known)) >= LONG - 1 and len(known) >= LONG:
        return 2 if token[0] == known[0] else None
    return None


def _swapped_or_doubled(token: bytes, known: bytes) -> bool:
    """All that is believed of a short token."""
    if len(token) == len(known):
        return sorted(token) == sorted(known)
    if len(token) == len(known) + 1:
        return any(
            token[at] == token[at + 1] and token[:at] + token[at + 1 :] == known
            for at in range(len(token) - 1)
        )
    return False
