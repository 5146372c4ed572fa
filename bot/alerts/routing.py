"""From evidence to destinations: which watches of which watchlists hit, and where they post."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.model import CONSOLE, PLAIN, Destination, FigureHit, Manner, Mention, Watch, Watchlist


@dataclass(frozen=True, kw_only=True, slots=True)
class Matched:
    """One watch that hit an item, with its evidence. At least one of the two is not empty."""

    watch: Watch
    watchlist: str
    """Name of the watchlist, for people."""
    mentions: tuple[Mention, ...] = ()
    hits: tuple[FigureHit, ...] = ()
    manner: Manner = PLAIN
    """The watch's own, and its watchlist's where that says nothing."""

    @property
    def why(self) -> str:
        """The strongest evidence, in words."""
        if self.hits:
            return self.hits[0].why
        return max(self.mentions, key=lambda mention: mention.score).why


@dataclass(frozen=True, kw_only=True, slots=True)
class Route:
    """One destination and the watches that lead an item there, the strongest first."""

    destination: str
    matched: tuple[Matched, ...]


def matches(
    mentions: Iterable[Mention],
    hits: Iterable[FigureHit],
    *,
    watches: Mapping[str, Watch],
    watchlist_of: Mapping[str, Watchlist],
    covers: Callable[[Watchlist], bool] = lambda _: True,
) -> list[Matched]:
    """The watches that hit, figures first, then by score.

    ``covers`` says whether a watchlist listens to the item's feed. Evidence for a watch that
    is not there any more (an edit came between) is left out.
    """
    by_watch: dict[str, tuple[list[Mention], list[FigureHit]]] = {}
    for mention in mentions:
        by_watch.setdefault(mention.watch_id, ([], []))[0].append(mention)
    for hit in hits:
        by_watch.setdefault(hit.watch_id, ([], []))[1].append(hit)
    found = [
        Matched(
            watch=watches[watch_id],
            watchlist=watchlist_of[watch_id].name,
            mentions=tuple(mentioned),
            hits=tuple(hit),
            manner=manner_of(watches[watch_id], watchlist_of[watch_id]),
        )
        for watch_id, (mentioned, hit) in by_watch.items()
        if watch_id in watches and covers(watchlist_of[watch_id])
    ]
    return sorted(found, key=_strength)


def manner_of(watch: Watch, watchlist: Watchlist) -> Manner:
    """How what the watch finds is told, as far as it or its watchlist says."""
    own, shared = watch.manner, watchlist.manner
    return Manner(
        deliver=own.deliver if own.deliver is not None else shared.deliver,
        severity=own.severity or shared.severity,
        cooldown=own.cooldown if own.cooldown is not None else shared.cooldown,
        mention=own.mention or shared.mention,
    )


def pinged(place: Destination, manners: Iterable[Manner]) -> tuple[str, ...]:
    """Whom a message there pings: who the destination or a watch names, of its platform.

    From configuration alone: nothing that stands in a feed gets here.
    """
    wishes = (place.preferences.mention, *(each.mention for each in manners))
    named = (who for wish in wishes for who in wish)
    return tuple(dict.fromkeys(who for who in named if who.startswith(f"{place.platform}:")))


def routes(matched: Sequence[Matched], watchlist_of: Mapping[str, Watchlist]) -> list[Route]:
    """One route per destination, however many watchlists lead there; console when none do."""
    by_destination: dict[str, list[Matched]] = {}
    for each in matched:
        for name in dict.fromkeys(watchlist_of[each.watch.id].post_to or (CONSOLE.name,)):
            by_destination.setdefault(name, []).append(each)
    return [Route(destination=name, matched=tuple(found)) for name, found in by_destination.items()]


def _strength(matched: Matched) -> tuple[int, float, str]:
    best = max((mention.score for mention in matched.mentions), default=0.0)
    return (0 if matched.hits else 1, -best, matched.watch.name.casefold())
