"""Ways to keep an alert out that missed the point, each with what it would have kept out besides,
the best first. Pure.

A phrase is excluded, an alias taken off, context asked for, or the one outlet muted that brings
such things; whatever doesn't stop the alert itself, or stops much else, is no way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from bot.commands.phrases import phrases_around
from bot.commands.sharing import REACH, Spoken, shared_words
from bot.commands.view import fold, names_of
from bot.matching import Matcher
from bot.model import Item, Mention, Watch

WayKind = Literal["exclude", "alias", "exact", "context", "mute"]

COSTS: Mapping[WayKind, float] = {
    "exclude": 0.0,  # touches nothing but that phrase
    "alias": 0.1,
    "exact": 0.1,
    "context": 0.15,  # fits the news so far, and that to come perhaps
    "mute": 0.05,  # only where the outlet is the cause
}
"""What a way costs by itself; besides, the share of the worth of what it would have stopped."""
ONE_OFF = 0.1
"""… and this for a phrase that nothing else has: it stops what has come already."""
GOOD_LOST = 1.0
"""… and this for each story stopped that somebody asked for more of."""
MOST_LOST = 0.34
"""A way that stops a larger part of what a name brings is none."""
CONTEXT_LOST = 0.2
"""… and context, which is a guess about all that is to come, stops less of it."""

WORTH: Mapping[str, float] = {
    "good": 5.0,  # somebody asked for more like it
    "many": 2.0,  # three outlets or more tell it
    "two": 1.0,
    "alone": 0.5,  # one outlet tells it
    "refused": 0.0,  # somebody muted it
}
"""How much it matters that a story is told, by what is known of it."""
MANY = 3

FEED_LEAST, FEED_ALONE, FEED_UNLIKE = 4, 0.75, 0.3
"""An outlet is the cause when it brought so many stories of the name, such a part of them nobody
else told, and the part is by so much larger than that of all others."""
CONTEXT_LEAST = 3
"""Stories from which on their common words say anything."""
_PHRASES = 3
"""Phrases that one way may exclude together."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Earlier:
    """One story of the stored history that a watch is found in."""

    items: tuple[Item, ...]
    """Its reports with the name, newest first."""
    outlets: int = 1
    """How many tell it, with or without the name."""
    told: bool = True
    good: bool = False
    """Somebody asked for more like it."""
    refused: bool = False
    """Somebody muted it."""

    @property
    def title(self) -> str:
        return self.items[-1].title or self.items[-1].content

    @property
    def worth(self) -> float:
        if self.good or self.refused:
            return WORTH["good" if self.good else "refused"]
        return WORTH["many" if self.outlets >= MANY else "two" if self.outlets > 1 else "alone"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Way:
    kind: WayKind
    values: tuple[str, ...] = ()
    """Phrases, aliases, or all context words; of a mute the feed's id."""
    watch: Watch
    """As it would be; for a mute as it is."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """One way and what it would have stopped of the stored history."""

    way: Way
    stops: tuple[Earlier, ...]
    """Newest first."""
    history: tuple[Earlier, ...]

    @property
    def loss(self) -> float:
        """The share of worth that is lost, 0 to 1."""
        total = sum(each.worth for each in self.history)
        return sum(map(self._lost, self.stops)) / total if total else 0.0

    def _lost(self, story: Earlier) -> float:
        """Where an outlet is the cause, what it alone tells is what nobody misses."""
        alone = self.way.kind == "mute" and story.outlets < 2 and not story.good
        return 0.0 if alone else story.worth

    @property
    def cost(self) -> float:
        good = sum(each.good for each in self.stops)
        one_off = ONE_OFF if self.way.kind == "exclude" and not self.stops else 0.0
        return COSTS[self.way.kind] + one_off + self.loss + GOOD_LOST * good

    @property
    def drastic(self) -> bool:
        """It stops much of what the name brings, and so the name itself."""
        part = CONTEXT_LOST if self.way.kind == "context" else MOST_LOST
        return len(self.stops) > max(part * len(self.history), 1)


def choices(
    watch: Watch, wrong: Item, history: Sequence[Earlier], outlets: int = 1
) -> list[Choice]:
    """The best first; none when the watch isn't found in ``wrong``, or nothing narrow helps.
    ``history``: other stories, newest first; ``outlets``: how many tell the wrong one."""
    mentions = Matcher.compile([watch]).match(wrong.title, wrong.content)
    if not mentions:
        return []
    found = [_tried(way, wrong, history) for way in _ways(watch, wrong, mentions, history)]
    kept = [each for each in found if each is not None and not each.drastic]
    if outlets < 2 and _is_cause(wrong.feed_id, history):
        way = Way(kind="mute", values=(wrong.feed_id,), watch=watch)
        stopped = tuple(each for each in history if _brought(each, wrong.feed_id))
        kept.append(Choice(way=way, stops=stopped, history=tuple(history)))
    return ranked(each for each in kept if not _is_more_than_enough(each, kept))


def _is_more_than_enough(choice: Choice, others: Sequence[Choice]) -> bool:
    """Whether some of its phrases are a way by themselves."""
    if choice.way.kind != "exclude":
        return False
    own = set(map(fold, choice.way.values))
    return any(
        set(map(fold, each.way.values)) < own for each in others if each.way.kind == "exclude"
    )


def ranked(found: Iterable[Choice]) -> list[Choice]:
    """The best first; of those that cost the same the one that keeps out more of what nobody
    misses."""
    return sorted(found, key=lambda each: (round(each.cost, 3), -len(each.stops)))


# ── ways ─────────────────────────────────────────────────────────────────────────────────


def _ways(
    watch: Watch, wrong: Item, mentions: Sequence[Mention], history: Sequence[Earlier]
) -> Iterator[Way]:
    yield from _excluding(watch, wrong, mentions)
    aliases = _aliases_in(watch, mentions)
    if aliases:
        yield Way(kind="alias", values=aliases, watch=without_names(watch, aliases))
    if watch.fuzzy and all(each.rule == "typo" for each in mentions):
        yield Way(kind="exact", watch=replace(watch, fuzzy=False))
    if context := _context(watch, wrong, history):
        yield Way(kind="context", values=context, watch=replace(watch, context=context))


def _excluding(watch: Watch, wrong: Item, mentions: Sequence[Mention]) -> Iterator[Way]:
    """Each phrase around a mention by itself; and, for a name that stands there several times,
    one around each."""
    first: list[str] = []
    every: dict[str, str] = {}
    for mention in mentions:
        text = wrong.title if mention.field == "title" else wrong.content
        around = phrases_around(text, mention)
        first += around[:1]
        for phrase in around:
            every.setdefault(fold(phrase), phrase)
    for phrase in every.values():
        yield _exclude(watch, (phrase,))
    together = tuple({fold(each): each for each in first}.values())
    if 1 < len(together) <= _PHRASES:
        yield _exclude(watch, together)


def _exclude(watch: Watch, phrases: tuple[str, ...]) -> Way:
    return Way(
        kind="exclude", values=phrases, watch=replace(watch, exclude=(*watch.exclude, *phrases))
    )


def _aliases_in(watch: Watch, mentions: Sequence[Mention]) -> tuple[str, ...]:
    """Names other than its own by which alone the watch is found there."""
    others = {_bare(each): each for each in (*watch.aliases, *watch.tickers, *watch.handles)}
    met = {_bare(each.text) for each in mentions}
    if not met <= others.keys() or _bare(watch.name) in met:
        return ()
    return tuple(others[each] for each in sorted(met))


def _bare(name: str) -> str:
    return fold(name).lstrip("@$")


def without_names(watch: Watch, gone: Sequence[str]) -> Watch:
    def kept(names: Sequence[str]) -> tuple[str, ...]:
        return tuple(each for each in names if each not in gone)

    return replace(
        watch,
        aliases=kept(watch.aliases),
        tickers=kept(watch.tickers),
        handles=kept(watch.handles),
    )


def _context(watch: Watch, wrong: Item, history: Sequence[Earlier]) -> tuple[str, ...]:
    """Words near the right one: those it has, but for what stands near the wrong one, too, and
    those that its other stories share."""
    right = [each for each in history if not each.refused]
    if len(right) < CONTEXT_LEAST:
        return ()
    matcher = Matcher.compile([watch])
    spoken = [
        Spoken(" ".join(near_text(item, matcher) for item in each.items), each.worth)
        for each in right
    ]
    beside = near_text(wrong, matcher)
    kept = tuple(each for each in watch.context if fold(each) not in fold(beside))
    found = shared_words(names_of(watch), f"{wrong.title} {beside}", spoken)
    had = {fold(each) for each in kept}
    return (*kept, *(each for each in found if fold(each) not in had))


def near_text(item: Item, matcher: Matcher) -> str:
    """The title, and of the text what is near enough to a mention to speak for it."""
    found = [e for e in matcher.match(item.title, item.content) if e.field == "content"]
    parts, end = [item.title], 0
    for each in found:
        start = max(each.start - REACH, end)
        end = max(each.end + REACH, end)
        parts.append(item.content[start:end])
    return " ".join(parts if found else [item.title, item.content[:REACH]])


# ── what they would have stopped ─────────────────────────────────────────────────────────


def _tried(way: Way, wrong: Item, history: Sequence[Earlier]) -> Choice | None:
    matcher = Matcher.compile([way.watch])
    if matcher.match(wrong.title, wrong.content):
        return None
    touched = _touched(way)
    stops = tuple(
        each
        for each in history
        if not any(not touched(item) or matcher.match(item.title, item.content)
                   for item in each.items)
    )  # fmt: skip
    return Choice(way=way, stops=stops, history=tuple(history))


def _touched(way: Way) -> Callable[[Item], bool]:
    """Whether the way could make a difference to an item: to exclude a phrase does to what has
    it."""
    phrases = [fold(each) for each in way.values] if way.kind == "exclude" else [""]

    def holds(item: Item) -> bool:
        text = fold(f"{item.title} {item.content}")
        return any(each in text for each in phrases)

    return holds


def _is_cause(feed_id: str, history: Sequence[Earlier]) -> bool:
    """Whether the trouble is the outlet: it tells much of the name that nobody else does."""
    own = [each for each in history if any(item.feed_id == feed_id for item in each.items)]
    others = [each for each in history if all(item.feed_id != feed_id for item in each.items)]
    if len(own) + 1 < FEED_LEAST or not others:
        return False
    mine, theirs = _part_alone(own), _part_alone(others)
    return mine >= FEED_ALONE and mine - theirs >= FEED_UNLIKE


def _part_alone(stories: Sequence[Earlier]) -> float:
    return sum(each.outlets < 2 or each.refused for each in stories) / len(stories)


def _brought(story: Earlier, feed_id: str) -> bool:
    """By this feed alone: what others tell comes all the same."""
    return {item.feed_id for item in story.items} == {feed_id}
