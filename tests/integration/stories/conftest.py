"""A room of outlets with two watchlists of files, on a real SQLite database."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.figures import parse_condition
from bot.model import Origin, Settings, Watch, Watchlist, make_id
from tests.support.bench import Bench, open_bench
from tests.support.storyroom import StoryRoom


def watch(name: str, kind: str = "company", **more: object) -> Watch:
    where = f"config/watchlists/ev.yaml:{len(name)}"
    return Watch(
        id=make_id("w", name),
        name=name,
        kind=kind,  # type: ignore[arg-type] # one of the kinds
        origin=Origin(kind="file", where=where),
        **more,  # type: ignore[arg-type] # whatever the watch has
    )


def prepare(bench: Bench) -> None:
    bench.files = [
        Watchlist(
            id="l1",
            name="EV makers",
            post_to=("console",),
            watches=(
                watch("Xiaomi", aliases=("小米",)),
                watch("Tesla"),
                watch(
                    "SU7 deliveries",
                    "figure",
                    subject="Xiaomi",
                    metric=("deliveries",),
                    unit="vehicles",
                    condition=parse_condition("> 9,000", "vehicles"),
                ),
            ),
            origin=Origin(kind="file", where="config/watchlists/ev.yaml:1"),
        ),
        Watchlist(
            id="l2",
            name="Disasters",
            post_to=("console",),
            watches=(watch("quake", "topic", aliases=("quake", "earthquake")),),
            origin=Origin(kind="file", where="config/watchlists/world.yaml:1"),
        ),
    ]


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[StoryRoom]:
    async with open_bench(tmp_path, Settings(timezone="Europe/Berlin"), prepare) as bench:
        yield StoryRoom(bench)
