"""Chinese shares of a whole: 三成五, 八折, 半成, 百分之五十, 三分之一, 1/3 的."""

from __future__ import annotations

import re
from math import prod

from bot.figures.chinese_numerals import BIG, DECIMAL, DIGIT, PLACE, amount, new_found, well_formed
from bot.figures.chinese_units import take
from bot.figures.found import Found
from bot.figures.numerals import GLUED, ZH_BIG, ZH_DIGITS, ZH_TENS, digits, times
from bot.figures.tables import units

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
    r"|(?<=[约近超占为达过逾])(?P<part>\d{1,2})/(?P<all>[1-9]\d?)(?![\d/日万亿元])"
)
"""1/3的用户, 约1/3: what could be a date stands in no such place."""
HALVES = re.compile(
    r"(?P<half>半|对)(?P<of>成|折|百|厘(?!米)|个百分点|(?<![个上下]半)小时)(?![品叠半旧])"
)
"""半成 = 5 %, 半折 and 对折 = 50 %, 半百 = 50, 半厘 = 0.5 %, 半小时 = 0.5 h."""
_PARTS = frozenset("百千万佰仟")


def tenths(text: str, found: Found) -> Found | None:
    """一成 = 10 %, 三成五 = 35 %, 八折 = 80 %, 八五折 = 85 %."""
    end = found.number_last + (2 if text[found.number_last].isspace() else 1)
    value, high = times(found.low, 10), times(found.high, 10)
    if text[end - 1] == "折" and 10 < found.low < 100:
        value = high = found.low
    if (
        value > 100
        or (text[end - 1] == "折" and (value >= 100 or text[end : end + 1] == "叠"))
        or (
            text[end - 1] == "成"
            and text[end : end + 1]
            in ("为", "立", "功", "都", "长", "本", "员", "交", "果", "新", "熟")
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


_HALF_OF = {"成": 5.0, "厘": 0.5, "个百分点": 0.5, "小时": 0.5}


def read_half(match: re.Match[str]) -> Found | None:
    if match["half"] == "对" and match["of"] != "折":
        return None
    found = new_found(match.start(), match.end(), _HALF_OF.get(match["of"], 50.0))
    if match["of"] in ("个百分点", "小时"):
        take(found, units().zh[match["of"]], match.end(), "half of one")
    elif match["of"] != "百":
        take(found, units().by_id["%"], match.end(), f"“{match.group()}” in tenths")
    return found


def read_slash(match: re.Match[str]) -> Found | None:
    top, bottom = float(match["top"] or match["part"]), float(match["bottom"] or match["all"])
    return new_found(match.start(), match.end(), float(match["whole"] or 0) + top / bottom)


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
    both = amount(written)
    return None if both is None else both[:2]
