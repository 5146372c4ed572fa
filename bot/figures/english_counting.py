"""Whether a number in words counts something, or is part of a name or a pronoun."""

from __future__ import annotations

from bot.figures.english_fates import befalls
from bot.figures.english_wording import change_words, is_plural, runs, verbish
from bot.figures.numerals import MAGNITUDES, NUMBER_WORDS
from bot.figures.tables import units, word_set
from bot.figures.tokens import DASHES, Tokens


def in_compound_name(tk: Tokens, index: int, last: int) -> bool:
    """``flat-six``, ``Formula One``, ``one-on-one`` …"""
    if tk.glued(index) and tk.raw[index - 1] in DASHES and tk.glued(index - 1):
        return tk.is_word(index - 2)
    if not tk.is_large(index) or index == 0 or tk.word(last - 1) in MAGNITUDES:
        return False
    if tk.low[index - 1] == "the" and last < tk.size and tk.is_large(last):
        return True  # "the Six Nations"
    if tk.raw[index - 1] in "\"“‘'(:" or not tk.raw[index - 1][0].isalpha():
        return False
    if not tk.is_large(index - 1) or verbish(tk.low[index - 1]):
        return False
    if tk.word(last) in DASHES and _is_time(tk.word(last + 1)) and not runs(tk):
        return False  # "End Nine-Year Wait"
    before = tk.low[index - 1]
    named = before in word_set("labels") or before in word_set("numbered_parts") or before == "big"
    return named or not any(is_plural(low) for low in tk.low[last : last + 3])


def is_amount(tk: Tokens, index: int, last: int, value: float) -> bool:
    """A small spelled-out number counts only before what it counts."""
    before, after = tk.word(index - 1), tk.word(last)
    if after == "a" and tk.word(last + 1) in _EACH and value > 1:
        return not tk.is_word(last + 2) or tk.low[last + 2] not in ("ago", "earlier", "later")
    if before in ("minus", "negative") and not tk.is_word(last):
        return True
    if value >= 100 or after == "%" or after in ("percent", "per", "pct"):
        return True
    if index == 0 and last == tk.size:
        return True  # typed alone
    if before == "by" and after == "to" and tk.is_number(last + 1) and value > 1:
        return tk.word(index - 2) in change_words()  # "fell by two to 410"
    if before == "to" and after == "from" and value > 1:
        return tk.word(index - 2) in change_words()  # "slipped to seven from 11"
    if tk.glued(last) and after in DASHES:
        return tk.is_word(last + 1) and (value > 0 or tk.word(last + 1) in units().words)
    if value == 0:
        return after in units().words
    if before == "of" and value > 1 and _who_are(tk.word(index - 2)):
        return True  # "a mother of three", "a crew of four"
    if value > 1 and befalls(before) and (not tk.is_word(last) or tk.is_stop(last)):
        return True  # "Blast kills two"
    if not tk.is_word(last):
        return False
    if after in ("or", "to") and (tk.word(last + 1) in NUMBER_WORDS or tk.is_number(last + 1)):
        return value > 1
    if before == "in" and after not in units().words:
        return tk.word(index - 2) not in NUMBER_WORDS and not tk.is_number(index - 2)
    whole = tk.word(last + 1)
    part = whole in word_set("of_whole") or whole in NUMBER_WORDS or tk.is_number(last + 1)
    if after == "of" and value > 1 and part:
        return True
    if tk.word(last + 1) == "than" and after in ("more", "fewer", "less") and value > 1:
        return True
    if value == 1:
        return _is_one(tk, index, last)
    if after in word_set("idle_nouns") or before == "top" or before in word_set("numbered_parts"):
        return False
    if met_fate(tk, last):
        return True  # "five still missing"
    if after in word_set("deeds") or (after in word_set("nouns_too") and is_plural(whole)):
        return True
    return after not in word_set("stops") or after in units().words


def _is_one(tk: Tokens, index: int, last: int) -> bool:
    """Whether ``one`` counts what stands behind it, and is no pronoun."""
    before, after = tk.word(index - 1), tk.word(last)
    if before == "by":
        return after not in word_set("stops")
    if before in _LASTING and _is_time(after):
        return True  # "37 million cases in one day"
    if index == 0 and met_fate(tk, last):
        return True  # "One killed"
    return (
        before not in word_set("pronoun_before")
        and after not in word_set("pronoun_after")
        and after not in word_set("stops")
        and (after in units().words or tk.word(last + 1) in units().words)
    )


def met_fate(tk: Tokens, index: int) -> bool:
    """``killed``, ``still missing``, ``others hurt`` behind a number in words."""
    at = index
    while at - index < _AUXILIARIES and tk.word(at) in _STILL:
        at += 1
    return tk.word(at) in word_set("fates") or tk.word(at) == "died"


_STILL = frozenset({"still", "more", "others", "are", "were", "remain"})
_AUXILIARIES = 2


def _who_are(low: str) -> bool:
    return low in word_set("parents") or low in word_set("bands")


def _is_time(low: str) -> bool:
    unit = units().words.get(low)
    return unit is not None and unit.dim == "time"


_LASTING = frozenset({"in", "within", "for", "just", "than", "nearly", "almost", "only", "about"})
_EACH = frozenset({"day", "week", "month", "year", "night", "minute", "hour"})
