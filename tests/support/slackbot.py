"""Our side of Slack, made to talk to the pretended one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from bot.card import Action, Card
from bot.model import Destination, Request
from handlers.registry import CommandInfo
from handlers.slack import forms as own_forms
from handlers.slack.link import Patience
from handlers.slack.pace import Pace
from handlers.slack.platform import SlackPlatform
from handlers.slack.talk import Forms
from handlers.slack.web import Listen
from tests.support.fakeslack.server import FakeSlack
from tests.support.fakeslack.world import APP_TOKEN, BOT_TOKEN, SIGNING_SECRET

HASTY = Patience(first=0.05, most=0.2, hello=1.0, look=0.05, handover=0.6, check=0.2, ack=0.2)


def slack_platform(
    slack: FakeSlack,
    *,
    folder: Path | None = None,
    places: Callable[[], Sequence[Destination]] = tuple,
    listen: Listen | None = None,
    signing_secret: str = SIGNING_SECRET,
    app_token: str = APP_TOKEN,
    tokens: Callable[[], tuple[str, str]] | None = None,
    pace: Pace | None = None,
    base_url: str = "",
    forms: Forms = own_forms,
    commands: Sequence[CommandInfo] = (),
    patience: Patience = HASTY,
) -> SlackPlatform:
    """Impatient, and without the second between two messages."""
    return SlackPlatform(
        lambda: datetime.now(UTC),
        tokens=tokens or (lambda: (BOT_TOKEN, app_token)),
        signing_secret=signing_secret,
        listen=listen,
        base_url=base_url or slack.api_url,
        commands=commands,
        places=places,
        folder=folder,
        patience=patience,
        pace=pace or Pace(channel_gap=0.0),
        forms=forms,
    )


@dataclass
class Bot:
    """What stands behind the platform: says what it was asked, and how it was answered."""

    asked: list[Request] = field(default_factory=list)
    cards: dict[str, Card] = field(default_factory=dict)
    """What is answered to a line; the line itself by default."""
    go: asyncio.Event | None = None
    """Until when answers wait, where they are to be slow."""

    async def answer(self, request: Request) -> Card:
        self.asked.append(request)
        if self.go is not None:
            await self.go.wait()
        card = self.cards.get(request.text)
        return card or Card(title=f"You said: {request.text}", actions=(Action("More", "more"),))

    async def complete(self, _request: Request, _parameter: str, _typed: str) -> Sequence[str]:
        return ()


class Answering(Protocol):
    """What a platform is connected to."""

    async def answer(self, request: Request) -> Card: ...
    async def complete(self, request: Request, parameter: str, typed: str, /) -> Sequence[str]: ...


@asynccontextmanager
async def connected(
    slack: FakeSlack, bot: Answering, platform: SlackPlatform | None = None
) -> AsyncIterator[SlackPlatform]:
    platform = platform or slack_platform(slack)
    await platform.connect(bot.answer, bot.complete)
    try:
        yield platform
    finally:
        await platform.close()
