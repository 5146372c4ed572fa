"""Charts are drawn beside the event loop, within bounds, and never cost an answer."""

from __future__ import annotations

import asyncio
import logging
import subprocess
import sys
import threading
import time

import pytest

from bot.charts import Artist
from bot.charts.artist import LARGEST
from bot.figures.chart import Chart, chart
from tests.support.charted import weeks


def a_chart() -> Chart:
    made = chart(("Xiaomi deliveries",), weeks([3, 5, 4]))
    assert made is not None
    return made


async def test_it_draws_in_a_thread_of_its_own_one_at_a_time() -> None:
    threads: list[int] = []
    drawing = 0

    def draw(_: Chart) -> bytes:
        nonlocal drawing
        drawing += 1
        assert drawing == 1
        time.sleep(0.02)
        threads.append(threading.get_ident())
        drawing -= 1
        return b"png"

    artist = Artist(draw)
    try:
        drawn = await asyncio.gather(*(artist.draw(a_chart()) for _ in range(4)))
    finally:
        artist.close()
    assert drawn == [b"png"] * 4
    assert len(set(threads)) == 1
    assert threading.get_ident() not in threads


async def test_the_loop_goes_on_meanwhile() -> None:
    def slow(_: Chart) -> bytes:
        time.sleep(0.3)
        return b"png"

    artist = Artist(slow)
    ticks = 0
    task = asyncio.create_task(artist.draw(a_chart()))
    while not task.done():
        ticks += 1
        await asyncio.sleep(0.01)
    artist.close()
    assert await task == b"png"
    assert ticks > 5


async def test_what_takes_too_long_is_left_out(caplog: pytest.LogCaptureFixture) -> None:
    free = threading.Event()
    artist = Artist(lambda _: b"late" if free.wait(5) else b"", patience=0.05)
    try:
        with caplog.at_level(logging.WARNING):
            assert await artist.draw(a_chart()) is None
    finally:
        free.set()
        artist.close()
    assert "not drawn within 0.05 s" in caplog.text


async def test_a_fault_of_the_library_leaves_the_picture_out(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def broken(_: Chart) -> bytes:
        raise RuntimeError("raster overflow")

    artist = Artist(broken)
    try:
        assert await artist.draw(a_chart()) is None
    finally:
        artist.close()
    assert "raster overflow" in caplog.text


async def test_a_picture_too_large_to_send_is_left_out() -> None:
    artist = Artist(lambda _: b"x" * (LARGEST + 1))
    try:
        assert await artist.draw(a_chart()) is None
    finally:
        artist.close()


async def test_without_the_library_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.charts.artist.find_spec", lambda _: None)
    artist = Artist()
    try:
        assert not artist.available
        assert await artist.draw(a_chart()) is None
    finally:
        artist.close()


async def test_the_real_library_draws() -> None:
    pytest.importorskip("matplotlib", reason="charts are optional")
    artist = Artist()
    try:
        assert artist.available
        png = await artist.draw(a_chart())
    finally:
        artist.close()
    assert png is not None
    assert png.startswith(b"\x89PNG")


def test_the_library_can_be_brought_in_before_anybody_waits_for_it() -> None:
    pytest.importorskip("matplotlib", reason="charts are optional")
    script = (
        "import sys\n"
        "from bot.charts import Artist\n"
        "artist = Artist()\n"
        "assert 'matplotlib' not in sys.modules\n"
        "artist.prepare()\n"
        "artist._thread.shutdown(wait=True)\n"
        "print('bot.charts.drawing' in sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.stdout == "True\n", done.stderr
    assert "could not be prepared" not in done.stderr, "a chart of nothing can be drawn"


def test_nothing_is_prepared_where_something_else_draws() -> None:
    drawn: list[Chart] = []

    def draw(asked: Chart) -> bytes:
        drawn.append(asked)
        return b"png"

    artist = Artist(draw)
    artist.prepare()
    artist.close()
    assert drawn == []
