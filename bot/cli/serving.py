"""The verbs that are the bot itself, or talk to it."""

from __future__ import annotations

import argparse
import asyncio
import signal
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any

from bot.cli.voice import EXIT_PROBLEM, complain


def until_stopped(main: Coroutine[Any, Any, None]) -> int:
    """Run to the end, or until SIGINT or SIGTERM asks it to end in order."""

    async def supervised() -> None:
        task = asyncio.create_task(main)
        loop = asyncio.get_running_loop()
        for name in (signal.SIGINT, signal.SIGTERM):
            with suppress(NotImplementedError):  # Windows: Ctrl-C arrives as KeyboardInterrupt
                loop.add_signal_handler(name, task.cancel)
        with suppress(asyncio.CancelledError):
            await task

    asyncio.run(supervised())
    return 0


def run(arguments: argparse.Namespace) -> int:
    from bot.app import Options, serve

    options = Options(folder=arguments.config, role=arguments.role, backfill=arguments.backfill)
    return until_stopped(serve(options))


def console(arguments: argparse.Namespace) -> int:
    from bot.app import Options, serve

    return until_stopped(serve(Options(folder=arguments.config, role="chat")))


def demo(arguments: argparse.Namespace) -> int:
    from bot.demo.show import demonstrate

    return until_stopped(demonstrate(seconds=arguments.seconds, prompt=not arguments.no_prompt))


def health(arguments: argparse.Namespace) -> int:
    from bot.heartbeat import LATE, Heartbeat

    age = Heartbeat(arguments.config).age()
    if age is None or age > LATE:
        complain("no heartbeat" if age is None else f"last heartbeat {age:.0f} s ago")
        return EXIT_PROBLEM
    return 0
