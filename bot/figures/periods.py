"""Periods in English text, resolved against the day the text was published.

Patterns are tried only where one of their first words stands, so that the cost follows the
number of such words; the order of ``PATTERNS`` decides between two that start together.
"""

# ruff: noqa: E501 - one pattern a line: a table that is wrapped cannot be compared by eye

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import cache

from bot.figures import calendar as cal
from bot.figures.calendar import DAY, Interval, Span
from bot.figures.numerals import SMALL
from bot.figures.tokens import Tokens

MONTHS: Mapping[str, int] = {
    name[:length]: number
    for number, name in enumerate(
        ("january", "february", "march", "april", "may", "june", "july", "august", "september",
         "october", "november", "december"), start=1)
    for length in (3, len(name))
} | {"sept": 9}  # fmt: skip
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_COUNTS = SMALL | {"a": 1, "an": 1, "twenty": 20, "thirty": 30, "eighteen": 18}
_BEFORE_MONTH = frozenset(
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

_M = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
_Y = r"(?:1[5-9]|20)\d\d\b(?!%|,\d)"
_D = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?\b"
_N = r"(?:\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|eighteen|twenty|thirty)"
_ORD = r"(?:first|second|third|fourth|final|1st|2nd|3rd|4th)"
_UNIT = r"(?:day|week|month|quarter|year|decade)"
_DATE = (
    rf"(?:{_M}\s+{_D}(?:,?\s+{_Y})?|{_D}\s+(?:of\s+)?{_M}(?:,?\s+{_Y})?|{_M}(?:,?\s+{_Y})?|{_Y})"
)
_OF_YEAR = rf"(?:(?:\s+of|\s+in|,)?\s+(?:(?:the\s+)?(?:fiscal(?:\s+year)?|calendar(?:\s+year)?|financial\s+year|year)\s+)?(?P<year>{_Y}|fy\s?\d\d(?:\d\d)?\b|(?:this|last|next)\s+year\b))"
_TO = r"\s*(?:to|through|thru|until|till|and|-to-|[-–—])\s*"

Resolve = Callable[[re.Match[str], "date | None"], "Interval | None"]


def find(tk: Tokens, day: date | None) -> list[Span]:
    """All periods of the segment, in order, without overlaps; masks the tokens of dates."""
    found: list[Span] = []
    behind = -1
    triggers = _triggers()
    starts = [
        (index, triggers["#"] if digit else triggers[low])
        for index, (low, digit) in enumerate(zip(tk.low, tk.digit, strict=True))
        if digit or low in triggers
    ]
    for index, options in starts:
        start = tk.start[index]
        if start > behind:
            for pattern, resolve, masked in options:
                match = pattern.match(tk.text, start)
                if (
                    match is None
                    or _is_no_month(tk, index, match)
                    or (masked == "bare" and not _bare_year(tk, index, match))
                ):
                    continue
                span = _span(tk, match, resolve, masked, day)
                found.append(span)
                behind = span.end - 1
                break
    for span in found:
        for start, end in span.masks:
            tk.mask(start, end)
    return found


def _span(
    tk: Tokens, match: re.Match[str], resolve: Resolve, masked: str, day: date | None
) -> Span:
    groups = match.groupdict()
    interval = None
    try:
        interval = resolve(match, day)
    except (ValueError, OverflowError):
        interval = None
    masks: list[tuple[int, int]] = []
    if masked in ("all", "bare"):
        masks.append(match.span())
    elif masked == "date":
        masks.extend(match.span(name) for name in ("date", "until", "year") if groups.get(name))
    text = match.group()
    end = match.end() - (len(text) - len(text.rstrip(" .,")))
    freq = cal.freq_of(interval)
    written = any(char.isdigit() for char in text)
    return Span(
        start=match.start(),
        end=end,
        label=tk.text[match.start() : end],
        interval=interval,
        freq=freq if interval else _freq_of_words(text.lower()),
        masks=tuple(masks),
        floating=not re.search(_Y, text)
        and "last" not in text.lower()
        and not (written and "fy" in text.lower()),
    )


def _freq_of_words(text: str) -> cal.Freq:
    if "half" in text or re.match(r"h[12]\b|[12]h\b", text):
        return "S"
    if "quarter" in text or re.match(r"q\d|\dq", text):
        return "Q"
    if text.startswith(("the week", "week", "last week", "this week", "previous week", "w")):
        return "W"
    return ""


def _is_no_month(tk: Tokens, index: int, match: re.Match[str]) -> bool:
    """The words "may" and "march", and names such as Lei Jun and Theresa May."""
    if tk.masked[index]:
        return True
    if match.group().rstrip(".").lower() not in MONTHS:
        return False
    before = tk.raw[index - 1] if index else ""
    named = before[:1].isupper() and before.isalpha() and before.lower() not in _BEFORE_MONTH
    return match.group() in ("may", "march", "mar") or named


def _bare_year(tk: Tokens, index: int, match: re.Match[str]) -> bool:
    """Whether four plain digits are a year: see the rule of the same name among the numerals."""
    from bot.figures.english_numbers import number_at

    if match.group()[0].isalpha():
        return True
    number, _ = number_at(tk, index)
    return number is None


# ── resolving ────────────────────────────────────────────────────────────────────────────


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


def _quarter(match: re.Match[str], day: date | None) -> Interval | None:
    text = match["which"].lower()
    which = _ORDINALS.get(text) or int(re.sub(r"\D", "", text))
    return _in_year(match, day, lambda year: cal.quarter(year, which))


def _half(match: re.Match[str], day: date | None) -> Interval | None:
    text = match["which"].lower()
    which = _ORDINALS.get(text) or int(re.sub(r"\D", "", text))
    return _in_year(match, day, lambda year: cal.half(year, which))


def _first_months(match: re.Match[str], day: date | None) -> Interval | None:
    count = _count(match["n"])
    if match["unit"].lower() != "month" or not 1 <= count <= 12:
        return None
    if match["which"].lower() in ("final", "last"):
        return _in_year(match, day, lambda year: cal.months(year, 13 - count, count))
    return _in_year(match, day, lambda year: cal.months(year, 1, count))


def _count(text: str) -> int:
    return int(text) if text.isdigit() else _COUNTS.get(text.lower(), 0)


def _the_year(match: re.Match[str], day: date | None) -> Interval | None:
    written = _year_of(match, day)
    return cal.year(written) if written is not None else None


def _date(text: str, day: date | None) -> Interval | None:
    """A date, a month or a year as it is written."""
    text = text.lower().strip(" .,")
    year_found = re.search(_Y, text)
    rest = text[: year_found.start()] + text[year_found.end() :] if year_found else text
    month_found = re.search(_M, rest)
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


def _a_date(match: re.Match[str], day: date | None) -> Interval | None:
    return _date(match["date"], day)


def _iso(match: re.Match[str], _: date | None) -> Interval | None:
    return cal.a_day(int(match["y"]), int(match["m"]), int(match["d"]))


def _ending(match: re.Match[str], day: date | None) -> Interval | None:
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


def _week_of(match: re.Match[str], day: date | None) -> Interval | None:
    found = _date(match["date"], day)
    return cal.week_of(found[0]) if found else None


def _week_number(match: re.Match[str], day: date | None) -> Interval | None:
    number = int(match["n"])
    return _in_year(match, day, lambda year: cal.iso_week(year, number))


def _relative(match: re.Match[str], day: date | None) -> Interval | None:
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


def _relative_many(match: re.Match[str], day: date | None) -> Interval | None:
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


def _named_day(match: re.Match[str], day: date | None) -> Interval | None:
    if day is None:
        return None
    start = day + {"yesterday": -1, "today": 0, "tomorrow": 1}[match.group().lower()] * DAY
    return start, start + DAY


def _month_range(match: re.Match[str], day: date | None) -> Interval | None:
    first, last = MONTHS[match["m1"].lower().rstrip(".")], MONTHS[match["m2"].lower().rstrip(".")]
    count = (last - first) % 12 + 1
    early = _year_of(match, day, "y1")

    def make(year: int) -> Interval:
        start = year - 1 if last < first and early is None else year
        return cal.months(early or start, first, count)

    return _in_year(match, day, make)


def _day_range(match: re.Match[str], day: date | None) -> Interval | None:
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


def _year_range(match: re.Match[str], _: date | None) -> Interval | None:
    first = int(match["y1"])
    text = match["y2"]
    last = int(text) if len(text) == 4 else first // 100 * 100 + int(text)
    return (date(first, 1, 1), date(last + 1, 1, 1)) if first < last else None


def _decade(match: re.Match[str], _: date | None) -> Interval | None:
    first = int(match["y"]) // 10 * 10
    return date(first, 1, 1), date(first + 10, 1, 1)


def _to_date(_: re.Match[str], day: date | None) -> Interval | None:
    return (date(day.year, 1, 1), day + DAY) if day else None


def _since(match: re.Match[str], day: date | None) -> Interval | None:
    found = _date(match["date"], day)
    return (found[0], day + DAY) if found and day and found[0] <= day else found


def _by(match: re.Match[str], day: date | None) -> Interval | None:
    return _date(match["date"], day)


def _unresolved(_: re.Match[str], __: date | None) -> Interval | None:
    return None


def _quarter_named(match: re.Match[str], day: date | None) -> Interval | None:
    """``the June quarter``: the three months to the end of June."""
    month = MONTHS[match["m"].lower().rstrip(".")]

    def make(year: int) -> Interval:
        end = cal.month(year, month)[1]
        return cal.add_months(end, -3), end

    return _in_year(match, day, make)


def _season(match: re.Match[str], day: date | None) -> Interval | None:
    first = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}[match["what"].lower()]
    rel = (match.groupdict().get("rel") or "").lower()
    if rel in ("last", "next") and day is not None:
        return cal.months(day.year + (1 if rel == "next" else -1), first, 3)
    return _in_year(match, day, lambda year: cal.months(year, first, 3))


_COUNTED = "# one two three four five six seven eight nine ten eleven twelve eighteen twenty thirty"
_ORD_WORDS = "first second third fourth final #"
_REL_WORDS = "last this next previous past coming following preceding prior current upcoming"

PATTERNS: tuple[tuple[str, str, Resolve, str], ...] = (
    # words it can begin with (# digits, @ a month) · regular expression · how it resolves · what
    # of it holds no figure
    (f"{_COUNTED} first last final past day days week weeks month months quarter half year", rf"(?:(?:first|last|final|past)\s+)?(?:(?P<n>{_N})[\s-]+)?(?P<unit>day|week|month|quarter|half-year|half|year)s?(?:[\s-]period)?\s+(?:ended|ending|to|through|that\s+ended)(?:\s+on)?\s+(?P<date>{_DATE})", _ending, "date"),
    ("week", rf"week\s+(?:of|starting|beginning|from)\s+(?P<date>{_DATE})", _week_of, "date"),
    ("week calendar", rf"(?:calendar\s+)?week\s+(?P<n>[1-5]?\d)\b(?!\s*(?:million|billion|%|,\d))(?:{_OF_YEAR})?", _week_number, "all"),
    ("w wk", rf"wk?\s?(?P<n>[1-5]\d|[1-9])\b(?:{_OF_YEAR})?", _week_number, "all"),
    ("q", rf"(?P<which>q[1-4])\b(?:(?:\s+(?:of\s+)?|[-/’']\s?)(?P<year>(?:fy\s?|fiscal\s+|')?(?:{_Y}|\d\d\b(?!%|[,.:]\d))))?", _quarter, "all"),
    ("#", rf"(?P<which>[1-4])q(?:\s?(?P<year>(?:fy)?(?:{_Y}|\d\d\b)))?\b", _quarter, "all"),
    ("h", rf"(?P<which>h[12])\b(?:(?:\s+(?:of\s+)?|[-/’']\s?)(?P<year>(?:fy\s?|')?(?:{_Y}|\d\d\b(?!%|[,.:]\d))))?", _half, "all"),
    ("#", rf"(?P<which>[12])h(?:\s?(?P<year>(?:fy)?(?:{_Y}|\d\d\b)))?\b(?!\s+\d)", _half, "all"),
    (_ORD_WORDS, rf"(?P<which>{_ORD})[\s-]+(?:fiscal[\s-]+)?quarter(?:{_OF_YEAR})?", _quarter, "all"),
    ("fiscal", rf"fiscal\s+(?P<which>{_ORD})[\s-]+quarter(?:{_OF_YEAR})?", _quarter, "all"),
    ("@", rf"(?P<m>{_M})[\s-]+quarter(?:{_OF_YEAR})?", _quarter_named, "all"),
    (_ORD_WORDS, rf"(?P<which>first|second|1st|2nd)[\s-]+half\b(?:{_OF_YEAR})?", _half, "all"),
    ("first final last opening", rf"(?P<which>first|final|last|opening)\s+(?P<n>{_N})\s+(?P<unit>month)s?{_OF_YEAR}", _first_months, "date"),
    ("first opening", rf"(?P<which>first|opening)\s+(?P<n>{_N})\s+(?P<unit>{_UNIT}|hour|minute)s?\b", _first_months, "none"),
    ("first opening", rf"(?:first|opening)\s+(?:full\s+)?(?:week|month|weekend|day|year)\b(?:\s+of\s+(?P<date>{_DATE}))?", _unresolved, "date"),
    ("full fy fiscal financial calendar", rf"(?:full[\s-])?(?:fy|fiscal(?:\s+year)?|financial\s+year|calendar\s+year|year)[\s'-]?\s*(?P<year>{_Y}|\d\d\b)(?!/\d)", _the_year, "all"),
    ("#", r"(?P<date>(?:19|20)\d\d[/–-]\d\d)\s+(?:fiscal|financial|tax|school|academic)\s+year", _unresolved, "all"),
    ("@ from between", rf"(?:from\s+|between\s+)?(?P<m1>{_M})(?:,?\s+(?P<y1>{_Y}))?{_TO}(?P<m2>{_M})(?!\s+\d{{1,2}}\b)(?:{_OF_YEAR})?(?:\s+period)?", _month_range, "all"),
    ("@ from between", rf"(?:from\s+|between\s+)?(?P<m1>{_M})\s+(?P<d1>{_D}){_TO}(?:(?P<m2>{_M})\s+)?(?P<d2>{_D})(?:,?\s+(?P<year>{_Y}))?(?!\s*%|,\d)", _day_range, "all"),
    ("# from between", rf"(?:from\s+|between\s+)?(?:the\s+)?(?P<d1>{_D}){_TO}(?:the\s+)?(?P<d2>{_D})\s+(?:of\s+)?(?P<m1>{_M})(?:,?\s+(?P<year>{_Y}))?", _day_range, "all"),
    ("#", r"(?P<y>(?:19|20)\d\d)-(?P<m>\d\d)-(?P<d>\d\d)(?!\d)", _iso, "all"),
    ("#", r"(?P<a>\d{1,2})[/.](?P<b>\d{1,2})[/.](?:19|20)\d\d(?!\d)", _unresolved, "all"),
    ("from between", rf"(?:from|between)\s+(?P<y1>{_Y}){_TO}(?P<y2>{_Y})", _year_range, "all"),
    ("#", r"(?P<y1>(?:19|20)\d\d)(?:\s?[–/-]\s?|\s+to\s+)(?P<y2>(?:19|20)?\d\d)\b(?!%|,\d)", _year_range, "bare"),
    ("# early late mid", r"(?:(?:early|late|mid)[\s-](?:the\s+)?)?(?P<y>(?:1[89]|20)\d0)['’]?\s?s\b", _decade, "all"),
    ("@", rf"(?P<date>{_M}\s+{_D}(?:,?\s+{_Y})?(?![\d,]*\s*(?:%|million|billion|vehicles|units|cars)))", _a_date, "date"),
    ("#", rf"(?P<date>{_D}\s+(?:of\s+)?{_M}(?:,?\s+{_Y})?)", _a_date, "date"),
    ("early late mid end year start middle rest whole month all calendar", rf"(?:early|late|mid|end\s+of|end|year-end|(?:start|middle|rest|whole|month|year|all)\s+of|calendar)[\s-]+(?P<date>{_M}(?:,?\s+{_Y})?|{_Y})", _a_date, "date"),
    (_REL_WORDS, r"(?P<rel>last|this|next|previous|past|coming|following|preceding|prior|current)\s+(?P<what>spring|summer|autumn|winter)\b", _season, "all"),
    ("spring summer autumn winter fall", rf"(?P<what>spring|summer|autumn|winter|fall)\s+(?:of\s+)?(?P<year>{_Y})", _season, "all"),
    (f"{_REL_WORDS} early late later earlier", rf"(?:(?:early|late|later|earlier)\s+)?(?:the\s+)?(?P<rel>last|this|next|previous|past|coming|following|preceding|prior|current|upcoming)\s+(?P<what>day|week|weekend|month|quarter|half|year|decade|fiscal\s+year|financial\s+year|calendar\s+year|{_M}|monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b(?!['’]?s?\s+end)", _relative, "all"),
    (_REL_WORDS, rf"(?P<rel>last|next|previous|past|coming|following|preceding|prior|upcoming)\s+(?P<n>{_N})\s+(?P<unit>{_UNIT})s\b", _relative_many, "none"),
    ("@", rf"(?P<date>{_M},?\s+{_Y})", _a_date, "date"),
    ("same a one year month", r"(?:same\s+(?:period|quarter|month|week)(?:\s+(?:of\s+)?(?:last\s+year|a\s+year\s+(?:ago|earlier)))?|(?:a|one)\s+(?:year|month|week|quarter)\s+(?:ago|earlier|before)|year-ago\s+(?:period|quarter))", _unresolved, "none"),
    ("since", rf"since\s+(?:the\s+)?(?:(?:early|late|mid|start\s+of|end\s+of)[\s-])?(?P<date>{_DATE})", _since, "date"),
    ("by", rf"by\s+(?:the\s+end\s+of\s+|end-|late\s+|early\s+|mid-)?(?P<date>{_DATE})", _by, "date"),
    ("year so ytd", r"(?:year[\s-]to[\s-]date|so\s+far\s+this\s+year|ytd)\b", _to_date, "none"),
    ("yesterday today tomorrow", r"(?:yesterday|today|tomorrow)\b", _named_day, "none"),
    ("@", rf"(?P<date>{_M})(?!\s+\d)", _a_date, "none"),
    ("#", rf"(?P<year>{_Y})(?:\s+(?:fiscal|financial|calendar|model)\s+year)?", _the_year, "bare"),
)  # fmt: skip

_Option = tuple[re.Pattern[str], Resolve, str]


@cache
def _triggers() -> Mapping[str, tuple[_Option, ...]]:
    """First word (``#``: digits) → the patterns that can begin with it, in order."""
    table: dict[str, list[_Option]] = {}
    for starts, source, resolve, masked in PATTERNS:
        option = (re.compile(source, re.I), resolve, masked)
        for start in starts.split():
            for word in MONTHS if start == "@" else (start,):
                table.setdefault(word, []).append(option)
    return {word: tuple(options) for word, options in table.items()}
