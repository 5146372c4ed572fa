"""Periods in Chinese text, resolved against the day the text was published."""

# ruff: noqa: E501 - one pattern a line: a table that is wrapped cannot be compared by eye

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date
from functools import cache, lru_cache

from bot.figures import calendar as cal
from bot.figures import chinese_intervals as when
from bot.figures.calendar import Span
from bot.figures.chinese_intervals import (
    DAY_OF_MONTH,
    DIGITS,
    MONTH,
    NUMBER,
    TO,
    YEAR,
    YEAR_NUMBER,
    Resolve,
)
from bot.figures.tables import words

_NUMERAL = rf"[\d{DIGITS}百]"
_YEARS = rf"[\s\d{DIGITS}今去明前后本当上次年]"
_STEPS = "一个半周星礼月季财年"
_BEGIN = rf"[\d{DIGITS}QqHh上下本这前后当第从截到至自今明去昨同全年首单近最过未此接次末星礼周春国中端清元暑寒双]"
_FIRST_CHARACTERS = re.compile(_BEGIN)
_FIRST = re.compile(
    rf"{_BEGIN}(?:"
    r"(?<=\d)(?<![\d.].)(?:(?=\d{0,3}\s?[年财月日号季代世Qq])|(?<=[12])(?=[09]\d\d[/.\-–])"
    r"|(?=\d?[、和及与]第?\d{1,2}[季月])"
    rf"|(?=\d{{0,3}}月?(?:份)?{TO}{_NUMERAL}{{1,4}}\s?[年月世日号]))"
    rf"|(?<!\d)(?:(?<=[{DIGITS}])(?=[{DIGITS}]{{0,4}}\s?[年月日号季代百世\-–—~～－至到假黄小期档])"
    rf"|(?<=第)(?={_NUMERAL}{{1,4}}个?[财季周星]|{_NUMERAL}[、和及与])|(?<=[{DIGITS}])(?=[、和及与]第?[{DIGITS}]{{1,2}}[季月])|(?<=[从到至自])(?={_YEARS})|(?<=截)(?=[至止])"
    rf"|(?<=[上下本这当前后])(?=[上下的日天\d{DIGITS}百首{_STEPS}])|(?<=首)(?=[个日天\d{DIGITS}{_STEPS}])"
    rf"|(?<=近)(?=[的\d{DIGITS}百])|(?<=周)(?=[{DIGITS}日天])|(?<=[今明去昨])(?=[年天日明今])"
    r"|(?<=[QqHh])(?=\d)|(?<=[星礼])(?=[期拜])|(?<=[末次])(?=[季年])|(?<=同)(?=期)"
    r"|(?<=国)(?=庆)|(?<=中)(?=秋)|(?<=[春清元端])(?=[节明旦午])|(?<=[暑寒])(?=[期假])|(?<=双)(?=[十1])"
    r"|(?<=[单全年])(?=[周月季日年天内初])|(?<=[最过未此接])(?=[近去来前下])))"
)
"""Where a period can begin: a number only before what makes a time of it, a word's first character
only before its second, where the first is frequent."""


def find(text: str, day: date | None) -> list[Span]:
    """All periods of the segment, in order, without overlaps."""
    spans: list[Span] = []
    every, end = one_of(), 0
    starting = _starting()
    for start in range(len(text)):
        code = ord(text[start])
        if start < end or code >= len(starting) or not starting[code]:
            continue
        if starting[code] == _DIGIT and start and text[start - 1] in _IN_NUMBERS:
            continue
        if _FIRST.match(text, start) is None:
            continue
        match = every.match(text, start)
        if match is None:
            continue
        end = match.end()
        if numbers_thing(text, match):
            continue
        pair = _PAIR.fullmatch(match.group())
        if pair is None:
            spans.append(_of_year(_span(match, day), spans))
        else:
            spans.extend(_two(start, pair, day))
    return spans


_IN_NUMBERS = frozenset("0123456789.")
_OTHER, _DIGIT = 1, 2


@cache
def _starting() -> bytes:
    """For each character whether a period may begin with it, and whether it is a digit."""
    starts = bytearray(0x10000)
    for code in range(len(starts)):
        char = chr(code)
        if _FIRST_CHARACTERS.match(char) is not None:
            starts[code] = _DIGIT if char.isdecimal() else _OTHER
    return bytes(starts)


_PAIR = re.compile(
    r"(?P<year>.*?)(?P<one>第?[^、和及与年]{1,2})[、和及与](?P<other>第?.{1,2})(?P<unit>季度?|月份?)"
)


def _two(start: int, pair: re.Match[str], day: date | None) -> list[Span]:
    """三、四季度, 去年11、12月: each of the two, in full; of what is no pair the latter."""
    told = []
    for name in ("one", "other"):
        label = f"{pair['year']}{pair[name]}{pair['unit']}"
        match = one_of().fullmatch(label)
        if match is None:
            continue
        whole = _span(match, day)
        begin = start if name == "one" else start + pair.start("other")
        end = start + (pair.end("one") if name == "one" else pair.end())
        told.append(
            Span(begin, end, label, whole.interval, whole.freq, ((begin, end),), whole.floating)
        )
    numbers = [when.number(pair[name].removeprefix("第")) for name in ("one", "other")]
    return told if numbers[0] < numbers[1] else told[1:]


_BARE_DAY = 3
"""Characters of 12号."""
_THINGS = re.compile(
    "(?:载人)?(?:飞船|火箭|卫星|探测|航天|乘组|机组|返回舱|楼|院|馆|门|店|井|矿|炉|厅|舱|球衣|种子|泊位|码头|仓)"
)


def numbers_thing(text: str, match: re.Match[str]) -> bool:
    """神舟12号, 12号泊位: the twelfth, and no day."""
    start, end = match.span()
    if text[end - 1] != "号" or end - start > _BARE_DAY:
        return False
    crafts = tuple(words("zh_crafts"))
    return text.endswith(crafts, 0, start) or _THINGS.match(text, end) is not None


def _of_year(span: Span, before: list[Span]) -> Span:
    """全年 is of the year that is spoken of: 2025年四季度…，全年…"""
    if span.label != "全年":
        return span
    last = next((each for each in reversed(before) if each.interval and each.freq in "MQSA"), None)
    if last is None or last.interval is None or not last.freq:
        return span
    whole = cal.year(last.interval[0].year)
    return Span(span.start, span.end, span.label, whole, "A", span.masks, last.floating)


@cache
def one_of() -> re.Pattern[str]:
    """One of the patterns, at a place where one can begin: ``p3`` is the last group of the third.

    Whether a year stands there is asked once for all patterns that may begin with one. The groups
    are empty and stand at the ends, so that most branches are left at their first character.
    """
    year = _plain(YEAR)
    rows = []
    for i, (source, _, _) in enumerate(PATTERNS):
        row = _plain(source)
        if row.startswith(f"(?:{year})?"):
            row = f"(?(dated)(?:{year})?)" + row.removeprefix(f"(?:{year})?")
        rows.append(f"(?:{row})(?P<p{i}>)")
    return re.compile(f"(?P<dated>(?={year}))?(?:{'|'.join(rows)})")


def _plain(source: str) -> str:
    return re.sub(r"\(\?P<\w+>", "(?:", source)


@cache
def _one(index: int) -> re.Pattern[str]:
    return re.compile(PATTERNS[index][0])


def _span(match: re.Match[str], day: date | None) -> Span:
    row = int((match.lastgroup or "p0")[1:])
    label = match.group()
    interval, freq, floating = _meaning(row, label, day)
    masks = (match.span(),) if PATTERNS[row][2] else ()
    return Span(match.start(), match.end(), label, interval, freq, masks, floating)


@lru_cache(maxsize=4096)
def _meaning(row: int, label: str, day: date | None) -> tuple[cal.Interval | None, cal.Freq, bool]:
    """What a phrase found by a row of ``PATTERNS`` says; news says the same few over and over.
    Its interval, its frequency, and whether no year is written."""
    match = _one(row).fullmatch(label)
    interval = None
    if match is not None:
        with suppress(ValueError, OverflowError):
            interval = PATTERNS[row][1](match, day)
    freq = cal.freq_of(interval) if interval else _freq_of_words(label)
    return interval, freq, not re.search(r"\d{4}|[去今明前]年", label)


def _freq_of_words(text: str) -> cal.Freq:
    return "W" if "周" in text else "Q" if "季" in text else "S" if "半年" in text else ""


PATTERNS: tuple[tuple[str, Resolve, bool], ...] = (
    # regular expression · how it resolves · whether its numbers are masked
    (rf"(?:截至|截止|截止到|截至到)?(?:{YEAR}\s?)?(?P<m>{MONTH})\s?月\s?(?P<d>{DAY_OF_MONTH})\s?[日号](?:的)?(?:当周|那周|的?一周|止的?一?周|为止的?一周)", when.week_to, True),
    (rf"从?(?:{YEAR})?(?P<m>{MONTH})\s?月\s?(?P<d1>{DAY_OF_MONTH})\s?[日号]?{TO}(?:(?:(?P<year2>\d\d|20\d\d)年)?(?P<m2>{MONTH})月)?(?P<d2>{DAY_OF_MONTH})\s?[日号]", when.through_days, True),
    (rf"(?:截至|截止)(?:{YEAR})?(?P<m>{MONTH})月(?P<d>{DAY_OF_MONTH})日止?的?(?P<n>{NUMBER})个月", when.months_to, True),
    (rf"(?:自|从)?(?:{YEAR})?(?P<m>{MONTH})月(?:(?P<d>{DAY_OF_MONTH})[日号])?(?:以来|至今)", when.since, True),
    (rf"(?:自|从)?(?:{YEAR})初?(?:以来|至今|起至今|迄今)|年初(?:至今|以来|迄今)", when.since, True),
    (r"(?:去年|上年|前年)同[期月季]", when.unresolved, False),
    (r"(?<![\d.A-Za-z])(?P<yy>(?:20)?\d\d)\s?[Qq](?P<n>[1-4])(?!\d)", when.short_quarter, True),
    (r"(?<![\d.A-Za-z])(?P<n>[1-4])[Qq](?P<yy>\d\d)(?!\d)", when.short_quarter, True),
    (rf"(?:{YEAR})\s?第?(?P<n>[一二三四1-4])(?:个)?(?:财年)?(?:财)?季度?(?![^财度]*赛)", when.quarter, True),
    (r"第(?P<n>[一二三四1-4])(?:个)?(?:财)?季度?(?!赛)", when.quarter, True),
    (r"(?P<n>[一二三四1-4])季(?:度|报)", when.quarter, True),
    (rf"(?:{YEAR})?第?[一二三四1-4][、和及与]第?[一二三四1-4]季度?(?!赛)", when.unresolved, True),
    (rf"(?:{YEAR})?{MONTH}[、和及与]{MONTH}月(?:份)?(?!\d)", when.unresolved, True),
    (r"(?P<which>[首次末])季(?!赛)", when.named_quarter, True),
    (rf"(?:{YEAR})?\s?[Qq](?P<n>[1-4])(?!\d)", when.quarter, True),
    (rf"(?:{YEAR})?[前首](?P<n>[一二三两123])(?:个)?季度?(?!赛)", when.quarters, True),
    (rf"(?:{YEAR})?(?P<half>上|下|前|后)半(?:财)?年度?", when.half, True),
    (rf"(?:{YEAR})?[Hh](?:(?P<half>1)|2)(?!\d)", when.half_letter, True),
    (rf"从?(?:{YEAR})?(?P<m1>{MONTH})\s?月?(?:份)?{TO}(?P<m2>{MONTH})\s?月(?:份|期间)?(?!\d)", when.through_months, True),
    (rf"{YEAR}的?(?P<way>前|最后)(?P<n>{NUMBER})(?P<unit>[天日]|个月|个?季度?)(?!赛)", when.edge_of_year, True),
    (rf"(?:{YEAR})?[前首](?P<n>{NUMBER})个?月", when.first_months, True),
    (rf"(?:{YEAR})?(?P<m>{MONTH})月(?:份)?的?第(?P<n>[一二三四五1-5])(?:周|个?星期)", when.week_of_month, True),
    (rf"(?:{YEAR})?(?P<m>{MONTH})月(?:份)?(?P<third>[上中下])旬", when.third_of_month, True),
    (rf"(?:{YEAR}的?)?第(?P<n>{NUMBER})(?:周|个?星期)", when.week_number, True),
    (rf"(?:{YEAR})?(?P<m>{MONTH})月(?:份)?的?前(?P<n>{NUMBER})[日天]", when.first_days, True),
    (rf"(?:截至|截止|自|从|至|到)?(?:{YEAR}\s?)?(?P<m>{MONTH})\s?月\s?(?P<d>{DAY_OF_MONTH})\s?[日号]", when.on_day, True),
    (rf"(?:{YEAR}\s?)?(?P<m>{MONTH})\s?月(?:份|底|初|末)?(?!\d{{1,2}}(?!\d|[.,%％个家万亿辆台人多余]))", when.in_month, True),
    (rf"(?:从|自)?(?P<y1>{YEAR_NUMBER})\s?年?{TO}(?P<y2>{YEAR_NUMBER}|\d\d)\s?年", when.through_years, True),
    (r"(?P<year>(?:19|20)\d\d)[-/.](?P<m>0?[1-9]|1[0-2])[-/.](?P<d>3[01]|[12]\d|0?[1-9])(?!\d)", when.on_day, True),
    (r"\d{2,3}年度?(?=[一-龥]{1,6}字第)", when.unresolved, True),
    (rf"(?P<roc>1[01]\d)年(?:度|第?(?P<n>[一二三四1-4])季度?|(?P<m>{MONTH})月(?:份|{DAY_OF_MONTH}[日号])?|(?P<half>[上下])半年|(?<![^\s，。、；：（(「至自到在于].{{4}})(?![来前后的以之多余历内间里左校]))", when.of_republic, True),
    (rf"(?:到|至|截至|截止|自|从)?(?:{YEAR})(?:全年|以前|之前|前|底|末|年底|年末|初|年初|以来|起|间|期间|年中)?", when.by_year, True),
    (r"(?P<step>[上下]{1,2}|[本这])个?(?:周|星期|礼拜)(?P<w>[一二三四五六日天])(?![个家万亿千百十点成])", when.weekday, False),
    (r"(?P<step>)(?:周|星期|礼拜)(?P<w>[一二三四五六日天])(?![个家万亿千百十点成边])", when.weekday, False),
    (r"(?P<step>上上|下下|上|下|本|这|前|后|当)(?:一|个|一个|(?<=[较比]前)1)?(?P<unit>周末|周|星期|礼拜|月份|月|季度|财季)(?![一二三四五六日天1-6])", when.relative, True),
    (rf"(?:{YEAR})?(?:春节|五一|国庆|中秋|端午|清明|元旦|暑期|寒假|双十一|双十二|双11|十一)(?:黄金周|小长假|假期|期间|档)", when.unresolved, True),
    (r"(?P<year>1[0-8]\d\d)年(?!的?历史)", when.the_year, True),
    (r"(?:19|20)\d\d[-/–]\d\d(?!\d)(?:\s?赛季|\s?财年|\s?学年)?", when.unresolved, True),
    (rf"(?P<way>近|最近|过去|未来|今后|接下来|此前|前)(?:的)?(?P<n>{NUMBER})(?P<unit>个月|个?季度|年|天|日|周|个?星期)", when.past, False),
    (rf"(?:公元前?)?(?:\d{{1,2}}|[{DIGITS}]{{1,3}})(?:{TO}(?:\d{{1,2}}|[{DIGITS}]{{1,3}}))?世纪(?:\d0年代)?", when.unresolved, True),
    (r"(?P<n>[0-9二三四五六七八九]十?0?)年代", when.decade, True),
    (r"今明[两2]年|去今两年", when.unresolved, True),
    (r"(?P<which>昨|今|明|前|后)[天日](?!本)", when.named_day, False),
    (r"(?<![\d.月])(?<!连续)(?<!连[涨跌升降])(?P<d>3[01]|[12]\d|[1-9]|(?<![第近过前后达逾满约每内用超足共计])(?:(?=[一二三四五六七八九十]+\s?日)|(?<![一-龥])|(?<=[于在从到至自定]))(?:二?十[一二三四五六七八九]|三十一?|二十))\s?[日号](?![内游元线均志间报一二三四五六七八九十]|之内)", when.day_of_month, True),
    (rf"(?<=[于在自从，。；、（(])(?P<d1>{DAY_OF_MONTH})[日号]?{TO}(?P<d2>{DAY_OF_MONTH})[日号](?![内游后前左的]|以[内前后])", when.unresolved, True),
    (r"全年", when.whole_year, False),
    (r"(?<![半\d一二三四五六七八九十两几多])年内", when.year_so_far, False),
    (r"(?:首|当|单)[周月季日年](?!度)|同期|全天|当周|首[个]?月", when.unresolved, False),
)  # fmt: skip
