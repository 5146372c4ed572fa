"""Duplicate, follow-up, correction or something else: the guards, before similarity. Pure.

Similarity alone swallows news: recurring reports look more alike than two reports of one
event. So the guards speak first, in the order of :data:`GUARDS`; the first that has something
to say decides.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from difflib import SequenceMatcher

from bot.model import Relation
from bot.stories.facts import Anchor, Facts
from bot.stories.quantities import compare
from bot.stories.series import conflict
from bot.stories.words import listed, stem

SURE = 1.0
DUPLICATE = -0.25
RELATED = -2.5
"""Scores (log odds) from which an item surely duplicates, duplicates, or follows an event."""

_RECURRING = timedelta(hours=36)
_SCHEDULED = timedelta(hours=1)
_ANNOUNCED = timedelta(hours=6)
_SUBJECT = 4
"""Characters of a subject in Chinese."""
_COMMON = 2
"""Words that two reports must have in common to be related: one rare word is an accident."""
_SURELY = 0.75
"""Cosine from which two texts are versions of one, whatever names were found in them."""

OUTCOMES = {
    stem(verb): frozenset(map(stem, (verb, *listed(outcomes))))
    for verb, outcomes in {
        "vote": "approve reject pass back adopt clear endorse defeat",
        "decide": "approve reject rule hold cut raise",
        "rule": "uphold overturn strike",
        "meet": "agree",
        "stand": "convict acquit",
        "play": "beat defeat win lose draw",
        "face": "beat defeat win lose draw",
        "launch": "lift",
        "land": "splash",
        "end": "finish complete conclude arrive",
        "*": "*",
    }.items()
}
"""A verb that announces → those that tell how it came out."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Judgement:
    """``relation`` is ``None`` when the two are different events, whatever the score."""

    relation: Relation | None
    why: str
    loud: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Pair:
    """A new report and one event it resembles."""

    new: Facts
    members: Sequence[Facts]
    """Reports of the event, the first one first."""
    score: float
    cosine: float
    gap: timedelta
    """Since the event's first report."""
    shared: int = 2
    """Words in common with the likest report."""
    foreign: Anchor | None = None
    """What ties two reports whose languages share no words."""


Guard = Callable[[Pair], Judgement | None]


def judge(pair: Pair) -> Judgement | None:
    """What the new report is to the event; ``None`` when it has nothing to do with it."""
    if pair.score < RELATED and not pair.foreign:
        return None
    for guard in GUARDS:
        judgement = guard(pair)
        if judgement is not None:
            return judgement
    if pair.foreign:
        name, value = pair.foreign
        why = f"the same number for {name} in another language: {_number(value)}"
        return Judgement(relation=Relation.DUPLICATE, why=why)
    if pair.shared < _COMMON and pair.cosine < _SURELY:
        return None
    fact = _new_fact(pair) if pair.score < SURE else ""
    if fact:
        return Judgement(relation=Relation.FOLLOW_UP, why=fact)
    if pair.score >= DUPLICATE:
        return Judgement(relation=Relation.DUPLICATE, why=_alike(pair))
    return Judgement(relation=Relation.FOLLOW_UP, why=_alike(pair), loud=False)


def _new_fact(pair: Pair) -> str:
    """A number for a watched name, in the headline, that no report of the event gave, although
    one of them has a number in its headline, too."""
    if not any(member.anchors for member in pair.members):
        return ""
    given = {value for m in pair.members for _, value in (*m.anchors, *m.weak_anchors)}
    fresh = sorted(anchor for anchor in pair.new.anchors if anchor[1] not in given)
    return f"a new number for {fresh[0][0]}: {_number(fresh[0][1])}" if fresh else ""


def _alike(pair: Pair) -> str:
    """In words, without numbers nobody can check."""
    degree = "the same words as" if pair.cosine > 0.75 else "much like"
    if pair.score < DUPLICATE:
        degree = "related to"
    return f"{degree} “{pair.members[0].title}”"


# ── guards ───────────────────────────────────────────────────────────────────────────────


def _another_edition(pair: Pair) -> Judgement | None:
    """Another week, quarter, flight or date than every report of the event."""
    new, seed = pair.new, pair.members[0]
    same = _overlap(new.template, seed.template) >= 0.8
    found = conflict(new.marks, seed.marks, same_words=same)
    if found:
        return Judgement(relation=None, why=f"another edition of a recurring report: {found}")
    recurs = new.title == seed.title or new.digits != seed.digits
    if same and recurs and pair.gap > _RECURRING:
        return Judgement(relation=None, why="a headline that recurs, days later")
    return None


def _another_subject(pair: Pair) -> Judgement | None:
    """The same sentence about somebody else: each side has a name the other lacks."""
    new = pair.new
    apart = all(m.watched and not m.watched & new.watched for m in pair.members)
    if new.watched and apart and pair.cosine < _SURELY:
        return Judgement(relation=None, why="another subject: no watched name in common")
    if all(_swapped(new, member) for member in pair.members):
        return Judgement(relation=None, why="the same words about somebody else")
    return None


def _correction(pair: Pair) -> Judgement | None:
    if not pair.new.correction:
        return None
    stated, moved = _NOT.search(pair.new.title), _moved(pair)
    if stated:
        why = f"{stated['now']}, not {stated['before']}"
    elif moved:
        slot, before, now = moved
        why = f"{slot}: {_number(now)}, not {_number(before)}"
    else:
        why = f"it calls itself a correction of “{pair.members[0].title}”"
    return Judgement(relation=Relation.CORRECTION, why=why)


_NOT = re.compile(r"(?P<now>[$€£¥]?\d[\d,.]*\b%?).*?\bnot (?P<before>[$€£¥]?\d[\d,.]*\b%?)")


def _attached(pair: Pair) -> Judgement | None:
    if pair.new.attach_only or pair.new.comment:
        kind = "a round-up" if pair.new.attach_only else "a comment"
        why = f"{kind} that touches “{pair.members[0].title}”"
        return Judgement(relation=Relation.FOLLOW_UP, why=why, loud=False)
    return None


def _number_moved(pair: Pair) -> Judgement | None:
    """Another number in the same slot than in any report of the event."""
    moved = _moved(pair)
    if moved is None:
        return None
    slot, before, now = moved
    return Judgement(relation=Relation.FOLLOW_UP, why=f"{slot}: {_number(before)} → {_number(now)}")


def _moved(pair: Pair) -> tuple[str, float, float] | None:
    """The slot with the number that was told and the one that is told now."""
    moved = None
    for member in pair.members:
        shared, changed = compare(pair.new.numbers, member.numbers)
        if shared:
            return None
        moved = moved or changed
    return moved


def _next_stage(pair: Pair) -> Judgement | None:
    """What was announced has happened: the same verb, or one that answers it."""
    new, seed = pair.new, pair.members[0]
    # "to invest" and "invests" are the same news in headlines, at least on the same day.
    least = _SCHEDULED if seed.scheduled else _ANNOUNCED
    if pair.gap < least:
        return None
    for verb in sorted(seed.expected - new.expected):
        if new.happened & OUTCOMES.get(verb, {verb}):
            return Judgement(relation=Relation.FOLLOW_UP, why="what was announced has happened")
    return None


def _new_main_clause(pair: Pair) -> Judgement | None:
    """``X after Y`` where Y is the event and X isn't."""
    new, seed = pair.new, pair.members[0]
    told = seed.stems - new.names - seed.names
    if not new.main or told & new.main or not seed.stems & new.old:
        return None
    return Judgement(relation=Relation.FOLLOW_UP, why="something new after what was told")


GUARDS: tuple[Guard, ...] = (
    _another_edition,
    _another_subject,
    _correction,
    _attached,
    _number_moved,
    _next_stage,
    _new_main_clause,
)


# ── helpers ──────────────────────────────────────────────────────────────────────────────


def _number(value: float) -> str:
    return f"{value:,.15g}"


def _overlap(one: Sequence[str], other: Sequence[str]) -> float:
    """Share of the words of both that are common (Jaccard)."""
    ours, theirs = set(one), set(other)
    return len(ours & theirs) / len(ours | theirs) if ours or theirs else 0.0


def _swapped(new: Facts, member: Facts) -> bool:
    """Whether the headlines differ by a name on either side and little else."""
    if new.chinese and member.chinese:
        return _swapped_in_chinese(new.title, member.title)
    ours, theirs = _own_names(new, member), _own_names(member, new)
    if not ours or not theirs:
        return False
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
    first, *rest = SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes()
    tag, start, end, other_start, other_end = first
    if tag != "replace" or max(end - start, other_end - other_start) > _SUBJECT:
        return False
    alike = sum(end - start for tag, start, end, _, _ in rest if tag == "equal")
    return alike >= 0.6 * max(len(ours), len(theirs))


def _own_names(one: Facts, other: Facts) -> frozenset[str]:
    """Names of one headline that the other doesn't have, ``Chinese`` and ``China`` being one."""
    return frozenset(
        name
        for name in one.names - other.stems
        if not any(len(name) > 3 and each[:4] == name[:4] for each in other.stems)
    )
