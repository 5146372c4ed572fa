"""Indices of shares among the names of a sentence: they stand at points and belong to places."""

from __future__ import annotations

from bot.figures.english_names import Name
from bot.figures.found import Found
from bot.figures.tables import word_set

_NEAR = 4
_LEAST = 1000.0
"""What an index stands at, at least, where only its name is near."""
_WORDS = 2
"""Words that tell an index by its name, at most."""


def is_index(name: str) -> bool:
    """``Nikkei 225``, ``Nasdaq's``; no ``Smith`` for the sake of the SMI."""
    parts = name.casefold().replace("’", "'").replace("-", " ").split()
    said = [" ".join(parts[:count]).removesuffix("'s") for count in range(1, _WORDS + 1)]
    return not word_set("indices").isdisjoint(said)


def index_near(each: Found, names: list[Name]) -> bool:
    """``raised its S&P 500 target to 6,600``: of an index, whoever does it."""
    if each.low < _LEAST:
        return False
    near = [name for name in names if 0 <= each.first - name.last <= _NEAR]
    return any(is_index(name.text) for name in near)


def index_of_place(name: Name, names: list[Name]) -> Name:
    """``France's CAC 40``: the index."""
    owned = (other for other in names if other.first == name.last)
    own = next((other for other in owned if is_index(other.text)), None)
    return own or name
