"""What English words are by their form and case: names, plurals, verbs that headlines
capitalise."""

from __future__ import annotations

from functools import cache

from bot.figures.english_marks import CAPITAL, RUNS
from bot.figures.tables import metrics, units, word_set, words
from bot.figures.tokens import Tokens


def is_name(tk: Tokens, index: int) -> bool:
    """A capitalised word (or product code) that can carry a number."""
    if not tk.words[index].marks & CAPITAL or tk.low[index] in word_set("not_names"):
        return False
    if index == 0 and tk.is_stop(index) and tk.raw[index][1:].islower():
        return False
    return tk.low[index] not in month_words()


def verbish(low: str) -> bool:
    """Capitalised only because the headline is: ``Tesla Sells 500 Cars``."""
    return (
        low in word_set("stops")
        or low in word_set("up")
        or low in word_set("down")
        or low in metric_verbs()
        or low in word_set("headline_verbs")
        or low in word_set("tolls")
        or low in _bound_words()
    )


@cache
def metric_verbs() -> frozenset[str]:
    return frozenset(verb for metric in metrics().values() for verb in metric.verbs)


@cache
def _bound_words() -> frozenset[str]:
    return frozenset(
        word
        for phrases in words("bounds").values()
        for phrase in phrases
        for word in phrase.split()
    )


@cache
def month_words() -> frozenset[str]:
    names = "january february march april may june july august september october november december"
    return frozenset(names.split()) | frozenset(name[:3] for name in names.split()) | {"sept"}


def singular_follows(tk: Tokens, index: int) -> bool:
    """Whether the noun phrase at ``index`` has no plural: ``the 4680 battery in``."""
    for step in range(index, min(index + 4, tk.size)):
        word = tk.low[step]
        if not tk.is_word(step) or word in word_set("stops"):
            return step > index
        if is_plural(word) or word in units().words or tk.raw[step] in units().symbols:
            return False
    return True


def is_plural(low: str) -> bool:
    """By form: ``cars``, ``people``; never ``gas``, ``its``, ``focus``."""
    if low in word_set("irregular_plurals") or (low.endswith("n") and _of_folk(low)):
        return True
    if len(low) < 3 or low[-1] != "s" or low[-2:] in ("ss", "us", "is") or low[-2] in "'’":
        return False
    return low not in word_set("not_plural")


_FOLK = ("children", "women", "people")


def _of_folk(low: str) -> bool:
    """``schoolchildren``, ``policewomen``, ``lawmen``; no ``specimen``."""
    return low.endswith(_FOLK) or (
        low.endswith("men") and len(low) > 5 and low not in word_set("not_plural")
    )


_OTHER_MOVES = frozenset({"changed", "moved", "went", "revised", "adjusted", "upgraded"})


@cache
def change_words() -> frozenset[str]:
    return word_set("up") | word_set("down") | _OTHER_MOVES


def runs(tk: Tokens) -> bool:
    """Whether the segment is running text, and no headline with a capital at each word."""
    return tk.has & RUNS != 0
