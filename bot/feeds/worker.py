"""The other side of :mod:`bot.feeds.parser`: a process that reads bodies and may be killed.

It speaks frames on its standard streams, four bytes of length and a pickle, and ends when its
input does. Arguments: seconds of computing for one body, megabytes of address space.
"""

from __future__ import annotations

import os
import pickle
import signal
import struct
import sys
from dataclasses import dataclass
from typing import BinaryIO

from bot.errors import FormatError
from bot.feeds.formats import ParsedFeed, parse

HEADER = struct.Struct(">I")
READY = b"ready"
"""Written once the imports are done: from here on time counts."""

OUT_OF_TIME = -getattr(signal, "SIGPROF", 0) or None
"""Exit status, as the parent sees it, of a worker that computed too long for one body."""


@dataclass(frozen=True, slots=True)
class Task:
    body: bytes
    content_type: str
    url: str
    seen_fragments: frozenset[str]


@dataclass(frozen=True, slots=True)
class Refused:
    """A :class:`~bot.errors.FormatError` on its way through the pipe."""

    message: str
    hint: str


def main() -> None:
    seconds, megabytes = float(sys.argv[1]), int(sys.argv[2])
    _limit_memory(megabytes)
    output = os.fdopen(os.dup(1), "wb")
    # Whatever a library prints must not get between the frames.
    os.dup2(2, 1)
    output.write(READY)
    output.flush()
    while (task := _receive(sys.stdin.buffer)) is not None:
        _set_alarm(seconds)
        answer = _answer(task)
        _set_alarm(0)
        _send(output, answer)


def _answer(task: Task) -> ParsedFeed | Refused:
    try:
        return parse(task.body, task.content_type, task.url, seen_fragments=task.seen_fragments)
    except FormatError as error:
        return Refused(str(error.args[0]), error.hint)
    except MemoryError:
        return Refused("this feed takes more memory than is allowed to read", "")


def _set_alarm(seconds: float) -> None:
    """Have the kernel end us after so much computing; 0: no more.

    The signal's default action needs no Python to run, so it also ends a loop in C, and it
    comes when our parent is dead or busy too.
    """
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_PROF, seconds)


def _limit_memory(megabytes: int) -> None:
    try:
        import resource
    except ImportError:  # Windows
        return
    limit = megabytes * 1024 * 1024
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    if hard == resource.RLIM_INFINITY or limit < hard:
        resource.setrlimit(resource.RLIMIT_AS, (limit, hard))


def _receive(stream: BinaryIO) -> Task | None:
    header = stream.read(HEADER.size)
    if len(header) < HEADER.size:
        return None
    (length,) = HEADER.unpack(header)
    task = pickle.loads(stream.read(length))  # noqa: S301 - from our own parent, by a pipe
    assert isinstance(task, Task)  # noqa: S101 - narrows the type; the parent sends nothing else
    return task


def _send(stream: BinaryIO, answer: ParsedFeed | Refused) -> None:
    data = pickle.dumps(answer, protocol=pickle.HIGHEST_PROTOCOL)
    stream.write(HEADER.pack(len(data)))
    stream.write(data)
    stream.flush()
