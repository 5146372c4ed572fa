"""Period and number marks that tell one edition of a recurring report from the next. Pure.

``week 28``, ``Q2``, ``第13周``, ``Flight 10``, ``June 4``: two headlines that carry *different*
marks of the same kind speak of different things, however alike they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.stories.words import listed

_CN_DIGITS = {
    "零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4,
    "五": 5, "六": 6, "七": 7, "八": 8, "九": 9,
}  # fmt: skip
_CN = "零〇一二两三四五六七八九十百"
_ORDINALS = {
    word: number
    for number, word in enumerate(
        listed("first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"),
        start=1,
    )
}
_SMALL = {
    word: number
    for number, word in enumerate(
        listed("one two three four five six seven eight nine ten eleven twelve"), start=1
    )
}
_MONTHS = {
    name: number
    for number, names in enumerate(
        listed(
            "january,jan february,feb march,mar april,apr may june,jun july,jul august,aug"
            " september,sept,sep october,oct november,nov december,dec"
        ),
        start=1,
    )
    for name in names.split(",")
}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_WEEKDAY = re.compile(r"\b(?P<n>(?:mon|tues|wednes|thurs|fri|satur|sun)day)s?\b")
_ORD = "|".join(_ORDINALS)
_NUM = r"\d{1,4}|" + "|".join(_SMALL)

_COUNTED = listed(
    "flight game match round episode part chapter volume vol issue edition day night stage lap"
    " season series phase batch tranche wave leg heat test session matchday mission launch"
    " bulletin no number #"
)
"""Words before a number that make it an ordinal."""

_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("week", re.compile(rf"\bweek (?P<n>{_NUM})\b|\bw(?:k|eek)?-?(?P<n2>\d{{1,2}})\b")),
    ("week", re.compile(rf"(?P<n>\d{{1,2}})(?:st|nd|rd|th) week\b|\b(?P<n2>{_ORD}) week\b")),
    ("week", re.compile(rf"第(?P<n>\d+|[{_CN}]+)周")),
    ("quarter", re.compile(rf"\bq(?P<n>[1-4])\b|\b(?P<n2>[1-4])q\b|\b(?P<n3>{_ORD})[- ]quarter\b")),
    ("quarter", re.compile(r"第?(?P<n>[一二三四1-4])季度?")),
    ("half", re.compile(rf"\bh(?P<n>[12])\b|\b(?P<n2>[12])h\b|\b(?P<n3>{_ORD})[- ]half\b")),
    ("half", re.compile(r"(?P<n>[上下])半年")),
    (
        "date",
        re.compile(
            rf"\b(?P<m>{_MONTH})\.? (?P<n>\d{{1,2}})(?:st|nd|rd|th)?\b(?!,?\d)"
            rf"|\b(?P<n2>\d{{1,2}})(?:st|nd|rd|th)? (?:of )?(?P<m2>{_MONTH})\b"
        ),
    ),
    ("date", re.compile(r"(?P<m>\d{1,2})月(?P<n>\d{1,2})[日号]")),
    ("month", re.compile(r"(?<!\d)(?P<n>\d{1,2})月(?:份|(?!\d))")),
    ("year", re.compile(r"\b(?:fy)?(?P<n>20\d\d)\b|(?P<n2>20\d\d)年")),
    (
        "score",
        re.compile(
            r"(?<![\d.,:–-])(?P<n>\d{1,2}(?:-|–|比)\d{1,2})(?![\d.,:–%-])(?! ?(?:year|day|hour))"
        ),
    ),
    ("edition", re.compile(rf"第(?P<n>\d+|[{_CN}]+)[期集届轮批季次架例场]")),
)
_MONTH_ALONE = re.compile(rf"\b(?P<n>{_MONTH})\b(?!\.? \d{{1,2}}\b)")
_ORDINAL = re.compile(
    r"(?:\b(?P<what>"
    + "|".join(_COUNTED[:-1])
    + rf")\.? |#)(?P<n>{_NUM})\b(?![.,]\d| (?:dead|kill))"
)
_NTH = re.compile(  # the 10,000th is a figure, see ``quantities``
    r"(?<![\d.,])(?P<n>\d{1,3})(?:st|nd|rd|th)\b (?P<what>[a-z]+)"
    rf"|\b(?P<n2>{_ORD}) (?P<what2>[a-z]+)"
)


def marks(text: str) -> frozenset[tuple[str, str]]:
    """(kind, value) pairs found in a headline, values normalised."""
    return frozenset(_marks(text.lower()))


def without_marks(text: str) -> str:
    """A lower-case headline with its period and number marks blanked out."""
    for kind, pattern in (*_PATTERNS, ("", _ORDINAL), ("", _MONTH_ALONE)):
        if kind != "year":
            text = pattern.sub(" ", text)
    return _WEEKDAY.sub(" ", _DAYPART.sub(" ", text))


def _marks(text: str) -> Iterator[tuple[str, str]]:
    for kind, pattern in _PATTERNS:
        for found in pattern.finditer(text):
            groups = found.groupdict()
            value = next((v for k, v in groups.items() if k[0] == "n" and v), "")
            month = next((v for k, v in groups.items() if k[0] == "m" and v), "")
            number = _value(value)
            yield kind, f"{_MONTHS.get(month, month)}-{number}" if kind == "date" else number
            if kind == "date":
                yield "month", str(_MONTHS.get(month, month))
    for found in _MONTH_ALONE.finditer(text):
        name = found["n"]
        # "may" and "march" are verbs as often as months.
        before = text[: found.start()].rsplit(None, 1)
        if name not in ("may", "march", "mar") or (before and before[-1] in _BEFORE_MONTH):
            yield "month", str(_MONTHS[name])
    for found in _ORDINAL.finditer(text):
        yield found["what"] or "no", _value(found["n"])
    for found in _NTH.finditer(text):
        what = found["what"] or found["what2"]
        if what not in ("quarter", "half", "week", "time", "day", "day", "place", *_MONTHS):
            yield "nth " + what, _value(found["n"] or found["n2"])
    for found in _WEEKDAY.finditer(text):
        yield "weekday", found["n"]
    for found in _DAYPART.finditer(text):
        yield "daypart", found.group()


_BEFORE_MONTH = frozenset(
    listed("in since for until by last this of from during through late early mid")
)
_DAYPART = re.compile(
    r"\b(?:morning|midday|noon|afternoon|evening|night)\b|早报|午报|晚报|早间|晚间|午间"
)

_RECURS = re.compile(
    r"\b(?:daily|weekly|monthly|quarterly|annual|yearly)\b|每[日周月]|周度|月度|季度报告|周报|月报"
)


def recurs(text: str) -> bool:
    """Whether a headline calls itself one of a series: ``weekly jobless claims``."""
    return bool(_RECURS.search(text.lower()))


SOFT = frozenset({"weekday", "daypart", "year", "month"})
"""Kinds that prove a difference only when the headlines are otherwise the same: one outlet
says when it happened and another when it was announced."""


def _value(word: str) -> str:
    if word in _ORDINALS:
        return str(_ORDINALS[word])
    if word in _SMALL:
        return str(_SMALL[word])
    if word in ("上", "下"):
        return "1" if word == "上" else "2"
    if word and word[0] in _CN:
        return str(chinese_number(word))
    return str(int(word)) if word.isdigit() else word


def chinese_number(word: str) -> int:
    """``十二`` → 12, ``三十`` → 30, ``一百零五`` → 105."""
    total = 0
    digit = 0
    for char in word:
        if char in "十百千":
            total += (digit or 1) * {"十": 10, "百": 100, "千": 1000}[char]
            digit = 0
        else:
            digit = _CN_DIGITS[char]
    return total + digit


def conflict(
    one: frozenset[tuple[str, str]], other: frozenset[tuple[str, str]], *, same_words: bool
) -> str:
    """The kind by which the marks tell two editions apart; empty when they don't.

    ``same_words``: the headlines agree apart from numbers and marks, so that soft kinds count.
    """
    ours, theirs = _by_kind(one), _by_kind(other)
    for kind in sorted(ours.keys() & theirs.keys()):
        if ours[kind].isdisjoint(theirs[kind]) and (same_words or kind not in SOFT):
            a, b = min(theirs[kind]), min(ours[kind])
            return f"{kind} {b}, not {a}"
    return ""


def _by_kind(found: frozenset[tuple[str, str]]) -> dict[str, set[str]]:
    kinds: dict[str, set[str]] = {}
    for kind, value in found:
        kinds.setdefault(kind, set()).add(value)
    return kinds
