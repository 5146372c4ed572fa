"""Everything that is configured right now, from files and from chat, as one frozen snapshot.

An edit or a reload builds a new catalogue and swaps it in; whoever holds the old one finishes
with it. Building is pure; compiling a large matcher takes a while, so ``bot.app`` builds off
the event loop.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from bot.matching import Matcher
from bot.model import (
    CONSOLE,
    Arrangement,
    Destination,
    Feed,
    Follow,
    Manner,
    Origin,
    Preferences,
    Settings,
    Watch,
    Watchlist,
    make_id,
)
from bot.text import count_of


@dataclass(frozen=True, kw_only=True, slots=True)
class Catalogue:
    settings: Settings
    feeds: Mapping[str, Feed]
    """By id."""
    watchlists: tuple[Watchlist, ...]
    watches: Mapping[str, Watch]
    """By id."""
    watchlist_of: Mapping[str, Watchlist]
    """By watch id."""
    names: Mapping[str, str]
    """Name by watch id."""
    figure_watches: tuple[Watch, ...]
    """Watches for figures, and those that are their subjects and lend them their aliases."""
    destinations: Mapping[str, Destination]
    """By name; ``console`` is always there."""
    follows: Mapping[str, Follow]
    """By the id of the watchlist that each of them became."""
    arrangements: Mapping[str, Arrangement]
    """By destination; what a file says of one counts before."""
    matcher: Matcher = field(compare=False)

    @classmethod
    def build(
        cls,
        settings: Settings,
        feeds: Iterable[Feed],
        watchlists: Sequence[Watchlist],
        *,
        follows: Sequence[Follow] = (),
        arrangements: Sequence[Arrangement] = (),
        previous: Catalogue | None = None,
    ) -> Catalogue:
        """Put a snapshot together; of the previous one's matcher only changed watches are compiled.

        What somebody follows becomes a watchlist of their own that posts to them alone.
        """
        arranged = {each.destination: each for each in arrangements}
        places = {
            place.name: _arranged(place, arranged) for place in (CONSOLE, *settings.destinations)
        }
        watchlists = [*watchlists, *_followed(follows, watchlists, terminal_of(places))]
        watches = {watch.id: watch for each in watchlists for watch in each.watches}
        matcher = (
            Matcher.compile(watches.values())
            if previous is None
            else _changed(previous.matcher, previous.watches, watches)
        )
        return cls(
            settings=settings,
            feeds={feed.id: feed for feed in feeds},
            watchlists=tuple(watchlists),
            watches=watches,
            watchlist_of={watch.id: each for each in watchlists for watch in each.watches},
            names={watch.id: watch.name for watch in watches.values()},
            figure_watches=_for_figures(watches.values()),
            destinations=places,
            follows={follow.id: follow for follow in follows},
            arrangements=arranged,
            matcher=matcher,
        )

    def destinations_of(self, watchlist: Watchlist) -> list[Destination]:
        """Where its alerts go: its ``post_to``, or the console when it names none."""
        names = watchlist.post_to or (CONSOLE.name,)
        return [self.destination(name) for name in names]

    def destination(self, name: str) -> Destination:
        """By name; chat-made watchlists name a place directly: ``slack:C024BE91L``."""
        known = self.destinations.get(name)
        if known is not None:
            return known
        platform, _, address = name.partition(":")
        place = Destination(name=name, platform=platform, address=address)
        return _arranged(place, self.arrangements)

    def covers(self, watchlist: Watchlist, feed: Feed) -> bool:
        """Whether the watchlist listens to the feed. What a workspace added is its own."""
        if feed.origin.kind == "chat" and watchlist.scope not in ("", feed.origin.where):
            return False
        return not watchlist.feeds or any(_selects(each, feed) for each in watchlist.feeds)

    def source_name(self, feed: Feed, title: str = "") -> str:
        """The outlet's name for people."""
        return feed.name or title or (urlsplit(feed.url).hostname or feed.url)


def _changed(matcher: Matcher, old: Mapping[str, Watch], new: Mapping[str, Watch]) -> Matcher:
    added = [watch for watch_id, watch in new.items() if old.get(watch_id) != watch]
    removed = old.keys() - new.keys()
    return matcher.with_watches(add=added, remove=removed) if added or removed else matcher


def _for_figures(watches: Collection[Watch]) -> tuple[Watch, ...]:
    subjects = {watch.subject.casefold() for watch in watches if watch.kind == "figure"}
    if not subjects:
        return ()
    return tuple(
        watch
        for watch in watches
        if watch.kind == "figure"
        or not subjects.isdisjoint(map(str.casefold, (watch.name, *watch.aliases)))
    )


def _arranged(place: Destination, arranged: Mapping[str, Arrangement]) -> Destination:
    """With what was arranged in chat, where its file says nothing."""
    found = arranged.get(place.name)
    if found is None:
        return place
    file, chat = place.preferences, found.preferences
    return replace(
        place,
        timezone=place.timezone or chat.timezone,
        preferences=Preferences(
            deliver=file.deliver or chat.deliver,
            quiet_hours=file.quiet_hours or chat.quiet_hours,
            budget=file.budget or chat.budget,
            cooldown=chat.cooldown if file.cooldown is None else file.cooldown,
            mention=file.mention or chat.mention,
            timezone=place.timezone or chat.timezone,
        ),
    )


def terminal_of(places: Mapping[str, Destination]) -> str:
    """The terminal's name: the one a file gives it, if any, because under two names it would get
    news twice."""
    own = (each.name for each in places.values() if each.platform == CONSOLE.platform)
    return next((name for name in own if name != CONSOLE.name), CONSOLE.name)


def _followed(
    follows: Sequence[Follow], watchlists: Sequence[Watchlist], terminal: str
) -> list[Watchlist]:
    """One watchlist per follow: with everything known about the name, if it is watched."""
    known = {watch.name.casefold(): watch for each in watchlists for watch in each.watches}
    return [_follow_list(each, known.get(each.name.casefold()), terminal) for each in follows]


def _follow_list(follow: Follow, watch: Watch | None, terminal: str) -> Watchlist:
    """Posts to its person's direct messages, by their id; to the terminal for who sits there."""
    origin = Origin(kind="chat", where=follow.scope)
    template = watch or Watch(id="", name=follow.name, kind="topic", origin=origin)
    at_terminal = follow.user.partition(":")[0] == CONSOLE.platform
    # When it is told, and who is mentioned, is the person's own choice.
    manner = Manner(severity=template.manner.severity)
    return Watchlist(
        id=follow.id,
        name=f"{follow.name}, followed",
        watches=(replace(template, id=make_id("w", follow.id), manner=manner),),
        post_to=(terminal if at_terminal else follow.user,),
        scope=follow.scope,
        origin=origin,
    )


def _selects(selector: str, feed: Feed) -> bool:
    if selector.startswith("tag:"):
        return selector.removeprefix("tag:") in feed.tags
    return selector in {feed.url, feed.id} or selector.casefold() == feed.name.casefold()


def summary(catalogue: Catalogue) -> str:
    """``31 feeds, 2 watchlists, 14 watches``."""
    return ", ".join(
        (
            count_of(len(catalogue.feeds), "feed"),
            count_of(len(catalogue.watchlists), "watchlist"),
            count_of(len(catalogue.watches), "watch", "watches"),
        )
    )
