"""When to poll again, and what a poll teaches. Pure: old state, outcome and ``now`` in, state out.

The interval follows the observed rate of new items, is clamped by what the publisher and the
operator say, shaken a little so that feeds do not march in step, and stored with the state.
Failures back off exponentially and never give up; only 410 Gone retires a feed.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Required, TypedDict

from bot.errors import FeedError, RetrieveError
from bot.feeds.retrieve import Retrieved
from bot.model import Feed, FeedState, PollSettings

Random = Callable[[], float]
"""Uniform in [0, 1)."""

JITTER = 0.1
"""Intervals are shaken by this part of themselves, either way."""
PER_ITEM = 0.1
"""The adaptive interval as a part of the mean time between items: a tenth, so that an item is
seen early in the quiet that follows it."""
MEMORY = timedelta(days=3)
"""Time constant of the smoothed item rate."""
LOOK_BACK = timedelta(days=14)
"""How far back the first body's dates are trusted to tell the rate."""
GUESSED_RATE = 8.0
"""Items a day, while nothing is known."""
BACK_OFF = 2.0
LONGEST_BACK_OFF = 4
"""In units of ``PollSettings.most``: a feed that failed for days is still tried this often."""
SOON = timedelta(seconds=30)
LONGEST_RETRY_AFTER = timedelta(days=1)
REPEATS_TO_MOVE = 5
"""Polls in a row that must be redirected permanently to the same address to accept it."""
PROBE_EVERY = 50
"""Polls of a moved feed between two looks at its original address."""
FARTHEST = timedelta(days=8)
"""No next poll lies further ahead; what does is the work of a clock that jumped."""
CLOCK_SLACK = timedelta(minutes=5)
"""A last poll this far in the future means that the clock went back."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Unchanged:
    """The server said so (304), or the body was the one parsed last."""

    answer: Retrieved
    polled: str
    """The address that was asked."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Changed:
    """A body that was parsed."""

    answer: Retrieved
    polled: str
    body_hash: str
    fragment_hashes: frozenset[str] = frozenset()
    title: str = ""
    site_url: str = ""
    hub: str = ""
    ttl: timedelta | None = None
    skip_hours: tuple[int, ...] = ()
    skip_days: tuple[int, ...] = ()
    new_items: int = 0
    """Those that count for the rate: neither the baseline nor a republished archive."""
    dates: tuple[datetime, ...] = ()
    """When the entries say they were published; read on the first poll only."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Failed:
    error: FeedError
    polled: str


Outcome = Unchanged | Changed | Failed


def next_state(
    feed: Feed,
    state: FeedState,
    outcome: Outcome,
    now: datetime,
    settings: PollSettings,
    random: Random,
) -> FeedState:
    """The state after a poll that ended at ``now``."""
    if isinstance(outcome, Failed):
        return _after_failure(feed, state, outcome, now, settings, random)
    learnt = _learn(state, outcome, now)
    rate = learnt["items_per_day"]
    ttl = learnt.get("ttl", state.ttl)
    rest = learnt.get("skip_hours", state.skip_hours), learnt.get("skip_days", state.skip_days)
    interval = adaptive_interval(rate, settings)
    due = now + shaken(_clamped(feed, ttl, outcome.answer, interval, settings), random)
    return replace(
        state,
        **learnt,
        **_move(feed, state, outcome),
        interval=interval,
        next_poll=due if feed.every else after_rest(due, *rest),
        last_poll=now,
        last_ok=now,
        failures=0,
        failing_since=None,
        not_before=None,
        error="",
        retired=False,
    )


def address(feed: Feed, state: FeedState) -> str:
    """Which address to poll now: the accepted one, but now and then, and while the accepted
    one fails every other time, the original."""
    if not state.url:
        return feed.url
    probe = state.moved_count > 0 and state.moved_count % PROBE_EVERY == 0
    return feed.url if probe or state.failures % 2 else state.url


def corrected(
    feed: Feed, state: FeedState, now: datetime, settings: PollSettings
) -> FeedState | None:
    """The state with a sane ``next_poll``, when a clock that jumped left an absurd one; else
    ``None``. For a watchdog to call at the start and whenever it sees the clock jump."""
    if state.next_poll is None or state.retired:
        return None
    farthest = now + max(FARTHEST, (feed.every or timedelta(0)) * (1 + JITTER))
    ahead = state.last_poll is not None and state.last_poll > now + CLOCK_SLACK
    if state.next_poll <= farthest and not ahead:
        return None
    again = now + (feed.every or state.interval or settings.least)
    return replace(
        state,
        next_poll=min(state.next_poll, again),
        last_poll=now if ahead else state.last_poll,
    )


def hastened(state: FeedState, now: datetime, random: Random) -> FeedState | None:
    """The state of a failing feed that is tried again within half a minute, because something
    was mended or the bot restarted; never earlier than the publisher asked. Else ``None``."""
    if not state.failures or state.retired or state.next_poll is None:
        return None
    soon = max(now + SOON * random(), state.not_before or now)
    return replace(state, next_poll=soon) if soon < state.next_poll else None


# ── the interval ─────────────────────────────────────────────────────────────────────────


def adaptive_interval(items_per_day: float, settings: PollSettings) -> timedelta:
    """A tenth of the mean time between items, between the operator's bounds."""
    if items_per_day <= 0:
        return settings.most
    days = min(PER_ITEM / items_per_day, settings.most / timedelta(days=1))
    return max(timedelta(days=days), settings.least)


def observed_rate(rate: float, new_items: int, elapsed: timedelta) -> float:
    """Items a day, smoothed exponentially over irregular polls."""
    days = elapsed / timedelta(days=1)
    if days <= 0:
        return rate
    kept = math.exp(-elapsed / MEMORY)
    return rate * kept + new_items / days * (1 - kept)


def rate_from_dates(dates: Sequence[datetime], now: datetime) -> float:
    """Items a day by the dates of a first body; a guess when they tell nothing."""
    recent = [date for date in dates if now - LOOK_BACK <= date <= now]
    if not dates:
        return GUESSED_RATE
    if not recent:
        return 0.0
    span = LOOK_BACK if len(recent) < len(dates) else now - min(recent)
    return len(recent) / max(span / timedelta(days=1), 0.25)


def shaken(interval: timedelta, random: Random) -> timedelta:
    return interval * (1 + JITTER * (2 * random() - 1))


def after_rest(due: datetime, skip_hours: Sequence[int], skip_days: Sequence[int]) -> datetime:
    """``due``, or the first full hour after it that is in no hour or day of rest (GMT). A
    publisher that rests always has made a mistake, which is ignored."""
    hours, days = frozenset(skip_hours), frozenset(skip_days)
    if not hours and not days:
        return due
    moment = due.astimezone(UTC)
    for _ in range(24 * 7 + 1):
        if moment.hour not in hours and moment.weekday() not in days:
            return moment
        moment = moment.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return due


def _clamped(
    feed: Feed,
    ttl: timedelta | None,
    answer: Retrieved,
    interval: timedelta,
    settings: PollSettings,
) -> timedelta:
    """What somebody wrote (``every``) outranks the publisher's wishes; these outrank the
    observed rate, but only up to the longest adaptive interval: many are left-overs of a
    default, and a year of ``max-age`` must not silence a feed."""
    if feed.every is not None:
        return feed.every
    wishes = [wish for wish in (ttl, answer.cache_max_age) if wish is not None]
    return min(max(interval, *wishes), settings.most) if wishes else interval


# ── after a success ──────────────────────────────────────────────────────────────────────


class _Learnt(TypedDict, total=False):
    """Fields of a FeedState: :func:`dataclasses.replace` is dear enough to be called once."""

    items_per_day: Required[float]
    etag: str
    last_modified: str
    body_hash: str
    fragment_hashes: frozenset[str]
    title: str
    site_url: str
    hub: str
    ttl: timedelta | None
    skip_hours: tuple[int, ...]
    skip_days: tuple[int, ...]
    last_new: datetime | None
    baseline: bool


class _Moved(TypedDict, total=False):
    url: str
    moved_to: str
    moved_count: int


def _learn(state: FeedState, outcome: Unchanged | Changed, now: datetime) -> _Learnt:
    answer = outcome.answer
    new_items = outcome.new_items if isinstance(outcome, Changed) else 0
    rate = observed_rate(state.items_per_day, new_items, now - (state.last_ok or now))
    if isinstance(outcome, Unchanged):
        # A 304 may leave its validators out: the old ones still hold.
        return {
            "items_per_day": rate,
            "etag": answer.etag or state.etag,
            "last_modified": answer.last_modified or state.last_modified,
        }
    if not state.baseline:
        rate = rate_from_dates(outcome.dates, now)
    return {
        "items_per_day": rate,
        "etag": answer.etag,
        "last_modified": answer.last_modified,
        "body_hash": outcome.body_hash,
        "fragment_hashes": outcome.fragment_hashes,
        "title": outcome.title or state.title,
        "site_url": outcome.site_url or state.site_url,
        "hub": outcome.hub,
        "ttl": outcome.ttl,
        "skip_hours": outcome.skip_hours,
        "skip_days": outcome.skip_days,
        "last_new": now if new_items else state.last_new,
        "baseline": True,
    }


def _move(feed: Feed, state: FeedState, outcome: Unchanged | Changed) -> _Moved:
    """Counts permanent redirects and accepts, keeps or drops the new address."""
    target = outcome.answer.moved_permanently_to
    if outcome.polled != feed.url:
        # The accepted address answered; if it moves on in turn, the original will tell.
        return {"moved_count": state.moved_count + 1}
    if not target or target == feed.url:
        return {"url": "", "moved_to": "", "moved_count": 0}
    if target != state.moved_to:
        return {"url": "", "moved_to": target, "moved_count": 1}
    count = state.moved_count + 1
    return {"moved_count": count, "url": target if count >= REPEATS_TO_MOVE else state.url}


# ── after a failure ──────────────────────────────────────────────────────────────────────


def _after_failure(
    feed: Feed,
    state: FeedState,
    outcome: Failed,
    now: datetime,
    settings: PollSettings,
    random: Random,
) -> FeedState:
    error = outcome.error
    failures = state.failures + 1
    gone = isinstance(error, RetrieveError) and error.gone and outcome.polled == feed.url
    wait = shaken(back_off(feed, state, failures, settings), random)
    asked = error.retry_after if isinstance(error, RetrieveError) else None
    if asked is not None:
        # Never earlier than asked: here the shake only adds.
        wait = max(wait, min(asked, LONGEST_RETRY_AFTER) * (1 + JITTER * random()))
    return replace(
        state,
        failures=failures,
        not_before=None if asked is None else now + wait,
        failing_since=state.failing_since or now,
        error=str(error),
        last_poll=now,
        next_poll=None if gone else now + wait,
        retired=gone,
    )


def back_off(feed: Feed, state: FeedState, failures: int, settings: PollSettings) -> timedelta:
    """Twice as long after each failure in a row, from a usual interval of at most a quarter of
    an hour, up to a bound that still finds a feed that came back."""
    usual = feed.every or state.interval or settings.least
    start = max(settings.least, min(usual, timedelta(minutes=15)))
    longest = max(settings.most * LONGEST_BACK_OFF, feed.every or timedelta(0))
    doublings = min(failures - 1, 40)  # 2⁴⁰ is past every bound, and far from overflow
    return min(timedelta(seconds=min(start.total_seconds() * BACK_OFF**doublings, 1e8)), longest)
