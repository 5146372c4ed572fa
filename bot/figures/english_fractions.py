"""Parts and powers in English numerals: ``and two thirds``, ``one over twenty``, ``1.3x10^6``."""

from __future__ import annotations

from bot.figures.numerals import FRACTIONS, MAGNITUDES, NUMBER_WORDS, SMALL, TENS, digits, spelled
from bot.figures.tokens import DASHES, Tokens

SMALL_PARTS = {
    "twentieth": 20, "thirtieth": 30, "fortieth": 40, "fiftieth": 50, "hundredth": 100,
    "thousandth": 1e3, "millionth": 1e6, "billionth": 1e9, "trillionth": 1e12,
}  # fmt: skip
_LEAST = 1e5
"""From here on "and a half" is of the magnitude: ``3 million and a half``."""
_MOST = 99
"""Largest exponent of a power of ten that is read."""
_RAISED = {"⁰": "0", "¹": "1", "²": "2", "³": "3", "⁴": "4", "⁵": "5", "⁶": "6", "⁷": "7", "⁸": "8",
           "⁹": "9", "⁻": "-"}  # fmt: skip
_EXPONENTS = DASHES | frozenset(_RAISED)
"""What an exponent that is set without ``^`` can begin with."""


def denominator_at(tk: Tokens, index: int) -> tuple[float, int] | None:
    """``thirds``, ``twenty-fifths``, ``a hundredth``: the whole, and the token behind it."""
    word = tk.word(index)
    whole = FRACTIONS.get(word) or SMALL_PARTS.get(word.removesuffix("s"))
    if whole:
        return float(whole), index + 1
    last = index + 1 + (tk.word(index + 1) in DASHES)
    ordinal = FRACTIONS.get(tk.word(last), 0)
    if word in TENS and 2 < ordinal < 10 and tk.word(last) not in ("quarter", "quarters"):
        return float(TENS[word] + ordinal), last + 1
    return None


def added_part(tk: Tokens, index: int, scale: float) -> tuple[float, int] | None:
    """``and a half``, ``and two thirds`` at ``index``, behind a number of this last magnitude;
    what it adds, and the token behind it. Never ``and a third of them``."""
    if tk.word(index) != "and":
        return None
    word = tk.word(index + 1)
    top = 1 if word in ("a", "an") else SMALL.get(word, 0)
    of = denominator_at(tk, index + 2) if top else None
    if of is None:
        return None
    whole, last = of
    part = top / whole
    if tk.word(last) in MAGNITUDES and scale > 1:
        return part * MAGNITUDES[tk.word(last)], last + 1
    goes_on = tk.is_word(last) and not tk.is_stop(last)
    goes_on = goes_on and tk.low[last] not in MAGNITUDES
    if tk.word(last) == "of" or (goes_on and whole not in (2, 4)):
        return None
    return part * (scale if scale >= _LEAST else 1.0), last


_WHOLE = frozenset({*NUMBER_WORDS, *MAGNITUDES, "and", *DASHES})
_WORDS = 8


def divided(tk: Tokens, index: int, top: float) -> tuple[float, int] | None:
    """``one over twenty``, ``1 over 3``: where nothing is counted behind it."""
    if tk.word(index) != "over":
        return None
    last = index + 1
    if tk.is_number(last):
        whole, last = digits(tk.raw[last]) or 0.0, last + 1
    else:
        first = last
        while tk.word(last) in _WHOLE and last - first < _WORDS:
            last += 1
        named = [word for word in tk.low[first:last] if word not in DASHES]
        whole = (spelled(named) if named and named[0] in NUMBER_WORDS else None) or 0.0
    ends = not tk.is_word(last) and tk.word(last) != "%" and tk.word(last) not in DASHES
    return (top / whole, last) if ends and 0 < top < whole else None


def power(tk: Tokens, index: int, value: float) -> tuple[float, int] | None:
    """``1.3x10^6``, ``2.48 × 10−5``, ``6.2×10⁻⁴``, ``4e14`` at its first digits: the amount, and
    its last token."""
    after = tk.raw[index + 1] if index + 1 < tk.size else ""
    if after in ("e", "E"):
        at = index + 2
        exponent, last = _exponent(tk, at) if tk.glued(index + 1) and tk.glued(at) else (None, 0)
    elif after in ("x", "X", "×", "*") and tk.word(index + 2) == "10":
        at = index + 3
        raised = tk.word(at) == "^" or (tk.glued(at) and tk.word(at) in _EXPONENTS)
        exponent, last = _exponent(tk, at + (tk.word(at) == "^")) if raised else (None, 0)
    else:
        return None
    if exponent is None or abs(exponent) > _MOST:
        return None
    for masked in range(index + 1, last + 1):
        tk.masked[masked] = 1
    return float(f"{value}e{exponent}"), last


def _exponent(tk: Tokens, index: int) -> tuple[int | None, int]:
    """``6``, ``-4``, ``⁻⁴``, and its last token."""
    minus = tk.word(index) in DASHES or tk.word(index) == "⁻"
    at = index + minus
    raw = _RAISED.get(tk.word(at), tk.word(at))
    if not raw.isascii() or not raw.isdigit() or len(raw) > 2 or not tk.glued(at):
        return None, index
    return (-int(raw) if minus else int(raw)), at
