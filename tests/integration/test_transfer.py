"""What was made in chat, out of one database and into another."""

from __future__ import annotations

from datetime import time, timedelta
from pathlib import Path

import pytest

from bot import plain, transfer
from bot.card import File
from bot.errors import ConfigError
from bot.model import (
    Arrangement,
    Budget,
    Deliver,
    Destination,
    Edit,
    Preferences,
    QuietHours,
    Settings,
    User,
    make_id,
)
from bot.ports import EditStore
from bot.storage import open_store
from tests.support.bench import START, Bench, open_bench
from tests.support.stores import sqlite_file

SCOPE = "slack:T1"
WISHES = Preferences(
    deliver=Deliver(every="daily", at=(time(8), time(18, 30))),
    quiet_hours=QuietHours(start=time(22), end=time(7)),
    budget=Budget(messages=5, window=timedelta(hours=1)),
    cooldown=timedelta(0),
    mention=("slack:U012AB3CD",),
    timezone="Asia/Kolkata",
)


def arrangement(place: str, wishes: Preferences = WISHES) -> Arrangement:
    return Arrangement(id=make_id("q", place), destination=place, preferences=wishes, scope=SCOPE)


async def arrange(store: EditStore, after: Arrangement) -> None:
    await store.apply_edit(
        Edit(id=f"e{after.id}", scope=SCOPE, kind="arrangement", target=after.id, summary="x",
             before=None, after=plain.write(after), by="slack:U1", at=START)
    )  # fmt: skip


async def test_how_places_are_told_moves_from_one_database_to_another(tmp_path: Path) -> None:
    here = await open_store(sqlite_file(tmp_path / "here.db"))
    there = await open_store(sqlite_file(tmp_path / "there.db"))
    try:
        made = [
            arrangement("ev-desk"),
            arrangement("slack:C2", Preferences(cooldown=WISHES.cooldown)),
        ]
        for each in made:
            await arrange(here, each)
        (written,) = await transfer.export(here, tmp_path / "kept", SCOPE)
        assert written.name == "destinations.yaml"
        assert await transfer.export(here, tmp_path / "none", "slack:T9") == []
        done = await transfer.apply(there, tmp_path / "kept", SCOPE, START)
        assert sorted(done) == ["set how ev-desk is told", "set how slack:C2 is told"]
        assert sorted(await there.arrangements(), key=lambda each: each.id) == sorted(
            made, key=lambda each: each.id
        )
        assert await transfer.apply(there, tmp_path / "kept", SCOPE, START) == []
        written.write_text("destinations: {ev-desk: {deliver: sometimes}}", "utf-8")
        with pytest.raises(ConfigError, match="sometimes"):
            await transfer.apply(there, tmp_path / "kept", SCOPE, START)
    finally:
        await here.close()
        await there.close()


async def test_chat_gives_its_channels_and_nobodys_direct_messages(tmp_path: Path) -> None:
    def prepare(bench: Bench) -> None:
        del bench

    desk = Destination(name="ev-desk", platform="slack", address="C1")
    async with open_bench(tmp_path, Settings(destinations=(desk,)), prepare) as bench:
        for place in ("ev-desk", "slack:U1", "slack:U2"):
            await arrange(bench.store, arrangement(place))
        await bench.changed()
        asked = {"platform": "slack", "scope": SCOPE, "channel": "D1", "direct": True}
        card = await bench.say("export", user=User(id="slack:U1", admin=True), **asked)
        (file,) = [each for each in card.blocks if isinstance(each, File)]
        assert file.name == "destinations.yaml"
        assert "ev-desk:" in file.text
        assert "slack:U1:" in file.text, "one's own"
        assert "slack:U2:" not in file.text
        assert "quiet_hours: 22:00-07:00" in file.text
        assert card.title == "How 2 places are told, as made in chat"
