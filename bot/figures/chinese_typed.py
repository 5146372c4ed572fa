"""A text that is a number and hardly more, as one types it or as a table holds it.

In a sentence 一只 is an article, 3/5 may be a date and white space may end a clause; where no
other word stands in the text, none of these readings is left and everything written counts:
``三 百 五 又 三 分之 一``, ``2.79e-1``, ``-2.5 M``, ``1 3/5``, ``2^-1``.
"""

from __future__ import annotations

import re
from contextlib import suppress
from functools import cache

from bot.figures.chinese_numerals import BIG, DIGIT, PLACE, new_found
from bot.figures.found import Found
from bot.figures.numerals import MAX_DIGITS, times
from bot.figures.tables import any_of, units

MAX_TYPED = 120
_NUMERAL = rf"[\d{DIGIT}{PLACE}{BIG}]"
_LETTERS = r"(?<=[\d.])\s*(?:[kKmMgGtT](?![a-zA-Z])|[eE](?=[+\-]?\d))"
_JOINED = r"[\s,，、.;+\-^/点又半数几多余来负和]|分\s*之|[成折%打双对倍]|个?\s*百\s*分\s*[点比]"
_TYPED = re.compile(rf"[“\"'‘]?(?:{_NUMERAL}|{_LETTERS}|{_JOINED}|[”\"'’“‘])+[。.]?")
_HAN = re.compile("[\u4e00-\u9fff]")
_FRACTION = r"(?:(?P<whole>\d{1,12})\s)?(?P<top>\d{1,12})/(?P<bottom>\d{1,12})(?![\d/])"
_POWER = r"(?P<base>\d{1,9}(?:\.\d{1,9})?)\^(?P<way>[+-]{0,3})(?P<exponent>\d{1,3})"
_SCIENCE = r"(?P<science>\d{1,15}(?:\.\d{1,15})?[eE][+-]?\d{1,3})"
_POINT = r"(?P<point>\.\d{1,15})(?!\d|\.\d)"
_LETTER = r"(?P<scaled>\d{1,12}(?:\.\d{1,12})?)\s?(?P<letter>[kKmMgGtT])(?![a-zA-Z\u4e00-\u9fff])"
_EXPRESSION = re.compile(
    rf"(?<![\d.之])(?P<sign>(?<!\d)-)?(?:{_FRACTION}|{_POWER}|{_SCIENCE}|{_POINT}|{_LETTER})"
)
_ONE = re.compile(rf"\s*-?(?:{_FRACTION}|{_POWER}|{_SCIENCE}|{_POINT}|{_LETTER})\s*")
_SCALES = {"k": 1e3, "m": 1e6, "g": 1e9, "t": 1e12}
_SPACE = re.compile(r"\s+")


def is_expression(text: str) -> bool:
    """Whether a text of any script is one such expression and nothing else: ``2.5e3``, ``-1/2``."""
    return len(text) <= MAX_DIGITS and _ONE.fullmatch(text) is not None


@cache
def _one_measure() -> re.Pattern[str]:
    """One numeral and one measure word."""
    every = any_of(word for word in units().zh if len(word) <= 3)
    return re.compile(rf"\s*[{DIGIT}{PLACE}{BIG}]{{1,12}}(?:{every})\s*")


def is_typed(text: str) -> bool:
    """Whether a normalised segment holds numerals and what joins numerals, no other word."""
    if len(text) > MAX_TYPED or text.isspace():
        return False
    if _TYPED.fullmatch(text) is not None:
        return True
    return len(text) <= MAX_DIGITS and _one_measure().fullmatch(text) is not None


def squeezed(text: str) -> tuple[str, list[int]]:
    """The text without the white space inside numerals, and where each character stood.

    Between two numbers in digits white space parts them, and between a number in digits and
    one in characters; a tenth's digits (``7 2 折``) belong together.
    """
    keep = [True] * len(text)
    for space in _SPACE.finditer(text):
        before, after = text[space.start() - 1 : space.start()], text[space.end() : space.end() + 1]
        tenths = before.isdigit() and re.fullmatch(r"\d\s?折", text[space.end() :]) is not None
        han = _HAN.match(before) or _HAN.match(after) or not after or not before
        letter = before.isdigit() and after in "kKmMgGtT%"
        parts = before.isascii() and before.isdigit() and after in DIGIT
        if tenths or letter or (han and not parts):
            keep[space.start() : space.end()] = [False] * len(space.group())
        else:
            keep[space.start() + 1 : space.end()] = [False] * (len(space.group()) - 1)
    places = [at for at, kept in enumerate(keep) if kept]
    return "".join(text[at] for at in places), [*places, len(text)]


def expressions(text: str) -> list[Found]:
    """Fractions with a slash, powers, exponents, bare decimals and letters for magnitudes."""
    result = []
    for match in _EXPRESSION.finditer(text):
        value: float | None = None
        with suppress(OverflowError, ZeroDivisionError):
            value = _value(match)
        if value is not None:
            value = -value if match["sign"] else value
            found = new_found(match.start(), match.end(), value)
            found.why.append("an expression that stands alone")
            result.append(found)
    return result


def _value(match: re.Match[str]) -> float | None:
    if match["bottom"]:
        return float(match["whole"] or 0) + float(match["top"]) / float(match["bottom"])
    if match["base"]:
        way = -1 if match["way"].count("-") % 2 else 1
        return float(float(match["base"]) ** (way * int(match["exponent"])))
    if match["science"]:
        return float(match["science"])
    if match["point"]:
        return float("0" + match["point"])
    return times(float(match["scaled"]), _SCALES[match["letter"].lower()])
