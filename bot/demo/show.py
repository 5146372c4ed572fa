"""``tidings demo``: the bundled newsroom, the whole bot, this terminal; nothing is kept."""

from __future__ import annotations

import asyncio
import tempfile
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

from bot.app import Application, Options, application
from bot.card import Bullets, Card, Context, Paragraph, Run, line
from bot.demo import pieces
from bot.demo.newsroom import Newsroom
from bot.text import count_of

SETTLE = 20.0
"""Seconds given to the last pieces to become cards."""

TRY = (
    ("lookup Xiaomi", "the latest on a name, by story"),
    ("figures Tesla China", "its numbers: a table, a chart, each point with its sources"),
    ("why", "why the last card was posted: words, rule, score"),
    ("watch test Optimus", "what a new watch would have done over the stored history"),
    ('watch add "night shift" kind:topic', "preview, save; undo takes it back"),
    ("status", "what is quiet, what is failing, since when"),
    ("help", "everything else"),
)


async def demonstrate(
    *, seconds: float, prompt: bool = True, stdin: int | None = 0, stdout: TextIO | None = None
) -> None:
    """Publish the programme over so many seconds, show what comes of it, then stay at the
    prompt until whoever sits there leaves (with ``prompt`` false: end)."""
    programme = pieces.load()
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="tidings-demo-")))
        pace = programme.length / max(seconds, 0.1)
        newsroom = await stack.enter_async_context(Newsroom(pace, programme=programme))
        config = folder / "config"
        newsroom.write_config(config, every="1s")
        with (config / "tidings.yaml").open("a", encoding="utf-8") as settings:
            settings.write(f"database: 'sqlite:///{(folder / 'tidings.db').as_posix()}'\n")
        options = Options(folder=config, stdin=stdin if prompt else None, stdout=stdout)
        app = await stack.enter_async_context(application(options))
        await _show(app, newsroom, prompt=prompt)


async def _show(app: Application, newsroom: Newsroom, *, prompt: bool) -> None:
    await app.console.post("", welcome(newsroom), key="welcome")
    told = asyncio.create_task(_told(app, newsroom))
    left = asyncio.create_task(app.console.ended.wait())
    # A script may hand its commands over in a pipe, which ends at once: it still sees the news.
    early = {told, left} if app.console.interactive else {told}
    try:
        await asyncio.wait(early, return_when=asyncio.FIRST_COMPLETED)
        if told.done():
            await told
            await app.console.post("", farewell(newsroom, prompt=prompt), key="farewell")
            if prompt:
                await left
    finally:
        told.cancel()
        left.cancel()


async def _told(app: Application, newsroom: Newsroom) -> None:
    """Until everything is published, read, and on the screen."""
    await newsroom.told()
    quiet = 0
    for _ in range(int(SETTLE / 0.5)):
        await asyncio.sleep(0.5)
        totals = await app.store.totals(datetime.now(UTC))
        quiet = 0 if totals.pending else quiet + 1
        if quiet >= 4:
            return


# ── cards ────────────────────────────────────────────────────────────────────────────────


def welcome(newsroom: Newsroom) -> Card:
    outlets = count_of(len(newsroom.outlets), "outlet")
    return Card(
        title="Tidings, a minute of news",
        blocks=(
            Paragraph(
                line(
                    f"{outlets} of an invented newsroom on this machine publish"
                    f" {count_of(newsroom.total, 'story', 'stories')}, real companies, made-up"
                    " facts. Two watchlists decide what you hear. What the outlets had published"
                    " before is stored in silence; watch what happens with the rest."
                )
            ),
        ),
        private=False,
    )


def farewell(newsroom: Newsroom, *, prompt: bool) -> Card:
    told = Paragraph(
        line(
            f"That was {count_of(newsroom.total, 'published story', 'published stories')}: the"
            " same events from several outlets, a correction, a misspelt name, look-alikes, and"
            " an archive that one outlet published all over again."
        )
    )
    if not prompt:
        return Card(title="The news has come in", blocks=(told,), private=False)
    commands = tuple(line(Run(command, "code"), f"  {what}") for command, what in TRY)
    return Card(
        title="The news has come in; now ask",
        blocks=(
            told,
            Bullets(commands),
            Context(line("Ctrl-D leaves. For real: make run, and edit the files in config/.")),
        ),
        private=False,
    )
