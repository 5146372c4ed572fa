"""What makes news of a report about an event that was told: guards of the judge. Pure."""

from __future__ import annotations

import re
from datetime import timedelta

from bot.model import News, Relation
from bot.stories.contrast import told_among
from bot.stories.facts import Facts
from bot.stories.meaning import concept, goes_further
from bot.stories.pair import RELATED, Judgement, Pair, follows, number, written
from bot.stories.quantities import MILESTONE, Moved, called, compare, telling, words_of
from bot.stories.subject import own_names
from bot.stories.words import listed, stem

_SCHEDULED = timedelta(hours=1)
_ANNOUNCED = timedelta(hours=6)
_GOES_ON = timedelta(hours=1)
_LATER = timedelta(hours=6)
"""By then most outlets that tell an event have told it."""
_TOLLS = ("dead", "hurt")
_OUTDATED = timedelta(hours=18)
"""How long a toll lower than what was told is an old one, unless it calls itself a correction."""
_SAYS = 3
"""Words that nobody said, from which a headline says something new."""
_VERSIONS = 0.9
"""Cosine from which two texts are versions of one, whatever words differ."""

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


def correction(pair: Pair) -> Judgement | None:
    if not pair.new.correction:
        return None
    stated, moved = _NOT.search(pair.new.title), _moved(pair)
    if stated:
        why = f"{stated['now']}, not {stated['before']}"
    elif moved and moved.alike:
        why = f"{_called(pair, moved)}: {number(moved.now)}, not {number(moved.before)}"
    else:
        why = f"it calls itself a correction of “{pair.members[0].title}”"
    return Judgement(relation=Relation.CORRECTION, why=why)


_AMOUNT = (
    r"[$€£¥]?\d[\d,.]*(?:[ -]?(?:hundred|thousand|lakh|million|mln|mn|crore|billion|bn|trillion|tn"
    r"|[kmb])\b|\b%?)"
)
_NOT = re.compile(rf"(?<![\w.,])(?P<now>{_AMOUNT}).*?\bnot (?P<before>{_AMOUNT})", re.IGNORECASE)
"""The digit of a name (``Q3``, ``SU7``) is no number; ``$2.1`` of ``$2.1 billion`` is another."""


def attached(pair: Pair) -> Judgement | None:
    if (pair.new.attach_only or pair.new.comment) and pair.score >= RELATED:
        kind = "a round-up" if pair.new.attach_only else "a comment"
        why = f"{kind} that touches “{pair.members[0].title}”"
        return Judgement(relation=Relation.FOLLOW_UP, why=why, loud=False)
    return None


def only_commented(pair: Pair) -> Judgement | None:
    """News of what only comments and previews have told is no repeat of these."""
    if pair.new.comment or pair.new.attach_only:
        return None
    if not all(member.comment for member in pair.members):
        return None
    why = "news of what was only commented on"
    return Judgement(relation=Relation.FOLLOW_UP, why=why, share=0.0)


def number_moved(pair: Pair) -> Judgement | None:
    """Another number in the same slot than in any report of the event; of somebody else, when
    each headline names what the other doesn't."""
    moved = _moved(pair)
    if moved is None:
        return _another_milestone(pair)
    others = all(own_names(pair.new, m) and own_names(m, pair.new) for m in pair.members)
    what, now, before = _called(pair, moved), number(moved.now), number(moved.before)
    if others and not pair.anchored:
        return Judgement(relation=None, why=f"another number about something else ({what})")
    if moved.slot in _TOLLS and moved.now < moved.before and pair.gap <= _OUTDATED:
        why = f"an earlier count, told late ({what}: {now})"
        return Judgement(relation=Relation.FOLLOW_UP, why=why, loud=False)
    if moved.alike:
        new = News(kind="moved", what=what, before=before, now=now, status=moved.foreseen)
        return follows(f"{what}: {before} → {now}", new)
    new = News(kind="moved", what=what, now=now, status=moved.foreseen)
    status = f" ({moved.foreseen})" if moved.foreseen else ""
    return follows(f"{what}: {now}{status}, a number of another kind than {before}", new)


def first_toll(pair: Pair) -> Judgement | None:
    """How many died or were hurt, when no report of the event says that anybody was, be it
    within minutes: nobody who was told of the quake knows it."""
    if pair.foreign or pair.cosine >= _VERSIONS or any(member.chinese for member in pair.members):
        return None
    counts = (each for each in pair.new.numbers if each.slots & _HARMED and each.value)
    found = next(counts, None)
    if found is None:
        return None
    known = frozenset().union(*(frozenset(map(concept, words_of(each))) for each in found.slots))
    if any(member.told & known for member in pair.members):
        return None
    slot, now = min(found.slots & _HARMED), number(found.value)
    return follows(f"the first count ({slot}: {now})", News(kind="moved", what=slot, now=now))


_HARMED = frozenset({*_TOLLS, "missing"})


def _called(pair: Pair, moved: Moved) -> str:
    """What moved, in a word that people know: slots are stems."""
    return moved.called or written(pair.new, moved.slot)


def _another_milestone(pair: Pair) -> Judgement | None:
    """The 50,000th after 12,500 in a month: both are numbers to tell, and not one number."""
    ours = telling(pair.new.numbers)
    theirs = [each for member in pair.members for each in telling(member.numbers)]
    if not ours or not theirs or compare(ours, tuple(theirs))[0]:
        return None
    if not any(MILESTONE in each.slots for each in (*ours, *theirs)):
        return None
    if all(_in_common(pair.new, member) < _COMMON for member in pair.members):
        return None  # of one company, and nothing else in common
    now, before = number(ours[0].value), number(theirs[0].value)
    what, status = called(pair.new.numbers, ours[0].value)
    new = News(kind="another", what=what, now=now, before=before, status=status)
    return follows(f"another number: {new.now}, after {new.before}", new)


_COMMON = 2


def _in_common(new: Facts, member: Facts) -> int:
    """How many words two headlines share."""
    return len(frozenset(map(concept, new.plain)) & frozenset(map(concept, member.plain)))


def _moved(pair: Pair) -> Moved | None:
    """Against the reports of the event, the latest whose number is one before: an earlier one may
    have grown since, or been withdrawn."""
    moved: Moved | None = None
    for member in reversed(pair.members):
        shared, changed = compare(pair.new.numbers, member.numbers)
        if shared:
            return None
        if changed and (moved is None or (changed.alike and not moved.alike)):
            moved = changed
    return moved


def next_stage(pair: Pair) -> Judgement | None:
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


def goes_on(pair: Pair) -> Judgement | None:
    """A later stage than any report of the event told, or what somebody does about it."""
    new, members = pair.new, pair.members
    if pair.gap < _GOES_ON:
        return None  # outlets that tell one event at once choose different words
    further = goes_further(new.stages, {each for member in members for each in member.told_stages})
    if further:
        why = f"something later than was told ({further})"
        return follows(why, News(kind="stage", what=further))
    if new.reacts and not any(member.reacts for member in members):
        return follows("what somebody does about the news", News(kind="response"))
    return None


def officials_act(pair: Pair) -> Judgement | None:
    """An official whom no report named enters with a later stage, be it within minutes."""
    new, members = pair.new, pair.members
    if not new.officials:
        return None
    if any(member.told_officials for member in members):
        return None
    further = goes_further(new.stages, {each for member in members for each in member.told_stages})
    if not further:
        return None
    return follows(f"somebody official acts ({further})", News(kind="stage", what=further))


def enters_after(pair: Pair) -> Judgement | None:
    """``X after Y``, be it within minutes, where Y was told and X is about an official or a watched
    name that no report has: whoever joins in after the event is no part of it."""
    new, members = pair.new, pair.members
    if pair.foreign or pair.cosine >= _VERSIONS or not _adds_to(pair):
        return None
    main = frozenset(map(concept, new.main))
    told = frozenset().union(*(member.told for member in members))
    official = new.officials and not any(member.told_officials for member in members)
    watched = (frozenset(map(concept, new.watched_stems)) & main) - told
    if not official and not watched:
        return None
    who = written(new, min(new.officials)) if official else written(new, min(watched))
    return follows(f"somebody enters after what was told ({who})", News(kind="after", what=who))


def something_else(pair: Pair) -> Judgement | None:
    """Hours later, a headline says that something happens which no report told."""
    new, members = pair.new, pair.members
    if pair.gap < _LATER or pair.cosine >= _VERSIONS or pair.foreign:
        return None
    done = new.happenings
    fresh = [each for each in done if not any(_is_told(each, member) for member in members)]
    if not fresh or not all(member.happenings - done for member in members):
        return None
    said = f"“{written(new, min(fresh))}”"
    why = f"hours later, something that was not told: {said}"
    return follows(why, News(kind="words", what=said))


def mostly_new(pair: Pair) -> Judgement | None:
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
    words = new.concepts
    fresh = [each for each in words if not any(_is_told(each, member) for member in members)]
    if len(fresh) < _SAYS or 2 * len(fresh) < len(words):
        return None
    return follows("hours later, mostly what was not told", News(kind="much"))


def _is_told(happening: str, member: Facts) -> bool:
    return happening in member.told or told_among(happening, member.stems)


_KNOWN = 0.34
"""Share of a main clause that may have been told: the regulator that was told to have said it may
open an investigation."""


def new_main_clause(pair: Pair) -> Judgement | None:
    """``X after Y`` and ``Y: X`` where Y is the event and X isn't."""
    if pair.gap <= _GOES_ON or not _adds_to(pair):
        return None
    return follows("something new after what was told", News(kind="after"))


def _adds_to(pair: Pair) -> bool:
    """Whether a clause of the headline is the event and the other isn't."""
    new, seed = pair.new, pair.members[0]
    names = set(map(concept, new.names | seed.names))
    main = set(map(concept, new.main)) - names
    common = (seed.told - names) & set(map(concept, new.old))
    return bool(main and common) and len(seed.told & main) <= _KNOWN * len(main)
