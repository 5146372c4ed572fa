"""What one request may see and touch of the catalogue, and how names are found in it.

Watchlists from files are everybody's to read; those made in chat are seen only in the
workspace or guild they belong to.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from rapidfuzz import fuzz, process

from bot.alerts.state import Rules
from bot.alerts.times import quiet_until
from bot.catalogue import Catalogue, terminal_of
from bot.errors import CommandError
from bot.feeds.identity import canonical_url
from bot.model import CONSOLE, Alert, Feed, Request, Watch, Watchlist
from bot.text import is_cjk, shorten, squeeze

NEAR = 72
"""Least likeness (0..100) of a name that is suggested for a mistyped one."""
_LIKELY = 50
"""Names looked at more closely, because pieces of them are alike."""
_WORD = 80
"""Least likeness of two words of which one may be the other, mistyped."""


@dataclass(frozen=True)
class View:
    catalogue: Catalogue
    request: Request

    @property
    def zone(self) -> ZoneInfo:
        """Of the people who read here."""
        here = self.catalogue.destination(self.place).timezone
        try:
            return ZoneInfo(here or self.catalogue.settings.timezone)
        except (ZoneInfoNotFoundError, ValueError):
            return ZoneInfo("UTC")

    @cached_property
    def watchlists(self) -> tuple[Watchlist, ...]:
        """Of files and of this workspace; what people follow for themselves is not among them."""
        return tuple(
            each
            for each in self.catalogue.watchlists
            if (each.scope in {"", self.request.scope} or each.origin.kind == "file")
            and each.id not in self.catalogue.follows
        )

    @cached_property
    def followed(self) -> tuple[Watchlist, ...]:
        """What this person follows."""
        user, follows = self.request.user.id, self.catalogue.follows
        return tuple(
            each
            for each in self.catalogue.watchlists
            if each.id in follows and follows[each.id].user == user
        )

    def sees(self, feed: Feed) -> bool:
        """Feeds of files, and those added in this workspace."""
        return not feed.origin.editable or feed.origin.where == self.request.scope

    @cached_property
    def feeds(self) -> tuple[Feed, ...]:
        return tuple(each for each in self.catalogue.feeds.values() if self.sees(each))

    @cached_property
    def watches(self) -> dict[str, Watch]:
        """By id."""
        return {watch.id: watch for each in self.watchlists for watch in each.watches}

    @cached_property
    def _explained(self) -> tuple[Watchlist, ...]:
        """Those that ``why`` tells of: at the terminal of every workspace and guild, for it is the
        operator who is asked why something came or didn't."""
        if self.request.platform != CONSOLE.platform:
            return self.watchlists
        follows = self.catalogue.follows
        return tuple(each for each in self.catalogue.watchlists if each.id not in follows)

    @cached_property
    def explained(self) -> dict[str, Watch]:
        """The watches that ``why`` tells of, by id."""
        return {watch.id: watch for each in self._explained for watch in each.watches}

    def explains(self, destination: str) -> bool:
        """Whether ``why`` tells what was decided for it."""
        at_terminal = self.request.platform == CONSOLE.platform
        places = (name for each in self._explained for name in each.post_to)
        return destination in self.readable or (at_terminal and destination in places)

    def list_of(self, watch: Watch) -> Watchlist:
        """The visible watchlist that the watch is on."""
        return next(each for each in self.watchlists if watch in each.watches)

    # ── who ──────────────────────────────────────────────────────────────────────────────

    @property
    def may_edit(self) -> bool:
        return self.request.user.admin or self.is_named

    @property
    def is_named(self) -> bool:
        """Whether the operator trusts this person: at the terminal, or named as owner or editor.
        An administrator is one of their own workspace, which need not be the operator's."""
        user, settings = self.request.user, self.catalogue.settings
        return (
            self.request.platform == CONSOLE.platform
            or user.id in settings.owners
            or user.id in settings.editors
        )

    def require_editor(self, what: str) -> None:
        """Raises a :class:`CommandError` that names who may."""
        if self.may_edit:
            return
        named = [*self.catalogue.settings.owners, *self.catalogue.settings.editors]
        here = [each.split(":", 1)[-1] for each in named if self._same_platform(each)]
        listed = f", and {', '.join(here[:5])}" if here else ""
        raise CommandError(
            f"Only editors may {what}",
            hint=f"editors are this workspace's administrators{listed}; "
            "the operator names more under owners: or editors: in tidings.yaml",
        )

    def _same_platform(self, user_id: str) -> bool:
        return user_id.partition(":")[0] == self.request.platform

    # ── where ────────────────────────────────────────────────────────────────────────────

    @property
    def place(self) -> str:
        """This channel as a destination that a chat-made watchlist posts to; of direct messages
        the person, as for what they follow."""
        if self.request.platform == CONSOLE.platform:
            return terminal_of(self.catalogue.destinations)
        if self.request.direct:
            return self.request.user.id
        # By its configured name where it has one: under two names it would get news twice.
        for each in self.catalogue.destinations.values():
            if (each.platform, each.address) == (self.request.platform, self.request.channel):
                return each.name
        return f"{self.request.platform}:{self.request.channel}"

    @property
    def address(self) -> str:
        """This channel as mutes name it: ``platform:channel``, or the person in their direct
        messages, which come to their id."""
        if self.request.platform == CONSOLE.platform:
            return f"{CONSOLE.platform}:{CONSOLE.address}"
        if self.request.direct:
            return self.request.user.id
        return f"{self.request.platform}:{self.request.channel}"

    @property
    def destinations(self) -> tuple[str, ...]:
        """Names of all destinations that are this channel."""
        request = self.request
        named = [
            each.name
            for each in self.catalogue.destinations.values()
            if each.platform == request.platform
            and (each.address == request.channel or request.platform == CONSOLE.platform)
        ]
        own = [request.user.id] if request.direct or request.platform == CONSOLE.platform else []
        return tuple(dict.fromkeys([*named, self.place, *own]))

    @cached_property
    def readable(self) -> tuple[str, ...]:
        """Names of all destinations of which this person may see what was told there: this
        channel, their own direct messages, the channels that the platform says they can read, and
        for owners and editors named there those of the configuration. Nobody's direct messages
        but their own."""
        named = self.catalogue.destinations
        chosen = [place for each in self.watchlists for place in each.post_to]
        others = [each for each in dict.fromkeys([*named, *chosen]) if self._may_read(each)]
        return tuple(dict.fromkeys([*self.destinations, self.request.user.id, *others]))

    def _may_read(self, name: str) -> bool:
        place = self.catalogue.destination(name)
        if place.platform == self.request.platform and place.address in self.request.reads:
            return True
        return self.is_named and name in self.catalogue.destinations

    def knows(self, destination: str) -> bool:
        """Whether its name is no secret of another workspace."""
        return (
            destination in self.catalogue.destinations
            or destination in self.destinations
            or any(destination in each.post_to for each in self.watchlists)
        )

    def due(self, alert: Alert, now: datetime) -> datetime | None:
        """When a held alert is told, as its place is set now: what is due within quiet hours waits
        for their end. ``None``: at the next look."""
        if alert.release is None:
            return None
        place = self.catalogue.destination(alert.destination)
        rules = Rules.of(self.catalogue.settings)
        quiet, zone = rules.quiet_hours_at(place), rules.timezone_at(place)
        return quiet_until(quiet, zone, max(alert.release, now)) or alert.release

    # ── names ────────────────────────────────────────────────────────────────────────────

    def watches_named(self, text: str, *, watchlist: str = "") -> list[Watch]:
        """All watches that go by this name, alias, ticker, handle or id."""
        wanted = fold(text)
        lists = [self.watchlist(watchlist)] if watchlist else self.watchlists
        return [
            watch
            for each in lists
            for watch in each.watches
            if wanted == watch.id or wanted in {fold(name) for name in names_of(watch)}
        ]

    def watchlist(self, text: str) -> Watchlist:
        """The watchlist with this name or id. Raises :class:`CommandError`."""
        wanted = fold(text)
        for each in self.watchlists:
            if wanted in {fold(each.name), each.id}:
                return each
        names = [each.name for each in self.watchlists]
        raise CommandError(f"There is no watchlist “{text}”", hint=suggestion(text, names))

    def feeds_named(self, text: str) -> list[Feed]:
        """Feeds that go by this name, address, host or id."""
        wanted, url = fold(text), canonical_url(text.strip())
        by_name = [
            feed
            for feed in self.feeds
            if wanted in {fold(feed.name), feed.id} or url == canonical_url(feed.url)
        ]
        return by_name or [
            feed for feed in self.feeds if host_of(feed.url) == wanted.removeprefix("www.")
        ]

    def watch_suggestion(self, text: str) -> str:
        """For a name that nothing goes by: near ones, aliases too, or else what is watched."""
        own = list(dict.fromkeys(watch.name for watch in self.watches.values()))
        return suggestion(text, self.names(), own)

    def names(self) -> list[str]:
        """Everything a watch goes by, own names first."""
        watches = list(self.watches.values())
        own = [watch.name for watch in watches]
        others = [name for watch in watches for name in names_of(watch)]
        return list(dict.fromkeys([*own, *others]))


def names_of(watch: Watch) -> tuple[str, ...]:
    return (watch.name, *watch.aliases, *watch.tickers, *watch.handles)


def host_of(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def feed_name(feed: Feed, title: str = "") -> str:
    """The feed's name for people."""
    return shorten(squeeze(feed.name or title or host_of(feed.url) or feed.url), 100)


def fold(text: str) -> str:
    return squeeze(text).casefold()


def near(text: str, names: Iterable[str], *, limit: int = 3) -> list[str]:
    """The names that ``text`` may stand for, mistyped or in part, best first."""
    known = {fold(name): name for name in reversed(list(names))}
    wanted = fold(text)
    found = process.extract(
        wanted, list(known), scorer=fuzz.WRatio, score_cutoff=NEAR, limit=_LIKELY
    )
    return [known[name] for name, _, _ in found if _is_near(wanted, name)][:limit]


def _is_near(text: str, name: str) -> bool:
    """Whether one is the other with a slip, or some words or the beginning of it. Letters in
    common don't make a name: Stellantis is no Tesla."""
    if fuzz.ratio(text, name) >= NEAR:
        return True
    short, long = sorted((text, name), key=len)
    if all(map(is_cjk, short)):
        return len(short) > 1 and short in long
    if len(short) > 2 and long.startswith(short):
        return True
    fewer, more = sorted((text.split(), name.split()), key=len)
    return len(more) > 1 and all(
        max(fuzz.ratio(word, each) for each in more) >= _WORD for word in fewer
    )


def suggestion(text: str, names: Sequence[str], there: Sequence[str] = ()) -> str:
    """``did you mean …?`` of the ``names``, or what there is (``there``, when that is less)."""
    close = near(text, names)
    if close:
        return "did you mean " + " or ".join(f"“{name}”" for name in close) + "?"
    names = there or names
    if not names:
        return "there are none yet"
    more = f" and {len(names) - 6} more" if len(names) > 6 else ""
    return "there is " + ", ".join(f"“{name}”" for name in names[:6]) + more
