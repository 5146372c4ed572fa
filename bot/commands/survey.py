"""What the stored history says about a name: in which senses it stands, and how it is written.

:class:`Survey` is handed the items that a preview streams past the matcher; :meth:`Survey.study`
counts. Both are pure; a survey is not shared between threads.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.commands.namestudy import NameStudy, Seen, study_of
from bot.commands.places import Names
from bot.commands.senses import Name
from bot.commands.spellings import Spelling, SpellingKind, spellings
from bot.commands.standing import Standing
from bot.commands.view import fold
from bot.matching import Matcher
from bot.model import Item, Mention, Watch

ITEMS = 3_000
"""Items with the name that are kept; of later ones the study says nothing."""
_BUSINESS = re.compile(
    r"\b(?:company|companies|firm|shares|stock|investors?|CEO|chief executive|customers?|startup"
    r"|maker|products?|earnings|revenue|sales|unveil\w*|launch\w*|Inc|Corp)\b",
    re.IGNORECASE,
)


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
    met: Mapping[str, int] = field(default_factory=dict)
    """Stories by the name of a rival, folded, that stands in them."""
    cut: bool = False
    """Not all items of the period were looked at: a bound was met, or time was up."""


class Survey:
    """Collects, item by item. ``rivals``: watches with which the new one may be confused."""

    def __init__(self, watch: Watch, rivals: Sequence[Watch] = ()) -> None:
        self._watch = watch
        self._names = Names((watch.name, *watch.aliases))
        self._rivals = Matcher.compile(rivals) if rivals else None
        self._seen: list[Seen] = []
        self._titles: dict[str, str] = {}
        self._both: list[tuple[str, str]] = []
        self._slips: list[tuple[str, str]] = []
        self._met: list[tuple[str, str]] = []
        self._standing = Standing()
        self._full = False

    def read(self, item: Item, mentions: Sequence[Mention]) -> None:
        """``mentions``: of the watch in the item, as the matcher finds them."""
        if self._full:
            return
        places = self._names.places(item, mentions)
        if places and len(self._seen) == ITEMS:
            self._full = True
            return
        self._standing.read(item, (one for place in places for one in spellings(place)))
        if places:
            text = f"{item.title}\n{item.content[:2_000]}"
            business = _BUSINESS.search(text) is not None
            self._seen.append(Seen(item.id, tuple(places), business))
        if mentions and self._rivals is not None:
            found = self._rivals.match(item.title, item.content)
            self._both += [(item.id, watch_id) for watch_id in {each.watch_id for each in found}]
            self._met += [(item.id, name) for name in {fold(each.text) for each in found}]
        self._slips += [(item.id, each.text) for each in mentions if each.rule == "typo"]
        if places or mentions:
            self._titles[item.id] = fold(item.title) or item.id

    def glance(self, items: Iterable[Item]) -> None:
        """Items without the name: do its other spellings stand for themselves there?"""
        for item in items:
            self._standing.read(item, ())

    @property
    def item_ids(self) -> Iterable[str]:
        return self._titles

    @property
    def spellings(self) -> Sequence[str]:
        """Other spellings of the name seen so far."""
        return self._standing.sought

    def study(self, stories: Mapping[str, str], late: Callable[[], bool] = lambda: False) -> Study:
        """``stories``: story id by item id; an item without one stands with those of the same
        headline. ``late``: whether to stop and tell what is known by then."""

        def story_of(item_id: str) -> str:
            return stories.get(item_id) or "=" + self._titles[item_id]

        def counted(found: Iterable[tuple[str, str]]) -> dict[str, int]:
            return Counter(key for key, _ in {(key, story_of(item)) for item, key in found})

        names = (self._watch.name, *self._watch.aliases)
        both, slips = counted(self._both), counted(self._slips)
        studied = [self._study_of(name, names, story_of, late) for name in names if not late()]
        person = self._watch.kind == "person"
        written = tuple(
            each
            for each in _written(self._seen, story_of, self._standing, late)
            if person or each.kind != "aliases" or not self._standing.is_person(each.text)
        )
        return Study(
            names=tuple(each for each in studied if each.stories),
            written=written,
            both=both,
            slips=slips,
            met=counted(self._met),
            cut=self._full or late(),
        )

    def _study_of(
        self,
        name: str,
        names: Sequence[str],
        story_of: Callable[[str], str],
        late: Callable[[], bool],
    ) -> NameStudy:
        groups: dict[str, list[Seen]] = defaultdict(list)
        for seen in self._seen:
            own = tuple(each for each in seen.places if each.name == name)
            if own:
                groups[story_of(seen.item_id)].append(Seen(seen.item_id, own, seen.business))
        about = Name.of(name, names, person=self._watch.kind == "person")
        return study_of(groups, about, late)


# ── spellings ────────────────────────────────────────────────────────────────────────────


def _written(
    seen: Sequence[Seen],
    story_of: Callable[[str], str],
    standing: Standing,
    late: Callable[[], bool],
) -> tuple[Written, ...]:
    """Each once: of a spelling and its end that is found by itself, too, the end, when that is
    the more frequent."""
    stories: dict[tuple[SpellingKind, str], set[str]] = defaultdict(set)
    found: dict[Spelling, int] = Counter()
    for each in seen:
        if late():
            break
        for spelling in (one for place in each.places for one in spellings(place)):
            found[spelling] += 1
            for text in (spelling.text, *spelling.shorter):
                stories[_key(spelling.kind, text)].add(story_of(each.item_id))
    whole = {(one.kind, one.text) for one in found}
    chosen: dict[tuple[SpellingKind, str], str] = {}
    for one in sorted(found, key=lambda one: (-found[one], one.text)):
        ends = [text for text in (*one.shorter, one.text) if (one.kind, text) in whole]
        if max(ends, key=lambda text: len(stories[_key(one.kind, text)])) != one.text:
            continue  # the end is among those found
        name = standing.name_in(one)
        if name:
            chosen.setdefault(_key(one.kind, name), name)
    written = (
        Written(kind=key[0], text=text, stories=len(stories[key])) for key, text in chosen.items()
    )
    return tuple(sorted(written, key=lambda each: (-each.stories, each.kind, each.text)))


def _key(kind: SpellingKind, text: str) -> tuple[SpellingKind, str]:
    """Accounts are the same in any case."""
    return kind, fold(text) if kind == "handles" else text
