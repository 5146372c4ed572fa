"""The matcher as the scorer asks for it: names in, ``(entity, start, end, score)`` out."""

from __future__ import annotations

from collections.abc import Callable

from bot.matching.spans import compile_names, spans

Found = list[tuple[str, int, int, float]]


def build(aliases: dict[str, list[str]]) -> Callable[[str], Found]:
    entities = list(aliases)
    finder = compile_names(aliases.values())

    def match(text: str) -> Found:
        return [(entities[n], start, end, score) for n, start, end, score in spans(finder, text)]

    return match
