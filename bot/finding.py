"""What ``tidings doctor`` finds, one thing at a time, each with its mend."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.errors import TidingsError

Level = Literal["fine", "note", "broken"]
_SIGNS: dict[Level, str] = {"fine": "✓", "note": "!", "broken": "✗"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    level: Level
    what: str
    fix: str = ""

    @property
    def broken(self) -> bool:
        return self.level == "broken"

    def __str__(self) -> str:
        lines = f"{_SIGNS[self.level]} {self.what}"
        return f"{lines}\n    → {self.fix}" if self.fix else lines


def fine(what: str) -> Finding:
    return Finding(level="fine", what=what)


def note(what: str, fix: str = "") -> Finding:
    return Finding(level="note", what=what, fix=fix)


def broken(what: str, fix: str = "") -> Finding:
    return Finding(level="broken", what=what, fix=fix)


def trouble(what: str, error: TidingsError) -> Finding:
    message = str(error.args[0]) if error.args else str(error)
    return broken(f"{what}: {message}", error.hint)
