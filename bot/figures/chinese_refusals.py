"""Digits in Chinese text that are no amounts: names, scores, years, codes."""

from __future__ import annotations

import re
from functools import cache

from bot.figures.chinese_context import WORDS_WITH_BOUNDS as WORDS
from bot.figures.chinese_numerals import BIG, NUMERAL, new_found, word_in
from bot.figures.chinese_units import TIME_NAMES, money_before, symbol_at, unit_at
from bot.figures.chinese_written import latin_scale
from bot.figures.found import Found
from bot.figures.tables import any_of, word_set, words

_YEARISH = re.compile(r"(?:18|19|20)\d\d")
_NAMEY = re.compile(r"[A-Za-z][A-Za-z0-9+&'.·-]*[ -]?$")
_OF_CODES = frozenset(".HSUON")
_CODE = re.compile(r"\.?(?:HK|SH|SZ|US|O|N)(?![A-Za-z0-9])")
_DASHES = frozenset("-–—")
_DASHED_NAME = re.compile(
    r"[A-Za-z]\d*(?:\.\d+)?-$"
    r"|(?:^|[^\d十百千万亿兆点几多余])(?![为是至到达约率报了])[\u4e00-\u9fff]-$"
)
"""Qwen3-235B, 歼-20; 为-5 is a negative."""
_STANDARD = re.compile(
    r"(?<![A-Za-z])(?:HS|ISO|IEC|IEEE|IATF|ECE|EN|UL|GB|GB/T|QC/T|CVE|RFC) ?$|[A-Za-z]\.$"
)
"""ISO 26262; XBB.1.5."""
_DASHED_ON = re.compile("-[A-Z][a-z]")
"""7-Eleven."""
_VERSIONED = re.compile(r"[A-Za-z]*[a-z][A-Za-z]* ?$")
"""Before a version: iOS 18.6, Opus 4.1; PMI 49.8 is an amount."""
_SCALED_DASH = re.compile(r"(?<![A-Za-z0-9])\d+(?:\.\d+)?[kKwW][-–~—]$")
"""5k-20k: a range, no name."""
_UNIT_DASH = re.compile(r"\d\s?[千百万亿]{0,2}[\u4e00-\u9fff]{1,3}[-–~—]$")
"""50美元-100美元, 3万元-5万元."""
_SCALES = frozenset(BIG + "%")
_APART = frozenset("，,、（()）")
"""Around an age that only says who somebody is: 张某，32岁，…"""
_STOPS = frozenset("。；;")
_OPENING, _CLOSING = ("（", "("), ("）", ")")


def _measure_at(text: str, at: int) -> bool:
    """Whether a measure word stands there that is not the head of another word: 3M口罩."""
    named = unit_at(text, at)
    return named is not None and text[named[1] : named[1] + 1] not in tuple(
        words("zh_not_unit").get(text[at : named[1]], "")
    )


def is_name(text: str, start: int, raw: str) -> bool:
    """ET9, iPhone 17, 4S店: digits beside Latin letters that are no unit."""
    before = text[max(start - 24, 0) : start]
    end = start + len(raw)
    after = text[end : end + 1]
    money = money_before(text, start)[0]
    if money is not None:
        return money.id == "PHP" and len(raw) == 3 and raw[1] == "."
    if len(raw) == 2 and raw[0] in "012" and _BOND.match(text, end):
        return unit_at(text, end) is None
    if before[-1:].isascii() and before[-1:].isalpha():
        return not _glued_amount(before, raw, text, end)
    if before[-1:] in " ." and _STANDARD.search(before):
        return True
    if before[-1:] in _DASHES or after in _DASHES:
        chain = _CHAIN.search(text, max(start - 12, 0), start + 24)
        if chain is not None and chain.start() < end and start < chain.end():
            return True
        if _SCALED_DASH.search(before) or _UNIT_DASH.search(before):
            return False
        if _DASHED_NAME.search(before) or _DASHED_ON.match(text, end):
            return True
    if before[-1:] in ("-", "_", "/") and before[-2:-1].isascii() and before[-2:-1].isalnum():
        return not before[-2:-1].isdigit() or before[-1:] in "_"
    if after.isascii() and after.isalpha():
        behind = text[end + 1 : end + 2]
        if behind in word_set("zh_serials"):
            return True
        if after in ("B", "M") and len(raw) == 1 and _HAN.match(behind):
            counted = _measure_at(text, end + 1) or _MODELS.match(text, end + 1)
            amount = before[-1:] in word_set("zh_before_amount") - word_set("zh_before_either")
            return not counted and not amount
        return symbol_at(text, end) is None and latin_scale(text, new_found(0, 0, 1.0), end) == end
    if after in ("²", "³") or (before[-1:] == "/" and _HOLDING.match(text, end)):
        return True
    unit = unit_at(text, end) if "." in raw else None
    if "." in raw and (unit is None or unit[0].id == "parameters") and after not in _SCALES:
        zero = raw.endswith(".0") and _HAN.match(before[-1:]) is not None
        if zero and _stated().search(before):
            return False
        if _VERSIONED.search(before) or (zero and before[-1:] not in word_set("zh_before_amount")):
            return True
    latin = before[-1:].isascii() and "." not in raw and "," not in raw and len(raw) <= 4
    if latin and _NAMEY.search(before):
        return unit_at(text, end) is None and text[end : end + 1] not in _SCALES
    return False


_BOND = re.compile(r"[\u4e00-\u9fff]{2,5}(?:MTN|SCP|PPN|CP|ABN|[转国企]债|0\d(?!\d))")
"""22万科MTN004, 24附息国债11: the year and the issuer of a bond."""
_HOLDING = re.compile("毫升|ml|mL|克(?!拉)|公斤|千克|公里")
"""毫克/100毫升: what stands below the stroke."""
_WORD = re.compile("[A-Z]{3,}$|[A-Za-z]*[a-z]{3,}$")


def _glued_amount(before: str, raw: str, text: str, end: int) -> bool:
    """GDP5.2%, GMV3000亿元, Sportback30分钟: an amount right behind a Latin word."""
    word = _WORD.search(before)
    if word is None:
        return False
    if text[end : end + 1] in ("万", "亿"):
        return word.group().isupper() or "." in raw or "," in raw
    unit = unit_at(text, end)
    if unit is None or unit[0].dim.partition(":")[0] not in ("time", "ratio", "points", "money"):
        return False
    return unit[0].id not in ("days", "years", "jiao")


_MODELS = re.compile("大?模型|参数|版")
_HAN = re.compile("[\u4e00-\u9fff]")


def _in_name(text: str, start: int, end: int) -> bool:
    """昇腾384超节点: a bare number between a name and a noun, without a measure word."""
    before, at = text[max(start - 3, 0) : start].rstrip()[-1:], end + (text[end : end + 1] == " ")
    if word_in(text, end, "zh_levels") or _SHAKES.search(text, max(start - 6, 0), start):
        return False
    after = text[at : at + 1]
    if at > end and after.isascii() and after.isalpha():
        return _HAN.match(before) is not None and before not in word_set("zh_before_amount")
    if _HAN.match(after) is None and after != "+":
        return False
    if after in word_set("zh_after_amount"):
        return after in "至到" and NUMERAL.match(text, at + 1) is None and before not in "从由"
    if before in word_set("zh_before_amount"):
        return before in word_set("zh_before_either") and "." not in text[start:end]
    return _HAN.match(before) is not None or before in _PAUSES


_SHAKES = re.compile("(?:芮氏|里氏|地震)(?:规模)?$|规模(?=\\d$)")
"""芮氏规模5.2地震."""
_WHO = re.compile(
    "的(?!时|年龄|高龄|人|孩|儿童|群|生日)|的?[\u4e00-\u9fff][某姓]|[\u4e00-\u9fff][男女](?![性子生])"
)


_BOUNDED = frozenset("满超逾近约达过到足于")
"""不满16岁的未成年人: an age beyond or below which many are."""


def _says_who(text: str, found: Found) -> bool:
    """29岁男子, 13岁的王某: an age that only tells who is spoken of."""
    bounded = text[found.start - 1 : found.start] in _BOUNDED
    if found.qualifier or found.is_range or bounded:
        return False
    if word_in(text, found.last, "zh_aged") or _WHO.match(text, found.last) is not None:
        return True
    return _described().match(text, found.last) is not None


@cache
def _described() -> re.Pattern[str]:
    """60岁失明患者, 19岁法国小将."""
    who = any_of(word for word in words("zh_aged") if len(word) > 1)
    return re.compile(rf"(?![以至到及])[\u4e00-\u9fff]{{1,4}}?(?<![的了时后前内])(?:{who})")


_LISTED = frozenset("与和及、的")
_MEASURED = frozenset("率量数值价额度分比幅点期报收升涨跌降")
"""The last character of a noun that a bare number states: 得票数 120、…"""


_AND_NAME = re.compile(r"[与和及](?![1-9])")
"""1688与阿里, 996与007: names; 10000与20000之间: a range."""


def _is_product(text: str, start: int, end: int) -> bool:
    """小米14与一加13: a whole number behind a make, or behind a word that states no amount and
    before what lists names."""
    before = text[max(start - 8, 0) : start].rstrip()
    if before.endswith(_makes()) and text[end - 3 : end - 2] != ".":
        return True
    last = before[-1:]
    if not last and "." not in text[:end]:
        return text[end : end + 1] == "、" or _AND_NAME.match(text, end) is not None
    if text[end : end + 1] not in _LISTED or _HAN.match(last) is None:
        return False
    return last not in _MEASURED and last not in word_set("zh_before_amount")


@cache
def _makes() -> tuple[str, ...]:
    return tuple(words("zh_numbered_names"))


_PAUSES = frozenset("，。、；：“《（ ,;") | {""}
_LABEL = re.compile(
    r"(?:热线|电话|手机号?|传真|邮编|邮政编码|QQ群?|微信号?|编号|代码|账号|证号|单号|订单号|卡号|车牌|尾号|客服|验证码|舷号|门牌号?|背号|批号|密码|提取码|邀请码|口令|赔率|尾数|末四位|拨打|致电|呼叫|报警|急救|火警|匪警|[A-Za-z]座|\d转|号楼|单元|[栋幢])"
    r"[号为是：: ]{0,2}[\d-]{0,12}$",
    re.IGNORECASE,
)
"""What introduces digits that are read one by one."""
_ROAD = re.compile(
    "(?:高速|公路|[国省县乡]道|路段|线|路|[GS]\\d{1,4})[^，。；距离约]{0,6}$|[东南西北][上下向]行?$|[行途驶][经至]$"
)
"""Before a distance that says where on a road: 京港澳高速1203公里处, 国道1号南下87.4公里处."""
_HEADING = re.compile("(?:高速|国道|[GS]\\d{1,4})[^，。；]{0,8}方向$")
"""京沪高速上海方向1200公里."""
_TRAIN = re.compile("(?:高铁|列车|自强号?|莒光号?|区间车|班机|航班)$")
"""高铁第1503次."""
_RACED = re.compile(r"\d{1,2}(?:分\d{1,2})?秒")
"""100米11秒10: the race, and its time."""
_SIXERS = re.compile(
    r"人(?:队|总|主场|客场|\d{2,3}[:比-]|[战击]|逆转|力克|不敌|对阵|险胜|惜败|[胜负输赢])"
)
"""The Philadelphia 76ers, known by their score."""
_DRAWN = re.compile(r"(?:号码?|[开搅摇]出|开奖)[为是：: ]{0,2}[\d、,， +-]{0,40}$")
"""03、07、12: numbers of a draw."""
_LABELLED = re.compile(
    r"[”」]?(?:[或、和/]\d+)*(?:热线|平台|专线|短号|客服|网站|举报|来电|电话|短信|公众号|号码)"
)
_ON = re.compile(r"\s?(?:至|到|[-~–—])\s?(?P<other>\d[\d,.]*)(?P<after>.?)")
_CHAIN = re.compile(r"\d+(?:-\d+){2,}")


_OF_YEARS = frozenset("届款级版季")
"""2025届毕业生, 2021款轿车: what is of a year."""
_ISSUES = frozenset("期届号")
"""Behind an ordinal of any size: 第114000101期 is no milestone."""


_LATITUDE = re.compile("(?:[北南]纬|[东西]经)$")


def _on_road(text: str, found: Found) -> bool:
    if found.dim != "length":
        return False
    if text[max(found.start - 2, 0) : found.start] in ("南下", "北上"):
        return True
    if _HEADING.search(text, max(found.start - 16, 0), found.start):
        return True
    if text[found.last : found.last + 1] != "处":
        return False
    return _ROAD.search(text, max(found.start - 14, 0), found.start) is not None


def is_code(text: str, found: Found, raw: str, alone: bool = False) -> bool:
    """Years, stock codes, 90后, lone numerals in brackets, phone numbers."""
    end = found.number_last
    apart = text[found.start - 1 : found.start] in _APART
    apart = apart and text[found.last : found.last + 1] in _APART | _STOPS
    if found.unit == "years old" and (apart or _says_who(text, found)):
        return True
    if text[end : end + 1] in _OF_CODES and _CODE.match(text, end) is not None:
        return True
    if len(raw) >= 11 and raw.isdigit() and not found.unit:
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
    if text[end : end + 1] in _OF_YEARS and _YEARISH.fullmatch(raw) is not None:
        return True
    if found.ordinal and text[end : end + 1] in word_set("zh_articles") | _ISSUES:
        return True
    if _on_road(text, found) or _LATITUDE.search(text, max(found.start - 3, 0), found.start):
        return True
    if found.ordinal and _TRAIN.search(text, max(found.start - 4, 0), found.start):
        return True
    if found.dim == "length" and _RACED.match(text, found.last):
        return True
    if raw == "76" and found.unit == "people" and _SIXERS.match(text, found.number_last):
        return True
    if found.is_time and TIME_NAMES.match(text, found.last):
        return True
    if found.known is not None and word_in(text, found.last, "zh_events"):
        return found.known.dim in ("length", "time")
    if len(raw) > 1 and raw[0] == "0" and raw.isdigit() and not alone:
        return True
    if found.unit or found.scale != 1 or found.money:
        return False
    after = text[end : end + 1]
    if after.isascii() and after.isalpha():
        return True
    if _LABEL.search(text, max(found.start - 16, 0), found.start):
        return True
    if "、" in text and _DRAWN.search(text, max(found.start - 48, 0), found.start):
        return True
    if len(raw) >= 5 and raw.isdigit() and _LABELLED.match(text, end):
        return True
    if _YEARISH.fullmatch(raw) and not found.qualifier:
        on = _ON.match(text, end)
        if on is None or on["after"] == "年" or len(on["other"]) < len(raw):
            return True
        return text[found.start - 1 : found.start] in _OPENING and on["after"] in _CLOSING
    if text[end : end + 3].lstrip().startswith("系列"):
        return True
    if text[end : end + 1] == "》" and "《" in text[max(found.start - 20, 0) : found.start]:
        return True
    if (
        not alone
        and not found.qualifier
        and (_in_name(text, found.start, end) or _is_product(text, found.start, end))
    ):
        return True
    if text[found.start - 1 : found.start] in _OPENING and text[end : end + 1] in _CLOSING:
        return True
    if text[end : end + 1] in word_set("zh_serials"):
        return True
    return not alone and not _states_amount(text, found, end)


_LISTING = re.compile(r"(?:\s?(?:[、和与及至到~～–—-]|或)\s?\d[\d,.]*)+")
_LISTED_BEFORE = re.compile(r"\d[\d,.]*\s?(?:[、和与及至到~～–—-]|或)\s?$")
_BETWEEN = re.compile(r"\s?(?:之间|间(?!谍))")


def _states_amount(text: str, found: Found, end: int) -> bool:
    """Whether anything says that a number without a unit is an amount: a bound, a change, a verb
    or noun of measuring beside it, or a list or range that is one."""
    if found.qualifier or word_in(text, end, "zh_levels") or word_in(text, end, "zh_after_bare"):
        return True
    start = found.start
    while listed := _LISTED_BEFORE.search(text, max(start - 20, 0), start):
        start = listed.start()
    said = _stated().search(text, max(start - 10, 0), start)
    if said is not None and text[max(said.start() - 1, 0) : said.start() + 1] not in WORDS:
        return True
    if _ARROW.match(text, end) is not None:
        return True
    on = _LISTING.match(text, end)
    if on is None:
        return _BETWEEN.match(text, end) is not None
    last = on.end()
    if _BETWEEN.match(text, last) is not None:
        return True
    joined = text[end : end + 2].strip()[:1] in _RANGES
    return joined and (text[last : last + 1] in _SCALES or unit_at(text, last) is not None)


_ARROW = re.compile(r"\s?(?:→|->|➡|⇒)\s?\d")
_RANGES = frozenset("至到~～–—-")


@cache
def _stated() -> re.Pattern[str]:
    """What right before a bare number says that it measures."""
    bounds = [each for group in words("zh_bounds").values() for each in group]
    verbs = any_of({*bounds, *words("zh_up"), *words("zh_down"), *words("zh_before_bare")})
    nouns = any_of(words("zh_measured"))
    return re.compile(
        rf"(?:{verbs})(?:[了约近超过逾至到为达]|超过)*\s?$|(?:{nouns})[:：为]?\s?$|[=<>≥≤]\s?$"
    )
