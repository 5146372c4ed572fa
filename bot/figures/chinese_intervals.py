"""When Chinese words for a time are: the pieces they are written of, and their intervals."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from bot.figures import calendar as cal
from bot.figures.calendar import DAY, Interval
from bot.figures.numerals import chinese

DIGITS = "〇零一二三四五六七八九十两"
YEAR_NUMBER = (
    rf"(?:(?:19|20)\d\d|(?:一九|二[〇零○])[{DIGITS}]{{2}}"
    r"|(?<![\d.])(?:0\d(?=\s?年(?!代))|[12]\d(?=年(?:1[0-2]|[1-9])月)))"
)
"""Two digits are a year only as 08年 or before a month: 30年 is a length of time."""
NUMBER = rf"(?:\d{{1,3}}|[{DIGITS}百]{{1,4}})"
MONTH = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
DAY_OF_MONTH = r"(?:3[01]|[12]\d|0?[1-9]|[二三]?十[一二三四五六七八九]?|[一二三四五六七八九])"
RELATIVE = r"(?:今年|去年|明年|前年|后年|本年|当年|上年|次年)"
YEAR = rf"(?:(?P<year>{YEAR_NUMBER})\s?(?:年度|财年|年)|(?P<rel>{RELATIVE})的?)"
TO = r"\s*(?:到|至|-|–|—|~|～|－)+\s*"
REL_YEARS = {
    "今年": 0,
    "本年": 0,
    "当年": 0,
    "去年": -1,
    "上年": -1,
    "明年": 1,
    "次年": 1,
    "前年": -2,
    "后年": 2,
}

Resolve = Callable[[re.Match[str], "date | None"], "Interval | None"]


def number(text: str) -> int:
    if text.isdigit():
        return int(text)
    value = chinese(text.replace("○", "〇"))
    return int(value) if value is not None else 0


def stated_year(match: re.Match[str], day: date | None) -> int | None:
    groups = match.groupdict()
    if groups.get("year"):
        return cal.full_year(str(number(groups["year"])))
    if groups.get("rel") and day is not None:
        return day.year + REL_YEARS[groups["rel"]]
    return None


def in_year(
    match: re.Match[str], day: date | None, make: Callable[[int], Interval | None]
) -> Interval | None:
    written = stated_year(match, day)
    if written is not None:
        return make(written)
    return cal.latest(day, [make(day.year), make(day.year - 1)]) if day else None


def quarter(match: re.Match[str], day: date | None) -> Interval | None:
    which = number(match["n"])
    return in_year(match, day, lambda year: cal.quarter(year, which)) if 1 <= which <= 4 else None


def short_quarter(match: re.Match[str], _: date | None) -> Interval | None:
    """25Q2, 2025Q2, 2Q25."""
    return cal.quarter(cal.full_year(match["yy"]), int(match["n"]))


def named_quarter(match: re.Match[str], day: date | None) -> Interval | None:
    """次季, as Hong Kong says it."""
    which = {"首": 1, "次": 2, "末": 4}[match["which"]]
    return in_year(match, day, lambda year: cal.quarter(year, which))


def quarters(match: re.Match[str], day: date | None) -> Interval | None:
    count = number(match["n"])
    return in_year(match, day, lambda year: cal.months(year, 1, 3 * count))


def half(match: re.Match[str], day: date | None) -> Interval | None:
    which = 1 if match["half"] in "上前" else 2
    return in_year(match, day, lambda year: cal.half(year, which))


def half_letter(match: re.Match[str], day: date | None) -> Interval | None:
    """H1, H2: only the first is a group."""
    which = 1 if match["half"] else 2
    return in_year(match, day, lambda year: cal.half(year, which))


def through_months(match: re.Match[str], day: date | None) -> Interval | None:
    first, last = number(match["m1"]), number(match["m2"])
    if not (1 <= first <= 12 and 1 <= last <= 12):
        return None
    if first > last:
        return in_year(match, day, lambda year: cal.months(year, first, last - first + 13))
    return in_year(match, day, lambda year: cal.months(year, first, last - first + 1))


def first_months(match: re.Match[str], day: date | None) -> Interval | None:
    count = number(match["n"])
    return (
        in_year(match, day, lambda year: cal.months(year, 1, count)) if 1 <= count <= 12 else None
    )


def in_month(match: re.Match[str], day: date | None) -> Interval | None:
    which = number(match["m"])
    if not 1 <= which <= 12:
        return None
    return in_year(match, day, lambda year: cal.month(year, which))


def on_day(match: re.Match[str], day: date | None) -> Interval | None:
    month, which = number(match["m"]), number(match["d"])
    return in_year(match, day, lambda year: cal.a_day(year, month, which))


def third_of_month(match: re.Match[str], day: date | None) -> Interval | None:
    """7月上旬."""
    which = number(match["m"])
    first = {"上": 1, "中": 11, "下": 21}[match["third"]]

    def make(year: int) -> Interval:
        start, end = cal.month(year, which)
        last = end if match["third"] == "下" else start + (first + 9) * DAY
        return start + (first - 1) * DAY, last

    return in_year(match, day, make)


def week_of_month(match: re.Match[str], day: date | None) -> Interval | None:
    """10月的第一周: the first of its weeks begins on its first Monday."""
    month, which = number(match["m"]), number(match["n"])

    def make(year: int) -> Interval:
        first = cal.month(year, month)[0]
        monday = first + (-first.weekday() % 7 + 7 * (which - 1)) * DAY
        return monday, monday + 7 * DAY

    return in_year(match, day, make)


def months_to(match: re.Match[str], day: date | None) -> Interval | None:
    """截至6月30日的三个月."""
    last = on_day(match, day)
    count = number(match["n"])
    return (cal.add_months(last[0], 1 - count), last[1]) if last and count else None


def since(match: re.Match[str], day: date | None) -> Interval | None:
    """自2018年以来, 今年以来, 年初至今, 6月以来: up to the day it was written."""
    if day is None:
        return None
    groups = match.groupdict()
    if groups.get("d"):
        start = on_day(match, day)
    elif groups.get("m"):
        start = in_month(match, day)
    else:
        year = stated_year(match, day)
        start = cal.year(day.year if year is None else year)
    return (start[0], day + DAY) if start and start[0] <= day else None


def weekday(match: re.Match[str], day: date | None) -> Interval | None:
    """周五: the last that has been; 上周五, 下周三: of the week before or after."""
    if day is None:
        return None
    monday = cal.week_of(day)[0]
    which = "一二三四五六日".index(match["w"].replace("天", "日"))
    step = match["step"] or ""
    weeks = {"上": -1, "下": 1}.get(step[:1], 0) * len(step.rstrip("个"))
    at = monday + (7 * weeks + which) * DAY
    if not step and at > day:
        at -= 7 * DAY
    return at, at + DAY


def edge_of_year(match: re.Match[str], day: date | None) -> Interval | None:
    """今年前20天, 2024年最后两个月."""
    year = stated_year(match, day)
    if year is None:
        return None
    count, unit = number(match["n"]), match["unit"]
    whole, first = cal.year(year), match["way"] == "前"
    if unit in ("天", "日"):
        length = timedelta(days=count)
        return (whole[0], whole[0] + length) if first else (whole[1] - length, whole[1])
    size = 3 if "季" in unit else 1
    months = min(size * count, 12)
    return cal.months(year, 1 if first else 13 - months, months)


def first_days(match: re.Match[str], day: date | None) -> Interval | None:
    """7月前20日."""
    month, count = number(match["m"]), number(match["n"])

    def make(year: int) -> Interval | None:
        first, last = cal.a_day(year, month, 1), cal.a_day(year, month, count)
        return (first[0], last[1]) if first and last else None

    return in_year(match, day, make)


def day_of_month(match: re.Match[str], day: date | None) -> Interval | None:
    """17日: of this month, or of the last one when that day is still to come."""
    if day is None:
        return None
    before = cal.add_months(day, -1)
    which = number(match["d"])
    return cal.latest(
        day, [cal.a_day(day.year, day.month, which), cal.a_day(before.year, before.month, which)]
    )


def through_days(match: re.Match[str], day: date | None) -> Interval | None:
    month, low, high = number(match["m"]), number(match["d1"]), number(match["d2"])
    other = number(match["m2"]) if match["m2"] else month

    def make(year: int) -> Interval | None:
        later = year + (other < month)
        if match["year2"]:
            later = cal.full_year(match["year2"])
        start, end = cal.a_day(year, month, low), cal.a_day(later, other, high)
        return (start[0], end[1]) if start and end else None

    return in_year(match, day, make)


def week_to(match: re.Match[str], day: date | None) -> Interval | None:
    last = on_day(match, day)
    return (last[1] - 7 * DAY, last[1]) if last else None


def week_number(match: re.Match[str], day: date | None) -> Interval | None:
    which = number(match["n"])
    return in_year(match, day, lambda year: cal.iso_week(year, which))


def of_republic(match: re.Match[str], _: date | None) -> Interval | None:
    """114年, 114年10月, 114年第3季, 114年上半年: years as Taiwan counts them, from 1912."""
    year = 1911 + int(match["roc"])
    if match["m"]:
        return cal.month(year, number(match["m"]))
    if match["n"]:
        return cal.quarter(year, number(match["n"]))
    return cal.half(year, 1 if match["half"] == "上" else 2) if match["half"] else cal.year(year)


def the_year(match: re.Match[str], day: date | None) -> Interval | None:
    written = stated_year(match, day)
    return cal.year(written) if written is not None else None


def whole_year(_: re.Match[str], day: date | None) -> Interval | None:
    """全年: while companies report on it, the year before; else the one that is running."""
    return cal.year(day.year - (day.month <= LAST_REPORTS)) if day is not None else None


LAST_REPORTS = 3
"""The month in which most have told how the year before was."""


def year_so_far(_: re.Match[str], day: date | None) -> Interval | None:
    """年内: as 今年以来."""
    return (cal.year(day.year)[0], day + DAY) if day is not None else None


def through_years(match: re.Match[str], _: date | None) -> Interval | None:
    first, last = number(match["y1"]), number(match["y2"])
    last += first // 100 * 100 if last < 100 else 0
    return (date(first, 1, 1), date(last + 1, 1, 1)) if first < last else None


def relative(match: re.Match[str], day: date | None) -> Interval | None:
    """上周, 本月, 下季度 …"""
    if day is None:
        return None
    step = {"上": -1, "下": 1, "前": -1, "后": 1}.get(match["step"][0], 0) * len(match["step"])
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


def past(match: re.Match[str], day: date | None) -> Interval | None:
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


def by_year(match: re.Match[str], day: date | None) -> Interval | None:
    return the_year(match, day)


def named_day(match: re.Match[str], day: date | None) -> Interval | None:
    if day is None:
        return None
    step = {"昨": -1, "今": 0, "明": 1, "前": -2, "后": 2}[match["which"]]
    return day + step * DAY, day + (step + 1) * DAY


def decade(match: re.Match[str], _: date | None) -> Interval | None:
    first = 1900 + number(match["n"]) if number(match["n"]) >= 30 else 2000 + number(match["n"])
    return date(first, 1, 1), date(first + 10, 1, 1)


def unresolved(_: re.Match[str], __: date | None) -> Interval | None:
    return None
