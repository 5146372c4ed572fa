"""Alerts as they are chosen: by title, with the reference behind it; remembered for a moment."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.text import shorten

_BETWEEN = " · "
_TITLE = 80
_FRESH = timedelta(seconds=5)
"""For so long what a place was told is offered from memory: a word typed is several questions."""
_MOST_PLACES = 200


def choice(title: str, reference: str) -> str:
    return shorten(title, _TITLE) + _BETWEEN + reference


def reference_in(text: str) -> str:
    """The reference behind a title that was chosen; else the text as it is."""
    title, between, reference = text.rpartition(_BETWEEN)
    return reference if title and between else text


@dataclass(slots=True)
class Recent:
    """Choices by place."""

    _found: dict[str, tuple[datetime, list[str]]] = field(default_factory=dict)

    async def choices(
        self, place: str, now: datetime, read: Callable[[], Awaitable[list[str]]]
    ) -> list[str]:
        known = self._found.get(place)
        if known is not None and timedelta() <= now - known[0] < _FRESH:
            return known[1]
        found = await read()
        if len(self._found) >= _MOST_PLACES:
            self._found.clear()
        self._found[place] = (now, found)
        return found
