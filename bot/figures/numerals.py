"""Reading one numeral: digits with separators, spelled-out English, Chinese numerals.

Every function takes text that is a numeral as a whole; finding numerals in running text is
the business of :mod:`bot.figures.english` and :mod:`bot.figures.chinese`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

MAX_DIGITS = 40
"""Longer runs of digits are identifiers, not amounts."""

_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_INDIAN = re.compile(r"\d{1,2}(?:,\d\d)+,\d{3}(?:\.\d+)?")
_PLAIN = re.compile(r"\d+(?:\.\d+)?")
_DECIMAL_COMMA = re.compile(r"\d+,\d{1,2}")


_READ: dict[str, float] = {}
"""Numbers read before: a title's stand in its text again."""
_MAX_READ = 10_000


def digits(text: str) -> float | None:
    """``17,400`` → 17400, ``3,924.5`` → 3924.5; ``None``: a version, a list, an identifier."""
    known = _READ.get(text)
    if known is not None:
        return known
    value = _digits(text)
    if value is not None:
        if len(_READ) >= _MAX_READ:
            _READ.clear()
        _READ[text] = value
    return value


def _digits(text: str) -> float | None:
    if len(text) > MAX_DIGITS:
        return None
    if text.isdecimal():
        return float(text)
    if "," not in text:
        return float(text) if _PLAIN.fullmatch(text) else None
    if _GROUPED.fullmatch(text) or _INDIAN.fullmatch(text):
        return float(text.replace(",", ""))
    if _DECIMAL_COMMA.fullmatch(text):
        return float(text.replace(",", "."))
    return None


def times(value: float, scale: float) -> float:
    """``20.99`` × 10,000 is 209,900 and not a hair less, as decimal readers expect."""
    product = value * scale
    if product % 1.0 == 0.0 and -_EXACT < product < _EXACT:
        return product
    parts = product * 1000.0
    if parts % 1.0 == 0.0 and -_EXACT < parts < _EXACT and parts / 1000.0 == product:
        return product  # with three decimals at most it is exact, and 13 digits change nothing
    return float(f"{product:.13g}")


_EXACT = 1e13
"""Below it, whole numbers have no more digits than that."""


# ── English ──────────────────────────────────────────────────────────────────────────────

_UNITS = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
    *("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen"),
    *("eighteen", "nineteen"),
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
SMALL = {word: value for value, word in enumerate(_UNITS)}
TENS = {word: 10 * value for value, word in enumerate(_TENS, start=2)}
TENS["fourty"] = 40
_DIGIT_WORDS = frozenset(_UNITS[1:10])
"""What may stand behind a ten: twenty-one to twenty-nine."""
MAGNITUDES = {
    "hundred": 1e2,
    "thousand": 1e3,
    "lakh": 1e5,
    "lakhs": 1e5,
    "million": 1e6,
    "mln": 1e6,
    "mn": 1e6,
    "crore": 1e7,
    "crores": 1e7,
    "billion": 1e9,
    "bln": 1e9,
    "bn": 1e9,
    "trillion": 1e12,
    "trn": 1e12,
    "tn": 1e12,
    "tln": 1e12,
    "quadrillion": 1e15,
    "dozen": 12.0,
}
GLUED = {
    "mil": 1e6,
    "k": 1e3,
    "K": 1e3,
    "m": 1e6,
    "M": 1e6,
    "mn": 1e6,
    "mln": 1e6,
    "MM": 1e6,
    "mm": 1e6,
    "b": 1e9,
    "B": 1e9,
    "bn": 1e9,
    "Bn": 1e9,
    "BN": 1e9,
    "bln": 1e9,
    "t": 1e12,
    "T": 1e12,
    "tn": 1e12,
    "trn": 1e12,
    "Tn": 1e12,
    "cr": 1e7,
}
"""Magnitudes glued to digits, case-sensitive; ``m``, ``t`` and ``mm`` may be units instead."""
PLURALS = {
    "dozens": (12.0, 120.0),
    "tens": (10.0, 100.0),
    "hundreds": (1e2, 1e3),
    "thousands": (1e3, 1e4),
    "millions": (1e6, 1e7),
    "billions": (1e9, 1e10),
    "trillions": (1e12, 1e13),
    "lakhs": (1e5, 1e6),
    "crores": (1e7, 1e8),
}
FRACTIONS = {
    "half": 2,
    "halves": 2,
    "third": 3,
    "thirds": 3,
    "quarter": 4,
    "quarters": 4,
    "fourth": 4,
    "fourths": 4,
    "fifth": 5,
    "fifths": 5,
    "sixth": 6,
    "sixths": 6,
    "seventh": 7,
    "sevenths": 7,
    "eighth": 8,
    "eighths": 8,
    "ninth": 9,
    "ninths": 9,
    "tenth": 10,
    "tenths": 10,
    "hundredth": 100,
    "hundredths": 100,
}
VULGAR = {
    "½": 0.5,
    "¼": 0.25,
    "¾": 0.75,
    "⅓": 1 / 3,
    "⅔": 2 / 3,
    "⅕": 0.2,
    "⅛": 0.125,
    "⅜": 0.375,
    "⅖": 0.4,
    "⅗": 0.6,
    "⅘": 0.8,
    "⅙": 1 / 6,
    "⅚": 5 / 6,
    "⅝": 0.625,
    "⅞": 0.875,
}

NUMBER_WORDS = frozenset(SMALL) | frozenset(TENS)


def spelled(words: Sequence[str]) -> float | None:
    """``two hundred and fifty thousand`` → 250000; ``None`` when the words are no number.

    ``a`` counts as one before a magnitude; ``and`` joins.
    """
    total = current = 0.0
    last = ""
    for word in words:
        if word in SMALL or word in TENS:
            if last in SMALL or (last in TENS and (word in TENS or word not in _DIGIT_WORDS)):
                return None
            current += SMALL.get(word, TENS.get(word, 0))
        elif word in ("a", "an"):
            current += 1
        elif word in ("hundred", "dozen"):
            current = (current or 1) * MAGNITUDES[word]
        elif word in MAGNITUDES and last in MAGNITUDES and not current:
            total *= MAGNITUDES[word]  # "three lakh crore"
        elif word in MAGNITUDES:
            total += (current or 1) * MAGNITUDES[word]
            current = 0.0
        elif word != "and":
            return None
        last = word
    return total + current


# ── Chinese ──────────────────────────────────────────────────────────────────────────────

ZH_DIGITS = {
    char: value
    for value, chars in enumerate(
        (
            "零〇○洞",
            "一壹弌幺",
            "二贰弐两俩",
            "三叁仨",
            "四肆",
            "五伍",
            "六陆",
            "七柒",
            "八捌",
            "九玖",
        )
    )
    for char in chars
}
ZH_TENS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
ZH_SHORT = {"廿": 20, "卅": 30}
ZH_BIG = {"万": 10**4, "亿": 10**8, "兆": 10**12}


def chinese(text: str) -> float | None:
    """``三百五十万`` → 3500000, ``1.2万亿`` → 1.2e12, ``二点五`` → 2.5; else ``None``.

    A last digit after a magnitude is short for its next place: ``三万五`` is 35,000.
    """
    if not text or len(text) > MAX_DIGITS:
        return None
    whole, dot, part = text.partition("点")
    if dot and part:
        return _with_decimals(whole, part)
    return _whole(text)


def _with_decimals(whole: str, part: str) -> float | None:
    """Decimals are read digit by digit; a magnitude may follow them (``三点五亿``)."""
    decimals = ""
    for char in part:
        if char in ZH_DIGITS:
            decimals += str(ZH_DIGITS[char])
        elif char.isascii() and char.isdigit():
            decimals += char
        else:
            break
    if not decimals:
        return None
    head = _whole(whole) if whole else 0.0
    rest = part[len(decimals) :]
    scale = 1.0
    for char in rest:
        factor = ZH_BIG.get(char) or ZH_TENS.get(char)
        if factor is None:
            return None
        scale *= factor
    return None if head is None else float(f"{head:.0f}.{decimals}") * scale


_ARABIC = re.compile(r"\d[\d,]*(?:\.\d+)?")


def _whole(text: str) -> float | None:
    if all(char in ZH_DIGITS for char in text):
        return float("".join(str(ZH_DIGITS[char]) for char in text))
    total = section = 0.0
    digit: float | None = None
    place = 1.0
    position = 0
    zero = False
    while position < len(text):
        char = text[position]
        arabic = _ARABIC.match(text, position) if char.isascii() else None
        if arabic:
            value = digits(arabic.group().rstrip(","))
            if value is None or digit:
                return None
            zero = zero or digit == 0
            digit, position = value, arabic.end()
            continue
        if char in ZH_DIGITS:
            digit = 10 * (digit or 0) + ZH_DIGITS[char] if digit else float(ZH_DIGITS[char])
            zero = zero or ZH_DIGITS[char] == 0
        elif char in ZH_TENS:
            place = float(ZH_TENS[char])
            section += (1.0 if digit is None or digit == 0 else digit) * place
            digit, zero = None, False
        elif char in ZH_SHORT:
            section += ZH_SHORT[char]
            digit, place = None, 10.0
        elif char in ZH_BIG:
            place = float(ZH_BIG[char])
            section += digit or 0.0
            if section == 0 and total == 0:
                section = 1.0
            if total and (total < place or (digit is None and text[position - 1] in ZH_BIG)):
                total, section = (total + section) * place, 0.0
            else:
                total, section = total + section * place, 0.0
            digit, zero = None, False
        elif char == "半":
            return (total + section + (digit or 0.0)) + 0.5 if position == len(text) - 1 else None
        else:
            return None
        position += 1
    if digit is not None:
        short = place > 1 and not zero and digit < 10
        section += digit * place / 10 if short and place > 10 else digit
    return total + section


def groups(text: str) -> bool:
    """Whether digits are grouped by commas: an amount, never a year or a model."""
    return _GROUPED.fullmatch(text) is not None or _INDIAN.fullmatch(text) is not None
