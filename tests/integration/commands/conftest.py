"""A desk on a real SQLite database, with two feeds and one watchlist from files."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.figures import parse_condition
from bot.model import Destination, Origin, Settings, Watch, Watchlist, make_id
from tests.support.bench import Bench, feed, open_bench

LIST = make_id("l", "file", "config/watchlists/ev.yaml", "EV makers")


def watch(name: str, kind: str, line: int, **more: object) -> Watch:
    return Watch(
        id=make_id("w", LIST, kind, name),
        name=name,
        kind=kind,  # type: ignore[arg-type] # one of the kinds
        origin=Origin(kind="file", where=f"config/watchlists/ev.yaml:{line}"),
        **more,  # type: ignore[arg-type] # whatever the watch has
    )


def prepare(bench: Bench) -> None:
    bench.feeds = [
        feed("https://cnevpost.example/feed", "CnEVPost", ("ev",)),
        feed("https://electrek.example/feed", "Electrek", ("ev",)),
    ]
    bench.files = [
        Watchlist(
            id=LIST,
            name="EV makers",
            post_to=("ev-desk", "console"),
            watches=(
                watch("Xiaomi", "company", 5, aliases=("小米", "Xiaomi EV"), tickers=("1810.HK",)),
                watch("Tesla", "company", 8),
                watch("Lei Jun", "person", 10, aliases=("雷军",)),
                watch(
                    "SU7 deliveries",
                    "figure",
                    14,
                    subject="Xiaomi",
                    metric=("deliveries", "delivered"),
                    unit="vehicles",
                    condition=parse_condition("> 10,000", "vehicles"),
                ),
            ),
            origin=Origin(kind="file", where="config/watchlists/ev.yaml:1"),
        )
    ]


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    settings = Settings(
        timezone="Europe/Berlin",
        owners=("slack:U0OWNER",),
        destinations=(Destination(name="ev-desk", platform="slack", address="C0EV"),),
    )
    async with open_bench(tmp_path, settings, prepare) as made:
        yield made
