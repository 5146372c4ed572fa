"""What the Chinese words around a figure say about it: bound, prior, direction, status."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from typing import Literal

from bot.figures.found import Direction, Found
from bot.figures.tables import words

Status = Literal["", "actual", "target", "forecast", "guidance", "rumour"]
Qualifier = Literal["", "~", ">", "<", ">=", "<="]

_FILL = r"(?:了|达|为|到|在|至|过|是|的|约)?\s*"
_CLAUSE = re.compile(r"[，,；;：:（）()。、]")
_PRIOR = re.compile(
    r"(?:(?:去年|上年|前年)?同期|前值|此前|原先|原来|上期)(?:的|为|是|约)*\s*$"
    r"|(?:较|比|高于|低于|不及|超过|超|逊于|好于|优于|相比|对比|从|由|而)[^，。；,]{0,9}?(?:的|为|是)?(?:约)?\s*$"
)
_PRIOR_TIME = re.compile(
    r"(?:同期|上季|上月|上周|第[^，]{1,4}周|上年|去年|前值|此前|原|前一|之前|上一|年前)"
)
_PERCENT_AFTER = re.compile(
    r"\s*(?:的)?(?P<word>增长|增幅|涨幅|降幅|跌幅|上涨|下降|下跌|下滑|提升)"
)


_WORDS_WITH_BOUNDS = frozenset(
    {
        *("最近", "附近", "中超", "英超", "合约", "签约", "契约", "节约", "条约", "预约", "公约"),
        *("提高", "新近", "靠近", "亲近"),
    }
)


@cache
def _bounds(name: str) -> tuple[re.Pattern[str], dict[str, Qualifier]]:
    """One pattern over all phrases, the longest first, and what each says."""
    signs: dict[str, Qualifier] = {
        phrase: sign for sign, phrases in words(name).items() for phrase in phrases
    }
    every = "|".join(map(re.escape, sorted(signs, key=len, reverse=True)))
    tail = rf"{_FILL}$" if name == "zh_bounds" else ""
    return re.compile(rf"(?P<phrase>{every}){tail}"), signs


def bound(text: str, found: Found) -> None:
    if not found.qualifier:
        before = text[max(found.start - 8, 0) : found.start]
        pattern, signs = _bounds("zh_bounds")
        match = pattern.search(before)
        if match and not _inside_word(before, match):
            found.qualifier = signs[match["phrase"]]
            found.why.append(f"“{match.group()}” bounds it")
    pattern, signs = _bounds("zh_bounds_after")
    behind = pattern.match(text, found.last)
    if behind is None:
        return
    if behind.group() == "起":
        follower = text[behind.end() : behind.end() + 1]
        if found.unit != "CNY" or follower in ("步", "诉", "初"):
            return
    found.qualifier = signs[behind.group()]
    found.why.append(f"“{behind.group()}” bounds it")


def _inside_word(before: str, match: re.Match[str]) -> bool:
    """近 of 最近 or 附近, 超 of 中超, 约 of 合约, 破 of 打破."""
    head = before[match.start() - 1 : match.start()] if match.start() else ""
    pair = head + before[match.start() : match.start() + 1]
    return pair in _WORDS_WITH_BOUNDS


# ── the value before ─────────────────────────────────────────────────────────────────────


def priors(text: str, found: list[Found]) -> None:
    for position, each in enumerate(found):
        if each.is_prior or each.prior is not None or not position:
            continue
        floor = found[position - 1].end
        window = text[max(floor, each.start - 14) : each.start]
        match = _PRIOR.search(window)
        if not match or not (_PRIOR_TIME.search(match.group()) or match.group()[0] in "从由"):
            continue
        current = next(
            (
                other
                for other in reversed(found[:position])
                if not other.is_prior
                and not other.is_time
                and other.unit == each.unit
                and other.prior is None
            ),
            None,
        )
        if current is None:
            continue
        each.is_prior = True
        each.why.append(f"the value before: “{match.group().strip()}”")
        if match.group()[0] not in "高低" or True:
            current.prior = each


# ── change ───────────────────────────────────────────────────────────────────────────────


@cache
def _moves() -> re.Pattern[str]:
    both = sorted([*words("zh_up"), *words("zh_down")], key=len, reverse=True)
    return re.compile("|".join(map(re.escape, both)))


@cache
def _downs() -> frozenset[str]:
    return frozenset(words("zh_down"))


def _way(word: str) -> Direction:
    return "down" if word in _downs() else "up"


def directions(text: str, found: list[Found]) -> None:
    for position, each in enumerate(found):
        floor = found[position - 1].end if position else 0
        window = text[max(floor, each.start - 12) : each.start]
        cut = [match.end() for match in _CLAUSE.finditer(window)]
        if cut:
            window = window[cut[-1] :]
        moves = list(_moves().finditer(window))
        if moves:
            last = moves[-1]
            rest = window[last.end() :]
            if len(rest) <= 4 and not _not_a_move(window, last):
                each.direction = _way(last.group())
                to = last.group().endswith("至") or rest.startswith(("至", "到", "为"))
                each.is_change = not to and (each.is_ratio or len(rest) <= 2)
                each.why.append(f"“{last.group()}” moves it")
        behind = _PERCENT_AFTER.match(text, each.end)
        if behind and each.is_ratio and not each.direction:
            word = behind["word"]
            each.direction = "down" if word in ("降幅", "跌幅") or word in _downs() else "up"
            each.is_change = True
            each.why.append(f"“{word}” behind it: a change")
    for left, right in pairwise(found):
        _coordinated(text, left, right)
    _link(text, found)
    for each in found:
        if each.prior is not None:
            before, now = each.prior.low + each.prior.high, each.low + each.high
            each.direction = "up" if now > before else "down" if now < before else ""


def _not_a_move(window: str, match: re.Match[str]) -> bool:
    pair = window[match.start() : match.end() + 1]
    head = window[max(match.start() - 1, 0) : match.start()]
    return pair in (
        "增程",
        "升级",
        "减持",
        "增持",
        "涨停",
        "跌停",
        "降噪",
        "增值",
        "新增",
    ) or head in ("新", "公", "毫", "一")


def _coordinated(text: str, left: Found, right: Found) -> None:
    """同比增长3%，环比5%."""
    if left.is_change and not right.direction and right.unit == left.unit == "%":
        between = text[left.end : right.start]
        if len(between) <= 6 and re.search(r"环比|同比|和|与|、", between):
            right.direction, right.is_change = left.direction, True


def _link(text: str, found: list[Found]) -> None:
    """The change stated behind a level is the level's: 4270亿元，同比增长3.95%."""
    for position, change in enumerate(found):
        if not change.is_change or not change.is_ratio:
            continue
        level = next(
            (
                each
                for each in reversed(found[:position])
                if not each.is_prior and not each.is_change
            ),
            None,
        )
        if level is None or level.is_ratio or level.is_time:
            continue
        gap = text[level.end : change.start]
        if len(gap) > 30 or "。" in gap:
            continue
        if not level.direction:
            level.direction = change.direction
        if change.unit == "%" and level.stated_change is None:
            level.stated_change = -change.low if change.direction == "down" else change.low


# ── status ───────────────────────────────────────────────────────────────────────────────


@cache
def _status_words() -> tuple[re.Pattern[str], dict[str, Status]]:
    table: dict[str, Status] = {}
    for status, phrases in words("zh_status").items():
        for phrase in phrases:
            table.setdefault(phrase, status)
    for phrase in words("zh_past"):
        table.setdefault(phrase, "actual")
    longest = sorted(table, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest))), table


def statuses(text: str, found: list[Found]) -> None:
    """The nearest status word before the figure; a plan or forecast beats a fact of its clause."""
    pattern, table = _status_words()
    marks = [
        (match.start(), table[match.group()], match.group()) for match in pattern.finditer(text)
    ]
    for each in found:
        before = [mark for mark in marks if mark[0] < each.start]
        plans = [mark for mark in before if mark[1] != "actual"]
        facts = [mark for mark in before if mark[1] == "actual"]
        if plans and not (facts and re.search(r"[，；。]", text[plans[-1][0] : facts[-1][0]])):
            each.status, why = plans[-1][1], plans[-1][2]
        elif facts:
            each.status, why = "actual", facts[-1][2]
        else:
            continue
        each.why.append(f"{each.status} because of “{why}”")
