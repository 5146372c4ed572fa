"""The bot as a process of its own: signals at any moment, kill −9, a disk that fills up."""

from __future__ import annotations

import asyncio
import os
import resource
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import pytest

from tests.support.feedserver import feed_server
from tests.support.wholeapp import Outlet, until, write_config

LEAD = "Xiaomi and its chief executive Lei Jun said on Tuesday what follows, in some detail. "


NEWS = {
    "Xiaomi opens a foundry in Wuhan": "The plant casts whole car floors from one alloy.",
    "Lei Jun to keynote Barcelona fair": "Organisers said the founder would talk about robots.",
    "Tesla recalls 300 trucks in Norway": "A loose bolt in the steering may come undone.",
    "Xiaomi hires chip architect from rival": "She led the design of three modem families.",
    "Tesla cuts prices of roof batteries": "Installers in Texas expect a queue by spring.",
}
"""Five stories that have nothing in common."""


class Process:
    """``tidings run`` on a folder, its two streams in files."""

    def __init__(self, folder: Path, run: int) -> None:
        self.folder = folder
        self.out = folder / f"out-{run}.txt"
        self.err = folder / f"err-{run}.txt"
        self.process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        with self.out.open("wb") as out, self.err.open("wb") as err:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable,
                *("-m", "bot", "run", "--config", str(self.folder)),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=out,
                stderr=err,
                env=os.environ | {"PYTHONIOENCODING": "utf-8"},
            )

    def signal(self, number: int) -> None:
        assert self.process is not None
        self.process.send_signal(number)

    async def end(self, limit: float = 60.0) -> int:
        assert self.process is not None
        async with asyncio.timeout(limit):
            return await self.process.wait()

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    @property
    def shown(self) -> str:
        return self.out.read_text("utf-8")

    @property
    def logged(self) -> str:
        return self.err.read_text("utf-8")


def logs(process: Process, sign: str) -> bool:
    return sign in process.logged


@asynccontextmanager
async def bot(folder: Path, run: int = 1) -> AsyncIterator[Process]:
    process = Process(folder, run)
    await process.start()
    try:
        yield process
    finally:
        if process.process is not None and process.process.returncode is None:
            process.process.kill()
            await process.process.wait()


@pytest.mark.parametrize("moment", [0.1, 0.4, 0.9, 2.0])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_a_signal_at_any_moment_ends_it_in_order(
    tmp_path: Path, moment: float, number: int
) -> None:
    async with feed_server() as server:
        outlet = Outlet("ledger", server)
        outlet.publish("Xiaomi opens a showroom", LEAD)
        write_config(tmp_path, [outlet])
        async with bot(tmp_path) as process:
            await asyncio.sleep(moment)
            process.signal(number)
            code = await process.end()
        if "Traceback" in process.logged:
            # Caught while Python was coming up or looking for the package: nothing of ours ran.
            assert f"{os.sep}bot{os.sep}" not in process.logged
            return
        # Before Python handles signals, the signal's own action ends the process.
        assert code in (0, 130, -number)


async def test_killed_and_started_again_it_tells_everything_once(tmp_path: Path) -> None:
    async with feed_server() as server:
        outlet = Outlet("ledger", server)
        outlet.serve()
        write_config(tmp_path, [outlet])
        told: Counter[str] = Counter()
        titles = list(NEWS)
        for run, title in enumerate(titles):
            async with bot(tmp_path, run) as process:
                # Killed before it is up it polls nothing, and five stories at once are a digest.
                sign = "first sight" if run == 0 else "is running"
                await until(partial(logs, process, sign), partial(getattr, process, "logged"))
                if run == 0:
                    await asyncio.sleep(1.5)
                outlet.publish(title, NEWS[title])
                # Some kills fall before the card is out, some after.
                await asyncio.sleep(0.6 + 0.5 * run)
                process.signal(signal.SIGKILL)
                await process.end()
        async with bot(tmp_path, len(titles)) as process:
            screens = [tmp_path / f"out-{run}.txt" for run in range(len(titles) + 1)]

            def everything() -> str:
                return "".join(screen.read_text("utf-8") for screen in screens)

            await until(lambda: all(title in everything() for title in titles), everything)
            await asyncio.sleep(3)
            for title in titles:
                told[title] = sum(line.strip(" ▌") == title for line in everything().splitlines())
        assert told == Counter(titles), "each once: no loss, no double"


@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="needs Linux's prlimit")
async def test_a_full_disk_is_said_once_and_loses_nothing(tmp_path: Path) -> None:
    async with feed_server() as server:
        outlet = Outlet("ledger", server)
        outlet.serve()
        write_config(tmp_path, [outlet])
        async with bot(tmp_path) as process:
            await until(lambda: "running" in process.logged, lambda: process.logged)
            await asyncio.sleep(2)
            # Files can't grow any more: what SQLite sees when the disk is full.
            size = max(path.stat().st_size for path in (tmp_path / "data").iterdir())
            _, hard = resource.prlimit(process.pid, resource.RLIMIT_FSIZE)
            resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (size // 2, hard))
            outlet.publish("Xiaomi opens a foundry in Wuhan", LEAD * 200)
            await until(lambda: "storage:" in process.logged, lambda: process.logged)
            await asyncio.sleep(4)
            assert process.logged.count("retrying until it works") == 1
            assert "Traceback" not in process.logged
            resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (hard, hard))
            await until(lambda: "foundry in Wuhan" in process.shown, lambda: process.logged)
            await until(lambda: "storage works again" in process.logged, lambda: process.logged)
            process.signal(signal.SIGTERM)
            assert await process.end() == 0
