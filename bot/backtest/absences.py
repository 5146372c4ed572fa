"""Expected figures that did not come, deadline by deadline. The edge asks for readings only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.alerts.times import zone_of
from bot.catalogue import Catalogue
from bot.figures import expectation, metrics_asked, seen
from bot.model import ConditionKind, Reading, Watch
from bot.ports import ReadingStore

HISTORY = timedelta(days=120)
"""How far back a figure is looked for, to tell a new one from a repetition."""
_READINGS = 5_000


async def missed(
    store: ReadingStore, catalogue: Catalogue, *, since: datetime, until: datetime
) -> list[tuple[str, datetime]]:
    """Of all watches that expect figures: name and deadline, oldest first. What came is known from
    ``since`` on only, so a deadline whose time began before is left out."""
    found: list[tuple[str, datetime]] = []
    zone = zone_of(catalogue.settings.timezone)
    for watch in catalogue.figure_watches:
        found += [
            (watch.name, each)
            for each in await missed_of(store, watch, catalogue, zone, since=since, until=until)
        ]
    return sorted(found, key=lambda pair: (pair[1], pair[0]))


async def missed_of(
    store: ReadingStore,
    watch: Watch,
    catalogue: Catalogue,
    zone: ZoneInfo,
    *,
    since: datetime,
    until: datetime,
) -> list[datetime]:
    """The deadlines of one watch that passed without its figure; none if it expects nothing."""
    if watch.condition is None or watch.condition.kind is not ConditionKind.NOT_SEEN:
        return []
    readings: list[Reading] = []
    wanted = metrics_asked(watch)
    for metric in wanted if wanted else [None]:
        readings += await store.readings_about([], metric, since=since - HISTORY, limit=_READINGS)
    subject = watch.subject.casefold()
    aliases = [
        alias
        for each in catalogue.watches.values()
        if each.kind != "figure" and each.name.casefold() == subject
        for alias in each.aliases
    ]
    return deadlines_missed(watch, readings, aliases, zone, since=since, until=until)


def deadlines_missed(
    watch: Watch,
    readings: Sequence[Reading],
    aliases: Sequence[str],
    zone: ZoneInfo,
    *,
    since: datetime,
    until: datetime,
) -> list[datetime]:
    """Pure; newest first."""
    found = []
    asked = expectation(watch, zone, until)
    while asked is not None and asked.since >= since:
        known = [each for each in readings if each.said <= asked.by]
        if not seen(watch, known, asked.since, aliases).came:
            found.append(asked.by)
        asked = expectation(watch, zone, asked.by - timedelta(seconds=1))
    return found
