"""Checked sections of files become the frozen data that everything else works with."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from bot.config.documents import Document
from bot.config.schema import (
    ArrangementSection,
    DestinationSection,
    EntitySection,
    FeedSection,
    FigureSection,
    QuietHoursSection,
    TellingSection,
    TidingsFile,
    TopicSection,
    WatchlistFile,
)
from bot.feeds.identity import feed_id
from bot.figures import parse_condition
from bot.model import (
    Arrangement,
    Condition,
    Destination,
    Feed,
    Manner,
    Origin,
    PollSettings,
    Preferences,
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


def build_settings(file: TidingsFile, origins: Mapping[str, Origin] | None = None) -> Settings:
    """``origins``: where each destination is named."""
    polling, origins = file.polling, origins or {}
    return Settings(
        timezone=file.timezone,
        database=file.database,
        owners=file.owners,
        editors=file.editors,
        destinations=tuple(
            _destination(name, each, origins.get(name)) for name, each in file.destinations.items()
        ),
        quiet_hours=_quiet_hours(file.quiet_hours),
        deliver=file.deliver,
        budget=file.budget,
        cooldown=file.cooldown,
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
        when_unsure=file.when_unsure,
    )


def _destination(name: str, section: DestinationSection, origin: Origin | None) -> Destination:
    platform, _, address = section.to.partition(":")
    return Destination(
        name=name,
        platform=platform,
        address=address,
        timezone=section.timezone,
        preferences=Preferences(
            deliver=section.deliver,
            quiet_hours=_quiet_hours(section.quiet_hours),
            budget=section.budget,
            cooldown=section.cooldown,
            mention=section.mention,
        ),
        origin=origin,
    )


def build_arrangement(destination: str, section: ArrangementSection) -> Arrangement:
    """Of no scope yet."""
    return Arrangement(
        id=make_id("q", destination),
        destination=destination,
        preferences=Preferences(
            deliver=section.deliver,
            quiet_hours=_quiet_hours(section.quiet_hours),
            budget=section.budget,
            cooldown=section.cooldown,
            mention=section.mention,
            timezone=section.timezone,
        ),
        scope="",
    )


def _quiet_hours(section: QuietHoursSection | None) -> QuietHours | None:
    if section is None:
        return None
    return QuietHours(start=section.start, end=section.end, then=section.then)


def _manner(section: TellingSection) -> Manner:
    return Manner(
        deliver=section.deliver,
        severity=section.severity,
        cooldown=section.cooldown,
        mention=section.mention,
    )


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
        manner=_manner(file),
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
        manner=_manner(section),
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
        manner=_manner(section),
        origin=origin,
    )


def figure_name(name: str, subject: str, metric: Sequence[str]) -> str:
    """The name it goes by: given, or made of whose number of what it is."""
    return name or " ".join([subject, *metric[:1]]).strip()
