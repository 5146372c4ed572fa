"""Passages of a text around what matched, the match in bold. Pure; offsets are code points."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.card import Line, Run, line
from bot.text import is_cjk

_REACH = 120
"""Characters shown before a match, if its sentence is that long."""
_LENGTH = 280
"""Characters of a passage, if its sentences end that late."""
_ENDS = frozenset({"", ".", "!", "?", "。", "！", "？"})
_SENTENCE_END = re.compile(r"(?<!\b[A-Z])[.!?](?=\s)\s+|[。！？]+\s*|\n+")


def excerpt(text: str, spans: Sequence[tuple[int, int]], *, limit: int) -> list[Line]:
    """At most ``limit`` passages, in the order of the text, every span in them bold.

    Spans that don't lie in the text (an item edited since) are passed over.
    """
    good = sorted({(start, end) for start, end in spans if 0 <= start < end <= len(text)})
    passages: list[tuple[int, int, list[tuple[int, int]]]] = []
    for start, end in good:
        if passages and end <= passages[-1][1]:
            passages[-1][2].append((start, end))
            continue
        left = _left(text, start)
        if passages and left < passages[-1][1]:
            continue  # most of it is quoted already
        passages.append((left, _right(text, left, end), [(start, end)]))
    return [_styled(text, *passage) for passage in passages[:limit]]


def lead(text: str) -> Line:
    """How a text begins: its first sentences; empty when there is no text."""
    return _styled(text, 0, _right(text, 0, 0), []) if text else ()


def _left(text: str, start: int) -> int:
    """Where the passage begins: at its sentence or line, or at a word not too far back."""
    floor = max(start - _REACH, 0)
    ends = [match.end() for match in _SENTENCE_END.finditer(text, floor, start)]
    if ends:
        return ends[-1]
    if floor == 0 or is_cjk(text[floor]):
        return floor
    space = text.find(" ", floor, start)
    return space + 1 if space >= 0 else start


def _right(text: str, left: int, end: int) -> int:
    """Where it ends: the last sentence that fits, else a word."""
    ceiling = min(max(left + _LENGTH, end), len(text))
    ends = [match.start() + 1 for match in _SENTENCE_END.finditer(text, end, ceiling)]
    newline = text.find("\n", end, ceiling)
    if newline >= 0:
        return min([newline, *[stop for stop in ends[-1:] if stop < newline]], default=newline)
    if ceiling == len(text):
        return ceiling
    if ends:
        return ends[-1]
    if is_cjk(text[ceiling]):
        return ceiling
    space = text.rfind(" ", end, ceiling)
    return space if space >= 0 else end


def _styled(text: str, left: int, right: int, spans: list[tuple[int, int]]) -> Line:
    parts: list[str | Run] = []
    if text[:left].rstrip()[-1:] not in _ENDS and text[left - 1] != "\n":
        parts.append("…")
    at = left
    for start, end in spans:
        if end <= at:
            continue
        begin = max(start, at)
        parts += [_flat(text[at:begin]), Run(_flat(text[begin:end]), "bold")]
        at = end
    parts.append(_flat(text[at:right]))
    if text[left:right].rstrip()[-1:] not in _ENDS and right < len(text) and text[right] != "\n":
        parts.append("…")
    return line(*parts)


def _flat(text: str) -> str:
    return text.replace("\n", " ")
