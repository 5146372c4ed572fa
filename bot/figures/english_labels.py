"""Digits behind a word that they number, and ages: ``phase 3``, ``footnote 9``, ``Farley, 62,``."""

from __future__ import annotations

from functools import cache

from bot.figures.english_ages import is_age
from bot.figures.english_marks import NUMBERED
from bot.figures.english_wording import is_plural, month_words, verbish
from bot.figures.numerals import MAGNITUDES
from bot.figures.tables import Unit, units, word_set
from bot.figures.tokens import DASHES, Tokens


def is_label(tk: Tokens, index: int, value: float, money: Unit | None) -> bool:
    """``phase 3``, ``No. 5``, ``top 10``, ``Box 1420``; also ages: ``Farley, 62, said``."""
    if money is not None:
        return False
    whole = value == int(value) and "," not in tk.raw[index] and "." not in tk.raw[index]
    said = _is_version(tk, index, value, whole)
    if said is not None:
        return said
    after = tk.word(index + 1)
    if not whole or after in MAGNITUDES or after in ("%", "percent", "per"):
        return False
    said = _is_number_of(tk, index, value)
    return is_age(tk, index, value) if said is None else said


def _is_version(tk: Tokens, index: int, value: float, whole: bool) -> bool | None:
    """By what a number with a dot or comma can be called, too; ``None`` where nothing says."""
    if not index or not tk.words[index - 1].marks & NUMBERED:
        return None
    before, after = tk.low[index - 1], tk.word(index + 1)
    dotted = "." in tk.raw[index]
    if before in word_set("versions"):
        return True
    if dotted and before in word_set("labels") and _over(tk, index + 1):
        return True  # "figure 3.2"
    if dotted and before in word_set("software"):  # "node 22.11"
        return after == "or" or _over(tk, index + 1)
    if dotted and before in _ITS and (after in word_set("versions") or after in _MADE):
        return True  # "the 6.12 kernel"
    if before == "day" and after == "of":
        return True  # "on day 1,321 of the war"
    if before in _ITS and after in ("seed", "seeds") and whole:
        return True  # "the 1 seed"
    if before == "of" and whole and tk.is_number(index - 2):
        counted = tk.word(index - 3)  # "after race 20 of 24"
        if counted in word_set("labels") or counted in word_set("soft_labels"):
            return not tk.is_word(index + 1) or tk.is_stop(index + 1)
    if before in _ROUNDS and whole and _ROUND[0] < value < _ROUND[1] and _over(tk, index + 1):
        return not word_set("sports").isdisjoint(tk.low)  # "for eagle and a closing 64"
    if before in _CHAINED and not whole and _over(tk, index + 1):
        return True  # "at block 23,104,551"
    if before == "is" and tk.word(index - 2) == "who" and value < _OLD and whole:
        return not tk.is_word(index + 1) or tk.is_stop(index + 1)
    return None


def numbered_words() -> frozenset[str]:
    """What may stand before a version, a score or a part of a series."""
    called = word_set("versions") | word_set("labels") | word_set("software")
    return called | _ITS | _ROUNDS | _CHAINED | {"of", "is", "day"}


def _is_number_of(tk: Tokens, index: int, value: float) -> bool | None:
    """``phase 3``, ``top 10``, ``Box 1420``; ``None`` where no word before it says."""
    before, after = tk.word(index - 1), tk.word(index + 1)
    if before == "magnitude":
        return False  # "quakes of magnitude 5 and above"
    if before in word_set("labels") and value < 10_000:
        measure = units().words.get(after)
        if measure is not None and measure.dim == "time" and tk.is_lower(index - 1):
            return False  # "off the line 602 days after"
        return not (tk.glued(index + 1) and tk.is_word(index + 1))
    if before[-1:] == "s" and before[:-1] in word_set("soft_labels") and value < 1000:
        listed = after in ("and", "or", ",", "to") and tk.is_number(index + 2)
        if listed and not tk.is_word(index + 3):
            return True
    if before in word_set("soft_labels") and value < 1000:
        deed = after.endswith("ed") and tk.is_lower(index + 1)
        return not tk.is_word(index + 1) or after in word_set("stops") or deed
    if before == "." and tk.word(index - 2) in _SHORTENED:
        return True
    if before == "." and tk.glued(index) and tk.word(index - 2) in month_words():
        return True  # "Apr.7"
    plain = value < _LABELLED or len(tk.raw[index]) > _DIGITS
    if plain and _over(tk, index + 1) and _noun_before(tk, index):
        return True
    if (before, after) in (("(", ")"), ("[", "]")):
        rated = len(tk.raw[index]) > _DIGITS and index > 1 and tk.raw[index - 2].istitle()
        return value < 100 or (rated and value < _RATED)  # "Gukesh (2752)"
    if before in ('"', "”") and not tk.glued(index) and value < 100 and _over(tk, index + 1):
        return True  # '"Squid Game" 3'
    ends = not tk.is_word(index + 1) or tk.is_stop(index + 1)
    if before in word_set("codes") or (before in _TURNING and value < _OLD):
        return ends and after not in DASHES
    return None


_SHORTENED = frozenset(
    {
        "no",
        "nos",
        "vol",
        "fig",
        "pt",
        "ch",
        "ep",
        "sec",
        "pp",
        "op",
        "ref",
        "ext",
        "s",
        "ss",
        "art",
        "arts",
        "cl",
        "para",
        "tel",
        "p",
        "k",
        "civ",
        "crim",
        "evid",
    }
)
_MADE = frozenset({"release", "update", "build", "beta"})
_ITS = frozenset({"the", "a", "its", "new", "latest", "no"})
_ROUNDS = frozenset({"closing", "opening", "bogey-free", "flawless"})
_ROUND = (57, 90)
"""Strokes that a round of golf takes."""
_CHAINED = frozenset({"block", "slot"})
_RATED = 3000.0
"""No player of chess was ever rated so."""
_TURNING = frozenset({"turn", "turns", "turned", "turning"})
_OLD = 120.0


_LABELLED = 1000.0
_DIGITS = 3
"""With more of them and no comma, digits are rather a name than an amount."""
_MODALS = frozenset({"will", "would", "can", "could", "may", "might", "must", "should", "to"})


def _noun_before(tk: Tokens, index: int) -> bool:
    """``footnote 9``, ``on cargo bay 12``: a word that neither does, links nor describes."""
    if not index or tk.glued(index) or not tk.raw[index - 1].isalpha():
        return False
    low = tk.low[index - 1]
    if low in units().symbols or tk.glued(index - 1) or _measures(low):
        return False
    if tk.word(index - 2) in _MODALS:
        return False
    if low != tk.raw[index - 1] or low in word_set("leading") or low.endswith(_NO_NOUN_ENDS):
        return False
    return not (verbish(low) or low in word_set("past") or low in _tellers())


def _measures(low: str) -> bool:
    """``euro``, ``month``, ``people``; no ``car``, as ``car 12`` is one of several."""
    unit = units().words.get(low)
    return unit is not None and (not unit.counted or is_plural(low))


_NO_NOUN_ENDS = (
    "ed",
    "en",
    "ing",
    "ly",
    "s",
    "al",
    "ous",
    "ive",
    "ful",
    "est",
    "ent",
    "able",
    "ic",
)


@cache
def _tellers() -> frozenset[str]:
    return word_set("en_fillers") | word_set("en_prior_fillers") | word_set("en_prior_nouns")


def _over(tk: Tokens, index: int) -> bool:
    """Whether nothing is counted behind the number, and no second one follows."""
    if not tk.is_word(index):
        return tk.word(index) not in DASHES and tk.word(index) not in ("%", "(", "/")
    low = tk.low[index]
    if low in word_set("deeds") or (tk.glued(index + 1) and tk.raw[index + 1] in DASHES):
        return False  # "12 by-elections"
    return low in word_set("stops") and low not in ("to", "a", "per", "of", "or")
