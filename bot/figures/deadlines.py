"""By when a figure is expected, as people write it, and when that next was. Pure.

    Tuesday 18:00 · Tue 6pm · Friday        every week
    18:00 · noon                            every day
    the 5th 10:00 · end of the month        every month
    31 January · 5 April 09:00              every year
    周二18:00 · 星期五下午6点 · 每月5日10点 · 每天18:00

A day without a time lasts until midnight.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from rapidfuzz import fuzz, process

from bot.model import Deadline

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SHORT = ("mon", "tues?", "weds?|wednes", "thu(?:rs?)?", "fri", "sat", "sun")
_MONTHS = tuple(name.lower() for name in calendar.month_name[1:])
_CHINESE = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6}

_CLOCK = (
    r"(?:(?P<hour>\d{1,2})(?:[:：.](?P<minute>\d\d)(?!\d)\s*(?P<half>[ap]\.?m\.?)?"
    r"|\s*(?P<half2>[ap]\.?m\.?)|\s*h(?![a-z])|\s*o'clock)|(?P<noon>noon|midday)|(?P<night>midnight))"
)
_WEEKDAY = "|".join(
    f"(?P<d{number}>{full}|(?:{short}))"
    for number, (full, short) in enumerate(zip(_DAYS, _SHORT, strict=True))
)
_MONTH = "|".join(f"(?P<m{number}>{name}|{name[:3]})" for number, name in enumerate(_MONTHS, 1))
_AT = rf"(?:,?\s*(?:at\s+)?{_CLOCK})?"
_NTH = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
FORMS: tuple[re.Pattern[str], ...] = tuple(
    re.compile(rf"\s*(?:{form})\s*(?:every\s+(?:week|day|month|year))?\s*$", re.I)
    for form in (
        rf"(?:every\s+|each\s+)?(?:{_WEEKDAY})s?\.?{_AT}",
        rf"(?:every\s+day\s+(?:at\s+)?|daily\s+(?:at\s+)?)?{_CLOCK}",
        rf"(?:the\s+)?{_NTH}\s+(?:of\s+)?(?:{_MONTH})\.?{_AT}",
        rf"(?:{_MONTH})\.?\s+{_NTH}{_AT}",
        rf"{_CLOCK}\s+(?:on\s+)?(?:every\s+|each\s+)?(?:{_WEEKDAY})s?",
        rf"(?:the\s+)?(?P<last>end|last\s+day)\s+of\s+(?:the|each|every)?\s*month{_AT}",
        rf"(?:the\s+|day\s+)?{_NTH}(?:\s+(?:day\s+)?of\s+(?:the|each|every)\s+month)?{_AT}",
    )
)
_ZH_CLOCK = (
    r"(?:(?P<part>凌晨|早上|上午|中午|下午|晚上|傍晚)?\s*(?P<hour>\d{1,2})"
    r"(?:[:：](?P<minute>\d\d)|[点时](?:(?P<minute2>\d{1,2})分?|(?P<thirty>半))?))"
)
ZH_FORMS: tuple[re.Pattern[str], ...] = tuple(
    re.compile(rf"\s*{form}\s*$")
    for form in (
        rf"每?(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天])\s*{_ZH_CLOCK}?",
        rf"(?:每[天日])?\s*{_ZH_CLOCK}",
        rf"每?年?(?P<month>\d{{1,2}})月(?P<day>\d{{1,2}})[日号]\s*{_ZH_CLOCK}?",
        rf"每?个?月(?P<last>底|末|最后一天)\s*{_ZH_CLOCK}?",
        rf"每?个?月?(?P<day>\d{{1,2}})[日号]\s*{_ZH_CLOCK}?",
    )
)
_WORD = re.compile(r"[A-Za-z]{3,}")
_NEAR = 60.0
_LONGEST = 80
"""Characters of a deadline, white space counted once."""


def parse_deadline(text: str) -> Deadline | None:
    """``Tuesday 18:00`` and its like; ``None`` for what can't be read or can't be, as 25:00."""
    text = " ".join(text.split())
    if len(text) > _LONGEST:
        return None
    for number, form in enumerate(FORMS):
        found = form.match(text)
        # A bare number is no day of a month: "by 18" may be an hour.
        if found and not (number == len(FORMS) - 1 and text.strip().isdigit()):
            return _english(found.groupdict())
    for form in ZH_FORMS:
        found = form.match(text)
        if found:
            return _chinese(found.groupdict())
    return None


def suggest_deadline(text: str) -> str | None:
    """The text with its misspelt weekday or month put right: ``Teusday 18:00``."""
    for found in _WORD.finditer(text[:_LONGEST]):
        near = process.extractOne(
            found.group().lower(), (*_DAYS, *_MONTHS), scorer=fuzz.ratio, score_cutoff=_NEAR
        )
        if near and near[0] != found.group().lower():
            mended = f"{text[: found.start()]}{near[0].title()}{text[found.end() :]}".strip()
            return mended if parse_deadline(mended) else f"{near[0].title()} 18:00"
    return None


def _english(found: Mapping[str, str | None]) -> Deadline | None:
    weekday = next((n for n in range(7) if found.get(f"d{n}")), None)
    month = next((n for n in range(1, 13) if found.get(f"m{n}")), None)
    half = (found.get("half") or found.get("half2") or "").replace(".", "").lower()
    if found.get("noon"):
        at: time | None = time(12)
    elif found.get("hour") is None:
        at = time(0)
    else:
        at = _time(int(found["hour"] or 0), int(found.get("minute") or 0), half)
    return _deadline(at, weekday, _LAST if found.get("last") else found.get("day"), month)


def _chinese(found: Mapping[str, str | None]) -> Deadline | None:
    weekday = found.get("weekday")
    month = int(found["month"] or 0) if found.get("month") else None
    if found.get("hour") is None:
        at: time | None = time(0)
    else:
        hour = int(found["hour"] or 0)
        minute = 30 if found.get("thirty") else int(found["minute"] or found["minute2"] or 0)
        late = found.get("part") in ("下午", "晚上", "傍晚") and hour < 12
        at = _time(hour + 12 if late else hour, minute, "")
    day = _LAST if found.get("last") else found.get("day")
    return _deadline(at, _CHINESE[weekday] if weekday else None, day, month)


_LAST = "31"
"""In shorter months their last day, see :func:`_days_back`."""


def _time(hour: int, minute: int, half: str) -> time | None:
    if half and not 1 <= hour <= 12:
        return None
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    if (hour, minute) == (24, 0):
        return time(0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _deadline(
    at: time | None, weekday: int | None, day: str | None, month: int | None
) -> Deadline | None:
    number = int(day) if day else None
    longest = 31 if month is None else calendar.monthrange(2024, month)[1] if 0 < month < 13 else 0
    if at is None or (number is not None and not 1 <= number <= longest):
        return None
    return Deadline(at=at, weekday=weekday, day=number, month=month)


# ── when it was ──────────────────────────────────────────────────────────────────────────

_BEGINNINGS = {"quarter": (1, 4, 7, 10), "half": (1, 7), "year": (1,)}
"""Months in which a figure of the period before comes, when only a day is given."""


def last_deadline(deadline: Deadline, zone: ZoneInfo, now: datetime, period: str = "") -> datetime:
    """The newest moment of the deadline at or before ``now``, in UTC.

    ``period``: of the watch; a quarterly figure expected by the 10th is expected by the 10th of
    January, April, July and October. By the clock on the wall, so that 18:00 is 18:00 in summer
    and in winter; a time that a spring night skips comes when the clock jumps over it.
    """
    months = _BEGINNINGS.get(period, ()) if deadline.month is None else ()
    today = now.astimezone(zone).date() + timedelta(days=1)
    for day in _days_back(deadline, today):
        if months and deadline.day is not None and day.month not in months:
            continue
        ends = day + timedelta(days=1) if deadline.at == time(0) else day
        moment = datetime.combine(ends, deadline.at, tzinfo=zone).astimezone(now.tzinfo)
        if moment <= now:
            return moment
    raise AssertionError("every deadline comes at least once a year")


def _days_back(deadline: Deadline, today: date) -> Iterator[date]:
    """Days on which the deadline falls, newest first, for more than a year."""
    if deadline.day is None:
        for back in range(9):
            day = today - timedelta(days=back)
            if deadline.weekday in (None, day.weekday()):
                yield day
        return
    first = today.replace(day=1)
    for _ in range(26):
        if deadline.month in (None, first.month):
            last = calendar.monthrange(first.year, first.month)[1]
            yield first.replace(day=min(deadline.day, last))
        first = (first - timedelta(days=1)).replace(day=1)


def deadline_words(deadline: Deadline) -> str:
    """``Tuesday 18:00``, ``the 5th 10:00``, ``31 January``: what :func:`parse_deadline` reads."""
    at = "" if deadline.at == time(0) else f"{deadline.at:%H:%M}"
    if deadline.weekday is not None:
        day = _DAYS[deadline.weekday].title()
    elif deadline.day is not None and deadline.month is not None:
        day = f"{deadline.day} {_MONTHS[deadline.month - 1].title()}"
    elif deadline.day is not None:
        ending = "th" if 10 < deadline.day < 14 else _ENDINGS.get(deadline.day % 10, "th")
        day = f"the {deadline.day}{ending}"
    else:
        day, at = "", at or "24:00"
    return f"{day} {at}".strip()


def deadline_doubt(deadline: Deadline, period: str) -> str:
    """What to write instead where the deadline comes more or less often than a figure of the
    period (``week``, ``month`` …) does; empty when they fit, or no period is named."""
    comes = "month" if deadline.day is not None else "day"
    if deadline.weekday is not None:
        comes = "week"
    elif deadline.month is not None:
        comes = "year"
    fits = _FITTING.get(period)
    return "" if fits is None or comes in fits[0] else fits[1]


_FITTING: Mapping[str, tuple[tuple[str, ...], str]] = {
    "day": (("day",), "not seen by 18:00"),
    "week": (("week",), "not seen by Tuesday 18:00"),
    "month": (("month",), "not seen by the 5th 18:00"),
    "quarter": (("month",), "not seen by the 10th 18:00"),
    "half": (("month",), "not seen by the 10th 18:00"),
    "year": (("month", "year"), "not seen by 31 January"),
}
_ENDINGS = {1: "st", 2: "nd", 3: "rd"}
