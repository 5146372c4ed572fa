"""A scripted server on loopback, and retrievers that are closed at the end."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.feeds.retrieve import Retriever
from bot.model import PollSettings
from tests.support.feedserver import FeedServer, feed_server
from tests.support.retrieving import OPEN, Make


@pytest.fixture
async def server() -> AsyncIterator[FeedServer]:
    async with feed_server() as running:
        yield running


@pytest.fixture
async def make() -> AsyncIterator[Make]:
    made: list[Retriever] = []

    def build(settings: PollSettings = OPEN, **more: object) -> Retriever:
        made.append(Retriever(settings, **more))  # type: ignore[arg-type]  # passed through
        return made[-1]

    yield build
    for retriever in made:
        await retriever.close()
