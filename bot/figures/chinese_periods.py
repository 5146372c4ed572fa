"""Periods in Chinese text, resolved against the day the text was published."""

# ruff: noqa: E501 - one pattern a line: a table that is wrapped cannot be compared by eye

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from functools import cache

from bot.figures import calendar as cal
from bot.figures.calendar import DAY, Interval, Span
from bot.figures.numerals import chinese

_C = "〇零一二三四五六七八九十两"
_Y = rf"(?:(?:19|20)\d\d|(?:一九|二[〇零○])[{_C}]{{2}})"
_N = rf"(?:\d{{1,3}}|[{_C}百]{{1,4}})"
_MD = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_DD = r"(?:3[01]|[12]\d|0?[1-9]|[二三]?十[一二三四五六七八九]?|[一二三四五六七八九])"
_REL = r"(?:今年|去年|明年|前年|后年|本年|当年|上年|次年)"
_YEAR = rf"(?:(?P<year>{_Y})\s?(?:年度|财年|年)|(?P<rel>{_REL})的?)"
_TO = r"\s*(?:到|至|-|–|—|~|～|－)+\s*"
_REL_YEARS = {"今年": 0, "本年": 0, "当年": 0, "去年": -1, "上年": -1, "明年": 1, "次年": 1, "前年": -2, "后年": 2}  # fmt: skip

_FIRST = r"\dQqHh一二三四五六七八九十〇零两百上下本这前后当第从截到至自今明去昨同全年首单近最过未此接次单"
"""Every character a period can begin with."""

Resolve = Callable[[re.Match[str], "date | None"], "Interval | None"]


def number(text: str) -> int:
    if text.isdigit():
        return int(text)
    value = chinese(text.replace("○", "〇"))
    return int(value) if value is not None else 0


def find(text: str, day: date | None) -> list[Span]:
    """All periods of the segment, in order, without overlaps."""
    return [_span(match, day) for match in _any().finditer(text)]


@cache
def _any() -> re.Pattern[str]:
    """Where some pattern can begin: one look at the next characters each."""
    every = "|".join(f"(?P<p{i}>{_plain(source)})" for i, (source, _, _) in enumerate(PATTERNS))
    return re.compile(rf"(?=[{_FIRST}])(?:{every})")


def _plain(source: str) -> str:
    return re.sub(r"\(\?P<\w+>", "(?:", source)


@cache
def _one(index: int) -> re.Pattern[str]:
    return re.compile(PATTERNS[index][0])


def _span(match: re.Match[str], day: date | None) -> Span:
    index = int((match.lastgroup or "p0")[1:])
    _, resolve, masked = PATTERNS[index]
    inner = _one(index).match(match.string, match.start())
    interval = None
    if inner is not None:
        try:
            interval = resolve(inner, day)
        except (ValueError, OverflowError):
            interval = None
    text = match.group()
    freq = cal.freq_of(interval)
    return Span(
        start=match.start(),
        end=match.end(),
        label=text,
        interval=interval,
        freq=freq if interval else _freq_of_words(text),
        masks=((match.start(), match.end()),) if masked else (),
        floating=not re.search(r"\d{4}|[去今明前]年", text),
    )


def _freq_of_words(text: str) -> cal.Freq:
    return "W" if "周" in text else "Q" if "季" in text else "S" if "半年" in text else ""


# ── resolving ────────────────────────────────────────────────────────────────────────────


def _year(match: re.Match[str], day: date | None) -> int | None:
    groups = match.groupdict()
    if groups.get("year"):
        return number(groups["year"])
    if groups.get("rel") and day is not None:
        return day.year + _REL_YEARS[groups["rel"]]
    return None


def _in_year(
    match: re.Match[str], day: date | None, make: Callable[[int], Interval | None]
) -> Interval | None:
    written = _year(match, day)
    if written is not None:
        return make(written)
    return cal.latest(day, [make(day.year), make(day.year - 1)]) if day else None


def _quarter(match: re.Match[str], day: date | None) -> Interval | None:
    which = number(match["n"])
    return _in_year(match, day, lambda year: cal.quarter(year, which)) if 1 <= which <= 4 else None


def _named_quarter(match: re.Match[str], day: date | None) -> Interval | None:
    """次季, as Hong Kong says it."""
    which = {"首": 1, "次": 2, "末": 4}[match["which"]]
    return _in_year(match, day, lambda year: cal.quarter(year, which))


def _quarters(match: re.Match[str], day: date | None) -> Interval | None:
    count = number(match["n"])
    return _in_year(match, day, lambda year: cal.months(year, 1, 3 * count))


def _half(match: re.Match[str], day: date | None) -> Interval | None:
    which = 1 if match["half"] in "上前" else 2
    return _in_year(match, day, lambda year: cal.half(year, which))


def _months(match: re.Match[str], day: date | None) -> Interval | None:
    first, last = number(match["m1"]), number(match["m2"])
    if not 1 <= first <= last <= 12:
        return None
    return _in_year(match, day, lambda year: cal.months(year, first, last - first + 1))


def _first_months(match: re.Match[str], day: date | None) -> Interval | None:
    count = number(match["n"])
    return (
        _in_year(match, day, lambda year: cal.months(year, 1, count)) if 1 <= count <= 12 else None
    )


def _month(match: re.Match[str], day: date | None) -> Interval | None:
    which = number(match["m"])
    if not 1 <= which <= 12:
        return None
    return _in_year(match, day, lambda year: cal.month(year, which))


def _day(match: re.Match[str], day: date | None) -> Interval | None:
    month, which = number(match["m"]), number(match["d"])
    return _in_year(match, day, lambda year: cal.a_day(year, month, which))


def _first_days(match: re.Match[str], day: date | None) -> Interval | None:
    """7月前20日."""
    month, count = number(match["m"]), number(match["n"])

    def make(year: int) -> Interval | None:
        first, last = cal.a_day(year, month, 1), cal.a_day(year, month, count)
        return (first[0], last[1]) if first and last else None

    return _in_year(match, day, make)


def _day_of_month(match: re.Match[str], day: date | None) -> Interval | None:
    """17日: of this month, or of the last one when that day is still to come."""
    if day is None:
        return None
    before = cal.add_months(day, -1)
    which = int(match["d"])
    return cal.latest(
        day, [cal.a_day(day.year, day.month, which), cal.a_day(before.year, before.month, which)]
    )


def _days(match: re.Match[str], day: date | None) -> Interval | None:
    month, low, high = number(match["m"]), number(match["d1"]), number(match["d2"])
    other = number(match["m2"]) if match["m2"] else month

    def make(year: int) -> Interval | None:
        start, end = cal.a_day(year, month, low), cal.a_day(year, other, high)
        return (start[0], end[1]) if start and end else None

    return _in_year(match, day, make)


def _week_to(match: re.Match[str], day: date | None) -> Interval | None:
    last = _day(match, day)
    return (last[1] - 7 * DAY, last[1]) if last else None


def _week_number(match: re.Match[str], day: date | None) -> Interval | None:
    which = number(match["n"])
    return _in_year(match, day, lambda year: cal.iso_week(year, which))


def _the_year(match: re.Match[str], day: date | None) -> Interval | None:
    written = _year(match, day)
    return cal.year(written) if written is not None else None


def _years(match: re.Match[str], _: date | None) -> Interval | None:
    first, last = number(match["y1"]), number(match["y2"])
    last += first // 100 * 100 if last < 100 else 0
    return (date(first, 1, 1), date(last + 1, 1, 1)) if first < last else None


def _relative(match: re.Match[str], day: date | None) -> Interval | None:
    """上周, 本月, 下季度 …"""
    if day is None:
        return None
    step = {"上": -1, "下": 1, "前": -1, "后": 1}.get(match["step"][0], 0)
    unit = match["unit"]
    if unit in ("周", "星期", "礼拜"):
        start = cal.week_of(day)[0] + 7 * step * DAY
        return start, start + 7 * DAY
    if unit in ("周末",):
        start = cal.week_of(day)[0] + (7 * step + 5) * DAY
        return start, start + 2 * DAY
    if unit in ("月", "月份"):
        start = cal.add_months(day, step)
        return start, cal.add_months(start, 1)
    if unit in ("季度", "财季", "季"):
        start = cal.add_months(day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1), 3 * step)
        return start, cal.add_months(start, 3)
    return cal.year(day.year + step)


def _past(match: re.Match[str], day: date | None) -> Interval | None:
    """近三年, 过去12个月, 未来五年: counted from the day itself."""
    if day is None:
        return None
    count = number(match["n"])
    forward = match["way"] in ("未来", "今后", "之后", "接下来", "后", "下")
    unit = match["unit"]
    if unit in ("天", "日", "周", "星期", "个星期"):
        length = timedelta(days=count * (1 if unit in ("天", "日") else 7))
        return (day + DAY, day + DAY + length) if forward else (day - length, day)
    size = {"年": 12, "个季度": 3, "季度": 3}.get(unit, 1)
    far = cal.add_months(day, (1 if forward else -1) * size * count).replace(day=min(day.day, 28))
    return (day + DAY, far + DAY) if forward else (far, day)


def _by_year(match: re.Match[str], day: date | None) -> Interval | None:
    return _the_year(match, day)


def _named_day(match: re.Match[str], day: date | None) -> Interval | None:
    if day is None:
        return None
    step = {"昨": -1, "今": 0, "明": 1, "前": -2, "后": 2}[match["which"]]
    return day + step * DAY, day + (step + 1) * DAY


def _decade(match: re.Match[str], _: date | None) -> Interval | None:
    first = 1900 + number(match["n"]) if number(match["n"]) >= 30 else 2000 + number(match["n"])
    return date(first, 1, 1), date(first + 10, 1, 1)


def _unresolved(_: re.Match[str], __: date | None) -> Interval | None:
    return None


PATTERNS: tuple[tuple[str, Resolve, bool], ...] = (
    # regular expression · how it resolves · whether its numbers are masked
    (rf"(?:截至|截止|截止到|截至到)?(?:{_YEAR})?(?P<m>{_MD})\s?月\s?(?P<d>{_DD})\s?[日号](?:的)?(?:当周|那周|的?一周|止的?一?周|为止的?一周)", _week_to, True),
    (rf"从?(?:{_YEAR})?(?P<m>{_MD})\s?月\s?(?P<d1>{_DD})\s?[日号]?{_TO}(?:(?P<m2>{_MD})月)?(?P<d2>{_DD})\s?[日号]", _days, True),
    (rf"(?:{_YEAR})\s?第?(?P<n>[一二三四1-4])(?:个)?(?:财年)?(?:财)?季度?(?![^财度]*赛)", _quarter, True),
    (r"第(?P<n>[一二三四1-4])(?:个)?(?:财)?季度?(?!赛)", _quarter, True),
    (r"(?P<n>[一二三四1-4])季(?:度|报)", _quarter, True),
    (r"(?P<which>[首次末])季(?!赛)", _named_quarter, True),
    (rf"(?:{_YEAR})?\s?[Qq](?P<n>[1-4])(?!\d)", _quarter, True),
    (rf"(?:{_YEAR})?前(?P<n>[一二三两123])(?:个)?季度?(?!赛)", _quarters, True),
    (rf"(?:{_YEAR})?(?P<half>上|下|前|后)半(?:财)?年度?", _half, True),
    (rf"(?:{_YEAR})?[Hh](?:(?P<half>1)|2)(?!\d)", lambda m, d: _in_year(m, d, lambda y: cal.half(y, 1 if m["half"] else 2)), True),
    (rf"从?(?:{_YEAR})?(?P<m1>{_MD})\s?月?(?:份)?{_TO}(?P<m2>{_MD})\s?月(?:份|期间)?(?!\d)", _months, True),
    (rf"(?:{_YEAR})?前(?P<n>{_N})个?月", _first_months, True),
    (rf"(?:{_YEAR})?第(?P<n>{_N})(?:周|个?星期)", _week_number, True),
    (rf"(?:{_YEAR})?(?P<m>{_MD})月(?:份)?的?前(?P<n>{_N})[日天]", _first_days, True),
    (rf"(?:截至|截止|自|从|至|到)?(?:{_YEAR})?(?P<m>{_MD})\s?月\s?(?P<d>{_DD})\s?[日号]", _day, True),
    (rf"(?:{_YEAR})?(?P<m>{_MD})\s?月(?:份|底|初|末|上旬|中旬|下旬)?(?!\d{{1,2}}(?!\d|[.,%％个家万亿辆台人多余]))", _month, True),
    (rf"(?P<y1>{_Y})年?{_TO}(?P<y2>{_Y}|\d\d)年", _years, True),
    (r"(?P<year>(?:19|20)\d\d)[-/.](?P<m>0?[1-9]|1[0-2])[-/.](?P<d>3[01]|[12]\d|0?[1-9])(?!\d)", _day, True),
    (rf"(?:到|至|截至|截止|自|从)?(?:{_YEAR})(?:全年|以前|之前|前|底|末|年底|年末|初|年初|以来|起|间|期间|年中)?", _by_year, True),
    (r"(?P<step>上|下|本|这|前|后|当)(?:一|个|一个)?(?P<unit>周末|周|星期|礼拜|月份|月|季度|财季)(?![一二三四五六日天1-6])", _relative, True),
    (r"(?P<year>1[0-8]\d\d)年(?!的?历史)", _the_year, True),
    (r"(?:19|20)\d\d[-/–]\d\d(?!\d)(?:\s?赛季|\s?财年|\s?学年)?", _unresolved, True),
    (rf"(?P<way>近|最近|过去|未来|今后|接下来|此前|前)(?:的)?(?P<n>{_N})(?P<unit>个月|个?季度|年|天|日|周|个?星期)", _past, False),
    (r"(?P<n>[0-9二三四五六七八九]十?0?)年代", _decade, True),
    (r"(?P<which>昨|今|明|前|后)[天日](?!本)", _named_day, False),
    (r"(?<![\d.月])(?P<d>3[01]|[12]\d|[1-9])\s?[日号](?![内游元线均志间报一-十]|之内)", _day_of_month, True),
    (r"(?:首|当|单)[周月季日年](?!度)|(?:去年|上年)?同期|全年|年初至今|年内|当周|首[个]?月", _unresolved, False),
)  # fmt: skip
