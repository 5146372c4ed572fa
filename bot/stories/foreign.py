"""One event in English and in Chinese: a watched name, and what both say of it. Pure.

The languages share no words, so the names that the matcher found tie the reports, together with
a number, or with ideas: words that ``data/bilingual.txt`` gives in both languages. The rarer in
headlines what they share, the likelier they are about one thing.
"""

from __future__ import annotations

from collections.abc import Iterable

from bot.stories.background import rarity
from bot.stories.facts import Facts, anchored
from bot.stories.meaning import concept, happenings
from bot.stories.words import stem

_ENOUGH = 6.0
"""Rarity that what they share must have in all: one thing done, like *recall*, or two words like
*launch* and *phone*."""
_PERCENT = 3.0
"""What a percentage that both give adds to it."""
_SHARE = 0.6
"""What they share, of what the one that says less says."""
_NEAR = 0.03
"""How far apart two numbers are, of the larger, that may be one number rounded."""


def tie(new: Facts, member: Facts) -> str:
    """In words, what makes one event of two reports in two languages; empty when nothing does."""
    anchor = anchored(new, member)
    if anchor is not None:
        name, value = anchor
        return f"the same number for {name} in another language: {value:,.15g}"
    shared = new.ties & member.ties
    if not shared or _numbers_differ(new, member):
        return ""
    ideas: dict[str, set[str]] = {}
    for name, idea in shared:
        ideas.setdefault(name, set()).add(idea)
    name, found = max(ideas.items(), key=lambda pair: (_weight(pair[1]), pair[0]))
    percent = bool({each for each in new.digits if "%" in each} & set(member.digits))
    told = min(
        _weight(idea for each, idea in facts.ties if each == name) for facts in (new, member)
    )
    alone = len(found) == 1 and not percent and not happenings(map(stem, found))
    if alone or _weight(found) + percent * _PERCENT < max(_ENOUGH, _SHARE * told):
        return ""
    return f"{name} and {', '.join(sorted(found))}, in another language"


def _weight(ideas: Iterable[str]) -> float:
    return sum(rarity(concept(stem(each)), 0, 0) for each in ideas)


def _numbers_differ(new: Facts, member: Facts) -> bool:
    """Whether both headlines give telling numbers for watched names, and none is the same."""
    ours = [value for _, value in new.anchors]
    theirs = [value for _, value in member.anchors]
    near = any(abs(one - other) <= _NEAR * max(one, other) for one in ours for other in theirs)
    return bool(ours and theirs) and not near
