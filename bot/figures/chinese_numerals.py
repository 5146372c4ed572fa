"""Chinese numerals as they are written, before anything is known of what they count."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from bot.figures.found import Found
from bot.figures.numerals import ZH_BIG, ZH_DIGITS, ZH_TENS, chinese
from bot.figures.tables import words

DIGIT = "零〇一二两三四五六七八九壹贰叁肆伍陆柒捌玖俩仨"
DECIMAL = DIGIT.replace("两", "").replace("俩", "").replace("仨", "")
"""Two is 二 behind a decimal point: 一点两小时 is no 1.2."""
PLACE = "十百千拾佰仟廿卅"
BIG = "万亿兆"
NUMERALS = frozenset(DIGIT + PLACE + BIG)
NUMERAL = re.compile(
    r"(?P<ar>\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)*)\s?(?P<more>[多余几])?"
    r"(?P<mag>[十百千万亿兆]{0,6})"
    rf"|(?P<zh>[{DIGIT}{PLACE}{BIG}数几]{{1,40}}"
    rf"(?:点[{DECIMAL}]{{1,12}}[{PLACE}{BIG}]{{0,3}})?)"
)
_STARTS = f"{DIGIT}{PLACE}{BIG}数几"
Qualifier = Literal["", "~", ">", "<", ">=", "<="]
Amount = tuple[float, float, Qualifier]
"""Low and high, which are one but for a range, and what the numeral says of its exactness."""


@cache
def _starting() -> bytes:
    """For each character whether a numeral begins with it."""
    starts = bytearray(chr(code).isdecimal() for code in range(0x10000))
    for char in _STARTS:
        starts[ord(char)] = 1
    return bytes(starts)


def next_numeral(text: str, at: int) -> int:
    """Where the next one may begin, or the length of the text."""
    starting = _starting()
    while at < len(text):
        code = ord(text[at])
        if code < len(starting) and starting[code]:
            return at
        at += 1
    return len(text)


def well_formed(raw: str) -> int:
    """How much of it is one numeral: a place is never higher than the one before it without a
    digit between (五十 千, 七十 百)."""
    last = 0
    for at, char in enumerate(raw):
        place = ZH_TENS.get(char, 0)
        if place and last and raw[at - 1] in ZH_TENS and place >= last:
            return at
        last = place or (0 if char in ZH_BIG else last)
    return len(raw)


def amount(raw: str) -> Amount | None:
    """Value or range: 三百五十万; 三四十 (30–40); 数千, 几十 (1,000–10,000, 10–100)."""
    if raw[0] in "数几":
        scale = (
            chinese(raw[1:]) if len(raw) > 1 and all(c in PLACE + BIG for c in raw[1:]) else None
        )
        return (scale, scale * 10, "") if scale else None
    if "数" in raw or "几" in raw:
        at = min(raw.find(c) for c in "数几" if c in raw)
        rest = raw[at + 1 :]
        value = chinese(raw[:at] + rest)
        return (value, value, ">") if value else None
    pair = re.fullmatch(rf"([{DIGIT}])([{DIGIT}])([十百千万亿]+)?", raw)
    if pair and ZH_DIGITS[pair[2]] == ZH_DIGITS[pair[1]] + 1 and ZH_DIGITS[pair[1]] > 0:
        scale = chinese("一" + pair[3]) if pair[3] else 1.0
        if scale:
            return ZH_DIGITS[pair[1]] * scale, ZH_DIGITS[pair[2]] * scale, ""
    inner = _ABOUT.fullmatch(raw)
    if inner and ZH_DIGITS[inner[3]] == ZH_DIGITS[inner[2]] + 1 and ZH_DIGITS[inner[2]] > 0:
        low, high = (chinese(inner[1] + inner[at] + inner[4]) for at in (2, 3))
        if low and high:
            return low, high, ""
    value = chinese(raw)
    return None if value is None else (value, value, "")


_ABOUT = re.compile(rf"(.{{1,8}}[{PLACE}{BIG}])([{DIGIT}])([{DIGIT}])([十百千][万亿]?)")
"""一千五六百: between 1,500 and 1,600."""


def new_found(start: int, end: int, low: float, high: float | None = None) -> Found:
    return Found(
        start=start,
        end=end,
        low=low,
        high=low if high is None else high,
        last=end,
        number_last=end,
        mantissa=low,
    )


def word_in(text: str, at: int, name: str) -> bool:
    """Whether one of the listed words stands at ``at``."""
    heads = _HEADS.get(name)
    if heads is None:
        heads = _HEADS[name] = frozenset([str(word)[0] for word in words(name)])
    return text[at : at + 1] in heads and text.startswith(_prefixes(name), at)


_HEADS: dict[str, frozenset[str]] = {}
"""The first characters of listed words: most characters begin none."""


@cache
def _prefixes(name: str) -> tuple[str, ...]:
    return tuple(words(name))
