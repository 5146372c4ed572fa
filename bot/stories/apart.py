"""What makes another event of a report, however alike the words are: guards of the judge. Pure."""

from __future__ import annotations

from datetime import timedelta

from bot.stories.meaning import elsewhere
from bot.stories.pair import Judgement, Pair, overlap, written
from bot.stories.quantities import compare
from bot.stories.series import conflict, recurs
from bot.stories.subject import own_names, swapped

_RECURRING = timedelta(hours=36)
_NEXT = timedelta(hours=18)
"""After which a report that comes every day or week may be the next one."""
_AT_ONCE = timedelta(hours=4)
_SENTENCE = 4
"""Words from which a headline was written out."""
_SURELY = 0.75
"""Cosine from which two texts are versions of one, whatever names were found in them."""


def another_edition(pair: Pair) -> Judgement | None:
    """Another week, quarter, flight or date than every report of the event."""
    new, seed = pair.new, pair.members[0]
    same = overlap(new.template, seed.template) >= 0.8
    found = conflict(new.marks, seed.marks, same_words=same)
    if found:
        return Judgement(relation=None, why=f"another edition of a recurring report: {found}")
    anew = new.title == seed.title or new.digits != seed.digits
    if same and anew and pair.gap > _RECURRING:
        return Judgement(relation=None, why="a headline that recurs, days later")
    moved = new.digits and seed.digits and set(new.digits).isdisjoint(seed.digits)
    if moved and pair.gap > _NEXT and recurs(new.title) and recurs(seed.title):
        return Judgement(relation=None, why="another edition of a recurring report")
    return None


def another_subject(pair: Pair) -> Judgement | None:
    """The same sentence about somebody else: each side has a name the other lacks."""
    new = pair.new
    apart = all(m.watched and not m.watched & new.watched for m in pair.members)
    if new.watched and apart and pair.cosine < _SURELY:
        return Judgement(relation=None, why="another subject: no watched name in common")
    if all(swapped(new, member) for member in pair.members):
        return Judgement(relation=None, why="the same words about somebody else")
    return None


def another_place(pair: Pair) -> Judgement | None:
    """A quake in Chile is none in Taiwan: each headline names a place the other doesn't."""
    found = None
    for member in pair.members:
        found = elsewhere(pair.new.places, member.places)
        if found is None:
            return None
    if found is None or pair.anchored:
        return None
    before, now = found
    return Judgement(relation=None, why=f"another place: {now.title()}, not {before.title()}")


def other_places(pair: Pair) -> Judgement | None:
    """About a watched name, and each headline names somewhere or something the other doesn't:
    ``Tesla opens … near Oslo`` and ``Tesla opens … near Hamburg``."""
    new = pair.new
    if not new.watched or pair.foreign or pair.anchored:
        return None
    found = ""
    for member in pair.members:
        alike = pair.cosine >= _SURELY and not (new.bare or member.bare)
        if alike or compare(new.numbers, member.numbers)[0]:
            return None
        ours, theirs = own_names(new, member), own_names(member, new)
        if not ours or not theirs:
            return None
        found = f"{written(new, min(ours))}, not {written(member, min(theirs))}"
    return Judgement(relation=None, why=f"somewhere or something else: {found}")


def only_names(pair: Pair) -> Judgement | None:
    """Nothing in common but whom it is about."""
    if pair.foreign or pair.anchored or pair.told:
        return None
    if pair.shared > 1 and pair.gap <= _AT_ONCE and not too_short(pair):
        return None  # two names that are in the news together within hours are so for one thing
    for member in pair.members:
        if pair.new.senses & member.senses or compare(pair.new.numbers, member.numbers)[0]:
            return None
    return Judgement(relation=None, why="nothing in common but a name")


def too_short(pair: Pair) -> bool:
    """Whether headlines say too little for anything but names to be in common by chance."""
    return min(len(each.plain) for each in (pair.new, *pair.members)) <= _SENTENCE
