"""English numbers in words: ``two hundred and fifty``, ``half a million``, ``dozens of``."""

from __future__ import annotations

from bot.figures.english_counting import in_compound_name, is_amount
from bot.figures.english_fractions import SMALL_PARTS, added_part, denominator_at, divided
from bot.figures.english_titles import begins_name, title_end
from bot.figures.found import Found
from bot.figures.numerals import (
    FRACTIONS,
    MAGNITUDES,
    NUMBER_WORDS,
    PLURALS,
    SMALL,
    TENS,
    digits,
    spelled,
    times,
)
from bot.figures.tables import units, word_set
from bot.figures.tokens import DASHES, Tokens

_ORDINAL_WORDS = frozenset(
    {"first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"}
)
_ARTICLES = frozenset({"a", "an"})
_FOLD = {f"{word}fold": float(value) for word, value in (SMALL | TENS | {"hundred": 100}).items()}
STARTERS = NUMBER_WORDS | frozenset(PLURALS) | frozenset(_FOLD) | {"a", "an", "half", "several"}


def read_words(tk: Tokens, index: int) -> tuple[Found | None, int]:
    word = tk.low[index]
    if word in _ARTICLES:
        return _article(tk, index)
    if word in PLURALS:
        return _plurals(tk, index)
    if word == "half":
        titled = title_end(tk, index)
        return (None, titled) if titled else _half(tk, index)
    if word in _FOLD:
        found = _make(tk, index, index + 1, _FOLD[word])
        found.known, found.unit = units().by_id["times"], "times"
        return found, index + 1
    if word == "several":
        skip = 1 + (tk.word(index + 1) in MAGNITUDES)
        return None, index + skip
    return _words(tk, index)


def _article(tk: Tokens, index: int) -> tuple[Found | None, int]:
    """``a million``, ``a dozen``, ``a third of``; ``a few hundred`` is no amount."""
    after = tk.word(index + 1)
    if after not in BEHIND_ARTICLE:
        return None, index + 1
    if after in MAGNITUDES and after not in ("mn", "bn", "tn"):
        last = index + 1
        while tk.word(last) in MAGNITUDES:
            last += 1
        if tk.word(last) == "and" and tk.word(last + 1) in NUMBER_WORDS and after == "hundred":
            rest, end = _gather(tk, last + 1)
            if spelled([*tk.low[index:last], "and", *rest]):
                return _make(tk, index, end, 100 + (spelled(rest) or 0)), end
        value = spelled(tk.low[index:last])
        return (_make(tk, index, last, value) if value else None), last
    if after in ("few", "couple"):
        return None, index + 3
    return _article_part(tk, index, after)


def _article_part(tk: Tokens, index: int, after: str) -> tuple[Found | None, int]:
    """``a third of``, ``a quarter of a million``, ``a thousandth of``, ``a quarter point``."""
    if after in _PARTS and _is_part(tk, index):
        if after == "quarter" and tk.word(index + 3) == "a" and tk.word(index + 4) in MAGNITUDES:
            value = MAGNITUDES[tk.word(index + 4)] / 4
            return _make(tk, index, index + 5, value), index + 5
        return _part(_make(tk, index, index + 2, 1 / FRACTIONS[after])), index + 2
    if after.endswith("th") and (small := denominator_at(tk, index + 1)):
        alone = small[1] == tk.size and not index
        if alone or (tk.word(small[1]) == "of" and small[0] >= _THOUSANDTH):
            return _part(_make(tk, index, small[1], 1 / small[0])), small[1]
    if after in ("half", "quarter") and tk.word(index + 2) in MAGNITUDES:
        value = MAGNITUDES[tk.word(index + 2)] / FRACTIONS[after]
        return _make(tk, index, index + 3, value), index + 3
    if after in FRACTIONS and index == 0 and tk.size == 2:
        return _part(_make(tk, index, 2, 1 / FRACTIONS[after])), 2
    if after in _POINTS:
        return _points(tk, index + 1)
    return None, index + 1


BEHIND_ARTICLE = frozenset({*MAGNITUDES, *FRACTIONS, *SMALL_PARTS, "few", "couple"})
_THOUSANDTH = 1000.0


def _points(tk: Tokens, index: int) -> tuple[Found | None, int]:
    """``a quarter point``, ``half-point``: of a per cent, as rates are told."""
    at = index + 1 + (tk.word(index + 1) in DASHES)
    at += tk.word(at) in ("a", "percentage")
    at += tk.word(at) == "percentage"
    if tk.word(at) not in ("point", "points"):
        return None, index + 1
    found = _make(tk, index, index + 1, _POINTS[tk.low[index]])
    found.measure(units().by_id["percentage points"], at + 1, "a part of a point")
    found.number_last = at + 1
    found.end = tk.end[at]
    return found, at + 1


_POINTS = {"half": 0.5, "quarter": 0.25}
_BEFORE_PART = frozenset({"by", "than", "nearly", "almost", "about", "around", "roughly", "over"})
_PARTS = frozenset({"third", "quarter", "fifth", "tenth"})


def _is_part(tk: Tokens, index: int) -> bool:
    """``a third of``, ``by a quarter``, ``a fifth more``; never ``a third quarter``."""
    behind = tk.word(index + 2)
    if behind == "of":
        return True
    compared = word_set("en_comparative_up"), word_set("en_comparative_down")
    if behind in ("full", "empty") or any(behind in words for words in compared):
        return True
    ends = not tk.is_word(index + 2) or behind in word_set("stops")
    before = tk.word(index - 1)
    moved = before in word_set("up") or before in word_set("down")
    return ends and (moved or before in _BEFORE_PART)


def _plurals(tk: Tokens, index: int) -> tuple[Found | None, int]:
    """``dozens of``, ``hundreds of thousands of``: the range the words leave open."""
    low, high = PLURALS[tk.low[index]]
    last = index + 1
    while tk.word(last) == "of" and tk.word(last + 1) in PLURALS and last - index < 6:
        scale = PLURALS[tk.word(last + 1)][0]
        low, high, last = low * scale, high * scale, last + 2
    before, of = tk.word(index - 1), tk.word(last) == "of"
    if before in ("the", "in", "by") or before in NUMBER_WORDS or tk.is_number(index - 1):
        return None, last
    if not of and not _counts_who(tk, index, last):
        return None, last
    found = _make(tk, index, last, low)
    found.high = high
    found.number_last = found.last = last + of
    found.why.append("the span its words leave open")
    return found, last + of


def _counts_who(tk: Tokens, index: int, last: int) -> bool:
    """``thousands marched``, ``dozens more were hurt``, ``killed hundreds``: no "of" behind."""
    after = tk.word(last)
    if after == "more" and tk.word(last + 1) != "than":
        return True
    if after in word_set("past") or (after.endswith("ed") and after not in word_set("no_deeds")):
        return True
    if not index and after in word_set("stranded"):
        return True  # "Dozens Hurt as Trams Collide"
    ends = not tk.is_word(last) or after in word_set("stops") or after in word_set("stranded")
    return (ends and tk.word(index - 1) in word_set("tolls")) or after in ("are", "have")


def _half(tk: Tokens, index: int) -> tuple[Found | None, int]:
    """``half a million`` = 500,000; a plain half is no amount."""
    last = index + 1
    if tk.word(last) in _ARTICLES:
        last += 1
    elif tk.word(last) in DASHES and tk.word(last + 1) in _ARTICLES:
        last += 2
    if tk.word(last) in DASHES:
        last += 1
    if tk.word(last) in MAGNITUDES and tk.word(index - 1) not in ("and", "a", "in"):
        return _make(tk, index, last + 1, MAGNITUDES[tk.word(last)] / 2), last + 1
    return None, index + 1


def proportion(tk: Tokens, index: int, last: int, part: float) -> Found | None:
    """``one in five``, ``4 in 10``, ``a 1-in-43 chance``, ``two out of three``."""
    if tk.word(last) not in _BEFORE_WHOLE:
        return None
    if tk.word(index - 1) in _RANKS or (tk.word(index - 1) == "." and tk.word(index - 2) == "no"):
        return None
    dash = tk.word(last) in DASHES and tk.glued(last)
    at = last + dash
    every = tk.word(at + 1) in ("every", "each")
    if tk.word(at) == "out" and tk.word(at + 1) == "of":
        at += 1
    elif tk.word(at) != "in" and not (tk.word(at) == "of" and every):
        return None
    at += 1 + (dash and tk.word(at + 1) in DASHES)
    at += tk.word(at) in ("every", "each")
    if tk.is_number(at):
        whole, end = digits(tk.raw[at]), at + 1
    elif tk.word(at) in NUMBER_WORDS:
        taken, end = _gather(tk, at)
        whole = spelled(taken)
    else:
        return None
    if whole is None or not 0 < part < whole or part != int(part) or whole != int(whole):
        return None
    out = tk.word(last) == "out" or whole in (20, 50, 100, 1000)
    if part > 1 and not dash and not every and whole > 10 and not out:
        return None
    after = tk.word(end)
    unit = units().words.get(after)
    timed = unit is not None and not unit.counted
    if timed or after in MAGNITUDES or after in DASHES or 1900 <= whole < 2100:
        return None
    found = _make(tk, index, end, part / whole)
    return _part(found)


_BEFORE_WHOLE = DASHES | {"in", "of", "out"}
_RANKS = frozenset({"no", "number", "#", "rank", "ranks", "ranked", "ranking"})
"""Behind these a number is a place: ``No. 1 in 93 countries``."""


def _part(found: Found) -> Found:
    found.part = True
    found.why.append("a part of a whole")
    return found


def _words(tk: Tokens, index: int) -> tuple[Found | None, int]:
    """``two hundred and fifty``, ``twenty-five``, ``two-thirds``, ``three and a half``."""
    taken, last = _gather(tk, index)
    if titled := title_end(tk, index):
        return None, titled
    if begins_name(tk, index, last):
        return None, last
    if tk.masked[index] or in_compound_name(tk, index, last):
        return None, last
    if tk.word(last) in ("in", "out", "of") or tk.word(last + 1) == "in":
        of = proportion(tk, index, last, spelled(taken) or 0)
        if of is not None:
            return of, of.last
    if tk.word(last) in DASHES and tk.glued(last):
        after = tk.word(last + 1)
        if after in FRACTIONS and (after != "half" or taken == ["one"]):
            value = (spelled(taken) or 0) / FRACTIONS[after]
            return _part(_make(tk, index, last + 2, value)), last + 2
        if after in POWERS:
            return _milestone(tk, index, last, taken)
        if after in _ORDINAL_WORDS or after in word_set("not_counted"):
            return None, last + 2
    elif _is_fraction(tk, last) or _ends_with_part(tk, last):
        value = (spelled(taken) or 0) / FRACTIONS[tk.word(last)]
        return _part(_make(tk, index, last + 1, value)), last + 1
    if over := divided(tk, last, spelled(taken) or 0):
        return _part(_make(tk, index, over[1], over[0])), over[1]
    of_many = denominator_at(tk, last) if tk.word(last) in TENS else None
    if of_many and (taken == ["one"] or tk.low[of_many[1] - 1].endswith("s")):
        value = (spelled(taken) or 0) / of_many[0]
        return _part(_make(tk, index, of_many[1], value)), of_many[1]
    if tk.word(last) in _ORDINAL_WORDS and tk.word(last) != "second":
        return None, last + 1
    value_or_none = spelled(taken)
    if value_or_none is None:
        return None, last
    rest, behind = _rest(tk, last)
    if not rest and not is_amount(tk, index, last, value_or_none):
        return None, last
    found = _make(tk, index, behind, value_or_none + rest)
    _scaled_half(tk, found)
    return found, found.number_last


def _rest(tk: Tokens, last: int) -> tuple[float, int]:
    """What is added behind whole words, ``and a half``, ``point seven five``, and the token
    behind it."""
    if added := added_part(tk, last, MAGNITUDES.get(tk.word(last - 1), 1.0)):
        return added
    at = last + 1
    if tk.word(last) != "point" or tk.word(at) not in NUMBER_WORDS:
        return 0.0, last
    decimals = ""
    while tk.word(at) in NUMBER_WORDS and len(decimals) < _MAX_DECIMALS:
        taken, at = _gather(tk, at)
        decimals += f"{spelled(taken) or 0:.0f}"
    return float(f"0.{decimals}"), at


_MAX_DECIMALS = 9
POWERS = {"hundredth": 1e2, "thousandth": 1e3, "millionth": 1e6, "billionth": 1e9}


def _milestone(tk: Tokens, index: int, last: int, taken: list[str]) -> tuple[Found | None, int]:
    """``ten-thousandth``: an ordinal of 1,000 or more."""
    value = (spelled(taken) or 0) * POWERS[tk.word(last + 1)]
    if value < 1000:
        return None, last + 2
    found = _make(tk, index, last + 2, value)
    found.ordinal = True
    found.why.append("an ordinal of 1,000 or more: a milestone")
    return found, last + 2


_EIGHTHS = frozenset(
    {"quarters", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"}
)
"""With nothing behind them they are parts: ``one eighth``, ``three quarters``."""


def _ends_with_part(tk: Tokens, last: int) -> bool:
    """``exactly one sixth.``"""
    if tk.word(last) not in _EIGHTHS:
        return False
    return last + 1 == tk.size or (tk.raw[last + 1] in ".;" and tk.low[last] != "quarters")


def _is_fraction(tk: Tokens, index: int) -> bool:
    """``two thirds``, ``one fifth of``; quarters may be of the year."""
    word = tk.word(index)
    if word == "quarters" and tk.word(index - 1) == "three" and tk.word(index + 1) == "of":
        return tk.word(index + 2) not in word_set("of_quarters")
    if word not in FRACTIONS or word in ("quarters", "half"):
        return False
    more = tk.word(index + 1)
    if more in word_set("en_comparative_up") or more in word_set("en_comparative_down"):
        return tk.word(index + 2) == "than"  # "one fifth more than"
    return word != "quarter" and (word.endswith("s") or more == "of")


def _scaled_half(tk: Tokens, found: Found) -> None:
    """``three and a half million``."""
    scale = MAGNITUDES.get(tk.word(found.number_last))
    if scale and found.number_last < tk.size:
        found.low, found.high = times(found.low, scale), times(found.high, scale)
        found.number_last += 1
        found.last = found.number_last
        found.end = tk.end[found.number_last - 1]


def _gather(tk: Tokens, index: int) -> tuple[list[str], int]:
    """The words of one spelled-out number and the token behind them."""
    taken = [tk.low[index]]
    last = index + 1
    while last < tk.size:
        word = tk.low[last]
        joined = word in DASHES and tk.glued(last) and tk.glued(last + 1)
        if word in MAGNITUDES or word == "dozens":
            taken.append(word.removesuffix("s") if word == "dozens" else word)
        elif word in NUMBER_WORDS and spelled([*taken[-3:], word]) is not None:
            if taken[-1] in SMALL:
                break
            taken.append(word)
        elif (joined and tk.word(last + 1) in SMALL and taken[-1] in TENS) or (
            joined and tk.word(last + 1) in MAGNITUDES
        ):
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


def _make(tk: Tokens, first: int, last: int, value: float) -> Found:
    found = found_at(tk, first, last, value)
    found.spelled = True
    return found


def found_at(tk: Tokens, first: int, last: int, value: float, high: float | None = None) -> Found:
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
