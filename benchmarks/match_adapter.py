"""The matcher as the scorer asks for it: names in, ``(entity, start, end, score)`` out."""

from __future__ import annotations

from collections.abc import Callable

from bot.matching import Matcher
from bot.matching.spans import compile_names, spans
from bot.model import Watch

Match = Callable[[str], list[tuple[str, int, int, float]]]
Aliases = dict[str, list[str]]


def build(aliases: Aliases) -> Match:
    """The core: spans and scores."""
    return _core(aliases, plain=False)


def build_plain(aliases: Aliases) -> Match:
    """The core where there was no compiler."""
    return _core(aliases, plain=True)


def build_whole(aliases: Aliases) -> Match:
    """What the bot calls: mentions with their reasons in words."""
    matcher = Matcher.compile(
        Watch(id=entity, name=names[0], aliases=tuple(names[1:]), kind="topic")
        for entity, names in aliases.items()
    )

    def match(text: str) -> list[tuple[str, int, int, float]]:
        return [(m.watch_id, m.start, m.end, m.score) for m in matcher.match("", text)]

    return match


def _core(aliases: Aliases, *, plain: bool) -> Match:
    entities = list(aliases)
    finder = compile_names(aliases.values(), plain=plain)

    def match(text: str) -> list[tuple[str, int, int, float]]:
        return [(entities[n], start, end, score) for n, start, end, score in spans(finder, text)]

    return match
