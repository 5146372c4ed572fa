"""A process that stores items until it is killed: ``python -m tests.support.ingester URL``.

After each poll that is committed it prints the poll's number.
"""

from __future__ import annotations

import asyncio
import sys

from bot.model import FeedState
from bot.storage import open_store
from tests.support.records import a_record

ITEMS = 20
"""In each poll."""


async def main(url: str) -> None:
    store = await open_store(url)
    number = 0
    while True:
        records = [a_record(f"{number}-{place}") for place in range(ITEMS)]
        await store.ingest(records, FeedState(feed_id="fone", etag=str(number)))
        print(number, flush=True)  # noqa: T201 - read by the test
        number += 1


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
