"""What an English word may begin, found out once for each spelling.

Every stage starts from a few words of the sentence: those of a metric, of a status, of a period.
A word has one bit for each such stage, so that a stage looks at a number instead of looking every
word up in a table of its own, and is passed over where no word of the sentence has its bit.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import cache

NUMBER = 1
"""Digits, and words a numeral can begin with (see also ``english_look``)."""
PERIOD = 2
"""Digits, and first words of a period."""
METRIC = 4
STATUS = 8
"""First words of what tells a plan, and verbs of the past by their look."""
BASIS = 16
AREA = 32
CLAUSE = 64
"""What may end a clause."""
CAPITAL = 128
"""A letter first, and not all of it in lower case."""
LETTER = 256
"""A letter first."""
QUOTE = 512
"""Opens what is quoted."""
RUNS = 1024
"""What running text has and headlines that give capitals have not."""
UP = 2048
DOWN = 4096
"""Words that move what is beside them."""
PRIOR = 8192
"""What may stand between a figure and the word that makes it the value before, and that word."""
PART = 16384
"""What a company is divided into."""
GLUED = 32768
"""Nothing stands between the token and the one before it; the only one that its spelling does not
tell."""
LOWER = 65536
"""A letter, and none of them large."""
STOP = 131072
"""Function words, at which a phrase ends."""
NUMBERED = 262144
"""Behind what may have a version or be one of a series."""
EARLIER = 524288
"""Makes a number behind it the value before."""
FORESAW = 1048576
"""What a forecaster did: ``economists expected``."""
DATED = 2097152
"""May stand right behind the digits that a period begins with."""
JOINT = 4194304
"""Joins digits to others: a dash, a colon or a slash."""
LARGE = 8388608
"""A capital first."""
FATE = 16777216
"""What became of somebody: ``killed``, ``missing``."""


def marks_of_digits(raw: str) -> int:
    """The bits of a numeral: there is no end of them, so that few tables have any."""
    return NUMBER | PERIOD | _of_digits().get(raw, 0)


@cache
def _of_digits() -> dict[str, int]:
    """Numerals that begin something, ``0-100`` of a car, with their bits."""
    found: dict[str, int] = {}
    for mark, words in _tables():
        for word in words:
            if word[0].isdigit():
                found[word] = found.get(word, 0) | mark
    return found


def marks_of(raw: str, low: str) -> int:
    """The bits of a word that begins with no digit; ``low``: in lower case."""
    found = LOWER if raw.islower() else 0
    if raw[0].isalpha():
        found |= LETTER if found else LETTER | CAPITAL
    if raw[0].isupper():
        found |= LARGE
    if is_running(raw):
        found |= RUNS
    for mark, words in _tables():
        if low in words:
            found |= mark
    if low.endswith("ed"):
        found |= STATUS
    return found | DATED if _dates()(low) else found


@cache
def _tables() -> tuple[tuple[int, Collection[str]], ...]:
    # Imported here as every stage imports the tokens, which bear these marks.
    from bot.figures.english import number_starts
    from bot.figures.english_basis import basis_starts
    from bot.figures.english_fates import fate_words
    from bot.figures.english_labels import numbered_words
    from bot.figures.english_metrics import lexicon
    from bot.figures.english_periods import triggers
    from bot.figures.english_priors import earlier_words, prior_words
    from bot.figures.english_slots import area_starts
    from bot.figures.english_status import status_starts
    from bot.figures.english_titles import OPENING
    from bot.figures.parts import unit_starts
    from bot.figures.tables import word_set
    from bot.figures.tokens import CLAUSE_MARKS, JOINTS

    return (
        (NUMBER, number_starts()),
        (PERIOD, triggers()),
        (METRIC, lexicon()[1]),
        (STATUS, status_starts()),
        (STATUS, word_set("past")),
        (STATUS, ("after",)),
        (BASIS, basis_starts()),
        (AREA, area_starts()),
        (CLAUSE, CLAUSE_MARKS),
        (QUOTE, OPENING),
        (UP, word_set("up")),
        (DOWN, word_set("down")),
        (PRIOR, prior_words()),
        (EARLIER, earlier_words()),
        (PART, unit_starts()),
        (FORESAW, word_set("foresaw")),
        (FATE, fate_words()),
        (STOP, word_set("stops")),
        (NUMBERED, numbered_words()),
        (JOINT, JOINTS),
    )


@cache
def _dates() -> Callable[[str], bool]:
    from bot.figures.english_period_starts import dates  # as the tables are, and for their reason

    return dates


def is_running(raw: str) -> bool:
    return raw.islower() and (len(raw) >= _LONG or raw in _SHORT)


_SHORT = frozenset({"is", "are", "was", "were", "has", "have", "had", "it", "its", "that", "this"})
_LONG = 5
"""A word of so many letters has a capital in every headline that gives capitals."""
