"""Reading bodies in worker processes that can be killed.

A feed parser fed by strangers can be made to compute for minutes, inside C code that no
exception reaches. So bodies are read by a few child processes, each with a memory limit; one
that takes too long is killed, and only its body is lost. The children talk by pipe: they are
not forked from us (threads, locks and database connections stay here), import nothing of the
application, ignore the terminal's Ctrl-C, and end by themselves when we do.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import pickle
import sys
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Self, TypeVar

import bot
from bot.errors import FormatError
from bot.feeds.formats import ParsedFeed
from bot.feeds.worker import HEADER, OUT_OF_TIME, READY, Refused, Task

_RECYCLE_AFTER = 2_000
"""Bodies a worker reads before it is replaced: what leaks in there goes with it."""

_START_WITHIN = 60.0
"""Seconds for a worker to start, imports included, on a machine that is busy."""

_PATIENCE = 5
"""Times the limit that may pass on the clock: a busy machine is not the body's fault."""


_Pipe = TypeVar("_Pipe")


@dataclass(slots=True, eq=False)
class _Worker:
    process: asyncio.subprocess.Process
    read: int = 0


class Parser:
    """``formats.parse`` off the event loop. Starts its workers when first needed."""

    def __init__(
        self,
        limit: timedelta = timedelta(seconds=2),
        *,
        workers: int | None = None,
        megabytes: int = 1024,
    ) -> None:
        """``limit``: computing time for one body; ``megabytes``: address space of a worker."""
        self._limit = limit.total_seconds()
        self._megabytes = megabytes
        self._free = asyncio.Semaphore(workers or min(os.cpu_count() or 1, 4))
        self._idle: list[_Worker] = []
        self._all: set[_Worker] = set()
        self._closed = False

    async def parse(
        self,
        body: bytes,
        content_type: str,
        url: str,
        *,
        seen_fragments: Collection[str] = frozenset(),
    ) -> ParsedFeed:
        """As :func:`bot.feeds.formats.parse`; a body that takes longer than the limit, or
        more memory than allowed, raises :class:`~bot.errors.FormatError` too."""
        async with self._free:
            if self._closed:
                raise RuntimeError("the parser is closed")
            worker = self._idle.pop() if self._idle else await self._start()
            try:
                answer = await self._ask(
                    worker, Task(body, content_type, url, frozenset(seen_fragments))
                )
            except BaseException:
                # Too slow, dead or cancelled: what it would answer next belongs to nobody.
                await self._end(worker)
                raise
            worker.read += 1
            if worker.read >= _RECYCLE_AFTER or self._closed:
                await self._end(worker)
            else:
                self._idle.append(worker)
        if isinstance(answer, Refused):
            raise FormatError(answer.message, url=url, hint=answer.hint)
        return answer

    async def close(self) -> None:
        """End all workers, also those that are reading. Safe to call twice."""
        self._closed = True
        self._idle.clear()
        for worker in list(self._all):
            await self._end(worker)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.close()

    # ── one worker ───────────────────────────────────────────────────────────────────────

    async def _start(self) -> _Worker:
        package = str(Path(bot.__file__).parents[1])
        paths = [package, os.environ.get("PYTHONPATH", "")]
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-P",
            "-c",
            # Not ``-m``: its classes would be those of ``__main__``, which we don't know.
            "from bot.feeds.worker import main; main()",
            str(self._limit),
            str(self._megabytes),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))},
            start_new_session=True,
        )
        worker = _Worker(process)
        self._all.add(worker)
        try:
            async with asyncio.timeout(_START_WITHIN):
                await _stream(process.stdout).readexactly(len(READY))
        except (TimeoutError, asyncio.IncompleteReadError):
            await self._end(worker)
            raise RuntimeError(f"a worker of {sys.executable} does not start") from None
        except BaseException:
            await self._end(worker)
            raise
        return worker

    async def _ask(self, worker: _Worker, task: Task) -> ParsedFeed | Refused:
        writer, reader = _stream(worker.process.stdin), _stream(worker.process.stdout)
        data = pickle.dumps(task, protocol=pickle.HIGHEST_PROTOCOL)
        try:
            async with asyncio.timeout(self._limit * _PATIENCE):
                writer.write(HEADER.pack(len(data)))
                writer.write(data)
                await writer.drain()
                (length,) = HEADER.unpack(await reader.readexactly(HEADER.size))
                frame = await reader.readexactly(length)
        except TimeoutError:
            raise self._too_slow(task.url) from None
        except (asyncio.IncompleteReadError, ConnectionError):
            if await worker.process.wait() == OUT_OF_TIME:
                raise self._too_slow(task.url) from None
            raise FormatError(
                "the process that read it died, perhaps for want of memory", url=task.url
            ) from None
        answer = pickle.loads(frame)  # noqa: S301 - from our own child, by a pipe
        assert isinstance(answer, ParsedFeed | Refused)  # noqa: S101 - it sends nothing else
        return answer

    def _too_slow(self, url: str) -> FormatError:
        return FormatError(
            f"it took longer than {self._limit:g} s to read",
            url=url,
            hint="it may be broken or hostile; other feeds are not affected",
        )

    async def _end(self, worker: _Worker) -> None:
        self._all.discard(worker)
        with contextlib.suppress(ProcessLookupError):
            worker.process.kill()
        if worker.process.stdin is not None:
            worker.process.stdin.close()
        # Reaped even when we are being cancelled, so that no zombie stays.
        await asyncio.shield(asyncio.ensure_future(worker.process.wait()))


def _stream(pipe: _Pipe | None) -> _Pipe:
    assert pipe is not None  # noqa: S101 - asked for when the process was made
    return pipe
