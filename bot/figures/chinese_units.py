"""Units and currencies around a numeral in Chinese text."""

from __future__ import annotations

import re

from bot.figures.found import Found
from bot.figures.numerals import chinese
from bot.figures.tables import Unit, units, word_set, words

_MAX_SYMBOL = 6
_SIGNS = frozenset("°℃℉µμ²³″×")
_MEASURES = (
    "平方公里 平方千米 公顷 亩 "
    "吨 桶 公斤 千克 斤 克 股 年 月 日 天 周 小时 分钟 秒 晚 瓶 杯 箱 件 张 次 平方米 平米 "
    "人 辆 台 度 千瓦时 kWh Wh 瓦 "
    "升 加仑 盎司 立方米 公里 GB 片 颗 英亩 TEU FEU 标箱 mL dL L 百万英热单位 百万英热"
)
_BEFORE_CHRIST = ("（", "(", "前", "元")
"""Before a year of three digits: （273年）, 公元前221年."""
_PER_AHEAD = re.compile(
    r"每(?P<word>度|兆瓦时|百万英热(?:单位)?|坪|平方公里|平方千米|公顷|亩|吨|桶|公斤|千克|盎司|平方米|平米|千瓦时|公里|立方米|公升|升|加仑|克|瓦|斤|磅|呎|平方呎|平方英尺|英亩|蒲式耳|标箱|标准箱|TEU|FEU|箱|头)"
    r"(?:分别|各|平均)?(?:(?:[\u4e00-\u9fff、]{1,6}?)?(?:上调|下调|调涨|调降|下降|上涨|下跌|提高|降低|上浮|下浮|涨|跌|降|升|站上|升破|跌破|突破|亏损|盈利|回[落升]至|[升降涨跌]至|[亏赚补卖售报付收]))?(?:[约超仅近为达逾]|超过|不到|达到)?\s?$"
)
_RATE_AHEAD = re.compile(
    r"(?:(?P<mean>[日周月季年])均(?![线价])|每(?P<each>日|天|周|月|季度|年|小时|分钟|秒))"
    r"[\u4e00-\u9fff]{0,10}?(?:[约超仅近为达逾至]|超过|达到|不到)?\s?$"
)
"""日均赚5.6亿元, 每月20万片: so much in each of them."""
_PER = re.compile(rf"(?:/|每)(?P<word>{_MEASURES.replace(' ', '|')})")
_MANY = r"(?P<many>1(?:0|,000){1,3}万?|一?[百千万]|十万|百万)"
_MANY_WORDS = "毫升|[mM][lL]|公里|km|克|g|人口?"
_PER_MANY = re.compile(rf"(?:/|每){_MANY}(?P<word>{_MANY_WORDS})")
_PER_MANY_AHEAD = re.compile(
    rf"每{_MANY}(?P<word>{_MANY_WORDS})(?:[^，。；、\d]|[2-6]G){{0,14}}?\s?$"
)
"""186毫克/100毫升, 每100毫升血液含186毫克, 每十万人12例."""


def unit_at(text: str, at: int) -> tuple[Unit, int] | None:
    """The longest Chinese or Latin unit at ``at`` and where it ends."""
    table, left = units().zh, len(text) - at
    longest = _longest_of_each().get(text[at : at + 1], 0)
    for length in range(min(longest, left), 0, -1):
        unit = table.get(text[at : at + length])
        if unit is not None:
            return unit, at + length
    return symbol_at(text, at)


_LONGEST: dict[str, int] = {}
_SIGN_ENDS: dict[str, bool] = {}
"""The last characters of currencies' signs."""


def _longest_of_each() -> dict[str, int]:
    """By first character, how long a unit's word can be: most characters begin none."""
    if not _LONGEST:
        for word in units().zh:
            _LONGEST[word[0]] = max(_LONGEST.get(word[0], 0), len(word))
        _SIGN_ENDS.update((prefix[-1], True) for prefix in units().prefixes)
    return _LONGEST


def symbol_at(text: str, at: int) -> tuple[Unit, int] | None:
    head = text[at : at + 1]
    if not head.isascii() and head not in _SIGNS:
        return None
    symbols = units().symbols
    for length in range(_MAX_SYMBOL, 0, -1):
        word = text[at : at + length]
        behind = text[at + length : at + length + 1]
        if (
            len(word) == length
            and word in symbols
            and not (word[-1].isalnum() and behind.isascii() and behind.isalnum())
        ):
            return symbols[word], at + length
        shouted = len(word) == length > 1 and word.isascii() and word.isupper()
        if shouted and word.lower() in symbols and not (behind.isascii() and behind.isalnum()):
            return symbols[word.lower()], at + length
    return None


def read_unit(text: str, found: Found) -> None:
    """Fill the unit behind the numeral (or the currency before it) and "per what"."""
    at = found.number_last
    if found.money is not None and not _names_model(text, found, at):
        _money(text, found, at)
        return
    if text[at : at + 1] in (" ", "\u00a0"):
        behind = unit_at(text, at + 1)
        items = behind is not None and behind[0].id == "items"
        spaced = text[found.start - 1 : found.start] == " " and found.start > 1
        if behind is not None and (not items or spaced or text[at + 1] in _COUNTERS):
            at += 1
    named = unit_at(text, at)
    if named is None:
        return
    unit, last = named
    if unit.dim == "age" and text[last - 1] == "大" and text[last : last + 1] in _AFTER_BIG:
        last -= 1
        unit = units().zh[text[at:last]]
    if not _really(text, found, text[at:last], last):
        return
    if text[at:last] == "分" and _MINUTES.match(text, last):
        unit = units().by_id["minutes"]
    elif text[at:last] == "分" and _PER_AHEAD.search(text, max(found.start - 10, 0), found.start):
        unit = units().by_id["fen"]
    if text[at:last] == "度":
        unit, found.start = _degrees(text, found, unit)
    elif text[at:last] == "节" and _is_part(text, found, last):
        unit = units().by_id["items"]
    elif text[at:last] == "呎":
        unit = _feet(text, found, unit)
    take(found, unit, last, f"“{text[at:last]}” behind it")
    if unit.counted:
        found.noun = text[at:last]
    _per(text, found)
    found.end = found.last


_COUNTERS = frozenset("个枚颗款项")
_MINUTES = re.compile(r"\d{1,2}秒")
_WARMTH = re.compile("(?P<scale>[华摄]氏)|[温热冷寒]")


def _degrees(text: str, found: Found, degrees: Unit) -> tuple[Unit, int]:
    """度 beside a word for warmth is a degree; else the kilowatt hour of batteries and bills."""
    window = max(found.start - 14, 0)
    warm = list(_WARMTH.finditer(text, window, found.start))
    if not warm:
        below = text[found.start : found.start + 2] == "零下"
        known = degrees if below or not _POWER.search(text) else units().by_id["kWh"]
        return known, found.start
    scale = next((match for match in reversed(warm) if match["scale"]), None)
    if scale is None:
        return degrees, found.start
    whole = text[scale.end() : found.start] in ("", "温度")
    return (
        units().by_id["°F" if scale["scale"] == "华氏" else "°C"],
        scale.start() if whole else found.start,
    )


_POWER = re.compile("电|储能|充|能耗|续航")


def _is_part(text: str, found: Found, last: int) -> bool:
    """前三节 are parts of a match, 28节 of a ship are knots, and 三八节 is a day."""
    if found.spelled and text[found.start - 1 : found.start] not in ("前", "后"):
        return False
    return _SAILING.search(text, max(found.start - 14, 0), last) is None


_SAILING = re.compile("[速航风船舰艇浪流]")
"""Beside these 节 are knots; else parts of a match or lessons."""
_AFTER_BIG = frozenset("定涨跌降增减幅卖赚亏促")
"""5天大定: five days, and orders; no five days old."""
_TALL = re.compile("[高长宽阔深厚远水巨]|(?:身|车|船|雪|浪)")


def _feet(text: str, found: Found, feet: Unit) -> Unit:
    """A flat of 585呎 is one of square feet, as Hong Kong says it; 6呎高 is a length."""
    behind = text[found.number_last + 1 : found.number_last + 2]
    flat = found.low >= _SMALLEST_FLAT and _TALL.match(behind) is None
    return units().by_id["square feet"] if flat else feet


_SMALLEST_FLAT = 100


def _names_model(text: str, found: Found, at: int) -> bool:
    """唐DM4.4万辆: letters before what is counted are no money; they are let go then."""
    code = text[found.start]
    behind = unit_at(text, at) if code.isalpha() and code.isascii() else None
    if behind is None or not behind[0].counted:
        return False
    found.money = None
    while not text[found.start].isdigit():
        found.start += 1
    return True


def _money(text: str, found: Found, at: int) -> None:
    if found.money is None:
        return
    take(found, found.money, at, f"“{found.money.name}” before it")
    for length in (2, 1):
        same = units().zh.get(text[at : at + length])
        if same is not None and same.currency:
            if same.id == "CNY" and found.money.id != "CNY":
                same = found.money
            take(found, same, min(at + length, len(text)), "")
            break
    found.end = max(found.end, found.last)
    _per(text, found)


def _really(text: str, found: Found, word: str, last: int) -> bool:
    """Whether the measure word is one, and not the head of another word or a date."""
    if word == "年" and found.low >= 100 and text[found.start - 1 : found.start] in _BEFORE_CHRIST:
        return False
    if word == "年" and (found.low >= 100 and text[last : last + 1].isdigit()):
        return False
    if word == "年" and text[max(found.start - 2, 0) : found.start] in word_set("zh_eras"):
        return False
    if word == "两":
        return text[last - 2] != "两" and unit_at(text, last) is None
    if word in _MEDALS:
        second = text[found.start - 1 : found.start] in _MEDALS
        behind = (text[last : last + 1] or "。") in _BEHIND_MEDALS
        return not found.spelled and (second or behind)
    if word == "次" and found.qualifier == "" and _TRAINS.match(text, last):
        return False
    if word == "度" and text[found.start - 1 : found.start] in _ONCE_MORE and found.low < 10:
        return False
    if word in ("栋", "幢") and text[found.start - 1 : found.start] in _ESTATES:
        return text.startswith(_BUILT, last)
    if word in _HOUSES and _ADDRESS.match(text, last):
        return False
    if word == "级" and found.low >= _CLASS:
        return False
    if word == "届" and found.low > _MANY_TERMS:
        return False
    if word in ("层", "室") and text[found.start - 1 : found.start] in tuple("楼座栋幢厦"):
        return (
            word == "层" and _HOUSE.search(text, max(found.start - 3, 0), found.start) is not None
        )
    if word == "套" and text[max(found.start - 2, 0) : found.start] in ("央视", "TV"):
        return False
    if word == "度" and _ON_THE_GLOBE.search(text, max(found.start - 3, 0), found.start):
        return False
    if word == "季":
        return _IN_A_ROW.search(text, max(found.start - 4, 0), found.start) is not None
    if word in _PLACES_OF_RANKS and text[found.start - 1 : found.start] == "前":
        return False
    if word == "班":
        return found.low >= (100 if found.spelled else 10)
    if word == "车" and _SEAT.match(text, last):
        return False
    if word == "台" and _CHANNELS.search(text, max(found.start - 3, 0), found.start):
        return False
    if word == "起" and _is_price(text, found, last):
        return False
    if word == "期" and text[found.start - 1 : found.start] in _ESTATES:
        return False
    if word in ("A", "J") and text[found.start - 1 : found.start] not in word_set(
        "zh_before_amount"
    ):
        return False
    if found.spelled and _other_sense(text, found, word, last):
        return False
    follower = text[last : last + 1]
    if follower and follower in words("zh_not_unit").get(word, ""):
        return found.low > 10 and word in ("人", "个", "家", "元")
    if word == "点":
        moved = text[found.start - 1 : found.start] in _MOVED
        return found.low >= 25 or found.low != int(found.low) or moved
    large = found.low >= 1000
    if word == "年" and (found.scale > 1 or found.low > _LAST_YEAR):
        large = False
    return not (word in ("年", "日", "月") and (found.ordinal or large))


_ON_THE_GLOBE = re.compile("[北南]纬$|[东西]经$")
"""北纬34.91度: where it was."""
_IN_A_ROW = re.compile("(?:连续?|近|过去|整整|长达)[跌涨升降增减亏赚]?$")
"""连6季, 连续三季: so many quarters; 第三季 is one."""
_PLACES_OF_RANKS = frozenset("名位强")
"""前十名: who is among them, and not how many there are."""
_LAST_YEAR = 2200
"""28亿年, 3000年历史: no year of a calendar is so large, or has a magnitude."""
_ONCE_MORE = frozenset("经曾已再")
"""已经2度砍下: twice."""
_ESTATES = frozenset("城苑园区院庄府湾里村墅寓厦")
_BUILT = ("楼", "房", "住宅", "高层", "高楼", "建筑", "别墅")
"""绿地城3栋 is one of its houses, 小区3栋楼 are three."""
_SEAT = re.compile(r"\d{1,2}[A-F]")
"""12车03A: where somebody sits in a train."""
_CHANNELS = re.compile("(?:TV|视) ?$")
"""民视53台."""
_CASES = re.compile("报|案|发生|查|办|处|共")


def _is_price(text: str, found: Found, last: int) -> bool:
    """298万起 is from what money on; 45万起 of fires are cases."""
    closed = text[last : last + 1] in ("", "，", "。", "；", "、")
    cases = _CASES.search(text, max(found.start - 14, 0), found.start)
    return found.scale > 1 and closed and cases is None


_HOUSE = re.compile("[一两二三四五六七八九十][座栋幢]$")
"""一栋12层大楼 tells of its height, 5号楼12层 where somebody lives."""
_HOUSES = frozenset("幢栋座层楼")
_ADDRESS = re.compile(r"\s?[A-Za-z\d一二三四五六七八九十]{1,4}(?:单元|室|号|楼|层|门)")
"""8幢2单元: part of an address."""
_CLASS = 100
"""百万级豪车: a class of price, and nothing graded."""
_MANY_TERMS = 30
"""119届国会 is the 119th; so many have rarely been held to count them."""
_MOVED = frozenset("涨跌升降调挫贬")
TIME_NAMES = re.compile(r"均?线(?![上下索路性])|通?票(?![房选数])|[日天]?游(?![览泳戏客])|耐力赛")
"""5日均线, 24小时耐力赛, 三日游: a time that names something."""
_TRAINS = re.compile("[\u4e00-\u9fff]{0,2}(?:列车|动车|快车|慢车)")
"""55537次检测列车."""
_LASTS = frozenset("续近达为了约过逾超每去来后前第联")
_BEHIND_WEEKS = frozenset("内后前以的来，。、；冠")


def _other_sense(text: str, found: Found, word: str, last: int) -> bool:
    """两度登上 (twice), 四周为山 (all around), 中华东路三段 (part of a road), 三角债."""
    before, after = text[found.start - 1 : found.start], text[last : last + 1]
    if word == "度":
        window = text[max(found.start - 14, 0) : found.start + 2]
        return found.high < 10 and not _WARMTH.search(window) and "零下" not in window
    if word == "周" and text[last - 2 : last] == "四周":
        return before not in _LASTS and after not in _BEHIND_WEEKS
    if word == "角":
        return before not in tuple("元块了涨跌降") and after not in ("钱", "五", "分")
    return word == "段" and before != "" and before in "路道街"


_MEDALS = frozenset("金银铜")
_BEHIND_MEDALS = frozenset("0123456789一二两三四五六七八九十，。、；！（）和与及的")
"""32金27银: medals, where neither 金额 nor 银行 begins."""


def take(found: Found, unit: Unit, last: int, why: str) -> None:
    found.known = unit
    found.unit = unit.currency if unit.currency and unit.factor == 1 else unit.id
    found.last = last
    found.end = max(found.end, last)
    if why:
        found.why.append(why)


def _per(text: str, found: Found) -> None:
    """``元/吨``, ``美元每桶``; ``每桶70美元``, but a price of shares is that of one anyway."""
    window = text[max(found.start - 18, 0) : found.start]
    if ("每" in window or "均" in window) and _per_ahead(window, found):
        return
    if text[found.last : found.last + 1] not in ("/", "每"):
        return
    many = _PER_MANY.match(text, found.last)
    match = many or _PER.match(text, found.last)
    if match is not None:
        word = match["word"]
        found.per = _many(match) if many else words("zh_per").get(word, word)
        found.last = found.end = match.end()
        found.why.append(f"per {found.per}")


def _per_ahead(window: str, found: Found) -> bool:
    """Whether the words before the number say by what it is counted."""
    ahead = _PER_AHEAD.search(window)
    known = found.known
    counts = known is None or known.currency or known.counted or known.dim == "energy"
    held = known is not None and known.dim == "mass" and ahead is not None
    held = held and ahead is not None and ahead["word"] in _HOLDERS
    if ahead is not None and (counts or held):
        found.per = words("zh_per").get(ahead["word"], ahead["word"])
        found.why.append(f"per {found.per}: “{ahead.group()}” before it")
        return True
    if found.is_ratio or found.is_time:
        return False
    rate = _RATE_AHEAD.search(window)
    many = _PER_MANY_AHEAD.search(window) if rate is None else None
    if rate is not None:
        word = rate["mean"] or rate["each"]
        found.per = words("zh_per").get(word, word)
    elif many is not None:
        found.per = _many(many)
    else:
        return False
    found.why.append(f"per {found.per}: it stands before the number")
    return True


def _many(match: re.Match[str]) -> str:
    """As English text says it: ``100 ml``, ``100,000 people``."""
    written = match["many"].replace(",", "")
    count = chinese(written) or float(written)
    return f"{int(count):,} {words('zh_per_many')[match['word'].lower()]}"


def is_denominator(text: str, found: Found) -> bool:
    """每100毫升, 每十万人: no amount, but what others are counted by."""
    return _PER_MANY.fullmatch(text, found.start - 1, found.last) is not None


_HOLDERS = frozenset(("公升", "升", "立方米", "毫升", "公斤", "千克"))
"""每公升0.87毫克: a mass is so much in these."""


def money_before(text: str, start: int) -> tuple[Unit | None, int]:
    at = start - 1 if text[start - 1 : start] == " " else start
    if not _longest_of_each() or text[at - 1 : at] not in _SIGN_ENDS:
        return None, start
    prefixes = units().prefixes
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
