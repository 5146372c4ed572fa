"""Whether something is muted at a destination, and in which words. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from bot.alerts.routing import Matched
from bot.model import Destination, Item, Mute
from bot.text import squeeze


def mute_of(
    mutes: Iterable[Mute], destination: Destination, item: Item, stories: Collection[str]
) -> Mute | None:
    """The mute that silences all of an item there: its story (``stories``: ids of the event and
    of its thread), its feed or its outlet."""
    targets: dict[str, Collection[str]] = {
        "story": stories,
        "feed": (item.feed_id,),
        "source": (fold(item.source),),
    }
    for mute in mutes:
        if holds_at(mute, destination) and mute.target in targets.get(mute.kind, ()):
            return mute
    return None


def split(
    matched: Sequence[Matched], mutes: Sequence[Mute], destination: Destination
) -> tuple[tuple[Matched, ...], tuple[str, ...]]:
    """The watches that are not muted there, and the names of those that are."""
    names = {
        mute.target for mute in mutes if mute.kind == "name" and holds_at(mute, destination)
    } - {""}
    muted = {
        fold(each.watch.name): each.watch.name
        for each in matched
        if fold(each.watch.name) in names or each.watch.id in names
    }
    loud = tuple(each for each in matched if fold(each.watch.name) not in muted)
    return loud, tuple(muted[name] for name in sorted(muted))


def muted_name(
    names: Collection[str], destination: Destination, mutes: Iterable[Mute]
) -> Mute | None:
    """The mute of a name (or of a watch's id) that holds at a destination."""
    wanted = {*names, *map(fold, names)} - {""}
    for mute in mutes:
        if mute.kind == "name" and mute.target in wanted and holds_at(mute, destination):
            return mute
    return None


def holds_at(mute: Mute, destination: Destination) -> bool:
    """A mute of a whole platform (``console:``) holds for everything there."""
    if mute.destination.endswith(":"):
        return mute.destination[:-1] == destination.platform
    return mute.destination in (address_of(destination), destination.name)


def address_of(destination: Destination) -> str:
    """``slack:#ev-desk``; just the platform's name when it has one place only."""
    return f"{destination.platform}:{destination.address}".rstrip(":")


def fold(name: str) -> str:
    return squeeze(name).casefold()
