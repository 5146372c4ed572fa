"""Where a sentence begins and ends, and how it uses capitals.

The compiled scanner has the same function, which is asked where it is there: a test holds the two
equal.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import IntEnum
from typing import cast

from bot.matching.native import native


class Style(IntEnum):
    """How a sentence uses capitals."""

    SENTENCE = 0
    TITLE = 1
    CAPITALS = 2
    LOWER = 3


REACH = 400
"""Bytes on either side within which the ends of a sentence are looked for."""
_STOP = re.compile(rb"\n|[.!?][\"'\x94]? |[:|] ")
"""What ends a sentence, or a part of a headline."""
_ABBREVIATIONS = frozenset(b"mr mrs ms dr prof sen rep gov gen st vs".split())
_WORD_BEFORE = re.compile(rb"(?<![A-Za-z])[A-Za-z]{1,4}$")
SMALL = frozenset(
    b"a an and as at but by for from in into is it its nor of off on onto or per so than that the "
    b"to up via vs with was are be".split()
)

Sentence = tuple[int, int, int]
"""Its bounds in ``Folded.raw``, and its :class:`Style`."""


def plain_sentence(raw: bytes, cased: bytes, at: int) -> Sentence:
    """The sentence around ``raw[at]``; ``cased`` is ``Folded.words``."""
    low, high = max(0, at - REACH), min(len(raw), at + REACH)
    start = low
    for stop in _STOP.finditer(raw, low, at):
        if not _is_abbreviation(raw, stop):
            start = stop.end()
    stops = (stop for stop in _STOP.finditer(raw, at, high) if not _is_abbreviation(raw, stop))
    end = next((stop.start() for stop in stops), high)
    return start, end, _style(cased[start:end].split())


def _is_abbreviation(raw: bytes, stop: re.Match[bytes]) -> bool:
    """``Mr. Musk``, ``Elon R. Musk``: the point ends no sentence."""
    if stop[0] != b". ":
        return False
    word = _WORD_BEFORE.search(raw[max(stop.start() - 5, 0) : stop.start()])
    if word is None:
        return False
    return word[0].lower() in _ABBREVIATIONS or (len(word[0]) == 1 and word[0].isupper())


def _style(tokens: list[bytes]) -> Style:
    words = [token for token in tokens if len(token) > 1 and token.isalpha()]
    count = len(words)
    lower = sum(map(bytes.islower, words))
    upper = sum(map(bytes.isupper, words))
    if count > 1 and upper * 10 > 7 * count:
        return Style.CAPITALS
    if not count or lower == count:
        return Style.LOWER if count else Style.SENTENCE
    small = sum(map(SMALL.__contains__, words))
    rest = count - small - 1  # the first word has its capital anyway
    capitals = count - lower - words[0][:1].isupper()
    if rest >= 3 and capitals * 4 >= 3 * rest:
        return Style.TITLE
    return Style.SENTENCE


def _reader() -> Callable[[bytes, bytes, int], Sentence]:
    compiled = native()
    if compiled is None:
        return plain_sentence
    return cast("Callable[[bytes, bytes, int], Sentence]", compiled.sentence)


sentence = _reader()
