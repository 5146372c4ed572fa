"""The verbs on what is stored: replaying it, copying it, and moving it in and out."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from bot.cli.reading import default_folder, read_bytes
from bot.cli.voice import note, say
from bot.errors import TidingsError

if TYPE_CHECKING:
    from bot.ports import Store

Result = TypeVar("Result")


def backtest(arguments: argparse.Namespace) -> int:
    from time import monotonic

    from bot.backtest.report import data, lines
    from bot.backtest.whatif import what_if
    from bot.storage import open_store

    started, now = monotonic(), datetime.now(UTC)
    shown = 0.0

    def heard(items: int, seen: datetime) -> None:
        nonlocal shown
        if sys.stderr.isatty() and monotonic() - shown > 1:
            shown = monotonic()
            print(f"\r{items:,} items, up to {seen:%d %b %H:%M} ", end="", file=sys.stderr)  # noqa: T201 - ditto

    made = asyncio.run(
        what_if(
            arguments.config,
            arguments.against or default_folder(),
            days=arguments.days,
            now=arguments.until or now,
            quick=arguments.quick,
            open_store=lambda url: open_store(url, create=False),
            heard=heard,
        )
    )
    if shown:
        print("\r" + " " * 60 + "\r", end="", file=sys.stderr)  # noqa: T201 - ditto
    if arguments.json:
        say(json.dumps(data(made), ensure_ascii=False, indent=2))
        return 0
    for line in lines(made, monotonic() - started, examples=arguments.examples):
        say(line)
    return 0


def with_store(config: Path, work: Callable[[Store], Awaitable[Result]], *, create: bool) -> Result:
    """Run something on the database the configuration names."""
    from bot.config import load
    from bot.storage import open_store

    async def run_it() -> Result:
        store = await open_store(load(config).settings.database, create=create)
        try:
            return await work(store)
        finally:
            await store.close()

    return asyncio.run(run_it())


def backup(arguments: argparse.Namespace) -> int:
    if arguments.file.is_dir():
        what = f"{arguments.file} is a folder, the copy is a file"
        raise TidingsError(what, hint="tidings backup FILE [DIR]")
    with_store(arguments.config, lambda store: store.backup(arguments.file), create=False)
    say(f"wrote {arguments.file}")
    return 0


def export(arguments: argparse.Namespace) -> int:
    from bot import transfer

    def work(store: Store) -> Awaitable[list[Path]]:
        return transfer.export(store, arguments.folder, arguments.scope)

    written = with_store(arguments.config, work, create=False)
    for path in written:
        say(f"wrote {path}")
    if not written:
        say("Nothing has been made in chat yet.")
    return 0


def apply(arguments: argparse.Namespace) -> int:
    from bot import transfer

    def work(store: Store) -> Awaitable[list[str]]:
        return transfer.apply(store, arguments.path, arguments.scope, datetime.now(UTC))

    done = with_store(arguments.config, work, create=True)
    for each in done or ["Everything was so already."]:
        say(each)
    return 0


def opml(arguments: argparse.Namespace) -> int:
    from bot import transfer

    if arguments.direction == "export":
        text, what = transfer.to_opml(arguments.config, arguments.file)
    elif arguments.file is None:
        raise TidingsError("name the OPML file to import", hint="tidings opml import FILE")
    else:
        body = read_bytes(arguments.file)
        text, what = transfer.from_opml(arguments.config, body, arguments.file)
    if what:
        note(what)
    if text:
        say(text)
    return 0
