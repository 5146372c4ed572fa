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
from dataclasses import dataclass, replace
from typing import Literal

from rapidfuzz import fuzz, process

from bot.figures.deadlines import parse_deadline, suggest_deadline
from bot.figures.numerals import GLUED, MAGNITUDES, chinese, digits, groups, times
from bot.figures.tables import Unit
from bot.figures.vocabulary import find_unit, known_unit, split_unit, suggest_unit, unit_id
from bot.model import Basis, Condition, ConditionKind

Op = Literal["", ">", "<", ">=", "<=", "="]


class ConditionError(ValueError):
    """A condition that cannot be read. ``offset`` counts from 0 into the text as given;
    ``hint`` says how to mend it and may be empty."""

    def __init__(self, message: str, *, offset: int, hint: str = "") -> None:
        super().__init__(message)
        self.offset = offset
        self.hint = hint


COMPARISONS: tuple[tuple[str, Op], ...] = (
    (r">=|≥|=>|at least|no less than|not less than|至少|不低于|不少于|大于等于", ">="),
    (r"<=|≤|=<|at most|up to|no more than|not more than|至多|最多|不超过|小于等于", "<="),
    (r">|over|above|more than|greater than|exceeds|超过|超|大于|高于|突破", ">"),
    (r"<|under|below|less than|fewer than|不到|不足|小于|低于|跌破", "<"),
    (r"==?|equals|exactly|is|等于|达到", "="),
)
_COMPARISONS = tuple((re.compile(rf"(?:{p})(?![a-z])", re.I), op) for p, op in COMPARISONS)
_BETWEEN = re.compile(r"between(?![a-z])|在|介于", re.I)
_AND = re.compile(r"\s*(?:and|to|和|与|至|到|[-–])\s*", re.I)
_YEARLY = (
    r"\s*,?\s*(?:year[- ](?:on|over)[- ]year|yoy|y/y|(?:on|from|against|than)\s+(?:a|the)\s+year\s+"
    r"(?:ago|earlier|before)|同比)"
)
_IS_YEARLY = re.compile(f"同比|{_YEARLY}", re.I)
_STEP = (
    r"|\s*,?\s*(?:week[- ](?:on|over)[- ]week|w/w|wow|month[- ](?:on|over)[- ]month|m/m|mom"
    r"|quarter[- ](?:on|over)[- ]quarter|q/q|qoq|day[- ](?:on|over)[- ]day|d/d)"
)
_STEPS: tuple[tuple[re.Pattern[str], Basis], ...] = (
    (re.compile(r"week[- ](?:on|over)|w/w|wow$", re.I), "w/w"),
    (re.compile(r"month[- ](?:on|over)|m/m|mom$", re.I), "m/m"),
    (re.compile(r"quarter[- ](?:on|over)|q/q|qoq$", re.I), "q/q"),
    (re.compile(r"day[- ](?:on|over)|d/d", re.I), "d/d"),
)
_AS_MUCH = r"(?:\s*(?:more than|at least|over|no less than|>=?|≥)|超过?|至少|逾)?"
_RISES = (
    r"(?:rises?|grows?|gains?|jumps?|increases?|climbs?|surges?|soars?|(?:is )?up)(?: by)?(?![a-z])"
    r"|(?:同比|环比)?(?:上涨|增长|上升|增加|涨|升)"
)
_FALLS = (
    r"(?:falls?|drops?|declines?|decreases?|shrinks?|slides?|plunges?|loses?|(?:is )?down)"
    r"(?: by)?(?![a-z])|(?:同比|环比)?(?:下跌|下降|减少|下滑|跌|降)"
)
_CHANGE: tuple[tuple[re.Pattern[str], Literal["", "high", "low"]], ...] = (
    (
        re.compile(
            rf"(?:(?:changes?|moves?)(?: by)?(?![a-z])|(?:同比|环比)?(?:变化|变动)){_AS_MUCH}", re.I
        ),
        "",
    ),
    (re.compile(f"(?:{_RISES}){_AS_MUCH}", re.I), "high"),
    (re.compile(f"(?:{_FALLS}){_AS_MUCH}", re.I), "low"),
)
_RECORD = re.compile(
    r"(?:(?:is\s+)?an?\s+)?(?:new\s+|all[- ]time\s+)?record(?:\s+(?P<which>\w+))?$"
    r"|(?:(?:is\s+)?an?\s+)?(?:new\s+)?all[- ]time\s+(?P<ever>high|low)$"
    r"|创?(?:历史)?新(?P<zh>[高低])$",
    re.I,
)
_MILESTONE = re.compile(r"milestones?(?:\s+every)?(?![a-z])|every(?![a-z])|每", re.I)
_CONFLICT = re.compile(
    r"(?:(?:a\s+)?(?:conflict(?:s|ing)?(?:\s+(?:sources|reports|figures|numbers))?|contradict(?:ed|ions?)?)"
    r"|(?:(?:two\s+)?(?:sources|outlets|reports)\s+)(?:disagree|conflict|differ|contradict(?:\s+each\s+other)?)"
    r"|(?:来源|媒体|报道|数据|消息)?(?:相互|互相|彼此)?(?:矛盾|不一致|冲突|有出入))$",
    re.I,
)
_ABSENT = re.compile(
    r"(?:is\s+|was\s+|has\s+)?(?:not|never|isn't|wasn't|hasn't)\s+(?:been\s+)?"
    r"(?:seen|in|reported|published|there|out)\s+(?:by|before|until)(?![a-z])"
    r"|(?:missing|absent|overdue)\s+(?:by|after|since|on|at)(?![a-z])",
    re.I,
)
_ABSENT_ZH = re.compile(
    r"(?:截至|直到|到|在)?(?P<when>.+?)(?:之前|以前|前|时|仍|还|都|尚)*(?:未见|未公布|未发布|未出现|未出|没有公布|没有发布|没有出现|没有|没出|没见到|没来|未更新|没更新)$"
)
_ABSENT_ZH_FIRST = re.compile(
    r"(?:未能?|没有?)(?:在|于)(?P<when>.+?)(?:之前|以前|前)?(?:公布|发布|出现|见到|更新)$"
)
_LONGEST_DEADLINE = 60
"""Characters that a deadline said before its verb may take."""
_ANY = re.compile(r"any(?:\s+(?:figure|change|number))?$|always$|任何$", re.I)
_NUMBER = re.compile(
    r"(?P<sign>[-−+])?\s*(?P<money>[A-Za-z]{0,3}[$€£¥￥₹₩]|RMB\s?|CNY\s?|USD\s?|EUR\s?)?\s*"
    r"(?P<digits>\d{1,3}(?:[ \u00a0\u2009\u202f'’]\d{3})+(?![\d,])(?:\.\d+)?|\d[\d,]*(?:\.\d+)?)\s*"
    r"(?P<big>(?:[kKmMbBtT]|bn|mn|mln|bln|tn|hundred|thousand|million|billion|trillion|crore|lakh)"
    r"(?![A-Za-z])|万亿|[千百十]?[万亿]|[千百])?"
    r"|(?:an?\s+)?(?P<one>thousand|million|billion|trillion)(?![A-Za-z])"
    r"|(?P<zh>[零一二两三四五六七八九十百千万亿]+)"
)
_SPACES = re.compile(r"[ \u00a0\u2009\u202f'’]")
_EUROPEAN = re.compile(r"[1-9]\d{0,2}(?:\.000)+")
"""``10.000``: nobody writes ten so, and some write ten thousand so."""
_WORDS = ("between", "changes by", "rises by", "falls by", "record high", "record low",
          "milestone every", "conflict", "not seen by", "over", "under", "at least", "at most",
          "any")  # fmt: skip
_FORMS = (
    "write for example '> 10,000', 'between 1,000 and 2,000', 'changes by 20%', 'record high',"
    " 'conflict' or 'not seen by Tuesday 18:00'"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Number:
    value: float
    unit: Unit | None
    end: int
    per: str = ""
    """What it is for each of: ``barrel``."""
    scale: float = 1.0
    """Of its magnitude, a million of ``3m``."""


def parse_condition(text: str, unit: str = "") -> Condition:
    """Read a condition; ``unit`` is the watch's own and holds where none is written.

    Raises :class:`ConditionError`. An empty text means any figure.
    """
    start = len(text) - len(text.lstrip())
    body = text.rstrip()
    if not body.strip() or _ANY.match(body, start):
        return Condition(kind=ConditionKind.ANY, text=text)
    for reader in READERS:
        found = reader(body, start, unit)
        if found is not None:
            return found
    raise _unreadable(body, start)


def _between(text: str, at: int, unit: str) -> Condition | None:
    head = _BETWEEN.match(text, at)
    if not head:
        return None
    low = _number(text, head.end(), last=False)
    joint = _AND.match(text, low.end)
    if not joint:
        raise ConditionError(
            "'between' needs two numbers", offset=low.end, hint="between 1,000 and 2,000"
        )
    high = _number(text, joint.end(), tail=r"\s*之间")
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
        unit=_unit_of(named, unit, joint.end()),
        text=text,
    )


def _compare(text: str, at: int, unit: str) -> Condition | None:
    for pattern, op in _COMPARISONS:
        head = pattern.match(text, at)
        if head:
            number = _number(text, head.end())
            return Condition(
                kind=ConditionKind.COMPARE,
                op=op,
                value=number.value,
                unit=_unit_of(number, unit, head.end()),
                text=text,
            )
    return None


def _change(text: str, at: int, unit: str) -> Condition | None:
    for pattern, direction in _CHANGE:
        head = pattern.match(text, at)
        if head:
            number = _number(text, head.end(), tail=_YEARLY + _STEP)
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
                unit="%" if relative else _unit_of(number, unit, head.end()),
                direction=direction,
                basis=_basis(text, at),
                text=text,
            )
    return None


def _basis(text: str, at: int) -> Basis:
    if _IS_YEARLY.search(text, at):
        return "y/y"
    return next((basis for pattern, basis in _STEPS if pattern.search(text, at)), "")


def _record(text: str, at: int, unit: str) -> Condition | None:
    head = _RECORD.match(text, at)
    if not head:
        return None
    which = head["which"] or head["ever"] or {"高": "high", "低": "low", None: ""}[head["zh"]]
    which = which.lower().removesuffix("s")
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
    head = _MILESTONE.match(text, at)
    if not head:
        return None
    number = _number(text, head.end())
    if number.value <= 0:
        raise ConditionError("a milestone's step must be more than 0", offset=head.end())
    return Condition(
        kind=ConditionKind.MILESTONE,
        value=number.value,
        unit=_unit_of(number, unit, head.end()),
        text=text,
    )


def _conflict(text: str, at: int, unit: str) -> Condition | None:
    if not _CONFLICT.match(text, at):
        return None
    return Condition(kind=ConditionKind.CONFLICT, unit=unit, text=text)


def _absent(text: str, at: int, unit: str) -> Condition | None:
    """``not seen by`` a day or a time, in whichever order a language says it."""
    head = _ABSENT.match(text, at)
    if head:
        begin, end = head.end(), len(text)
    else:
        short = len(text) - at <= _LONGEST_DEADLINE
        found = short and (_ABSENT_ZH_FIRST.match(text, at) or _ABSENT_ZH.match(text, at))
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
    found = _NUMBER.match(text, at)
    if found:
        joint = _AND.match(text, _unit_word(text, found.end(), last=False, tail="")[1])
        if joint and joint.end() < len(text) and _NUMBER.match(text, joint.end()):
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


READERS = (_conflict, _absent, _between, _compare, _change, _record, _milestone, _bare)


def _number(text: str, at: int, *, last: bool = True, tail: str = "") -> _Number:
    """The number at ``at`` with its unit; ``last``: nothing but ``tail`` may follow."""
    begin = at + len(text[at:]) - len(text[at:].lstrip())
    found = _NUMBER.match(text, begin)
    if not found:
        what = f"'{text[begin:].strip()}' is no number" if text[begin:].strip() else "no number"
        raise ConditionError(
            what, offset=begin, hint="a number such as 10,000 or 1.5m belongs here"
        )
    value = _value(found, begin)
    word, end = _unit_word(text, found.end(), last=last, tail=tail)
    head, per = _split(word)
    named = find_unit(head) if head else None
    if (head and named is None) or (per and not known_unit(f"{head or 'items'} per {per}")):
        near = _magnitude(head) or suggest_unit(word if head else f"items per {per}")
        near = near if head or not near else near.removeprefix("items ")
        raise ConditionError(
            f"unknown unit '{word}'",
            offset=found.end() + text[found.end() :].find(word),
            hint=f"did you mean '{near}'?"
            if near
            else "leave it out, or name a unit such as 'vehicles'",
        )
    if found["money"]:
        named = find_unit(found["money"].strip()) or named
    scale = _scale(found["one"] or found["big"] or "")
    return _Number(value=value, unit=named, end=end, per=per, scale=scale)


def _split(word: str) -> tuple[str, str]:
    """A unit and what it is for each of, one of which may be missing: ``per week`` alone."""
    alone = re.fullmatch(r"(?:per|an?|/|每)\s*(?P<per>\w+)", word)
    return ("", alone["per"]) if alone and find_unit(word) is None else split_unit(word)


def _magnitude(word: str) -> str | None:
    """``milion`` is no unit but a magnitude that is nearly right."""
    found = process.extractOne(
        word.lower(),
        ("thousand", "million", "billion", "trillion"),
        scorer=fuzz.ratio,
        score_cutoff=80,
    )
    return found[0] if found else None


def _scale(big: str) -> float:
    return GLUED.get(big) or MAGNITUDES.get(big.lower()) or (chinese(big) if big else 1.0) or 1.0


def _value(found: re.Match[str], begin: int) -> float:
    if found["one"]:
        return _scale(found["one"])
    written = _SPACES.sub("", found["digits"] or "")
    read = chinese(found["zh"]) if found["zh"] else digits(written)
    if _EUROPEAN.fullmatch(written):
        raise ConditionError(
            f"'{written}' may be {written.replace('.', ',')} or {written.partition('.')[0]}",
            offset=begin,
            hint=f"write {written.replace('.', ',')}, or {written.partition('.')[0]}",
        )
    if written and "," in written and not groups(written.partition(".")[0]):
        read = None
    if read is None:
        raise ConditionError(
            f"'{found.group().strip()}' is no number",
            offset=begin,
            hint="commas separate groups of three digits: 10,000",
        )
    value = times(read, _scale(found["big"] or ""))
    return -value if found["sign"] in ("-", "−") else value


def _unit_word(text: str, at: int, *, last: bool, tail: str) -> tuple[str, int]:
    if last:
        rest = re.sub(f"(?:{tail})$", "", text[at:]) if tail else text[at:]
        return rest.strip().rstrip("."), len(text)
    joint = re.compile(r"(?P<word>.*?)(?=\s+(?:and|to)\s|[和与至到]|[-–])", re.I).match(text, at)
    if not joint:
        return "", at
    return joint["word"].strip(), joint.end("word")


def _unit_of(number: _Number, watch_unit: str, offset: int) -> str:
    named = number.unit
    if named is None:
        return unit_id(watch_unit) if watch_unit else ""
    own = find_unit(split_unit(watch_unit)[0]) if watch_unit else None
    if own is not None and own.dim != named.dim:
        raise ConditionError(
            f"'{named.id}' cannot be compared with the watch's unit '{watch_unit}'",
            offset=offset,
            hint=f"write the number in {watch_unit}",
        )
    per = number.per or (split_unit(watch_unit)[1] if watch_unit else "")
    return f"{named.id} per {per}" if per else named.id


def _unreadable(text: str, at: int) -> ConditionError:
    head = re.match(r"\D*", text[at:])
    typed = head.group().strip().lower() if head else ""
    near = process.extractOne(typed, _WORDS, scorer=fuzz.ratio, score_cutoff=60) if typed else None
    return ConditionError(
        f"cannot read the condition '{text.strip()}'",
        offset=at,
        hint=f"did you mean '{near[0]}'?" if near else _FORMS,
    )
