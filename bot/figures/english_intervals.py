"""How English period phrases resolve: from a match to an interval of days.

Each resolver takes the match of its pattern and the day the text was published (``None`` when
unknown) and answers ``None`` where the interval stays open.
"""

# ruff: noqa: E501 - one pattern a line, as in the table that uses them

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from bot.figures import calendar as cal
from bot.figures.calendar import DAY, Interval
from bot.figures.numerals import SMALL

MONTHS: dict[str, int] = {
    name[:length]: number
    for number, name in enumerate(
        ("january", "february", "march", "april", "may", "june", "july", "august", "september",
         "october", "november", "december"), start=1)
    for length in (3, len(name))
} | {"sept": 9}  # fmt: skip
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_COUNTS = SMALL | {"a": 1, "an": 1, "twenty": 20, "thirty": 30, "eighteen": 18}
BEFORE_MONTH = frozenset(
    {
        "in",
        "from",
        "since",
        "by",
        "to",
        "through",
        "for",
        "of",
        "on",
        "until",
        "during",
        "between",
        "after",
        "before",
        "and",
        "early",
        "late",
        "mid",
        "last",
        "this",
        "next",
        "end",
        "the",
        "sales",
        "deliveries",
    }
)
_ORDINALS = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4,
             "final": 4, "opening": 1, "last": 2}  # fmt: skip

MONTH = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
YEAR = r"(?:1[5-9]|20)\d\d\b(?!%|,\d)"
MEASURES = (
    r"(?:million|billion|trillion|per\s?cent|pct|basis|percentage|points?|vehicles|units|cars|people"
    r"|users|jobs|homes|houses|cases|deaths|dead|km|miles|tons|tonnes|barrels|seats|votes|goals|runs"
    r"|wickets|stores|flights|drones|missiles|countries|companies|dollars|euros|pounds|yuan)\b"
)
"""Behind digits that could be a day or a year: they are an amount."""
_NO_DAY = rf"(?!,\d{{3}}\b(?!\d)|\.\d+\s*(?:%|m|b|t)|\s*%|\s+{MEASURES})"
DAY_NUMBER = rf"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?\b{_NO_DAY}"
COUNT = r"(?:\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|eighteen|twenty|thirty)"
ORDINAL = r"(?:first|second|third|fourth|final|1st|2nd|3rd|4th)"
UNIT = r"(?:day|week|month|quarter|year|decade)"
DATE = rf"(?:{MONTH}\s+{DAY_NUMBER}(?:,?\s+{YEAR})?|{DAY_NUMBER}\s+(?:of\s+)?{MONTH}(?:,?\s+{YEAR})?|{MONTH}(?:,?\s+{YEAR})?|{YEAR})"
OF_YEAR = rf"(?:(?:\s+of|\s+in|,)?\s+(?:(?:the\s+)?(?:fiscal(?:\s+year)?|calendar(?:\s+year)?|financial\s+year|year)\s+)?(?P<year>{YEAR}|fy\s?\d\d(?:\d\d)?\b|(?:this|last|next)\s+year\b))"
TO = r"\s*(?:to|through|thru|until|till|and|-to-|[-–—])\s*"

Resolve = Callable[[re.Match[str], "date | None"], "Interval | None"]


def _year_of(match: re.Match[str], day: date | None, name: str = "year") -> int | None:
    """The year written in the match; ``None``: none is."""
    text = (match.groupdict().get(name) or "").lower().strip()
    if not text:
        return None
    found = re.search(r"\d+", text)
    if found:
        return cal.full_year(found.group())
    if day is None:
        return None
    return day.year + {"last": -1, "next": 1}.get(text.split()[0], 0)


def _in_year(
    match: re.Match[str], day: date | None, make: Callable[[int], Interval | None]
) -> Interval | None:
    written = _year_of(match, day)
    if written is not None:
        return make(written)
    if day is None:
        return None
    return cal.latest(day, [make(day.year), make(day.year - 1)])


def quarter_of(match: re.Match[str], day: date | None) -> Interval | None:
    text = match["which"].lower()
    which = _ORDINALS.get(text) or int(re.sub(r"\D", "", text))
    return _in_year(match, day, lambda year: cal.quarter(year, which))


def half_of(match: re.Match[str], day: date | None) -> Interval | None:
    text = match["which"].lower()
    which = _ORDINALS.get(text) or int(re.sub(r"\D", "", text))
    return _in_year(match, day, lambda year: cal.half(year, which))


def first_months(match: re.Match[str], day: date | None) -> Interval | None:
    count = _count(match["n"])
    if match["unit"].lower() != "month" or not 1 <= count <= 12:
        return None
    if match["which"].lower() in ("final", "last"):
        return _in_year(match, day, lambda year: cal.months(year, 13 - count, count))
    return _in_year(match, day, lambda year: cal.months(year, 1, count))


def _count(text: str) -> int:
    return int(text) if text.isdigit() else _COUNTS.get(text.lower(), 0)


def the_year(match: re.Match[str], day: date | None) -> Interval | None:
    written = _year_of(match, day)
    return cal.year(written) if written is not None else None


def last_year(_: re.Match[str], day: date | None) -> Interval | None:
    """``full-year profit``: of the last year that is over; a plan's is the one to come."""
    return cal.year(day.year - 1) if day is not None else None


def _date(text: str, day: date | None) -> Interval | None:
    """A date, a month or a year as it is written."""
    text = text.lower().strip(" .,")
    year_found = re.search(YEAR, text)
    rest = text[: year_found.start()] + text[year_found.end() :] if year_found else text
    month_found = re.search(MONTH, rest)
    number = int(year_found.group()) if year_found else None
    if not month_found:
        return cal.year(number) if number else None
    month = MONTHS[month_found.group().rstrip(".")]
    day_found = re.search(r"\d+", rest)

    def make(year: int) -> Interval | None:
        return (
            cal.a_day(year, month, int(day_found.group())) if day_found else cal.month(year, month)
        )

    if number is not None:
        return make(number)
    return cal.latest(day, [make(day.year), make(day.year - 1)]) if day else None


def a_date(match: re.Match[str], day: date | None) -> Interval | None:
    return _date(match["date"], day)


def iso_of(match: re.Match[str], _: date | None) -> Interval | None:
    return cal.a_day(int(match["y"]), int(match["m"]), int(match["d"]))


def ending(match: re.Match[str], day: date | None) -> Interval | None:
    """``week ending July 9``, ``three months to June 30``, ``the year to March 2026``."""
    last = _date(match["date"], day)
    if last is None:
        return None
    end = last[1]
    count = _count(match["n"]) if match.groupdict().get("n") else 1
    unit = match["unit"].lower().rstrip("s")
    if unit == "day":
        return end - count * DAY, end
    if unit == "week":
        return end - 7 * count * DAY, end
    size = {"month": 1, "quarter": 3, "half": 6, "half-year": 6, "year": 12}.get(unit)
    if size is None:
        return None
    if end.day == 1:
        return cal.add_months(end, -size * count), end
    start = cal.add_months(end, -size * count)
    return start.replace(day=min(end.day, 28)), end


def week_of(match: re.Match[str], day: date | None) -> Interval | None:
    found = _date(match["date"], day)
    return cal.week_of(found[0]) if found else None


def week_number(match: re.Match[str], day: date | None) -> Interval | None:
    number = int(match["n"])
    return _in_year(match, day, lambda year: cal.iso_week(year, number))


def relative(match: re.Match[str], day: date | None) -> Interval | None:
    """``last week``, ``the previous quarter``, ``this year``, ``last June``, ``next Monday``."""
    if day is None:
        return None
    step = {"last": -1, "previous": -1, "past": -1, "prior": -1, "preceding": -1, "next": 1, "coming": 1,
            "following": 1, "upcoming": 1}.get(match["rel"].lower(), 0)  # fmt: skip
    what = match["what"].lower().rstrip(".")
    if what in MONTHS:
        return _relative_month(day, MONTHS[what], match["rel"].lower())
    if what in WEEKDAYS:
        start = cal.week_of(day)[0] + (7 * step + WEEKDAYS.index(what)) * DAY
        return start, start + DAY
    return _of_unit(day, what, step)


def _relative_month(day: date, month: int, rel: str) -> Interval:
    if rel == "last":
        year = day.year if month < day.month else day.year - 1
    elif rel == "next":
        year = day.year if month > day.month else day.year + 1
    else:
        year = day.year
    return cal.month(year, month)


def _of_unit(day: date, unit: str, step: int) -> Interval | None:
    if unit == "day":
        return day + step * DAY, day + (step + 1) * DAY
    if unit == "week":
        start = cal.week_of(day)[0] + 7 * step * DAY
        return start, start + 7 * DAY
    if unit == "weekend":
        start = cal.week_of(day)[0] + (7 * step + 5) * DAY
        return start, start + 2 * DAY
    if unit == "month":
        start = cal.add_months(day, step)
        return start, cal.add_months(start, 1)
    if unit == "quarter":
        start = cal.add_months(day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1), 3 * step)
        return start, cal.add_months(start, 3)
    if unit == "half":
        start = cal.add_months(day.replace(month=(day.month - 1) // 6 * 6 + 1, day=1), 6 * step)
        return start, cal.add_months(start, 6)
    if unit in ("year", "fiscal year", "financial year", "calendar year"):
        return cal.year(day.year + step)
    if unit == "decade":
        start_year = day.year // 10 * 10 + 10 * step
        return date(start_year, 1, 1), date(start_year + 10, 1, 1)
    return None


def relative_many(match: re.Match[str], day: date | None) -> Interval | None:
    """``the past three months``, ``the next 5 days``: counted from the day itself."""
    if day is None:
        return None
    count = _count(match["n"])
    unit = match["unit"].lower()
    forward = match["rel"].lower() in ("next", "coming", "following", "upcoming")
    if unit in ("day", "week"):
        length = timedelta(days=count * (7 if unit == "week" else 1))
        return (day + DAY, day + DAY + length) if forward else (day - length, day)
    size = {"month": 1, "quarter": 3, "year": 12, "decade": 120}[unit]
    far = cal.add_months(day, (1 if forward else -1) * size * count)
    far = far.replace(day=min(day.day, 28))
    return (day + DAY, far + DAY) if forward else (far, day)


def named_day(match: re.Match[str], day: date | None) -> Interval | None:
    if day is None:
        return None
    start = day + {"yesterday": -1, "today": 0, "tomorrow": 1}[match.group().lower()] * DAY
    return start, start + DAY


def month_range(match: re.Match[str], day: date | None) -> Interval | None:
    first, last = MONTHS[match["m1"].lower().rstrip(".")], MONTHS[match["m2"].lower().rstrip(".")]
    count = (last - first) % 12 + 1
    early = _year_of(match, day, "y1")

    def make(year: int) -> Interval:
        start = year - 1 if last < first and early is None else year
        return cal.months(early or start, first, count)

    return _in_year(match, day, make)


def day_range(match: re.Match[str], day: date | None) -> Interval | None:
    """``July 7-13``, ``7 to 13 July``, ``July 28 to August 3``."""
    month = MONTHS[match["m1"].lower().rstrip(".")]
    later = match.groupdict().get("m2")
    other = MONTHS[later.lower().rstrip(".")] if later else month
    low, high = (int(re.sub(r"\D", "", match[name])) for name in ("d1", "d2"))

    def make(year: int) -> Interval | None:
        start = cal.a_day(year, month, low)
        end = cal.a_day(year + (other < month), other, high)
        return (start[0], end[1]) if start and end and start[0] < end[1] else None

    return _in_year(match, day, make)


def year_range(match: re.Match[str], _: date | None) -> Interval | None:
    first = int(match["y1"])
    text = match["y2"]
    last = int(text) if len(text) == 4 else first // 100 * 100 + int(text)
    return (date(first, 1, 1), date(last + 1, 1, 1)) if first < last else None


def decade(match: re.Match[str], _: date | None) -> Interval | None:
    first = int(match["y"]) // 10 * 10
    return date(first, 1, 1), date(first + 10, 1, 1)


def to_date(_: re.Match[str], day: date | None) -> Interval | None:
    return (date(day.year, 1, 1), day + DAY) if day else None


def since(match: re.Match[str], day: date | None) -> Interval | None:
    found = _date(match["date"], day)
    return (found[0], day + DAY) if found and day and found[0] <= day else found


def by_of(match: re.Match[str], day: date | None) -> Interval | None:
    """A deadline lies ahead: ``by December`` is the next one."""
    found = _date(match["date"], day)
    if found and day and found[1] <= day and not re.search(YEAR, match["date"]):
        return cal.shifted(found, 1)
    return found


def unresolved(_: re.Match[str], __: date | None) -> Interval | None:
    return None


def quarter_named(match: re.Match[str], day: date | None) -> Interval | None:
    """``the June quarter``: the three months to the end of June."""
    month = MONTHS[match["m"].lower().rstrip(".")]

    def make(year: int) -> Interval:
        end = cal.month(year, month)[1]
        return cal.add_months(end, -3), end

    return _in_year(match, day, make)


def season(match: re.Match[str], day: date | None) -> Interval | None:
    first = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}[match["what"].lower()]
    rel = (match.groupdict().get("rel") or "").lower()
    if rel in ("last", "next") and day is not None:
        return cal.months(day.year + (1 if rel == "next" else -1), first, 3)
    return _in_year(match, day, lambda year: cal.months(year, first, 3))
