"""What runs when. The only importer of APScheduler, and purely the clock.

Two jobs carry the work, and both are plain functions of a key so that another engine can run
them on many nodes: *poll feed X* and *drain destination Y*. This module decides when each
starts, lets polls of different feeds overlap freely, and never runs two for one key.

A wall clock that steps backwards stops APScheduler from firing until it has caught up, so a
monotonic watchdog notices silence and sets every job going again.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeVar, TypeVarTuple

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from bot.errors import StorageError

Args = TypeVarTuple("Args")
R = TypeVar("R")

log = logging.getLogger(__name__)

TICK = timedelta(seconds=1)
SWEEP = timedelta(seconds=2)
RELEASE = timedelta(seconds=15)
RELOAD = timedelta(seconds=2)
WATCH = 5.0
"""Seconds between two looks of the watchdog; monotonic."""
SILENCE = 4 * TICK.total_seconds()
"""Seconds without a tick after which the watchdog restarts the jobs."""
JUMP = 60.0
"""Seconds by which wall and monotonic clock may drift apart before it counts as a jump."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Work:
    """What there is to do, handed in by the composition root."""

    claim: Callable[[int], Awaitable[Sequence[str]]]
    """Ids of due feeds, at most so many, taken so that no other node polls them."""
    poll: Callable[[str], Awaitable[None]]
    waiting: Callable[[], Awaitable[Sequence[str]]]
    """Destinations with something to deliver."""
    drain: Callable[[str], Awaitable[None]]
    release: Callable[[], Awaitable[None]]
    """Turn held alerts whose time has come into digests."""
    reload: Callable[[], Awaitable[None]]
    """Read configuration that changed on disk or in the database."""
    prune: Callable[[], Awaitable[None]]
    clock_jumped: Callable[[timedelta], Awaitable[None]]
    """The wall clock moved against the monotonic one by so much (negative: backwards)."""


class Schedule:
    """Start with :meth:`start`, stop with :meth:`stop`; both idempotent."""

    def __init__(self, work: Work, *, concurrency: int) -> None:
        self._work = work
        self._concurrency = concurrency
        self._scheduler = AsyncIOScheduler(
            timezone=UTC,
            job_defaults={"max_instances": 1, "coalesce": True, "misfire_grace_time": None},
        )
        self._running: dict[str, asyncio.Task[None]] = {}
        self._watchdog: asyncio.Task[None] | None = None
        self._ticked = time.monotonic()
        self._troubled = False

    @property
    def polling(self) -> int:
        """How many polls are under way."""
        return sum(key.startswith("poll:") for key in self._running)

    def start(self, *, poll: bool = True, deliver: bool = True) -> None:
        """``poll`` and ``deliver`` choose the roles this process plays."""
        add = self._scheduler.add_job
        now = datetime.now(UTC)
        add(self._safely, IntervalTrigger(seconds=RELOAD.seconds), [self._work.reload], id="reload")
        if poll:
            add(self._tick, IntervalTrigger(seconds=TICK.seconds), id="tick", next_run_time=now)
            add(self._safely, CronTrigger(hour=3, minute=30), [self._work.prune], id="prune")
        if deliver:
            add(self._sweep, IntervalTrigger(seconds=SWEEP.seconds), id="sweep", next_run_time=now)
            add(
                self._safely,
                IntervalTrigger(seconds=RELEASE.seconds),
                [self._work.release],
                id="release",
            )
        self._scheduler.start()
        self._watchdog = asyncio.create_task(self._watch(), name="watchdog")

    async def stop(self, *, grace: timedelta = timedelta(seconds=10)) -> None:
        """No new jobs; those under way get ``grace`` to finish, then are cancelled."""
        if self._watchdog is not None:
            self._watchdog.cancel()
            self._watchdog = None
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
            # The scheduler hands its shutdown to the loop; let it happen before going on.
            await asyncio.sleep(0)
        tasks = list(self._running.values())
        if not tasks:
            return
        _, late = await asyncio.wait(tasks, timeout=grace.total_seconds())
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    def kick(self, destination: str) -> None:
        """Drain a destination now rather than at the next sweep."""
        if self._scheduler.running:
            self._spawn(f"drain:{destination}", self._work.drain, destination)

    # ── jobs ────────────────────────────────────────────────────────────────────────────

    async def _tick(self) -> None:
        free = self._concurrency - self.polling
        if free <= 0:
            return
        for feed_id in await self._safely(self._work.claim, free) or ():
            self._spawn(f"poll:{feed_id}", self._work.poll, feed_id)

    async def _sweep(self) -> None:
        for destination in await self._safely(self._work.waiting) or ():
            self._spawn(f"drain:{destination}", self._work.drain, destination)

    def _spawn(self, key: str, work: Callable[[str], Awaitable[None]], argument: str) -> None:
        """Run in the background, never twice at a time for one key."""
        if key in self._running:
            return
        task = asyncio.create_task(self._safely(work, argument), name=key)
        self._running[key] = task
        task.add_done_callback(lambda _: self._running.pop(key, None))

    async def _safely(self, work: Callable[[*Args], Awaitable[R]], *args: *Args) -> R | None:
        """One job's failure never stops the others; trouble with the database is said once."""
        self._ticked = time.monotonic()
        try:
            result = await work(*args)
        except StorageError as error:
            if not self._troubled:
                log.error("storage: %s; retrying until it works", error)
            self._troubled = True
            return None
        except Exception:
            log.exception("a job failed: %s", getattr(work, "__qualname__", work))
            return None
        if self._troubled:
            log.warning("storage works again")
            self._troubled = False
        return result

    # ── clocks ──────────────────────────────────────────────────────────────────────────

    async def _watch(self) -> None:
        offset = time.time() - time.monotonic()
        while True:
            await asyncio.sleep(WATCH)
            moved = time.time() - time.monotonic() - offset
            if abs(moved) > JUMP:
                offset += moved
                log.warning("the clock jumped by %+.0f s", moved)
                await self._safely(self._work.clock_jumped, timedelta(seconds=moved))
            if time.monotonic() - self._ticked > SILENCE or abs(moved) > JUMP:
                self.restart_jobs()

    def restart_jobs(self) -> None:
        """Make every interval job due now, whatever the wall clock said before."""
        now = datetime.now(UTC)
        for job in self._scheduler.get_jobs():
            if isinstance(job.trigger, IntervalTrigger):
                job.reschedule(IntervalTrigger(seconds=job.trigger.interval.total_seconds()))
                job.modify(next_run_time=now)
