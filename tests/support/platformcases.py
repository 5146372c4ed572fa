"""How to set up each platform for the contract suite. A new platform adds one line to CASES."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from bot.ports import Platform
from handlers.console.platform import ConsolePlatform
from handlers.discord.platform import create as discord_platform
from handlers.registry import Setup
from tests.support.fakediscord import FakeDiscord
from tests.support.fakediscord.server import TOKEN
from tests.support.fakeplatform import FakePlatform
from tests.support.fakeslack.server import FakeSlack
from tests.support.slackbot import slack_platform

NOW = datetime(2026, 7, 13, 12, 0, tzinfo=UTC)


class Stage(Protocol):
    """A platform with a place to post to and eyes to see what people see there."""

    @property
    def address(self) -> str: ...

    async def open(self) -> None:
        """Before anything else, where there is something to open."""

    def start(self) -> Platform:
        """The platform as a fresh process would make it, in the same world."""

    def shown(self) -> str:
        """Everything that is to be read there."""

    async def close(self) -> None:
        """The world ends."""


class _Indoors:
    """Nothing outside this process belongs to it."""

    async def open(self) -> None:
        return

    async def close(self) -> None:
        return


@dataclass
class FakeStage(_Indoors):
    folder: Path
    address: str = "#desk"

    def __post_init__(self) -> None:
        self._platforms: list[FakePlatform] = []

    def start(self) -> Platform:
        self._platforms.append(FakePlatform(lambda: NOW, file=self.folder / "posted.jsonl"))
        return self._platforms[-1]

    def shown(self) -> str:
        return "\n".join(each.card.fallback for each in self._platforms[-1].messages)


@dataclass
class ConsoleStage(_Indoors):
    folder: Path
    address: str = ""

    def __post_init__(self) -> None:
        self._out = io.StringIO()

    def start(self) -> Platform:
        return ConsolePlatform(lambda: NOW, folder=self.folder, stdin=None, stdout=self._out)

    def shown(self) -> str:
        return self._out.getvalue()


@dataclass
class DiscordStage(_Indoors):
    folder: Path

    def __post_init__(self) -> None:
        self._discord = FakeDiscord(lambda: NOW).start()

    @property
    def address(self) -> str:
        return str(self._discord.channel)

    def start(self) -> Platform:
        setup = Setup(clock=lambda: NOW, secret=lambda _: TOKEN, folder=self.folder)
        return discord_platform(setup, self._discord.environment)

    def shown(self) -> str:
        """With the escapes resolved, as the client shows it."""
        shown = "\n".join(
            str(value) for message in self._discord.every_message() for value in _texts(message)
        )
        return re.sub(r"\\([^\w\s])", r"\1", shown)

    async def close(self) -> None:
        self._discord.stop()
        assert not self._discord.violations, self._discord.violations


def _texts(data: object) -> Iterator[object]:
    if isinstance(data, dict):
        for value in data.values():
            yield from _texts(value)
    elif isinstance(data, list):
        for value in data:
            yield from _texts(value)
    else:
        yield data


@dataclass
class SlackStage:
    """The real client against a pretended Slack."""

    folder: Path
    address: str = "#desk"
    slack: FakeSlack = field(default_factory=FakeSlack)

    async def open(self) -> None:
        self.slack.channel("desk")
        await self.slack.start()

    async def close(self) -> None:
        await self.slack.stop()

    def start(self) -> Platform:
        return slack_platform(self.slack, folder=self.folder)

    def shown(self) -> str:
        return "\n".join(each.shown() for each in self.slack.messages)


CASES: dict[str, Callable[[Path], Stage]] = {
    "fake": FakeStage,
    "console": ConsoleStage,
    "discord": DiscordStage,
    "slack": SlackStage,
}
