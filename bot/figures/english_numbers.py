"""Numerals in English running text: which tokens are amounts, and how much.

Every digit token passes the rules of ``REFUSALS`` in order; what none of them refuses is an
amount. Spelled-out numbers are read from their first word.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from bot.figures.found import Found
from bot.figures.numerals import (
    FRACTIONS,
    GLUED,
    MAGNITUDES,
    NUMBER_WORDS,
    PLURALS,
    SMALL,
    TENS,
    VULGAR,
    digits,
    spelled,
)
from bot.figures.tables import Unit, units, words
from bot.figures.tokens import Tokens

DASHES = frozenset("-–‑−")
_ORDINALS = frozenset({"st", "nd", "rd", "th"})
_ORDINAL_WORDS = frozenset(
    {"first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"}
)
_ARTICLES = frozenset({"a", "an"})
_AFTER_YEAR = frozenset({"in", "since", "by", "from", "until", "till", "to", "of", "for", "during", "before", "after", "late", "early", "mid", "and", "through", "year", "than"})  # fmt: skip
_RESOLUTIONS = frozenset({2.0, 4.0, 5.0, 6.0, 8.0, 12.0, 16.0})
_TALL = frozenset({"tall", "high", "long", "wide", "deep", "sprint", "race", "hurdles", "away", "freestyle", "thick", "above", "below", "in"})  # fmt: skip


@cache
def _set(name: str) -> frozenset[str]:
    return frozenset(str(word) for word in words(name))


def number_at(tk: Tokens, index: int) -> tuple[Found | None, int]:
    """The amount whose numeral begins at ``index``, and the token to go on from."""
    if tk.is_number(index):
        return _digits(tk, index)
    word = tk.low[index]
    if word in STARTERS:
        return _spelled(tk, index)
    if word in VULGAR and not tk.glued(index):
        return _found(tk, index, index + 1, VULGAR[word]), index + 1
    return None, index + 1


# ── digits ───────────────────────────────────────────────────────────────────────────────


def _digits(tk: Tokens, index: int) -> tuple[Found | None, int]:
    value = digits(tk.raw[index])
    if value is None or tk.masked[index]:
        return None, _past_glued(tk, index)
    money, first = _money_before(tk, index)
    for refuse in REFUSALS:
        if refuse(tk, index, value, money):
            return None, _past_glued(tk, index)
    value, index = _grown(tk, index, value)
    found = _found(tk, first, index + 1, value)
    found.mantissa = value
    found.money = money
    _sign(tk, found, first)
    _magnitude(tk, found, index)
    return found, found.number_last


def _grown(tk: Tokens, index: int, value: float) -> tuple[float, int]:
    """The value and last token of ``1/2``, and of ``100, 000`` as some wires set it."""
    part = _fraction(tk, index)
    if part is not None:
        return part, index + 2
    comma = tk.word(index + 1) == "," and tk.glued(index + 1) and value == int(value)
    if comma and tk.word(index + 2) == "000" and value < 1000:
        tk.masked[index + 2] = 1
        return value * 1000, index + 2
    return value, index


def _past_glued(tk: Tokens, index: int) -> int:
    """The next token that is not glued behind this name, date or score."""
    index += 1
    while tk.glued(index) and (tk.is_number(index) or tk.raw[index] in "-/.:–'’"):
        index += 1
    return index


def _found(tk: Tokens, first: int, last: int, value: float, high: float | None = None) -> Found:
    return Found(
        start=tk.start[first],
        end=tk.end[last - 1],
        low=value,
        high=value if high is None else high,
        first=first,
        last=last,
        number_last=last,
        mantissa=value,
    )


def _money_before(tk: Tokens, index: int) -> tuple[Unit | None, int]:
    """A currency sign or code before the digits, and the token it begins at."""
    prefixes = units().prefixes
    before = index - 1
    if before < 0:
        return None, index
    sign = tk.raw[before]
    if sign in prefixes and not sign[0].isalpha():
        if tk.glued(before):
            for head in (tk.raw[before - 1], f"{tk.raw[before - 1]}."):
                if head + sign in prefixes:
                    return prefixes[head + sign], before - 1
            if tk.raw[before - 1] == "." and tk.word(before - 2) == "s":
                return prefixes[sign], max(before - 4, 0)
        return prefixes[sign], before
    if sign == "." and tk.glued(before) and tk.raw[before - 1] in prefixes:
        return prefixes[tk.raw[before - 1]], before - 1
    if sign in prefixes and sign.lower() not in ("yuan",):
        if tk.glued(index) or (tk.end[before] + 1 == tk.start[index] and sign != "RM"):
            return prefixes[sign], before
    if sign == "US" and tk.glued(index):
        return None, index
    return None, index


def _sign(tk: Tokens, found: Found, first: int) -> None:
    """A minus that stands apart from the word before it."""
    before = first - 1
    if before < 0 or not tk.glued(first) or tk.raw[before] not in "-−–+":
        return
    if tk.glued(before):
        return
    if tk.raw[before] == "+":
        found.direction = "up"
    else:
        found.low, found.high = -found.low, -found.high
        found.mantissa = -found.mantissa
    found.first = before
    found.start = tk.start[before]


def _magnitude(tk: Tokens, found: Found, index: int) -> None:
    """``m``, ``bn``, ``million``, ``and a half`` … behind the digits."""
    last = index + 1
    if tk.glued(last) and tk.word(last) in VULGAR:
        found.low = found.high = found.mantissa = found.low + VULGAR[tk.word(last)]
        last += 1
    else:
        at = last + 1 if tk.word(last) in DASHES and tk.glued(last) else last
        part = _fraction(tk, at) if tk.is_number(at) and found.low < 1000 else None
        if part:
            found.low = found.high = found.mantissa = found.low + part
            last = at + 3
    if tk.word(last) == "and" and tk.word(last + 1) == "a" and tk.word(last + 2) == "half":
        found.low = found.high = found.low + 0.5
        last += 3
    scale, last = _scale(tk, found, last)
    found.scale = scale
    found.low, found.high = found.low * scale, found.high * scale
    found.number_last = found.last = last
    found.end = tk.end[last - 1]


def _fraction(tk: Tokens, index: int) -> float | None:
    """``1/2`` at ``index``, a small one."""
    if tk.word(index + 1) != "/" or not tk.is_number(index + 2):
        return None
    if not (tk.glued(index + 1) and tk.glued(index + 2)):
        return None
    if tk.glued(index + 3) and tk.raw[index + 3] not in "-.,;:)":
        return None
    top, bottom = digits(tk.raw[index]), digits(tk.raw[index + 2])
    if top is None or bottom is None or not 0 < top < bottom <= 16:
        return None
    return top / bottom


def _scale(tk: Tokens, found: Found, last: int) -> tuple[float, int]:
    scale = 1.0
    word = tk.raw[last] if last < len(tk) else ""
    if word in GLUED and (tk.glued(last) or _spaced_magnitude(tk, found, last)):
        if _is_magnitude(tk, found, last):
            scale, last = GLUED[word], last + 1
    elif tk.word(last) in DASHES and tk.glued(last) and tk.word(last + 1) in MAGNITUDES:
        last += 1
    while tk.word(last) in MAGNITUDES and scale < 1e15:
        scale *= MAGNITUDES[tk.word(last)]
        last += 1
    return scale, last


def _spaced_magnitude(tk: Tokens, found: Found, last: int) -> bool:
    """``$5 bn``, ``1.2 mn users``; a lone ``m`` or ``k`` only after a currency."""
    word = tk.raw[last]
    return found.money is not None or (len(word) > 1 and word != "mm" and word != "MM")


def _is_magnitude(tk: Tokens, found: Found, last: int) -> bool:
    """Whether ``m``, ``t``, ``mm`` or ``K`` scales the number, instead of being its unit."""
    word = tk.raw[last]
    if tk.glued(last + 1) and (tk.is_number(last + 1) or tk.raw[last + 1] == "/"):
        return False
    if found.money is not None:
        return True
    if word == "mm" or word == "t":
        return False
    if word in ("K", "k") and found.low in _RESOLUTIONS:
        return word == "k"
    if word == "m":
        after = tk.word(last + 1)
        if after in DASHES:
            return tk.word(last + 2) not in _TALL
        return after not in _TALL and not (
            found.low < 1000 and found.low != int(found.low) and not after
        )
    return True


# ── what digits are not amounts ──────────────────────────────────────────────────────────

Refusal = Callable[[Tokens, int, float, Unit | None], bool]


def _glued_to_name(tk: Tokens, index: int, _: float, money: Unit | None) -> bool:
    """``SU7``, ``GPT-5``, ``Q3``, ``HW3``; never ``RMB780`` or ``sub-4``."""
    if money is not None or not tk.glued(index):
        return False
    before = tk.raw[index - 1]
    if before[0].isalpha() or before in "#@&_~'’=":
        return before not in "~="
    if before in DASHES and tk.glued(index - 1) and index >= 2:
        head = tk.raw[index - 2]
        return (head[0].isalpha() and head.lower() not in ("sub", "to", "a", "mid")) or head in ")."
    return False


def _glued_before_name(tk: Tokens, index: int, value: float, money: Unit | None) -> bool:
    """``5G``, ``3D``, ``4K``, ``20s``, ``10-for-1``, ``1st``: letters behind that are no unit."""
    after = index + 1
    if not tk.glued(after):
        return False
    word = tk.raw[after]
    if not word[0].isalpha():
        if word in DASHES and tk.glued(after + 1):
            return tk.word(after + 1) in ("for", "in", "on", "a")
        return word in "'’" and tk.word(after + 1) == "s"
    if word in _ORDINALS:
        return value < 1000
    if word == "s":
        return value >= 10 and value == int(value) and value % 10 == 0
    if word in ("K", "k") and value in _RESOLUTIONS and word == "K" and money is None:
        return True
    if len(word) == 1 and word.isupper() and word not in GLUED and _is_name(tk, index - 1):
        return True
    if word in GLUED or word in units().symbols or word.lower() in units().words:
        return tk.glued(after + 1) and tk.is_number(after + 1)
    return word.lower() not in MAGNITUDES


def _in_time_or_ratio(tk: Tokens, index: int, _: float, __: Unit | None) -> bool:
    """``10:32``, ``24/7``, ``12/05/2024``, ``3:0``: digits on both sides of a colon or slash."""
    if tk.glued(index) and tk.raw[index - 1] in ":/" and tk.glued(index - 1):
        return tk.is_number(index - 2) or tk.is_word(index - 2)
    if tk.word(index + 1) == ":" and tk.is_number(index + 2) and len(tk.raw[index + 2]) == 2:
        tk.masked[index + 2] = 1
        return _meridiem(tk, index + 3) or tk.glued(index + 1)
    joined = tk.glued(index + 1) and tk.raw[index + 1] in ":/" and tk.glued(index + 2)
    if not joined or not tk.is_number(index + 2):
        return False
    return not (tk.raw[index + 1] == "/" and _fraction(tk, index) and tk.is_word(index + 3))


def _clock(tk: Tokens, index: int, value: float, money: Unit | None) -> bool:
    """``10 a.m.``, ``5pm``."""
    if money is not None or value > 12:
        return False
    return _meridiem(tk, index + 1)


def _meridiem(tk: Tokens, index: int) -> bool:
    """``a.m.``, ``pm``, ``o'clock``."""
    after = tk.word(index)
    if after in ("am", "pm", "o'clock", "o’clock"):
        return True
    return after in ("a", "p") and tk.word(index + 1) == "." and tk.word(index + 2) == "m"


def _phone(tk: Tokens, index: int, _: float, money: Unit | None) -> bool:
    """Three or more groups of digits joined by hyphens, or one long run of plain digits."""
    if money is None and len(tk.raw[index]) >= 11 and tk.raw[index].isdigit():
        return True
    first = index
    while (
        first >= 2 and tk.glued(first) and tk.raw[first - 1] in DASHES and tk.is_number(first - 2)
    ):
        if not tk.glued(first - 1):
            break
        first -= 2
        if index - first > 8:
            break
    groups = 1
    while first + 2 < len(tk) and tk.glued(first + 1) and tk.raw[first + 1] in DASHES:
        if not tk.is_number(first + 2) or not tk.glued(first + 2):
            break
        groups, first = groups + 1, first + 2
        if groups > 8:
            break
    return groups >= 3


def _score(tk: Tokens, index: int, value: float, money: Unit | None) -> bool:
    """``3-1`` beside a sporting word, and any bare ``A-B`` of plain digits that falls."""
    if money is not None or value > 200 or value != int(value):
        return False
    if tk.word(index + 1) in DASHES and tk.is_number(index + 2):
        low, high, joint, after = value, digits(tk.raw[index + 2]), index + 1, index + 3
    elif tk.word(index - 1) in DASHES and tk.is_number(index - 2):
        low, high, joint, after = digits(tk.raw[index - 2]), value, index - 1, index + 1
    else:
        return False
    if low is None or high is None or tk.glued(joint) != tk.glued(joint + 1):
        return False
    behind = tk.word(after)
    if behind in MAGNITUDES or behind in units().words or behind in ("%", "-"):
        return False
    if tk.glued(after) and tk.raw[after] not in ".,;:)!?":
        return False
    if _singular_follows(tk, after) is False and tk.is_word(after):
        return low > high
    return low > high or not _set("sports").isdisjoint(tk.low)


def _year(tk: Tokens, index: int, value: float, money: Unit | None) -> bool:
    """A bare 18xx–20xx, unless something counted follows and no "in", "since" … precedes."""
    raw = tk.raw[index]
    if money is not None or len(raw) != 4 or not 1000 <= value < 2100 or value != int(value):
        return False
    if value < 1800 and not (tk.word(index - 1) in ("in", "since") and not tk.is_word(index + 1)):
        return False
    after = index + 1
    if tk.word(after) in MAGNITUDES or tk.word(after) in ("%", "percent", "per"):
        return False
    if tk.glued(after) and tk.is_word(after):
        return False
    if tk.word(after) in DASHES and tk.glued(after):
        return not (tk.is_word(after + 1) and tk.word(after + 1) in units().words)
    if tk.word(index - 1) in _AFTER_YEAR:
        return True
    word = tk.word(after)
    if word in units().words and word not in ("won", "order", "orders"):
        return False
    return not (tk.is_word(after) and is_plural(word) and tk.raw[after].islower())


def _label(tk: Tokens, index: int, value: float, money: Unit | None) -> bool:
    """``phase 3``, ``No. 5``, ``top 10``, ``Box 1420``; also ages: ``Farley, 62, said``."""
    if money is not None:
        return False
    before = tk.word(index - 1)
    whole = value == int(value) and "," not in tk.raw[index] and "." not in tk.raw[index]
    if (
        not whole
        or tk.word(index + 1) in MAGNITUDES
        or tk.word(index + 1) in ("%", "percent", "per")
    ):
        return False
    if before in _set("labels") and value < 10_000:
        return not (tk.glued(index + 1) and tk.is_word(index + 1))
    if before == "." and tk.word(index - 2) in ("no", "nos", "vol", "fig"):
        return True
    if (before, tk.word(index + 1)) in (("(", ")"), ("[", "]")):
        return value < 100
    after = tk.word(index + 1)
    if before == "," and after in (",", ".", "") and 14 < value < 110 and tk.is_word(index - 2):
        return tk.raw[index - 2][0].isupper() and after == ","
    return False


def _name(tk: Tokens, index: int, value: float, money: Unit | None) -> bool:
    """``Model 3``, ``iPhone 17``, ``S&P 500``, ``the 911 GT3``, ``9 787 Dreamliners``: a plain
    number beside a name."""
    raw = tk.raw[index]
    after = index + 1
    if money is not None or "," in raw or value >= 10_000:
        return False
    if tk.word(after) in MAGNITUDES or tk.word(after) in ("%", "percent", "per", "pct"):
        return False
    if tk.glued(after) and (tk.is_word(after) or tk.raw[after] in "%-–½"):
        return False
    if tk.is_number(index - 1) and not tk.glued(index) and not tk.masked[index - 1]:
        return True
    if index and not tk.glued(index) and _is_name(tk, index - 1):
        measured = units().symbols.get(tk.raw[after]) if after < len(tk) else None
        if measured is not None and len(measured.id) > 1:
            return False
        return not _verbish(tk.low[index - 1])
    if "." in raw:
        return False
    if tk.word(index - 1) in ("the", "a", "its", "new") and len(raw) >= 3 and tk.is_word(after):
        word = tk.raw[after]
        if word[0].isupper() and not is_plural(word.lower()):
            return not tk.raw[index - 1][0].isupper() or index <= 1
        return word.islower() and _singular_follows(tk, after)
    return False


def _is_name(tk: Tokens, index: int) -> bool:
    """A capitalised word (or product code) that can carry a number."""
    raw = tk.raw[index]
    if not raw[0].isalpha() or raw.islower() or tk.low[index] in _set("not_names"):
        return False
    if index == 0 and raw[1:].islower() and tk.low[index] in _set("stops"):
        return False
    return tk.low[index] not in _months()


def _verbish(low: str) -> bool:
    """Capitalised only because the headline is: ``Tesla Sells 500 Cars``."""
    return (
        low in _set("stops")
        or low in _set("up")
        or low in _set("down")
        or low in _verbs()
        or low in _bound_words()
    )


@cache
def _verbs() -> frozenset[str]:
    from bot.figures.tables import metrics

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
def _months() -> frozenset[str]:
    names = "january february march april may june july august september october november december"
    return frozenset(names.split()) | frozenset(name[:3] for name in names.split()) | {"sept"}


def _singular_follows(tk: Tokens, index: int) -> bool:
    """Whether the noun phrase at ``index`` has no plural: ``the 4680 battery in``."""
    for step in range(index, min(index + 4, len(tk))):
        word = tk.low[step]
        if not tk.is_word(step) or word in _set("stops"):
            return step > index
        if is_plural(word) or word in units().words:
            return False
    return True


REFUSALS: tuple[Refusal, ...] = (
    _glued_to_name,
    _glued_before_name,
    _in_time_or_ratio,
    _clock,
    _phone,
    _score,
    _year,
    _label,
    _name,
)


@cache
def _irregular() -> frozenset[str]:
    return frozenset(words("irregular_plurals"))


@cache
def _not_plural() -> frozenset[str]:
    return frozenset(words("not_plural"))


def is_plural(low: str) -> bool:
    """By form: ``cars``, ``people``; never ``gas``, ``its``, ``focus``."""
    if low in _irregular():
        return True
    if len(low) < 3 or low[-1] != "s" or low[-2:] in ("ss", "us", "is") or low[-2] in "'’":
        return False
    return low not in _not_plural()


# ── spelled out ──────────────────────────────────────────────────────────────────────────

STARTERS = NUMBER_WORDS | frozenset(PLURALS) | {"a", "an", "half", "several"}


def _spelled(tk: Tokens, index: int) -> tuple[Found | None, int]:
    word = tk.low[index]
    if word in _ARTICLES:
        return _article(tk, index)
    if word in PLURALS:
        return _plurals(tk, index)
    if word == "half":
        return _half(tk, index)
    if word == "several":
        skip = 1 + (tk.word(index + 1) in MAGNITUDES)
        return None, index + skip
    return _words(tk, index)


def _article(tk: Tokens, index: int) -> tuple[Found | None, int]:
    """``a million``, ``a dozen``, ``a third of``; ``a few hundred`` is no amount."""
    after = tk.word(index + 1)
    if after in MAGNITUDES and after not in ("mn", "bn", "tn"):
        last = index + 1
        while tk.word(last) in MAGNITUDES:
            last += 1
        value = spelled(tk.low[index:last])
        return (_make(tk, index, last, value) if value else None), last
    if after in ("third", "quarter", "fifth", "tenth") and tk.word(index + 2) == "of":
        if after == "quarter" and tk.word(index + 3) == "a" and tk.word(index + 4) in MAGNITUDES:
            value = MAGNITUDES[tk.word(index + 4)] / 4
            return _make(tk, index, index + 5, value), index + 5
        return _make(tk, index, index + 2, 1 / FRACTIONS[after]), index + 2
    if after in ("few", "couple"):
        return None, index + 3
    return None, index + 1


def _plurals(tk: Tokens, index: int) -> tuple[Found | None, int]:
    """``dozens of``, ``hundreds of thousands of``: the range the words leave open."""
    low, high = PLURALS[tk.low[index]]
    last = index + 1
    while tk.word(last) == "of" and tk.word(last + 1) in PLURALS and last - index < 6:
        scale = PLURALS[tk.word(last + 1)][0]
        low, high, last = low * scale, high * scale, last + 2
    if tk.word(last) != "of" or tk.word(index - 1) in ("the", "in"):
        return None, last
    if tk.word(index - 1) in NUMBER_WORDS or tk.is_number(index - 1):
        return None, last
    found = _make(tk, index, last, low)
    found.high = high
    found.why.append("the span its words leave open")
    return found, last + 1


def _half(tk: Tokens, index: int) -> tuple[Found | None, int]:
    """``half a million`` = 500,000; a plain half is no amount."""
    last = index + 1
    if tk.word(last) in _ARTICLES:
        last += 1
    elif tk.word(last) in DASHES and tk.word(last + 1) in _ARTICLES:
        last += 2
    if tk.word(last) in DASHES:
        last += 1
    if tk.word(last) in MAGNITUDES and last > index + 1:
        return _make(tk, index, last + 1, MAGNITUDES[tk.word(last)] / 2), last + 1
    return None, index + 1


def _words(tk: Tokens, index: int) -> tuple[Found | None, int]:
    """``two hundred and fifty``, ``twenty-five``, ``two-thirds``, ``three and a half``."""
    taken, last = _gather(tk, index)
    if tk.masked[index] or _in_compound_name(tk, index, last):
        return None, last
    if tk.word(last) in DASHES and tk.glued(last):
        after = tk.word(last + 1)
        if after in FRACTIONS and (after != "half" or taken == ["one"]):
            value = (spelled(taken) or 0) / FRACTIONS[after]
            return _make(tk, index, last + 2, value), last + 2
        if after in _ORDINAL_WORDS or after in _set("not_counted"):
            return None, last + 2
    elif tk.word(last) in FRACTIONS and tk.word(last) not in ("quarters", "half", "quarter"):
        if tk.word(last).endswith("s") or tk.word(last + 1) == "of":
            value = (spelled(taken) or 0) / FRACTIONS[tk.word(last)]
            return _make(tk, index, last + 1, value), last + 1
    if tk.word(last) in _ORDINAL_WORDS and tk.word(last) != "second":
        return None, last + 1
    value_or_none = spelled(taken)
    with_half = tk.phrase(last, last + 3) == "and a half"
    if value_or_none is None:
        return None, last
    if not with_half and not _is_amount(tk, index, last, value_or_none):
        return None, last
    found = _make(tk, index, last, value_or_none)
    if with_half:
        found.low = found.high = value_or_none + 0.5
        found.number_last = found.last = last + 3
        found.end = tk.end[last + 2]
    _scaled_half(tk, found)
    return found, found.number_last


def _scaled_half(tk: Tokens, found: Found) -> None:
    """``three and a half million``."""
    scale = MAGNITUDES.get(tk.word(found.number_last))
    if scale and found.number_last < len(tk):
        found.low, found.high = found.low * scale, found.high * scale
        found.number_last += 1
        found.last = found.number_last
        found.end = tk.end[found.number_last - 1]


def _gather(tk: Tokens, index: int) -> tuple[list[str], int]:
    """The words of one spelled-out number and the token behind them."""
    taken = [tk.low[index]]
    last = index + 1
    while last < len(tk):
        word = tk.low[last]
        joined = word in DASHES and tk.glued(last) and tk.glued(last + 1)
        if word in MAGNITUDES:
            taken.append(word)
        elif word in NUMBER_WORDS and spelled([*taken[-3:], word]) is not None:
            if taken[-1] in SMALL:
                break
            taken.append(word)
        elif joined and tk.word(last + 1) in SMALL and taken[-1] in TENS:
            taken.append(tk.low[last + 1])
            last += 1
        elif joined and tk.word(last + 1) in MAGNITUDES:
            taken.append(tk.low[last + 1])
            last += 1
        elif (
            word == "and" and taken[-1] in MAGNITUDES and tk.word(last + 1) in NUMBER_WORDS
            and taken[-1] in ("hundred", "thousand")
        ):  # fmt: skip
            taken.extend(("and", tk.low[last + 1]))
            last += 1
        else:
            break
        last += 1
    return taken, last


def _in_compound_name(tk: Tokens, index: int, last: int) -> bool:
    """``flat-six``, ``Formula One``, ``one-on-one`` …"""
    if tk.glued(index) and tk.raw[index - 1] in DASHES and tk.glued(index - 1):
        return tk.is_word(index - 2)
    if not tk.raw[index][0].isupper() or index == 0 or tk.word(last - 1) in MAGNITUDES:
        return False
    if tk.raw[index - 1] in "\"“‘'(:" or not tk.raw[index - 1][0].isalpha():
        return False
    return tk.raw[index - 1][0].isupper() and not _verbish(tk.low[index - 1])


def _is_amount(tk: Tokens, index: int, last: int, value: float) -> bool:
    """A small spelled-out number counts only before what it counts."""
    before, after = tk.word(index - 1), tk.word(last)
    if value >= 100 or after == "%" or after in ("percent", "per", "pct"):
        return True
    if tk.glued(last) and after in DASHES:
        return tk.is_word(last + 1)
    if value == 0:
        return after in units().words
    if not tk.is_word(last):
        return False
    if after in ("or", "to") and tk.word(last + 1) in NUMBER_WORDS:
        return value > 1
    if value == 1:
        return (
            before not in _set("pronoun_before")
            and after not in _set("pronoun_after")
            and after not in _set("stops")
            and (after in units().words or not is_plural(after))
            and not after.endswith("ly")
        )
    return after not in _set("stops") or after in units().words


def _make(tk: Tokens, first: int, last: int, value: float) -> Found:
    found = _found(tk, first, last, value)
    found.spelled = True
    return found
