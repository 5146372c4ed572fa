"""Numerals in Chinese running text, with their units: from text to amounts.

One scan over the numeral characters; what a mask, an idiom, a name or a date holds is passed
over, and a numeral in characters counts only with a unit or a magnitude behind it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from bot.figures.chinese_fractions import (
    HALVES,
    PART,
    SLASH,
    read_half,
    read_part,
    read_slash,
    tenths,
)
from bot.figures.chinese_numerals import (
    BIG,
    DECIMAL,
    DIGIT,
    NUMERAL,
    PLACE,
    new_found,
    next_numeral,
    word_in,
)
from bot.figures.chinese_places import IDIOM, IDIOMS, Places
from bot.figures.chinese_refusals import is_code, is_name
from bot.figures.chinese_scores import is_listed, is_score
from bot.figures.chinese_typed import expressions, squeezed
from bot.figures.chinese_units import is_denominator, money_before, read_unit, unit_at
from bot.figures.chinese_written import (
    PREFIXED,
    dozens,
    half_more,
    latin_scale,
    more_places,
    negative,
    read_written,
    smaller_units,
)
from bot.figures.found import Found
from bot.figures.numerals import ZH_BIG, ZH_TENS, chinese, digits, times
from bot.figures.tables import any_of, traditional, word_set, words

_KEPT = frozenset("，；：？！（）")
_WIDE_DIGIT = re.compile("[０-９]")
_WIDE_COMMA = re.compile(r"(?<=[０-９])，(?=[０-９]{3}(?![０-９]))")


@cache
def _normal() -> dict[int, str]:
    wide = {ord("！") + at: chr(ord("!") + at) for at in range(94)}
    return {at: char for at, char in wide.items() if chr(at) not in _KEPT} | traditional()


def normal(text: str) -> str:
    """Full-width digits and signs to ASCII and the traditional characters of the room's words
    to simplified ones; every character stays one character."""
    if _WIDE_DIGIT.search(text) is not None:
        text = _WIDE_COMMA.sub(",", text)
    return text.translate(_normal()) if _abnormal().search(text) is not None else text


@cache
def _abnormal() -> re.Pattern[str]:
    return re.compile(f"[{re.escape(''.join(map(chr, _normal())))}]")


def read(text: str, masked: bytearray, places: Places) -> list[Found]:
    """All amounts of a normalised segment, in order; ranges are still two."""
    for idiom in places.matches(IDIOM, _idioms()):
        if not _really_counts(text, idiom):
            masked[idiom.start() : idiom.end()] = b"\x01" * (idiom.end() - idiom.start())
    return _scan(text, masked, alone=False)


def read_typed(text: str) -> list[Found]:
    """The same of one that holds nothing else."""
    short, places = squeezed(text)
    masked = bytearray(len(short) + 1)
    found = expressions(short)
    for each in found:
        masked[each.start : each.end] = b"\x01" * (each.end - each.start)
    found = sorted([*found, *_scan(short, masked, alone=True)], key=lambda each: each.start)
    for each in found:
        each.start = places[each.start]
        each.end, each.last, each.number_last = (
            places[at - 1] + 1 for at in (each.end, each.last, each.number_last)
        )
    return found


def _scan(text: str, masked: bytearray, *, alone: bool) -> list[Found]:
    parts = _parts(text)
    starts = sorted(parts) if parts else []
    found: list[Found] = []
    at = 0
    while True:
        begin = next_numeral(text, at)
        match = NUMERAL.match(text, begin) if begin < len(text) else None
        first = next((start for start in starts if start >= at), len(text)) if starts else len(text)
        if match is None and first == len(text):
            return found
        if match is None or first <= match.start():
            number = None if masked[first] else parts[first][1](parts[first][0])
            at = number.end if number else parts[first][0].end()
        else:
            number = _number(text, match, masked, alone)
            at = max(
                number.last if number else match.end("ar" if match["ar"] else "zh"),
                match.start() + 1,
            )
        if number is not None and not _names_counted(number, found):
            found.append(number)
            at = max(at, number.end)


_DECIMALS = tuple(DECIMAL)
"""一点二亿吨: here 一点 begins a decimal."""
_SPANS = tuple("月季星小")
"""一个月内: a length of time."""
_ALL_DIGITS = frozenset(DIGIT)


@cache
def _idioms() -> re.Pattern[str]:
    return re.compile(any_of(each for name in IDIOMS for each in words(name)))


def _really_counts(text: str, idiom: re.Match[str]) -> bool:
    """``二十三星`` or ``十一个月``: the idiom only cuts a longer numeral."""
    before = text[idiom.start() - 1] if idiom.start() else ""
    numeral = idiom.group()[0] in DIGIT + PLACE + BIG
    if numeral and before and before in DIGIT + PLACE + BIG:
        return True
    if (before.isdigit() or before == ".") and idiom.group()[0] in PLACE + BIG:
        return True
    if idiom.group() == "一个" and text[idiom.end() : idiom.end() + 1] in _SPANS:
        return True
    if idiom.group() in ("一点", "有一点") and text[idiom.end() : idiom.end() + 1] in _DECIMALS:
        return True
    if idiom.group() == "十分" and text[idiom.end() : idiom.end() + 1] in ("之", "钟"):
        return True
    if before == "第" or idiom.group() in ("一半",):
        return False
    if idiom.group()[-1] in DIGIT + PLACE:
        after = text[idiom.end() : idiom.end() + 1]
        goes_on = PLACE + BIG + (DIGIT if _ALL_DIGITS.issuperset(idiom.group()) else "")
        return bool(after) and after in goes_on and idiom.group()[0] in DIGIT + PLACE
    return False


def _names_counted(number: Found, found: list[Found]) -> bool:
    """订购10架787: a bare number right behind a measure word names what is counted."""
    last = found[-1] if found else None
    bare = number.known is None and number.mantissa == number.low and number.low.is_integer()
    counts = last is not None and last.known is not None and last.known.counted
    return bare and not number.spelled and counts and last is not None and last.end == number.start


Reader = Callable[["re.Match[str]"], "Found | None"]


def _parts(text: str) -> dict[int, tuple[re.Match[str], Reader]]:
    """Where numbers of several numerals begin, and who reads them."""
    parts: dict[int, tuple[re.Match[str], Reader]] = {}
    if "半" in text or "对折" in text:
        parts.update((match.start(), (match, read_half)) for match in HALVES.finditer(text))
    if "/" in text:
        parts.update((match.start(), (match, read_slash)) for match in SLASH.finditer(text))
    if "分之" in text:
        parts.update((match.start(), (match, read_part)) for match in PART.finditer(text))
    return parts


def _number(text: str, match: re.Match[str], masked: bytearray, alone: bool) -> Found | None:
    if masked[match.start()]:
        return None
    if match["ar"]:
        return _arabic(text, match, alone)
    return read_written(text, match, alone)


def _arabic(text: str, match: re.Match[str], alone: bool) -> Found | None:
    start, raw = match.start("ar"), match["ar"]
    value = digits(raw)
    if value is None:
        return None
    listed = is_listed(text, match) if "/" in text or "×" in text else False
    if not listed and ((not alone and is_name(text, start, raw)) or is_score(text, match)):
        return None
    money, begin = money_before(text, start)
    end = match.end("ar")
    found = new_found(begin, end, value)
    found.money = money
    sign = text[begin - 1 : begin]
    if sign in ("-", "−") and (begin < 2 or not _dashed(text, begin)):
        found.low = found.high = found.mantissa = -value
        found.start = begin - 1
    _scale(text, found, match)
    negative(text, found)
    if text[found.number_last : found.number_last + 2].strip()[:1] in ("成", "折"):
        return tenths(text, found)
    ordinal = text[max(start - 2, 0) : start].strip()[-1:] == "第"
    if ordinal:
        found.ordinal, found.start = True, text.rfind("第", 0, start)
        if found.low < 1000:
            return None
        found.why.append("an ordinal of 1,000 or more: a milestone")
    dozens(text, found)
    if not listed or text[found.number_last : found.number_last + 1] not in ("/", "×"):
        read_unit(text, found)
    half_more(text, found)
    smaller_units(text, found)
    if (not listed and is_code(text, found, raw, alone)) or (found.ordinal and found.is_time):
        return None
    if sign == "每" and is_denominator(text, found):
        return None
    return found


def _dashed(text: str, begin: int) -> bool:
    """Whether the dash before a number joins it to what stands before: 5-8, A-3, 中国-2."""
    before = text[begin - 2]
    return (before.isalnum() and before not in word_set("zh_before_negative")) or before in "%-–—~"


def _scale(text: str, found: Found, match: re.Match[str]) -> None:
    """万, 亿, 多 … behind the digits; 千, 兆, 百 only when they do not begin a unit."""
    at = match.end("ar")
    if match["more"]:
        behind = text[match.end("more") : match.end("more") + 1]
        if match["mag"] or unit_at(text, match.end("more")) or _HAN.match(behind):
            found.qualifier = ">"
            at = match.end("more")
        else:
            found.number_last = found.last = found.end = at
            return
    elif match["mag"] and text[at].isspace():
        at += 1
    for char in match["mag"]:
        if char in PREFIXED and _begins_unit(text, at, char):
            break
        if char == "十" and _MONTH.match(text, at):
            break
        found.scale *= float(ZH_BIG.get(char) or ZH_TENS.get(char) or 1)
        at += 1
    watts = text[at : at + 1] == "W" and (
        word_in(text, at + 1 + (text[at + 1 : at + 2] == " "), "zh_after_watts")
        or _POWERED.search(text, max(found.start - 6, 0), found.start) is not None
    )
    if found.scale == 1 and not match["mag"] and not watts:
        at = latin_scale(text, found, at)
    found.low, found.high = times(found.low, found.scale), times(found.high, found.scale)
    at = _smaller_part(text, found, at)
    found.number_last = found.last = found.end = at
    if text[at : at + 1] in ("多", "余", "来") and found.scale > 1:
        found.qualifier = ">"
        found.number_last = found.last = found.end = at + 1
        more_places(text, found)


def _begins_unit(text: str, at: int, char: str) -> bool:
    """千瓦, 兆字节, 百分点; but 兆元 is a trillion."""
    unit, behind = unit_at(text, at), unit_at(text, at + 1)
    if unit is None or (behind is not None and behind[0].currency):
        return False
    if char == "兆" and _SMALLER.match(text, at + 1):
        return False
    return char != "百" or unit[0].id in ("percentage points", "hPa")


_HAN = re.compile("[\u4e00-\u9fff]")
_MONTH = re.compile("十[一二]?月")
"""Behind the digits of a name: 方程豹钛7十月交付…"""


_POWERED = re.compile("充电|功[率耗]|[快闪超]充|输出|T[DG]P|供电|电源|散热")
_SMALLER = re.compile(
    r"\s?(?P<zero>零)?(?P<ar>\d,\d{3}|\d{1,4}(?:\.\d+)?)\s?"
    r"(?:(?P<mag>[千百十万亿]{1,2})|(?![\d,.千百十万月年日号]))"
)


def _smaller_part(text: str, found: Found, at: int) -> int:
    """1亿2000万, 5万4千6百: the rest below the magnitude, part by part."""
    scale = found.scale
    while scale >= 1e3:
        rest = _SMALLER.match(text, at)
        part = chinese("1" + rest["mag"]) if rest and rest["mag"] else 1.0
        if rest is None or part is None:
            break
        value = part * float(rest["ar"].replace(",", ""))
        if value >= scale and rest["zero"] and rest["mag"]:
            whole = chinese(text[found.start : rest.end()].replace(" ", ""))
            if whole is not None:
                found.low = found.high = whole
                return rest.end()
        bare = not rest["mag"] and (len(rest["ar"]) < 3 or rest.group()[0].isspace())
        bare = bare and not rest["zero"]
        if value >= scale or bare:
            break
        found.low, found.high, scale, at = found.low + value, found.high + value, part, rest.end()
    return at
