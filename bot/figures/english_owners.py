"""Whose an English figure is where no name stands before it: a name behind, a currency that moves,
or the words before what is measured."""

from __future__ import annotations

from functools import cache

from bot.figures.english_context import direction_at
from bot.figures.english_metric_words import Hit
from bot.figures.english_names import Name
from bot.figures.english_wording import metric_verbs, month_words
from bot.figures.found import Found
from bot.figures.numerals import NUMBER_WORDS
from bot.figures.tables import units, word_set
from bot.figures.tokens import Tokens


def named_behind(tk: Tokens, each: Found, names: list[Name]) -> Name | None:
    """``Sales rose 4% at Tesco``, ``600 employees of Intel``: nobody else is named before."""
    inside = [name for name in names if each.first < name.first and name.last < each.last]
    if inside and (each.dim == "count:people" or each.noun.endswith(_WHO)):
        return inside[0]  # "14,000 Samsung workers"
    first = names[0]
    gap = first.first - each.last
    if not 0 < gap <= _BEHIND or first.watched or not each.metric:
        return None
    if any(tk.is_number(at) for at in range(each.last, first.first)) or each.metric in word_set(
        "fate_metrics"
    ):
        return None
    joint = tk.low[first.first - 1]
    if joint == "of":
        owned = gap == 1 and each.metric in word_set("of_workers")
    elif joint == "by":
        owned = tk.word(first.first - 2) in metric_verbs() | _TOLD
    else:
        owned = (joint == "at" and each.metric != "attendance") or (joint == "for" and gap == 1)
    return first if owned else None


_WHO = ("ers", "ees", "ists", "ians", "staff")
_BEHIND = 6
"""Tokens between a figure and whose it is, at most."""
_TOLD = frozenset({"reported", "posted", "announced"})


def money_moving(tk: Tokens, each: Found) -> str:
    """``the dollar rose 2%``, ``the rupee settled at 83.18``: what is measured is the currency."""
    if each.known is not None and not (each.is_ratio or each.known.currency):
        return ""
    money = _currencies()
    for at in range(each.first - 1, max(each.first - _NEAR, -1), -1):
        if tk.low[at] not in money or tk.is_number(at - 1):
            continue
        before = at - 1 - (at > 0 and tk.raw[at - 1][0].isupper())  # "the Nigerian naira"
        starts = before < 0 or tk.low[before] in ("the", "while", "and", "but", "as")
        verb = at + 1 + (tk.word(at + 1) in ("has", "had", "was", "is"))
        measured = tk.is_number(verb) and verb > at + 1  # "the dollar was 0.2% lower"
        if starts and (measured or direction_at(tk, verb) or tk.word(verb) in _TRADED):
            return tk.low[at]
    return ""


_NEAR = 8
_TRADED = frozenset({"settled", "closed", "ended", "opened", "traded", "bought", "fetched", "hit"})


def owner(tk: Tokens, each: Found, hits: list[Hit]) -> str:
    """Without any name: the words before the metric, ``lithium carbonate prices``."""
    hit = next((hit for hit in hits if hit[2].id == each.metric), None)
    if hit is None or hit[2].id in word_set("fate_metrics"):
        return ""  # "firefighters rescued eleven": who did it
    first = hit[0]
    while first > 0 and hit[0] - first < 3 and tk.is_word(first - 1):
        low = tk.low[first - 1]
        if tk.is_stop(first - 1) or direction_at(tk, first - 1) or is_when(low[:-2]):
            break
        if low in NUMBER_WORDS:
            break  # "Forty chargers"
        first -= 1
    if says_nobody().issuperset(tk.low[first : hit[0]]):
        return ""
    counted = tk.is_number(first - 1) or tk.word(first - 1) in NUMBER_WORDS
    glued = tk.glued(first) or tk.word(first - 1) in ("the", "a", "an", "its")
    if first == hit[0] or counted or glued:
        return ""
    return tk.text[tk.start[first] : tk.end[hit[0] - 1]].lower()


@cache
def says_nobody() -> frozenset[str]:
    """Before a metric: ``annual consumer inflation``."""
    return word_set("not_names") | word_set("measures") | word_set("whole") | _SORTS


_SORTS = frozenset(
    {
        "consumer",
        "producer",
        "headline",
        "record",
        "bumper",
        "strong",
        "weak",
        "core",
        "pending",
        "median",
    }
)


def is_when(stem: str) -> bool:
    """What owns a figure as its time: ``this year's``, ``Monday's``, ``yesterday's``."""
    dated = stem in month_words() or stem in word_set("en_periods") or stem in word_set("weekdays")
    return dated or stem in ("yesterday", "today", "tomorrow")


def is_currency(tk: Tokens, index: int) -> bool:
    return tk.low[index] in _currencies() and tk.low[index] != "pound"


@cache
def _currencies() -> frozenset[str]:
    """Words for a currency, the pound as well, which also weighs; but not what has a price."""
    money = (word for word, unit in units().words.items() if unit.currency)
    return frozenset(money) - word_set("priced") | {"pound"}
