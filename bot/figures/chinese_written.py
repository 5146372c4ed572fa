"""Chinese numbers in characters: 三百五十万, 二十多万, 三成五, 百分之五十, 三分之一."""

from __future__ import annotations

import re
from functools import cache
from math import prod
from typing import Literal

from bot.figures.chinese_units import money_before, read_unit, take, unit_at
from bot.figures.found import Found
from bot.figures.numerals import GLUED, ZH_BIG, ZH_DIGITS, ZH_TENS, chinese, digits, times
from bot.figures.tables import units, word_set, words

DIGIT = "零〇一二两三四五六七八九壹贰叁肆伍陆柒捌玖俩仨"
DECIMAL = DIGIT.replace("两", "").replace("俩", "").replace("仨", "")
"""Two is 二 behind a decimal point: 一点两小时 is no 1.2."""
PLACE = "十百千拾佰仟廿卅"
BIG = "万亿兆"
NUMERALS = frozenset(DIGIT + PLACE + BIG)
NUMERAL = re.compile(
    r"(?P<ar>\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)*)\s?(?P<more>[多余几])?"
    r"(?P<mag>[十百千万亿兆]{0,6})"
    rf"|(?P<zh>[{DIGIT}{PLACE}{BIG}数几]{{1,40}}"
    rf"(?:点[{DECIMAL}]{{1,12}}[{PLACE}{BIG}]{{0,3}})?)"
)
_ARABIC = r"(?<!\d)\d{1,12}(?:,\d{3}){0,4}(?:\.\d{1,9})?"
_WRITTEN = rf"[{DIGIT}{PLACE}{BIG}]{{1,16}}"
PART = re.compile(
    rf"(?P<sign>负)?(?:(?P<whole>{_ARABIC}|{_WRITTEN})又)?"
    rf"(?P<bottom>{_ARABIC}|{_WRITTEN})\s?分之\s?(?P<minus>负)?"
    rf"(?P<top>\d{{1,12}}(?:,\d{{3}}){{0,4}}(?:\.\d{{1,9}})?(?:[kKm](?![A-Za-z]))?"
    rf"|{_WRITTEN}(?:点[{DECIMAL}]{{1,9}})?)"
)
SLASH = re.compile(
    r"(?<![\d/.A-Za-z-])(?:(?P<whole>\d{1,3}) )?(?P<top>\d{1,2})/(?P<bottom>[1-9]\d?)"
    r"(?=的|以[上下]|左右)"
    r"|(?<=[约近超占为达过逾])(?P<part>\d{1,2})/(?P<all>[1-9]\d?)(?![\d/日])"
)
"""1/3的用户, 约1/3: what could be a date stands in no such place."""
HALVES = re.compile(r"(?P<half>半|对)(?P<of>成|折|百)(?![品叠半旧])")
"""半成 = 5 %, 半折 and 对折 = 50 %, 半百 = 50."""
DOZEN = 12.0
PREFIXED = frozenset("千兆百")
_AFTER_HALF = frozenset("导径年个以夜天成价数")
_PARTS = frozenset("百千万佰仟")
_CAPITAL = frozenset("壹贰叁肆伍陆柒捌玖拾佰仟")
"""Numerals of cheques; one alone is mostly another word: 拾起, 陆部, 队伍."""
_POINTING = tuple("这那某每同另哪有第前上")
"""Before 一天 or 一年 these point at one, and count none."""
_NTH = re.compile(rf"第[\d{DIGIT}十百]{{1,3}}个$")
"""第三个十年."""
_MULTIPLES = frozenset("百千佰仟" + BIG)
_NO_MINUS = tuple("正胜平抱欺背担辜自")
_TO_A_MULTIPLE = tuple("近超逾破约达过至到足上")
"""近千人, 超百家; without them 百元店, 千人大会 and 万安 count nothing."""
_CLOSING = ("", *'，。！？；：、,!?;:)）”"')
Qualifier = Literal["", "~", ">", "<", ">=", "<="]


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
    amount = _value(raw)
    if amount is None:
        return None
    low, high, qualifier = amount
    found = new_found(start, end, low, high)
    found.spelled, found.qualifier = True, qualifier
    found.mantissa = low
    found.money, found.start = money_before(text, start)
    if found.money is not None and found.money.name.isascii() and before.isascii():
        found.money, found.start = None, start
    negative(text, found)
    if before == "上" and raw in ("百", "千", "万", "亿", "百万", "千万"):
        found.qualifier, found.start = ">=", start - 1
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
        unit = unit_at(text, end - 1)
        if unit is not None:
            return raw[:-1]
    return raw


def well_formed(raw: str) -> int:
    """How much of it is one numeral: a place is never higher than the one before it without a
    digit between (五十 千, 七十 百)."""
    last = 0
    for at, char in enumerate(raw):
        place = ZH_TENS.get(char, 0)
        if place and last and raw[at - 1] in ZH_TENS and place >= last:
            return at
        last = place or (0 if char in ZH_BIG else last)
    return len(raw)


def _value(raw: str) -> tuple[float, float, Qualifier] | None:
    """Value or range: 三百五十万; 三四十 (30–40); 数千, 几十 (1,000–10,000, 10–100)."""
    if raw[0] in "数几":
        scale = (
            chinese(raw[1:]) if len(raw) > 1 and all(c in PLACE + BIG for c in raw[1:]) else None
        )
        return (scale, scale * 10, "") if scale else None
    if "数" in raw or "几" in raw:
        at = min(raw.find(c) for c in "数几" if c in raw)
        rest = raw[at + 1 :]
        value = chinese(raw[:at] + rest)
        return (value, value, ">") if value else None
    pair = re.fullmatch(rf"([{DIGIT}])([{DIGIT}])([十百千万亿]+)?", raw)
    if pair and ZH_DIGITS[pair[2]] == ZH_DIGITS[pair[1]] + 1 and ZH_DIGITS[pair[1]] > 0:
        scale = chinese("一" + pair[3]) if pair[3] else 1.0
        if scale:
            return ZH_DIGITS[pair[1]] * scale, ZH_DIGITS[pair[2]] * scale, ""
    inner = _ABOUT.fullmatch(raw)
    if inner and ZH_DIGITS[inner[3]] == ZH_DIGITS[inner[2]] + 1 and ZH_DIGITS[inner[2]] > 0:
        low, high = (chinese(inner[1] + inner[at] + inner[4]) for at in (2, 3))
        if low and high:
            return low, high, ""
    value = chinese(raw)
    return None if value is None else (value, value, "")


_ABOUT = re.compile(rf"(.{{1,8}}[{PLACE}{BIG}])([{DIGIT}])([{DIGIT}])([十百千][万亿]?)")
"""一千五六百: between 1,500 and 1,600."""


def more_places(text: str, found: Found) -> None:
    """二十多万: a magnitude behind 多."""
    while text[found.number_last : found.number_last + 1] in tuple(BIG):
        factor = ZH_BIG[text[found.number_last]]
        found.low, found.high = times(found.low, factor), times(found.high, factor)
        found.number_last += 1
    found.last = found.end = found.number_last


def tenths(text: str, found: Found) -> Found | None:
    """一成 = 10 %, 三成五 = 35 %, 八折 = 80 %, 八五折 = 85 %."""
    end = found.number_last + (2 if text[found.number_last].isspace() else 1)
    value, high = times(found.low, 10), times(found.high, 10)
    if text[end - 1] == "折" and 10 < found.low < 100:
        value = high = found.low
    if (
        value > 100
        or (text[end - 1] == "折" and value >= 100)
        or (
            text[end - 1] == "成"
            and text[end : end + 1] in ("为", "立", "功", "都", "长", "本", "员", "交", "果")
        )
    ):
        return None
    extra = text[end : end + 1]
    if text[end - 1] == "成" and extra in ZH_DIGITS and extra:
        value = high = value + ZH_DIGITS[extra]
        end += 1
    elif text[end - 1] == "成" and extra == "半":
        value = high = value + 5
        end += 1
    found.low, found.high = value, high
    if text[end : end + 1] in ("多", "余") and extra not in ZH_DIGITS:
        found.qualifier = ">"
        end += 1
    take(found, units().by_id["%"], end, f"“{text[found.start : end]}” in tenths")
    found.end = end
    return found


def read_half(match: re.Match[str]) -> Found | None:
    if match.group() == "对百":
        return None
    found = new_found(match.start(), match.end(), 5.0 if match["of"] == "成" else 50.0)
    if match["of"] != "百":
        take(found, units().by_id["%"], match.end(), f"“{match.group()}” in tenths")
    return found


_SMALLER = re.compile(rf"[又零]?(?P<n>\d{{1,2}}|[{DIGIT}十]{{1,3}})(?P<u>[\u4e00-\u9fff]{{0,3}})")


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
        bare = not unit and hundredths and len(match["n"]) == 2 and match["n"].isdigit()
        if value is None or not (unit or bare):
            return
        share = (float(table[unit]) if unit else hundredths) * value
        hundredths = float(table[unit]) / 100 if unit == "秒" else 0.0
        found.low, found.high = times(found.low + share, 1), times(found.high + share, 1)
        found.last = found.end = match.start("u") + len(unit)


def read_slash(match: re.Match[str]) -> Found | None:
    top, bottom = float(match["top"] or match["part"]), float(match["bottom"] or match["all"])
    return new_found(match.start(), match.end(), float(match["whole"] or 0) + top / bottom)


def word_in(text: str, at: int, name: str) -> bool:
    """Whether one of the listed words stands at ``at``."""
    return text.startswith(_prefixes(name), at)


@cache
def _prefixes(name: str) -> tuple[str, ...]:
    return tuple(words(name))


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
    if after in word_set("zh_serials"):
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


def new_found(start: int, end: int, low: float, high: float | None = None) -> Found:
    return Found(
        start=start,
        end=end,
        low=low,
        high=low if high is None else high,
        last=end,
        number_last=end,
        mantissa=low,
    )


def read_part(part: re.Match[str]) -> Found | None:
    """百分之五十 = 50 %, 千分之三 = 0.3 %, 三分之一 = 0.333…, 3又1000分之23 = 3.023"""
    written = part["top"]
    cut = well_formed(written)
    end = part.end() - (len(written) - cut)
    top = _either(written[:cut])
    bottom = _either(part["bottom"])
    whole = _either(part["whole"]) if part["whole"] else 0.0
    parts = _PARTS.issuperset(part["bottom"]) and not part["whole"]
    if parts:
        bottom_ = prod(float(ZH_TENS.get(char) or ZH_BIG[char]) for char in part["bottom"])
        bottom = (bottom_, bottom_)
    if top is None or not bottom or not bottom[0] or whole is None:
        return None
    sign = -1.0 if (part["sign"] is None) != (part["minus"] is None) else 1.0
    start = part.start()
    if parts:
        low, high = (round(each / bottom[0] * 100, 10) for each in top)
        found = new_found(start, end, sign * low, sign * high)
        take(found, units().by_id["%"], end, f"“{part.string[start:end]}”")
        return found
    base = whole[0] if isinstance(whole, tuple) else whole
    low, high = (base + each / bottom[0] for each in top)
    return new_found(start, end, sign * low, sign * high)


def _either(written: str) -> tuple[float, float] | None:
    """A numeral in digits or characters as its two ends, which are mostly one."""
    if written[0].isdigit():
        value = digits(written.rstrip("kKm"))
        if value is None:
            return None
        value *= GLUED.get(written[-1], 1.0)
        return value, value
    amount = _value(written)
    return None if amount is None else amount[:2]


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
