"""Bounds in English: ``more than 180 billion``, ``100 or more``."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Literal

from bot.figures.english_wording import is_plural
from bot.figures.found import Found
from bot.figures.tables import word_set, words
from bot.figures.tokens import Tokens

Qualifier = Literal["", "~", ">", "<", ">=", "<="]


Phrases = dict[str, Qualifier]


@cache
def _before() -> tuple[Phrases, dict[str, int]]:
    """The bounds that stand before a number, and the most words of one that ends with a word."""
    table = _phrases("bounds")
    most: dict[str, int] = {}
    for phrase in table:
        parts = phrase.split()
        most[parts[-1]] = max(most.get(parts[-1], 0), len(parts))
    return table, most


@cache
def _behind() -> tuple[Phrases, frozenset[str]]:
    """Those that stand behind it, and their first words."""
    table = _phrases("bounds_after")
    return table, frozenset([phrase.split()[0] for phrase in table])


def _phrases(name: str) -> Phrases:
    return {
        " ".join(phrase.split()): sign
        for sign, phrases in words(name).items()
        for phrase in phrases
    }


def bound_ends() -> Mapping[str, int]:
    """The last words of bounds that stand before a number → the most words of one."""
    return _before()[1]


_BEFORE_SPAN = frozenset({"to", "in", "a", "an", "for", "of", "took", "takes", "lasted", "after"})
"""Behind these "over" bounds a time: ``the best week in over two months``."""
_PLACED = frozenset({"ago", "later", "old"})
"""Behind a time it is a point or an age, which "over" and "after" bound: ``over 2 years ago``."""
_MARKS = frozenset({"mark", "level", "threshold", "barrier", "line"})
_AWAITED = frozenset({"estimate", "target", "forecast", "goal", "guidance", "peak", "record"})


def bound(tk: Tokens, found: Found) -> None:
    """``more than 180 billion`` → ``>``; ``100 or more`` → ``>=``."""
    if found.ordinal:
        return
    if tk.word(found.first - 1) == "not":
        found.is_prior = True
        found.why.append("denied: “not” before it")
    if found.qualifier:
        return
    if _bounded_before(tk, found):
        return
    if tk.word(found.first - 1) == "top" and _topped(tk, found):
        found.qualifier = ">"
        found.why.append("“top” bounds it")
        return
    _bounded_behind(tk, found)


_PASSED = frozenset({"just", "record", "a", "the", "an", "only", "its"})
"""May stand between a bound and its number; no bound ends with one of these."""


def _bounded_before(tk: Tokens, found: Found) -> bool:
    at = found.first
    while at > 0 and tk.low[at - 1] in _PASSED:
        at -= 1
    table, most = _before()
    for length in range(min(most.get(tk.word(at - 1), 0), at), 0, -1):
        sign = table.get(tk.phrase(at - length, at))
        if not sign:
            continue
        to_mark = tk.word(found.last) in _MARKS  # "below the 50 mark"
        if at != found.first and "the" in tk.low[at : found.first] and not to_mark:
            continue  # "more than the 4.5 million analysts expected" compares
        if "its" in tk.low[at : found.first] and tk.word(found.last) in _AWAITED:
            continue  # "well below its $60m estimate"
        if not _not_a_bound(tk, found, at - length, length):
            found.qualifier = sign
            found.why.append(f"“{tk.phrase(at - length, at)}” bounds it")
            return True
    return False


def _bounded_behind(tk: Tokens, found: Found) -> None:
    table, starts = _behind()
    if tk.word(found.last) not in starts:
        return
    for length in (2, 1):
        sign = table.get(tk.phrase(found.last, found.last + length))
        if sign and length == 1 and not _ends_clause(tk, found.last + 1):
            continue  # "£52m plus £5m" adds
        if sign and tk.low[found.last + length - 1] == "up" and tk.word(found.last + 2) == "to":
            continue  # "16 cores and up to 128GB"
        if sign:
            found.qualifier = sign
            found.why.append(f"“{tk.phrase(found.last, found.last + length)}” bounds it")
            return


def _topped(tk: Tokens, found: Found) -> bool:
    """``Exports Top 80,000``: the verb, behind several of something; no ``top 500 firms``."""
    return found.first > 1 and is_plural(tk.low[found.first - 2]) and found.high >= _TOPPED


_TOPPED = 1000.0


def _ends_clause(tk: Tokens, index: int) -> bool:
    return index >= tk.size or tk.is_stop(index) or tk.raw[index] in ",.;:)"


def reaches(tk: Tokens, found: Found, up: int) -> bool:
    """``goes up to 374 miles on a charge``: how far at most, and no move."""
    return tk.word(up - 1) in ("go", "goes") and found.dim in ("length", "speed")


def _passes_by(tk: Tokens, found: Found) -> bool:
    """``the eye passed 42 nautical miles off``, ``passed 12 of 40 tests``, ``the House received 20
    bills and passed 12``: no number is left behind."""
    if found.dim == "length" or not word_set("passed_things").isdisjoint(tk.low[: found.last]):
        return True
    if tk.word(found.last) in word_set("passed_things"):
        return True  # "Senate passes N54.9tn budget"
    return tk.word(found.last) in ("of", "to") and tk.is_number(found.last + 1)


def _not_a_bound(tk: Tokens, found: Found, at: int, length: int) -> bool:
    """``over 24 hours`` is a span of time, ``some`` of "in some 3 cases" fine; ``no more than``
    is longer and was tried first."""
    word = tk.low[at]
    if word in ("passed", "passes") and _passes_by(tk, found):
        return True
    if length == 2 and word == "up" and tk.word(at - 1) in word_set("moving_up"):
        return not reaches(tk, found, at)
    if (
        length == 1
        and word in ("over", "past", "until", "passed", "after", "beyond")
        and found.is_time
        and tk.word(at - 1) not in _BEFORE_SPAN
        and (word == "until" or tk.word(found.last) not in _PLACED)
    ):
        return True
    if length == 1 and word == "past" and tk.word(at - 1) in ("the", "in"):
        return True
    if length == 1 and word == "over" and tk.word(at - 1) in word_set("done_over"):
        return True  # "handed over 17,626 cars"
    if length == 2 and word in ("maximum", "minimum") and tk.is_word(at - 1):
        return not tk.is_stop(at - 1)  # "a winter maximum of"
    if at + length < found.first and length == 1 and word in ("over", "under", "above", "past"):
        return True
    return length == 1 and word == "minimum" and tk.word(at + 1) == "of"
