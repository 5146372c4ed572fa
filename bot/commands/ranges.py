"""Stretches of time as people type them: ``30d``, ``2025``, ``since March``, ``最近一年``. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from rapidfuzz import fuzz, process

from bot.figures import calendar as cal
from bot.figures.calendar import Interval
from bot.text import squeeze

EXAMPLES = ("30d", "6 months", "since March", "2025", "Q2 2026", "March to June", "all")
"""What is offered while somebody types, and shown when something can't be read."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Stretch:
    """From ``since`` up to but without ``until``, both in UTC; ``None``: open there."""

    since: datetime | None = None
    until: datetime | None = None
    words: str = ""
    """What it is, to stand behind a title: ``the last 30 days``, ``since 1 March 2026``;
    empty for everything."""
    text: str = ""
    """As it was typed."""
    days: tuple[datetime | None, datetime | None] | None = None
    """Of whole days: from midnight to midnight in UTC, as the periods of figures are counted,
    wherever somebody asks; ``None``: it is a length of time up to now."""

    def holds(self, moment: datetime) -> bool:
        return (self.since is None or moment >= self.since) and (
            self.until is None or moment < self.until
        )

    def reaches(self, end: datetime) -> bool:
        """Whether a period that ends then is not over when the stretch begins."""
        since = self.days[0] if self.days else self.since
        return since is None or end > since

    def holds_middle(self, middle: datetime) -> bool:
        """Of a period, whose days begin in UTC."""
        since, until = self.days or (self.since, self.until)
        return (since is None or middle >= since) and (until is None or middle < until)


def parse_stretch(text: str, now: datetime, zone: ZoneInfo) -> Stretch | None:
    """What the words mean at ``now``; ``None`` when they are no stretch of time.

    Named months, quarters and weeks without a year are the last that have begun. Days begin by
    the clock on the wall of whoever asks.
    """
    said = squeeze(text).casefold().strip(" .,;，。；")
    today = now.astimezone(zone).date()
    if not said or len(said) > 60:
        return None
    if said in _EVER:
        return Stretch(text=said)
    if found := _last(said, now.astimezone(zone)):
        return replace(found, text=said)
    found = _from_to(said, today) or _since(said, today) or _named(said, today)
    if found is None:
        return None
    return replace(
        found,
        since=_midnight(found.since, zone),
        until=_midnight(found.until, zone),
        text=said,
        days=(found.since, found.until),
    )


def _midnight(moment: datetime | None, zone: ZoneInfo) -> datetime | None:
    """When the day that begins then in UTC begins in the zone."""
    return moment and datetime.combine(moment.date(), time(), zone).astimezone(UTC)


_EVER = frozenset(
    {"all", "ever", "everything", "all time", "max", "always", "全部", "所有", "历史"}
)

# ── so much time up to now ───────────────────────────────────────────────────────────────

_UNITS: tuple[tuple[str, float, str], ...] = (
    (r"h|hrs?|hours?|个?小时", 1 / 24, "hour"),
    (r"d|days?|天|日", 1, "day"),
    (r"w|wks?|weeks?|周|个?星期|个?礼拜", 7, "week"),
    (r"mo|mos|mons?|months?|个?月", 0, "month"),
    (r"q|quarters?|个?季度", 0, "quarter"),
    (r"y|yrs?|years?|年", 0, "year"),
)
_MONTHS_IN = {"month": 1, "quarter": 3, "year": 12}
_COUNT = r"\d{1,4}|an?|one|two|three|four|five|six|nine|twelve|half an?|[一两二三四五六七八九十半]"
_NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "nine": 9,
    "twelve": 12, "一": 1, "两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8,
    "九": 9, "十": 10,
}  # fmt: skip
_AMOUNT = re.compile(
    r"(?:(?:in |over |for |within )?(?:the )?(?P<lead>last|past|latest|previous|最近|近|过去))?\s*"
    rf"(?P<count>{_COUNT})\s*(?P<unit>[a-z]+|[\u4e00-\u9fff]+)(?:以来|来|内)?"
)
_PAST = re.compile(r"(?:in |over |for )?(?:the )?past (?P<unit>week|month|quarter|year)")
_MOST_DAYS = 36_600


def _last(said: str, now: datetime) -> Stretch | None:
    if said.isdecimal() and len(said) <= 3 and int(said):
        return _back(int(said), "day", now)
    if past := _PAST.fullmatch(said):
        return _back(1, past["unit"], now)
    found = _AMOUNT.fullmatch(said)
    if found is None or (not found["lead"] and _is_a_name(found["count"], found["unit"])):
        return None
    unit = next((word for names, _, word in _UNITS if re.fullmatch(names, found["unit"])), None)
    if unit is None:
        return None
    if found["count"].startswith(("half", "半")):
        halves = {"year": (6, "month"), "month": (15, "day")}
        return _back(*halves[unit], now) if unit in halves else None
    count = int(found["count"]) if found["count"].isdecimal() else _NUMBERS[found["count"]]
    return _back(count, unit, now) if count else None


def _is_a_name(count: str, unit: str) -> bool:
    """2025年 is a year, 3月 a month, 二季度 a quarter, 5日 a day: not so many of them."""
    return unit in {"月", "季度", "日"} or (unit == "年" and len(count) == 4)


def _back(count: int, unit: str, now: datetime) -> Stretch:
    """Whole calendar months back keep the day of the month, or take the month's last; ``now`` is
    by the clock on the wall."""
    if unit in _MONTHS_IN:
        months = min(count * _MONTHS_IN[unit], 1200)
        first = cal.add_months(now.date().replace(day=1), -months)
        last_day = (cal.add_months(first, 1) - cal.DAY).day
        day = first.replace(day=min(now.day, last_day))
        since = datetime.combine(day, now.timetz()).astimezone(UTC)
    else:
        size = next(days for _, days, word in _UNITS if word == unit)
        since = now.astimezone(UTC) - timedelta(days=min(count * size, _MOST_DAYS))
    words = f"the last {count} {unit}s" if count > 1 else f"the last {unit}"
    return Stretch(since=since, words=words)


# ── named stretches ──────────────────────────────────────────────────────────────────────

_MONTH_NAMES = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_CHINESE_MONTHS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")
_MONTH = r"(?P<month>[a-z]{3,9})\.?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"


def _month(found: re.Match[str], today: date) -> Interval | None:
    number = _month_number(found["month"])
    return _of_year(found, today, lambda year: cal.month(year, number)) if number else None


def _month_number(name: str) -> int:
    if name.isdecimal():
        return int(name) if 1 <= int(name) <= 12 else 0
    if name in _CHINESE_MONTHS:
        return _CHINESE_MONTHS.index(name) + 1
    low = "sep" if name == "sept" else name
    return next((n for n, each in enumerate(_MONTH_NAMES, 1) if each in {name, low}
                 or (len(low) == 3 and each.startswith(low))), 0)  # fmt: skip


def _of_year(
    found: re.Match[str], today: date, of: Callable[[int], Interval | None]
) -> Interval | None:
    """Of the year that is named, else the last that has begun."""
    if found["year"]:
        return of(int(found["year"]))
    return cal.latest(today, [of(today.year), of(today.year - 1)])


def _year(found: re.Match[str], _today: date) -> Interval | None:
    return cal.year(int(found["year"]))


_WHICH = {"1": 1, "2": 2, "3": 3, "4": 4, "一": 1, "二": 2, "三": 3, "四": 4, "上": 1, "下": 2}


def _quarter(found: re.Match[str], today: date) -> Interval | None:
    which = _WHICH[found["which"]]
    return _of_year(found, today, lambda year: cal.quarter(year, which))


def _half(found: re.Match[str], today: date) -> Interval | None:
    which = _WHICH[found["which"]]
    return _of_year(found, today, lambda year: cal.half(year, which))


_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def _weekday(found: re.Match[str], today: date) -> Interval | None:
    """The last one that has begun."""
    day = today - (today.weekday() - _WEEKDAYS.index(found["day"])) % 7 * cal.DAY
    return day, day + cal.DAY


def _week(found: re.Match[str], today: date) -> Interval | None:
    return _of_year(found, today, lambda year: cal.iso_week(year, int(found["week"])))


def _day(found: re.Match[str], today: date) -> Interval | None:
    number = _month_number(found["month"])
    day = int(found["day"])
    return _of_year(found, today, lambda year: cal.a_day(year, number, day)) if number else None


def _relative(found: re.Match[str], today: date) -> Interval | None:
    steps = -1 if found["which"] in {"last", "previous", "上", "上个", "去"} else 0
    match found["unit"]:
        case "year" | "年":
            return cal.year(today.year + steps)
        case "quarter" | "季度":
            first = cal.add_months(date(today.year, (today.month - 1) // 3 * 3 + 1, 1), 3 * steps)
            return first, cal.add_months(first, 3)
        case "month" | "月":
            first = cal.add_months(today.replace(day=1), steps)
            return first, cal.add_months(first, 1)
        case _:
            start, end = cal.week_of(today)
            return start + 7 * steps * cal.DAY, end + 7 * steps * cal.DAY


def _to_date(found: re.Match[str], today: date) -> Interval | None:
    del found
    return date(today.year, 1, 1), today + cal.DAY


def _today(found: re.Match[str], today: date) -> Interval | None:
    day = today - cal.DAY if found[0] in {"yesterday", "昨天"} else today
    return day, day + cal.DAY


_NAMED: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], date], Interval | None]], ...] = (
    (re.compile(rf"(?:fy\s?)?{_YEAR}\s?年?"), _year),
    (re.compile(rf"{_YEAR}[-/.年](?P<month>\d{{1,2}})月?"), _month),
    (re.compile(r"(?P<year>)(?P<month>\d{1,2}|[一二三四五六七八九十]{1,2})月"), _month),
    (re.compile(rf"{_MONTH}(?:,? {_YEAR})?"), _month),
    (re.compile(rf"{_YEAR}[-/.年](?P<month>\d{{1,2}})[-/.月](?P<day>\d{{1,2}})[日号]?"), _day),
    (re.compile(r"(?P<year>)(?P<month>\d{1,2})月(?P<day>\d{1,2})[日号]"), _day),
    (re.compile(rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\.? {_MONTH}(?:,? {_YEAR})?"), _day),
    (re.compile(rf"{_MONTH} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:,? {_YEAR})?"), _day),
    (re.compile(rf"q\s?(?P<which>[1-4])(?:[ ,/'-]*(?:fy)?\s?{_YEAR})?"), _quarter),
    (re.compile(rf"{_YEAR}\s?-?\s?q(?P<which>[1-4])"), _quarter),
    (re.compile(rf"(?:{_YEAR}\s?年?)?第?(?P<which>[一二三四1-4])季度?"), _quarter),
    (re.compile(rf"h\s?(?P<which>[12])(?:[ ,/'-]*(?:fy)?\s?{_YEAR})?"), _half),
    (re.compile(rf"{_YEAR}\s?-?\s?h(?P<which>[12])"), _half),
    (re.compile(rf"(?:{_YEAR}\s?年?)?(?P<which>[上下])半年"), _half),
    (re.compile(rf"(?:week|wk|w)\s?(?P<week>\d{{1,2}})(?:,? (?:of )?{_YEAR})?"), _week),
    (re.compile(rf"(?:{_YEAR}\s?年?)?第(?P<week>\d{{1,2}})周"), _week),
    (re.compile(r"(?P<which>this|last|previous) (?P<unit>week|month|quarter|year)"), _relative),
    (re.compile(r"(?P<which>本|这个?|上个?)(?P<unit>周|月|季度)"), _relative),
    (re.compile(r"(?P<which>今|去)(?P<unit>年)"), _relative),
    (re.compile(r"ytd|year to date|this year so far|年初至今|今年以来"), _to_date),
    (re.compile(r"today|yesterday|今天|昨天"), _today),
    (re.compile(r"(?P<day>mon|tue|wed|thu|fri|sat|sun)(?:s|nes|rs|ur)?day"), _weekday),
)


def _interval(said: str, today: date) -> Interval | None:
    for pattern, resolve in _NAMED:
        found = pattern.fullmatch(said)
        if found is not None and (interval := resolve(found, today)) is not None:
            return interval
    return None


def _named(said: str, today: date) -> Stretch | None:
    interval = _interval(said.removeprefix("in ").removeprefix("the "), today)
    if interval is None:
        return None
    return Stretch(since=_utc(interval[0]), until=_utc(interval[1]), words=_between(interval))


# ── from here to there ───────────────────────────────────────────────────────────────────

_SINCE = re.compile(
    r"(?:since|from|after|starting|as of)\s+(?P<what>.+?)(?:\s+(?:on|onwards?|until now|to now))?"
    r"|(?:自从?|从)?(?P<zh>.+?)(?:以来|至今|到现在|起)"
)
_BEFORE = re.compile(
    r"(?:until|till|up to|before|through)\s+(?P<what>.+)|(?P<zh>.+?)(?:之?前|以前)"
)
_RANGE = re.compile(
    r"(?:from |between |从)?(?P<from>.+?)\s*(?:\bto\b|\buntil\b|\band\b|–|—|~|至|到|\.\.| - )\s*"
    r"(?P<to>.+)"
)


def _since(said: str, today: date) -> Stretch | None:
    if found := _SINCE.fullmatch(said):
        interval = _interval((found["what"] or found["zh"]).removeprefix("the "), today)
        if interval is not None:
            return Stretch(since=_utc(interval[0]), words=f"since {_date(interval[0])}")
    if found := _BEFORE.fullmatch(said):
        what = (found["what"] or found["zh"]).removeprefix("the ")
        interval = _interval(what, today)
        if interval is not None:
            through = said.startswith("through")
            end = interval[1] if through else interval[0]
            return Stretch(until=_utc(end), words=f"before {_date(end)}")
    return None


def _from_to(said: str, today: date) -> Stretch | None:
    found = _RANGE.fullmatch(said)
    if found is None:
        return None
    first, last = found["from"].strip(), found["to"].strip()
    end = _interval(last, today)
    begin = _interval(first, today)
    if begin is not None and end is not None and begin[0] >= end[1]:
        # "November to March", "March to June 2024": the first year is left out.
        begin = begin if re.search(r"\d{4}", first) else _just_before(begin, end)
    if begin is None or end is None or begin[0] >= end[1]:
        return None
    whole = (begin[0], end[1])
    return Stretch(since=_utc(whole[0]), until=_utc(whole[1]), words=_between(whole))


def _just_before(begin: Interval, end: Interval) -> Interval:
    """The same days in the last year in which they begin before the other ends."""
    same = cal.shifted(begin, end[0].year - begin[0].year)
    return same if same[0] < end[1] else cal.shifted(same, -1)


def _utc(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _between(interval: Interval) -> str:
    start, last = interval[0], interval[1] - cal.DAY
    if interval == cal.year(start.year):
        return str(start.year)
    if start == last:
        return _date(start)
    if interval == cal.month(start.year, start.month):
        return f"{_MONTH_NAMES[start.month - 1].title()} {start.year}"
    return f"{_date(start)} to {_date(last)}"


def _date(day: date) -> str:
    return f"{day.day} {_MONTH_NAMES[day.month - 1].title()} {day.year}"


# ── misspelt ─────────────────────────────────────────────────────────────────────────────

_SPELT = (
    *_MONTH_NAMES, "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
    "since", "until", "before", "from", "last", "this", "past", "previous", "today", "yesterday",
    "days", "weeks", "months", "quarters", "years", "week", "month", "quarter", "year", "hours",
)  # fmt: skip
_NEARLY = 75
"""Of 100, how much alike a word and what it may be for have to be."""
_SHORTEST = 4
"""Letters of a word that may be a slip."""
_LETTERS = re.compile(rf"[a-z]{{{_SHORTEST},12}}")


def suggest_stretch(text: str, now: datetime, zone: ZoneInfo) -> str:
    """The stretch of time that misspelt words mean (``since Augst``); empty: none."""
    said = squeeze(text).casefold()
    if not said or len(said) > 60 or parse_stretch(said, now, zone) is not None:
        return ""
    mended = _LETTERS.sub(_spelt, said)
    if mended == said or parse_stretch(mended, now, zone) is None:
        return ""
    names = "|".join(_SPELT[:19])  # months and days have capitals
    return re.sub(rf"\b(?:{names})\b", lambda found: found[0].title(), mended)


def _spelt(found: re.Match[str]) -> str:
    near = process.extractOne(found[0], _SPELT, scorer=fuzz.ratio, score_cutoff=_NEARLY)
    return near[0] if near else found[0]
