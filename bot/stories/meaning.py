"""What words stand for: one thing in other words, a place, a stage, a reaction. Pure.

The tables are data (``data/paraphrases.txt``, ``happenings.txt``, ``places.txt``, ``stages.txt``,
``reactions.txt``, ``bilingual.txt``, ``related.txt``), so that a list grows without the code.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Set
from functools import lru_cache
from importlib.resources import files
from itertools import chain

from bot.stories.words import stem

Place = tuple[str, str]
"""(kind, name): ``("country", "chile")``."""
Stage = tuple[str, int]
"""(course, how far it has come)."""


def _lines(name: str) -> Iterator[str]:
    text = files("bot.stories").joinpath(f"data/{name}.txt").read_text("utf-8")
    return (line for line in text.splitlines() if line and not line.startswith("#"))


_CLASSES = ("paraphrases", "happenings")


_PAIR = 2
"""Characters of the pieces that Chinese headlines are taken apart into."""


@lru_cache(maxsize=1)
def _concepts() -> Mapping[str, str]:
    classes = [line.split() for name in _CLASSES for line in _lines(name)]
    classes += [line.split()[1:] for line in _lines("places")]
    found: dict[str, str] = {}
    for first, *others in classes:
        for each in (first, *others):
            if each.isascii() or len(each) == _PAIR:
                found.setdefault(stem(each), stem(first))
    return found


def concept(word: str) -> str:
    """One stem for all that say the same; other stems stand for themselves."""
    return _concepts().get(word, word)


@lru_cache(maxsize=1)
def _related() -> Mapping[str, Mapping[str, float]]:
    found: dict[str, dict[str, float]] = {}
    for line in _lines("related"):
        word, *others = line.split()
        near = found.setdefault(concept(word), {})
        for other, hundredths in (each.split(":") for each in others):
            known = concept(other)
            near[known] = max(near.get(known, 0.0), int(hundredths) / 100)
    return found


def nearness(word: str, others: Set[str]) -> float:
    """How near in meaning the nearest of the others is to a concept; 0 when none is near."""
    near = _related().get(word)
    return max((near[each] for each in near.keys() & others), default=0.0) if near else 0.0


def happenings(stems: Iterable[str]) -> frozenset[str]:
    """What is done or happens, one stem for all that say the same."""
    return frozenset(map(concept, stems)) & _happenings()


@lru_cache(maxsize=1)
def _happenings() -> frozenset[str]:
    heads = (line.split()[0] for line in _lines("happenings"))
    stages = (line.split(":", 1)[1].split() for line in _lines("stages"))
    words = (*heads, *chain.from_iterable(stages), *chain.from_iterable(_reaction_words()))
    return frozenset(concept(stem(each)) for each in words if each.isascii())


def _reaction_words() -> Iterator[list[str]]:
    return (line.split() for line in _lines("reactions"))


def is_common(word: str) -> bool:
    """Whether a stem is one of the words for things that happen, however it is written: what
    begins a headline has a capital and is no name for it."""
    return word in _common_words()


@lru_cache(maxsize=1)
def _common_words() -> frozenset[str]:
    lines = [
        *chain.from_iterable(map(_lines, _CLASSES)),
        *(line.split(":", 1)[1] for line in _lines("stages")),
    ]
    listed = (each for line in (*lines, *_lines("openers")) for each in line.split())
    return frozenset(stem(each) for each in listed if each.isascii())


class _Lookup:
    """Words → what each stands for, in Latin by stem and in Chinese by what is written."""

    def __init__(self, pairs: Iterable[tuple[str, tuple[str, int | str]]]) -> None:
        self._latin: dict[str, set[tuple[str, int | str]]] = {}
        self._chinese: dict[str, set[tuple[str, int | str]]] = {}
        for word, value in pairs:
            table, key = (self._latin, stem(word)) if word.isascii() else (self._chinese, word)
            table.setdefault(key, set()).add(value)
        longest = sorted(self._chinese, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, longest)))

    def find(self, title: str, stems: Iterable[str]) -> set[tuple[str, int | str]]:
        found = {value for each in stems for value in self._latin.get(each, ())}
        if not title.isascii():
            for written in self._pattern.findall(title):
                found |= self._chinese[written]
        return found


@lru_cache(maxsize=1)
def _places() -> _Lookup:
    rows = (line.split() for line in _lines("places"))
    return _Lookup((name, (kind, names[0])) for kind, *names in rows for name in names)


@lru_cache(maxsize=1)
def _stages() -> _Lookup:
    courses = (line.split(":", 1) for line in _lines("stages"))
    return _Lookup(
        (word, (course, number))
        for course, stages in courses
        for number, words in enumerate(stages.split("|"))
        for word in words.split()
    )


@lru_cache(maxsize=1)
def _reactions() -> _Lookup:
    words = chain.from_iterable(_reaction_words())
    return _Lookup((word, ("reaction", word)) for word in words)


def places(title: str, stems: Iterable[str]) -> frozenset[Place]:
    return frozenset((kind, str(name)) for kind, name in _places().find(title, stems))


def stages(title: str, stems: Iterable[str]) -> frozenset[Stage]:
    return frozenset((course, int(number)) for course, number in _stages().find(title, stems))


def are_countries(names: Iterable[str]) -> bool:
    """Whether all stems are names of countries or of their people."""
    return set(map(concept, names)) <= _countries()


@lru_cache(maxsize=1)
def _countries() -> frozenset[str]:
    rows = (line.split() for line in _lines("places"))
    named = (names[0] for kind, *names in rows if kind == "country")
    return frozenset(concept(stem(each)) for each in (*named, "us", "uk", "eu"))


def reacts(title: str, stems: Iterable[str]) -> bool:
    return bool(_reactions().find(title, stems))


@lru_cache(maxsize=1)
def _officials() -> _Lookup:
    words = (word for line in _lines("officials") for word in line.split())
    return _Lookup((word, ("official", word)) for word in words)


def officials(title: str, stems: Iterable[str]) -> frozenset[str]:
    """Those who decide about what others do, by the word for them."""
    return frozenset(str(name) for _, name in _officials().find(title, stems))


@lru_cache(maxsize=1)
def _ideas() -> _Lookup:
    rows = (line.split() for line in _lines("bilingual"))
    return _Lookup((word, ("idea", words[0])) for words in rows for word in words)


def ideas(title: str, stems: Iterable[str]) -> frozenset[str]:
    """What the title speaks of, as far as English and Chinese have known words for it."""
    return frozenset(str(name) for _, name in _ideas().find(title, stems))


def elsewhere(ours: Iterable[Place], theirs: Iterable[Place]) -> tuple[str, str] | None:
    """(their place, ours) when both name places of one kind and none of these is the same."""
    here, there = _by_kind(ours), _by_kind(theirs)
    for kind in sorted(here.keys() & there.keys()):
        if here[kind].isdisjoint(there[kind]):
            return min(there[kind]), min(here[kind])
    return None


def _by_kind(places: Iterable[Place]) -> dict[str, set[str]]:
    kinds: dict[str, set[str]] = {}
    for kind, name in places:
        kinds.setdefault(kind, set()).add(name)
    return kinds


def goes_further(ours: Iterable[Stage], theirs: Iterable[Stage]) -> str:
    """The course in which ours is later than all of theirs; empty when none is."""
    told: dict[str, int] = {}
    for course, number in theirs:
        told[course] = max(told.get(course, 0), number)
    return min((course for course, n in ours if course in told and n > told[course]), default="")
