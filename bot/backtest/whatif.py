"""Which configurations are compared over which history."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from bot.backtest.history import Backtest, Heard, backtest
from bot.catalogue import Catalogue
from bot.config import Loaded, load
from bot.errors import ConfigError, StorageError, TidingsError
from bot.ports import Store
from bot.stories.vectors import installed

Open = Callable[[str], Awaitable[Store]]
"""A database by its address; raises :class:`StorageError` when it isn't there."""


@dataclass(frozen=True, kw_only=True, slots=True)
class WhatIf:
    """A backtest with what it was made of."""

    result: Backtest
    since: datetime
    until: datetime
    timezone: str
    folder: Path
    """Whose configuration was tried."""
    running: Path | None
    """With which it is compared; ``None``: with what was really told."""
    database: str
    skipped_feeds: int
    """Configured feeds without an item in the history."""


async def what_if(
    folder: Path,
    running: Path,
    *,
    days: int,
    now: datetime,
    quick: bool,
    open_store: Open,
    heard: Heard,
) -> WhatIf:
    """``folder`` over the history of the bot that runs on ``running``; where there is no other
    that runs, its own. Raises :class:`TidingsError`."""
    tried = await asyncio.to_thread(load, folder)
    own = await asyncio.to_thread(_running, folder, running)
    store, other = await _history(tried, own, open_store)
    try:
        present = await _catalogue(other or tried, store)
        compared = [present] if other is None else [present, await _catalogue(tried, store)]
        since = now - timedelta(days=days)
        result = await backtest(
            store,
            present,
            compared,
            since=since,
            until=now,
            embedder=installed(),
            quick=quick,
            heard=heard,
        )
        seen = {each.feed.id for each in await store.feeds() if each.state.last_ok}
        return WhatIf(
            result=result,
            since=since,
            until=now,
            timezone=tried.settings.timezone,
            folder=folder,
            running=running if other is not None else None,
            database=(other or tried).settings.database,
            skipped_feeds=sum(feed_id not in seen for feed_id in compared[-1].feeds),
        )
    finally:
        await store.close()


def _running(folder: Path, running: Path) -> Loaded | None:
    """The configuration in force; ``None`` when it is the tried one, or there is none."""
    if running.resolve() == folder.resolve() or not running.is_dir():
        return None
    try:
        return load(running)
    except ConfigError as error:
        raise TidingsError(
            f"the running configuration {running} can't be read: {error}",
            hint="name the one that runs: --against DIR",
        ) from error


async def _history(
    tried: Loaded, own: Loaded | None, open_store: Open
) -> tuple[Store, Loaded | None]:
    """The history, and what runs on it if that is another configuration."""
    if own is None:
        return await open_store(tried.settings.database), None
    try:
        return await open_store(own.settings.database), own
    except StorageError:
        if own.settings.database == tried.settings.database:
            raise
        return await open_store(tried.settings.database), None


async def _catalogue(loaded: Loaded, store: Store) -> Catalogue:
    """With what was made in chat, as the running bot has it."""
    feeds = {each.id: each for each in (*await store.chat_feeds(), *loaded.feeds)}
    watchlists = [*loaded.watchlists, *await store.watchlists()]
    follows, arrangements = await store.follows(), await store.arrangements()
    return await asyncio.to_thread(
        Catalogue.build,
        loaded.settings,
        list(feeds.values()),
        watchlists,
        follows=follows,
        arrangements=arrangements,
    )
