"""Chinese: from one segment to its figures with all their slots."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from itertools import pairwise

from bot.figures import chinese_numbers as numbers
from bot.figures import chinese_periods as periods
from bot.figures import chinese_slots as slots
from bot.figures.chinese_basis import bases
from bot.figures.chinese_context import bound, directions, priors
from bot.figures.chinese_metrics import Clauses, name_metrics
from bot.figures.chinese_money import Home, take_home
from bot.figures.chinese_places import Places
from bot.figures.chinese_status import statuses
from bot.figures.chinese_typed import is_typed
from bot.figures.found import Found
from bot.figures.numerals import times
from bot.figures.parts import mark_parts
from bot.figures.tables import any_of, words

_COUNTS = re.compile(
    r"[0-9０-９一二两三四五六七八九十百千万亿兆萬億兩半对對数几壹贰貳叁參肆伍陆陸柒捌玖拾佰仟]"
)
_CLOCK = re.compile(
    r"(?:上午|下午|晚上|凌晨|晚|早上|早|中午|傍晚)?\d{1,2}(?:点|时|:|：)(?:\d{1,2}分?|半|整)?"
    r"(?!\d|个|代|间)"
    r"|\d{1,2}:\d{2}(?::\d{2})?"
    r"|(?:上午|下午|晚上|凌晨|早上|中午)[一二三四五六七八九十]{1,3}点"
    r"(?:半|[一二三四五六七八九十]{1,3}分)?"
    r"|[一二三四五六七八九十]{1,3}时[一二三四五六七八九十]{1,3}分"
)


def _may_tell_time(text: str) -> bool:
    return "点" in text or "时" in text or ":" in text or "：" in text


_JOINT = re.compile(r"\s*(?:至|到|-|–|—|~|～|－|—|--)\s*")


def figures(
    text: str,
    day: datetime | None,
    mentions: Sequence[tuple[int, int, str]],
    hidden: Sequence[tuple[int, int]],
    subject: str,
    home: Home,
) -> tuple[list[Found], str]:
    """As :func:`bot.figures.english.figures`; ``home`` knows what 元 are."""
    watched = next((name for _, _, name in mentions), "")
    if not _COUNTS.search(text):
        return [], watched or subject
    plain = numbers.normal(text)
    masked = bytearray(len(text) + 1)
    for start, end in (*hidden, *((start, end) for start, end, _ in mentions)):
        masked[start:end] = b"\x01" * (end - start)
    spans = periods.find(plain, day.date() if day else None)
    for span in spans:
        for start, end in span.masks:
            masked[start:end] = b"\x01" * (end - start)
    for mark, pattern in _QUOTED:
        for title in pattern.finditer(plain) if mark in plain else ():
            masked[title.start() : title.end()] = b"\x01" * (title.end() - title.start())
    for clock in _CLOCK.finditer(plain) if _may_tell_time(plain) else ():
        if clock.group()[-1] != "点" or clock.group()[0] in "上下晚凌早中傍":
            masked[clock.start() : clock.end()] = b"\x01" * (clock.end() - clock.start())
    typed = is_typed(plain)
    places = Places("" if typed else plain)
    read = numbers.read_typed(plain) if typed else numbers.read(plain, masked, places)
    found = _ranges(plain, read)
    _shared_units(plain, found)
    take_home(plain, found, home)
    if not found or typed:
        return found, watched or subject
    for each in found:
        bound(plain, each)
    _shared_bounds(plain, found)
    priors(plain, found)
    directions(places, found)
    statuses(places, found, spans, day.date() if day else None)
    clauses = Clauses(plain)
    name_metrics(places, text, found, clauses)
    subject = slots.name_subjects(places, text, found, mentions, spans, clauses, subject)
    slots.name_areas(places, found, clauses)
    slots.name_periods(plain, found, spans, clauses, day.date() if day else None)
    bases(plain, found)
    mark_parts(text, found, mentions)
    return found, subject


@cache
def _moves() -> re.Pattern[str]:
    return re.compile(any_of([*words("zh_up"), *words("zh_down")]))


def _ranges(text: str, found: list[Found]) -> list[Found]:
    """``58万至65万辆`` is one range; ``从20.99万元降至17.68万元`` two."""
    result: list[Found] = []
    for each in found:
        if result and _joined(text, result[-1], each):
            continue
        result.append(each)
    return result


def _joined(text: str, low: Found, high: Found) -> bool:
    joint = text[low.end : high.start].strip()
    opened = text[max(low.start - 2, 0) : low.start]
    if opened[-1:] == "的" and _OPENED.search(text, max(low.start - 14, 0), low.start):
        opened = "从"
    led = "，" not in joint and _LED.search(joint) is not None
    moved = led and (_moves().search(joint) or _CHANGED.search(joint))
    if moved and (opened[-1:] in ("从", "由") or low.unit == high.unit):
        _link(low, high)
        return False
    if joint in _ARROWS:
        _link(low, high)
        return False
    if not _JOINT.fullmatch(joint) and not _between(text, joint, high):
        return False
    far = _FAR if low.is_ratio else _FARTHER
    if high.low > far * low.low > 0 and _moves().search(text, max(low.start - 4, 0), low.start):
        return False
    if low.ordinal or high.ordinal:
        return False
    if low.is_range and high.is_range and _VAGUE.issuperset((text[low.start], text[high.start])):
        _span(low, high)
        low.why.append(f"a range: “{text[low.start : low.end]}”")
        return True
    if low.is_range or high.is_range:
        return False
    if low.unit and high.unit and low.unit != high.unit:
        return False
    if low.unit and not high.unit and not low.money:
        return False
    shared = (
        low.scale == 1 and high.scale > 1 and not low.unit and abs(low.mantissa) <= high.mantissa
    )
    value = times(low.low, high.scale) if shared else low.low
    if opened[-1:] in ("从", "由") and (
        value > high.low or _moves().search(text, max(low.start - 12, 0), low.start)
    ):
        _link(low, high)
        return False
    if not value < high.low:
        if low.unit == high.unit == "%" and joint in ("至", "到") and not _rises(text, low):
            _link(low, high)
        return False
    low.low = value
    _span(low, high)
    low.why.append(f"a range: “{text[low.start : low.end]}”")
    return True


def _span(low: Found, high: Found) -> None:
    """One range of two ends."""
    low.high = high.high
    low.end, low.last, low.number_last = high.end, high.last, high.number_last
    if not low.unit:
        low.unit, low.known, low.noun, low.per = high.unit, high.known, high.noun, high.per
        low.why.extend(high.why)
    low.qualifier = ""


def _rises(text: str, low: Found) -> bool:
    """下跌12%至5%: by how much, and where it led to."""
    return _moves().search(text, max(low.start - 6, 0), low.start) is not None


_VAGUE = frozenset("几数")
"""几十万至几百万: each end is a range of its own."""
_OPENED = re.compile("[从由][^，。；至到]{1,11}的$")
"""由去年的37%至30.7%."""

_ARROWS = ("→", "->", "➡", "⇒")
_LED = re.compile(r"^.{0,8}[至到为](?:[^，]{1,8}的)?$")
"""从6.5%提升至2024年的17.4%."""
_CHANGED = re.compile("调整|[改变转]为")
_FAR = 10
_FARTHER = 5
"""下调0.125厘至5厘 is a change and where it led to; 上调3%至5% a range."""
_IN_TURN = re.compile("先后|相继|接连|连破")
_FEW = "[一二三四五六七八九十]{1,3}"
_CALLED = "[一二两三四五六七八九十百千]{1,3}(?![成折元倍万亿])[^元亿倍%“”「」，。]{1,10}"
_QUOTED = (
    ("《", re.compile("《[^《》]{1,40}》")),
    ("条”", re.compile(f"“[\u4e00-\u9fff]{{1,3}}{_FEW}条”")),
    ("条」", re.compile(f"「[\u4e00-\u9fff]{{1,3}}{_FEW}条」")),
    ("“", re.compile(f"“{_CALLED}”")),
    ("「", re.compile(f"「{_CALLED}」")),
)
"""Numbers in the titles of books and films count nothing, nor those that begin a name of a few
characters in quotation marks: “六张网”."""


def _shared_bounds(text: str, found: list[Found]) -> None:
    """先后突破3000美元、4000美元: one bound for each of a list."""
    for left, right in pairwise(found):
        if left.qualifier and not right.qualifier and left.unit == right.unit != "":
            in_turn = _IN_TURN.search(text, max(left.start - 12, 0), left.start)
            if in_turn and _LISTED.fullmatch(text, left.end, right.start):
                right.qualifier = left.qualifier


def _between(text: str, joint: str, high: Found) -> bool:
    """10万与20万之间, 10000与20000间."""
    if joint not in ("和", "与"):
        return False
    if high.noun == "间":
        high.unit, high.known, high.noun = "", None, ""
        return True
    return "之间" in text[high.end : high.end + 3]


_LISTED = re.compile("[和与及、]")


def _shared_units(text: str, found: list[Found]) -> None:
    """3.2亿和5.6亿元: the money of a list is said once, at its end."""
    for left, right in reversed([*pairwise(found)]):
        if left.unit or right.known is None:
            continue
        listed = _LISTED.fullmatch(text, left.end, right.start) is not None
        if text[left.end : right.start] in ("/", "×") or (listed and right.known.currency):
            left.unit, left.known, left.per = right.unit, right.known, right.per
            if left.scale == 1 and right.scale > 1:
                left.low, left.high = times(left.low, right.scale), times(left.high, right.scale)
                left.scale = right.scale
            left.why.append("the unit of the number it is listed with")
    for left, right in pairwise(found):
        if left.per and not right.per and left.unit == right.unit:
            right.per = left.per if _LISTED.fullmatch(text, left.end, right.start) else ""


def _link(low: Found, high: Found) -> None:
    high.prior, low.is_prior = low, True
    if low.known is high.known:
        high.per = high.per or low.per
    low.why.append("the value before: “从 … 到 …”")
    if not low.unit and high.unit:
        low.unit, low.known, low.noun = high.unit, high.known, high.noun
        if low.scale == 1 and high.scale > 1 and abs(low.mantissa) < 1000:
            low.low, low.high = times(low.low, high.scale), times(low.high, high.scale)
