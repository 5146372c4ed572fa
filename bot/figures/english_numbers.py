"""Numerals in English running text: where amounts begin, and how much they are."""

from __future__ import annotations

from bot.figures.english_codes import is_code
from bot.figures.english_fractions import added_part, divided, power
from bot.figures.english_numbering import is_numbering
from bot.figures.english_refusals import fraction, is_refused
from bot.figures.english_spelled import POWERS, STARTERS, found_at, proportion, read_words
from bot.figures.english_titles import is_titled
from bot.figures.english_wording import is_plural, singular_follows
from bot.figures.found import Found
from bot.figures.numerals import GLUED, MAGNITUDES, VULGAR, digits, times
from bot.figures.tables import Unit, units, word_set
from bot.figures.tokens import DASHES, Tokens

_EXTENTS = frozenset({"length", "height", "width", "depth", "diameter", "circumference"})
_RAISING = frozenset({"e", "x", "×", "*"})
"""Behind these a power of ten may stand."""
_CODE = 3
"""Letters of a currency's code."""
_MINUS = frozenset({"minus", "negative"})
_RESOLUTIONS = frozenset({2.0, 4.0, 5.0, 6.0, 8.0, 12.0, 16.0})


def number_at(tk: Tokens, index: int) -> tuple[Found | None, int]:
    """The amount whose numeral begins at ``index``, and the token to go on from."""
    if tk.is_number(index):
        return _digits(tk, index)
    word = tk.low[index]
    if word in STARTERS:
        found, after = read_words(tk, index)
        if found is not None and tk.word(index - 1) in _MINUS:
            _sign(tk, found, index)
        return found, after
    if word in VULGAR and not tk.glued(index):
        return found_at(tk, index, index + 1, VULGAR[word]), index + 1
    return None, index + 1


# ── digits ───────────────────────────────────────────────────────────────────────────────


def _digits(tk: Tokens, index: int) -> tuple[Found | None, int]:
    value = digits(tk.raw[index])
    if value is None or tk.masked[index]:
        return None, _past_glued(tk, index)
    if index and tk.raw[index - 1] == "." and tk.glued(index) and not tk.glued(index - 1):
        return _bare_decimal(tk, index)
    money, first = _money_before(tk, index)
    if money is None and (of := proportion(tk, index, index + 1, value)) is not None:
        return of, of.last
    named = tk.glued(index) and money is None and tk.raw[index - 1][0].isalpha()  # "S4E10"
    raised = not named and tk.word(index + 1) in _RAISING and power(tk, index, value)
    if raised:
        found = found_at(tk, first, raised[1] + 1, raised[0])
        found.money = money
        _sign(tk, found, first)
        return found, raised[1] + 1
    touched = (money is None and tk.glued(index)) or tk.glued(index + 1)
    if (
        is_titled(tk, index, money)
        or is_numbering(tk, index, value, money)
        or is_code(tk, index, value, money)
        or is_refused(tk, index, value, money, touched)
    ):
        return None, _past_glued(tk, index)
    value, index = _grown(tk, index, value)
    found = found_at(tk, first, index + 1, value)
    found.mantissa = value
    found.money = money
    _sign(tk, found, first)
    _magnitude(tk, found, index)
    if tk.word(index + 1) == "out" and tk.word(index + 2) == "of" and tk.is_number(index + 3):
        tk.masked[index + 3] = 1  # "3.2 out of 5": what the marks end at
    return found, found.number_last


def _grown(tk: Tokens, index: int, value: float) -> tuple[float, int]:
    """The value and last token of ``1/2``, and of ``100, 000`` as some wires set it."""
    part = fraction(tk, index)
    if part is not None:
        return part, index + 2
    grouped = _spaced_groups(tk, index, value)
    if grouped is not None:
        return grouped
    comma = tk.word(index + 1) == "," and tk.glued(index + 1) and value == int(value)
    if comma and tk.word(index + 2) == "000" and value < 1000:
        tk.masked[index + 2] = 1
        return value * 1000, index + 2
    return value, index


def _bare_decimal(tk: Tokens, index: int) -> tuple[Found | None, int]:
    """``.265``."""
    if not tk.raw[index].isdigit():
        return None, index + 1
    found = found_at(tk, index - 1, index + 1, float(f"0.{tk.raw[index]}"))
    return found, index + 1


def _spaced_groups(tk: Tokens, index: int, value: float) -> tuple[float, int] | None:
    """``1 234 567``, ``10 000 dollars``: thousands set apart by spaces; never ``48 737 MAX``."""
    last = index
    while tk.is_number(last + 1) and len(tk.raw[last + 1]) == 3 and tk.raw[last + 1].isdigit():
        if tk.start[last + 1] - tk.end[last] != 1 or last - index > 4:
            break
        last += 1
    if last == index or not 0 < value < 1000 or not tk.raw[index].isdigit():
        return None
    plain = last - index > 1 or tk.raw[last].endswith("00")
    if not plain and (tk.low[last + 1 : last + 2] or [""])[0] not in units().words:
        return None
    for at in range(index + 1, last + 1):
        value = value * 1000 + int(tk.raw[at])
        tk.masked[at] = 1
    return value, last


def _past_glued(tk: Tokens, index: int) -> int:
    """The next token that is not glued behind this name, date or score."""
    index += 1
    while tk.glued(index) and (tk.is_number(index) or tk.raw[index] in "-/.:–'’"):
        index += 1
    return index


def _money_before(tk: Tokens, index: int) -> tuple[Unit | None, int]:
    """A currency sign or code before the digits, and the token it begins at."""
    table = units()
    prefixes = table.prefixes
    before = index - 1
    if before < 0:
        return None, index
    sign = tk.raw[before]
    if sign not in prefixes and sign != ".":
        return _lettered(tk, index, table.scaled[sign]) if sign in table.scaled else (None, index)
    if sign in prefixes and not sign[0].isalpha():
        if tk.glued(before):
            for head in (tk.raw[before - 1], f"{tk.raw[before - 1]}."):
                if head + sign in prefixes:
                    return prefixes[head + sign], before - 1
            if tk.raw[before - 1] == "." and tk.word(before - 2) == "s":
                return prefixes[sign], max(before - 4, 0)
        elif before and len(tk.raw[before - 1]) == _CODE and tk.raw[before - 1] in prefixes:
            return prefixes[tk.raw[before - 1]], before - 1  # "AUD $1.7 billion"
        return prefixes[sign], before
    if sign == "." and tk.glued(before) and tk.raw[before - 1] in prefixes:
        return prefixes[tk.raw[before - 1]], before - 1
    spaced = tk.end[before] + 1 == tk.start[index] and sign not in ("RM", "yuan", "Yuan")
    if sign in prefixes and (tk.glued(index) or spaced):
        return prefixes[sign], before
    return None, index


def _lettered(tk: Tokens, index: int, money: Unit) -> tuple[Unit | None, int]:
    """``N2.1tn``, ``COP 1.2 trillion``."""
    before = index - 1
    beside = (tk.glued(index) or len(tk.raw[before]) == _CODE) and not tk.glued(before)
    if not beside or not _is_large(tk, index) or _counts_jobs(tk, index + 1):
        return None, index
    return money, before


def _counts_jobs(tk: Tokens, behind: int) -> bool:
    """``N1 million jobs``: nobody pays for so many of what is never bought."""
    at = behind + (tk.word(behind) in MAGNITUDES)
    return tk.word(at) in ("jobs", "people", "workers", "voters", "children")


def _is_large(tk: Tokens, index: int) -> bool:
    """``54.9tn``, ``2 million``, ``5,000``."""
    word = tk.raw[index + 1] if index + 1 < tk.size else ""
    named = word in GLUED and tk.glued(index + 1) and not tk.glued(index + 2)
    return named or "," in tk.raw[index] or word.lower() in MAGNITUDES


def _sign(tk: Tokens, found: Found, first: int) -> None:
    """A minus that stands apart from the word before it."""
    before = first - 1
    if before < 0:
        return
    if tk.low[before] not in _MINUS:
        if not tk.glued(first) or tk.raw[before] not in "-−–+":
            return
        if tk.glued(before) and tk.raw[before - 1] not in "([":
            return
    elif tk.is_number(before - 1) or tk.word(before - 1) == "or":
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
        part = fraction(tk, at) if tk.is_number(at) and found.low < 1000 else None
        if part:
            cents = found.money is not None and _in_cents(tk.raw[index])
            part = part / _HUNDRED if cents else part
            found.low = found.high = found.mantissa = found.low + part
            last = at + 3
    if tk.word(last) == "and" and tk.word(last + 1) == "a" and tk.word(last + 2) == "half":
        found.low = found.high = found.low + 0.5
        last += 3
    scale, last = _scale(tk, found, last)
    if scale == 1 and tk.word(last) in POWERS and tk.word(last + 1) != "of":
        scale, last = POWERS[tk.word(last)], last + 1
        found.ordinal = True
        found.why.append("an ordinal of 1,000 or more: a milestone")
    found.scale = scale
    found.low = found.high = times(found.low, scale)
    if tk.word(last) in ("and", "over") or tk.is_number(last):
        last = _and_more(tk, found, last)
    found.number_last = found.last = last
    found.end = tk.end[last - 1]


def _in_cents(raw: str) -> bool:
    """``$5.27-3/4``: the fraction is of a cent."""
    return raw[-3:-2] == "."


def _and_more(tk: Tokens, found: Found, last: int) -> int:
    """``3 million and a half``, ``1 over 20``, ``4 thousand 3 hundred``; the token behind it."""
    if found.scale == 1:
        of = divided(tk, last, found.low)
        if of is not None:
            found.low = found.high = of[0]
            found.part = True
        return of[1] if of else last
    more = added_part(tk, last, found.scale)
    if more is None and found.scale in (_HUNDRED, 10 * _HUNDRED):
        more = _tail(tk, last, found.scale)
    if more is None:
        return last
    found.low = found.high = found.low + more[0]
    return more[1]


def _tail(tk: Tokens, index: int, scale: float) -> tuple[float, int] | None:
    """``4 thousand 3 hundred and 21``: what is smaller goes on behind hundreds and thousands."""
    at = index + (tk.word(index) == "and")
    value = digits(tk.raw[at]) if tk.is_number(at) else None
    if value is None or not tk.raw[at].isdigit() or not 0 < value < scale:
        return None
    if scale > _HUNDRED and tk.word(at + 1) == "hundred":
        rest = _tail(tk, at + 2, _HUNDRED)
        return value * _HUNDRED + (rest[0] if rest else 0.0), rest[1] if rest else at + 2
    return (value, at + 1) if at > index else None


_HUNDRED = 100.0


def _scale(tk: Tokens, found: Found, last: int) -> tuple[float, int]:
    scale = 1.0
    word = tk.raw[last] if last < tk.size else ""
    if word in GLUED and (tk.glued(last) or _spaced_magnitude(tk, found, last)):
        if _is_magnitude(tk, found, last):
            scale, last = GLUED[word], last + 1
    elif tk.word(last) in DASHES and tk.glued(last) and tk.word(last + 1) in MAGNITUDES:
        last += 1
    while tk.word(last) in MAGNITUDES and scale < 1e15:
        scale *= MAGNITUDES[tk.word(last)]
        last += 1
    if scale == 1 and tk.word(last) == "dozens":
        scale, last = 12.0, last + 1
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
        if _is_event(tk, found) and not (is_plural(after) and after not in word_set("en_tall")):
            return False
        if found.low < 1000 and not word_set("lengths").isdisjoint(tk.low):
            measured = after in word_set("en_tall") or after in word_set("lengths")
            return tk.is_word(last + 1) and is_plural(after) and not measured
        if after in DASHES:
            return tk.word(last + 2) not in word_set("en_tall")
        if _sized(tk, found, last) or (found.low >= _TALL and not is_plural(after)):
            return False
        if after == "in" and tk.word(last + 3) == ":":
            return False  # "1,500m in 3:52.61"
        if after == "in" and tk.word(last + 2) not in _EXTENTS:
            return True  # "1.31m in 2023"
        return after not in word_set("en_tall") and not (
            found.low < 1000 and found.low != int(found.low) and not after
        )
    return True


_WHOSE_RACE = frozenset({"the", "men's", "women's", "men’s", "women’s"})
"""Before "1,500m" no millions but a race."""


def _is_event(tk: Tokens, found: Found) -> bool:
    """``won the 1,500m``: a race, and no millions."""
    raced = f"{found.low:.0f}" in word_set("event_metres")
    return raced and tk.word(found.first - 1) in _WHOSE_RACE


def _sized(tk: Tokens, found: Found, last: int) -> bool:
    """``the 8.2m telescope``, ``a 2.1m wall``: one thing, and no millions of it."""
    one = found.low < _LONGEST and found.low != int(found.low) and tk.is_word(last + 1)
    return one and tk.word(found.first - 1) in _ONE and singular_follows(tk, last + 1)


_LONGEST = 100.0
_TALL = 1000.0
"""So many millions would be a billion: metres."""
_ONE = frozenset({"a", "an", "the", "its", "his", "her"})
