"""Stories of a stretch of time, each running story once, the weightiest first. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.alerts.digest import weighed
from bot.alerts.routing import manner_of
from bot.commands.gather import outlets_of
from bot.commands.ranges import Stretch
from bot.commands.view import fold
from bot.model import Alert, AlertStatus, Relation, Source, Story, Watch, Watchlist, believed

_HALF_STALE = timedelta(hours=24)


@dataclass(frozen=True, kw_only=True, slots=True)
class Running:
    """One running story, as far as its events belong to what was asked for."""

    events: tuple[Story, ...]
    """Oldest first."""
    watches: tuple[Watch, ...]
    """For which it was told, or which it is about."""
    alerts: tuple[Alert, ...] = ()

    @property
    def latest(self) -> Story:
        return self.events[-1]

    @property
    def sources(self) -> list[Source]:
        return [source for event in self.events for source in event.sources]

    @property
    def outlets(self) -> tuple[str, ...]:
        return outlets_of(self.sources)

    @property
    def correction(self) -> Source | None:
        """The newest report that corrects the latest event."""
        found = [each for each in self.latest.sources if each.relation is Relation.CORRECTION]
        return max(found, key=lambda source: source.seen, default=None)

    @property
    def fate(self) -> str:
        """What became of it here, in words; empty when it was told at once."""
        statuses = {alert.status for alert in self.alerts}
        for status, words in _FATES:
            if status in statuses:
                return words
        return "no alert"


_FATES = (
    (AlertStatus.OPEN, ""),
    (AlertStatus.DIGESTED, "in a digest"),
    (AlertStatus.HELD, "waits for a digest"),
    (AlertStatus.DROPPED, "left out of a digest"),
)


def running(
    stories: Iterable[Story],
    alerts: Sequence[Alert],
    watches: Mapping[str, Watch],
    about: Mapping[str, Sequence[Watch]] | None = None,
) -> list[Running]:
    """One for each running story; those that say the same in their headlines are one, too.
    ``about``: watches by the id of the story that is about them."""
    by_story: dict[str, list[Alert]] = {}
    for alert in alerts:
        by_story.setdefault(alert.story_id, []).append(alert)
    threads: dict[str, list[Story]] = {}
    for story in sorted(stories, key=lambda each: (each.first_seen, each.id)):
        threads.setdefault(story.thread_id, []).append(story)
    headlines: dict[str, list[Story]] = {}
    for key, events in threads.items():
        headlines.setdefault(fold(events[-1].title) or key, []).extend(events)
    made = []
    for events in headlines.values():
        events.sort(key=lambda each: (each.first_seen, each.id))
        told = [alert for event in events for alert in by_story.get(event.id, ())]
        found = [watches[key] for each in told for key in each.watch_ids if key in watches]
        found += [each for event in events for each in (about or {}).get(event.id, ())]
        unique = {watch.id: watch for watch in found}
        made.append(
            Running(events=tuple(events), watches=tuple(unique.values()), alerts=tuple(told))
        )
    return made


def ranked(
    found: Iterable[Running], lists: Mapping[str, Watchlist], now: datetime
) -> list[Running]:
    """The weightiest first. ``lists``: by watch id; ``now``, or the end of what was asked for."""
    return sorted(
        found, key=lambda each: (-weight(each, lists, now), each.latest.last_seen, each.latest.id)
    )


def weight(found: Running, lists: Mapping[str, Watchlist], now: datetime) -> float:
    """By the digests' table, as far as it is known without reading the reports again."""
    manners = [manner_of(each, lists[each.id]) for each in found.watches if each.id in lists]
    severities = [manner.severity or "normal" for manner in manners]
    hits = {key for alert in found.alerts for key in alert.watch_ids}
    age = max(now - found.latest.last_seen, timedelta())
    return weighed(
        {
            "severe": float("high" in severities),
            "minor": float(bool(severities) and set(severities) == {"low"}),
            "hits": sum(each.kind == "figure" and each.id in hits for each in found.watches),
            "outlets": len(found.outlets),
            "watches": len(found.watches),
            "events": len(found.events) - 1,
            "stale": age / (age + _HALF_STALE),
        }
    )


def of_its_time(story: Story, stretch: Stretch) -> bool:
    """Whether it was published then, and not only seen: a feed's archive is no news."""
    since = stretch.since
    return since is None or any(told_at(source) >= since for source in story.sources)


def told_at(source: Source) -> datetime:
    return min(believed(source.published) or source.seen, source.seen)
