"""Where words of the tables may begin in a segment: one look at each place for all tables.

A pattern over several hundred words tries each of its branches at every place where one of them
might begin, and goes on to the others after the one that might be it has failed. Two characters
looked up say sooner that there is none, and for all tables at once.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from functools import cache

from bot.figures.tables import areas, metrics, words

IDIOM, METRIC, STATUS, AREA, INDEX, MOVE, END = 1, 2, 4, 8, 16, 32, 64
"""Bits, one for each table."""
IDIOMS = ("zh_idioms", "zh_sayings", "zh_doctrines", "zh_indices")
NUMBERS = tuple("0123456789一二两三四五六七八九十第")
"""A subject ends before a number."""


class Places:
    """Of a normalised segment."""

    text: str
    _at: list[int]
    _kinds: list[int]

    def __init__(self, text: str) -> None:
        heads, pairs = _table()
        self.text = text
        self._at, self._kinds = [], []
        for at in range(len(text)):
            code = ord(text[at])
            kinds = heads[code] if code < _CODES else 0
            if kinds & _HEAD:
                kinds = (kinds & ~_HEAD) | pairs.get(text[at : at + 2], 0)
            if kinds:
                self._at.append(at)
                self._kinds.append(kinds)

    def matches(
        self, kind: int, pattern: re.Pattern[str], begin: int = 0, end: int = -1
    ) -> list[re.Match[str]]:
        """As ``pattern.finditer(text, begin, end)``, for the pattern of the words of a table."""
        found: list[re.Match[str]] = []
        last = len(self.text) if end < 0 else end
        free = begin
        for position in range(bisect_left(self._at, begin), len(self._at)):
            at = self._at[position]
            if at < free or not self._kinds[position] & kind:
                continue
            if at >= last:
                break
            match = pattern.match(self.text, at, last)
            if match is not None:
                found.append(match)
                free = match.end()
        return found

    def match(self, kind: int, pattern: re.Pattern[str], at: int) -> re.Match[str] | None:
        """As ``pattern.match(text, at)``."""
        position = bisect_left(self._at, at)
        if position == len(self._at) or self._at[position] != at:
            return None
        return pattern.match(self.text, at) if self._kinds[position] & kind else None

    def first(
        self, kind: int, pattern: re.Pattern[str], begin: int, end: int
    ) -> re.Match[str] | None:
        """As ``pattern.search(text, begin, end)``."""
        for position in range(bisect_left(self._at, begin), len(self._at)):
            at = self._at[position]
            if at >= end:
                break
            if self._kinds[position] & kind:
                match = pattern.match(self.text, at, end)
                if match is not None:
                    return match
        return None


_CODES = 0x10000
_HEAD = 128


@cache
def _table() -> tuple[bytes, dict[str, int]]:
    """For each character the tables that hold it as a word, and whether longer words begin with
    it; and the first two characters of those → the tables that hold one.

    Compiled, a number is looked up in bytes in a tenth of the time of a character in a dictionary.
    """
    heads = bytearray(_CODES)
    pairs: dict[str, int] = {}
    for kind, listed in _listed():
        for word in listed:
            heads[ord(word[0])] |= kind if len(word) == 1 else _HEAD
            if len(word) > 1:
                pairs[word[:2]] = pairs.get(word[:2], 0) | kind
    return bytes(heads), pairs


def _listed() -> Iterable[tuple[int, Iterable[str]]]:
    moves = [*words("zh_up"), *words("zh_down")]
    measured = [*_zh_of_metrics(), *words("zh_not_metric")]
    statuses = [word for each in words("zh_status").values() for word in each]
    yield IDIOM, [word for name in IDIOMS for word in words(name)]
    yield METRIC, measured
    yield STATUS, [*statuses, *words("zh_past"), *words("zh_no_status")]
    yield AREA, [word for row in areas().values() for word in row.get("zh", ())]
    yield INDEX, words("zh_indices_names")
    yield MOVE, moves
    yield END, [*words("zh_subject_ends"), *_zh_of_metrics(), *NUMBERS, "比", "以"]


def _zh_of_metrics() -> list[str]:
    return [word for metric in metrics().values() for word in metric.zh]
