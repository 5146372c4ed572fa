"""What the stored history says about a name: in which senses it stands, and how it is written.

:class:`Survey` is handed the items that a preview streams past the matcher; :meth:`Survey.study`
counts. Both are pure; a survey is not shared between threads.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bot.commands import thresholds
from bot.commands.places import Names, Place
from bot.commands.senses import Name, Sense, is_full_name, is_longer_name, sense_of
from bot.commands.spellings import Spelling, SpellingKind, spellings
from bot.commands.view import fold
from bot.matching import Matcher
from bot.model import Item, Mention, Watch
from bot.text import is_cjk

ITEMS = 3_000
"""Items with the name that are kept; later ones are only counted by the preview."""
_MOST_PHRASES = 40
"""Phrases of one name that are looked into."""
_BUSINESS = re.compile(
    r"\b(?:company|companies|firm|shares|stock|investors?|CEO|chief executive|customers?|startup"
    r"|maker|products?|earnings|revenue|sales|unveil\w*|launch\w*|Inc|Corp)\b",
    re.IGNORECASE,
)


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


@dataclass(frozen=True, kw_only=True, slots=True)
class Written:
    """Another spelling and in how many stories it stands beside the name."""

    kind: SpellingKind
    text: str
    stories: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Study:
    names: tuple[NameStudy, ...] = ()
    written: tuple[Written, ...] = ()
    """Most frequent first; what the watch has already is among them."""
    both: Mapping[str, int] = field(default_factory=dict)
    """Stories that a rival finds, too, by the rival's watch id."""
    slips: Mapping[str, int] = field(default_factory=dict)
    """Stories by the misspelling that is taken for the name in them."""


@dataclass(frozen=True, slots=True)
class _Seen:
    item_id: str
    places: tuple[Place, ...]
    business: bool


class Survey:
    """Collects, item by item. ``rivals``: watches with which the new one may be confused."""

    def __init__(self, watch: Watch, rivals: Sequence[Watch] = ()) -> None:
        self._watch = watch
        self._names = Names((watch.name, *watch.aliases))
        self._rivals = Matcher.compile(rivals) if rivals else None
        self._seen: list[_Seen] = []
        self._titles: dict[str, str] = {}
        self._both: list[tuple[str, str]] = []
        self._slips: list[tuple[str, str]] = []

    def read(self, item: Item, mentions: Sequence[Mention]) -> None:
        """``mentions``: of the watch in the item, as the matcher finds them."""
        if len(self._seen) >= ITEMS:
            return
        places = self._names.places(item, mentions)
        if places:
            text = f"{item.title}\n{item.content[:2_000]}"
            business = _BUSINESS.search(text) is not None
            self._seen.append(_Seen(item.id, tuple(places), business))
        if mentions and self._rivals is not None:
            found = {each.watch_id for each in self._rivals.match(item.title, item.content)}
            self._both += [(item.id, watch_id) for watch_id in found]
        self._slips += [(item.id, each.text) for each in mentions if each.rule == "typo"]
        if places or mentions:
            self._titles[item.id] = fold(item.title) or item.id

    @property
    def item_ids(self) -> Iterable[str]:
        return self._titles

    def study(self, stories: Mapping[str, str]) -> Study:
        """``stories``: story id by item id; an item without one stands with those of the same
        headline."""

        def story_of(item_id: str) -> str:
            return stories.get(item_id) or "=" + self._titles[item_id]

        def counted(found: Iterable[tuple[str, str]]) -> dict[str, int]:
            return Counter(key for key, _ in {(key, story_of(item)) for item, key in found})

        names = (self._watch.name, *self._watch.aliases)
        studied = (self._study_of(name, names, story_of) for name in names)
        return Study(
            names=tuple(each for each in studied if each.stories),
            written=_written(self._seen, story_of),
            both=counted(self._both),
            slips=counted(self._slips),
        )

    def _study_of(
        self, name: str, names: Sequence[str], story_of: Callable[[str], str]
    ) -> NameStudy:
        groups: dict[str, list[_Seen]] = defaultdict(list)
        for seen in self._seen:
            own = tuple(each for each in seen.places if each.name == name)
            if own:
                groups[story_of(seen.item_id)].append(_Seen(seen.item_id, own, seen.business))
        about = Name.of(name, names, person=self._watch.kind == "person")
        frequent = _frequent(groups, about)
        full = _full_name(frequent, len(groups), about)
        odd = {
            fold(each.text): each
            for each in frequent
            if each is not full and _is_odd(each, groups, about)
        }
        senses: Counter[Sense] = Counter()
        counted = 0
        for group in groups.values():
            places = [place for seen in group for place in seen.places]
            sense = _sense_of_story(places, about, odd, fold(full.text) if full else "")
            if sense is not Sense.PLAIN:
                senses[sense] += 1
                counted += any(place.taken for place in places)
        return NameStudy(
            name=name,
            stories=len(groups),
            senses=dict(senses),
            counted=counted,
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


def _frequent(groups: Mapping[str, Sequence[_Seen]], about: Name) -> list[Phrase]:
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


def _is_odd(phrase: Phrase, groups: Mapping[str, Sequence[_Seen]], about: Name) -> bool:
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


def _places(group: Sequence[_Seen]) -> Iterator[Place]:
    return (place for seen in group for place in seen.places)


def _any_holds(group: Sequence[_Seen], phrase: str) -> bool:
    return any(_holds(place, phrase) for place in _places(group))


def _stopped(group: Sequence[_Seen], phrase: str) -> bool:
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
    for phrase in found:
        enough = phrase.stories >= max(thresholds.FULL_NAME, thresholds.MOSTLY * stories)
        if enough and is_full_name(phrase.text, about):
            return phrase
    return None


# ── spellings ────────────────────────────────────────────────────────────────────────────


def _written(seen: Sequence[_Seen], story_of: Callable[[str], str]) -> tuple[Written, ...]:
    """Each once: of a spelling and its end that is found by itself, too, the end, when that is
    the more frequent."""
    stories: dict[tuple[SpellingKind, str], set[str]] = defaultdict(set)
    found: set[Spelling] = set()
    for each in seen:
        for spelling in (one for place in each.places for one in spellings(place)):
            found.add(spelling)
            for text in (spelling.text, *spelling.shorter):
                stories[spelling.kind, text].add(story_of(each.item_id))
    whole = {(each.kind, each.text) for each in found}
    chosen = {
        max(
            [key for text in (*each.shorter, each.text) if (key := (each.kind, text)) in whole],
            key=lambda key: len(stories[key]),
        )
        for each in found
    }
    written = (
        Written(kind=kind, text=text, stories=len(stories[kind, text])) for kind, text in chosen
    )
    return tuple(sorted(written, key=lambda each: (-each.stories, each.kind, each.text)))
