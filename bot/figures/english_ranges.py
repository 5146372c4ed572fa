"""Two English numbers that make one range, or a change from one to the other."""

from __future__ import annotations

from bot.figures import english_bounds as bounds
from bot.figures.english_sharing import before_it, inherit
from bot.figures.english_wording import change_words
from bot.figures.found import Found
from bot.figures.numerals import times
from bot.figures.tokens import DASHES, Tokens

_TO = frozenset({"to", "through", "till"})
_SPANNING = frozenset(
    {"range", "ranged", "ranges", "ranging", "varied", "varies", "varying", "anywhere"}
)
_MAX_STEP = 3.0
"""A bare ``A to B`` behind a verb of change is no range when B is this many times A."""


def joined_range(tk: Tokens, found: list[Found], high: Found) -> bool:
    """Make one range of two neighbours where the words between say so."""
    low = found[-1]
    joint = _joint(tk, low, high)
    if not joint or low.is_range or high.is_range or low.ordinal or high.ordinal:
        return False
    spans = not _SPANNING.isdisjoint(tk.low[max(low.first - 4, 0) : low.first])
    spans = spans or (joint == "from" and len(found) > 1 and _was_range(tk, found[-2], low))
    if joint == "from" and not spans and _moves(tk, low, high):
        high.prior = low
        low.is_prior = True
        low.why.append("the value before: “from … to …”")
        inherit(low, high)
        return False
    if not _units_agree(low, high, joint):
        return False
    scaled = _scaled_low(low, high)
    if spans and scaled > high.low and (low.low < 0 or high.low < 0):
        scaled, high.low = high.low, scaled  # "from -18 °C to -34 °C"
    if not scaled < high.low:
        return False
    if joint in ("to", "and") and _steps(tk, low, high):
        return False
    if joint == "or" and not (low.spelled or high.spelled or high.low - scaled <= 2):
        return False
    low.low, low.high = scaled, high.low
    _take(low, high)
    low.end, low.last, low.number_last = high.end, high.last, high.number_last
    low.why.append(f"a range: “{tk.text[low.start : high.end]}”")
    return True


def _joint(tk: Tokens, low: Found, high: Found) -> str:
    """How the two are joined: ``-``, ``to``, ``from`` (… to), ``and`` (between …), ``or``, or
    empty."""
    gap = high.first - low.last
    if gap == 1:
        word = tk.low[low.last]
        if word in DASHES:
            return "-"
        if word in _TO:
            return "from" if _opened(tk, low, "from") else "to"
        if word == "and" and _opened(tk, low, "between"):
            return "and"
        if word == "or":
            return "or"
        if word in "~～":
            return "-"
    if gap == 2 and tk.low[low.last] in DASHES and tk.word(low.last + 1) == "to":
        return "to"
    if gap in (2, 3) and tk.low[low.last] in _TO:
        opened = _opened(tk, low, "from")
        if gap == 2 and tk.low[high.first - 1] in ("about", "around", "nearly", "just", "some"):
            return "from" if opened else "to"
        if opened and tk.low[high.first - 1] in bounds.bound_ends():
            return "from"
    return ""


def _opened(tk: Tokens, low: Found, word: str) -> bool:
    """Whether ``from`` / ``between`` stands before the first number."""
    return tk.word(low.first - 1) == word or (
        tk.word(low.first - 2) == word
        and tk.word(low.first - 1) in ("a", "an", "the", "about", "around", "just")
    )


def _was_range(tk: Tokens, now: Found, low: Found) -> bool:
    """``to $5.15 to $5.30 from $4.95 to $5.10``: the second range is the value before."""
    near = low.first - now.last <= 2 or (low.first - now.last <= 4 and now.is_range)
    return near and (now.is_range or tk.word(now.first - 1) == "to")


def _moves(tk: Tokens, low: Found, high: Found) -> bool:
    """``from A to B`` of a change, against a span: a verb of change, or A > B."""
    if _scaled_low(low, high) > high.low:
        return True
    near = tk.low[max(low.first - 12, 0) : low.first]
    return not change_words().isdisjoint(near)


def _steps(tk: Tokens, low: Found, high: Found) -> bool:
    """``fell 12 to 340``, ``rose by $1.20 to $67.10``: by how much and to what; never per
    cents."""
    if low.is_ratio or tk.word(low.last) in DASHES:
        return False
    at = before_it(tk, low)
    before = tk.word(at)
    if tk.word(at - 1) in ("may", "could", "will", "would", "might", "to"):
        return False  # "seas may rise 0.5 to 1.9 metres"
    if before != "by" and before not in change_words():
        return False
    return high.low > _MAX_STEP * _scaled_low(low, high)


def _units_agree(low: Found, high: Found, joint: str) -> bool:
    """The same unit, or one on the right only (on the left only for a currency sign)."""
    if low.unit == high.unit or low.known is high.known is not None:
        return low.per == high.per or not low.per
    if not low.unit:
        return not (high.money and joint == "-" and low.scale > 1)
    return low.money is not None and not high.unit and joint == "-"


def _scaled_low(low: Found, high: Found) -> float:
    """``$3-5 billion``: the magnitude is the left number's too; never in ``$800,000 to $1.3
    million``."""
    shared = (
        low.scale == 1
        and high.scale > 1
        and low.mantissa < 1000
        and low.mantissa <= (high.mantissa or high.low / high.scale)
    )
    return times(low.low, high.scale) if shared else low.low


def _take(low: Found, high: Found) -> None:
    """The range's unit is whichever is named."""
    if not low.unit:
        low.unit, low.known, low.noun = high.unit, high.known, high.noun
        low.why.extend(high.why)
    low.money = low.money or high.money
    low.per = low.per or high.per
    low.compound = high.compound
    low.qualifier = low.qualifier or high.qualifier
