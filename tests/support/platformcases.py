"""How to set up each platform for the contract suite. A new platform adds one line to CASES."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from bot.ports import Platform
from handlers.console.platform import ConsolePlatform
from tests.support.fakeplatform import FakePlatform

NOW = datetime(2026, 7, 13, 12, 0, tzinfo=UTC)


class Stage(Protocol):
    """A platform with a place to post to and eyes to see what people see there."""

    address: str

    def start(self) -> Platform:
        """The platform as a fresh process would make it, in the same world."""

    def shown(self) -> str:
        """Everything that is to be read there."""


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


CASES: dict[str, Callable[[Path], Stage]] = {
    "fake": FakeStage,
    "console": ConsoleStage,
}
