"""The whole bot: numbers in the news, a question at its terminal, a picture on the disk."""

from __future__ import annotations

import asyncio
import io
import os
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

pytest.importorskip("matplotlib", reason="charts are optional")

from PIL import Image

from bot.app import Options, application
from tests.support.feedserver import feed_server
from tests.support.wholeapp import Outlet, until, write_config

VALUES = (9_300, 9_900, 10_200, 9_800, 10_400)


def publish(outlet: Outlet) -> None:
    """Five weeks of deliveries, each told some days after its week."""
    now = datetime.now(UTC)
    for index, value in enumerate(VALUES):
        said = now - timedelta(weeks=len(VALUES) - index)
        week = (said - timedelta(weeks=1)).isocalendar().week
        title = f"Xiaomi delivers {value:,} vehicles in week {week}"
        outlet.publish(title, "", pubDate=format_datetime(said))


async def test_a_question_at_the_terminal_puts_its_chart_on_the_disk(tmp_path: Path) -> None:
    screen = io.StringIO()
    reader, writer = os.pipe()
    async with feed_server() as server:
        ledger = Outlet("ledger", server)
        publish(ledger)
        folder = write_config(tmp_path, [ledger])
        options = Options(folder=folder, stdin=reader, stdout=screen)
        try:
            async with application(options) as app:

                async def stored() -> int:
                    return len(await app.store.readings_about(["Xiaomi"]))

                for _ in range(300):
                    if await stored() == len(VALUES):
                        break
                    await asyncio.sleep(0.05)
                assert await stored() == len(VALUES), "a feed's first sight begins its series"
                os.write(writer, "figures 小米交付量\n".encode())
                await until(lambda: "[1] CSV" in screen.getvalue(), screen.getvalue, 30)
                os.write(writer, b"1\n")
                await until(lambda: "[1] Chart" in screen.getvalue(), screen.getvalue)
        finally:
            os.close(writer)
            os.close(reader)
    answers = tmp_path / "data" / "answers"
    with Image.open(answers / "xiaomi-deliveries.png") as picture:
        assert picture.format == "PNG"
        assert picture.width == 1000
    table = (answers / "xiaomi-deliveries.csv").read_text("utf-8")
    assert table.count("https://ledger.example/") == len(VALUES)
    shown = screen.getvalue()
    assert "xiaomi-deliveries.png" in shown
    assert "10,400 vehicles" in shown
