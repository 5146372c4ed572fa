"""One name in the stored history: what its letters stand for, story by story. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.commands import thresholds
from bot.commands.places import Place
from bot.commands.senses import Name, Sense, is_full_name, is_longer_name, sense_of
from bot.commands.view import fold
from bot.text import is_cjk

_MOST_PHRASES = 40
"""Phrases of one name that are looked into."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Phrase:
    """A phrase that holds the name, and in how many stories."""

    text: str
    stories: int
    sense: Sense
    stops: int = 0
    """Stories that would not be found any more were it excluded."""


@dataclass(frozen=True, kw_only=True, slots=True)
class NameStudy:
    """The senses of one name. Stories count once, by what all of their places agree in."""

    name: str
    stories: int
    """With the name in any case and sense."""
    senses: Mapping[Sense, int]
    """Stories in which it stands in senses other than the plain one only, by the first of them."""
    counted: int
    """Of these, stories that the watch finds all the same."""
    phrases: tuple[Phrase, ...] = ()
    """In which it means something else by the look of it, the most frequent first."""
    full: Phrase | None = None
    """The longer name that it mostly stands in."""

    @property
    def other(self) -> int:
        return sum(self.senses.values())


@dataclass(frozen=True, slots=True)
class Seen:
    """The places of the name in one item."""

    item_id: str
    places: tuple[Place, ...]
    business: bool
    """The item uses a company's vocabulary."""


def study_of(
    groups: Mapping[str, Sequence[Seen]], about: Name, late: Callable[[], bool] = lambda: False
) -> NameStudy:
    """``groups``: by story. ``late``: whether to stop and tell of those looked at by then."""
    frequent = _frequent(groups, about, late)
    full = _full_name(frequent, len(groups), about)
    odd = {
        fold(each.text): each
        for each in frequent
        if each is not full and not late() and _is_odd(each, groups, about)
    }
    other: dict[Sense, list[bool]] = defaultdict(list)
    stories = 0
    for group in groups.values():
        if late():
            break
        stories += 1
        places = list(_places(group))
        sense = _sense_of_story(places, about, odd, fold(full.text) if full else "")
        if sense is not Sense.PLAIN:
            other[sense].append(any(place.taken for place in places))
    told = {key: many for key, many in other.items() if len(many) >= thresholds.AMBIGUOUS}
    return NameStudy(
        name=about.text,
        stories=stories,
        senses={sense: len(many) for sense, many in told.items()},
        counted=sum(sum(many) for many in told.values()),
        phrases=tuple(odd.values()),
        full=full,
    )


def _sense_of_story(
    places: Sequence[Place], about: Name, odd: Mapping[str, Phrase], full: str
) -> Sense:
    """The first sense of its places, or the plain one when one of them has that."""
    first = Sense.PLAIN
    for place in places:
        sense = sense_of(place, about)
        if full and _holds(place, full):
            return Sense.PLAIN
        if sense is Sense.PLAIN:
            held = (each.sense for key, each in odd.items() if _holds(place, key))
            sense = next((_named(each) for each in held), sense)
        if sense is Sense.PLAIN:
            return sense
        first = sense if first is Sense.PLAIN else first
    return first


def _named(sense: Sense) -> Sense:
    """With its capital the name isn't the word, though the phrase is met with it: Big Apple."""
    return Sense.LONGER if sense in {Sense.PLAIN, Sense.LOWER} else sense


# ── phrases ──────────────────────────────────────────────────────────────────────────────


def _frequent(
    groups: Mapping[str, Sequence[Seen]], about: Name, late: Callable[[], bool]
) -> list[Phrase]:
    """The phrases that several stories have, most frequent first."""
    written: dict[str, Counter[str]] = defaultdict(Counter)
    senses: dict[str, Counter[Sense]] = defaultdict(Counter)
    for group in groups.values():
        for place in (place for seen in group for place in seen.places):
            for text in place.phrases:
                written[fold(text)][text] += 1
                senses[fold(text)][sense_of(place, about, text)] += 1
    often = sorted(written, key=lambda key: -written[key].total())[:_MOST_PHRASES]
    found: list[Phrase] = []
    for key in often:
        if late():
            break
        holding = [group for group in groups.values() if _any_holds(group, key)]
        phrase = Phrase(
            text=written[key].most_common(1)[0][0],
            stories=len(holding),
            sense=max(senses[key], key=lambda each: (each is not Sense.PLAIN, senses[key][each])),
            stops=sum(_stopped(group, key) for group in holding),
        )
        if phrase.stories >= thresholds.ORDINARY_PHRASE:
            found.append(phrase)
    return sorted(found, key=lambda each: -each.stories)


def _is_odd(phrase: Phrase, groups: Mapping[str, Sequence[Seen]], about: Name) -> bool:
    """Whether the phrase stands for something else than the name by itself, by the look of it."""
    if phrase.sense is not Sense.PLAIN:
        return True
    if phrase.stories < thresholds.OTHER_PHRASE or not is_longer_name(phrase.text, about):
        return False
    key = fold(phrase.text)
    holding = [group for group in groups.values() if _any_holds(group, key)]
    alone = sum(all(_holds(place, key) for place in _places(group)) for group in holding)
    business = sum(any(seen.business for seen in group) for group in holding)
    return (
        alone >= thresholds.ALONE * phrase.stories
        and business <= thresholds.BUSINESS * phrase.stories
    )


def _places(group: Sequence[Seen]) -> Iterator[Place]:
    return (place for seen in group for place in seen.places)


def _any_holds(group: Sequence[Seen], phrase: str) -> bool:
    return any(_holds(place, phrase) for place in _places(group))


def _stopped(group: Sequence[Seen], phrase: str) -> bool:
    """Whether the story is found now, and wouldn't be with the phrase excluded."""
    taken = [place for place in _places(group) if place.taken]
    return bool(taken) and all(_holds(place, phrase) for place in taken)


def _holds(place: Place, phrase: str) -> bool:
    """Whether the place stands in the phrase, whether or not that was thought telling there."""
    before, _, after = phrase.partition(fold(place.text))
    if not (place.low_before.endswith(before) and place.low_after.startswith(after)):
        return False
    outside = place.low_before[: len(place.low_before) - len(before)][-1:]
    beyond = place.low_after[len(after) : len(after) + 1]
    return not (before and _is_letter(outside)) and not (after and _is_letter(beyond))


def _is_letter(char: str) -> bool:
    return char.isalnum() and not is_cjk(char)


def _full_name(found: Sequence[Phrase], stories: int, about: Name) -> Phrase | None:
    """The longer name, capitals throughout, in which a short one mostly stands."""
    named = [each for each in found if is_full_name(each.text, about)]
    if not named or named[0].stories < thresholds.FULL_NAME:
        return None
    first, second = named[0].stories, named[1].stories if len(named) > 1 else 0
    often = not about.ordinary and first >= thresholds.OFTEN * stories
    if first >= thresholds.MOSTLY * stories or (often and first >= thresholds.UNRIVALLED * second):
        return named[0]
    return None
