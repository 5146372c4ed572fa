"""Chinese numbers in characters, with the words around them: 三百五十万辆, 二十多万, 五元三角."""

from __future__ import annotations

import re

from bot.figures.chinese_fractions import tenths
from bot.figures.chinese_numerals import (
    BIG,
    DIGIT,
    NUMERAL,
    NUMERALS,
    PLACE,
    amount,
    new_found,
    well_formed,
    word_in,
)
from bot.figures.chinese_units import (
    TIME_NAMES,
    is_denominator,
    money_before,
    read_unit,
    unit_at,
)
from bot.figures.found import Found
from bot.figures.numerals import GLUED, ZH_BIG, chinese, times
from bot.figures.tables import word_set, words

DOZEN = 12.0
PREFIXED = frozenset("千兆百")
_AFTER_HALF = frozenset("导径年个以夜天成价数场")
_CAPITAL = frozenset("壹贰叁肆伍陆柒捌玖拾佰仟")
"""Numerals of cheques; one alone is mostly another word: 拾起, 陆部, 队伍."""
_POINTING = tuple("这那某每同另哪有第前上")
"""Before 一天 or 一年 these point at one, and count none."""
_NTH = re.compile(rf"第[\d{DIGIT}十百]{{1,3}}个$")
"""第三个十年."""
_MULTIPLES = frozenset("百千佰仟" + BIG)
_PLACES = frozenset(PLACE + BIG + "点")
"""Without any, three characters before 年 are a year: 一一四年, 二〇二五年."""
_NO_MINUS = tuple("正胜平抱欺背担辜自")
_TO_A_MULTIPLE = tuple("近超逾破约达过至到足上")
"""近千人, 超百家; without them 百元店, 千人大会 and 万安 count nothing."""
_CLOSING = ("", *'，。！？；：、,!?;:)）”"')


def read_written(text: str, match: re.Match[str], alone: bool = False) -> Found | None:
    """``alone``: nothing but numerals stands in the text, so that each of them counts."""
    start, raw = match.span("zh")[0], match["zh"]
    before = text[start - 1 : start]
    end = match.end("zh")
    trimmed = _trim(text, raw, end)
    end -= len(raw) - len(trimmed)
    raw = trimmed
    if (
        not raw
        or before in ("周", "星", "礼", "拜", "初", "老", "小")
        or text[max(start - 2, 0) : start] in ("星期", "礼拜")
    ):
        return None
    if before == "每" and _MULTIPLES.issuperset(raw):
        return None
    ordinal = before == "第"
    if before == "个" and _NTH.search(text, max(start - 6, 0), start):
        return None
    read = amount(raw)
    if read is None:
        return None
    low, high, qualifier = read
    found = new_found(start, end, low, high)
    found.spelled, found.qualifier = True, qualifier
    found.mantissa = low
    found.money, found.start = money_before(text, start)
    if found.money is not None and found.money.name.isascii() and before.isascii():
        found.money, found.start = None, start
    negative(text, found)
    if before == "上" and raw in ("百", "千", "万", "亿", "百万", "千万"):
        found.qualifier, found.start = ">=", start - 1
    if before in ("过", "破") and _MULTIPLES.issuperset(raw) and text[start - 2] not in "超不通经":
        found.qualifier = ">"
    if text[end : end + 1] in ("多", "余", "来") and raw[-1] in PLACE + BIG:
        found.qualifier = ">"
        found.number_last = found.last = found.end = end + 1
        more_places(text, found)
    if text[found.number_last : found.number_last + 2].strip()[:1] in ("成", "折"):
        return tenths(text, found)
    if ordinal:
        if low < 1000:
            return None
        found.ordinal, found.start = True, start - 1
    dozens(text, found)
    read_unit(text, found)
    half_more(text, found)
    smaller_units(text, found)
    if alone and raw != text[end : end + 1] and not _MULTIPLES.issuperset(raw):
        return found
    return found if _counts(text, found, raw) else None


def negative(text: str, found: Found) -> None:
    """负三十二, 零下5度; 胜负3分 and 3胜2负1平 are no negatives."""
    begin = found.start
    sign = text[begin - 1 : begin]
    below = text[max(begin - 2, 0) : begin] == "零下"
    minus = sign == "负" and text[max(begin - 2, 0) : begin - 1] not in _NO_MINUS
    if (minus and not text[max(begin - 2, 0) : begin - 1].isdigit()) or below:
        found.low, found.high, found.mantissa = -found.low, -found.high, -found.mantissa
        found.start = begin - (2 if below else 1)


def dozens(text: str, found: Found) -> None:
    """五十打 is 600; 打 that begins a verb counts nothing."""
    at = found.number_last
    if text[at : at + 1] == "打" and text[at + 1 : at + 2] not in word_set("zh_not_dozen"):
        found.low, found.high = times(found.low, DOZEN), times(found.high, DOZEN)
        found.number_last = found.last = found.end = at + 1
        found.scale = DOZEN


def _trim(text: str, raw: str, end: int) -> str:
    """``三千瓦`` is 三 千瓦; trailing 零, 数, 几 belong to the next word."""
    while raw[-1] in "零数几" and len(raw) > 1 and "点" not in raw and text[end : end + 1] != "点":
        raw, end = raw[:-1], end - 1
    if len(raw) > 1 and raw[-1] == "两" and unit_at(text, end) is None:
        return raw[:-1]
    cut = well_formed(raw)
    if cut < len(raw):
        return raw[:cut]
    if len(raw) > 1 and raw[-1] in PREFIXED:
        unit, behind = unit_at(text, end - 1), unit_at(text, end)
        if unit is not None and (behind is None or not behind[0].currency):
            return raw[:-1]
    return raw


def more_places(text: str, found: Found) -> None:
    """二十多万: a magnitude behind 多."""
    while text[found.number_last : found.number_last + 1] in tuple(BIG):
        factor = ZH_BIG[text[found.number_last]]
        found.low, found.high = times(found.low, factor), times(found.high, factor)
        found.number_last += 1
    found.last = found.end = found.number_last


_SMALLER = re.compile(rf"[又零]?(?P<n>\d{{1,3}}|[{DIGIT}十]{{1,3}})(?P<u>[\u4e00-\u9fff]{{0,3}})")


def smaller_units(text: str, found: Found) -> None:
    """五元三角, 5小时45分, 9秒83, 1米85: one amount in two units, told in the larger one."""
    table: dict[str, str] = words("zh_smaller").get(found.unit, {})
    hundredths = float(table.get("", 0.0))
    while table and not found.per and found.last < len(text):
        match = _SMALLER.match(text, found.last)
        if match is None:
            return
        value = float(match["n"]) if match["n"].isdigit() else chinese(match["n"])
        unit = next((match["u"][:n] for n in (3, 2, 1) if match["u"][:n] in table), "")
        bare = not unit and hundredths and len(match["n"]) > 1 and match["n"].isdigit()
        bare = bare and match["u"][:1] not in ("秒", "分")
        if value is None or not (unit or bare):
            return
        if bare and len(match["n"]) == 3:
            value /= 10  # thousandths: 1分29秒158
        share = (float(table[unit]) if unit else hundredths) * value
        hundredths = float(table[unit]) / 100 if unit == "秒" else 0.0
        found.low, found.high = times(found.low + share, 1), times(found.high + share, 1)
        found.last = found.end = match.start("u") + len(unit)


def half_more(text: str, found: Found) -> None:
    """一年半, 三个半小时."""
    half = text[found.last : found.last + 1] == "半" and found.known is not None
    if half and text[found.last + 1 : found.last + 2] not in _AFTER_HALF:
        found.low, found.high = found.low + 0.5, found.high + 0.5
        found.last = found.end = found.last + 1
    elif text[found.number_last : found.number_last + 2] == "个半":
        found.low, found.high = found.low + 0.5, found.high + 0.5


def _counts(text: str, found: Found, raw: str) -> bool:
    """A numeral in characters counts with a unit or a magnitude; 一 + measure word is only an
    article, and bare tens are words more often than amounts."""
    if len(raw) == 1 and raw in _CAPITAL:
        behind = text[found.number_last : found.number_last + 1]
        return text[found.start - 1 : found.start] == "是" and behind in _CLOSING
    if found.known is not None:
        return _counts_with_unit(text, found, raw)
    if found.scale == DOZEN:
        return True
    last = found.number_last
    before, after = text[found.start - 1 : found.start], text[last : last + 1]
    if after in word_set("zh_serials") or (after in ("级", "年") and len(raw) > 1):
        return False
    if any(char in BIG for char in raw) and not _MULTIPLES.issuperset(raw):
        return True
    if found.qualifier and len(raw) >= 2:
        return True
    if _MULTIPLES.issuperset(raw) and raw != "万万":
        return before in _TO_A_MULTIPLE and after in _CLOSING
    other = NUMERAL.match(text, last + 1) if after in ("到", "至") else None
    if other is not None and other["zh"] and before not in word_set("zh_before_name"):
        return len(raw) >= 2 or unit_at(text, other.end()) is not None
    if any(char in PLACE for char in raw) and len(raw) >= 2:
        if len(raw) >= 3 or found.qualifier:
            return True
        return after in _CLOSING and before not in word_set("zh_before_name")
    if "点" in raw:
        return after in _CLOSING
    return before == "是" and (after in _CLOSING or after in "不而却那这")


def _counts_with_unit(text: str, found: Found, raw: str) -> bool:
    known = found.known
    if known is None or (known.dim == "length" and word_in(text, found.last, "zh_events")):
        return False
    if known.dim == "time" and TIME_NAMES.match(text, found.last):
        return False
    if text[found.start - 1 : found.start] == "每" and is_denominator(text, found):
        return False
    if raw == "零" and (known.counted or known.currency):
        return False
    if known.id == "years" and len(raw) > 2 and not _PLACES.intersection(raw):
        return False
    if known.id in ("A", "V", "knots") and text[found.last - 2 : found.last - 1] in NUMERALS:
        return False
    if abs(found.low) == found.high == 1 and known.counted:
        return False
    if raw == "二" and known.counted and known.id != "people":
        return False
    if len(raw) == 1 and raw in _MULTIPLES and not found.qualifier:
        return text[found.start - 1 : found.start] in _TO_A_MULTIPLE
    if known.id == "items" and len(raw) == 1 and raw in PLACE + BIG:
        return raw == "十" or found.qualifier != ""
    if raw == "一" and text[found.start - 1 : found.start] in _POINTING:
        return False
    after = text[found.last : found.last + 1]
    if raw == "一" and found.unit == "years" and after == "前":
        return False
    if found.is_time and found.low == 1 and after in ("后", "前", "内", "里", ""):
        return True
    if found.unit in ("cubic metres", "li", "points") and found.low < 10:
        return False
    bare = word_set("zh_article_units")
    return not (found.unit in bare and len(raw) == 1 and found.low == 1)


_TOKENS = re.compile(r"\s?(?:个)?[tT]okens?|的?(?:预?训练)?(?:数据|语料)")
"""36T tokens: trillions, no terabytes."""


def latin_scale(text: str, found: Found, at: int) -> int:
    """``3.2k``, ``1.1M``, ``10w+`` in Chinese text."""
    for length in (2, 1):
        word = text[at : at + length]
        behind = text[at + length : at + length + 1]
        if len(word) == length and word.isascii() and not (behind.isascii() and behind.isalnum()):
            scale = {"w": 1e4, "W": 1e4}.get(word) if found.money is None else GLUED.get(word)
            scale = scale or (GLUED.get(word) if word in ("k", "M", "B", "bn") else None)
            if word == "T" and _TOKENS.match(text, at + 1):
                scale = 1e12
            if scale:
                found.scale = scale
                return at + length
    return at
