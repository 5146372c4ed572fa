"""By which words a full-text index finds whatever may mention a watch. Pure.

More is found than is meant: the matcher decides. Misspellings of one letter are among the words;
those of two are not, which a long name is forgiven.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice, product

from bot.matching import names
from bot.matching.lexicon import settled, simplified
from bot.matching.names import Named, is_unspaced
from bot.matching.typos import LONGEST, SHORTEST, SHORTEST_ALONE

Words = tuple[tuple[str, ...], ...]
"""What all has to stand in a text, each in one of its spellings."""
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_MOST = 6_000
"""Spellings of one watch; with more its names are sought as they are written."""
_SCRIPTS = 32
"""Mixtures of simplified and traditional characters that are sought of one name."""


def sought(watch: Named) -> list[Words]:
    """One of these stands in every text in which the watch may be found."""
    exact = list(dict.fromkeys(_exact(watch)))
    if not watch.fuzzy:
        return exact
    near = [tuple(_misspelt(word, alone=len(each) == 1) for word in each) for each in exact]
    many = sum(len(spellings) for each in near for spellings in each)
    return near if many <= _MOST else exact


def _exact(watch: Named) -> Iterator[Words]:
    for alias in (watch.name, *watch.aliases):
        name = alias.lstrip("$")
        if is_unspaced(name):
            yield (_scripts(name),)
            continue
        yield tuple((word,) for word in name.split())
        for form in names.forms(name):
            tokens = form.decode("utf-8", "replace").split()
            yield tuple((token,) for token in tokens)
            if len(tokens) > 1:
                yield (("".join(tokens),),)
    for symbol in watch.tickers:
        yield ((symbol.lstrip("$").split(".")[0],),)
    for handle in watch.handles:
        yield ((handle.lstrip("@"),),)


def _scripts(name: str) -> tuple[str, ...]:
    """A Chinese name in either script."""
    table = simplified()
    ways = [tuple(dict.fromkeys((char, *_alike(char, table)))) for char in name]
    return tuple("".join(chars) for chars in islice(product(*ways), _SCRIPTS))


def _alike(char: str, table: dict[int, str]) -> Iterator[str]:
    plain = table.get(ord(char), char)
    yield plain
    yield from (chr(code) for code, simple in table.items() if simple == plain)


def _misspelt(spellings: Sequence[str], *, alone: bool) -> tuple[str, ...]:
    """A word with all that is one edit from it, where that can be meant."""
    (word,) = spellings if len(spellings) == 1 else ("",)
    shortest = SHORTEST_ALONE if alone else SHORTEST
    low = word.lower()
    if not (shortest <= len(low) <= LONGEST and low.isascii() and low.isalpha()):
        return tuple(spellings)
    plain = settled()
    return tuple(dict.fromkeys((low, *(w for w in _edits(low) if w.encode() not in plain))))


def _edits(word: str) -> Iterator[str]:
    for at in range(len(word) + 1):
        head, tail = word[:at], word[at:]
        yield from (head + letter + tail for letter in _LETTERS)
        if tail:
            yield head + tail[1:]
            yield from (head + letter + tail[1:] for letter in _LETTERS)
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]
