"""The few words in which headlines differ, where they are the news: guards of the judge. Pure."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from difflib import SequenceMatcher

from bot.model import News, Relation
from bot.stories.contrast import (
    opposed,
    replaced,
    replaced_in_chinese,
    same_meaning,
    shortened,
    without_senses,
)
from bot.stories.facts import Facts
from bot.stories.pair import DUPLICATE, Judgement, Pair, follows, overlap, written
from bot.stories.quantities import compare

_ALIKE = 0.5
"""How much of the other words two headlines share whose outcomes are compared."""
_SHIFT = timedelta(hours=12)
"""How long an outlet that says something else says something new."""


def opposite(pair: Pair) -> Judgement | None:
    """It came out the other way: ``beats`` and ``misses``, ``bans`` and ``lifts ban``."""
    new, members = pair.new, pair.members
    agreed = {row for member in members for row, _ in new.senses & member.senses}
    other = next((m for m in members if _came_out_otherwise(new, m, agreed)), None)
    if other is None and all(new.reversals != member.reversals for member in members):
        other = next((member for member in members if _reversed(new, member)), None)
    if other is None:
        return None
    return Judgement(relation=Relation.FOLLOW_UP, why=f"the opposite of “{other.title}”")


def _came_out_otherwise(new: Facts, member: Facts, agreed: Collection[int]) -> bool:
    """The same thing with another outcome; other things go up while these go down."""
    if opposed(new.senses, member.senses) <= frozenset(agreed):
        return False
    if new.chinese and member.chinese:
        return SequenceMatcher(None, member.title, new.title, autojunk=False).ratio() >= _ALIKE
    ours, theirs = map(without_senses, (new.plain, member.plain))
    return overlap(ours, theirs) >= _ALIKE


def _reversed(new: Facts, member: Facts) -> bool:
    differ = (new.stems ^ member.stems) - new.reversals - member.reversals
    return len(differ) <= 1 < len(new.stems & member.stems)


def one_word_differs(pair: Pair) -> Judgement | None:
    """The same headline with another word in one place: another model, place or verb.

    Other outlets use other words for the same; another name or number isn't that.
    """
    found = ""
    for member in pair.members:
        if pair.new.plain == member.plain:
            return None
        found = found or _replaced(pair.new, member)
    if not found:
        return None
    return follows(f"the same but for {found}", News(kind="words", what=found))


def _replaced(new: Facts, member: Facts) -> str:
    """What stands in the one place, in words; empty when more differs, or nothing that counts."""
    if new.chinese and member.chinese:
        found = replaced_in_chinese(new.title, member.title)
    else:
        found = replaced(new.plain, member.plain)
    if found is None:
        return ""
    before, now = found
    numeric = any(each.isdigit() for each in before + now)
    if numeric and compare(new.numbers, member.numbers)[0]:
        return ""  # one number, written in two ways
    named = set(now.split()) <= new.surely_names and set(before.split()) <= member.surely_names
    # Where texts are known, a page's headline that was mended is seldom news either.
    texts = not (new.bare or member.bare)
    elsewhere = new.outlet != member.outlet or not new.outlet or texts
    if elsewhere and not (named or numeric):
        return ""
    return f"“{written(new, now)}”, not “{written(member, before)}”"


def same_outlet(pair: Pair) -> Judgement | None:
    """An outlet seldom reports one event twice, except by a new version of a page."""
    why = _says_more(pair)
    # One company in two headlines makes no story: only what is much alike goes on.
    alike = pair.told and pair.score >= DUPLICATE
    return Judgement(relation=None, why=why) if why and not alike else None


def outlet_goes_on(pair: Pair) -> Judgement | None:
    """An outlet that says something else of what it told often, not always, says news."""
    why = _says_more(pair)
    return follows(why, News(kind="outlet", what=pair.members[0].title)) if why else None


def _says_more(pair: Pair) -> str:
    new = pair.new
    if not new.outlet or pair.foreign or any(not _adds(new, member) for member in pair.members):
        return ""
    for member in pair.members:
        if member.outlet == new.outlet and abs(new.seen - member.seen) <= _SHIFT:
            return f"the same outlet reports something new after “{member.title}”"
    return ""


def _adds(new: Facts, member: Facts) -> bool:
    """Whether a headline says a word that the other doesn't say in some way."""
    ours = set(new.plain) - member.stems
    return any(
        not any(same_meaning(one, each) or shortened(one, each) for each in member.stems)
        for one in ours
    )
