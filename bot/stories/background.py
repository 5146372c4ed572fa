"""How common a word is in headlines, before the bot has read any of its own."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

from bot.stories.meaning import concept
from bot.stories.words import phrases, stem

_TRUST = 5_000
"""The background counts as this many headlines of our own."""


@lru_cache(maxsize=1)
def counts() -> Mapping[str, float]:
    """Concept → in how many of :data:`_TRUST` English headlines a word for it stands."""
    text = files("bot.stories").joinpath("data/headline_words.txt").read_text("utf-8")
    head, *lines = text.splitlines()
    scale = _TRUST / int(head.split()[4])
    pairs = (line.rsplit(" ", 1) for line in lines)
    found: dict[str, float] = {}
    for word, number in pairs:
        known = concept(word)
        found[known] = found.get(known, 0.0) + int(number) * scale
    for first, behind in phrases().items():
        for rest, meant in behind:
            # The counts are of single words; a phrase is rarer than its rarest.
            parts = (found.get(concept(stem(each)), 0.0) for each in (first, *rest))
            found.setdefault(concept(meant), min(filter(None, parts), default=0.0) / 2)
    return found


def is_known(stem: str) -> bool:
    """Whether English headlines have the word."""
    return stem in counts()


def rarity(stem: str, own: int, total: int) -> float:
    """Inverse document frequency: ``own`` of ``total`` live events hold the stem."""
    seen = counts().get(stem, 0.0) + own
    return math.log((_TRUST + total + 1) / (seen + 1))
