"""Units that English numbers share: ``10, 20 and 30 units``, ``1.4 million cars here and 302,000
there``."""

from __future__ import annotations

from collections.abc import Sequence

from bot.figures.english_counting import met_fate
from bot.figures.english_wording import change_words, is_plural
from bot.figures.found import Found
from bot.figures.numerals import times
from bot.figures.tables import metric_words, metrics, units, word_set
from bot.figures.tokens import DASHES, Tokens

_ABOUT = frozenset(
    {"about", "around", "nearly", "just", "some", "a", "the", "another", "further", "almost"}
)
_TOO = frozenset(
    {"and", ",", "another", "some", "about", "than", "least", "over", "nearly", "almost", "around"}
)
"""Before a number that counts what the one before it counts: ``and more than 16,000 injured``."""
_LEVEL = 1000.0
"""From here on a number in a list with per cents is no per cent: ``443,956, -13%``."""
_LATEST = frozenset({"opening", "last", "first", "past", "previous", "next", "final", "remaining"})
_MOST_APART = 200.0
"""How many times one may be the other, of two numbers that count the same."""


def inherit(to: Found, source: Found) -> None:
    """An elliptical unit: "from 55,000 to 20,000 dollars", "17,400 … 3,200 units"."""
    if not to.unit and source.unit:
        to.unit, to.known, to.noun = source.unit, source.known, source.noun
        to.per = to.per or source.per
        to.why.append(f"the unit of “{source.unit}” beside it")
        shared = to.scale == 1 and source.scale > 1 and to.mantissa < 1000
        if (
            shared
            and to.mantissa <= 10 * source.mantissa
            and "." in repr(to.mantissa).rstrip("0").rstrip(".")
        ):
            to.low, to.high = times(to.low, source.scale), times(to.high, source.scale)


def share_units(tk: Tokens, found: list[Found]) -> None:
    """``10, 20 and 30 units``, ``7- or 8-inch``, ``24 of 33 passes``, and then what an earlier
    figure counts."""
    for at in range(len(found) - 2, -1, -1):
        left, right = found[at], found[at + 1]
        if not right.unit or right.money or left.unit or left.ordinal:
            continue
        shares = not (right.unit == "%" and (left.low >= _LEVEL or right.low < 0))
        if shares and _listed(tk, left, right):
            inherit(left, right)
    _in_points(found)
    _in_shares(tk, found)
    for at in range(1, len(found)):
        left, right = found[at - 1], found[at]
        if left.unit == "%" and not right.unit and right.scale == 1 and right.low < 100:
            moved = tk.word(before_it(tk, right)) in change_words()
            if moved and "." in tk.raw[right.number_last - 1]:
                inherit(right, left)
    model: Found | None = None
    for each in found:
        if each.unit and not (each.is_ratio or each.is_time or each.ordinal or each.compound):
            model = each
        elif model is not None and _counts_on(tk, each, model):
            inherit(each, model)


def _listed(tk: Tokens, left: Found, right: Found) -> bool:
    """Whether nothing but a joint stands between: ``10, 20 and 30``, ``24 of the 33``."""
    joints = [tk.low[i] for i in range(left.last, right.first) if tk.low[i] not in DASHES]
    listed = joints in (["and"], ["or"], [","], [",", "and"])
    if joints == ["to"]:
        return _voted(left, right)
    if right.compound and right.is_time and joints == [","]:
        return False  # "to 94.2, a five-month low"
    return listed or (_part_of(joints) and not left.part)


def _voted(left: Found, right: Found) -> bool:
    """``58.2 to 41.8 percent``: who won and who lost a vote, and no range."""
    shares = right.unit == "%" and not right.per and not left.per
    return shares and right.low < left.low and left.low + right.low <= _WHOLE


def _part_of(joints: Sequence[str]) -> bool:
    """``24 of 33``, ``1,250 of the 2,900``, ``nine of its last 11``."""
    if not joints or joints[0] != "of":
        return False
    more = joints[-1] in _LATEST or joints[-1].endswith(("'s", "’s"))  # "23 of the fund's 480"
    return len(joints) <= 2 + more


def _counts_on(tk: Tokens, each: Found, model: Found) -> bool:
    """``1.4 million vehicles in the US and 302,000 in Canada``: a bare number that nothing
    follows counts what the one before it counts, if it is of its size."""
    if each.unit or each.ordinal or each.compound or each.part:
        return False
    if each.per and (model.per or not model.noun or each.per not in word_set("en_spans")):
        return False  # but "14 million rides, 1 million a week"
    fate = model.dim == "count:people" and not each.is_range and met_fate(tk, each.last)
    if each.spelled and tk.word(each.last + 1) != "than" and not fate:
        return False
    if tk.word(each.last) == "not":
        return False  # "68 not out off 28 balls"
    if not model.low or not (
        _ends_phrase(tk, each.last) or _done_too(tk, each.last, each.first, model.dim)
    ):
        return False
    if tk.word(each.first - 1) == "to" and each.first == model.last + 1 and model.known:
        # "fell by 3 million barrels to 423.7 million", not "falls 5 paise to 83.18"
        return not model.known.currency or each.scale > 1
    if model.dim == "length" and tk.word(each.last) in word_set("en_tall"):
        return True
    if model.money is not None or model.dim.startswith("money"):
        if each.scale == 1 or model.scale == 1 or _of_things(tk, model, each):
            return False
    elif model.noun and _no_count_of(each, model):
        return False  # "51 hundreds and an average of 46.85"
    elif not (model.noun or model.dim == "index" or _measured(each, model)):
        return False
    elif model.noun in word_set("stranded"):
        return False  # "two dead, 14 injured"
    if model.dim == "index" and tk.word(each.first - 1) in ("at", "to"):
        return each.low > model.low  # "added 15 points to close at 3,728"
    return 1 / _MOST_APART <= abs(each.low / model.low) <= _MOST_APART


def _measured(each: Found, model: Found) -> bool:
    """``137,000 barrels a day, after rises of 547,000``: both are many."""
    return model.dim in _MATTER and min(each.low, model.low) >= _LEVEL


_MATTER = frozenset({"oil", "oil rate", "mass", "energy", "power"})


def _no_count_of(each: Found, model: Found) -> bool:
    """Of what is counted in whole numbers there is no fraction."""
    whole = model.scale == 1 and model.low == int(model.low)
    return whole and each.scale == 1 and each.low != int(each.low)


def _done_too(tk: Tokens, after: int, first: int, dim: str) -> bool:
    """``1,200 flights were cancelled and 8,000 delayed``."""
    done = tk.is_word(after) and tk.low[after].endswith("ed") and tk.is_lower(after)
    if done and tk.low[after] in word_set("stranded") and dim != "count:people":
        return False  # "9,000 lives lost, over 22,000 injured"
    return done and tk.word(first - 1) in _TOO


def _of_things(tk: Tokens, model: Found, each: Found) -> bool:
    """``sales rose to $46.8 billion, while trips rose 18% to 3.3 billion``: no money."""
    known = metric_words()
    for at in range(model.last + 1, each.first):
        if (tk.words[at].digit or tk.low[at] in change_words()) and is_plural(tk.low[at - 1]):
            metric = known.get(tk.low[at - 1])
            if metric is None or not metrics()[metric].measures("money"):
                return True
    return False


def _in_shares(tk: Tokens, found: list[Found]) -> None:
    """``31 percent, Labour 18 and the Tories on 17``: a name before each, and nothing behind."""
    for at in range(1, len(found)):
        left, right = found[at - 1], found[at]
        if left.unit != "%" or right.unit or right.high >= _WHOLE:
            continue
        bare = not (right.per or right.ordinal or right.spelled) and right.scale == 1
        if not bare or right.first - left.last > _FAR:
            continue
        before = right.first - 1 - (tk.word(right.first - 1) in ("on", "at"))
        named = tk.is_word(before) and tk.is_large(before)
        joined = not _LIST_JOINTS.isdisjoint(tk.low[left.last : right.first])
        if named and joined and _ends_phrase(tk, right.last):
            inherit(right, left)


_WHOLE = 100.0
_FAR = 8
_LIST_JOINTS = frozenset({",", "and", ";"})


def _in_points(found: list[Found]) -> None:
    """``slipped 1.4 points to 12.9%``: of the per cent they lead to."""
    for at in range(1, len(found)):
        left, right = found[at - 1], found[at]
        if left.unit == "points" and right.unit == "%" and 0 <= right.first - left.last <= 1:
            left.known = units().by_id["percentage points"]
            left.unit = left.known.id
            left.why.append("points of the per cent behind them")


def _ends_phrase(tk: Tokens, index: int) -> bool:
    if not tk.is_word(index) or tk.is_stop(index):
        return True
    low = tk.low[index]
    if low in word_set("awaited"):
        return True  # "fewer than the 75,000 forecast"
    return low in word_set("forecasters") or low in word_set("somewhere")


def before_it(tk: Tokens, number: Found) -> int:
    """The token before the number, past "about", "just", "a further" …"""
    at = number.first - 1
    while at > 0 and tk.low[at] in _ABOUT:
        at -= 1
    return at
