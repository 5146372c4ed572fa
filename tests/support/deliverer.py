"""A process that empties an outbox, so that tests can kill it.

``python -m tests.support.deliverer DATABASE FILE DESTINATION [SURVIVED COMMIT]``: messages are
"posted" into FILE. With the two last arguments it dies, as by kill -9, at the call after
SURVIVED good ones; COMMIT (0 or 1) says whether the platform still takes that last message.
"""

from __future__ import annotations

import asyncio
import sys
from collections import deque
from datetime import UTC, datetime
from pathlib import Path

from bot.delivery.outbox import Outbox
from bot.model import Destination
from bot.storage import open_store
from tests.support.fakeplatform import FINE, Act, FakePlatform


def now() -> datetime:
    return datetime.now(UTC)


def script(arguments: list[str]) -> deque[Act]:
    if not arguments:
        return deque()
    survived, commit = map(int, arguments)
    return deque([FINE] * survived + [Act(commit=bool(commit), kill=True)])


async def main(database: str, file: str, destination: str, *death: str) -> None:
    platform = FakePlatform(now, file=Path(file), script=script(list(death)))
    store = await open_store(f"sqlite:///{database}")
    try:
        outbox = Outbox(
            store,
            {"fake": platform},
            lambda name: Destination(name=name, platform="fake", address=f"#{name}"),
            now,
        )
        await outbox.reconcile()
        while await outbox.drain(destination):
            pass
    finally:
        await store.close()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
