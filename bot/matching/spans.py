"""Names to spans without words: the matcher's core for benchmarks and bulk work."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, overload

from bot.matching.compiled import Names
from bot.matching.finder import Finder
from bot.matching.stages import judge
from bot.matching.together import kept
from bot.matching.weights import CUTOFF

Span = tuple[int, int, int, float]
"""The entity's number, start and end in code points, and the score."""


class Entity(NamedTuple):
    """A watch of names only, as light as can be: there may be a million."""

    name: str
    aliases: tuple[str, ...]
    id: str = ""
    tickers: tuple[str, ...] = ()
    handles: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    fuzzy: bool = True
    kind: str = "topic"


class _Entities(Sequence[Entity]):
    """Made when they are looked at."""

    def __init__(self, entities: Sequence[Sequence[str]]) -> None:
        self._entities = entities

    def __len__(self) -> int:
        return len(self._entities)

    def __iter__(self) -> Iterator[Entity]:
        return (Entity(names[0], tuple(names[1:])) for names in self._entities)

    @overload
    def __getitem__(self, place: int) -> Entity: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Entity]: ...
    def __getitem__(self, place: int | slice) -> Entity | Sequence[Entity]:
        if isinstance(place, slice):
            return _Entities(self._entities[place])
        names = self._entities[place]
        return Entity(names[0], tuple(names[1:]))


def compile_names(entities: Iterable[Sequence[str]], *, plain: bool = False) -> Finder:
    """Each entity is its names; its number is its place in ``entities``. ``plain``: see
    :func:`bot.matching.scanner.new_scanner`."""
    watches = _Entities(list(entities))
    return Finder(watches, (Names(watches, plain=plain),), frozenset())


def spans(finder: Finder, text: str) -> list[Span]:
    scene = finder.read("content", text)
    if scene is None or not scene.found:
        return []
    judge((scene,))
    sure = kept([found for found in scene.found if found.score >= CUTOFF])
    if not scene.folded.gaps:
        return [(c.entity, c.start, c.end, c.score) for c in sure]
    return [(c.entity, *scene.folded.span(c.start, c.end), c.score) for c in sure]
