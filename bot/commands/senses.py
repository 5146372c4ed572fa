"""In which sense a name stands at a place, as far as the words around it tell. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from bot.commands.beside import OF_COMPANIES, known_word
from bot.commands.places import Place
from bot.commands.view import fold
from bot.matching.lexicon import COMMON, GIVEN, SURNAME, WORD, Known
from bot.text import is_cjk

_BEFORE = re.compile(r"(?:^|[^\w’'-])([A-Z][\w’'-]+) (?:[A-Z]\. ?)?$")
_STARTS = re.compile(r"(?:^|[.!?:|”\"]\s+)$")
_SOMETIMES = 2
"""From this frequency on a word is met in lower case at all."""


class Sense(Enum):
    """What a name's letters stand for."""

    PLAIN = "plain"
    """The name, for all one can tell."""
    GIVEN = "given"
    """A surname after another given name: Harrison Ford."""
    LONGER = "longer"
    """Part of a longer name or term: Amazon rainforest."""
    LOWER = "lower"
    """The ordinary word: apple pie."""
    INSIDE = "inside"
    """Part of a longer word, in a script without spaces: 小米粥."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Name:
    """A watched name and what is known of it."""

    text: str
    known: Known
    firsts: frozenset[str]
    """Given names under which the watch has it: ``Elon`` for Musk."""

    @classmethod
    def of(cls, text: str, names: Sequence[str], *, person: bool) -> Name:
        firsts = {
            fold(each).removesuffix(fold(text)).strip()
            for each in names
            if fold(each).endswith(f" {fold(text)}")
        }
        known = known_word(text)
        if person and " " not in text:
            known = known._replace(kind=known.kind | SURNAME)
        return cls(text=text, known=known, firsts=frozenset(firsts))

    @property
    def ordinary(self) -> bool:
        return bool(self.known.kind & WORD) and self.known.common >= COMMON

    @property
    def ambiguous(self) -> bool:
        """A word now and then, or what people are called."""
        return (
            " " in self.text
            or bool(self.known.kind & (GIVEN | SURNAME))
            or (bool(self.known.kind & WORD) and self.known.common >= _SOMETIMES)
        )


def sense_of(place: Place, about: Name, phrase: str = "") -> Sense:
    """``phrase``: asks for the sense of the place within this phrase of it."""
    if is_cjk(place.text[0]):
        return Sense.INSIDE if place.phrases and not place.taken else Sense.PLAIN
    if place.before.endswith("@"):
        return Sense.PLAIN
    if place.text.islower() and not about.text.islower():
        return Sense.LOWER
    given = _given_name(place, about)
    if given and (not phrase or phrase.endswith(f"{given} {place.text}")):
        return Sense.GIVEN
    return Sense.PLAIN


def _given_name(place: Place, about: Name) -> str:
    """Another given name right before the name; empty when there is none."""
    if " " in about.text or not place.text[:1].isupper():
        return ""
    found = _BEFORE.search(place.before)
    if not found or found[1].lower() in about.firsts:
        return ""
    known = known_word(found[1])
    if not known.kind & GIVEN:
        return ""
    # "Will Apple", "Mark Tesla's": a word with the capital of its place is no person's name.
    at_start = _STARTS.search(place.before[: found.start(1)]) is not None
    if known.kind & WORD and (at_start or not about.known.kind & SURNAME):
        return ""
    return found[1]


def is_longer_name(phrase: str, about: Name) -> bool:
    """Whether a phrase may be another name or term: capitals before the name, or, behind an
    ambiguous one, anything that tells."""
    folded, name = fold(phrase), fold(about.text)
    if is_cjk(name[0]):
        return False
    if folded.endswith(name):
        return phrase[:1].isupper()
    if not folded.startswith(name) or " " in name or not about.ambiguous:
        return False
    return folded.rpartition(" ")[2] not in OF_COMPANIES


def is_full_name(phrase: str, about: Name) -> bool:
    """Whether a phrase may be the name in full: Mark Zuckerberg, Lucid Motors; but no title
    before it (President), no product behind it."""
    words = phrase.split()
    if " " in about.text or len(words) < 2 or not all(word[:1].isupper() for word in words):
        return False
    if fold(words[-1]) == fold(about.text):
        known = known_word(words[0])
        return bool(known.kind & GIVEN) or known.common < COMMON
    return fold(words[0]) == fold(about.text) and words[1].lower() in OF_COMPANIES
