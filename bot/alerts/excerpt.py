"""Passages of a text around what matched, the match in bold. Pure; offsets are code points."""

from __future__ import annotations

from collections.abc import Sequence

from bot.card import Line, Run, line
from bot.text import is_cjk

_REACH = 90
"""Characters shown on either side of a match."""


def excerpt(text: str, spans: Sequence[tuple[int, int]], *, limit: int) -> list[Line]:
    """At most ``limit`` passages, in the order of the text, every span in them bold.

    Spans that don't lie in the text (an item edited since) are passed over.
    """
    good = sorted({(start, end) for start, end in spans if 0 <= start < end <= len(text)})
    passages: list[tuple[int, int, list[tuple[int, int]]]] = []
    for start, end in good:
        if passages and start <= passages[-1][1]:
            left, right, inside = passages[-1]
            inside.append((start, end))
            passages[-1] = (left, max(right, _right(text, end)), inside)
        else:
            passages.append((_left(text, start), _right(text, end), [(start, end)]))
    return [_styled(text, *passage) for passage in passages[:limit]]


def _left(text: str, start: int) -> int:
    """Where the passage begins: at its line, or at a word not too far back."""
    floor = max(start - _REACH, 0)
    newline = text.rfind("\n", floor, start)
    if newline >= 0:
        return newline + 1
    if floor == 0 or is_cjk(text[floor]):
        return floor
    space = text.find(" ", floor, start)
    return space + 1 if space >= 0 else start


def _right(text: str, end: int) -> int:
    ceiling = min(end + _REACH, len(text))
    newline = text.find("\n", end, ceiling)
    if newline >= 0:
        return newline
    if ceiling == len(text) or is_cjk(text[ceiling]):
        return ceiling
    space = text.rfind(" ", end, ceiling)
    return space if space >= 0 else end


def _styled(text: str, left: int, right: int, spans: list[tuple[int, int]]) -> Line:
    parts: list[str | Run] = []
    if left > 0 and text[left - 1] != "\n":
        parts.append("…")
    at = left
    for start, end in spans:
        if end <= at:
            continue
        begin = max(start, at)
        parts += [_flat(text[at:begin]), Run(_flat(text[begin:end]), "bold")]
        at = end
    parts.append(_flat(text[at:right]))
    if right < len(text) and text[right] != "\n":
        parts.append("…")
    return line(*parts)


def _flat(text: str) -> str:
    return text.replace("\n", " ")
