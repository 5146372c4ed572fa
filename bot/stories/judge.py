"""Duplicate, follow-up, correction or something else: the guards, before similarity. Pure.

Similarity alone swallows news: recurring reports look more alike than two reports of one
event. So the guards speak first, in the order of :data:`GUARDS`; the first that has something
to say decides.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from difflib import SequenceMatcher

from bot.model import Relation
from bot.stories.contrast import (
    opposed,
    replaced,
    replaced_in_chinese,
    same_meaning,
    without_senses,
)
from bot.stories.facts import Facts
from bot.stories.meaning import concept, elsewhere, goes_further
from bot.stories.quantities import MILESTONE, compare, telling
from bot.stories.series import conflict, recurs
from bot.stories.subject import own_names, swapped
from bot.stories.words import listed, stem

SURE = 1.0
DUPLICATE = -0.25
RELATED = -2.5
"""Scores (log odds) from which an item surely duplicates, duplicates, or follows an event."""

_RECURRING = timedelta(hours=36)
_NEXT = timedelta(hours=18)
"""After which a report that comes every day or week may be the next one."""
_SCHEDULED = timedelta(hours=1)
_ANNOUNCED = timedelta(hours=6)
_GOES_ON = timedelta(hours=1)
_AT_ONCE = timedelta(hours=4)
_LATER = timedelta(hours=6)
"""By then most outlets that tell an event have told it."""
_ALIKE = 0.5
"""How much of the other words two headlines share whose outcomes are compared."""
_SENTENCE = 4
"""Words from which a headline with another one in its midst was hardly written twice."""
_SHIFT = timedelta(hours=12)
"""How long an outlet that says something else says something new."""
_SAYS = 3
"""Words that nobody said, from which a headline says something new."""
_COMMON = 2
"""Words that two reports must have in common to be related: one rare word is an accident."""
_VERSIONS = 0.9
"""Cosine from which two texts are versions of one, whatever words differ."""
_SURELY = 0.75
"""Cosine from which two texts are versions of one, whatever names were found in them."""

OUTCOMES = {
    stem(verb): frozenset(map(stem, (verb, *listed(outcomes))))
    for verb, outcomes in {
        "hold": "lose win survive pass",
        "vote": "approve reject pass back adopt clear endorse defeat",
        "decide": "approve reject rule hold cut raise",
        "rule": "uphold overturn strike order block ban allow spare side dismiss reject clear",
        "meet": "agree",
        "stand": "convict acquit",
        "play": "beat defeat win lose draw",
        "face": "beat defeat win lose draw",
        "launch": "lift liftoff",
        "elect": "win lose",
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
    told: bool = True
    """Whether these are more than a name or two."""
    anchored: bool = False
    """Whether some report gives the same telling number for the same watched name."""
    foreign: str = ""
    """What ties two reports whose languages share no words, in words."""


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
        return Judgement(relation=Relation.DUPLICATE, why=pair.foreign)
    if pair.shared < _COMMON and pair.cosine < _SURELY:
        return None
    fact = _new_fact(pair)
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
    if pair.score >= SURE and len(fresh) < len(pair.new.anchors):
        return ""  # a longer version of the same headline
    return f"a new number for {fresh[0][0]}: {_number(fresh[0][1])}" if fresh else ""


def _alike(pair: Pair) -> str:
    """In words, without numbers nobody can check."""
    title = pair.new.title.casefold()
    same = any(member.title.casefold() == title for member in pair.members)
    degree = "the same words as" if same else "much like"
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
    anew = new.title == seed.title or new.digits != seed.digits
    if same and anew and pair.gap > _RECURRING:
        return Judgement(relation=None, why="a headline that recurs, days later")
    moved = new.digits and seed.digits and set(new.digits).isdisjoint(seed.digits)
    if moved and pair.gap > _NEXT and recurs(new.title) and recurs(seed.title):
        return Judgement(relation=None, why="another edition of a recurring report")
    return None


def _another_subject(pair: Pair) -> Judgement | None:
    """The same sentence about somebody else: each side has a name the other lacks."""
    new = pair.new
    apart = all(m.watched and not m.watched & new.watched for m in pair.members)
    if new.watched and apart and pair.cosine < _SURELY:
        return Judgement(relation=None, why="another subject: no watched name in common")
    if all(swapped(new, member) for member in pair.members):
        return Judgement(relation=None, why="the same words about somebody else")
    return None


def _elsewhere(pair: Pair) -> Judgement | None:
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
    """Another number in the same slot than in any report of the event; of somebody else, when
    each headline names what the other doesn't."""
    moved = _moved(pair)
    if moved is None:
        return _another_milestone(pair)
    slot, before, now = moved
    others = all(own_names(pair.new, m) and own_names(m, pair.new) for m in pair.members)
    if others and not pair.anchored:
        return Judgement(relation=None, why=f"another number about something else ({slot})")
    return Judgement(relation=Relation.FOLLOW_UP, why=f"{slot}: {_number(before)} → {_number(now)}")


def _another_milestone(pair: Pair) -> Judgement | None:
    """The 50,000th after 12,500 in a month: both are numbers to tell, and not one number."""
    ours = telling(pair.new.numbers)
    theirs = [each for member in pair.members for each in telling(member.numbers)]
    if not ours or not theirs or compare(ours, tuple(theirs))[0]:
        return None
    if not any(MILESTONE in each.slots for each in (*ours, *theirs)):
        return None
    why = f"another number: {_number(ours[0].value)}, after {_number(theirs[0].value)}"
    return Judgement(relation=Relation.FOLLOW_UP, why=why)


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


def _goes_on(pair: Pair) -> Judgement | None:
    """A later stage than any report of the event told, or what somebody does about it."""
    new, members = pair.new, pair.members
    if pair.gap < _GOES_ON:
        return None  # outlets that tell one event at once choose different words
    further = goes_further(new.stages, {each for member in members for each in member.told_stages})
    if further:
        return Judgement(
            relation=Relation.FOLLOW_UP, why=f"something later than was told ({further})"
        )
    if new.reacts and not any(member.reacts for member in members):
        return Judgement(relation=Relation.FOLLOW_UP, why="what somebody does about the news")
    return None


def _something_else(pair: Pair) -> Judgement | None:
    """Hours later, a headline says that something happens which no report told."""
    new, members = pair.new, pair.members
    if pair.gap < _LATER or pair.cosine >= _VERSIONS or pair.foreign:
        return None
    done = new.happenings
    fresh = [each for each in done if not any(_is_told(each, member) for member in members)]
    if not fresh or not all(member.happenings - done for member in members):
        return None
    return Judgement(
        relation=Relation.FOLLOW_UP,
        why=f"hours later, something that was not told: “{_written(new, min(fresh))}”",
    )


def _mostly_new(pair: Pair) -> Judgement | None:
    """Hours later, a headline whose words are for the larger part in no report. Where there are
    texts, they say better whether it is one event."""
    new, members = pair.new, pair.members
    texts = not new.bare and not all(member.bare for member in members)
    if (
        pair.gap < _LATER
        or new.chinese
        or pair.foreign
        or texts
        or any(compare(new.numbers, m.numbers)[0] for m in members)
    ):
        return None
    words = set(map(concept, new.stems))
    fresh = [each for each in words if not any(_is_told(each, member) for member in members)]
    if len(fresh) < _SAYS or 2 * len(fresh) < len(words):
        return None
    return Judgement(relation=Relation.FOLLOW_UP, why="hours later, mostly what was not told")


def _is_told(happening: str, member: Facts) -> bool:
    return happening in member.told or any(same_meaning(happening, each) for each in member.stems)


def _new_main_clause(pair: Pair) -> Judgement | None:
    """``X after Y`` and ``Y: X`` where Y is the event and X isn't."""
    if pair.gap <= _GOES_ON:
        return None
    new, seed = pair.new, pair.members[0]
    names = set(map(concept, new.names | seed.names))
    main = set(map(concept, new.main)) - names
    common = (seed.told - names) & set(map(concept, new.old))
    if not main or seed.told & main or not common:
        return None
    return Judgement(relation=Relation.FOLLOW_UP, why="something new after what was told")


def _opposite(pair: Pair) -> Judgement | None:
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
    return _overlap(ours, theirs) >= _ALIKE


def _reversed(new: Facts, member: Facts) -> bool:
    differ = (new.stems ^ member.stems) - new.reversals - member.reversals
    return len(differ) <= 1 < len(new.stems & member.stems)


def _one_word_differs(pair: Pair) -> Judgement | None:
    """The same headline with another word in one place: another model, place or verb.

    Other outlets use other words for the same; another name or number isn't that, nor is a
    headline that agrees in every other word.
    """
    found = ""
    for member in pair.members:
        if pair.new.plain == member.plain:
            return None
        found = found or _replaced(pair.new, member)
    if not found:
        return None
    why = f"the same but for {found}"
    return Judgement(relation=Relation.FOLLOW_UP, why=why)


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
    elsewhere = new.outlet != member.outlet or not new.outlet
    if elsewhere and not (named or numeric or _just_one(new, member)):
        return ""
    return f"“{_written(new, now)}”, not “{_written(member, before)}”"


def _just_one(new: Facts, member: Facts) -> bool:
    """Whether all but one word, of at least four, are the same and stand in the same places."""
    if not (new.bare or member.bare) or compare(telling(new.numbers), telling(member.numbers))[0]:
        return False  # the texts, or the number, say whether it is one event
    return len(new.plain) == len(member.plain) >= _SENTENCE and (
        sum(one != other for one, other in zip(new.plain, member.plain, strict=True)) == 1
    )


def _written(facts: Facts, stems: str) -> str:
    """Stems as they stand in the title."""
    forms = {stem(form.lower()): form for form in re.findall(r"[^\W_][\w'’.-]*", facts.title)}
    return " ".join(forms.get(each, each) for each in stems.split())


def _same_outlet(pair: Pair) -> Judgement | None:
    """An outlet seldom reports one event twice, except by a new version of a page."""
    new = pair.new
    if not new.outlet or pair.foreign or any(not _adds(new, member) for member in pair.members):
        return None
    for member in pair.members:
        if member.outlet == new.outlet and abs(new.seen - member.seen) <= _SHIFT:
            why = f"the same outlet reports something new after “{member.title}”"
            # One company in two headlines makes no story: only what is much alike goes on.
            goes_on = Relation.FOLLOW_UP if pair.score >= DUPLICATE else None
            return Judgement(relation=goes_on, why=why)
    return None


def _adds(new: Facts, member: Facts) -> bool:
    """Whether a headline says a word that the other doesn't say in some way."""
    ours = set(new.plain) - member.stems
    return any(not any(same_meaning(one, each) for each in member.stems) for one in ours)


def _other_places(pair: Pair) -> Judgement | None:
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
        found = f"{_written(new, min(ours))}, not {_written(member, min(theirs))}"
    return Judgement(relation=None, why=f"somewhere or something else: {found}")


def _only_names(pair: Pair) -> Judgement | None:
    """Nothing in common but whom it is about."""
    if pair.foreign or pair.anchored or pair.told:
        return None
    written_out = min(len(each.plain) for each in (pair.new, *pair.members)) > _SENTENCE
    if pair.shared > 1 and pair.gap <= _AT_ONCE and written_out:
        return None  # two names that are in the news together within hours are so for one thing
    for member in pair.members:
        if pair.new.senses & member.senses or compare(pair.new.numbers, member.numbers)[0]:
            return None
    return Judgement(relation=None, why="nothing in common but a name")


GUARDS: tuple[Guard, ...] = (
    _another_edition,
    _another_subject,
    _elsewhere,
    _correction,
    _attached,
    _number_moved,
    _only_names,
    _other_places,
    _opposite,
    _next_stage,
    _goes_on,
    _new_main_clause,
    _something_else,
    _mostly_new,
    _one_word_differs,
    _same_outlet,
)


# ── helpers ──────────────────────────────────────────────────────────────────────────────


def _number(value: float) -> str:
    return f"{value:,.15g}"


def _overlap(one: Sequence[str], other: Sequence[str]) -> float:
    """Share of the words of both that are common (Jaccard)."""
    ours, theirs = set(one), set(other)
    return len(ours & theirs) / len(ours | theirs) if ours or theirs else 0.0
