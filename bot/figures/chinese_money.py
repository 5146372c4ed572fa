"""Whose money 元 is: the mainland's, or that of the place that a text is about.

Taiwan and Hong Kong write 元 of their own dollars, and say 人民幣 where they mean yuan.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from bot.figures.found import Found
from bot.figures.tables import any_of, traditional, units, words

_SAID = re.compile(r"(?P<money>新[台臺][币幣]|港[元币幣]|人民[币幣]|美元)\s?[,，;；、]\s?下同")
"""Where a text says itself what it counts in."""
_SAYS = {"新": "TWD", "港": "HKD"}
_OWN = re.compile("[台臺港][元幣]")
_ENOUGH = 2
"""Traditional characters, of which one may stand in a name, and words of weak evidence."""


class Home:
    """Where an item's 元 are at home: looked for once, when the first are found."""

    def __init__(self, *texts: str) -> None:
        self._texts = texts
        self._currency: str | None = None

    def currency(self) -> str:
        if self._currency is None:
            self._currency = home("\n".join(self._texts))
        return self._currency


def home(text: str) -> str:
    """The currency that 元 is in this text, where it is another than yuan."""
    said = _SAID.search(text) if "下同" in text else None
    if said is not None:
        return _SAYS.get(said["money"][0], "")
    if len(_traditional().findall(text)) < _ENOUGH:
        return ""
    if "人民幣" in text and _OWN.search(text) is None:
        return ""
    pattern, table = _homes()
    told: dict[str, int] = {}
    for word in {match.group() for match in pattern.finditer(text)}:
        currency, weight = table[word]
        told[currency] = told.get(currency, 0) + weight
    most = max(told.values(), default=0)
    first = [currency for currency, weight in told.items() if weight == most >= _ENOUGH]
    return first[0] if len(first) == 1 else ""


@cache
def _traditional() -> re.Pattern[str]:
    return re.compile(f"[{''.join(map(chr, traditional()))}]")


@cache
def _homes() -> tuple[re.Pattern[str], dict[str, tuple[str, int]]]:
    """Each word with the currency it speaks for, and how much it weighs."""
    table: dict[str, tuple[str, int]] = {}
    for name, weight in (("zh_homes_weak", 1), ("zh_homes", _ENOUGH)):
        for currency, listed in words(name).items():
            table.update((str(word), (currency, weight)) for word in listed)
    return re.compile(any_of(table)), table


def take_home(text: str, found: Sequence[Found], home: Home) -> None:
    """Make the yuan of a normalised segment those of their home, but for what it calls yuan."""
    for each in found:
        if each.unit != "CNY" or each.money is not None:
            continue
        if not home.currency() or "人民币" in text:
            return
        own = units().by_id[home.currency()]
        each.known, each.unit = own, own.id
        each.why.append(f"元 of a text about where it is the {own.name}")
