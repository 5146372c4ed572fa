"""kill -9 at the worst moments: nothing is lost, nothing is doubled, the order stays."""

from __future__ import annotations

import asyncio
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path

from bot.card import Card, to_json
from bot.model import Delivery
from bot.storage import open_store
from tests.support.fakeplatform import FakePlatform
from tests.support.stores import sqlite_file

ROOT = Path(__file__).resolve().parents[3]
KEYS = [f"k{number:02}" for number in range(8)]


def now() -> datetime:
    return datetime.now(UTC)


async def deliver(folder: Path, *death: str) -> int:
    """Run the deliverer to its end, or its death; its exit code."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.support.deliverer",
        str(folder / "tidings.db"),
        str(folder / "posted.jsonl"),
        "desk",
        *death,
        cwd=ROOT,
    )
    try:
        return await asyncio.wait_for(process.wait(), 30)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def fill(folder: Path) -> None:
    store = await open_store(sqlite_file(folder / "tidings.db"))
    card = to_json(Card(title="news"))
    await store.enqueue(
        [
            Delivery(key=key, destination="desk", kind="post", card=card, created=now())
            for key in KEYS
        ]
    )
    await store.close()


def posted(folder: Path) -> list[str]:
    return [each.key for each in FakePlatform(now, file=folder / "posted.jsonl").messages]


async def test_killed_between_sending_and_recording(tmp_path: Path) -> None:
    await fill(tmp_path)
    for survived, arrived in (("0", "1"), ("2", "0"), ("1", "1")):
        assert await deliver(tmp_path, survived, arrived) == -signal.SIGKILL
    assert await deliver(tmp_path) == 0
    assert posted(tmp_path) == KEYS
    store = await open_store(sqlite_file(tmp_path / "tidings.db"))
    totals = await store.totals(now())
    await store.close()
    assert (totals.pending, totals.parked, totals.unknown) == (0, 0, 0)


async def test_killed_at_any_moment(tmp_path: Path) -> None:
    """From outside, without regard to what it is doing."""
    await fill(tmp_path)
    for delay in (0.7, 1.0):
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tests.support.deliverer",
            str(tmp_path / "tidings.db"),
            str(tmp_path / "posted.jsonl"),
            "desk",
            cwd=ROOT,
        )
        await asyncio.sleep(delay)
        if process.returncode is None:
            process.kill()
        await process.wait()
    assert await deliver(tmp_path) == 0
    assert posted(tmp_path) == KEYS
