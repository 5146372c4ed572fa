"""Digits of scores and times in Chinese text: 0比3, 3:0, 10:30, 2-1, 3胜2平."""

from __future__ import annotations

import re

from bot.figures.chinese_numerals import NUMERAL
from bot.figures.chinese_units import unit_at
from bot.figures.numerals import digits

_OF_SCORES = frozenset("比:：/+·×")
_TALLY = frozenset("胜负平败")
_JOINTS = frozenset("-–—") | _OF_SCORES | _TALLY


def is_score(text: str, match: re.Match[str]) -> bool:
    """0比3, 3:0, 10:30, 2-1, 7/9, 3胜2平."""
    start, end = match.start("ar"), match.end("ar")
    after, before = text[end : end + 2], text[max(start - 2, 0) : start]
    if after[:1] not in _JOINTS and before[-1:] not in _JOINTS:
        return False
    if after[:1] in _OF_SCORES and after[1:].isdigit():
        return True
    if before[-1:] in _OF_SCORES and before[:-1].isdigit():
        return True
    if after[:1] in _TALLY and (after[1:].isdigit() or before[1:] in _TALLY):
        return True
    for joint in "-–":
        if after[:1] == joint and after[1:2].isdigit():
            other = NUMERAL.match(text, end + 1)
            return bool(other and other["ar"] and _falls(text, match["ar"], other))
        if before[-1:] == joint and before[-2:-1].isdigit():
            first = re.search(r"\d+$", text[: start - 1][-12:])
            return bool(first and not match["mag"] and _falls(text, first.group(), match))
    return False


_LIST = re.compile(r"(?<![A-Za-z\d./×第-])\d[\d,]*(?:\.\d+)?(?:(?P<by>[/×])\d[\d,]*(?:\.\d+)?)+")
_SCALES = ("万", "亿")


def is_listed(text: str, match: re.Match[str]) -> bool:
    """12.1/15.6/19.8亿元, 4885×1960×1483毫米: numbers that share the unit of the last."""
    start, end = match.span("ar")
    if text[start - 1 : start] not in ("/", "×") and text[end : end + 1] not in ("/", "×"):
        return False
    begin = max(start - 48, 0)
    chain = next(
        (each for each in _LIST.finditer(text, begin, end + 48) if each.end() >= end), None
    )
    if chain is None or chain.start() > start or not _may_list(chain):
        return False
    last = chain.end()
    while text[last : last + 1] in _SCALES:
        last += 1
    unit = unit_at(text, last)
    if unit is None or unit[0].dim in ("time", "age"):
        return False
    return chain["by"] == "/" or (unit[0].dim == "length" and chain.group().count("×") > 1)


def _may_list(chain: re.Match[str]) -> bool:
    """Two of one digit may be a fraction, a date or names of one digit: 1/3, 4/5G."""
    each = re.split("[/×]", chain.group())
    return len(each) > 2 or "." in chain.group() or min(len(one) for one in each) > 1


def _falls(text: str, first: str, second: re.Match[str]) -> bool:
    """3-0, 777-200: two plain numbers of which the second is smaller, and nothing counted."""
    low, high = digits(first), digits(second["ar"])
    end = second.end("ar")
    if second["mag"] or low is None or high is None:
        return False
    if low > high:
        return unit_at(text, end) is None or unit_at(text, end - 1) is None
    if unit_at(text, end) is not None:
        return False
    begin = second.start("ar") - 1 - len(first)
    if _SCORE_ON.match(text, end) or _SCORE_BACK.search(text, max(begin - 12, 0), begin):
        return True
    return (low == 0 and high < 10) or _PLAYED.match(text, end) is not None


_SCORE_ON = re.compile(r"[、，, /]\s?\d{1,3}[-–:]\d{1,3}")
_SCORE_BACK = re.compile(r"\d[-–:]\d{1,3}(?:\(\d{1,2}\))?[、，, /]\s?$")
"""11-5、8-11、11-9: games of one match."""
_PLAYED = re.compile(
    "(?:不敌|惜败|落败|出局|告负|击败|战胜|逆转|憾负|憾平|战平|[负胜平输赢]|领先|落后|力克|险胜)"
)
