"""Evidence for and against a misspelling: which slip it would be, and of how long a name.

The longer a name and the better known, the more slips are believed of it. What is refused only
because the name is short comes back when the item surely names it elsewhere (``repeated`` in
:mod:`bot.matching.together`).
"""

from __future__ import annotations

from itertools import groupby

from bot.matching import weights
from bot.matching.lexicon import UNKNOWN, words
from bot.matching.names import Sort
from bot.matching.slips import Slip, slips

SHORT = "short"
"""The rule of what would be believed of a longer name, or beside the rest of it."""
_SAME_LENGTH = ((Slip.SWAPPED,), (Slip.NEAR_KEY,))
_NAMES = {
    Slip.SWAPPED: "two letters swapped",
    Slip.DOUBLED: "a doubled letter",
    Slip.NEAR_KEY: "a neighbouring key",
    Slip.NEAR_EXTRA: "a neighbouring key struck too",
    Slip.MISSING: "a missing letter",
    Slip.OTHER_VOWEL: "another vowel",
    Slip.OTHER: "a letter of another corner of the keyboard",
}


def likely(token: bytes, known: bytes) -> bool:
    """Whether fingers slip like that at all."""
    return max(slips(token, known)) < Slip.OTHER_VOWEL


def beheaded(token: bytes, known: bytes) -> bool:
    """``llwood`` for Ellwood: it is the capital that was not struck."""
    return token == known[1:]


def shouted(token: bytes, known: bytes) -> bool:
    """Whether one word in capitals is a name with a slip (``THANKS OBANA``): not for a letter
    missing or too many, which makes another acronym of it."""
    return len(known) >= weights.LETTERS_SHOUTED and slips(token, known) in _SAME_LENGTH


def other_spelling(token: bytes, known: bytes) -> bool:
    """Whether they differ in how often a letter stands there: Altmann is no slip for Altman."""
    return _singled(token) == _singled(known)


def _singled(token: bytes) -> bytes:
    return bytes(letter for letter, _ in groupby(token))


def alone(token: bytes, known: bytes, sort: Sort) -> str:
    """Why ``token`` is not believed to be the one-word name ``known``; empty: it may be."""
    made = max(slips(token, known))
    famous = words().get(known, UNKNOWN).level >= weights.FAMOUS and sort < Sort.WORD
    if sort is Sort.WORD and made is not Slip.SWAPPED and len(known) < weights.LETTERS_WORD:
        return f"{known.decode()} is too short a common word for {_NAMES[made]}"
    letters = (weights.LETTERS_FAMOUS if famous else weights.LETTERS)[made]
    if token[:1] != known[:1] and not beheaded(token, known):
        letters += weights.FIRST_LETTER
    if len(token) > len(known) + 1 and made is not Slip.DOUBLED:
        return f"{token.decode()} has too many letters more than {known.decode()}"
    if len(known) >= letters:
        return ""
    return f"{known.decode()} is too short for {_NAMES[made]}"
