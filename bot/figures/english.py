"""English: from the tokens of one segment to its figures, in one pass from left to right.

numeral → unit → range with the one before → shared units
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from itertools import pairwise

from bot.figures import english_context as context
from bot.figures import english_periods as periods
from bot.figures import english_slots as slots
from bot.figures.english_basis import name_bases
from bot.figures.english_metrics import metric_hits, name_metrics
from bot.figures.english_numbers import number_at
from bot.figures.english_priors import priors, settle
from bot.figures.english_refusals import is_plural
from bot.figures.english_spelled import STARTERS
from bot.figures.english_status import statuses
from bot.figures.english_subjects import name_subjects, names_in
from bot.figures.english_units import read_unit
from bot.figures.found import Found
from bot.figures.numerals import VULGAR, times
from bot.figures.tables import metric_words, metrics, units, word_set
from bot.figures.tokens import DASHES, Tokens

_BEGIN = STARTERS | frozenset(VULGAR)
"""Words and signs a number can begin with, besides digits."""
_TO = frozenset({"to", "through", "till"})
_ORDINAL_ENDS = frozenset({"st", "nd", "rd", "th"})
_ABOUT = frozenset(
    {"about", "around", "nearly", "just", "some", "a", "the", "another", "further", "almost"}
)
_OTHER_MOVES = frozenset({"changed", "moved", "went", "revised", "adjusted", "upgraded"})
_SPANNING = frozenset(
    {"range", "ranged", "ranges", "ranging", "varied", "varies", "varying", "anywhere"}
)
_LEVEL = 1000.0
"""From here on a number in a list with per cents is no per cent: ``443,956, -13%``."""
_LATEST = frozenset({"opening", "last", "first", "past", "previous", "next", "final", "remaining"})
_LISTS = frozenset({",", "and", "or", "&", "to", "through"})
_MOST_APART = 200.0
"""How many times one may be the other, of two numbers that count the same."""
_MAX_STEP = 3.0
"""A bare ``A to B`` behind a verb of change is no range when B is this many times A."""


def read(tk: Tokens) -> list[Found]:
    """All figures of the segment, in order; ranges are one figure."""
    found: list[Found] = []
    index, refused = 0, -9
    starts = [
        at
        for at, (low, digit) in enumerate(zip(tk.low, tk.digit, strict=True))
        if digit or low in _BEGIN
    ]
    for at in starts:
        if at < index:
            continue
        number, after = number_at(tk, at)
        if number is None:
            index = max(after, at + 1)
            if tk.digit[at]:
                refused = index - 1
            continue
        _ordinal(tk, number)
        read_unit(tk, number)
        index = max(number.last, at + 1)
        if _lists_names(tk, number, refused):
            refused = number.number_last - 1
            continue
        if found and _joined_range(tk, found, number):
            continue
        found.append(number)
    if len(found) > 1:
        _share_units(tk, found)
    return [each for each in found if _stands(tk, each)]


def _lists_names(tk: Tokens, number: Found, refused: int) -> bool:
    """``Internet Explorer 5, 6 and 7``: a list that a name's number began goes on."""
    if number.unit or number.scale != 1 or number.spelled or refused < 0:
        return False
    between = tk.low[refused + 1 : number.first]
    return 0 < len(between) <= 2 and all(word in _LISTS for word in between)


def _ordinal(tk: Tokens, number: Found) -> None:
    """``10,000th``: a milestone; the suffix belongs to the numeral."""
    last = number.number_last
    if tk.word(number.first - 1) == "number" and number.low >= 1000 and number.scale == 1:
        number.ordinal = True
        number.why.append("“number” before it: a milestone")
    if tk.glued(last) and tk.word(last) in _ORDINAL_ENDS:
        number.ordinal = True
        number.number_last = number.last = last + 1
        number.end = tk.end[last]
        number.why.append("an ordinal of 1,000 or more: a milestone")


def _stands(tk: Tokens, number: Found) -> bool:
    """Ratios of change like "twofold" stay; a bare spelled-out small number does not."""
    if (
        number.spelled
        and not (number.unit or number.per)
        and abs(number.high) < 100
        and number.low == int(number.low)
    ):
        whole = tk.word(number.last) == "of" and tk.word(number.last + 1) in word_set("of_whole")
        alone = (number.first == 0 and number.last == tk.size) or number.low < 0
        return whole or alone or _has_bound(tk, number)
    return True


def _has_bound(tk: Tokens, number: Found) -> bool:
    return tk.word(number.first - 1) in context.bound_ends()


# ── ranges ───────────────────────────────────────────────────────────────────────────────


def _joined_range(tk: Tokens, found: Sequence[Found], high: Found) -> bool:
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
        _inherit(low, high)
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
        if opened and tk.low[high.first - 1] in context.bound_ends():
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


@cache
def _change_words() -> frozenset[str]:
    return word_set("up") | word_set("down") | _OTHER_MOVES


def _moves(tk: Tokens, low: Found, high: Found) -> bool:
    """``from A to B`` of a change, against a span: a verb of change, or A > B."""
    if _scaled_low(low, high) > high.low:
        return True
    near = tk.low[max(low.first - 12, 0) : low.first]
    return not _change_words().isdisjoint(near)


def _before(tk: Tokens, number: Found) -> int:
    """The token before the number, past "about", "just", "a further" …"""
    at = number.first - 1
    while at > 0 and tk.low[at] in _ABOUT:
        at -= 1
    return at


def _steps(tk: Tokens, low: Found, high: Found) -> bool:
    """``fell 12 to 340``, ``rose by $1.20 to $67.10``: by how much and to what; never per
    cents."""
    if low.is_ratio or tk.word(low.last) in DASHES:
        return False
    before = tk.word(_before(tk, low))
    if before != "by" and before not in _change_words():
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


def _inherit(to: Found, source: Found) -> None:
    """An elliptical unit: "from 55,000 to 20,000 dollars", "17,400 … 3,200 units"."""
    if not to.unit and source.unit:
        to.unit, to.known, to.noun, to.per = source.unit, source.known, source.noun, source.per
        to.why.append(f"the unit of “{source.unit}” beside it")
        shared = to.scale == 1 and source.scale > 1 and to.mantissa < 1000
        if (
            shared
            and to.mantissa <= 10 * source.mantissa
            and "." in repr(to.mantissa).rstrip("0").rstrip(".")
        ):
            to.low, to.high = times(to.low, source.scale), times(to.high, source.scale)


def _share_units(tk: Tokens, found: list[Found]) -> None:
    """``10, 20 and 30 units``, ``7- or 8-inch``, ``24 of 33 passes``, and then what an earlier
    figure counts."""
    for left, right in zip(reversed(found[:-1]), reversed(found[1:]), strict=True):
        gap = range(left.last, right.first)
        joints = [tk.low[i] for i in gap if tk.low[i] not in DASHES]
        listed = joints in (["and"], ["or"], [","], [",", "and"]) or (
            _part_of(joints) and not left.part
        )
        shares = not (right.unit == "%" and (left.low >= _LEVEL or right.low < 0))
        if not (right.unit and shares) or right.money or left.unit or left.ordinal:
            continue
        if listed:
            _inherit(left, right)
    _in_points(found)
    for left, right in pairwise(found):
        if left.unit == "%" and not right.unit and right.scale == 1 and right.low < 100:
            moved = tk.word(_before(tk, right)) in _change_words()
            if moved and "." in tk.raw[right.number_last - 1]:
                _inherit(right, left)
    model: Found | None = None
    for each in found:
        if each.unit and not (each.is_ratio or each.is_time or each.ordinal or each.compound):
            model = each
        elif model is not None and _counts_on(tk, each, model):
            _inherit(each, model)


def _part_of(joints: Sequence[str]) -> bool:
    """``24 of 33``, ``1,250 of the 2,900``, ``nine of its last 11``."""
    return bool(joints) and joints[0] == "of" and len(joints) <= 2 + (joints[-1] in _LATEST)


def _counts_on(tk: Tokens, each: Found, model: Found) -> bool:
    """``1.4 million vehicles in the US and 302,000 in Canada``: a bare number that nothing
    follows counts what the one before it counts, if it is of its size."""
    if each.unit or each.per or each.ordinal or each.compound or each.part:
        return False
    if each.spelled and tk.word(each.last + 1) != "than":
        return False
    if not _ends_phrase(tk, each.last) or not model.low:
        return False
    if model.dim == "length" and tk.word(each.last) in word_set("en_tall"):
        return True
    if model.money is not None or model.dim.startswith("money"):
        if each.scale == 1 or model.scale == 1 or _of_things(tk, model, each):
            return False
    elif not (model.noun or model.dim == "index"):
        return False
    if model.dim == "index" and tk.word(each.first - 1) in ("at", "to"):
        return each.low > model.low  # "added 15 points to close at 3,728"
    return 1 / _MOST_APART <= abs(each.low / model.low) <= _MOST_APART


def _of_things(tk: Tokens, model: Found, each: Found) -> bool:
    """``sales rose to $46.8 billion, while trips rose 18% to 3.3 billion``: no money."""
    known = metric_words()
    for at in range(model.last + 1, each.first):
        if tk.low[at] in _change_words() and is_plural(tk.low[at - 1]):
            metric = known.get(tk.low[at - 1])
            if metric is None or not metrics()[metric].measures("money"):
                return True
    return False


def _in_points(found: Sequence[Found]) -> None:
    """``slipped 1.4 points to 12.9%``: of the per cent they lead to."""
    for left, right in pairwise(found):
        if left.unit == "points" and right.unit == "%" and 0 <= right.first - left.last <= 1:
            left.known = units().by_id["percentage points"]
            left.unit = left.known.id
            left.why.append("points of the per cent behind them")


def _ends_phrase(tk: Tokens, index: int) -> bool:
    if not tk.is_word(index) or tk.low[index] in word_set("stops"):
        return True
    return tk.low[index] in word_set("forecasters")


# ── everything about one segment ─────────────────────────────────────────────────────────


def figures(
    text: str,
    day: datetime | None,
    mentions: Sequence[tuple[int, int, str]],
    hidden: Sequence[tuple[int, int]],
    subject: str,
) -> tuple[list[Found], str] | None:
    """The figures of one segment and the subject it leaves to the next one.

    ``mentions`` are watched names, ``hidden`` web addresses, all as offsets; ``subject`` is
    what a sentence without a name speaks of.
    """
    tk = Tokens(text)
    if not _may_count(tk):
        names = names_in(tk, mentions) if mentions else []
        watched = next((name.text for name in names if name.watched), subject)
        return [], watched
    for start, end in hidden:
        tk.mask(start, end)
    for start, end, _ in mentions:
        tk.mask(start, end)
    spans = periods.find(tk, day.date() if day else None)
    found = read(tk)
    names = names_in(tk, mentions)
    if not found:
        return [], next((name.text for name in names if name.watched), subject)
    for each in found:
        context.bound(tk, each)
    priors(tk, found)
    context.directions(tk, found)
    settle(found)
    statuses(tk, found)
    hits = metric_hits(tk)
    name_metrics(tk, found, hits)
    subject = name_subjects(tk, found, names, hits, subject)
    slots.name_areas(tk, found)
    slots.name_periods(tk, found, spans, day.date() if day else None)
    name_bases(tk, found, spans)
    return found, subject


def _may_count(tk: Tokens) -> bool:
    return True in tk.digit or not _BEGIN.isdisjoint(tk.low)
