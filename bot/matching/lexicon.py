"""What is known of words before any name is watched: is it one, is it a name, how frequent.

Loaded when first asked for and kept; nothing is read at import. The files' origins are in
``data/NOTICE.md``.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import NamedTuple

from bot.matching.slips import small_words

WORD, SURNAME, GIVEN, PROPER = 1, 2, 4, 8

COMMON = 5
"""From this frequency on a word is met so often that its capital has to speak for a name."""

OFTEN = 8
"""From this level on a surname or given name is so common that it is always what it is."""
SLIP_FROM = 3
"""Letters of the shortest word that may be a slip for another."""
SLIP_COMMON = 3
"""How frequent it must be: nobody writes a rare word by mistake."""
SLIP_TO = 10
"""… and how frequent at most: what is everywhere (any, good, here) is what it is."""


class Known(NamedTuple):
    kind: int
    """Flags: a dictionary word in lower case, a surname, a given name, another proper name."""
    level: int
    """About log2 of how often it is met in half a million headlines, names included."""
    common: int = 0
    """0–12: how frequent it is as a word in lower case; 0: it is none."""


UNKNOWN = Known(0, -1)


@cache
def words() -> dict[bytes, Known]:
    shared: dict[str, Known] = {}
    found: dict[bytes, Known] = {}
    for row in _rows("words.z"):
        digits = row[-3:]
        if digits not in shared:
            shared[digits] = Known(*(int(digit, 16) for digit in digits))
        found[row[:-3].encode()] = shared[digits]
    return found


@cache
def known() -> frozenset[bytes]:
    """All words and names: in lower case each is what it is."""
    return frozenset(token for token, (kind, _, _) in words().items() if kind)


@cache
def settled() -> frozenset[bytes]:
    """Known words and names that are never a misspelling of anything: not :func:`slips` and
    names that are not often met, which may be one beside the rest of a name."""
    return frozenset(
        token
        for token, (kind, level, _) in words().items()
        if kind and (kind & (WORD | PROPER) or level >= OFTEN) and token not in slips()
    )


@cache
def slips() -> frozenset[bytes]:
    """Dictionary words that may stand for part of a longer name by a slip ("Advanced Micro
    Devises"): neither rare nor everywhere."""
    return frozenset(
        token
        for token, (kind, _, common) in words().items()
        if kind & WORD and SLIP_COMMON <= common <= SLIP_TO and len(token) >= SLIP_FROM
    )


@cache
def small_slips() -> dict[bytes, tuple[tuple[int, bytes], ...]]:
    """Slips of the small words within names, with what may be meant at a distance of one:
    ``Bank kf England``. No words of their own."""
    return {
        slip: tuple((1, word) for word in sorted(meant))
        for slip, meant in small_words().items()
        if slip not in known()
    }


@cache
def simplified() -> dict[int, str]:
    """A ``str.translate`` table from traditional to simplified characters, one for one."""
    pairs = next(_rows("variants.z"))
    return {ord(pairs[at]): pairs[at + 1] for at in range(0, len(pairs), 2)}


@cache
def chinese() -> dict[str, int]:
    """Words of two to four characters with their level (log2 of a count), no names."""
    return {row[:-1]: int(row[-1], 16) for row in _rows("chinese.z") if row[-1] < "g"}


@cache
def chinese_proper() -> dict[str, int]:
    """Proper nouns likewise: words that a text is cut into, but that may be watched names."""
    return {row[:-1]: ord(row[-1]) - ord("g") for row in _rows("chinese.z") if row[-1] >= "g"}


def _rows(name: str) -> Iterator[str]:
    """Undo the front coding: a letter tells how much of the last row the next one keeps."""
    packed = resources.files("bot.matching").joinpath("data", name).read_bytes()
    row = ""
    for line in zlib.decompress(packed).decode().split("\n"):
        row = row[: ord(line[0]) - 97] + line[1:]
        yield row
