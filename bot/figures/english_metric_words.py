"""Whether a word that may name a metric names it where it stands: ``to pay`` is nobody's pay."""

from __future__ import annotations

from functools import cache

from bot.figures.english_context import direction_at
from bot.figures.english_wording import is_plural, metric_verbs, verbish
from bot.figures.tables import Metric, metrics, word_set
from bot.figures.tokens import Tokens

Hit = tuple[int, int, Metric]
"""Tokens ``[first, last)`` and the metric they name."""

_ANNUAL = frozenset({"annual", "annualized", "annualised"})
_SPREADING = frozenset({"to", "across", "through"})
_OBJECT = 7
"""Tokens within which "to" stands behind whoever is ordered, and who is fired behind the verb."""
_PAYING = frozenset(
    {"to", "will", "would", "must", "could", "may", "should", "can", "they", "we", "you", "not"}
)


def named_here(
    tk: Tokens, index: int, phrase: str, metric: str | None, last: Hit | None
) -> str | None:
    """The id of the metric that the words at ``index`` name, ``metric`` by the table; ``None``
    when they name none here. ``last``: the metric named before them."""
    if metric is None or _is_noun_here(tk, index, phrase):
        return None
    if last is not None and _starts_at(tk, index, last):
        return None  # "rents start at": of the rent, no price
    if metric == "cost" and " " not in phrase:
        return metric if _governed(tk, index) else "price"
    after = tk.word(index + 1)
    if phrase == "spreads" and after in _SPREADING:
        return None
    if phrase == "rate" and after == "of" and tk.word(index - 1) in _ANNUAL:
        return None  # "to an annual rate of 640K": how it is told
    if phrase in ("pay", "ordered") and _is_act(tk, index):
        return None
    if phrase == "building" and _is_house(tk, index + 1):
        return None
    if metric == "layoffs" and phrase.startswith("fir") and not _fires_people(tk, index):
        return None
    return metric


def _starts_at(tk: Tokens, index: int, last: Hit) -> bool:
    if tk.low[index] in ("traded", "trading", "trades"):
        return last[2].id == "shares"
    near = tk.low[index] in ("start", "starts") and index - last[1] <= 5
    return near and "money" in last[2].dims


def _governed(tk: Tokens, index: int) -> bool:
    """``the cost``, ``cuts cost``: a noun; ``wafers cost`` is the verb and means the price."""
    before = tk.word(index - 1)
    return (
        not before
        or before in word_set("en_determiners")
        or bool(direction_at(tk, index - 1))
        or before.endswith("ing")
    )


def _is_act(tk: Tokens, index: int) -> bool:
    """``agreed to pay $60 million``, ``ordered Seoul to pay``: nobody's pay, and no order book."""
    if tk.low[index] == "ordered":
        return "to" in tk.low[index + 1 : index + _OBJECT]
    return tk.word(index - 1) in _PAYING


def _is_house(tk: Tokens, behind: int) -> bool:
    """``building collapse``, ``the building fell``: nothing is built."""
    if not tk.is_word(behind):
        return not tk.is_number(behind)
    word = tk.low[behind]
    verb = word.endswith("ed") or word in word_set("past") or direction_at(tk, behind) != ""
    single = tk.raw[behind].islower() and word not in word_set("stops") and not is_plural(word)
    return verb or (single and word not in word_set("en_fillers"))


def _fires_people(tk: Tokens, index: int) -> bool:
    """``fired 400 workers``, but not ``fired 400 rockets`` nor ``Fire kills 12 people``."""
    if tk.word(index - 1) in ("was", "were", "been", "are", "being"):
        return True
    for at in range(index + 1, min(index + _OBJECT, tk.size)):
        low = tk.low[at]
        if low in word_set("of_workers"):
            return True
        if not tk.is_word(at):
            continue
        if low in word_set("en_prepositions") and low not in ("of", "about", "over", "around"):
            return False
        if verbish(low) and low not in word_set("stops"):
            return False
    return False


def _is_noun_here(tk: Tokens, index: int, phrase: str) -> bool:
    """``a ship``, ``his order``: a word that names a metric only as a verb stands as a noun."""
    return (
        phrase not in metric_nouns()
        and phrase in metric_verbs()
        and tk.word(index - 1) in word_set("en_determiners")
        and tk.word(index - 1) not in ("unit", "total")
    )


@cache
def metric_nouns() -> frozenset[str]:
    """Words and phrases that name a metric as nouns."""
    return frozenset(noun for metric in metrics().values() for noun in metric.nouns)
