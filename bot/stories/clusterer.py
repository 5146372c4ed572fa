"""Online clustering: each item gets its final place at once, at a bounded cost.

An *event* is what one alert tells; a *thread* the running story that events follow in. Live
events are found through an index from stems to the events that hold them, capped per stem, so
that the cost of an item doesn't grow with the window. All state follows from the items placed
within :attr:`Clusterer.memory`, so restoring those leads to the same answers as never stopping.
"""

from __future__ import annotations

import heapq
import math
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.model import Figure, Item, Relation, StoryChange, make_id
from bot.stories.background import is_known, rarity
from bot.stories.facts import Anchor, Facts, anchored, facts_of, headline_of, lead_of
from bot.stories.foreign import tie
from bot.stories.judge import judge
from bot.stories.meaning import concept, is_common
from bot.stories.pair import LEAST, Judgement, Pair
from bot.stories.quantities import compare
from bot.stories.scoring import Evidences, Weights, score_of
from bot.stories.vectors import Embedder, likeness
from bot.stories.words import acronyms, stems_of, words

Evidence = Callable[[Item], tuple[Collection[str], Sequence[Figure]]]

_DAY = timedelta(days=1)
_FOREIGN = timedelta(days=1)
"""How long a name and a number are enough to know an event in another language."""
_JOINS = (Relation.DUPLICATE, Relation.CORRECTION)
"""What makes an item part of an event that is there; an event takes reports for one window."""


@dataclass(slots=True, eq=False)
class _Event:
    id: str
    thread_id: str
    first: datetime
    last: datetime
    vector: Vector = field(default_factory=dict)
    """Sum of its reports' unit vectors."""
    square: float = 0.0
    norm: float = 0.0
    """The length of the vector, and its square."""
    reports: int = 0
    members: list[_Report] = field(default_factory=list)
    """The first report and the latest ones."""
    pages: list[str] = field(default_factory=list)
    """Addresses and live pages."""
    anchors: list[Anchor | Idea] = field(default_factory=list)
    alive: bool = True
    """Postings may still hold it when it isn't."""


Vector = dict[str, float]
Idea = tuple[str, str, bool]
"""A watched name, what is said of it, and whether in Chinese."""
_NONE: Mapping[_Event, float] = {}
_MEMBERS = 6
_UNSURE = (-5.5, 1.5)
"""Scores between which a model of sentences is asked; its time is long against all else."""
_SAYS_THE_SAME = 0.65
"""Likeness of sentences from which their having only names in common counts for nothing."""
_NAMES = 2
"""So many names in common don't make one event of two headlines."""


@dataclass(slots=True, eq=False)
class _Report:
    facts: Facts
    vector: Vector
    """Of unit length."""
    embedding: Sequence[float] | None = None
    """Made when it is first needed."""


class Clusterer:
    def __init__(
        self,
        window: timedelta = timedelta(days=3),
        *,
        weights: Weights | None = None,
        embedder: Embedder | None = None,
    ) -> None:
        """``window``: how long after its last report an event can still be joined;
        ``embedder``: a model of sentences, for better answers at some milliseconds each."""
        self._window = window
        self._embedder = embedder
        self._weights = weights or Weights()
        self._events: OrderedDict[str, _Event] = OrderedDict()
        """Live events by the time of their last report, the oldest first."""
        self._postings: defaultdict[str, dict[_Event, float]] = defaultdict(dict)
        """The newest live events with a stem, the oldest first, and how much it weighs in each."""
        self._frequency: Counter[str] = Counter()
        self._counted: deque[tuple[datetime, frozenset[str]]] = deque()
        """In how many first reports of the window each stem stands, and those reports' stems.
        Only first reports: a big story must not make its own words common."""
        self._by_anchor: defaultdict[Anchor | Idea, deque[_Event]] = defaultdict(
            lambda: deque(maxlen=self._weights.candidates)
        )
        self._by_page: dict[str, _Event] = {}
        self._now: datetime | None = None

    @property
    def memory(self) -> timedelta:
        """How far back ``restore`` has to reach: an event takes reports for one window after
        its first, is remembered for one more, and its words were weighed by how common they
        were in the window before."""
        return 3 * self._window

    # ── the two calls ────────────────────────────────────────────────────────────────────

    def place(
        self,
        item: Item,
        *,
        names: Collection[str] = (),
        figures: Sequence[Figure] = (),
    ) -> StoryChange:
        """Decide where an item belongs, and remember it. Items come in the order they were seen.

        ``names``: watched names found in it; ``figures``: numbers read in it.
        """
        now = self._tick(item.seen)
        report = self._read(item, names, figures)
        change = self._decide(item, report, now)
        self._remember(item, report, change, now)
        return change

    def restore(
        self, pairs: Iterable[tuple[Item, StoryChange]], *, evidence: Evidence | None = None
    ) -> None:
        """Take over former answers, oldest first, as if they had been given by this instance.

        ``evidence`` gives the names and figures that were handed to ``place`` with an item.
        """
        for item, change in pairs:
            now = self._tick(item.seen)
            names, figures = evidence(item) if evidence else ((), ())
            self._remember(item, self._read(item, names, figures), change, now)

    # ── reading ──────────────────────────────────────────────────────────────────────────

    def _tick(self, seen: datetime) -> datetime:
        """Time never runs backwards here, whatever the clock does."""
        self._now = seen if self._now is None else max(self._now, seen)
        while self._events:
            event = next(iter(self._events.values()))
            if event.last + self._window >= self._now:
                break
            self._forget(event)
        while self._counted and self._counted[0][0] + self._window < self._now:
            for stem in self._counted.popleft()[1]:
                self._frequency[stem] -= 1
                if not self._frequency[stem]:
                    del self._frequency[stem]
        return self._now

    def _read(self, item: Item, names: Collection[str], figures: Sequence[Figure]) -> _Report:
        title = headline_of(item)
        title_words = words(title)
        facts = facts_of(item, title_words, title=title, names=names, figures=figures)
        more = (*stems_of(lead_of(item)), *(each for each in acronyms(title) if is_known(each)))
        return _Report(facts, self._vector(facts, title_words.stems, more))

    def _vector(self, facts: Facts, title: Sequence[str], lead: Sequence[str]) -> Vector:
        """Unit vector of the item's words."""
        counts: Counter[str] = Counter()
        for stem in title:
            if stem:
                counts[concept(stem)] += self._weights.title
        counts.update(map(concept, lead))
        names = facts.name_concepts
        total = len(self._counted)
        vector = {
            stem: (1 + math.log(count))
            * rarity(stem, self._frequency[stem], total)
            * (self._weights.name if stem in names else 1.0)
            for stem, count in counts.items()
        }
        length = math.sqrt(math.fsum(weight * weight for weight in vector.values())) or 1.0
        return {stem: weight / length for stem, weight in vector.items()}

    # ── deciding ─────────────────────────────────────────────────────────────────────────

    def _decide(self, item: Item, report: _Report, now: datetime) -> StoryChange:
        own_id = make_id("s", item.id)
        pages = filter(None, (item.canonical_url, report.facts.page))
        known = next(filter(None, map(self._by_page.get, pages)), None)
        if known is not None and now - known.first <= self._window:
            return _change(known, Relation.DUPLICATE, "a new version of a page already reported")
        best: tuple[_Event, Judgement] | None = None
        refused = ""
        for event, cosine in self._candidates(report):
            judgement = self._judge(event, report, cosine, now)
            if judgement is None:
                continue
            if judgement.relation is None:
                refused = refused or _beside(judgement.why, event.members[0].facts.title)
            elif best is None or _rank(judgement) > _rank(best[1]):
                best = (event, judgement)
        if best is not None:
            return _follow(best[0], best[1], own_id)
        return StoryChange(
            story_id=own_id,
            thread_id=own_id,
            relation=Relation.NEW,
            why=refused or "nothing like it in the last days",
        )

    def _judge(
        self, event: _Event, report: _Report, cosine: float, now: datetime
    ) -> Judgement | None:
        pair = self._pair(event, report, cosine, now)
        judgement = judge(pair) if pair is not None else None
        late = now - event.first > self._window
        if judgement is not None and judgement.relation in _JOINS and late:
            loud = judgement.relation is Relation.CORRECTION
            return Judgement(relation=Relation.FOLLOW_UP, why="the story goes on", loud=loud)
        return judgement

    def _pair(self, event: _Event, report: _Report, cosine: float, now: datetime) -> Pair | None:
        """``None`` when the two have next to nothing in common."""
        facts, members = report.facts, [member.facts for member in event.members]
        nearest = max(_cosine(report.vector, member.vector) for member in event.members)
        if self._hopeless(facts, members[0], cosine, nearest):
            return None
        anchor = next(filter(None, (anchored(facts, member) for member in members)), None)
        evidences = Evidences(
            centroid=cosine,
            nearest=nearest,
            likeness=None,
            size=event.reports,
            days=(now - event.last) / _DAY,
            anchor=anchor is not None,
            shared_figure=any(compare(facts.numbers, member.numbers)[0] for member in members),
        )
        score = score_of(evidences, self._weights)
        if self._embedder is not None and _UNSURE[0] <= score <= _UNSURE[1]:
            evidences = replace(evidences, likeness=self._likeness(report, event))
            score = score_of(evidences, self._weights)
        gap = now - event.first
        foreign = ""
        if gap <= _FOREIGN and members[0].chinese != facts.chinese:
            foreign = next(filter(None, (tie(facts, member) for member in members)), "")
        if score < LEAST and not foreign:
            return None
        return Pair(
            new=facts,
            members=members,
            score=score,
            cosine=nearest,
            centroid=cosine,
            crowd=len(self._events),
            likeness=evidences.likeness,
            gap=gap,
            size=event.reports,
            shared=max(_common(report, member) for member in event.members),
            told=any(_told(report, member) for member in event.members)
            or (evidences.likeness or 0.0) >= _SAYS_THE_SAME,
            anchored=anchor is not None,
            foreign=foreign,
        )

    def _hopeless(self, facts: Facts, other: Facts, centroid: float, nearest: float) -> bool:
        """Whether nothing that is dearer to find out can relate the report to the event."""
        weights = self._weights
        most = weights.centroid * centroid + weights.nearest * nearest + weights.constant
        most += weights.shared_figure * bool(facts.numbers)
        most += weights.anchor * bool(facts.anchors or facts.weak_anchors)
        least = LEAST if self._embedder is None else _UNSURE[0]
        return most < least and facts.chinese == other.chinese

    def _likeness(self, report: _Report, event: _Event) -> float | None:
        """Of the likest report's sentence; ``None`` where no model reads both."""
        embedder = self._embedder
        others = [member for member in event.members if not member.facts.chinese]
        if embedder is None or report.facts.chinese or not others:
            return None
        for each in (report, *others):
            if each.embedding is None:
                each.embedding = embedder.embed(each.facts.title)
        ours = report.embedding or ()
        return max(likeness(ours, member.embedding or ()) for member in others)

    def _candidates(self, report: _Report) -> list[tuple[_Event, float]]:
        """Live events most like the report, the likest first, with their cosine; then those
        that give one of its numbers for one of its names."""
        vector = report.vector
        rarest = heapq.nlargest(
            self._weights.terms, ((weight, stem) for stem, weight in vector.items())
        )
        votes: dict[_Event, float] = {}
        before = votes.get
        for weight, stem in rarest:
            for event, share in self._postings.get(stem, _NONE).items():
                votes[event] = before(event, 0.0) + weight * share
        best = heapq.nlargest(
            self._weights.candidates,
            [(vote / event.norm, event.id, event) for event, vote in votes.items()],
        )
        exact = [(event, _cosine(vector, event.vector) / event.norm) for _, _, event in best]
        tied = self._tied(report.facts, {event.id for event, _ in exact})
        exact += [(event, _cosine(vector, event.vector) / event.norm) for event in tied]
        return sorted(exact, key=lambda pair: (-pair[1], pair[0].id))

    def _tied(self, facts: Facts, known: Collection[str]) -> list[_Event]:
        found: dict[str, _Event] = {}
        keys: list[Anchor | Idea] = sorted(facts.anchors | facts.weak_anchors)
        keys += [(*each, not facts.chinese) for each in sorted(facts.ties)]
        for key in keys:
            for event in self._by_anchor.get(key, ()):
                if event.alive and event.id not in known:
                    found[event.id] = event
        return list(found.values())[: self._weights.candidates]

    # ── remembering ──────────────────────────────────────────────────────────────────────

    def _remember(
        self,
        item: Item,
        report: _Report,
        change: StoryChange,
        now: datetime,
    ) -> None:
        facts = report.facts
        event = self._events.get(change.story_id)
        opens = change.story_id == make_id("s", item.id)
        if facts.attach_only and event is None and not opens:
            return
        if opens and not facts.attach_only:
            self._counted.append((now, frozenset(report.vector)))
            self._frequency.update(report.vector.keys())
        if event is None:
            event = _Event(id=change.story_id, thread_id=change.thread_id, first=now, last=now)
            self._events[event.id] = event
        if not facts.attach_only:  # a round-up never stands for an event
            self._grow(event, report)
        event.last = now
        self._events.move_to_end(event.id)
        for page in filter(None, (item.canonical_url, facts.page)):
            self._by_page[page] = event
            event.pages.append(page)

    def _grow(self, event: _Event, report: _Report) -> None:
        for stem, weight in report.vector.items():
            posting = self._postings[stem]
            before = event.vector.get(stem, 0.0)
            if not before or event in posting:
                posting[event] = before + weight
            if len(posting) > self._weights.postings:
                del posting[next(iter(posting))]
            event.vector[stem] = before + weight
            event.square += weight * (2 * before + weight)
        event.norm = math.sqrt(event.square)
        facts = report.facts
        ideas = {(*each, facts.chinese) for each in facts.ties}
        for key in facts.anchors | facts.weak_anchors | ideas:
            if event not in self._by_anchor[key]:
                self._by_anchor[key].appendleft(event)
                event.anchors.append(key)
        event.reports += 1
        if len(event.members) >= _MEMBERS:
            del event.members[1]
        event.members.append(report)

    def _forget(self, event: _Event) -> None:
        del self._events[event.id]
        event.alive = False
        for page in event.pages:
            if self._by_page.get(page) is event:
                del self._by_page[page]
        for stem in event.vector:
            posting = self._postings[stem]
            posting.pop(event, None)
            if not posting:
                del self._postings[stem]
        for anchor in event.anchors:
            self._trim(anchor)

    def _trim(self, key: Anchor | Idea) -> None:
        """The oldest are at the end; one that outlived its neighbours waits for its turn."""
        tied = self._by_anchor.get(key)
        while tied and not tied[-1].alive:
            tied.pop()
        if tied is not None and not tied:
            del self._by_anchor[key]


def _cosine(one: Vector, other: Vector) -> float:
    """Dot product; ``one`` is of unit length."""
    if len(one) > len(other):
        one, other = other, one
    return math.fsum(weight * other[stem] for stem, weight in one.items() if stem in other)


def _common(one: _Report, other: _Report) -> int:
    return len(one.vector.keys() & other.vector.keys())


def _told(one: _Report, other: _Report) -> bool:
    """Whether two reports have more in common than watched names and another name or two."""
    ours, theirs = one.facts, other.facts
    common = (one.vector.keys() & other.vector.keys()) - ours.watched_stems - theirs.watched_stems
    names = ours.surely_names | theirs.surely_names
    return len(common) > _NAMES or any(each not in names or is_common(each) for each in common)


def _beside(why: str, title: str) -> str:
    """A reason with the headline it is about."""
    return why if f"“{title}”" in why else f"{why} (“{title}”)"


def _change(event: _Event, relation: Relation, why: str) -> StoryChange:
    return StoryChange(
        story_id=event.id,
        thread_id=event.thread_id,
        relation=relation,
        why=why,
        related_id=event.id,
    )


def _rank(judgement: Judgement) -> tuple[bool, float]:
    """Which of several events has the say: one the report repeats, else the one it is likest to
    repeat, so that the doubt about one isn't told as news about another."""
    return judgement.relation is Relation.DUPLICATE, judgement.share


def _follow(event: _Event, judgement: Judgement, own_id: str) -> StoryChange:
    if judgement.relation in _JOINS:
        return _change(event, judgement.relation, judgement.why)
    return StoryChange(
        story_id=own_id,
        thread_id=event.thread_id,
        relation=Relation.FOLLOW_UP,
        why=judgement.why,
        related_id=event.id,
        loud=judgement.loud,
        news=judgement.news,
    )
