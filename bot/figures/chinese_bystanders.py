"""Watched names that a Chinese clause names beside its subject: 特斯拉供应商松下营收."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from bot.figures.found import Found
from bot.figures.tables import any_of, word_set, words

Mention = tuple[int, int, str]

_MOST = 8
"""Characters of a name."""


@cache
def _relation() -> re.Pattern[str]:
    sort = "的?(?:主要|最大|核心|重要|长期|电池|前)*"
    return re.compile(f"{sort}(?:{any_of(words('zh_relations'))})")


_TOWARDS = ("向", "给", "被", "超越", "击败", "赶超", "反超")
"""Before a name: to whom it is done, when somebody stands before them."""


def beside(text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """The mentions that are no subject: they say whose supplier or rival the subject is, or to
    whom it sold."""
    return [
        each
        for each in mentions
        if _relation().match(text, each[1]) is not None
        or (each[0] > 1 and text.endswith(_TOWARDS, 0, each[0]) and _begins(text, each[0]))
    ]


def _begins(text: str, at: int) -> bool:
    """Whether at least a name's two characters of the clause stand before the preposition."""
    clause = re.split(r"[，。；,;]", text[max(0, at - 2 * _MOST) : at])[-1]
    return len(clause) > _SHORTEST


_SHORTEST = 2


def described(text: str, mention: Mention, ends: re.Pattern[str]) -> str:
    """Who it is whom a mention describes: 松下 of 特斯拉供应商松下第二季度; may be empty."""
    relation = _relation().match(text, mention[1])
    if relation is None:
        return ""
    last = relation.end() + 2 * _MOST
    end = ends.search(text, relation.end(), last)
    name = text[relation.end() : end.start() if end else last]
    name = re.split(r"[，。；,;、\s]", name)[0]
    return name if 1 < len(name) <= _MOST else ""


def longer(text: str, each: Found, mentions: Sequence[Mention], name: str) -> str:
    """腾讯音乐 where 腾讯 is watched: another company, whose money is its own."""
    if each.known is None or not each.known.currency or each.metric not in word_set("totals"):
        return name
    for _, end, named in reversed(mentions):
        if named == name and end <= each.start:
            rest = next((word for word in words("zh_companies") if text.startswith(word, end)), "")
            return f"{name}{rest}"
    return name
