"""Chinese numbers in characters: 三百五十万, 二十多万, 三成五, 百分之五十, 三分之一."""

from __future__ import annotations

import re
from math import prod
from typing import Literal

from bot.figures.chinese_units import read_unit, take, unit_at
from bot.figures.found import Found
from bot.figures.numerals import GLUED, ZH_BIG, ZH_DIGITS, ZH_TENS, chinese, digits, times
from bot.figures.tables import units

DIGIT = "零〇一二两三四五六七八九壹贰叁肆伍陆柒捌玖俩仨"
PLACE = "十百千拾佰仟廿卅"
BIG = "万亿兆"
NUMERAL = re.compile(
    r"(?P<ar>\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)*)\s?(?P<more>[多余几])?"
    r"(?P<mag>[十百千万亿兆]{0,6})"
    rf"|(?P<zh>[{DIGIT}{PLACE}{BIG}数几]{{1,24}}"
    rf"(?:点[{DIGIT}]{{1,12}}[{PLACE}{BIG}]{{0,3}})?)"
)
PART = re.compile(
    rf"(?P<bottom>[百千万佰仟]{{1,3}}|[{DIGIT}{PLACE}]{{1,4}})\s?分之\s?"
    rf"(?P<top>\d+(?:,\d{{3}})*(?:\.\d+)?[kKm]?"
    rf"|[{DIGIT}{PLACE}百]{{1,8}}(?:点[{DIGIT}]{{1,6}})?)"
)
WHOLE = re.compile(
    rf"\s*(?P<sign>[负-])?(?P<zh>[{DIGIT}{PLACE}{BIG}][{DIGIT}{PLACE}{BIG}点 ]{{0,40}})[。.]?\s*"
)
PREFIXED = frozenset("千兆百")
_AFTER_HALF = frozenset("导径年个以夜天成价数")
_PARTS = frozenset("百千万佰仟")
Qualifier = Literal["", "~", ">", "<", ">=", "<="]


def read_written(text: str, match: re.Match[str]) -> Found | None:
    start, raw = match.span("zh")[0], match["zh"]
    before = text[start - 1 : start]
    end = match.end("zh")
    trimmed = _trim(text, raw, end)
    end -= len(raw) - len(trimmed)
    raw = trimmed
    if (
        not raw
        or before in ("周", "星", "期", "礼", "拜", "初", "老", "小")
        or text[max(start - 2, 0) : start] in ("星期", "礼拜")
    ):
        return None
    ordinal = before == "第"
    amount = _value(raw)
    if amount is None:
        return None
    low, high, qualifier = amount
    found = new_found(start, end, low, high)
    found.spelled, found.qualifier = True, qualifier
    found.mantissa = low
    if before == "上" and raw in ("百", "千", "万", "亿", "百万", "千万"):
        found.qualifier, found.start = ">=", start - 1
    if text[end : end + 1] in ("多", "余", "来") and raw[-1] in PLACE + BIG:
        found.qualifier = ">"
        found.number_last = found.last = found.end = end + 1
        _more_places(text, found)
    if text[found.number_last : found.number_last + 2].strip()[:1] in ("成", "折"):
        return tenths(text, found)
    if ordinal:
        if low < 1000:
            return None
        found.ordinal, found.start = True, start - 1
    read_unit(text, found)
    half_more(text, found)
    return found if _counts(text, found, raw) else None


def _trim(text: str, raw: str, end: int) -> str:
    """``三千瓦`` is 三 千瓦; trailing 零, 数, 几 belong to the next word."""
    while raw and raw[-1] in "零数几" and len(raw) > 1:
        raw, end = raw[:-1], end - 1
    if len(raw) > 1 and raw[-1] in PREFIXED:
        unit = unit_at(text, end - 1)
        if unit is not None:
            return raw[:-1]
    return raw


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
    value = chinese(raw)
    return None if value is None else (value, value, "")


def _more_places(text: str, found: Found) -> None:
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
    if value > 100 or (
        text[end - 1] == "成"
        and text[end : end + 1] in ("为", "立", "功", "都", "长", "本", "员", "交", "果")
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
    take(found, units().by_id["%"], end, f"“{text[found.start : end]}” in tenths")
    found.end = end
    return found


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
    magnitude = any(char in BIG for char in raw)
    if found.known is not None:
        if found.low == found.high == 1 and found.known.counted:
            return False
        if found.known.id == "items" and len(raw) == 1 and raw in PLACE + BIG:
            return False
        if (
            found.is_time
            and found.low == 1
            and text[found.last : found.last + 1] in ("后", "前", "内", "里", "")
        ):
            return True
        if found.unit in ("cubic metres", "li", "points") and found.low < 10:
            return False
        return not (
            found.unit
            in (
                "points",
                "degrees",
                "li",
                "V",
                "W",
                "square metres",
                "cubic metres",
                "pieces",
                "sets",
            )
            and len(raw) == 1
            and found.low == 1
        )
    if magnitude and len(raw) >= 2:
        return True
    return found.qualifier == "" and len(raw) >= 3 and any(char in PLACE for char in raw)


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
    """百分之五十 = 50 %, 千分之三 = 0.3 %, 三分之一 = 0.333…"""
    written = part["top"]
    top = digits(written.rstrip("kKm")) if written[0].isdigit() else chinese(written)
    if top is not None and written[-1] in GLUED:
        top *= GLUED[written[-1]]
    bottom = chinese(part["bottom"])
    parts = _PARTS.issuperset(part["bottom"])
    if parts:
        bottom = prod(float(ZH_TENS.get(char) or ZH_BIG[char]) for char in part["bottom"])
    if top is None or not bottom:
        return None
    if parts:
        found = new_found(part.start(), part.end(), round(top / bottom * 100, 10))
        take(found, units().by_id["%"], part.end(), f"“{part.group()}”")
        return found
    return new_found(part.start(), part.end(), top / bottom)


def read_whole(match: re.Match[str]) -> list[Found]:
    """A text that is a numeral and nothing else, as one types it: 两百, 负三十二."""
    value = chinese(match["zh"].replace(" ", ""))
    if value is None:
        return []
    found = new_found(
        match.start("sign") if match["sign"] else match.start("zh"), match.end("zh"), value
    )
    if match["sign"]:
        found.low = found.high = -value
    found.why.append("the text is a numeral")
    return [found]


def latin_scale(text: str, found: Found, at: int) -> int:
    """``3.2k``, ``1.1M``, ``10w+`` in Chinese text."""
    for length in (2, 1):
        word = text[at : at + length]
        behind = text[at + length : at + length + 1]
        if len(word) == length and word.isascii() and not (behind.isascii() and behind.isalnum()):
            scale = {"w": 1e4, "W": 1e4}.get(word) if found.money is None else GLUED.get(word)
            scale = scale or (GLUED.get(word) if word in ("k", "M", "B", "bn") else None)
            if scale:
                found.scale = scale
                return at + length
    return at
