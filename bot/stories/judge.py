"""Duplicate, follow-up, correction or something else: the guards, before similarity. Pure.

Similarity alone swallows news: recurring reports look more alike than two reports of one
event. So the guards speak first, in the order of :data:`GUARDS`; the first that has something
to say decides.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.model import Relation
from bot.stories.facts import Facts
from bot.stories.quantities import compare
from bot.stories.series import conflict

DUPLICATE = -0.25
RELATED = -2.5
"""Scores (log odds) from which an item duplicates, or follows, an event."""

_RECURRING = timedelta(hours=36)
_STAGE = timedelta(hours=6)


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


Guard = Callable[[Pair], Judgement | None]


def judge(pair: Pair) -> Judgement | None:
    """What the new report is to the event; ``None`` when it has nothing to do with it."""
    if pair.score < RELATED:
        return None
    for guard in GUARDS:
        judgement = guard(pair)
        if judgement is not None:
            return judgement
    if pair.score >= DUPLICATE:
        return Judgement(relation=Relation.DUPLICATE, why=_alike(pair))
    return Judgement(relation=Relation.FOLLOW_UP, why=_alike(pair), loud=False)


def _alike(pair: Pair) -> str:
    """In words, without numbers nobody can check."""
    degree = "the same words as" if pair.cosine > 0.75 else "much like"
    if pair.score < DUPLICATE:
        degree = "related to"
    return f"{degree} “{pair.members[0].title}”"


# ── guards ───────────────────────────────────────────────────────────────────────────────


def _another_edition(pair: Pair) -> Judgement | None:
    """Another week, quarter, flight or date than every report of the event."""
    seed = pair.members[0]
    same = _overlap(pair.new.template, seed.template) >= 0.8
    found = conflict(pair.new.marks, seed.marks, same_words=same)
    if found:
        return Judgement(relation=None, why=f"another edition of a recurring report: {found}")
    if same and pair.gap > _RECURRING and pair.new.title != seed.title:
        return Judgement(relation=None, why="the same headline with other numbers, days later")
    return None


def _another_subject(pair: Pair) -> Judgement | None:
    """The same sentence about somebody else: each side has a name the other lacks."""
    new = pair.new
    if new.watched and all(m.watched and not m.watched & new.watched for m in pair.members):
        return Judgement(relation=None, why="another subject: no watched name in common")
    if all(_swapped(new, member) for member in pair.members):
        return Judgement(relation=None, why="the same words about somebody else")
    return None


def _correction(pair: Pair) -> Judgement | None:
    if not pair.new.correction:
        return None
    why = f"it calls itself a correction of “{pair.members[0].title}”"
    return Judgement(relation=Relation.CORRECTION, why=why)


def _attached(pair: Pair) -> Judgement | None:
    if pair.new.attach_only or pair.new.comment:
        kind = "a round-up" if pair.new.attach_only else "a comment"
        why = f"{kind} that touches “{pair.members[0].title}”"
        return Judgement(relation=Relation.FOLLOW_UP, why=why, loud=False)
    return None


def _number_moved(pair: Pair) -> Judgement | None:
    """Another number in the same slot than in any report of the event."""
    moved = None
    for member in pair.members:
        shared, changed = compare(pair.new.numbers, member.numbers)
        if shared:
            return None
        moved = moved or changed
    if moved is None:
        return None
    slot, before, now = moved
    return Judgement(relation=Relation.FOLLOW_UP, why=f"{slot}: {before:,.10g} → {now:,.10g}")


def _next_stage(pair: Pair) -> Judgement | None:
    """What was announced has happened."""
    seed = pair.members[0]
    if pair.new.expected or not seed.expected or pair.gap < timedelta(hours=1):
        return None
    if not seed.scheduled and pair.gap < _STAGE:
        return None  # "to invest" and "invests" are the same news in headlines
    done = seed.expected & (pair.new.happened | pair.new.stems)
    if done:
        return Judgement(relation=Relation.FOLLOW_UP, why="what was announced has happened")
    return None


def _new_main_clause(pair: Pair) -> Judgement | None:
    """``X after Y`` where Y is the event and X isn't."""
    new, seed = pair.new, pair.members[0]
    if not new.main:
        return None
    told = seed.stems - new.names
    if len(told & new.old) >= 2 and len(told & new.main) <= len(told & new.old) // 2:
        return Judgement(relation=Relation.FOLLOW_UP, why="something new after what was told")
    return None


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


def _overlap(one: Sequence[str], other: Sequence[str]) -> float:
    """Share of the words of both that are common (Jaccard)."""
    ours, theirs = set(one), set(other)
    return len(ours & theirs) / len(ours | theirs) if ours or theirs else 0.0


def _swapped(new: Facts, member: Facts) -> bool:
    """Whether the headlines differ by a name on either side and little else."""
    ours, theirs = _own_names(new, member), _own_names(member, new)
    if not ours or not theirs:
        return False
    shared = len(new.stems & member.stems)
    rest = (new.stems ^ member.stems) - ours - theirs
    return shared >= 2 and len(rest) <= shared


def _own_names(one: Facts, other: Facts) -> frozenset[str]:
    """Names of one headline that the other doesn't have, ``Chinese`` and ``China`` being one."""
    return frozenset(
        name
        for name in one.names - other.stems
        if not any(len(name) > 3 and each[:4] == name[:4] for each in other.stems)
    )
