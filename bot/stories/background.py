"""How common a word is in headlines, before the bot has read any of its own."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

_TRUST = 5_000
"""The background counts as this many headlines of our own."""


@lru_cache(maxsize=1)
def counts() -> Mapping[str, float]:
    """Stem → in how many of :data:`_TRUST` English headlines it stands."""
    text = files("bot.stories").joinpath("data/headline_words.txt").read_text("utf-8")
    head, *lines = text.splitlines()
    scale = _TRUST / int(head.split()[4])
    pairs = (line.rsplit(" ", 1) for line in lines)
    return {stem: int(number) * scale for stem, number in pairs}


def rarity(stem: str, own: int, total: int) -> float:
    """Inverse document frequency: ``own`` of ``total`` live events hold the stem."""
    seen = counts().get(stem, 0.0) + own
    return math.log((_TRUST + total + 1) / (seen + 1))
