"""The same sentence about somebody else. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from bot.stories.contrast import shortened
from bot.stories.facts import Facts
from bot.stories.meaning import are_countries, concept, is_common

_MOVING = re.compile(r"\d[\d.,]*%?[万亿]?|增长|下降|上涨|下跌|上升|超|近|约")
"""What changes from one maker's report to the next one's."""
_SUBJECT = 4
"""Characters of a subject in Chinese."""


def swapped(new: Facts, member: Facts) -> bool:
    """Whether the headlines differ by a name on either side and little else."""
    if new.chinese and member.chinese:
        return _swapped_in_chinese(new.title, member.title)
    ours, theirs = _own_names(new, member), _own_names(member, new)
    if not ours or not theirs:
        return False
    if are_countries(ours) is not are_countries(theirs):
        return False  # who governs a country speaks and acts for it
    shared = len(new.stems & member.stems)
    rest = (new.stems ^ member.stems) - ours - theirs
    if shared >= 2 and 2 * len(rest) <= shared:
        return True
    return _after(new.order, ours) == _after(member.order, theirs) != ""


def _after(order: Sequence[str], names: frozenset[str]) -> str:
    """The word that follows the names a headline begins with; empty when it begins otherwise."""
    for index, each in enumerate(order):
        if each not in names:
            return each if index else ""
    return ""


def _swapped_in_chinese(ours: str, theirs: str) -> bool:
    """Whether the headlines begin with different words and go on alike."""
    ours, theirs = _MOVING.sub("", ours), _MOVING.sub("", theirs)
    if not ours or not theirs:
        return False
    first, *rest = SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes()
    tag, start, end, other_start, other_end = first
    if tag != "replace" or max(end - start, other_end - other_start) > _SUBJECT:
        return False
    alike = sum(end - start for tag, start, end, _, _ in rest if tag == "equal")
    return alike >= 0.6 * max(len(ours), len(theirs))


def own_names(one: Facts, other: Facts) -> frozenset[str]:
    """Names surely written as such in one headline, not watched, that the other doesn't have."""
    return (_own_names(one, other) & one.surely_names) - one.watched_stems


def _own_names(one: Facts, other: Facts) -> frozenset[str]:
    """Names of one headline that the other doesn't have, ``Chinese`` and ``China`` being one."""
    told = other.concepts
    return frozenset(
        name
        for name in one.names - other.stems
        if concept(name) not in told
        and not is_common(name)
        and not any(_one_name(name, each) for each in other.stems)
    )


def _one_name(one: str, other: str) -> bool:
    return (len(one) > 3 and one[:4] == other[:4]) or shortened(one, other)
