"""Ages, which say who somebody is and are no amounts: ``Farley, 62, said``."""

from __future__ import annotations

from bot.figures.english_wording import is_plural, verbish
from bot.figures.tables import word_set
from bot.figures.tokens import Tokens

_OPENING = frozenset({"", ",", ";", ".", "and", "but", ":", '"', "“"})
_OF_AGE = frozenset({"people", "those", "adults", "women", "men", "patients", "children", "aged"})
_CHILD = 14
"""The oldest that a bare number behind a name makes a child."""
_AGED = 110.0


def is_age(tk: Tokens, index: int, value: float) -> bool:
    """``Farley, 62, said``, ``two boys, 12 and 14,``, ``people 65 and older``."""
    before, after = tk.word(index - 1), tk.word(index + 1)
    if before == "," and after == "," and value <= _CHILD and _is_kin(tk, index - 2):
        return True
    if before == "," and after == "," and value <= _CHILD and tk.raw[index - 2].istitle():
        if _full_name(tk, index - 2):
            return True  # "Prince George, 12, attended"
        return not word_set("kin").isdisjoint(tk.low[:index])  # "sons Diego, 12, and Luis, 9,"
    if (
        before == "at"
        and after == ","
        and _CHILD < value < _AGED
        and tk.word(index - 2) in _OPENING
    ):
        named = tk.is_word(index + 2) and tk.raw[index + 2].istitle()  # "At 16, Yamal broke"
        return named or tk.word(index + 2) in ("he", "she")
    if after == "and" and before in _OF_AGE and tk.word(index + 2) in ("older", "over", "younger"):
        return True  # "people 65 and older"
    if before == "now" and after == "," and tk.word(index - 2) == "," and _CHILD < value < _AGED:
        return True  # "star, now 50, buys"
    if tk.word(index - 2) == "aged" and before in ("between", "from") and tk.is_number(index + 2):
        tk.masked[index + 2] = 1  # "aged between 22 and 47"
        return True
    listed = before == "," and after == "and" and tk.is_number(index + 2)
    if listed and value < _AGED and _is_kin(tk, index - 2):
        tk.masked[index + 2] = 1  # "two boys, 12 and 14,"
        return True
    if before == "," and after in (".", "") and _CHILD < value < _AGED:
        return _full_name(tk, index - 2)  # "to Greg Abel, 63."
    if before == "," and after == "," and _CHILD < value < _AGED and tk.is_word(index - 2):
        return tk.is_large(index - 2) or not (is_plural(tk.low[index - 2]) or tk.is_stop(index - 2))
    return False


def _full_name(tk: Tokens, last: int) -> bool:
    """Two words with capitals and no more of them: a person's name."""
    if last < 1 or not (tk.raw[last].istitle() and tk.raw[last - 1].istitle()):
        return False
    return not (tk.raw[last - 1].endswith("'s") or verbish(tk.low[last - 1]))


def _is_kin(tk: Tokens, index: int) -> bool:
    """``her son Theo, 6,``: a child."""
    return not word_set("kin").isdisjoint(tk.low[max(index - 3, 0) : index + 1])
