"""The schedule on the real APScheduler and the real clock, in tens of milliseconds."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.errors import StorageError
from bot.schedule import Rhythm, Schedule, Work

FAST = Rhythm(
    tick=timedelta(milliseconds=20),
    sweep=timedelta(milliseconds=20),
    save=timedelta(milliseconds=20),
    release=timedelta(milliseconds=20),
    reload=timedelta(milliseconds=20),
    watch=timedelta(milliseconds=50),
    silence=timedelta(milliseconds=200),
    retry=timedelta(milliseconds=50),
    calm=timedelta(milliseconds=50),
)


@dataclass
class Desk:
    """Counts what the schedule asks for; a key listed in ``slow`` takes that many seconds."""

    due: Sequence[str] = ()
    slow: dict[str, float] = field(default_factory=dict)
    calls: Counter[str] = field(default_factory=Counter)
    running: Counter[str] = field(default_factory=Counter)
    most: Counter[str] = field(default_factory=Counter)
    together: int = 0
    jumps: list[timedelta] = field(default_factory=list)
    trouble: Exception | None = None

    async def claim(self, limit: int) -> Sequence[str]:
        if self.trouble:
            raise self.trouble
        return list(self.due)[:limit]

    async def poll(self, feed_id: str) -> None:
        self.calls[feed_id] += 1
        self.running[feed_id] += 1
        self.most[feed_id] = max(self.most[feed_id], self.running[feed_id])
        self.together = max(self.together, self.running.total())
        try:
            await asyncio.sleep(self.slow.get(feed_id, 0))
        finally:
            self.running[feed_id] -= 1

    async def nothing(self) -> None:
        self.calls["other"] += 1

    async def waiting(self) -> Sequence[str]:
        return ["ev-desk"]

    async def jumped(self, by: timedelta) -> None:
        self.jumps.append(by)

    def work(self) -> Work:
        return Work(
            claim=self.claim,
            poll=self.poll,
            waiting=self.waiting,
            drain=self.poll,
            save=self.nothing,
            release=self.nothing,
            expect=self.nothing,
            reload=self.nothing,
            prune=self.nothing,
            clock_jumped=self.jumped,
        )


@asynccontextmanager
async def started(desk: Desk, schedule: Schedule | None = None) -> AsyncIterator[Schedule]:
    schedule = schedule or Schedule(desk.work(), concurrency=8, rhythm=FAST)
    schedule.start()
    try:
        yield schedule
    finally:
        await schedule.stop(grace=timedelta(milliseconds=200))


async def until(condition: Callable[[], bool], limit: float = 60.0) -> None:
    for _ in range(int(limit / 0.01)):
        if condition():
            return
        await asyncio.sleep(0.01)
    pytest.fail("it did not happen in time")


async def test_polls_overlap_across_feeds_and_never_for_one_feed() -> None:
    desk = Desk(due=["slow", "quick"], slow={"slow": 0.3})
    async with started(desk):
        await until(lambda: desk.calls["quick"] >= 5)
    assert desk.most == {"slow": 1, "quick": 1, "ev-desk": 1}
    assert desk.calls["slow"] <= 2
    assert desk.together >= 2


async def test_no_more_polls_at_a_time_than_asked_for() -> None:
    names = [f"feed{i}" for i in range(30)]
    desk = Desk(due=names, slow=dict.fromkeys(names, 0.05))
    schedule = Schedule(desk.work(), concurrency=4, rhythm=FAST)
    schedule.start(deliver=False)
    await until(lambda: desk.calls.total() >= 12)
    await schedule.stop()
    assert 2 <= desk.together <= 4


async def test_when_many_are_due_a_round_follows_the_other_without_waiting_for_the_tick() -> None:
    left = [f"feed{i}" for i in range(60)]
    polled: list[str] = []

    async def claim(limit: int) -> Sequence[str]:
        taken, left[:] = left[:limit], left[limit:]
        return taken

    async def poll(feed_id: str) -> None:
        await asyncio.sleep(0.01)
        polled.append(feed_id)

    work = replace(Desk().work(), claim=claim, poll=poll)
    rare = replace(FAST, tick=timedelta(hours=1))
    schedule = Schedule(work, concurrency=8, rhythm=rare)
    schedule.start(deliver=False)
    await until(lambda: len(polled) == 60)
    await schedule.stop()
    assert len(set(polled)) == 60


async def test_a_failing_job_is_logged_and_the_others_go_on(
    caplog: pytest.LogCaptureFixture,
) -> None:
    desk = Desk(due=["a"], trouble=ValueError("a bug"))
    async with started(desk):
        await until(lambda: desk.calls["ev-desk"] >= 3)
        await until(lambda: "a bug" in caplog.text)
        desk.trouble = None
        await until(lambda: desk.calls["a"] >= 1)


async def test_trouble_with_the_database_is_said_once_and_its_end_too(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    desk = Desk(due=["a"])
    schedule = Schedule(desk.work(), concurrency=1, rhythm=FAST)
    desk.trouble = StorageError("the disk is full")
    for _ in range(5):
        await schedule._safely(desk.claim, 1)
        await schedule._safely(desk.nothing)
    desk.trouble = None
    await schedule._safely(desk.claim, 1)
    assert "storage works again" not in caplog.text, "one success is no proof"
    await asyncio.sleep(0.06)
    await schedule._safely(desk.claim, 1)
    assert caplog.text.count("the disk is full") == 1
    assert caplog.text.count("storage works again") == 1


async def test_a_poll_that_could_not_be_stored_is_done_again_soon() -> None:
    desk = Desk(due=["a"])
    polls = Counter[str]()

    async def claim(limit: int) -> Sequence[str]:
        return ["a"][:limit] if not polls["a"] else []

    async def poll(feed_id: str) -> None:
        polls[feed_id] += 1
        if polls[feed_id] < 3:
            raise StorageError("the disk is full")

    work = replace(desk.work(), claim=claim, poll=poll)
    async with started(desk, Schedule(work, concurrency=2, rhythm=FAST)):
        await until(lambda: polls["a"] == 3)
        await asyncio.sleep(0.2)
    assert polls["a"] == 3


async def test_a_clock_set_back_is_noticed_and_jobs_run_on() -> None:
    desk = Desk(due=["a"])
    wall = {"offset": 0.0}
    schedule = Schedule(
        desk.work(),
        concurrency=2,
        rhythm=FAST,
        wall=lambda: datetime.now(UTC).timestamp() + wall["offset"],
    )
    async with started(desk, schedule):
        await until(lambda: desk.calls["a"] >= 1)
        # What a step back by an hour does to APScheduler: every job is an hour away.
        for job in schedule._scheduler.get_jobs():
            job.modify(next_run_time=datetime.now(UTC) + timedelta(hours=1))
        wall["offset"] = -3600.0
        await asyncio.sleep(0.02)
        before = desk.calls["a"]
        await until(lambda: desk.calls["a"] >= before + 3)
    assert [round(jump.total_seconds()) for jump in desk.jumps] == [-3600]


async def test_silence_alone_restarts_the_jobs() -> None:
    desk = Desk(due=["a"])
    async with started(desk) as schedule:
        await until(lambda: desk.calls["a"] >= 1)
        for job in schedule._scheduler.get_jobs():
            job.modify(next_run_time=datetime.now(UTC) + timedelta(hours=1))
        before = desk.calls["a"]
        await until(lambda: desk.calls["a"] >= before + 3)
    assert desk.jumps == []


async def test_stop_lets_polls_end_and_cancels_those_that_do_not() -> None:
    desk = Desk(due=["short", "long"], slow={"short": 0.1, "long": 30})
    schedule = Schedule(desk.work(), concurrency=4, rhythm=FAST)
    schedule.start(deliver=False)
    await until(lambda: desk.running["short"] == 1 and desk.running["long"] == 1)
    await schedule.stop(grace=timedelta(milliseconds=400))
    assert desk.running.total() == 0
    calls = desk.calls.total()
    await asyncio.sleep(0.1)
    assert desk.calls.total() == calls


@pytest.mark.parametrize(("seconds", "ended"), [(0.1, 1), (30.0, 0)])
async def test_stop_in_the_middle_of_a_job_is_no_error(
    caplog: pytest.LogCaptureFixture, seconds: float, ended: int
) -> None:
    begun = asyncio.Event()
    done = 0

    async def slowly() -> None:
        nonlocal done
        begun.set()
        await asyncio.sleep(seconds)
        done += 1

    work = replace(Desk().work(), reload=slowly)
    schedule = Schedule(work, concurrency=1, rhythm=FAST)
    schedule.start()
    await begun.wait()
    await schedule.stop(grace=timedelta(milliseconds=300))
    assert done == ended
    assert not [each for each in caplog.records if each.levelno >= logging.ERROR]


async def test_a_kick_drains_at_once_but_not_twice_at_a_time() -> None:
    desk = Desk(slow={"ev-club": 0.1})
    quiet = Rhythm(sweep=timedelta(hours=1))
    schedule = Schedule(desk.work(), concurrency=1, rhythm=quiet)
    async with started(desk, schedule):
        schedule.kick("ev-club")
        schedule.kick("ev-club")
        await until(lambda: desk.running["ev-club"] == 1)
        assert desk.most["ev-club"] == 1
        await until(lambda: desk.calls["ev-club"] == 2 and desk.running["ev-club"] == 0)
        assert desk.calls["ev-club"] == 2, "the second kick ran after the first"
        schedule.kick("ev-club")
        await until(lambda: desk.calls["ev-club"] == 3)
