"""The two configurations of an edit of one watch, and by which words is found what it can concern.
Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from bot.catalogue import Catalogue
from bot.figures import could_meet, series_asked
from bot.judging import Evidence
from bot.matching import sought
from bot.model import Condition, Figure, Item, Mention, Watch, Watchlist
from bot.ports import Sought
from bot.text import squeeze

_SUBJECT = "subject"


@dataclass(frozen=True, kw_only=True, slots=True)
class Side:
    """One watch on its watchlist, as it is or as it would be."""

    watch: Watch
    watchlist: Watchlist


@dataclass(slots=True)
class Half:
    """The configuration with one side of the edit."""

    catalogue: Catalogue
    watch: Watch | None
    """As it is in it."""
    anything: list[Watch] = field(default_factory=list)
    """For a figure: the watch without its condition, and those that lend it their aliases."""
    asking: Sequence[Watch] = ()
    """The figure watches that may decide anything where the watch posts."""

    @classmethod
    def of(cls, catalogue: Catalogue, side: Side | None) -> Half:
        if side is None:
            return cls(catalogue, None)
        if side.watch.kind != "figure":
            return cls(catalogue, side.watch, asking=_asking_there(catalogue, side.watch))
        open_watch = replace(side.watch, condition=Condition())
        asking = [open_watch, *_asking_there(catalogue, side.watch)]
        return cls(catalogue, side.watch, [open_watch, *catalogue.figure_watches], asking)

    @property
    def by_name(self) -> bool:
        """Whether the mentions alone say if the watch is found."""
        return self.watch is None or self.watch.kind != "figure"

    def counts(self, figures: Sequence[Figure]) -> bool:
        """Whether figures like these, whosever they are, may decide anything where the watch
        posts. To read whose they are takes most of the time."""
        return could_meet(self.asking, figures)

    def hears(self, item: Item) -> bool:
        if self.watch is None:
            return False
        feed = self.catalogue.feeds.get(item.feed_id)
        watchlist = self.catalogue.watchlist_of[self.watch.id]
        return feed is None or self.catalogue.covers(watchlist, feed)

    def names(self, mentions: Iterable[Mention]) -> bool:
        watch = self.watch
        return watch is not None and any(each.watch_id == watch.id for each in mentions)

    def asks(self, found: Evidence) -> bool:
        """Whether it is on the series of a figure, be its condition met or not."""
        return bool(series_asked(self._only(), found.figures))

    def _only(self) -> list[Watch]:
        own = self.anything[:1]
        return own + [each for each in self.anything[1:] if each.kind != "figure"]


def _asking_there(catalogue: Catalogue, watch: Watch) -> list[Watch]:
    """The figure watches that post to where the watch does: others decide nothing here."""
    places = {each.name for each in catalogue.destinations_of(catalogue.watchlist_of[watch.id])}
    return [
        each
        for watchlist in catalogue.watchlists
        if not places.isdisjoint(place.name for place in catalogue.destinations_of(watchlist))
        for each in watchlist.watches
        if each.kind == "figure"
    ]


def prepared(
    catalogue: Catalogue, before: Side | None, after: Side | None
) -> tuple[tuple[Half, Half], list[Sought]]:
    """Both configurations, and the words to look for."""
    old = catalogue
    if before is not None and catalogue.watches.get(before.watch.id) != before.watch:
        old = _with(catalogue, before.watchlist)
    if after is not None:
        new = _with(old, after.watchlist)
    else:
        new = _with(old, _without(before)) if before is not None else old
    return (Half.of(old, before), Half.of(new, after)), _words(old, before, after)


def _with(catalogue: Catalogue, watchlist: Watchlist) -> Catalogue:
    """The configuration with this watchlist in the place of the one it replaces."""
    lists = [each for each in catalogue.watchlists if each.id not in catalogue.follows]
    known = any(each.id == watchlist.id for each in lists)
    lists = [watchlist if each.id == watchlist.id else each for each in lists]
    return Catalogue.build(
        catalogue.settings,
        list(catalogue.feeds.values()),
        lists if known else [*lists, watchlist],
        follows=list(catalogue.follows.values()),
        arrangements=list(catalogue.arrangements.values()),
        previous=catalogue,
    )


def _without(side: Side) -> Watchlist:
    rest = tuple(each for each in side.watchlist.watches if each.id != side.watch.id)
    return replace(side.watchlist, watches=rest)


def _words(catalogue: Catalogue, before: Side | None, after: Side | None) -> list[Sought]:
    found: dict[Sought, None] = {}
    for side in (before, after):
        if side is None:
            continue
        named = subjects(side.watch, catalogue) if side.watch.kind == "figure" else [side.watch]
        for each in named:
            found.update(dict.fromkeys(sought(each)))
    return list(found)


def subjects(watch: Watch, catalogue: Catalogue) -> list[Watch]:
    """The watched entities that a figure's subject names (``Tesla`` in ``Tesla China``), with
    all their aliases; else the words themselves."""
    wanted = f" {_folded(watch.subject)} "
    named = [
        each
        for each in catalogue.watches.values()
        if each.kind != "figure" and f" {_folded(each.name)} " in wanted
    ]
    words = Watch(id=_SUBJECT, name=watch.subject or watch.name, kind="topic")
    return list({_folded(each.name): each for each in named}.values()) or [words]


def _folded(text: str) -> str:
    return squeeze(text).casefold()
