"""What a replay remembers of what it told: the store's answers without a store."""

from __future__ import annotations

from bisect import insort
from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.alerts.routing import Matched
from bot.alerts.view import AlertView, story_with
from bot.catalogue import Catalogue
from bot.figures import metrics_asked
from bot.judging import READINGS, Series
from bot.model import Alert, AlertStatus, Item, Mute, Reading, StoryChange

SEEDS = 2_000
"""Newest stored readings of a series that are asked for: those of the time replayed are among
them, and left out."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One alert with what is asked about it later."""

    alert: Alert
    thread_id: str
    view: AlertView | None = None
    """Whom it is told for; ``None``: nobody asks."""


class Ledger:
    """:class:`bot.deciding.Ledger` in memory, for one replay."""

    def __init__(self, mutes: Sequence[Mute] = (), *, keep: timedelta) -> None:
        """``keep``: for how long after its last alert a running story is remembered."""
        self._mutes = mutes
        self._keep = keep
        self._entries: dict[str, Entry] = {}
        self._of_story: defaultdict[str, list[str]] = defaultdict(list)
        self._of_thread: defaultdict[str, list[str]] = defaultdict(list)
        self._at: defaultdict[str, deque[str]] = defaultdict(deque)
        """By destination, as they were created."""
        self._held: dict[str, None] = {}

    def __len__(self) -> int:
        return len(self._entries)

    def add(self, entry: Entry) -> None:
        """Known ids are passed over, as the store does."""
        alert = entry.alert
        if alert.id in self._entries:
            return
        self._entries[alert.id] = entry
        self._of_story[alert.story_id].append(alert.id)
        self._of_thread[entry.thread_id].append(alert.id)
        self._at[alert.destination].append(alert.id)
        if alert.status is AlertStatus.HELD:
            self._held[alert.id] = None

    def entry(self, alert_id: str) -> Entry:
        return self._entries[alert_id]

    def settle(self, alert_id: str, status: AlertStatus, *, at: datetime | None = None) -> None:
        """A held alert became this; ``at``: when it was told by a message of its own."""
        entry = self._entries[alert_id]
        alert = replace(entry.alert, status=status)
        if at is not None:
            alert = replace(alert, created=at, release=None)
            self._at[alert.destination].remove(alert_id)
            self._at[alert.destination].append(alert_id)
        self._entries[alert_id] = replace(entry, alert=alert)
        self._held.pop(alert_id, None)

    def releases(self, until: datetime) -> list[datetime]:
        """When held alerts are due, up to ``until``."""
        due = (self._entries[key].alert.release for key in self._held)
        return sorted({each for each in due if each is not None and each <= until})

    def held(self) -> list[Entry]:
        return [self._entries[key] for key in self._held]

    def forget(self, now: datetime) -> None:
        """Running stories of which nothing was told for long, and nothing waits."""
        old = [
            thread
            for thread, ids in self._of_thread.items()
            if all(
                key not in self._held and self._entries[key].alert.created + self._keep < now
                for key in ids
            )
        ]
        for thread in old:
            for key in self._of_thread.pop(thread):
                alert = self._entries.pop(key).alert
                self._of_story.pop(alert.story_id, None)
                self._at[alert.destination].remove(key)

    # ── bot.deciding.Ledger ──────────────────────────────────────────────────────────────

    async def alerts_of_story(self, story_id: str) -> list[Alert]:
        return [self._entries[key].alert for key in self._of_story.get(story_id, ())]

    async def alerts_of_thread(self, thread_id: str) -> list[Alert]:
        found = [self._entries[key].alert for key in self._of_thread.get(thread_id, ())]
        return sorted(found, key=lambda alert: alert.created)

    async def alerts(
        self,
        *,
        destination: str | None = None,
        since: datetime | None = None,
        status: AlertStatus | None = None,
        limit: int = 20,
    ) -> list[Alert]:
        if status is AlertStatus.HELD:
            held = (self._entries[key].alert for key in reversed(self._held))
            return [each for each in held if destination in (None, each.destination)][:limit]
        found: list[Alert] = []
        for key in reversed(self._at.get(destination or "", ())):
            alert = self._entries[key].alert
            if len(found) == limit or (since is not None and alert.created < since):
                break
            if status in (None, alert.status):
                found.append(alert)
        return found

    async def held_due(self, now: datetime) -> list[Alert]:
        held = (self._entries[key].alert for key in self._held)
        due = [each for each in held if each.release is None or each.release <= now]
        return sorted(due, key=lambda alert: (alert.destination, alert.created))

    async def mutes(self, now: datetime) -> list[Mute]:
        return [each for each in self._mutes if each.created <= now < each.until]

    async def view_of(self, alert: Alert) -> AlertView | None:
        return self._entries[alert.id].view


def view_of(
    alert: Alert, item: Item, change: StoryChange, matched: tuple[Matched, ...]
) -> AlertView:
    """As much of an alert's view as deciding looks at: no figures are drawn."""
    return AlertView(
        alert_id=alert.id,
        story=story_with(None, change, item),
        item=item,
        matched=matched,
        why=alert.why,
        posted=alert.created,
    )


class Readings:
    """The readings before an item: stored ones from before the replay, and the replay's own."""

    def __init__(
        self,
        stored: Series | None,
        catalogue: Catalogue,
        *,
        before: datetime | None,
        most: int = READINGS,
    ) -> None:
        """``before``: stored readings seen later are left out; ``None``: none is. ``most``:
        newest readings of a series that are given, with the highest and the lowest of the rest."""
        self._most = most
        self._stored = stored
        self._before = before
        asked = [metrics_asked(each) for each in catalogue.figure_watches if each.kind == "figure"]
        self._metrics = frozenset(metric for each in asked for metric in each)
        self._any = any(not each for each in asked)
        """A watch of any metric."""
        self._own: defaultdict[str, list[Reading]] = defaultdict(list)
        self._seeds: dict[str, list[Reading]] = {}

    def add(self, readings: Iterable[Reading]) -> None:
        """Kept when somebody may ask for them."""
        for each in readings:
            if self._any or each.metric in self._metrics:
                own = self._own[each.series]
                insort(own, each, key=lambda reading: reading.said)
                if len(own) > READINGS:
                    del own[0]

    async def readings(self, series: str, *, limit: int = 200) -> list[Reading]:
        if series not in self._seeds:
            found = await self._stored.readings(series, limit=SEEDS) if self._stored else []
            self._seeds[series] = [
                each for each in found if self._before is None or each.seen < self._before
            ]
        own = self._own.get(series, [])
        items = {each.item_id for each in own}
        seeds = [each for each in self._seeds[series] if each.item_id not in items]
        known = sorted([*seeds, *own], key=lambda reading: reading.said)
        most = min(limit, self._most)
        older = known[:-most] if self._most < limit else []
        return [*_extremes(older), *known[-most:]]


def _extremes(readings: Sequence[Reading]) -> list[Reading]:
    """What a record has to beat, of those that are too many to be looked at."""
    if not readings:
        return []
    ends = (f(readings, key=lambda each: each.value) for f in (min, max))
    return sorted(ends, key=lambda reading: reading.said)
