"""Whether what Chinese text says of a figure is a fact, a plan or hearsay."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Literal

from bot.figures.calendar import Span
from bot.figures.chinese_places import STATUS, Places
from bot.figures.found import Found
from bot.figures.tables import any_of, words

Status = Literal["", "actual", "target", "forecast", "guidance", "rumour"]


@cache
def _status_words() -> tuple[re.Pattern[str], dict[str, Status]]:
    table: dict[str, Status] = {}
    for status, phrases in words("zh_status").items():
        for phrase in phrases:
            table.setdefault(phrase, status)
    for phrase in words("zh_past"):
        table.setdefault(phrase, "actual")
    return re.compile(any_of([*table, *words("zh_no_status")])), table


Mark = tuple[int, Status, str]
_COMPARED_ON = re.compile("[，、和与/]?(?:(?:[同环]比|按[年月季周]|分别|预计)[^，。；]{0,8})?$")
"""Between a figure and its change, which is as certain: 预计营收20亿元，同比增长15%."""
_TAKEN = re.compile(
    r"[^，。；\d]{0,14}?(?:[率价额量值费税薪]|区间|预期|评级|规模|比例|指引|门槛|标准|上限|下限)"
    "(?:[从由][^，。；]{1,16})?(?:下调|上调|调[高低升降整]|提[高升至]|降[低至]|维持|定[为在]|扩大|缩减|增[加至]|减[少至])"
)
"""美联储将利率下调25个基点: what it took and cut, and nothing to come."""
_RECALLS = re.compile("[^，。；]*召回")


def _is_over(
    text: str, plan: Mark, facts: Sequence[Mark], past: Sequence[int], each: Found
) -> bool:
    """Whether a later clause tells a fact or of a time that is past; what will be recalled is
    counted already."""
    if _RECALLS.match(text, plan[0], each.start):
        return True
    later = [fact[0] for fact in facts[-1:]] + [at for at in past if plan[0] < at < each.start]
    return any(re.search("[，；。]", text[plan[0] : at]) for at in later)


_TOLD = re.compile("(?:^|[，：:])(?:外界)?传(?![统媒感播奇承输真])")
"""传字节跳动将…: hearsay, at the beginning of a sentence or clause."""
_STATED = re.compile("的?(?:业绩|全年|销量|交付|年度)?(?P<word>指引|目标|预期|预测)")
"""4万至4.6万辆指引: what a figure is, said right behind it."""


_PRICES_ONLY = 30


def _reaches(mark: Mark, each: Found) -> bool:
    """目标价 makes a target of the price behind it, and of nothing in later clauses."""
    return mark[2] != "目标价" or each.start - mark[0] < _PRICES_ONLY


def statuses(places: Places, found: list[Found], spans: Sequence[Span], day: date | None) -> None:
    """The nearest status word before the figure; a plan or forecast beats a fact of its clause,
    and is not told of what a later clause says of the past."""
    text = places.text
    pattern, table = _status_words()
    marks = [
        (match.start(), table[match.group()], match.group())
        for match in places.matches(STATUS, pattern)
        if match.group() in table
        and not (match.group() == "将" and _TAKEN.match(text, match.end()) is not None)
    ]
    told = _TOLD.search(text) if "传" in text else None
    past = [span.start for span in spans if day and span.interval and span.interval[1] <= day]
    for position, each in enumerate(found):
        named = _STATED.match(text, each.last)
        if named is not None:
            each.status = table.get(named["word"], "target")
            each.why.append(f"{each.status} because of “{named['word']}” behind it")
            continue
        before = [mark for mark in marks if mark[0] < each.start and _reaches(mark, each)]
        plans = [mark for mark in before if mark[1] != "actual"]
        rumours = [mark[2] for mark in plans if mark[1] == "rumour"]
        if rumours or (told is not None and told.start() < each.start):
            each.status, why = "rumour", rumours[-1] if rumours else "传"
            each.why.append(f"{each.status} because of “{why}”")
            continue
        facts = [mark for mark in before if mark[1] == "actual"]
        left = found[position - 1] if position and each.is_change else None
        if left is not None and left.status and _COMPARED_ON.match(text, left.end, each.start):
            each.status, why = left.status, left.why[-1]
        elif plans and not _is_over(text, plans[-1], facts, past, each):
            each.status, why = plans[-1][1], plans[-1][2]
        elif facts:
            each.status, why = "actual", facts[-1][2]
        else:
            continue
        each.why.append(f"{each.status} because of “{why}”")
