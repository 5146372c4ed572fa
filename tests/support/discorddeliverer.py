"""A process that empties an outbox into the Discord of the environment, so that tests can kill it.

``python -m tests.support.discorddeliverer DATABASE DESTINATION ADDRESS``
"""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, datetime

from bot.config.secret import secret
from bot.delivery.outbox import Outbox
from bot.model import Destination
from bot.storage import open_store
from handlers.discord.platform import create
from handlers.registry import Setup


def now() -> datetime:
    return datetime.now(UTC)


async def main(database: str, destination: str, address: str) -> None:
    platform = create(Setup(clock=now, secret=secret))
    store = await open_store(f"sqlite:///{database}")
    try:
        outbox = Outbox(
            store,
            {"discord": platform},
            lambda name: Destination(name=name, platform="discord", address=address),
            now,
        )
        await outbox.reconcile()
        while await outbox.drain(destination):
            pass
    finally:
        await platform.close()
        await store.close()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
