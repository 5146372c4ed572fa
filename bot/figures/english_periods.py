"""Periods in English text, resolved against the day the text was published.

Patterns are tried only where one of their first words stands, so that the cost follows the
number of such words; the order of ``PATTERNS`` decides between two that start together.
"""

# ruff: noqa: E501 - one pattern a line: a table that is wrapped cannot be compared by eye

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache

from bot.figures import calendar as cal
from bot.figures.calendar import Span
from bot.figures.english_intervals import (
    BEFORE_MONTH,
    COUNT,
    DATE,
    DAY_NUMBER,
    MEASURES,
    MONTH,
    MONTHS,
    OF_YEAR,
    ORDINAL,
    TO,
    UNIT,
    YEAR,
    Resolve,
    a_date,
    by_of,
    day_range,
    decade,
    ending,
    first_months,
    half_of,
    iso_of,
    last_year,
    month_range,
    named_day,
    quarter_named,
    quarter_of,
    relative,
    relative_many,
    season,
    since,
    the_year,
    to_date,
    unresolved,
    week_number,
    week_of,
    year_range,
)
from bot.figures.english_marks import PERIOD
from bot.figures.english_period_starts import COUNTED, may_begin, may_date
from bot.figures.english_wording import is_name
from bot.figures.tables import word_set
from bot.figures.tokens import Tokens


def find(tk: Tokens, day: date | None) -> list[Span]:
    """All periods of the segment, in order, without overlaps; masks the tokens of dates."""
    starts = [
        index
        for index in tk.marked(PERIOD)
        if (may_date(tk, index) if tk.words[index].digit else may_begin(tk, index))
    ]
    if not starts:
        return []
    groups = triggers()
    found: list[Span] = []
    behind = -1
    for index in starts:
        if tk.start[index] > behind:
            group = groups[trigger(tk, index)]
            span = _span_at(tk, index, group, day)
            if span is not None:
                found.append(span)
                behind = span.end - 1
    if len(found) > 1:
        found = _merged(tk.text, found)
    for span in found:
        for start, end in span.masks:
            tk.mask(start, end)
            if tk.text[start].isdigit():
                _mask_listed(tk, start)
    return found


def _mask_listed(tk: Tokens, start: int) -> None:
    """``on 21, 22, 24 and 25 November``: days before the date that says their month."""
    at = tk.index_at(start)
    while tk.word(at - 1) in (",", "and", "&") and tk.is_number(at - 2):
        at -= 2
        day = tk.raw[at]
        if len(day) > 2 or not day.isdigit() or int(day) > _DAYS:
            break
        tk.mask(tk.start[at], tk.end[at])


_DAYS = 31


def trigger(tk: Tokens, index: int) -> str:
    """What the patterns that can begin with a token are found by."""
    if not tk.words[index].digit:
        return tk.low[index]
    return "####" if tk.raw[index][:4].isdigit() and len(tk.raw[index]) > _SHORT else "#"


_SHORT = 3
"""Digits of a day or of what is counted, at most; those of a year are more."""


def _span_at(tk: Tokens, index: int, group: _Group, day: date | None) -> Span | None:
    """The period of the first pattern that holds at a token, if any does."""
    start = tk.start[index]
    match = group.any.match(tk.lower, start)
    at = match.lastindex - 1 if match is not None and match.lastindex else 0
    while match is not None:
        phrase = tk.text[start : match.end()]
        masked = PATTERNS[group.rows[at]][3]
        if not (_is_no_month(tk, index, phrase) or _is_clock(tk, match.end())) and (
            masked != "bare" or phrase[0].isalpha() or _bare_year(tk, index)
        ):
            return _placed(_meaning(group.rows[at], phrase, day), start)
        match = None
        while match is None and at + 1 < len(group.rows):
            at += 1
            match = _lower(group.rows[at]).match(tk.lower, start)
    return None


def _placed(span: Span, start: int) -> Span:
    masks = tuple([(start + first, start + last) for first, last in span.masks])
    return Span(start, start + span.end, span.label, span.interval, span.freq, masks, span.floating)


_JOINT = re.compile(r"\s*(?:to|through|thru|until|till|[-–—~]|(?P<both>and))\s*(?:the\s+)?", re.I)
_OPENED = re.compile(r"(?:from|between)\s+(?:the\s+)?\Z", re.I)


def _merged(text: str, spans: list[Span]) -> list[Span]:
    """``from April until the end of June``: two periods and the word between are one."""
    result: list[Span] = []
    for span in spans:
        joint = _JOINT.fullmatch(text, result[-1].end, span.start) if result else None
        if joint is None or (joint["both"] and not _opens(text, result[-1])):
            result.append(span)
            continue
        first = result.pop()
        interval = None
        if first.interval and span.interval and first.interval[0] < span.interval[1]:
            interval = first.interval[0], span.interval[1]
        result.append(
            Span(
                first.start,
                span.end,
                text[first.start : span.end],
                interval,
                cal.freq_of(interval),
                first.masks + span.masks,
            )
        )
    return result


def _opens(text: str, span: Span) -> bool:
    """Whether ``between`` or ``from`` stands before the period or begins it."""
    begins = span.label.lower().startswith(("from", "between"))
    return begins or _OPENED.search(text[max(span.start - 14, 0) : span.start]) is not None


@lru_cache(maxsize=4096)
def _meaning(row: int, phrase: str, day: date | None) -> Span:
    """What a phrase found by a row of ``PATTERNS`` says; news says the same few over and over.
    Its offsets count from the phrase's own beginning."""
    _, source, resolve, masked = PATTERNS[row]
    match = re.compile(source, re.I).fullmatch(phrase)
    if match is None:  # what decided stood behind the phrase
        return Span(0, len(phrase), _label(phrase))
    interval = None
    with suppress(ValueError, OverflowError):
        interval = resolve(match, day)
    groups = match.groupdict()
    masks: list[tuple[int, int]] = []
    if masked in ("all", "bare"):
        masks.append(match.span())
    elif masked == "date":
        masks.extend(match.span(name) for name in ("date", "until", "year") if groups.get(name))
    low = phrase.lower()
    end = len(phrase.rstrip(" .,"))
    written = any(char.isdigit() for char in phrase)
    return Span(
        start=0,
        end=end,
        label=_label(phrase[:end]),
        interval=interval,
        freq=cal.freq_of(interval) if interval else _freq_of_words(low),
        masks=tuple(masks),
        floating=not re.search(YEAR, phrase)
        and "last" not in low
        and not (written and "fy" in low),
    )


def _label(text: str) -> str:
    """As within a sentence: ``week 27`` for ``Week 27``; months and ``Q3`` keep their capital."""
    first = text.split(None, 1)[0].lower()
    written = first.isalpha() or first == "full-year"
    named = first in MONTHS or len(first) < 3 or first in _NAMED or not written
    return text if named or not text[:1].isupper() else text[0].lower() + text[1:]


_NAMED = frozenset(
    {
        "fy",
        "ytd",
        "wk",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
    }
)


def _freq_of_words(text: str) -> cal.Freq:
    if "half" in text or re.match(r"h[12]\b|[12]h\b", text):
        return "S"
    if "quarter" in text or re.match(r"q\d|\dq", text):
        return "Q"
    if text.startswith(("the week", "week", "last week", "this week", "previous week", "w")):
        return "W"
    return ""


def _is_no_month(tk: Tokens, index: int, phrase: str) -> bool:
    """The words "may" and "march", names such as Lei Jun and Theresa May, and versions."""
    if tk.masked[index]:
        return True
    if tk.low[index] == "h" and tk.glued(index) and len(tk.raw[index - 1]) == _SHORT_YEAR:
        return True  # "Windows 11 24H2"
    if phrase.rstrip(".").lower() not in MONTHS:
        return False
    before = tk.raw[index - 1] if index else ""
    named = (
        before[:1].isupper()
        and before.isalpha()
        and not tk.masked[index - 1]
        and before.lower() not in BEFORE_MONTH
    )
    return phrase in ("may", "march", "mar") or named


_SHORT_YEAR = 2


def _is_clock(tk: Tokens, end: int) -> bool:
    """``by 1605 GMT``: a time of day that looks like a year."""
    if not tk.text[end - 4 : end].isdigit():
        return False
    after = tk.index_at(end - 4) + 1
    local = tk.word(after) == "local" and tk.word(after + 1) == "time"
    return local or tk.word(after) in word_set("time_zones")


def _bare_year(tk: Tokens, index: int) -> bool:
    """Whether four plain digits are a year: see the rule of the same name among the numerals."""
    from bot.figures.english_numbers import number_at

    if tk.raw[index] < "19" and is_name(tk, index - 1):
        return False  # "the MSCI World 1500", "UNSC 1701"
    number, _ = number_at(tk, index)
    return number is None


AMOUNT = rf"(?:\s*%|[,.:]\d|\s+{MEASURES})"
"""Behind two digits: they are an amount, and no year or day: ``in Q2 25 million users``."""
_MONTH_ALONE = rf"(?P<date>{MONTH})(?!\s+\d)"
_DAY_ALONE = r"(?:yesterday|today|tomorrow)\b"
_OWNING = (_MONTH_ALONE, _DAY_ALONE)
"""Of one word, so that an "'s" behind it is of the same token: ``June's 40,000``."""
_COUNTED = f"# {' '.join(COUNTED)}"
_ORD_WORDS = "first second third fourth final #"
_REL_WORDS = "last this next previous past coming following preceding prior current upcoming"

PATTERNS: tuple[tuple[str, str, Resolve, str], ...] = (
    # words it can begin with (# digits, #### those of a year, @ a month) · regular expression ·
    # how it resolves · what of it holds no figure
    (f"{_COUNTED} first last final past day days week weeks month months quarter half year", rf"(?:(?:first|last|final|past)\s+)?(?:(?P<n>{COUNT})[\s-]+)?(?P<unit>day|week|month|quarter|half-year|half|year)s?(?:[\s-]period)?\s+(?:ended|ending|to|through|that\s+ended)(?:\s+on)?\s+(?P<date>{DATE})", ending, "date"),
    ("week", rf"week\s+(?:of|starting|beginning|from)\s+(?P<date>{DATE})", week_of, "date"),
    ("week calendar", rf"(?:calendar\s+)?week\s+(?P<n>[1-5]?\d)\b(?!\s*(?:million|billion|%|[.,]\d))(?:{OF_YEAR})?", week_number, "all"),
    ("w wk", rf"wk?\s?(?P<n>[1-5]\d|[1-9])\b(?:{OF_YEAR})?", week_number, "all"),
    ("q", rf"(?P<which>q[1-4])\b(?:(?:\s+(?:of\s+)?|[-/’']\s?)(?P<year>(?:fy\s?|fiscal\s+|')?(?:{YEAR}|\d\d\b(?!{AMOUNT}))))?", quarter_of, "all"),
    ("#", rf"(?P<which>[1-4])q(?:\s?(?P<year>(?:fy)?(?:{YEAR}|\d\d\b)))?\b", quarter_of, "all"),
    ("h", rf"(?P<which>h[12])\b(?:(?:\s+(?:of\s+)?|[-/’']\s?)(?P<year>(?:fy\s?|')?(?:{YEAR}|\d\d\b(?!{AMOUNT}))))?", half_of, "all"),
    ("#", rf"(?P<which>[12])h(?:\s?(?P<year>(?:fy)?(?:{YEAR}|\d\d\b)))?\b(?!\s+\d)", half_of, "all"),
    (_ORD_WORDS, rf"(?P<which>{ORDINAL})[\s-]+(?:fiscal[\s-]+)?quarter(?:{OF_YEAR})?", quarter_of, "all"),
    ("fiscal", rf"fiscal\s+(?P<which>{ORDINAL})[\s-]+quarter(?:{OF_YEAR})?", quarter_of, "all"),
    ("@", rf"(?P<m>{MONTH})[\s-]+quarter(?:{OF_YEAR})?", quarter_named, "all"),
    (_ORD_WORDS, rf"(?P<which>first|second|1st|2nd)[\s-]+half\b(?:{OF_YEAR})?", half_of, "all"),
    ("first final last opening", rf"(?P<which>first|final|last|opening)\s+(?P<n>{COUNT})\s+(?P<unit>month)s?{OF_YEAR}", first_months, "date"),
    ("first opening", rf"(?P<which>first|opening)\s+(?P<n>{COUNT})\s+(?P<unit>{UNIT}|hour|minute)s?\b", first_months, "none"),
    ("first opening", rf"(?:first|opening)\s+(?:full\s+)?(?:week|month|weekend|day|year)\b(?:\s+of\s+(?P<date>{DATE}))?", unresolved, "date"),
    ("full fy fiscal financial calendar", rf"(?:full[\s-])?(?:fy|fiscal(?:\s+year)?|financial\s+year|calendar\s+year|year)[\s'-]?\s*(?P<year>{YEAR}|\d\d\b)(?!/\d)", the_year, "all"),
    ("full", r"(?<!\ba )(?<!\bone )full[\s-]year\b", last_year, "none"),
    ("####", rf"(?P<year>{YEAR})[\s-]+(?P<which>q[1-4])\b", quarter_of, "all"),
    ("####", rf"(?P<year>{YEAR})[\s-]+(?P<which>h[12])\b", half_of, "all"),
    ("####", r"(?P<date>(?:19|20)\d\d[/–-]\d\d)\s+(?:fiscal|financial|tax|school|academic)\s+year", unresolved, "all"),
    ("@ from between", rf"(?:from\s+|between\s+)?(?P<m1>{MONTH})(?:,?\s+(?P<y1>{YEAR}))?{TO}(?P<m2>{MONTH})(?!\s+\d{{1,2}}\b)(?:{OF_YEAR})?(?:\s+period)?", month_range, "all"),
    ("@ from between", rf"(?:from\s+|between\s+)?(?P<m1>{MONTH})\s+(?P<d1>{DAY_NUMBER}){TO}(?:(?P<m2>{MONTH})\s+)?(?P<d2>{DAY_NUMBER})(?:,?\s+(?P<year>{YEAR}))?(?!\s*(?:%|million|billion)|[.,]\d)", day_range, "all"),
    ("# from between", rf"(?:from\s+|between\s+)?(?:the\s+)?(?P<d1>{DAY_NUMBER}){TO}(?:the\s+)?(?P<d2>{DAY_NUMBER})\s+(?:of\s+)?(?P<m1>{MONTH})(?:,?\s+(?P<year>{YEAR}))?", day_range, "all"),
    ("####", r"(?P<y>(?:19|20)\d\d)-(?P<m>\d\d)-(?P<d>\d\d)(?!\d)", iso_of, "all"),
    ("#", r"(?P<a>\d{1,2})[/.](?P<b>\d{1,2})[/.](?:19|20)\d\d(?!\d)", unresolved, "all"),
    ("from between", rf"(?:from|between)\s+(?P<y1>{YEAR}){TO}(?P<y2>{YEAR})", year_range, "all"),
    ("####", r"(?P<y1>(?:19|20)\d\d)(?:\s?[–/-]\s?|\s+to\s+(?=(?:19|20)\d\d\b))(?P<y2>(?:19|20)?\d\d)\b(?!\s*(?:%|million|billion)|[.,]\d)", year_range, "bare"),
    ("#### early late mid", r"(?:(?:early|late|mid)[\s-](?:the\s+)?)?(?P<y>(?:1[89]|20)\d0)['’]?\s?s\b", decade, "all"),
    ("@", rf"(?P<date>{MONTH}\s+{DAY_NUMBER}(?:,?\s+(?:of\s+|in\s+)?{YEAR})?(?![\d,]*{AMOUNT}))", a_date, "date"),
    ("#", rf"(?P<date>{DAY_NUMBER}\s+(?:of\s+)?{MONTH}(?:,?\s+(?:of\s+|in\s+)?{YEAR})?)", a_date, "date"),
    ("early late mid end year start middle rest whole month all calendar", rf"(?:early|late|mid|end\s+of|end|year-end|(?:start|middle|rest|whole|month|year|all)\s+of|calendar)[\s-]+(?P<date>{MONTH}(?:,?\s+{YEAR})?|{YEAR})", a_date, "date"),
    (_REL_WORDS, r"(?P<rel>last|this|next|previous|past|coming|following|preceding|prior|current)\s+(?P<what>spring|summer|autumn|winter)\b", season, "all"),
    ("spring summer autumn winter fall", rf"(?P<what>spring|summer|autumn|winter|fall)\s+(?:of\s+)?(?P<year>{YEAR})", season, "all"),
    (f"{_REL_WORDS} early late later earlier", rf"(?:(?:early|late|later|earlier)\s+)?(?:the\s+)?(?P<rel>last|this|next|previous|past|coming|following|preceding|prior|current|upcoming)\s+(?P<what>day|week|weekend|month|quarter|half|year|decade|fiscal\s+year|financial\s+year|calendar\s+year|{MONTH}|monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b(?!['’]?s?\s+end)", relative, "all"),
    (_REL_WORDS, rf"(?P<rel>last|next|previous|past|coming|following|preceding|prior|upcoming)\s+(?P<n>{COUNT})\s+(?:business\s+|working\s+|trading\s+)?(?P<unit>{UNIT})s\b", relative_many, "none"),
    (_COUNTED, rf"(?P<n>{COUNT})\s+(?P<rel>next|previous|past|coming|upcoming)\s+(?P<unit>{UNIT})s\b", relative_many, "none"),
    (_REL_WORDS, rf"(?:last|next|past|coming)\s+(?:few|couple(?:\s+of)?|several)\s+{UNIT}s\b", unresolved, "none"),
    (f"{_COUNTED} first last final", rf"(?:(?:first|last|final|second|third|1st|2nd|3rd)\s+)(?:{COUNT}\s+)?(?:{UNIT}|weekend)s?\s+of\s+(?:(?P<date>{MONTH}(?:,?\s+(?:of\s+)?{YEAR})?|{YEAR})|(?:this|last|next|the)\s+{UNIT})", unresolved, "date"),
    ("end start middle rest", r"(?:end|start|beginning|middle|rest)\s+of\s+(?:the\s+)?(?:(?:this|last|next)\s+)?(?:week|month|quarter|year)\b", unresolved, "none"),
    ("#", r"\d{1,2}(?:st|nd|rd|th)\s+century\b", unresolved, "all"),
    ("@", rf"(?P<date>{MONTH}(?:,?\s+(?:of\s+|in\s+)?|[-/]){YEAR})", a_date, "date"),
    ("same a one year month", r"(?:same\s+(?:period|quarter|month|week)(?:\s+(?:of\s+)?(?:last\s+year|a\s+year\s+(?:ago|earlier)))?|(?:a|one)\s+(?:year|month|week|quarter)\s+(?:ago|earlier|before)|year-ago\s+(?:period|quarter))", unresolved, "none"),
    ("since", rf"since\s+(?:the\s+)?(?:(?:early|late|mid|start\s+of|end\s+of)[\s-])?(?P<date>{DATE})", since, "date"),
    ("by", rf"by\s+(?:the\s+end\s+of\s+|end-|late\s+|early\s+|mid-)?(?P<date>{DATE})", by_of, "date"),
    ("year so ytd", r"(?:year[\s-]to[\s-]date|so\s+far\s+this\s+year|ytd)\b", to_date, "none"),
    ("yesterday today tomorrow", _DAY_ALONE, named_day, "none"),
    ("@", _MONTH_ALONE, a_date, "none"),
    ("####", rf"(?P<year>{YEAR})(?!-\d{{3,}})(?:\s+(?:fiscal|financial|calendar|model)\s+year)?", the_year, "bare"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Group:
    """The patterns that can begin with one word, in order."""

    any: re.Pattern[str]
    """All of them over lower-case text, each one group: one look instead of many."""
    rows: tuple[int, ...]


@cache
def triggers() -> dict[str, _Group]:
    """First word (``#``: digits, ``####``: of a year) → the patterns that can begin with it."""
    table: dict[str, list[int]] = {}
    for row, (starts, pattern, *_) in enumerate(PATTERNS):
        ends = ("", "'s", "’s") if pattern in _OWNING else ("",)
        for start in starts.split():
            for word in MONTHS if start == "@" else (start,):
                for end in ends:
                    table.setdefault(word + end, []).append(row)
    return {word: _group(tuple(rows)) for word, rows in table.items()}


@cache
def _group(rows: tuple[int, ...]) -> _Group:
    return _Group(re.compile("|".join(f"({_nameless(row)})" for row in rows)), rows)


@cache
def _lower(row: int) -> re.Pattern[str]:
    return re.compile(_nameless(row))


def _nameless(row: int) -> str:
    """A pattern without its groups."""
    return re.sub(r"\(\?P<\w+>", "(?:", PATTERNS[row][1])
