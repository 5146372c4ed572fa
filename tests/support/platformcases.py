"""How to set up each platform for the contract suite. A new platform adds one line to CASES."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
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

NOW = datetime(2026, 7, 13, 12, 0, tzinfo=UTC)


class Stage(Protocol):
    """A platform with a place to post to and eyes to see what people see there."""

    @property
    def address(self) -> str: ...

    def start(self) -> Platform:
        """The platform as a fresh process would make it, in the same world."""

    def shown(self) -> str:
        """Everything that is to be read there."""

    def close(self) -> None:
        """The world ends."""


@dataclass
class FakeStage:
    folder: Path
    address: str = "#desk"

    def __post_init__(self) -> None:
        self._platforms: list[FakePlatform] = []

    def start(self) -> Platform:
        self._platforms.append(FakePlatform(lambda: NOW, file=self.folder / "posted.jsonl"))
        return self._platforms[-1]

    def shown(self) -> str:
        return "\n".join(each.card.fallback for each in self._platforms[-1].messages)

    def close(self) -> None: ...


@dataclass
class ConsoleStage:
    folder: Path
    address: str = ""

    def __post_init__(self) -> None:
        self._out = io.StringIO()

    def start(self) -> Platform:
        return ConsolePlatform(lambda: NOW, folder=self.folder, stdin=None, stdout=self._out)

    def shown(self) -> str:
        return self._out.getvalue()

    def close(self) -> None: ...


@dataclass
class DiscordStage:
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

    def close(self) -> None:
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


CASES: dict[str, Callable[[Path], Stage]] = {
    "fake": FakeStage,
    "console": ConsoleStage,
    "discord": DiscordStage,
}
