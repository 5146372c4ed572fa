"""The names of watches, compiled once: the exact index, the Han index, the spellings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from bot.matching.fold import cased_name
from bot.matching.han import HanIndex
from bot.matching.index import Index
from bot.matching.names import LEGAL, Sort, is_unspaced
from bot.matching.typos import LONGEST, SHORT, SHORTEST, Spellings
from bot.model import Watch

JOINED = 4
"""Tokens of the longest name that is also looked for run together."""
BEHEADED = 6
"""Letters of the shortest token that is looked for without its first letter, in lower case."""
_STOP = frozenset(b"the of and for in at on de la le du von van der den al el".split())

Entry = tuple[int, str, Sort | None]
"""An entity's number, one of its aliases, and its sort where that is given by its place."""


class Names:
    """Immutable; its entities are numbered from ``first``."""

    def __init__(self, watches: Iterable[Watch], first: int = 0) -> None:
        self.first = first
        spaced: list[Entry] = []
        unspaced: list[Entry] = []
        fuzzy: list[bool] = []
        self.plain = bytearray()
        """By entity: 1 when nothing but capitals and the words beside decide about its names."""
        for entity, watch in enumerate(watches, first):
            fuzzy.append(watch.fuzzy)
            self.plain.append(not watch.context and not _has_surname(watch))
            for alias, sort in _aliases(watch):
                (unspaced if is_unspaced(alias) else spaced).append((entity, alias, sort))
        self.size = len(fuzzy)
        self.index = Index(spaced)
        self.han = HanIndex(unspaced)
        capital, lower, joined = self._tokens(first, fuzzy)
        self.spellings = Spellings([*sorted(capital), *sorted(joined)])
        self.pairs = self._pairs() if not self.spellings.large else frozenset[bytes]()
        """Tokens that stand beside each other in a name: a known word is asked whether it is a
        slip for one of them only where the other stands."""
        self.company = frozenset(token for pair in self.pairs for token in pair.split(b" "))
        self.beheaded = (
            {token[1:]: token for token in capital if len(token) >= BEHEADED}
            if not self.spellings.large
            else {}
        )
        """Tokens by what is left when the capital is not struck: ``llwood`` for Ellwood."""
        self.lower = Spellings(sorted(lower)) if lower else None
        """Tokens that names have in lower case: only they may be misspelt in lower case."""

    def _pairs(self) -> frozenset[bytes]:
        named = zip(self.index.forms, self.index.sorts, strict=True)
        rows = (form.split() for form, sort in named if sort <= Sort.PHRASE)
        return frozenset(pair for row in rows for pair in map(b" ".join, pairwise(row)))

    def _tokens(self, first: int, fuzzy: list[bool]) -> tuple[set[bytes], ...]:
        """The tokens of all names, those in lower case, and names that may be run together."""
        tokens: set[bytes] = set()
        lower: set[bytes] = set()
        joined: set[bytes] = set()
        index = self.index
        for form, sort, owner in zip(index.forms, index.sorts, index.owners, strict=True):
            owned = (owner,) if isinstance(owner, int) else owner
            names = [each for each in owned if index.is_name(each)]
            if not any(fuzzy[index.entities[each] - first] for each in names):
                continue
            name = names[0]
            parts = form.split()
            alias = index.aliases[name]
            if sort == Sort.ACRONYM and len(form) < SHORT + 2:
                continue
            tokens.update(part for part in parts if len(part) >= SHORTEST and part.isalpha())
            if 1 < len(parts) <= JOINED and len(form) <= LONGEST:
                joined.add(form[1:-1])
            if not alias.istitle():
                written = cased_name(alias).split()
                lower.update(part for part in parts if len(part) > SHORT and part in written)
        return tokens - LEGAL - _STOP, lower - LEGAL - _STOP, joined


def _has_surname(watch: Watch) -> bool:
    """Whether one of the watch's names is the last word of another."""
    if not watch.aliases:
        return False
    names = [name.lower() for name in (watch.name, *watch.aliases)]
    single = {name for name in names if " " not in name}
    return any(name.rpartition(" ")[2] in single for name in names if " " in name)


def _aliases(watch: Watch) -> Iterator[tuple[str, Sort | None]]:
    for alias in (watch.name, *watch.aliases):
        yield alias, None
        if alias.startswith("$"):
            yield alias[1:], Sort.TICKER
    for symbol in watch.tickers:
        bare = symbol.lstrip("$")
        yield "$" + bare.split(".")[0], None
        yield bare, Sort.TICKER
        if "." in bare:
            yield bare.split(".")[0], Sort.TICKER
    for handle in watch.handles:
        yield handle.lstrip("@"), Sort.HANDLE
    for phrase in watch.exclude:
        yield phrase, Sort.EXCLUDED
    for word in watch.context:
        yield word, Sort.CONTEXT
