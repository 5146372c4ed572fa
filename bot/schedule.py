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
from collections.abc import Awaitable, Callable, Collection, Sequence
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


@dataclass(frozen=True, kw_only=True, slots=True)
class Rhythm:
    """How often each job runs."""

    tick: timedelta = timedelta(seconds=1)
    sweep: timedelta = timedelta(seconds=2)
    save: timedelta = timedelta(seconds=0.5)
    release: timedelta = timedelta(seconds=15)
    expect: timedelta = timedelta(seconds=3)
    reload: timedelta = timedelta(seconds=2)
    watch: timedelta = timedelta(seconds=5)
    """Between two looks of the watchdog; monotonic."""
    silence: timedelta = timedelta(seconds=8)
    """Without any job running for so long, the watchdog restarts them."""
    retry: timedelta = timedelta(seconds=10)
    """After which a poll whose result could not be stored is done again."""
    calm: timedelta = timedelta(seconds=10)
    """Without trouble, after which the database counts as working again."""
    jump: timedelta = timedelta(minutes=1)
    """Drift between wall and monotonic clock that counts as a jump."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Work:
    """What there is to do, handed in by the composition root."""

    claim: Callable[[int], Awaitable[Sequence[str]]]
    """Ids of due feeds, at most so many, taken so that no other node polls them."""
    poll: Callable[[str], Awaitable[None]]
    waiting: Callable[[], Awaitable[Sequence[str]]]
    """Destinations with something to deliver."""
    drain: Callable[[str], Awaitable[None]]
    save: Callable[[], Awaitable[None]]
    """Store what polls left to be stored together."""
    release: Callable[[], Awaitable[None]]
    """Turn held alerts whose time has come into digests."""
    expect: Callable[[], Awaitable[None]]
    """Tell of expected figures that did not come by their deadline."""
    reload: Callable[[], Awaitable[None]]
    """Read configuration that changed on disk or in the database."""
    prune: Callable[[], Awaitable[None]]
    clock_jumped: Callable[[timedelta], Awaitable[None]]
    """The wall clock moved against the monotonic one by so much (negative: backwards)."""


class Schedule:
    """Start with :meth:`start`, stop with :meth:`stop`; both idempotent."""

    def __init__(
        self,
        work: Work,
        *,
        concurrency: int,
        rhythm: Rhythm | None = None,
        wall: Callable[[], float] = time.time,
    ) -> None:
        self._work = work
        self._rhythm = rhythm or Rhythm()
        self._wall = wall
        self._concurrency = concurrency
        self._scheduler = AsyncIOScheduler(
            timezone=UTC,
            job_defaults={"max_instances": 1, "coalesce": True, "misfire_grace_time": None},
        )
        self._running: dict[str, asyncio.Task[None]] = {}
        self._jobs: set[asyncio.Task[object]] = set()
        """APScheduler's own tasks."""
        self._stopping = False
        self._again: set[str] = set()
        self._claiming = False
        self._more = False
        """Whether the last claim took all it could: more may be due."""
        self._delivers = False
        self._watchdog: asyncio.Task[None] | None = None
        self._ran = time.monotonic()
        self._unstored: dict[str, float] = {}
        """Feeds whose last poll could not be stored → when to poll them again; monotonic."""
        self._trouble: float | None = None
        """When the database last refused, until it counts as working again; monotonic."""

    @property
    def polling(self) -> int:
        """How many polls are under way."""
        return sum(key.startswith("poll:") for key in self._running)

    def start(self, *, poll: bool = True, deliver: bool = True) -> None:
        """``poll`` and ``deliver`` choose the roles this process plays."""
        self._every("reload", self._rhythm.reload, self._safely, self._work.reload)
        if poll:
            self._every("tick", self._rhythm.tick, self._tick)
            self._every("save", self._rhythm.save, self._safely, self._work.save)
            self._scheduler.add_job(
                self._job,
                CronTrigger(hour=3, minute=30),
                [self._safely, self._work.prune],
                id="prune",
            )
        self._delivers = deliver
        if deliver:
            self._every("sweep", self._rhythm.sweep, self._sweep)
            self._every("release", self._rhythm.release, self._safely, self._work.release)
            self._every("expect", self._rhythm.expect, self._safely, self._work.expect)
        self._scheduler.start()
        self._watchdog = asyncio.create_task(self._watch(), name="watchdog")

    def _every(
        self, name: str, interval: timedelta, job: Callable[..., Awaitable[object]], *args: object
    ) -> None:
        trigger = IntervalTrigger(seconds=interval.total_seconds())
        now = datetime.now(UTC)
        self._scheduler.add_job(self._job, trigger, (job, *args), id=name, next_run_time=now)

    async def stop(self, *, grace: timedelta = timedelta(seconds=10)) -> None:
        """No new jobs; those under way get ``grace`` to finish, then are cancelled."""
        if self._watchdog is not None:
            self._watchdog.cancel()
            self._watchdog = None
        if self._scheduler.running:
            self._scheduler.pause()
            await asyncio.sleep(0)  # what it has just started begins, and is known
        end = time.monotonic() + grace.total_seconds()
        self._stopping = True
        await _ended(self._jobs, end)  # first: they may start some of the others
        await _ended(self._running.values(), end)
        if self._scheduler.running:
            # Its shutdown cancels what it still runs, and would log that as an error: by now
            # there is nothing left.
            self._scheduler.shutdown(wait=False)
            # It hands its shutdown to the loop; let it happen before going on.
            await asyncio.sleep(0)

    def kick(self, destination: str) -> None:
        """Drain a destination now rather than at the next sweep; again, if it is being drained,
        because what was just enqueued may have missed that."""
        if self._stopping or not self._scheduler.running or not self._delivers:
            return
        key = f"drain:{destination}"
        running = self._running.get(key)
        if running is None:
            self._spawn(key, self._work.drain, destination)
        elif key not in self._again:
            self._again.add(key)
            running.add_done_callback(lambda _: self._once_more(key, destination))

    # ── jobs ────────────────────────────────────────────────────────────────────────────

    async def _job(self, job: Callable[..., Awaitable[object]], *args: object) -> None:
        """What APScheduler runs: known while it runs, so that :meth:`stop` can wait for it."""
        task = asyncio.current_task()
        assert task is not None, "runs in a task"  # noqa: S101
        self._jobs.add(task)
        try:
            await job(*args)
        except asyncio.CancelledError:
            if not self._stopping:
                raise
        finally:
            self._jobs.discard(task)

    async def _tick(self) -> None:
        free = self._concurrency - self.polling
        if free <= 0 or self._claiming:
            return
        self._claiming = True
        try:
            await self._claim(free)
        finally:
            self._claiming = False

    async def _claim(self, free: int) -> None:
        now = time.monotonic()
        again = [feed_id for feed_id, due in self._unstored.items() if due <= now]
        for feed_id in again:
            del self._unstored[feed_id]
        claimed = await self._safely(self._work.claim, free) or ()
        self._more = len(claimed) >= free
        for feed_id in dict.fromkeys([*again, *claimed]):
            self._spawn(f"poll:{feed_id}", self._poll, feed_id)

    async def _poll(self, feed_id: str) -> None:
        try:
            await self._work.poll(feed_id)
        except StorageError:
            # Nothing of it was stored, so it is as if it had not been polled.
            self._unstored[feed_id] = time.monotonic() + self._rhythm.retry.total_seconds()
            raise

    async def _sweep(self) -> None:
        for destination in await self._safely(self._work.waiting) or ():
            self._spawn(f"drain:{destination}", self._work.drain, destination)

    def _spawn(self, key: str, work: Callable[[str], Awaitable[None]], argument: str) -> None:
        """Run in the background, never twice at a time for one key."""
        if key in self._running:
            return
        task = asyncio.create_task(self._safely(work, argument), name=key)
        self._running[key] = task
        task.add_done_callback(lambda _: self._ended(key))

    def _ended(self, key: str) -> None:
        self._running.pop(key, None)
        # More feeds are due than one round could take: half a round of room is worth a claim.
        room = self.polling <= self._concurrency // 2
        idle = "claim" not in self._running and not self._stopping
        if key.startswith("poll:") and self._more and room and idle:
            self._more = False
            self._spawn("claim", self._tick_for, key)

    async def _tick_for(self, _: str) -> None:
        await self._tick()

    async def _safely(self, work: Callable[[*Args], Awaitable[R]], *args: *Args) -> R | None:
        """One job's failure never stops the others; trouble with the database is said once."""
        self._ran = time.monotonic()
        try:
            result = await work(*args)
        except StorageError as error:
            if self._trouble is None:
                log.error("storage: %s; retrying until it works", error)
            self._trouble = time.monotonic()
            return None
        except Exception:
            log.exception("a job failed: %s", getattr(work, "__qualname__", work))
            return None
        # A full disk lets some writes through: only a while without trouble is its end.
        calm = self._rhythm.calm.total_seconds()
        if self._trouble is not None and time.monotonic() - self._trouble > calm:
            self._trouble = None
            log.warning("storage works again")
        return result

    def _once_more(self, key: str, destination: str) -> None:
        self._again.discard(key)
        self.kick(destination)

    # ── clocks ──────────────────────────────────────────────────────────────────────────

    async def _watch(self) -> None:
        rhythm = self._rhythm
        offset = self._wall() - time.monotonic()
        while True:
            await asyncio.sleep(rhythm.watch.total_seconds())
            moved = timedelta(seconds=self._wall() - time.monotonic() - offset)
            jumped = abs(moved) > rhythm.jump
            if jumped:
                offset += moved.total_seconds()
                log.warning("the clock jumped by %+.0f s", moved.total_seconds())
                await self._safely(self._work.clock_jumped, moved)
            if jumped or time.monotonic() - self._ran > rhythm.silence.total_seconds():
                self._restart_jobs()

    def _restart_jobs(self) -> None:
        """Make every interval job due now, whatever the wall clock said before."""
        now = datetime.now(UTC)
        for job in self._scheduler.get_jobs():
            if isinstance(job.trigger, IntervalTrigger):
                # A trigger counts from its own start, which may lie in what is now the future.
                job.reschedule(IntervalTrigger(seconds=job.trigger.interval.total_seconds()))
                job.modify(next_run_time=now)


async def _ended(tasks: Collection[asyncio.Task[R]], end: float) -> None:
    """Wait for the tasks until ``end`` (monotonic), then cancel those that go on."""
    if not tasks:
        return
    _, late = await asyncio.wait(set(tasks), timeout=max(end - time.monotonic(), 0))
    for task in late:
        task.cancel()
    await asyncio.gather(*late, return_exceptions=True)
