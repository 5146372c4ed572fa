"""Our side of Discord, connected to the fake by real sockets, with a desk that the test writes."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.card import Action, Block, Card
from bot.commands import COMMANDS
from bot.model import Receipt, Request
from handlers.discord.connection import Pace
from handlers.discord.platform import DiscordPlatform
from handlers.registry import Setup
from tests.support.fakediscord import FakeDiscord
from tests.support.fakediscord.server import TOKEN

QUICK = Pace(
    first=0.02,
    most=0.1,
    refused=0.05,
    patience=0.3,
    calm=5.0,
    identify=0.01,
)


def now() -> datetime:
    return datetime.now(UTC)


def alert(title: str = "Xiaomi delivers 10,000 SU7", *blocks: Block, **more: object) -> Card:
    return Card(
        title=title,
        url="https://example.com/a",
        tone="alert",
        blocks=blocks,
        actions=(Action("Why", "why a7k2m9qx4tn"),),
        private=False,
        ref="a7k2m9qx4tn",
        **more,  # type: ignore[arg-type] # fields of a card
    )


async def settled(condition: Callable[[], object], limit: float = 60.0) -> None:
    async with asyncio.timeout(limit):
        while not condition():  # noqa: ASYNC110 - what is waited for happens in another thread
            await asyncio.sleep(0.01)


@dataclass
class Bot:
    fake: FakeDiscord
    folder: Path
    token: str = TOKEN
    shards: str = ""
    publish: Sequence[str] = ()
    pace: Pace = QUICK
    asked: list[Request] = field(default_factory=list)
    reply: Callable[[Request], Awaitable[Card]] | None = None
    choices: Sequence[str] = ()

    def __post_init__(self) -> None:
        self.platform = self.start()

    def start(self) -> DiscordPlatform:
        """As a fresh process would."""
        setup = Setup(
            clock=now,
            secret=lambda _: self.token,
            commands=COMMANDS,
            folder=self.folder,
        )
        return DiscordPlatform(
            setup,
            api_url=self.fake.api_url,
            gateway_url=self.fake.gateway_url,
            shards=self.shards,
            publish=self.publish,
            pace=self.pace,
        )

    async def connect(self) -> None:
        await self.platform.connect(self._answer, self._complete)

    async def connected(self) -> None:
        await self.connect()
        await settled((self.folder / "discord-commands").exists)

    async def again(self) -> None:
        """Stopped and started."""
        await self.platform.close()
        self.platform = self.start()
        await self.connect()

    async def post(self, card: Card, key: str = "k1", thread: Receipt | None = None) -> Receipt:
        return await self.platform.post(self.fake.channel, card, key=key, thread=thread)

    async def find(self, key: str = "k1", thread: Receipt | None = None) -> Receipt | None:
        since = now() - timedelta(minutes=5)
        return await self.platform.find(self.fake.channel, key, since, thread=thread)

    async def _answer(self, request: Request) -> Card:
        self.asked.append(request)
        return await self.reply(request) if self.reply else Card(title=f"You said {request.text}")

    async def _complete(self, request: Request, parameter: str, typed: str) -> Sequence[str]:
        self.asked.append(request)
        return [f"{parameter}={typed}", *self.choices]
