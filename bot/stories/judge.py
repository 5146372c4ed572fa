"""Duplicate, follow-up, correction or something else: guards first, then all evidence. Pure.

Similarity alone swallows news: recurring reports look more alike than two reports of one
event. So the guards speak first, in the order of :data:`GUARDS`; the first that has something
to say decides.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from bot.model import News, Relation
from bot.stories.apart import (
    another_edition,
    another_place,
    another_subject,
    only_names,
    other_places,
    too_short,
)
from bot.stories.differs import one_word_differs, opposite, outlet_goes_on, same_outlet
from bot.stories.evidence import evidence, kind_of, odds
from bot.stories.facts import Facts
from bot.stories.onward import (
    attached,
    correction,
    enters_after,
    first_toll,
    goes_on,
    mostly_new,
    new_main_clause,
    next_stage,
    number_moved,
    officials_act,
    only_commented,
    something_else,
)
from bot.stories.pair import LEAST, RELATED, SURE, Judgement, Pair, follows, number
from bot.stories.quantities import called, is_rounded

_VERSIONS = 0.9
"""Cosine from which two texts are versions of one, whatever else speaks against it."""
_SURELY = 0.75
"""Cosine from which two texts are versions of one."""
_DUPLICATE = {"headlines": 0.5, "mixed": 0.42, "texts": 0.42, "chinese": 0.55}
_QUIET = {"headlines": 0.36, "mixed": 0.1, "texts": 0.1, "chinese": 0.3}
"""Shares of the odds from which a report is a duplicate; and from which it may be one, so that
nobody is told. Where there are texts, most of what goes on with a story resembles it little."""
_AGAIN = 0.9
"""… from which an outlet has told an event again under another headline, which it seldom does."""
_NEAR = 0.12
"""Share of a headline from which what is near in meaning counts for a word in common: any jet is
near to an airline's name."""
_OTHER = 0.5
"""… from which it is another story."""
_COMMON = 2
"""Words that two reports must have in common to be related: one rare word is an accident."""

Guard = Callable[[Pair], Judgement | None]

GUARDS: tuple[Guard, ...] = (
    another_edition,
    another_subject,
    another_place,
    correction,
    attached,
    only_commented,
    number_moved,
    first_toll,
    opposite,
    next_stage,
    one_word_differs,
    officials_act,
    enters_after,
    same_outlet,
)
"""The first that has something to say decides: another story, or no duplicate; of what is no
duplicate, the evidence still says whether it goes on with the story at all."""

HINTS: tuple[Guard, ...] = (
    only_names,
    other_places,
    goes_on,
    new_main_clause,
    something_else,
    mostly_new,
    outlet_goes_on,
)
"""What they say is evidence among other evidence, and the reason where it carries the day."""

_NEWS: tuple[Guard, ...] = (goes_on, something_else)
"""Those of the hints after which what may be a repeat is told all the same: they can say what is
new, and are right twice in three times."""


def judge(pair: Pair) -> Judgement | None:
    """What the new report is to the event; ``None`` when it has nothing to do with it."""
    if pair.score < LEAST and not pair.foreign:
        return None
    guard = guarded(pair)
    if guard is not None and guard[1].relation is not Relation.FOLLOW_UP:
        return guard[1]
    if pair.foreign:
        return guard[1] if guard else Judgement(relation=Relation.DUPLICATE, why=pair.foreign)
    if guard is None and pair.shared < _COMMON and pair.cosine < _SURELY:
        return None
    return _of_this_story(pair, *guard) if guard else _weighed(pair)


def guarded(pair: Pair) -> tuple[str, Judgement] | None:
    """The first of :data:`GUARDS` that has something to say, by name, and what it says."""
    for guard in GUARDS:
        judgement = guard(pair)
        if judgement is not None:
            return guard.__name__, judgement
    return None


def _of_this_story(pair: Pair, guard: str, judgement: Judgement) -> Judgement | None:
    """What a guard calls a follow-up is no duplicate; it may be of another story all the same."""
    found = odds(evidence(pair, [*hints(pair), guard]), kind_of(pair))
    return judgement if found.other < _OTHER else None


def _weighed(pair: Pair) -> Judgement | None:
    """What all evidence says where no guard has anything to say."""
    said = hints(pair)
    kind = kind_of(pair)
    if kind == "texts" and pair.score < RELATED:
        return None  # a sentence in common, in passing
    if only_names.__name__ in said and too_short(pair):
        return said[only_names.__name__]
    seen = evidence(pair, said)
    found = odds(seen, kind)
    sure = _of_headlines(pair, said, seen, found.duplicate) if kind == "headlines" else None
    if sure is not None:
        return sure
    fact = _new_fact(pair)
    same = found.duplicate >= _DUPLICATE[kind] or pair.cosine >= _VERSIONS
    if same and not fact:
        share = max(found.duplicate, pair.cosine)
        return Judgement(relation=Relation.DUPLICATE, why=_alike(pair), share=share)
    doubtful = found.duplicate >= _QUIET[kind]
    if found.other >= _OTHER and not doubtful:
        reasons = [each.why for each in said.values() if each.relation is None]
        return Judgement(relation=None, why=reasons[0]) if reasons else None
    if fact:
        return _told(fact)
    news = any(hint.__name__ in said for hint in _NEWS)
    return _follow_up(pair, said, found.duplicate, loud=news or not doubtful)


def _of_headlines(
    pair: Pair, said: Mapping[str, Judgement], seen: Mapping[str, float], duplicate: float
) -> Judgement | None:
    """What decides between two headlines before any odds do, for no text says otherwise."""
    if not pair.anchored and not _share_a_word(pair, seen):
        return Judgement(relation=None, why="nothing in common but a name")
    if other_places.__name__ in said:
        return said[other_places.__name__]
    return said.get(outlet_goes_on.__name__) if duplicate < _AGAIN else None


def _follow_up(
    pair: Pair, said: Mapping[str, Judgement], duplicate: float, *, loud: bool
) -> Judgement:
    """By the first hint that calls it one, else because the reports are related."""
    hint = next((each for each in said.values() if each.relation is not None), None)
    return Judgement(
        relation=Relation.FOLLOW_UP,
        why=hint.why if hint else _alike(pair, related=True),
        loud=loud,
        news=hint.news if hint else None,
        share=duplicate,
    )


def _share_a_word(pair: Pair, seen: Mapping[str, float]) -> bool:
    """Whether two headlines say something alike besides one name."""
    near = max(seen["nearly told"], seen["nearly kept"]) >= _NEAR
    names = seen["names"] > 1 and not all(_one_name(pair.new, each) for each in pair.members)
    return bool(seen["words"] or seen["number"] or near or names)


def _one_name(new: Facts, member: Facts) -> bool:
    """Whether the names in common stand side by side in both: ``Northwind Airlines`` is one."""
    common = new.names & member.names
    return all(_side_by_side(common, each.order) for each in (new, member))


def _side_by_side(names: Collection[str], order: Sequence[str]) -> bool:
    places = [place for place, word in enumerate(order) if word in names]
    return not places or places[-1] - places[0] < len(places)


def _told(fact: News) -> Judgement:
    return follows(f"a new number for {fact.what}: {fact.now}", fact)


def hints(pair: Pair) -> dict[str, Judgement]:
    """Those of :data:`HINTS` that have something to say, by name."""
    found = ((hint.__name__, hint(pair)) for hint in HINTS)
    return {name: judgement for name, judgement in found if judgement is not None}


def _new_fact(pair: Pair) -> News | None:
    """A number for a watched name, in the headline, that no report of the event gave, although
    one of them has a number in its headline, too."""
    if not any(member.anchors for member in pair.members):
        return None
    given = {value for m in pair.members for _, value in (*m.anchors, *m.weak_anchors)}
    fresh = sorted(
        anchor
        for anchor in pair.new.anchors
        if anchor[1] not in given and not any(is_rounded(anchor[1], each) for each in given)
    )
    if pair.score >= SURE and len(fresh) < len(pair.new.anchors):
        return None  # a longer version of the same headline
    if not fresh:
        return None
    name, value = fresh[0]
    of, status = called(pair.new.numbers, value)
    return News(kind="number", what=f"{name} {of}".rstrip(), now=number(value), status=status)


def _alike(pair: Pair, *, related: bool = False) -> str:
    """In words, without numbers nobody can check."""
    title = pair.new.title.casefold()
    same = any(member.title.casefold() == title for member in pair.members)
    degree = "the same words as" if same else "much like"
    if related:
        degree = "related to"
    return f"{degree} “{pair.members[0].title}”"
