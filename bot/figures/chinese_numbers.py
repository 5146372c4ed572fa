"""Numerals in Chinese running text, with their units: from text to amounts.

One scan over the numeral characters; what a mask, an idiom, a name or a date holds is passed
over, and a numeral in characters counts only with a unit or a magnitude behind it.
"""

from __future__ import annotations

import re
from functools import cache
from math import prod

from bot.figures.found import Found
from bot.figures.numerals import GLUED, ZH_BIG, ZH_DIGITS, ZH_TENS, chinese, digits
from bot.figures.tables import Unit, units, words

_DIGIT = "零〇一二两三四五六七八九壹贰叁肆伍陆柒捌玖俩仨"
_PLACE = "十百千拾佰仟廿卅"
_BIG = "万亿兆"
_NUMERAL = re.compile(
    rf"(?P<ar>\d+(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)*)\s?(?P<more>[多余几])?(?P<mag>[十百千万亿兆]{{0,6}})"
    rf"|(?P<zh>[{_DIGIT}{_PLACE}{_BIG}数几]{{1,24}}(?:点[{_DIGIT}]{{1,12}}[{_PLACE}{_BIG}]{{0,3}})?)"
)
_PERCENT_OF = re.compile(
    rf"(?P<bottom>[百千万佰仟]{1, 3}|[{_DIGIT}{_PLACE}]{{1,4}})\s?分之\s?(?P<top>\d+(?:,\d{3})*(?:\.\d+)?[kKm]?|[{_DIGIT}{_PLACE}百]{{1,8}}(?:点[{_DIGIT}]{{1,6}})?)"
)
_FULL_WIDTH = {ord("！") + i: ord("!") + i for i in range(94)} | {
    ord("．"): ord("."),
    ord("％"): ord("%"),
}
for _kept in "，；：？！（）":
    _FULL_WIDTH.pop(ord(_kept), None)
_TRADITIONAL = "萬億兩輛臺幣圓圆個點約過達銷產營業長漲單價潤資產總額數戶歲噸鐘週貳參陸佔點餘幾倆壹貫間條張頭雙種項隻顆門"
_SIMPLIFIED = "万亿两辆台币元元个点约过达销产营业长涨单价润资产总额数户岁吨钟周贰叁陆占点余几俩壹贯间条张头双种项只颗门"
_NORMAL = _FULL_WIDTH | {
    ord(old): ord(new) for old, new in zip(_TRADITIONAL, _SIMPLIFIED, strict=True) if old != new
}
_WIDE_COMMA = re.compile(r"(?<=[０-９])，(?=[０-９]{3}(?![０-９]))")
_YEARISH = re.compile(r"(?:18|19|20)\d\d")
_PREFIXED = frozenset("千兆百")
_MAX_UNIT = 7
_NAMEY = re.compile(r"[A-Za-z][A-Za-z0-9+&'.·-]*[ -]?$")
_CODE = re.compile(r"\.?(?:HK|SH|SZ|US|O|N)\b")


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
    whole = _WHOLE.fullmatch(text)
    if whole is not None:
        return _whole(whole)
    at = 0
    while True:
        part = _PERCENT_OF.search(text, at)
        match = _NUMERAL.search(text, at)
        if match is None:
            return found
        if part is not None and part.start() <= match.start():
            number: Found | None = _part(part)
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


_WHOLE = re.compile(
    rf"\s*(?P<sign>[负-])?(?P<zh>[{_DIGIT}{_PLACE}{_BIG}][{_DIGIT}{_PLACE}{_BIG}点 ]{{0,40}})[。.]?\s*"
)


def _whole(match: re.Match[str]) -> list[Found]:
    """A text that is a numeral and nothing else, as one types it: 两百, 负三十二."""
    value = chinese(match["zh"].replace(" ", ""))
    if value is None:
        return []
    found = _new(
        match.start("sign") if match["sign"] else match.start("zh"), match.end("zh"), value
    )
    if match["sign"]:
        found.low = found.high = -value
    found.why.append("the text is a numeral")
    return [found]


@cache
def _idioms() -> re.Pattern[str]:
    both = sorted([*words("zh_idioms"), *words("zh_indices")], key=len, reverse=True)
    return re.compile("|".join(map(re.escape, both)))


def _really_counts(text: str, idiom: re.Match[str]) -> bool:
    """``二十三星`` or ``十一个月``: the idiom only cuts a longer numeral."""
    before = text[idiom.start() - 1] if idiom.start() else ""
    numeral = idiom.group()[0] in _DIGIT + _PLACE + _BIG
    if (
        numeral
        and before
        and (before in _DIGIT + _PLACE + _BIG or before.isdigit() or before == ".")
    ):
        return True
    if before == "第" or idiom.group() in ("一半",):
        return False
    if idiom.group()[-1] in _DIGIT + _PLACE:
        after = text[idiom.end() : idiom.end() + 1]
        return bool(after) and after in _PLACE + _BIG and idiom.group()[0] in _DIGIT + _PLACE
    return False


# ── one numeral ──────────────────────────────────────────────────────────────────────────


def _number(text: str, match: re.Match[str], masked: bytearray) -> Found | None:
    if masked[match.start()]:
        return None
    if match["ar"]:
        return _arabic(text, match, masked)
    return _written(text, match)


def _new(start: int, end: int, low: float, high: float | None = None) -> Found:
    return Found(
        start=start,
        end=end,
        low=low,
        high=low if high is None else high,
        last=end,
        number_last=end,
        mantissa=low,
    )


_PARTS = frozenset("百千万佰仟")


def _part(part: re.Match[str]) -> Found | None:
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
        found = _new(part.start(), part.end(), round(top / bottom * 100, 10))
        _take(found, units().by_id["%"], part.end(), f"“{part.group()}”")
        return found
    return _new(part.start(), part.end(), top / bottom)


def _arabic(text: str, match: re.Match[str], masked: bytearray) -> Found | None:
    start, raw = match.start("ar"), match["ar"]
    value = digits(raw)
    if value is None or _is_name(text, start, raw) or _is_score(text, match):
        return None
    money, begin = _money_before(text, start)
    end = match.end("ar")
    found = _new(begin, end, value)
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
        return _tenths(text, found)
    ordinal = text[start - 1 : start] == "第"
    if ordinal:
        found.ordinal, found.start = True, start - 1
        if found.low < 1000:
            return None
        found.why.append("an ordinal of 1,000 or more: a milestone")
    read_unit(text, found)
    _half_more(text, found)
    if _is_code(text, found, raw) or (found.ordinal and found.is_time):
        return None
    return found


def _scale(text: str, found: Found, match: re.Match[str]) -> None:
    """万, 亿, 多 … behind the digits; 千, 兆, 百 only when they do not begin a unit."""
    at = match.end("ar")
    if match["more"]:
        if match["mag"] or _unit_at(text, match.end("more")):
            found.qualifier = ">"
            at = match.end("more")
        else:
            found.number_last = found.last = found.end = at
            return
    elif match["mag"] and text[at].isspace():
        at += 1
    for char in match["mag"]:
        if char in _PREFIXED:
            unit, _ = _unit_at(text, at) or (None, 0)
            if unit is not None and (char != "百" or unit.id in ("percentage points",)):
                break
        found.scale *= float(ZH_BIG.get(char) or ZH_TENS.get(char) or 1)
        at += 1
    if found.scale == 1 and not match["mag"]:
        at = _latin_scale(text, found, at)
    found.low, found.high = found.low * found.scale, found.high * found.scale
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


def _latin_scale(text: str, found: Found, at: int) -> int:
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


def _is_name(text: str, start: int, raw: str) -> bool:
    """ET9, iPhone 17, 4S店: digits beside Latin letters that are no unit."""
    before = text[max(start - 24, 0) : start]
    end = start + len(raw)
    after = text[end : end + 1]
    money = _money_before(text, start)[0]
    if money is not None:
        return False
    if before[-1:].isascii() and before[-1:].isalpha():
        return True
    if before[-1:] in ("-", "_", "/") and before[-2:-1].isascii() and before[-2:-1].isalnum():
        return not before[-2:-1].isdigit() or before[-1:] in "_"
    if after.isascii() and after.isalpha():
        return _symbol_at(text, end) is None and _latin_scale(text, _new(0, 0, 1.0), end) == end
    if _NAMEY.search(before) and "." not in raw and "," not in raw and len(raw) <= 4:
        return _unit_at(text, end) is None and text[end : end + 1] not in (*_BIG, "%")
    return False


def _is_score(text: str, match: re.Match[str]) -> bool:
    """0比3, 3:0, 10:30, 2-1."""
    start, end = match.start("ar"), match.end("ar")
    after, before = text[end : end + 2], text[max(start - 2, 0) : start]
    for joint in ("比", ":", "："):
        if after[:1] == joint and after[1:2].isdigit():
            return True
        if before[-1:] == joint and before[-2:-1].isdigit():
            return True
    for joint in "-–":
        if after[:1] == joint and after[1:2].isdigit():
            other = _NUMERAL.match(text, end + 1)
            return bool(other and other["ar"] and _falls(text, match["ar"], other))
        if before[-1:] == joint and before[-2:-1].isdigit():
            first = re.search(r"\d+$", text[: start - 1][-12:])
            return bool(first and not match["mag"] and _falls(text, first.group(), match))
    return False


def _falls(text: str, first: str, second: re.Match[str]) -> bool:
    """3-0, 777-200: two plain numbers of which the second is smaller, and nothing counted."""
    low, high = digits(first), digits(second["ar"])
    bare = not second["mag"] and _unit_at(text, second.end("ar")) is None
    return bare and low is not None and high is not None and low > high


def _is_code(text: str, found: Found, raw: str) -> bool:
    """Years, stock codes, 90后, lone numerals in brackets, phone numbers."""
    end = found.number_last
    if _CODE.match(text, end) or (len(raw) >= 11 and raw.isdigit() and not found.unit):
        return True
    if text[end : end + 1] == "后" and raw in (
        "50",
        "60",
        "70",
        "80",
        "90",
        "95",
        "00",
        "05",
        "10",
    ):
        return True
    if found.unit or found.scale != 1 or found.money:
        return (
            found.unit == "seats"
            and raw in ("4", "5", "6", "7")
            and text[end : end + 1] == "座"
            and False
        )
    if _YEARISH.fullmatch(raw) and not found.qualifier:
        return True
    if text[end : end + 3].lstrip().startswith("系列"):
        return True
    around = text[max(found.start - 1, 0) : found.start], text[end : end + 1]
    if around[0] in "（(" and around[1] in "）)":
        return True
    if text[end : end + 1] in (
        "号",
        "版",
        "系",
        "型",
        "路",
        "店",
        "线",
        "楼",
        "室",
        "街",
        "期",
        "届",
        "弄",
        "班",
        "榜",
        "强",
    ):
        return True
    return (
        text[end : end + 1] == "-"
        and text[end + 1 : end + 2].isdigit()
        and len(raw) <= 4
        and raw.startswith("0")
    )


def _money_before(text: str, start: int) -> tuple[Unit | None, int]:
    prefixes = units().prefixes
    at = start - 1 if text[start - 1 : start] == " " else start
    for length in (4, 3, 2, 1):
        word = text[max(at - length, 0) : at]
        if (
            len(word) == length
            and word in prefixes
            and not (
                word[0].isascii()
                and word[0].isalpha()
                and text[at - length - 1 : at - length].isascii()
                and text[at - length - 1 : at - length].isalpha()
            )
        ):
            unit = prefixes[word]
            if unit.id == "JPY" and word in "¥￥":
                unit = units().by_id["CNY"]
            return unit, at - length
    return None, start


# ── in characters ────────────────────────────────────────────────────────────────────────


def _written(text: str, match: re.Match[str]) -> Found | None:
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
    found = _new(start, end, low, high)
    found.spelled, found.qualifier = True, qualifier
    found.mantissa = low
    if before == "上" and raw in ("百", "千", "万", "亿", "百万", "千万"):
        found.qualifier, found.start = ">=", start - 1
    if text[end : end + 1] in ("多", "余", "来") and raw[-1] in _PLACE + _BIG:
        found.qualifier = ">"
        found.number_last = found.last = found.end = end + 1
        _more_places(text, found)
    if text[found.number_last : found.number_last + 2].strip()[:1] in ("成", "折"):
        return _tenths(text, found)
    if ordinal:
        if low < 1000:
            return None
        found.ordinal, found.start = True, start - 1
    read_unit(text, found)
    _half_more(text, found)
    return found if _counts(text, found, raw) else None


def _trim(text: str, raw: str, end: int) -> str:
    """``三千瓦`` is 三 千瓦; trailing 零, 数, 几 belong to the next word."""
    while raw and raw[-1] in "零数几" and len(raw) > 1:
        raw, end = raw[:-1], end - 1
    if len(raw) > 1 and raw[-1] in _PREFIXED:
        unit = _unit_at(text, end - 1)
        if unit is not None:
            return raw[:-1]
    return raw


def _value(raw: str) -> tuple[float, float, str] | None:
    """Value or range: 三百五十万; 三四十 (30–40); 数千, 几十 (1,000–10,000, 10–100)."""
    if raw[0] in "数几":
        scale = (
            chinese(raw[1:]) if len(raw) > 1 and all(c in _PLACE + _BIG for c in raw[1:]) else None
        )
        return (scale, scale * 10, "") if scale else None
    if "数" in raw or "几" in raw:
        at = min(raw.find(c) for c in "数几" if c in raw)
        rest = raw[at + 1 :]
        value = chinese(raw[:at] + rest)
        return (value, value, ">") if value else None
    pair = re.fullmatch(rf"([{_DIGIT}])([{_DIGIT}])([十百千万亿]+)?", raw)
    if pair and ZH_DIGITS[pair[2]] == ZH_DIGITS[pair[1]] + 1 and ZH_DIGITS[pair[1]] > 0:
        scale = chinese("一" + pair[3]) if pair[3] else 1.0
        if scale:
            return ZH_DIGITS[pair[1]] * scale, ZH_DIGITS[pair[2]] * scale, ""
    value = chinese(raw)
    return None if value is None else (value, value, "")


def _more_places(text: str, found: Found) -> None:
    """二十多万: a magnitude behind 多."""
    while text[found.number_last : found.number_last + 1] in tuple(_BIG):
        factor = ZH_BIG[text[found.number_last]]
        found.low, found.high = found.low * factor, found.high * factor
        found.number_last += 1
    found.last = found.end = found.number_last


def _tenths(text: str, found: Found) -> Found | None:
    """一成 = 10 %, 三成五 = 35 %, 八折 = 80 %, 八五折 = 85 %."""
    end = found.number_last + (2 if text[found.number_last].isspace() else 1)
    value, high = found.low * 10, found.high * 10
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
    _take(found, units().by_id["%"], end, f"“{text[found.start : end]}” in tenths")
    found.end = end
    return found


_AFTER_HALF = frozenset("导径年个以夜天成价数")


def _half_more(text: str, found: Found) -> None:
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
    magnitude = any(char in _BIG for char in raw)
    if found.known is not None:
        if found.low == found.high == 1 and found.known.counted:
            return False
        if found.known.id == "items" and len(raw) == 1 and raw in _PLACE + _BIG:
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
    return found.qualifier == "" and len(raw) >= 3 and any(char in _PLACE for char in raw)


# ── units ────────────────────────────────────────────────────────────────────────────────


@cache
def _longest() -> int:
    return max(len(word) for word in units().zh)


def _unit_at(text: str, at: int) -> tuple[Unit, int] | None:
    """The longest Chinese or Latin unit at ``at`` and where it ends."""
    table = units().zh
    for length in range(_MAX_UNIT, 0, -1):
        unit = table.get(text[at : at + length])
        if unit is not None and len(text[at : at + length]) == length:
            return unit, at + length
    return _symbol_at(text, at)


_SIGNS = frozenset("°℃℉µμ²³″×")


def _symbol_at(text: str, at: int) -> tuple[Unit, int] | None:
    head = text[at : at + 1]
    if not head.isascii() and head not in _SIGNS:
        return None
    symbols = units().symbols
    for length in range(5, 0, -1):
        word = text[at : at + length]
        behind = text[at + length : at + length + 1]
        if (
            len(word) == length
            and word in symbols
            and not (word[-1].isalnum() and behind.isascii() and behind.isalnum())
        ):
            return symbols[word], at + length
        if (
            len(word) == length > 1
            and word.isascii()
            and word.isupper()
            and word.lower() in symbols
        ):
            if not (behind.isascii() and behind.isalnum()):
                return symbols[word.lower()], at + length
    return None


def read_unit(text: str, found: Found) -> None:
    at = found.number_last
    if found.money is not None:
        _take(found, found.money, at, f"“{found.money.name}” before it")
        same = units().zh.get(text[at : at + 2]) or units().zh.get(text[at : at + 1])
        if same is not None and same.currency:
            word = 2 if text[at : at + 2] in units().zh else 1
            _take(found, same, min(at + word, len(text)), "")
        found.end = max(found.end, found.last)
        _per(text, found)
        return
    if text[at : at + 1] in " \u00a0" and text[at + 1 : at + 2]:
        behind = _unit_at(text, at + 1)
        if behind is not None and not (behind[0].counted and behind[0].id == "items"):
            at += 1
    unit = _unit_at(text, at)
    if unit is None:
        return
    word = text[at : unit[1]]
    follower = text[unit[1] : unit[1] + 1]
    if (
        follower
        and follower in words("zh_not_unit").get(word, "")
        and not (found.low > 10 and word in "人个家元")
    ):
        return
    if word == "点" and (found.low < 25 and found.low == int(found.low)):
        return
    if word in ("年", "日", "月") and (found.ordinal or found.low >= 1000):
        return
    _take(found, unit[0], unit[1], f"“{word}” behind it")
    if unit[0].counted:
        found.noun = word
    _per(text, found)
    found.end = found.last


def _take(found: Found, unit: Unit, last: int, why: str) -> None:
    found.known = unit
    found.unit = unit.currency if unit.currency and unit.factor == 1 else unit.id
    found.last = last
    found.end = max(found.end, last)
    if why:
        found.why.append(why)


_PER = re.compile(
    r"(?:/|每)(?P<word>吨|桶|公斤|千克|斤|克|股|年|月|日|天|周|小时|分钟|秒|平方米|平米|人|辆|台|度|千瓦时|kWh|Wh|瓦|升|加仑|盎司|立方米|公里|GB|片|颗)"
)


def _per(text: str, found: Found) -> None:
    """``元/吨``, ``美元每桶``."""
    match = _PER.match(text, found.last)
    if match is not None:
        found.per = words("zh_per").get(match["word"], match["word"])
        found.last = match.end()
        found.end = found.last
        found.why.append(f"per {found.per}")
