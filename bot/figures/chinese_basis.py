"""What a change in Chinese text is measured against: 同比, 环比, 较5月."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from bot.figures.found import Found
from bot.model import Basis, Period

_BASES: tuple[tuple[re.Pattern[str], Basis], ...] = (
    (re.compile("同比|按年|年[增减升降涨跌]|去年|上年|一年前"), "y/y"),
    (re.compile("按季|季环比|季[增减升降涨跌]|上[一个]{0,2}季"), "q/q"),
    (re.compile("按月|月环比|月[增减升降涨跌]|上[一个]{0,2}月"), "m/m"),
    (re.compile("按周|周环比|周[增减升降涨跌]|上[一个]{0,2}(?:周|星期)"), "w/w"),
    (re.compile("[前上]一?个?交易日|较前一?日|较昨日|日环比"), "d/d"),
)
_CHAINED: dict[str, Basis] = {
    "D": "d/d",
    "W": "w/w",
    "M": "m/m",
    "Q": "q/q",
    "S": "h/h",
    "A": "y/y",
}


_MONTH_BEFORE = re.compile(r"[较比](\d{1,2})月")


def _stepped(window: str, period: Period) -> Basis:
    """环比, or a month compared with the one before it by name: 6月…较5月."""
    if "环比" in window:
        return _CHAINED.get(period.freq, "")
    named = _MONTH_BEFORE.search(window)
    month = named and period.freq == "M" and period.start and period.start.month
    return "m/m" if named and month and int(named[1]) % 12 + 1 == month else ""


def bases(text: str, found: Sequence[Found]) -> None:
    """What each change is measured against; 环比 by the period it is the change of."""
    for position, each in enumerate(found):
        if not each.is_change and not each.is_ratio:
            continue
        last = found[position - 1] if position else None
        floor = last.end if last and not last.is_prior else 0
        window = text[max(floor, each.start - 24) : each.start]
        if not each.is_change and "同比" not in window and "环比" not in window:
            continue
        each.basis = next((basis for pattern, basis in _BASES if pattern.search(window)), "")
        if not each.basis and each.period is not None:
            each.basis = _stepped(window, each.period)
        if each.basis:
            each.why.append(f"against {each.basis}")
    for left, right in pairwise(found):
        if left.is_change and right.is_change and left.basis and not right.basis:
            between = text[left.end : right.start]
            if re.fullmatch("(?:[和与、]|[，,]?(?:分别|其中))?", between):
                right.basis = left.basis
    for each in found:
        if each.stated_by is not None and not each.basis:
            each.basis = each.stated_by.basis
