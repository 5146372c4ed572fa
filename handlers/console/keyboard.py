"""Lines from whoever types: a prompt on a terminal, or plain lines from a pipe."""

from __future__ import annotations

import asyncio
import codecs
import os
import threading
from collections.abc import AsyncIterator
from pathlib import Path

from prompt_toolkit import PromptSession
from prompt_toolkit.auto_suggest import AutoSuggestFromHistory
from prompt_toolkit.completion import Completer
from prompt_toolkit.formatted_text import FormattedText
from prompt_toolkit.history import FileHistory, History, InMemoryHistory
from prompt_toolkit.input import Input
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.output import Output
from prompt_toolkit.patch_stdout import patch_stdout

LEAVE = frozenset({"exit", "quit", "bye", ":q"})
_LONGEST = 100_000
_HINT = FormattedText([("ansibrightblack", "help · Tab completes · Ctrl-D leaves")])
_PROMPT = FormattedText([("bold ansibrightcyan", "tidings"), ("", " › ")])


async def from_pipe(fd: int) -> AsyncIterator[str]:
    """Lines of a pipe, file or socket, until its end.

    Read by a daemon thread with bare ``os.read``: a pipe that never ends must not keep the
    process from ending, and a thread inside buffered ``sys.stdin`` would.
    """
    loop = asyncio.get_running_loop()
    lines: asyncio.Queue[str | None] = asyncio.Queue()

    def hand_over(line: str | None) -> bool:
        try:
            loop.call_soon_threadsafe(lines.put_nowait, line)
        except RuntimeError:  # the loop is closed: nobody listens any more
            return False
        return True

    def read() -> None:
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        rest, more = "", True
        while more:
            try:
                chunk = os.read(fd, 65536)
            except OSError:
                chunk = b""
            rest = (rest + decoder.decode(chunk, final=not chunk))[-_LONGEST:]
            *whole, rest = rest.split("\n")
            more = bool(chunk) and all(hand_over(line) for line in whole)
        if rest:
            hand_over(rest)
        hand_over(None)

    threading.Thread(target=read, name="console-input", daemon=True).start()
    while (line := await lines.get()) is not None:
        yield line.rstrip("\r")


async def from_prompt(
    completer: Completer,
    *,
    history: Path | None = None,
    keys: Input | None = None,
    screen: Output | None = None,
) -> AsyncIterator[str]:
    """Lines typed at a prompt, until Ctrl-D, Ctrl-C on an empty line, or a word of leaving.

    What is printed meanwhile appears above the prompt.
    """
    session: PromptSession[str] = PromptSession(
        _PROMPT,
        completer=completer,
        complete_while_typing=True,
        placeholder=_HINT,
        auto_suggest=AutoSuggestFromHistory(),
        history=_history(history),
        key_bindings=_bindings(),
        input=keys,
        output=screen,
        erase_when_done=False,
    )
    with patch_stdout(raw=True):
        while True:
            try:
                # Signals stay with the application: Ctrl-C arrives here as a key.
                line = await session.prompt_async(handle_sigint=False)
            except EOFError:
                return
            if line.strip().lower() in LEAVE:
                return
            yield line


def _bindings() -> KeyBindings:
    """Ctrl-C drops a begun line; on an empty one it leaves, as Ctrl-D does."""
    bindings = KeyBindings()

    @bindings.add("c-c")
    def _interrupt(event: KeyPressEvent) -> None:
        if event.current_buffer.text:
            event.current_buffer.reset()
        else:
            event.app.exit(exception=EOFError())

    return bindings


def _history(path: Path | None) -> History:
    if path is not None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600, exist_ok=True)
        except OSError:
            return InMemoryHistory()
        return FileHistory(str(path))
    return InMemoryHistory()
