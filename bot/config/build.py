"""Checked sections of files become the frozen data that everything else works with."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from bot.config.documents import Document
from bot.config.schema import (
    EntitySection,
    FeedSection,
    FigureSection,
    TidingsFile,
    TopicSection,
    WatchlistFile,
)
from bot.feeds.identity import feed_id
from bot.figures import parse_condition
from bot.model import (
    Condition,
    Destination,
    Feed,
    Origin,
    PollSettings,
    QuietHours,
    Settings,
    Watch,
    WatchKind,
    Watchlist,
    make_id,
)

KINDS: tuple[tuple[str, WatchKind], ...] = (
    ("companies", "company"),
    ("people", "person"),
    ("topics", "topic"),
    ("figures", "figure"),
)
"""Key of a watchlist file → kind of watch, in the order of the file."""


def build_settings(file: TidingsFile) -> Settings:
    polling, quiet = file.polling, file.quiet_hours
    return Settings(
        timezone=file.timezone,
        database=file.database,
        owners=file.owners,
        editors=file.editors,
        destinations=tuple(
            _destination(name, each.to, each.timezone) for name, each in file.destinations.items()
        ),
        quiet_hours=(
            QuietHours(start=quiet.start, end=quiet.end, then=quiet.then) if quiet else None
        ),
        polling=PollSettings(
            least=polling.min,
            most=polling.max,
            per_host=polling.per_host,
            concurrency=polling.concurrency,
            timeout=polling.timeout,
            max_bytes=polling.max_bytes,
            redirects=polling.redirects,
            contact=polling.contact,
            allow_private=polling.allow_private,
        ),
        keep=file.keep,
    )


def _destination(name: str, place: str, timezone: str) -> Destination:
    platform, _, address = place.partition(":")
    return Destination(name=name, platform=platform, address=address, timezone=timezone)


def build_feed(section: FeedSection, origin: Origin) -> Feed:
    return Feed(
        id=feed_id(section.url),
        url=section.url,
        name=section.name,
        every=section.every,
        full_text=section.full_text,
        tags=section.tags,
        paused=section.paused,
        backfill=section.backfill,
        origin=origin,
    )


def build_watchlist(
    file: WatchlistFile,
    document: Document,
    *,
    key: str,
    origin: Origin,
    default_name: str,
    feeds: Iterable[Feed] = (),
    destinations: Sequence[Destination] | None = None,
) -> Watchlist:
    """``key``: what tells it from others of its name. ``destinations``: when given but empty,
    its alerts go to the console, whatever it says."""
    name = file.name or default_name
    list_id = make_id("l", origin.kind, key, name)
    where = origin.where.rpartition(":")[0]
    by_key = {feed_key(feed.url): feed.url for feed in feeds}
    places = file.post_to
    if destinations is not None and not destinations:
        places = tuple(each for each in places if ":" in each)
    return Watchlist(
        id=list_id,
        name=name,
        watches=tuple(
            _watch(section, kind, list_id, Origin(kind=origin.kind, where=f"{where}:{line}"))
            for field, kind in KINDS
            for index, section in enumerate(getattr(file, field))
            for line, _ in [document.place((field, index))]
        ),
        post_to=tuple(dict.fromkeys(places)),
        feeds=tuple(dict.fromkeys(_selector(each, by_key) for each in file.feeds)),
        origin=origin,
    )


def feed_key(url: str) -> str:
    """Equal for addresses that hardly lead to different feeds: http or https, a last slash."""
    return feed_id(re.sub("^http:", "https:", url.strip(), flags=re.IGNORECASE).rstrip("/"))


def _selector(written: str, by_key: dict[str, str]) -> str:
    """A feed's address in any spelling becomes the one in feeds.yaml."""
    return by_key.get(feed_key(written), written) if "://" in written else written


def _watch(
    section: EntitySection | TopicSection | FigureSection,
    kind: WatchKind,
    list_id: str,
    origin: Origin,
) -> Watch:
    if isinstance(section, FigureSection):
        return _figure(section, list_id, origin)
    entity = section if isinstance(section, EntitySection) else None
    return Watch(
        id=make_id("w", list_id, kind, section.name),
        name=section.name,
        kind=kind,
        aliases=section.aliases if isinstance(section, EntitySection) else section.any,
        tickers=entity.tickers if entity else (),
        handles=entity.handles if entity else (),
        context=section.context,
        exclude=section.exclude,
        fuzzy=section.fuzzy,
        origin=origin,
    )


def _figure(section: FigureSection, list_id: str, origin: Origin) -> Watch:
    name = figure_name(section.name, section.subject, section.metric)
    return Watch(
        id=make_id("w", list_id, "figure", name),
        name=name,
        kind="figure",
        subject=section.subject,
        metric=section.metric,
        unit=section.unit,
        period=section.period,
        condition=(
            parse_condition(section.alert_when, section.unit) if section.alert_when else Condition()
        ),
        origin=origin,
    )


def figure_name(name: str, subject: str, metric: Sequence[str]) -> str:
    """The name it goes by: given, or made of whose number of what it is."""
    return name or " ".join([subject, *metric[:1]]).strip()
