"""The names of watches, compiled once: their forms, whose they are, and what may be misspelt."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Iterator, Sequence

from bot.matching import names
from bot.matching.fold import cased_name, is_foreign
from bot.matching.han import HanIndex
from bot.matching.joined import COUNTED
from bot.matching.lexicon import SURNAME, UNKNOWN, words
from bot.matching.names import LEGAL, Named, Sort, is_unspaced
from bot.matching.scanner import new_scanner
from bot.matching.typos import LARGE, LONGEST, SHORTEST, SHORTEST_ALONE

_STOP = frozenset(b"the of and for in at on de la le du von van der den al el".split())
_NOT_FUZZY = LEGAL | _STOP
_PLAIN = re.compile("[A-Z][a-z]+(?: [A-Z][a-z]+)*")
"""What most names look like: nothing in them is written in more than one way."""
_WRITTEN_TWICE = names.GROUP | LEGAL | names.HONORIFIC | {b"the", b"and"}
_GIVEN = tuple(Sort)
_KINDS = ("company", "person", "topic")
_FEW = 8
_NONE = 255
_ONLY_CAPITAL = bytes(sort in (Sort.WORD, Sort.ACRONYM) for sort in range(256))
"""For ``bytes.translate`` of sorts."""


class Names:
    """Immutable; its entities are numbered from ``first``. Its names are numbered in the order
    in which they come, its forms by the scanner."""

    def __init__(self, watches: Iterable[Named], first: int = 0, *, plain: bool = False) -> None:
        """``plain``: scan in Python, even where the compiled scanner is there."""
        self.first = first
        self.scanner = new_scanner(plain=plain)
        self.aliases: list[str] = []
        """By name: its spelling."""
        self.entities = array("I")
        """By name: whose it is."""
        self._given = bytearray()
        """By name: its sort where its place in the watch gives it."""
        self.owners = array("i")
        """By form: the name that has it; of several, ~ the place of their list."""
        self._shared: list[list[int]] = []
        self.sorts = bytearray()
        """By form: the surest :class:`Sort` any of its names needs."""
        self.foreign: set[int] = set()
        """Forms in another script than Latin: their hits are to be verified."""
        self.plain = bytearray()
        """By entity: 1 when nothing but capitals and the words beside decide about its names."""
        self.alone = bytearray()
        """By entity: of what kind it is, counted from 1, when nothing else of the watch says
        anything about one of its names; else 0."""
        self.fuzzy = bytearray()
        """By entity: whether its names may be misspelt."""
        self.contextual: set[int] = set()
        """Entities with context words of their own."""
        self.surnamed: set[int] = set()
        """Entities one of whose names is the last word of another."""
        self._lowered: set[int] = set()
        """Forms of which a name is spelt in lower case."""
        spelt: set[bytes] = set()
        lower: set[bytes] = set()
        unspaced: list[tuple[int, str, Sort | None]] = []
        for entity, watch in enumerate(watches, first):
            self.fuzzy.append(watch.fuzzy)
            surname = _has_surname(watch)
            self.plain.append(not (watch.context or surname or _is_else(watch)))
            alone = not watch.context and _are_apart(watch)
            self.alone.append(1 + _KINDS.index(watch.kind) if alone else 0)
            if surname:
                self.surnamed.add(entity)
            for alias in names.as_written(watch):
                parts = self._add_plain(entity, alias)
                if parts is None:
                    self._add(entity, alias, None, spelt if watch.fuzzy else None, lower, unspaced)
                elif watch.fuzzy:
                    spelt.update(parts)
            if watch.context:
                self.contextual.add(entity)
            for alias, sort in _others(watch):
                self._add(entity, alias, sort, None, lower, unspaced)
        self.size = len(self.fuzzy)
        self.han = HanIndex(unspaced)
        tokens = sorted(filter(_may_be_misspelt, spelt - _NOT_FUZZY))
        self.scanner.spell(tokens, False, len(tokens) > LARGE)
        if lower:
            tokens = sorted(filter(_may_be_misspelt, lower - _NOT_FUZZY))
            self.scanner.spell(tokens, True, len(tokens) > LARGE)
        self.scanner.freeze(self._capital())

    def _add_plain(self, entity: int, alias: str) -> list[bytes] | None:
        """Add a name that has no forms but itself and its other order: most have not, and there
        may be a million. Returns its tokens; ``None``: it is not that plain."""
        if not _PLAIN.fullmatch(alias):
            return None
        key = alias.lower().encode()
        parts = key.split()
        if not _WRITTEN_TWICE.isdisjoint(parts):
            return None
        name = len(self.aliases)
        self.aliases.append(alias)
        self.entities.append(entity)
        self._given.append(_NONE)
        sort = names.sort_of(alias, key)
        self._add_form(key, name, sort)
        if len(parts) == 2 and (other := names.other_order(parts)):
            self._add_form(other, name, sort)
        return parts

    def _add(
        self,
        entity: int,
        alias: str,
        given: Sort | None,
        spelt: set[bytes] | None,
        lower: set[bytes],
        unspaced: list[tuple[int, str, Sort | None]],
    ) -> None:
        """Add any name. ``spelt`` and ``lower`` gain the tokens of it that may be misspelt."""
        if is_unspaced(alias):
            unspaced.append((entity, alias, given))
            return
        name = len(self.aliases)
        self.aliases.append(alias)
        self.entities.append(entity)
        self._given.append(_NONE if given is None else given)
        for form in names.forms(alias):
            sort = names.sort_of(alias, form) if given is None else given
            self._add_form(form, name, sort)
            if spelt is None or (sort is Sort.ACRONYM and len(form) < SHORTEST_ALONE):
                continue
            parts = form.split()
            spelt.update(parts)
            if not alias.istitle():
                written = cased_name(alias).split()
                lower.update(
                    part for part in parts if part in written and len(part) > SHORTEST_ALONE
                )

    def _add_form(self, form: bytes, name: int, sort: int) -> None:
        number = self.scanner.add(form)
        if self.aliases[name].islower():
            self._lowered.add(number)
        if number == len(self.owners):
            self.owners.append(name)
            self.sorts.append(sort)
            if not self.aliases[name].isascii() and is_foreign(self.aliases[name]):
                self.foreign.add(number)
            return
        owner = self.owners[number]
        if owner < 0:
            if name not in (shared := self._shared[~owner]):
                shared.append(name)
        elif owner != name:
            self.owners[number] = ~len(self._shared)
            self._shared.append([owner, name])
        self.sorts[number] = min(self.sorts[number], sort)

    def _capital(self) -> bytes:
        """By form: 1 for a common word or an acronym of which no name is in lower case."""
        found = bytearray(self.sorts.translate(_ONLY_CAPITAL))
        for number in self._lowered:
            found[number] = 0
        return bytes(found)

    def names_of(self, form: int) -> Sequence[int]:
        owner = self.owners[form]
        return (owner,) if owner >= 0 else self._shared[~owner]

    def given(self, name: int) -> Sort | None:
        """Its sort where its place in the watch gives it, as for symbols and context words."""
        number = self._given[name]
        return None if number == _NONE else _GIVEN[number]

    def is_name(self, name: int) -> bool:
        """Whether it may be misspelt: no symbol or handle, no exclude phrase or context word."""
        return self._given[name] == _NONE


def _may_be_misspelt(token: bytes) -> bool:
    return SHORTEST <= len(token) <= LONGEST and token.isalpha()


def _has_surname(watch: Named) -> bool:
    """Whether one of the watch's names is the last word of another."""
    if not watch.aliases:
        return False
    spelt = [name.lower() for name in (watch.name, *watch.aliases)]
    single = {name for name in spelt if " " not in name}
    return any(name.rpartition(" ")[2] in single for name in spelt if " " in name)


def _are_apart(watch: Named) -> bool:
    """Whether none of the watch's names stands in another; of many it isn't asked."""
    if not watch.aliases:
        return True
    spelt = sorted({name.lower() for name in (watch.name, *watch.aliases)}, key=len)
    if len(spelt) > _FEW:
        return False
    return not any(one in other for at, one in enumerate(spelt) for other in spelt[at + 1 :])


def _is_else(watch: Named) -> bool:
    """Whether a name may be a number (3M), or a company's a surname (Disney)."""
    for name in (watch.name, *watch.aliases):
        low = name.lower()
        if name[:1].isdigit() and COUNTED.fullmatch(low):
            return True
        if watch.kind == "company" and words().get(low.encode(), UNKNOWN).kind & SURNAME:
            return True
    return False


def _others(watch: Named) -> Iterator[tuple[str, Sort | None]]:
    """What is looked for beside the names: symbols, handles, exclude phrases, context words."""
    for alias in (watch.name, *watch.aliases):
        if alias[:1] == "$":
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
