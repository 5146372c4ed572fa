"""Reading in worker processes: killed when too slow, never blocking, leaving nothing behind."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.errors import FormatError
from bot.feeds.formats import parse
from bot.feeds.parser import Parser

URL = "https://x.example/feed"
RSS = b"<rss><channel><item><title>Ten thousand</title><guid>%d</guid></item></channel></rss>"
SLOW = b"<rss><channel>" + b"<a>" * 2_000_000
LIMIT = timedelta(seconds=1)


@pytest.fixture
async def parser() -> AsyncIterator[Parser]:
    async with Parser(LIMIT, workers=2) as parser:
        yield parser


def children() -> set[int]:
    """Ids of our child processes, zombies included."""
    found = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == os.getpid():
            found.add(int(stat.parent.name))
    return found


async def test_gives_what_formats_give(parser: Parser) -> None:
    body = RSS % 1
    assert await parser.parse(body, "text/xml", URL) == parse(body, "text/xml", URL)


async def test_seen_fragments_travel(parser: Parser) -> None:
    first = await parser.parse(RSS % 1, "", URL)
    again = await parser.parse(RSS % 1, "", URL, seen_fragments=first.fragment_hashes)
    assert (len(first.entries), again.entries) == (1, ())


async def test_errors_travel_with_hint_and_address(parser: Parser) -> None:
    with pytest.raises(FormatError, match="web page") as caught:
        await parser.parse(b"<html>", "", URL)
    assert "feed add" in caught.value.hint
    assert caught.value.url == URL


async def test_a_slow_body_is_given_up_and_the_next_is_read(parser: Parser) -> None:
    started = time.monotonic()
    with pytest.raises(FormatError, match="longer than 1 s"):
        await parser.parse(SLOW, "", URL)
    assert time.monotonic() - started < 10
    assert len((await parser.parse(RSS % 1, "", URL)).entries) == 1


async def test_the_event_loop_runs_on_meanwhile(parser: Parser) -> None:
    await parser.parse(RSS % 1, "", URL)
    longest = 0.0

    async def tick() -> None:
        nonlocal longest
        while True:
            before = time.monotonic()
            await asyncio.sleep(0.01)
            longest = max(longest, time.monotonic() - before)

    ticking = asyncio.create_task(tick())
    with pytest.raises(FormatError):
        await parser.parse(SLOW, "", URL)
    ticking.cancel()
    assert longest < 0.5


async def test_other_feeds_are_read_beside_a_slow_one(parser: Parser) -> None:
    slow = asyncio.create_task(parser.parse(SLOW, "", URL))
    for number in range(5):
        assert (await parser.parse(RSS % number, "", URL)).entries[0].guid == str(number)
    assert not slow.done()
    with pytest.raises(FormatError):
        await slow


async def test_many_at_once(parser: Parser) -> None:
    answers = await asyncio.gather(*(parser.parse(RSS % n, "", URL) for n in range(60)))
    assert [answer.entries[0].guid for answer in answers] == [str(n) for n in range(60)]


async def test_a_cancelled_reading_does_not_answer_the_next(parser: Parser) -> None:
    slow = asyncio.create_task(parser.parse(SLOW, "", URL))
    await asyncio.sleep(0.6)
    slow.cancel()
    with pytest.raises(asyncio.CancelledError):
        await slow
    answers = await asyncio.gather(*(parser.parse(RSS % n, "", URL) for n in range(4)))
    assert [answer.entries[0].guid for answer in answers] == ["0", "1", "2", "3"]


@pytest.mark.skipif(sys.platform != "linux", reason="RLIMIT_AS is only kept on Linux")
async def test_memory_is_bounded() -> None:
    body = b"<rss><channel><item><title>" + b"x" * 60_000_000 + b"</title></item></channel></rss>"
    async with Parser(timedelta(seconds=20), megabytes=300) as parser:
        with pytest.raises(FormatError, match="memory"):
            await parser.parse(body, "", URL)
        assert len((await parser.parse(RSS % 1, "", URL)).entries) == 1


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks for processes in /proc")
async def test_closing_leaves_no_process_not_even_a_zombie() -> None:
    before = children()
    parser = Parser(LIMIT, workers=2)
    await asyncio.gather(*(parser.parse(RSS % n, "", URL) for n in range(4)))
    reading = asyncio.create_task(parser.parse(SLOW, "", URL))
    await asyncio.sleep(0.1)
    assert len(children() - before) == 2
    await parser.close()
    await parser.close()
    with pytest.raises(FormatError, match="died"):
        await reading
    assert children() == before
    with pytest.raises(RuntimeError, match="closed"):
        await parser.parse(RSS % 1, "", URL)


async def test_never_used_never_started() -> None:
    before = children()
    async with Parser():
        assert children() == before


PROGRAM = """
import asyncio, signal, sys
from bot.feeds.parser import Parser

signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's job in the background has none

async def main():
    async with Parser() as parser:
        await parser.parse(b"<rss><channel><title>x</title></channel></rss>", "", "https://x.example/")
        print(*(w.process.pid for w in parser._all), flush=True)
        await asyncio.sleep(60)

asyncio.run(main())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_workers_end_with_us_however_we_end(how: signal.Signals) -> None:
    program = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(PROGRAM)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=Path(__file__).parents[3],
        text=True,
    )
    with program:
        assert program.stdout is not None
        worker = int(program.stdout.readline())
        assert Path(f"/proc/{worker}").exists()
        program.send_signal(how)
        program.wait(20)
    for _ in range(100):
        if not _runs(worker):
            return
        time.sleep(0.05)
    pytest.fail("the worker outlived us")


def _runs(pid: int) -> bool:
    """Whether the process is more than a zombie waiting for its new parent."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
