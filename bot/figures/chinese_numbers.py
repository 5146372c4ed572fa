"""Numerals in Chinese running text, with their units: from text to amounts.

One scan over the numeral characters; what a mask, an idiom, a name or a date holds is passed
over, and a numeral in characters counts only with a unit or a magnitude behind it.
"""

from __future__ import annotations

import re
from functools import cache

from bot.figures.chinese_refusals import is_code, is_name, is_score
from bot.figures.chinese_units import money_before, read_unit, unit_at
from bot.figures.chinese_written import (
    BIG,
    DIGIT,
    NUMERAL,
    PART,
    PLACE,
    PREFIXED,
    WHOLE,
    half_more,
    latin_scale,
    new_found,
    read_part,
    read_whole,
    read_written,
    tenths,
)
from bot.figures.found import Found
from bot.figures.numerals import ZH_BIG, ZH_TENS, chinese, digits, times
from bot.figures.tables import words

_FULL_WIDTH = {ord("！") + i: ord("!") + i for i in range(94)} | {
    ord("．"): ord("."),
    ord("％"): ord("%"),
}
for _kept in "，；：？！（）":
    _FULL_WIDTH.pop(ord(_kept), None)
_TRADITIONAL = (
    "萬億兩輛臺幣圓圆個點約過達銷產營業長漲單價潤資產總額"
    "數戶歲噸鐘週貳參陸佔點餘幾倆壹貫間條張頭雙種項隻顆門"
)
_SIMPLIFIED = (
    "万亿两辆台币元元个点约过达销产营业长涨单价润资产总额"
    "数户岁吨钟周贰叁陆占点余几俩壹贯间条张头双种项只颗门"
)
_NORMAL = _FULL_WIDTH | {
    ord(old): ord(new) for old, new in zip(_TRADITIONAL, _SIMPLIFIED, strict=True) if old != new
}
_WIDE_COMMA = re.compile(r"(?<=[０-９])，(?=[０-９]{3}(?![０-９]))")


def normal(text: str) -> str:
    """Full-width digits and signs to ASCII and the traditional forms of counting words to
    simplified ones; every character stays one character."""
    return _WIDE_COMMA.sub(",", text).translate(_NORMAL)


def read(text: str, masked: bytearray) -> list[Found]:
    """All amounts of a normalised segment, in order; ranges are still two."""
    for idiom in _idioms().finditer(text):
        if not _really_counts(text, idiom):
            masked[idiom.start() : idiom.end()] = b"\x01" * (idiom.end() - idiom.start())
    found: list[Found] = []
    whole = WHOLE.fullmatch(text)
    if whole is not None:
        return read_whole(whole)
    at = 0
    while True:
        part = PART.search(text, at)
        match = NUMERAL.search(text, at)
        if match is None:
            return found
        if part is not None and part.start() <= match.start():
            number: Found | None = read_part(part)
            at = part.end()
        else:
            number = _number(text, match, masked)
            at = max(
                number.last if number else match.end("ar" if match["ar"] else "zh"),
                match.start() + 1,
            )
        if number is not None:
            found.append(number)
            at = max(at, number.end)


@cache
def _idioms() -> re.Pattern[str]:
    both = sorted([*words("zh_idioms"), *words("zh_indices")], key=len, reverse=True)
    return re.compile("|".join(map(re.escape, both)))


def _really_counts(text: str, idiom: re.Match[str]) -> bool:
    """``二十三星`` or ``十一个月``: the idiom only cuts a longer numeral."""
    before = text[idiom.start() - 1] if idiom.start() else ""
    numeral = idiom.group()[0] in DIGIT + PLACE + BIG
    if numeral and before and (before in DIGIT + PLACE + BIG or before.isdigit() or before == "."):
        return True
    if before == "第" or idiom.group() in ("一半",):
        return False
    if idiom.group()[-1] in DIGIT + PLACE:
        after = text[idiom.end() : idiom.end() + 1]
        return bool(after) and after in PLACE + BIG and idiom.group()[0] in DIGIT + PLACE
    return False


def _number(text: str, match: re.Match[str], masked: bytearray) -> Found | None:
    if masked[match.start()]:
        return None
    if match["ar"]:
        return _arabic(text, match)
    return read_written(text, match)


def _arabic(text: str, match: re.Match[str]) -> Found | None:
    start, raw = match.start("ar"), match["ar"]
    value = digits(raw)
    if value is None or is_name(text, start, raw) or is_score(text, match):
        return None
    money, begin = money_before(text, start)
    end = match.end("ar")
    found = new_found(begin, end, value)
    found.money = money
    sign = text[begin - 1] if begin else ""
    if (
        sign
        and sign in "-−负"
        and (begin < 2 or not (text[begin - 2].isalnum() or text[begin - 2] in "%％"))
    ):
        found.low = found.high = found.mantissa = -value
        found.start = begin - 1
    _scale(text, found, match)
    if text[found.number_last : found.number_last + 2].strip()[:1] in ("成", "折"):
        return tenths(text, found)
    ordinal = text[start - 1 : start] == "第"
    if ordinal:
        found.ordinal, found.start = True, start - 1
        if found.low < 1000:
            return None
        found.why.append("an ordinal of 1,000 or more: a milestone")
    read_unit(text, found)
    half_more(text, found)
    if is_code(text, found, raw) or (found.ordinal and found.is_time):
        return None
    return found


def _scale(text: str, found: Found, match: re.Match[str]) -> None:
    """万, 亿, 多 … behind the digits; 千, 兆, 百 only when they do not begin a unit."""
    at = match.end("ar")
    if match["more"]:
        if match["mag"] or unit_at(text, match.end("more")):
            found.qualifier = ">"
            at = match.end("more")
        else:
            found.number_last = found.last = found.end = at
            return
    elif match["mag"] and text[at].isspace():
        at += 1
    for char in match["mag"]:
        if char in PREFIXED:
            unit, _ = unit_at(text, at) or (None, 0)
            if unit is not None and (char != "百" or unit.id in ("percentage points",)):
                break
        found.scale *= float(ZH_BIG.get(char) or ZH_TENS.get(char) or 1)
        at += 1
    if found.scale == 1 and not match["mag"]:
        at = latin_scale(text, found, at)
    found.low, found.high = times(found.low, found.scale), times(found.high, found.scale)
    at = _smaller_part(text, found, at)
    if text[at : at + 1] in ("多", "余", "来") and found.scale > 1:
        found.qualifier = ">"
        at += 1
    found.number_last = found.last = found.end = at


_SMALLER = re.compile(r"\s?(?P<ar>\d{1,4}(?:\.\d+)?)\s?(?P<mag>[千百十万]{0,2})(?![\d,.月年日号])")


def _smaller_part(text: str, found: Found, at: int) -> int:
    """1亿2000万, 5万4千6百: the rest below the magnitude, part by part."""
    scale = found.scale
    while scale >= 1e3:
        rest = _SMALLER.match(text, at)
        part = chinese("1" + rest["mag"]) if rest and rest["mag"] else 1.0
        if rest is None or part is None:
            break
        value = part * float(rest["ar"])
        bare = not rest["mag"] and (len(rest["ar"]) < 3 or rest.group()[0].isspace())
        if value >= scale or bare:
            break
        found.low, found.high, scale, at = found.low + value, found.high + value, part, rest.end()
    return at
