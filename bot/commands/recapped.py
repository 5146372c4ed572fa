"""What a recap is made of: whose news, of which time, read from the store."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.card import Line, Run, line
from bot.commands.alerts import visible
from bot.commands.command import Arguments, Context, quoted
from bot.commands.moved import Disputed, Moved, disputed, moved
from bot.commands.noise import Tally, tallies
from bot.commands.ranges import Stretch, parse_stretch
from bot.commands.readings import MOST_READINGS, series_of, whose
from bot.commands.say import dim, web
from bot.commands.view import View, fold
from bot.commands.weighing import Running, of_its_time, ranked, running, told_at
from bot.commands.when import at
from bot.errors import CommandError
from bot.model import Alert, Relation, Source, Story, Watch
from bot.text import shorten, squeeze, without_marker

HERE, OF_A_NAME = "24h", "7d"
"""How far back a recap goes that names no time: of a channel, and of a name."""
EVERYWHERE = "everywhere"
_EVERYWHERE = frozenset({EVERYWHERE, "all channels", "every channel", "all places"})
_THIS = frozenset({"here", "this channel", "channel", "everything", "all of it"})
MOST_STORIES = 400
MOST_ALERTS = 2_000
MOST_EDITS = 500
"""Newest ones that are looked at; alerts of each channel."""
_SUBJECTS = 40
"""Names whose series are read."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    name: str
    """As it is written; empty for channels."""
    watches: tuple[Watch, ...]
    """Those the name stands for; of channels those that post to them."""
    stretch: Stretch
    places: tuple[str, ...] = ()
    """Names of the destinations; of a name none: wherever it was told."""
    everywhere: bool = False
    """Not only of this channel, but of all that the person may see."""

    @property
    def words(self) -> str:
        """The time, to stand behind a title."""
        text = self.stretch.text
        return text if text in ("today", "yesterday") else self.stretch.words or "all that is kept"

    def line(self, *, when: str = "", page: int = 1) -> str:
        """The command for the same of another time, or another page of it."""
        whose = EVERYWHERE if self.everywhere else self.name
        name = f" name:{quoted(whose)}" if whose else ""
        more = f" page:{page}" if page > 1 else ""
        return f"recap{name} range:{quoted(when or self.stretch.text)}{more}"


def asked(view: View, arguments: Arguments, now: datetime) -> Asked | None:
    """``None`` when nothing is watched by that name. Raises :class:`CommandError`."""
    name, when = squeeze(arguments.text("name")), arguments.text("range")
    name = "" if fold(name) in _THIS else name
    if when and _named(view, f"{name} {when}"):
        # "iPhone 17" is a name when somebody watches it, not 17 days of iPhone.
        name, when = f"{name} {when}".strip(), ""
    everywhere = fold(name) in _EVERYWHERE and not _named(view, name)
    name = "" if everywhere else name
    stretch = parse_stretch(when or (OF_A_NAME if name else HERE), now, view.zone)
    if stretch is None:
        raise CommandError(f"“{when}” is no stretch of time", hint="such as today, 7d, June")
    if not name:
        places = view.readable if everywhere else view.destinations
        watches = _posting_to(view, places)
        return Asked(
            name="", watches=watches, stretch=stretch, places=places, everywhere=everywhere
        )
    watches = _named(view, name)
    return Asked(name=name, watches=watches, stretch=stretch) if watches else None


def _named(view: View, name: str) -> tuple[Watch, ...]:
    """Those of the watchlist that goes by the name, else the watches that do."""
    lists = [each for each in view.watchlists if fold(name) in (fold(each.name), each.id)]
    if lists:
        return tuple(watch for each in lists for watch in each.watches)
    return tuple(view.watches_named(name))


def _posting_to(view: View, places: Iterable[str]) -> tuple[Watch, ...]:
    wanted = set(places)
    return tuple(
        watch
        for each in (*view.watchlists, *view.followed)
        if wanted & {place.name for place in view.catalogue.destinations_of(each)}
        for watch in each.watches
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Recap:
    stories: list[Running]
    """The weightiest first."""
    alerts: list[Alert]
    """Newest first."""
    figures: list[Moved]
    disputed: list[Disputed]
    """Numbers on which outlets differ, but for those of ``figures``."""
    corrections: list[tuple[Source, str]]
    """Newest first, each with what it corrects in words."""
    noise: list[Tally]
    """The noisiest watch first."""
    full: bool
    """There may be more than was looked at."""


async def recapped(context: Context, view: View, what: Asked, now: datetime) -> Recap:
    alerts = await alerts_of(context, view, what)
    stories = await _stories(context, view, what, alerts)
    until = what.stretch.until
    end = min(until, now) if until else now
    about = {each.id: what.watches for each in stories} if len(what.watches) == 1 else {}
    known = dict(view.watches) | {w.id: w for each in view.followed for w in each.watches}
    found = running(stories, alerts, known, about)
    told = {key for alert in alerts for key in alert.watch_ids}
    figures, differ = await _figures(context, view, what, told)
    return Recap(
        stories=ranked(found, view.catalogue.watchlist_of, end),
        alerts=alerts,
        figures=figures,
        disputed=differ,
        corrections=await corrections_of(context, stories, what.stretch),
        noise=await _noise(context, view, what, alerts, {each.id: each for each in stories}),
        full=len(stories) >= MOST_STORIES or len(alerts) >= MOST_ALERTS,
    )


async def alerts_of(context: Context, view: View, what: Asked) -> list[Alert]:
    """Of the channels, or of the names wherever they were told; newest first."""
    since, until = what.stretch.since, what.stretch.until
    if what.name:
        wanted = {watch.id for watch in what.watches}
        every = await context.store.alerts(since=since, until=until, limit=MOST_ALERTS)
        return [each for each in every if wanted & set(each.watch_ids) and visible(view, each)]
    found: list[Alert] = []
    for destination in what.places:
        found += await context.store.alerts(
            destination=destination, since=since, until=until, limit=MOST_ALERTS
        )
    # What only another workspace's watches raised is its own, wherever it went.
    shown = [each for each in found if not what.everywhere or visible(view, each)]
    return sorted(shown, key=lambda each: each.created, reverse=True)


async def _stories(
    context: Context, view: View, what: Asked, alerts: Sequence[Alert]
) -> list[Story]:
    """Those that were told, and for a name all others that mention it."""
    found = dict(await context.store.stories([alert.story_id for alert in alerts]))
    if what.name:
        since, until = what.stretch.since, what.stretch.until
        for each in await context.store.stories_about(
            entities(view, what.watches), since=since, until=until, limit=MOST_STORIES
        ):
            found.setdefault(each.id, each)
    return [each for each in found.values() if of_its_time(each, what.stretch)]


def entities(view: View, watches: Sequence[Watch]) -> list[str]:
    """Ids of the watches that can be mentioned; for a figure those of its subject."""
    own = [watch.id for watch in watches if watch.kind != "figure"]
    subjects = {fold(watch.subject) for watch in watches if watch.kind == "figure"}
    others = [key for key, watch in view.watches.items() if fold(watch.name) in subjects]
    return list(dict.fromkeys([*own, *others]))


async def corrections_of(
    context: Context, stories: Iterable[Story], stretch: Stretch | None = None
) -> list[tuple[Source, str]]:
    """The newest first, each with what it corrects in words; without a stretch of any time."""
    found = [
        source
        for story in stories
        for source in story.sources
        if source.relation is Relation.CORRECTION and (not stretch or stretch.holds(source.seen))
    ]
    places = await context.store.places([source.item_id for source in found])
    newest = sorted(found, key=lambda source: source.seen, reverse=True)
    return [(each, places[each.item_id].why if each.item_id in places else "") for each in newest]


def correction_line(source: Source, why: str, now: datetime, zone: ZoneInfo) -> Line:
    title = Run(
        shorten(squeeze(without_marker(source.title)), 160) or "(no title)",
        "plain",
        web(source.url),
    )
    return line(
        title,
        f" · {why}" if why else "",
        dim(f" · {at(source.seen, now, zone)} · {source.source}"),
    )


async def _figures(
    context: Context, view: View, what: Asked, told: set[str]
) -> tuple[list[Moved], list[Disputed]]:
    """Of the names asked for; of a channel those that were told of there."""
    watches = [each for each in what.watches if what.name or each.id in told]
    names = dict.fromkeys(watch.subject or watch.name for watch in watches)
    there = await context.known.subjects(context.store, context.clock)
    steps: list[Moved] = []
    differ: list[Disputed] = []
    for name in list(names)[:_SUBJECTS]:
        meant = whose(view, name, there)
        readings = await context.store.readings_about(
            meant.names, until=what.stretch.until, limit=MOST_READINGS
        )
        series = series_of(readings)
        steps += moved(series, what.stretch)
        differ += disputed(series, what.stretch)
    unique = {each.newest.series.key + each.name: each for each in steps}
    figures = sorted(unique.values(), key=lambda each: (-abs(each.by), each.name))
    shown = {id(each.newest.point) for each in figures}
    others = {
        (each.series.key, each.point.at): each for each in differ if id(each.point) not in shown
    }
    return figures, list(others.values())


async def _noise(
    context: Context,
    view: View,
    what: Asked,
    alerts: Sequence[Alert],
    stories: Mapping[str, Story],
) -> list[Tally]:
    edits = [
        each
        for each in await context.store.edits(view.request.scope, limit=MOST_EDITS)
        if what.stretch.holds(each.at)
    ]
    watches = {watch.id: watch for watch in what.watches if watch.id in view.watches}
    return tallies(alerts, stories, watches, edits, confirmable=len(view.feeds) > 1)


async def last_before(
    context: Context, view: View, what: Asked
) -> tuple[str, str, datetime] | None:
    """Title, address and time of the newest story before that time."""
    since = what.stretch.since
    if since is None:
        return None
    if what.name:
        found = await context.store.stories_about(
            entities(view, what.watches), until=since, limit=1
        )
        if found:
            return found[0].title, found[0].url, told_at(found[0].sources[-1])
        return None
    for destination in what.places:
        for alert in await context.store.alerts(destination=destination, until=since, limit=1):
            item = await context.store.item(alert.item_id)
            if item is not None and (not what.everywhere or visible(view, alert)):
                return item.title, item.url, alert.created
    return None
