"""Misspelt names: which known token was meant by a token nobody knows.

Every token of every name is kept under each of its spellings with one letter left out (two for
long tokens); a token of a text is looked up under its own. Two tokens that share one are
neighbours, which rapidfuzz then verifies: the distance is optimal string alignment, in which a
transposition is one edit.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator

from rapidfuzz.distance import OSA

SHORTEST = 3
"""Letters of the shortest token that can be meant by a misspelling (as part of a name)."""
SHORT = 4
"""Up to this many letters only transpositions and doublings are believed."""
LONG = 8
"""From this many letters on two edits are allowed."""
LONGEST = 24


class Spellings:
    """Tokens by their neighbourhoods, as an open-addressed table of fingerprints and numbers.

    A Python dictionary of the same would take five times the memory.
    """

    def __init__(self, tokens: Iterable[bytes]) -> None:
        self.tokens = [token for token in tokens if len(token) >= SHORTEST]
        total = sum(_count(token) for token in self.tokens)
        size = 1 << max(4, (total * 3 // 2).bit_length())
        self._mask = size - 1
        self._table = array("Q", bytes(8 * size))
        for number, token in enumerate(self.tokens, 1):
            self._put(number, token)

    def _put(self, number: int, token: bytes) -> None:
        table, mask = self._table, self._mask
        for key in keys(token):
            code = hash(key)
            entry = (code & 0xFFFFFFFF00000000) | number
            at = code & mask
            while table[at]:
                at = (at + 1) & mask
            table[at] = entry

    def near(self, token: bytes) -> list[tuple[int, bytes]]:
        """Distance and known token, nearest first, for each neighbour of ``token``.

        A distance of 0: the token is a name's tokens run together (``elonmusk``); what is
        returned then has its spaces.
        """
        table, mask = self._table, self._mask
        numbers = set()
        for key in keys(token):
            code = hash(key)
            print_ = code & 0xFFFFFFFF00000000
            at = code & mask
            while entry := table[at]:
                if entry & 0xFFFFFFFF00000000 == print_:
                    numbers.add(entry & 0xFFFFFFFF)
                at = (at + 1) & mask
        found = []
        for number in numbers:
            known = self.tokens[number - 1]
            distance = _distance(token, known)
            if distance is not None:
                found.append((distance, known))
        return sorted(found)


def keys(token: bytes) -> Iterator[bytes]:
    """The token and its spellings with one letter less, two for long tokens."""
    if b" " in token:
        yield token.replace(b" ", b"")
        return
    yield token
    size = len(token)
    if size > LONGEST:
        return
    for at in range(size):
        yield token[:at] + token[at + 1 :]
    if size >= LONG:
        for at in range(1, size):
            rest = token[:at] + token[at + 1 :]
            for again in range(at, size - 1):
                yield rest[:again] + rest[again + 1 :]


def _count(token: bytes) -> int:
    size = len(token)
    if b" " in token:
        return 1
    if size > LONGEST:
        return 1
    return 1 + size + ((size - 1) * (size - 2) // 2 if size >= LONG else 0)


def _distance(token: bytes, known: bytes) -> int | None:
    if b" " in known:
        return 0 if known.replace(b" ", b"") == token else None
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
