"""All forms of all names in one automaton, and which name each form belongs to.

The forms stand between spaces, as do the tokens of a folded text: spaces are the word
boundaries, so nothing has to be checked at a hit's edges.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence

import daachorse

from bot.matching import names
from bot.matching.fold import Folded, is_foreign, spelling
from bot.matching.names import Sort

Hit = tuple[int, int, int]
"""Start and end in ``Folded.low`` without the spaces around, and the form's number."""


class Index:
    """Immutable. ``aliases[n]`` is a name's spelling, ``entities[n]`` the number of its entity."""

    def __init__(self, entries: Iterable[tuple[int, str, Sort | None]]) -> None:
        """Each entry: an entity's number, an alias, and its sort when that is given."""
        self.aliases: list[str] = []
        self.entities = array("I")
        self.given: list[Sort | None] = []
        """By name: its sort where its place in the watch gives it."""
        self.owners: list[int | tuple[int, ...]] = []
        """By form: the names that have it."""
        self.sorts = bytearray()
        """By form: the surest :class:`Sort` any of its names needs."""
        self.forms: list[bytes] = []
        self.foreign: set[int] = set()
        """Forms in another script than Latin: their hits are to be verified."""
        self._fill(entries)
        self._automaton = daachorse.DoubleArrayAhoCorasick(self.forms) if self.forms else None

    def _fill(self, entries: Iterable[tuple[int, str, Sort | None]]) -> None:
        numbers: dict[bytes, int] = {}
        for entity, alias, given in entries:
            name = len(self.aliases)
            self.aliases.append(alias)
            self.entities.append(entity)
            self.given.append(given)
            for form in names.forms(alias):
                sort = names.sort_of(alias, form) if given is None else given
                self._add(numbers, form, name, sort)

    def _add(self, numbers: dict[bytes, int], form: bytes, name: int, sort: Sort) -> None:
        number = numbers.setdefault(form, len(self.forms))
        if number == len(self.forms):
            self.forms.append(b" " + form + b" ")
            self.owners.append(name)
            self.sorts.append(sort)
            if is_foreign(self.aliases[name]):
                self.foreign.add(number)
            return
        owner = self.owners[number]
        if isinstance(owner, int) and owner == name:
            return
        self.owners[number] = (*owner, name) if isinstance(owner, tuple) else (owner, name)
        self.sorts[number] = min(self.sorts[number], sort)

    def scan(self, low: bytes) -> list[Hit]:
        """Every form in a folded text, shorter ones within longer ones too."""
        if self._automaton is None:
            return []
        hits: list[Hit] = self._automaton.find_overlapping(low)
        return hits

    def verified(self, hits: list[Hit], folded: Folded) -> list[Hit]:
        """Hits whose letters are those of the name, where the fold alone does not tell."""
        if not self.foreign and folded.text.isascii():
            return hits
        return [hit for hit in hits if self._is_spelt(hit, folded)]

    def _is_spelt(self, hit: Hit, folded: Folded) -> bool:
        start, end, form = hit
        first, last = folded.span(start, end - 2)
        written = folded.text[first:last]
        if not is_foreign(written):
            return form not in self.foreign
        tokens = set(spelling(written).split())
        return any(
            tokens <= set(spelling(self.aliases[name]).split()) for name in self.names_of(form)
        )

    def names_of(self, form: int) -> Sequence[int]:
        owner = self.owners[form]
        return owner if isinstance(owner, tuple) else (owner,)

    def is_name(self, name: int) -> bool:
        """Whether it may be misspelt: no symbol or handle, no exclude phrase or context word."""
        return self.given[name] is None
