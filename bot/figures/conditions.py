"""Conditions of figure watches, as people write them in YAML and in chat.

    > 10,000            over 1.5m             at least 10% · below 3 % · <= 2bn yuan
    between 2,000 and 3,000 vehicles          changes by 20% · rises by 5,000 · falls by 10 %
    rises by 30% year on year · 同比增长30%   rises by more than 5% month on month
    record high · record low · all-time high  milestone every 10,000
    conflict · sources disagree               not seen by Tuesday 18:00
    超过1万 · 不到5000辆 · 介于1万和2万 · 变动20% · 上涨10% · 创新高 · 每10万 · 任何
    来源不一致 · 周二18:00前未公布            any

Numbers may have commas, decimals, magnitudes (k, m, bn, million, 万, 亿) and a currency sign.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Literal

from rapidfuzz import fuzz, process

from bot.figures.condition_numbers import (
    NUMBER,
    ConditionError,
    number_at,
    unit_of,
    unit_word,
)
from bot.figures.condition_words import (
    ABSENT,
    ABSENT_ZH,
    ABSENT_ZH_FIRST,
    AND,
    AND_MORE,
    ANY,
    BEHIND,
    BEHIND_LONGEST,
    BETWEEN,
    CHANGE,
    COMPARISONS,
    CONFLICT,
    CROSSES,
    CROSSES_EITHER,
    CROSSES_OVER,
    IS_YEARLY,
    LONGEST_DEADLINE,
    MILESTONE,
    RECORD,
    STEP,
    STEPS,
    YEARLY,
    Op,
)
from bot.figures.deadlines import parse_deadline, suggest_deadline
from bot.figures.numerals import times
from bot.model import Basis, Condition, ConditionKind

_WORDS = ("between", "changes by", "rises by", "falls by", "record high", "record low",
          "milestone every", "conflict", "not seen by", "over", "under", "at least", "at most",
          "any")  # fmt: skip
_SURELY = 80
_WITH_NUMBER = frozenset(_WORDS) - {"record high", "record low", "conflict", "any"}
_CHINESE_WORDS = (
    "超过", "不到", "至少", "至多", "不超过", "低于", "高于", "介于", "变动", "上涨", "增长",
    "下跌", "下降", "创新高", "创新低", "来源不一致", "未公布",
)  # fmt: skip
_CHINESE_FORMS = (
    "write for example 超过1万, 介于1万和2万, 变动20%, 创新高, 来源不一致, 周二18:00前未公布"
)
_FORMS = (
    "write for example '> 10,000', 'between 1,000 and 2,000', 'changes by 20%', 'record high',"
    " 'conflict' or 'not seen by Tuesday 18:00'"
)


def parse_condition(text: str, unit: str = "") -> Condition:
    """Read a condition; ``unit`` is the watch's own and holds where none is written.

    Raises :class:`ConditionError`. An empty text means any figure.
    """
    start = len(text) - len(text.lstrip())
    body = text.rstrip()
    if not body.strip() or ANY.match(body, start):
        return Condition(kind=ConditionKind.ANY, text=text)
    for reader in READERS:
        found = reader(body, start, unit)
        if found is not None:
            return found
    raise _unreadable(body, start)


def opens_condition(text: str) -> bool:
    """Whether the words are meant for a condition, even if it can't be read: they begin as one
    does, at least nearly, and go on with a number where one belongs."""
    heads = [BETWEEN, MILESTONE, CROSSES_EITHER]
    heads += [head for head, _ in (*COMPARISONS, *CROSSES, *CHANGE)]
    digits = any(char.isdigit() for char in text)
    if digits and any(head.match(text) for head in heads):
        return True
    near = _near_word(text, _SURELY) if text.isascii() else ""
    return bool(near) and digits is (near in _WITH_NUMBER)


def _between(text: str, at: int, unit: str) -> Condition | None:
    head = BETWEEN.match(text, at)
    if not head:
        return None
    low = number_at(text, head.end(), last=False)
    joint = AND.match(text, low.end)
    if not joint:
        raise ConditionError(
            "'between' needs two numbers", offset=low.end, hint="between 1,000 and 2,000"
        )
    high = number_at(text, joint.end(), tail=r"\s*之间")
    if low.scale == 1 and high.scale > 1 and low.value < high.value / high.scale:
        low = replace(low, value=times(low.value, high.scale))  # "2 and 3 million"
    named = high if high.unit else low
    if low.unit and high.unit and low.unit is not high.unit:
        raise ConditionError("the two ends have different units", offset=joint.end())
    if low.value > high.value:
        raise ConditionError(
            f"{low.value:,g} is more than {high.value:,g}",
            offset=head.end(),
            hint="write the smaller number first",
        )
    return Condition(
        kind=ConditionKind.BETWEEN,
        value=low.value,
        high=high.value,
        unit=unit_of(named, unit, joint.end()),
        text=text,
    )


def _compare(text: str, at: int, unit: str) -> Condition | None:
    for pattern, op in COMPARISONS:
        head = pattern.match(text, at)
        if head:
            begin = head.end() + len(text[head.end() :]) - len(text[head.end() :].lstrip())
            inner = _compare(text, begin, unit) if op == "=" else None  # "is over 5,000"
            return inner or _compared(text, head.end(), op, unit)
    return None


def _crosses(text: str, at: int, unit: str) -> Condition | None:
    """``falls below 5,000``, ``climbs over 10k``; ``rises over 20%`` is a change."""
    for pattern, op in CROSSES:
        head = pattern.match(text, at)
        if head:
            return _compared(text, head.end(), op, unit)
    either = CROSSES_EITHER.match(text, at)
    if either:
        rest = text[either.end() :].strip()
        raise ConditionError(
            "a number is crossed upwards or downwards",
            offset=at,
            hint=f"did you mean '> {rest}' or '< {rest}'?",
        )
    over = CROSSES_OVER.match(text, at)
    found = NUMBER.match(text, over.end()) if over else None
    if over is None or found is None or text[found.end() :].lstrip().startswith(_BY_HOW_MUCH):
        return None
    return _compared(text, over.end(), ">", unit)


_BY_HOW_MUCH = ("%", "％", "per cent", "percent", "pct", "pp")


def _compared(text: str, at: int, op: Op, unit: str, within: str = "") -> Condition:
    """``within``: the part of the text that holds the number, where it isn't all of it."""
    number = number_at(within or text, at)
    return Condition(
        kind=ConditionKind.COMPARE,
        op=op,
        value=number.value,
        unit=unit_of(number, unit, at),
        text=text,
    )


def _change(text: str, at: int, unit: str) -> Condition | None:
    for pattern, direction in CHANGE:
        head = pattern.match(text, at)
        if head:
            number = number_at(text, head.end(), tail=YEARLY + STEP + AND_MORE)
            if number.value <= 0:
                raise ConditionError(
                    "a change must be more than 0",
                    offset=head.end(),
                    hint="write 'falls by 20%' for a change downwards",
                )
            relative = number.unit is not None and number.unit.id == "%"
            return Condition(
                kind=ConditionKind.CHANGE,
                value=number.value,
                unit="%" if relative else unit_of(number, unit, head.end(), step=True),
                direction=direction,
                basis=_basis(text, at),
                text=text,
            )
    return None


def _basis(text: str, at: int) -> Basis:
    if IS_YEARLY.search(text, at):
        return "y/y"
    return next((basis for pattern, basis in STEPS if pattern.search(text, at)), "")


_ZH_MOST = {"高": "high", "低": "low"}


def _record(text: str, at: int, unit: str) -> Condition | None:
    head = RECORD.match(text, at)
    if not head:
        return None
    which = head["which"] or head["ever"] or head["most"] or _ZH_MOST.get(head["zh"], "")
    which = which.lower().removesuffix("s").removesuffix("est")
    if which not in ("", "high", "low"):
        near = process.extractOne(which, ("high", "low"), scorer=fuzz.ratio)
        raise ConditionError(
            f"'record {which}' is unknown",
            offset=head.start("which"),
            hint=f"did you mean 'record {near[0]}'?",
        )
    direction: Literal["", "high", "low"] = "high" if which == "high" else "low" if which else ""
    return Condition(kind=ConditionKind.RECORD, direction=direction, unit=unit, text=text)


def _milestone(text: str, at: int, unit: str) -> Condition | None:
    head = MILESTONE.match(text, at)
    if not head:
        return None
    number = number_at(text, head.end())
    if number.value <= 0:
        raise ConditionError("a milestone's step must be more than 0", offset=head.end())
    return Condition(
        kind=ConditionKind.MILESTONE,
        value=number.value,
        unit=unit_of(number, unit, head.end()),
        text=text,
    )


def _conflict(text: str, at: int, unit: str) -> Condition | None:
    if not CONFLICT.match(text, at):
        return None
    return Condition(kind=ConditionKind.CONFLICT, unit=unit, text=text)


def _absent(text: str, at: int, unit: str) -> Condition | None:
    """``not seen by`` a day or a time, in whichever order a language says it."""
    head = ABSENT.match(text, at)
    if head:
        begin, end = head.end(), len(text)
    else:
        short = len(text) - at <= LONGEST_DEADLINE
        found = short and (ABSENT_ZH_FIRST.match(text, at) or ABSENT_ZH.match(text, at))
        if not found:
            return None
        begin, end = found.span("when")
    deadline = parse_deadline(text[begin:end])
    if deadline is None:
        begin += len(text[begin:end]) - len(text[begin:end].lstrip())
        written = text[begin:end].strip()
        near = suggest_deadline(written)
        raise ConditionError(
            f"'{written}' is no day or time" if written else "a day or a time is missing",
            offset=begin,
            hint=f"did you mean '{near}'?"
            if near
            else "write for example 'not seen by Tuesday 18:00', 'by 18:00' or 'by the 5th 10:00'",
        )
    return Condition(kind=ConditionKind.NOT_SEEN, unit=unit, deadline=deadline, text=text)


def _bare(text: str, at: int, _: str) -> Condition | None:
    """A number alone is refused: is it more, less or equal?"""
    found = NUMBER.match(text, at)
    if found:
        joint = AND.match(text, unit_word(text, found.end(), last=False, tail="")[1])
        if joint and joint.end() < len(text) and NUMBER.match(text, joint.end()):
            first = text[at : joint.start()].strip()
            raise ConditionError(
                "two numbers alone say no condition",
                offset=at,
                hint=f"did you mean 'between {first} and {text[joint.end() :]}'?",
            )
        raise ConditionError(
            "a number alone says no condition", offset=at, hint=f"did you mean '> {text.strip()}'?"
        )
    return None


def _behind(text: str, at: int, unit: str) -> Condition | None:
    """``10,000 or more``, ``1万以上``: the comparison stands behind its number."""
    for pattern, op in BEHIND:
        tail = pattern.search(text, max(at, len(text) - BEHIND_LONGEST))
        if tail:
            return _compared(text, at, op, unit, text[: tail.start()].rstrip())
    return None


READERS = (
    _conflict, _absent, _between, _compare, _crosses, _change, _record, _milestone, _behind, _bare,
)  # fmt: skip


def _unreadable(text: str, at: int) -> ConditionError:
    near = _near_word(text[at:])
    forms = _FORMS if text.isascii() else _CHINESE_FORMS
    return ConditionError(
        f"cannot read the condition '{text.strip()}'",
        offset=at,
        hint=f"did you mean '{near}'?" if near else forms,
    )


def _near_word(text: str, cutoff: int = 60) -> str:
    """The word of conditions that the text begins with, nearly; empty: none."""
    head = re.match(r"\D*", text)
    typed = head.group().strip().lower() if head else ""
    if not typed:
        return ""
    # Chinese words are short: of two characters one may be another.
    chinese = not typed.isascii()
    words, least = (_CHINESE_WORDS, min(cutoff, 50)) if chinese else (_WORDS, cutoff)
    near = process.extractOne(typed, words, scorer=fuzz.ratio, score_cutoff=least)
    return near[0] if near else ""
