"""The edge of a replay: the stored history past it, batch by batch. Writes nothing.

What was before the period is remembered as the running bot would: the stories of the window, what
was told of them, what waits for a digest.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.alerts.routing import Matched, matches
from bot.alerts.state import Rush
from bot.backtest.absences import missed
from bot.backtest.ledger import view_of
from bot.backtest.outcome import Outcome, Told
from bot.backtest.replay import CALM, KEEP, OPENS, Former, Replay, named, read
from bot.catalogue import Catalogue
from bot.judging import WINDOW, Evidence, names_in
from bot.model import Alert, AlertStatus, Figure, Item, Mention, Relation, StoryChange, make_id
from bot.ports import Past, Store
from bot.stories import Clusterer
from bot.stories.vectors import Embedder
from bot.text import count_of

_LONGEST_WAIT = timedelta(days=8)
"""For a digest: a week, and the quiet hours at its end."""
_ALERTS = 200_000
"""Alerts of a period at most: hundreds a day for years."""
_Poll = tuple[str, datetime]
"""The feed, and when all its items were seen."""
Heard = Callable[[int, datetime], None]
"""Told of progress: items looked at, and when the last was seen."""


@dataclass(slots=True)
class _Side:
    """One configuration with its own stories."""

    catalogue: Catalogue
    clusterer: Clusterer | None
    """``None``: stories are taken as they were placed then."""
    replay: Replay = field(init=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Backtest:
    then: Outcome
    """What was really told."""
    replayed: tuple[Outcome, ...]
    """By configuration."""
    items: int
    """Stored in the period."""
    remembered: int = 0
    """… and in the time before, by which stories are known."""
    first: datetime | None
    """When the first of them was seen."""


async def backtest(
    store: Store,
    running: Catalogue,
    tried: Sequence[Catalogue],
    *,
    since: datetime,
    until: datetime,
    embedder: Embedder | None = None,
    quick: bool = False,
    heard: Heard = lambda _items, _seen: None,
) -> Backtest:
    """Each of the ``tried`` over what was seen between. ``running``: the configuration in force,
    by which the stored findings name their watches; ``quick``: take the stories as they were
    placed then, which the names of another configuration might change."""
    sides = [_Side(each, None if quick else Clusterer(WINDOW, embedder=embedder)) for each in tried]
    alerts = [each for each in await _alerts(store, since) if each.created < until]
    before = [
        *(each for each in alerts if each.created < since),
        *await _told_late(store, alerts, since),
    ]
    remembered = 0
    for side in sides:
        if side.clusterer is not None:
            remembered = await _restore(store, side.catalogue, side.clusterer, running, since)
        side.replay = Replay(
            side.catalogue,
            series=store,
            before=since,
            former=await _former(store, side, before, since),
            mutes=await store.mutes(since),
        )
    then = _Then([each for each in alerts if _moment(each) >= since], running)
    items, first = 0, None
    rushes: dict[_Poll, Rush] = {}
    async for batch in store.history(since, until):
        then.note(batch)
        # A poll may go on in the next batch.
        rushes = {key: rush for key, rush in rushes.items() if key[1] == batch[0].item.seen}
        rushes |= _rushes(batch)
        await _take(batch, sides, running, rushes)
        items += len(batch)
        first = first or batch[0].item.seen
        heard(items, batch[-1].item.seen)
    outcomes = [await side.replay.end(until) for side in sides]
    for side, outcome in zip(sides, outcomes, strict=True):
        outcome.missed = await missed(store, side.catalogue, since=first or since, until=until)
    then.note_only(await store.past(sorted(then.unknown)))
    return Backtest(
        then=then.outcome(until),
        replayed=tuple(outcomes),
        items=items,
        remembered=remembered,
        first=first,
    )


# ── before the period ────────────────────────────────────────────────────────────────────


async def _alerts(store: Store, since: datetime) -> list[Alert]:
    """Oldest first, from as far back as they are remembered."""
    return (await store.alerts(since=since - KEEP, limit=_ALERTS))[::-1]


async def _told_late(store: Store, alerts: Sequence[Alert], since: datetime) -> list[Alert]:
    """Those that were told by a message in the period, and waited since before it: as they stood
    when it began."""
    messages = {
        each.item_id: each
        for each in alerts
        if each.status is AlertStatus.OPEN and since <= each.created < since + _LONGEST_WAIT
    }
    reports = await store.past(sorted(messages))
    waited = [(messages[each.item.id], each.item.seen) for each in reports]
    return [
        replace(alert, created=seen, release=alert.created)
        for alert, seen in waited
        if seen < since
    ]


def _moment(alert: Alert) -> datetime:
    """When it was told, as far as is known."""
    digested = alert.status in (AlertStatus.DIGESTED, AlertStatus.HELD)
    return (alert.release or alert.created) if digested else alert.created


async def _restore(
    store: Store,
    catalogue: Catalogue,
    clusterer: Clusterer,
    running: Catalogue,
    since: datetime,
) -> int:
    """The stories of the window before, as they were placed; of how many items."""
    many = 0
    async for batch in store.history(since - clusterer.memory, since):
        await asyncio.to_thread(_remember, batch, catalogue, clusterer, running)
        many += len(batch)
    return many


def _remember(
    batch: Iterable[Past], catalogue: Catalogue, clusterer: Clusterer, running: Catalogue
) -> None:
    placed = [(past.item, past.change) for past in batch if past.change is not None]
    found = {past.item.id: read(past, catalogue, running.names) for past in batch if past.change}

    def evidence(item: Item) -> tuple[set[str], Sequence[Figure]]:
        return names_in(found[item.id].mentions, catalogue), found[item.id].figures

    clusterer.restore(placed, evidence=evidence)


async def _former(
    store: Store, side: _Side, before: Sequence[Alert], since: datetime
) -> list[Former]:
    """Alerts as they stood when the period began: what was told of them later isn't yet."""
    reports = {e.item.id: e for e in await store.past(sorted({e.item_id for e in before}))}
    return await asyncio.to_thread(_as_they_stood, before, reports, side.catalogue, since)


def _as_they_stood(
    before: Sequence[Alert], reports: Mapping[str, Past], catalogue: Catalogue, since: datetime
) -> list[Former]:
    found = []
    for alert in before:
        past = reports.get(alert.item_id)
        if past is None or past.change is None:
            continue  # not stored any more: nothing that comes belongs to it
        matched = _matched(named(past, catalogue), catalogue)
        kept = tuple(each for each in matched if each.watch.id in alert.watch_ids)
        waits = alert.release is not None and alert.release >= since
        found.append(
            Former(
                alert=replace(alert, status=AlertStatus.HELD) if waits else alert,
                thread_id=past.change.thread_id,
                view=view_of(alert, past.item, past.change, kept),
            )
        )
    return found


def _matched(mentions: Sequence[Mention], catalogue: Catalogue) -> Sequence[Matched]:
    """By names alone: figures had their say when the alert was made."""
    return matches(mentions, (), watches=catalogue.watches, watchlist_of=catalogue.watchlist_of)


# ── the period ───────────────────────────────────────────────────────────────────────────


async def _take(
    batch: Sequence[Past],
    sides: Sequence[_Side],
    running: Catalogue,
    rushes: Mapping[_Poll, Rush],
) -> None:
    for side in sides:
        found = await asyncio.to_thread(_read_all, batch, side.catalogue, running.names)
        for past, evidence in zip(batch, found, strict=True):
            if evidence is None:
                side.replay.outcome.skipped += 1
            elif past.change is None and not past.decisions:
                await side.replay.silent(evidence)
            else:
                change = _place(past, evidence, side)
                rush = rushes.get((past.item.feed_id, past.item.seen), CALM)
                await side.replay.take(evidence, change, then=past.change, rush=rush)


def _place(past: Past, found: Evidence, side: _Side) -> StoryChange:
    if side.clusterer is None and past.change is not None:
        return past.change
    if side.clusterer is None:
        # Judging it failed then.
        own = make_id("s", past.item.id)
        return StoryChange(story_id=own, thread_id=own, relation=Relation.NEW, why="not placed")
    names = names_in(found.mentions, side.catalogue)
    change = side.clusterer.place(past.item, names=names, figures=found.figures)
    if past.change is None or not past.change.edited:
        return change
    # An edited page is what it was then, of the story that has the page now.
    return replace(
        past.change,
        story_id=change.story_id,
        thread_id=change.thread_id,
        related_id=change.story_id,
    )


def _read_all(
    batch: Iterable[Past], catalogue: Catalogue, names_then: Mapping[str, str]
) -> list[Evidence | None]:
    """``None``: of a feed that isn't configured, where any is."""
    return [
        read(past, catalogue, names_then)
        if not catalogue.feeds or past.item.feed_id in catalogue.feeds
        else None
        for past in batch
    ]


def _rushes(batch: Iterable[Past]) -> dict[_Poll, Rush]:
    """Polls that brought so much, or after so long, that it went into a digest: all items of one
    were seen at once."""
    polls: dict[_Poll, list[Past]] = {}
    for past in batch:
        polls.setdefault((past.item.feed_id, past.item.seen), []).append(past)
    found = {
        key: Rush.behind(
            (decision.why for past in poll for decision in past.decisions),
            count_of(len(poll), "item"),
        )
        for key, poll in polls.items()
    }
    return {key: rush for key, rush in found.items() if rush != CALM}


class _Then:
    """What was really told, with the words of the items that pass by."""

    def __init__(self, alerts: Sequence[Alert], running: Catalogue) -> None:
        self._alerts = alerts
        self._running = running
        self._wanted = {each.item_id for each in alerts}
        self._items: dict[str, tuple[str, str, str]] = {}
        self._outcome = Outcome(digests=None)

    def note(self, batch: Iterable[Past]) -> None:
        outcome = self._outcome
        self.note_only(each for each in batch if each.item.id in self._wanted)
        for past in batch:
            change = past.change
            if change is None:
                outcome.silent += 1
                continue
            outcome.items += 1
            outcome.events += change.relation in OPENS
            if past.decisions:
                outcome.stories.add(change.story_id)
            for decision in past.decisions:
                outcome.count(decision.verdict, decision.why)

    def note_only(self, reports: Iterable[Past]) -> None:
        """What they were about, without counting them."""
        for past in reports:
            item = past.item
            self._items[item.id] = (item.title or item.content[:200], item.source, item.url)

    @property
    def unknown(self) -> set[str]:
        """Items of what was told in the period, that came before it."""
        return self._wanted - self._items.keys()

    def outcome(self, until: datetime) -> Outcome:
        outcome = self._outcome
        for alert in self._alerts:
            if alert.status is AlertStatus.DROPPED:
                outcome.dropped["left out of a digest"] += 1
            elif alert.status is AlertStatus.HELD or _moment(alert) > until:
                outcome.waits.append(replace(self._told(alert), how="digest"))
            elif not alert.silent:
                outcome.told.append(self._told(alert))
        return outcome

    def _told(self, alert: Alert) -> Told:
        title, source, url = self._items.get(alert.item_id, ("", "", ""))
        digested = alert.status is AlertStatus.DIGESTED
        names = self._running.names
        return Told(
            destination=alert.destination,
            story_id=alert.story_id,
            item_id=alert.item_id,
            title=title,
            source=source,
            url=url,
            watches=tuple(names.get(each, "(no longer watched)") for each in alert.watch_ids),
            why=alert.why,
            at=_moment(alert),
            how="digest" if digested else "alert",
        )
