"""kill -9 while a request hangs: each message there once, in order."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

import pytest

from bot.card import Card, to_json
from bot.model import Delivery
from bot.storage import open_store
from tests.support.discordbot import now, settled
from tests.support.fakediscord import FakeDiscord
from tests.support.fakediscord.server import How
from tests.support.fakediscord.world import FORUM
from tests.support.stores import sqlite_file

ROOT = Path(__file__).resolve().parents[3]
KEYS = [f"k{number}" for number in range(4)]


async def start(folder: Path, fake: FakeDiscord, address: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "tests.support.discorddeliverer", str(folder / "tidings.db"), "club", address),
        cwd=ROOT,
        env=os.environ | fake.environment,
    )


async def fill(folder: Path) -> None:
    store = await open_store(sqlite_file(folder / "tidings.db"))
    await store.enqueue(
        [
            Delivery(
                key=key,
                destination="club",
                kind="post",
                card=to_json(Card(title=f"news {key}", private=False)),
                created=now(),
            )
            for key in KEYS
        ]
    )
    await store.close()


@pytest.mark.timeout(150)
@pytest.mark.parametrize(
    ("how", "later", "forum"),
    [("hang", 0, False), ("hang after", 0, False), ("hang after", 10, True)],
    ids=["before it arrived", "after it arrived", "in a forum, long after"],
)
async def test_killed_while_a_request_hangs(
    tmp_path: Path, fake: FakeDiscord, how: How, later: int, forum: bool
) -> None:
    await fill(tmp_path)
    address = fake.channel
    if forum:
        address = fake.world.add_channel(fake.guild["id"], "stories", FORUM)["id"]
    fault = fake.fail("POST", r"/threads$" if forum else r"/messages$", how)
    first = await start(tmp_path, fake, address)
    try:
        await settled(lambda: fault.times == 0, 40)
        # Until the hanging request is done, or is not going to be.
        await settled(lambda: how == "hang" or fake.every_message())
    finally:
        first.kill()
        await first.wait()
    fake.pass_time(minutes=later)
    second = await start(tmp_path, fake, address)
    try:
        assert await asyncio.wait_for(second.wait(), 40) == 0
    finally:
        if second.returncode is None:
            second.kill()
            await second.wait()
    titles = [each["embeds"][0]["title"] for each in fake.every_message()]
    assert titles == [f"news {key}" for key in KEYS]
