"""What became of the people and things that an English figure counts: ``three people were
killed``, ``injuring at least 14``, ``38 flights were cancelled``."""

from __future__ import annotations

from bot.figures.english_bounds import bound_ends
from bot.figures.english_marks import FATE
from bot.figures.english_wording import metric_verbs
from bot.figures.found import Found
from bot.figures.tables import metric_words, word_set, words
from bot.figures.tokens import Tokens

_REACH = 5
"""Words between the number and what became of them, at most."""
_STATES = frozenset(
    {"were", "was", "are", "is", "have", "has", "had", "been", "be", "being", "remain", "remained",
     "remains", "still", "more", "others", "other", "also", "people", "feared", "reported",
     "listed", "confirmed", "presumed", "left", "as", "to", "who"}
)  # fmt: skip
_AMONG = frozenset({"including", "among", "mostly", "most", "many", "some"})
_ASIDE = 10
"""Tokens of what is said along the way of some of them, at most."""
_BETWEEN = frozenset({"a", "an", "another", "further", "its", "their", "all", "the", "as", "many"})


def fate_words() -> frozenset[str]:
    """Words that tell one."""
    known = metric_words()
    named = (low for low in known if known[low] in word_set("fate_metrics") and " " not in low)
    return frozenset(words("fates_of")) | frozenset(named)


def fate(tk: Tokens, each: Found) -> tuple[str, str] | None:
    """The metric and the word that says it."""
    if not tk.has & FATE:
        return None
    if each.is_ratio or each.is_time or each.money or each.part or each.compound or each.ordinal:
        return None
    if each.dim and not each.dim.startswith("count"):
        return None
    return _before(tk, each.first - 1) or _behind(tk, each.last)


def befalls(low: str) -> bool:
    """``kills``, ``injuring``: a number behind it counts whom."""
    return metric_words().get(low) in word_set("fate_metrics") and low in metric_verbs()


def _behind(tk: Tokens, at: int) -> tuple[str, str] | None:
    """``people were killed``, ``still missing``."""
    table = words("fates_of")
    if tk.word(at) == "," and tk.word(at + 1) in _AMONG:
        aside = tk.low[at + 1 : at + _ASIDE]  # "48 people, including 19 civilians, died"
        at += 2 + aside.index(",") if "," in aside else 0
    if tk.word(at) == "aged":
        at = next((step for step in range(at, tk.size) if tk.low[step] in _STATES), at)
    for step in range(at, min(at + _REACH, tk.size)):
        low = tk.low[step]
        said = table.get(low)
        if said:
            return said, low
        if low not in _STATES and not low.endswith("ly"):
            break
    return None


def _before(tk: Tokens, at: int) -> tuple[str, str] | None:
    """``killed at least 17``, ``kills or injures 12``."""
    for step in range(at, max(at - _REACH, -1), -1):
        low = tk.low[step]
        if befalls(low):
            return metric_words()[low], low
        if low == "as" and tk.word(step - 1) not in ("many", "much"):
            break  # "Dozens hurt as two trams collide"
        if low not in _BETWEEN and low not in bound_ends() and low not in ("than", "least", "or"):
            break
    return None
