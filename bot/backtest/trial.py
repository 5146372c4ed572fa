"""What one edit of one watch changes, over the stored history: the same decisions, on what the
edit can concern.

By the full-text index and the stored mentions those items are looked up that the watch, as it was
or as it would be, may be found in; they are read and decided on once with the configuration as it
is and once as it would be. Stories are taken as they were placed, and what else was told at the
same destinations as it was told. Writes nothing, and gives the event loop back in between.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.alerts.state import Rush
from bot.alerts.times import zone_of
from bot.backtest.absences import missed_of
from bot.backtest.ledger import SEEDS
from bot.backtest.outcome import Told
from bot.backtest.replay import KEEP, Former, Replay, named, with_figures
from bot.backtest.sides import Half, Side, prepared
from bot.catalogue import Catalogue
from bot.figures import series_asked
from bot.judging import Evidence
from bot.model import (
    AlertStatus,
    Item,
    Mention,
    Mute,
    Reading,
    StoryChange,
)
from bot.ports import Past, Store
from bot.text import squeeze

MOST = 3_000
"""Items that are read once more, the newest: they take a second."""
KEPT = 800
"""Of those in which the watch is found, as many are decided on, the newest."""
REREAD = 300
"""Of those whose figures are read once more, because other names stand in them: that takes as long
as all else."""
MOST_READINGS = 30
"""Of a series, the newest, with which a figure is compared; and with the extremes before them."""
_SERIES = 50
"""Series of which the stored readings are asked for; of others there are few."""
_ALERTS = 5_000
_CHUNK = 100
"""Items read at a time: between them others have their turn."""

Look = Callable[[Past, Sequence[Mention]], None]
"""Gets to see each item that is read, with the mentions of the watch as it would be."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """One item that the watch is found in."""

    item: Item
    change: StoryChange | None
    """``None``: stored silently, never told."""
    told: Told | None = None
    """What its story came to, for the watch; the alert where there is one."""

    @property
    def story(self) -> str:
        """Those of one story have it in common; an item without one stands with those of the same
        headline."""
        if self.change is not None:
            return self.change.story_id
        return "=" + (squeeze(self.item.title).casefold() or self.item.id)


@dataclass(frozen=True, kw_only=True, slots=True)
class Trial:
    before: tuple[Found, ...]
    """Oldest first."""
    after: tuple[Found, ...]
    missed: int = 0
    """Deadlines of an expected figure that passed without it, as the watch would be."""
    looked: int = 0
    total: int = 0
    """Items in the period; more than ``looked`` when a bound was met."""
    reached: datetime | None = None
    """How far back was looked, where that isn't all of the period."""


@dataclass(frozen=True, slots=True)
class _Read:
    """One item in both configurations, in which the watch is found in one of them at least."""

    past: Past
    found: tuple[Evidence, Evidence]
    holds: tuple[bool, bool]

    @property
    def again(self) -> bool:
        """Whether its figures were read once more."""
        then = self.past.figures
        return any(each.figures and each.figures is not then for each in self.found)


async def trial(
    store: Store,
    catalogue: Catalogue,
    before: Side | None,
    after: Side | None,
    *,
    now: datetime,
    days: int,
    limit: timedelta,
    look: Look = lambda _past, _mentions: None,
) -> Trial:
    """``after`` in place of ``before`` over the last ``days``; ``limit``: for how long items are
    read at most."""
    stop = time.monotonic() + limit.total_seconds()
    since = now - timedelta(days=days)
    halves, words = await asyncio.to_thread(prepared, catalogue, before, after)
    watch_ids = [side.watch.id for side in (before, after) if side]
    ids = await store.touching(words, watch_ids, since=since, limit=MOST + 1)
    total = await store.count_since(since)
    kept, whole, reached = await _read_back(store, ids, halves, stop, look)
    looked = total if whole else await store.count_since(reached) if reached else 0
    told = await _decide(store, kept, halves, since=since, now=now)
    found = [
        tuple(
            Found(item=e.past.item, change=e.past.change, told=told[n].get(_story(e.past)))
            for e in kept
            if e.holds[n]
        )
        for n in (0, 1)
    ]
    missed = 0
    if after is not None:
        edited = halves[1].catalogue
        zone = zone_of(edited.settings.timezone)
        missed = len(await missed_of(store, after.watch, edited, zone, since=since, until=now))
    return Trial(
        before=found[0],
        after=found[1],
        missed=missed,
        looked=looked,
        total=total,
        reached=None if whole else reached,
    )


# ── reading ──────────────────────────────────────────────────────────────────────────────


async def _read_back(
    store: Store,
    ids: Sequence[str],
    halves: tuple[Half, Half],
    stop: float,
    look: Look,
) -> tuple[list[_Read], bool, datetime | None]:
    """From the newest back, until a bound is met: what is kept, oldest first, whether that is all,
    and how far back it came."""
    kept: deque[_Read] = deque()
    reached: datetime | None = None
    todo = list(ids[-MOST:])
    again = 0
    while todo and len(kept) < KEPT and again < REREAD and time.monotonic() < stop:
        chunk, todo = todo[-_CHUNK:], todo[:-_CHUNK]
        pasts = await store.past(chunk)
        found = await asyncio.to_thread(_read_chunk, pasts, halves, look)
        kept.extendleft(reversed(found))
        again += sum(each.again for each in found)
        reached = pasts[0].item.seen if pasts else reached
    whole = not todo and len(ids) <= MOST
    while len(kept) > KEPT:
        kept.popleft()
        whole, reached = False, kept[0].past.item.seen
    return list(kept), whole, reached


def _read_chunk(pasts: Iterable[Past], halves: tuple[Half, Half], look: Look) -> list[_Read]:
    old, new = halves
    kept = []
    for past in pasts:
        before = named(past, old.catalogue)
        after = before if new.catalogue is old.catalogue else named(past, new.catalogue)
        if new.watch is not None:
            look(past, [e for e in after if e.watch_id == new.watch.id])
        found = _found(past, (before, after), halves)
        if found is not None:
            kept.append(found)
    return kept


def _found(
    past: Past, mentions: tuple[list[Mention], list[Mention]], halves: tuple[Half, Half]
) -> _Read | None:
    """``None`` where the watch isn't. Figures are read only where it may be, and they matter."""
    old, new = halves
    may = [
        half.hears(past.item) and (not half.by_name or half.names(those))
        for half, those in zip(halves, mentions, strict=True)
    ]
    if not any(may):
        return None
    if old.counts(past.figures) or new.counts(past.figures):
        before = with_figures(past, mentions[0], old.catalogue, old.catalogue.names)
        same = mentions[1] is mentions[0]
        after = (
            before if same else with_figures(past, mentions[1], new.catalogue, old.catalogue.names)
        )
    else:
        before, after = (
            Evidence(item=past.item, mentions=those, figures=(), matched=()) for those in mentions
        )
    holds = (
        may[0] and (old.by_name or old.asks(before)),
        may[1] and (new.by_name or new.asks(after)),
    )
    return _Read(past, (before, after), holds) if any(holds) else None


# ── deciding ─────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, kw_only=True, slots=True)
class _Known:
    """All that deciding asks for, so that it can be done off the event loop."""

    elsewhere: Sequence[Former]
    mutes: Sequence[Mute]
    series: Mapping[str, Sequence[Reading]]
    now: datetime

    async def readings(self, series: str, *, limit: int = 200) -> list[Reading]:
        return list(self.series.get(series, ()))[-limit:]


async def _decide(
    store: Store,
    kept: Sequence[_Read],
    halves: tuple[Half, Half],
    *,
    since: datetime,
    now: datetime,
) -> list[Mapping[str, Told]]:
    """For both sides what each story came to, for the watch."""
    asked = await asyncio.to_thread(_series, kept, halves)
    known = _Known(
        elsewhere=await _elsewhere(store, kept, halves, since),
        mutes=await store.mutes(since),
        series={each: await store.readings(each, limit=SEEDS) for each in asked},
        now=now,
    )

    def both() -> list[Mapping[str, Told]]:
        # Nothing in it waits for anything, so it may have a loop of its own in its thread.
        return [
            asyncio.run(_replayed(kept, number, half, known)) for number, half in enumerate(halves)
        ]

    return await asyncio.to_thread(both)


def _series(kept: Sequence[_Read], halves: tuple[Half, Half]) -> list[str]:
    """Those that are asked for, the most frequent first."""
    count: Counter[str] = Counter()
    for each in kept:
        for half, found in zip(halves, each.found, strict=True):
            if found.figures and half.watch is not None:
                count.update(series_asked(half.catalogue.figure_watches, found.figures))
    return [series for series, _ in count.most_common(_SERIES)]


async def _elsewhere(
    store: Store, kept: Sequence[_Read], halves: Sequence[Half], since: datetime
) -> list[Former]:
    """What else was told where the watch posts, oldest first: it has its part in budgets,
    cooldowns and running stories."""
    places = {
        place.name
        for half in halves
        if half.watch is not None
        for place in half.catalogue.destinations_of(half.catalogue.watchlist_of[half.watch.id])
    }
    decided = {each.past.item.id for each in kept}
    alerts = [
        each
        for each in await store.alerts(since=since - KEEP, limit=_ALERTS)
        if each.destination in places
        and each.item_id not in decided
        and each.status is not AlertStatus.DROPPED
    ]
    threads = await store.threads([each.story_id for each in alerts])
    # What was held is told by now, or it is no matter of ours: it makes no sound.
    return [
        Former(
            alert=replace(each, status=AlertStatus.DIGESTED)
            if each.status is AlertStatus.HELD
            else each,
            thread_id=threads.get(each.story_id, each.story_id),
        )
        for each in reversed(alerts)
    ]


async def _replayed(
    kept: Sequence[_Read], number: int, half: Half, known: _Known
) -> dict[str, Told]:
    if half.watch is None:
        return {}
    replay = Replay(half.catalogue, series=known, mutes=known.mutes, most_readings=MOST_READINGS)
    others = deque(known.elsewhere)
    for each in kept:
        past, change = each.past, each.past.change
        if change is None:
            continue
        while others and others[0].alert.created <= past.item.seen:
            replay.told_elsewhere(others.popleft())
        rush = Rush.behind((decision.why for decision in past.decisions), "much")
        await replay.take(each.found[number], change, then=change, rush=rush)
    outcome = await replay.end(known.now)
    found: dict[str, Told] = {}
    for told in (*outcome.told, *replay.held()):
        best = found.get(told.story_id)
        if half.watch.id in told.watch_ids and (best is None or best.how == "digest"):
            found[told.story_id] = told
    return found


def _story(past: Past) -> str:
    return past.change.story_id if past.change is not None else ""
