"""Commands too long for the buttons that give them, by the button's id: on disk, so that the
buttons work after a restart. One JSON pair a line, append-only, cut when it is opened."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Mapping
from pathlib import Path

from bot.card import Card, from_json, to_json
from handlers.discord.render import Message

log = logging.getLogger(__name__)

MOST = 5000
_CARDS = 300
_LONGEST = 512 * 1024
"""Characters of a card that is kept."""


class Kept(Mapping[str, str]):
    def __init__(self, path: Path | None = None, *, most: int = MOST) -> None:
        self._path = path
        self._most = most
        self._commands: dict[str, str] = dict(_read(path)) if path else {}
        if len(self._commands) > most:
            self._cut()

    def keep(self, commands: Mapping[str, str]) -> None:
        new = {key: value for key, value in commands.items() if self._commands.get(key) != value}
        if not new:
            return
        self._commands |= new
        if len(self._commands) > 2 * self._most:
            self._cut()
        else:
            self._write("a", new)

    def __getitem__(self, key: str) -> str:
        return self._commands[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._commands)

    def __len__(self) -> int:
        return len(self._commands)

    def _cut(self) -> None:
        self._commands = dict(list(self._commands.items())[-self._most :])
        self._write("w", self._commands)

    def _write(self, mode: str, commands: Mapping[str, str]) -> None:
        if self._path is None:
            return
        text = "".join(json.dumps(pair) + "\n" for pair in commands.items())
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._path.open(mode, encoding="utf-8") as file:
                file.write(text)
        except OSError as error:  # until the restart they work all the same
            log.warning("%s can't be written: %s", self._path, error)


class Memory:
    """What buttons stand for: commands, forms, and the cards that are shared or turned over."""

    def __init__(self, folder: Path | None = None) -> None:
        self.commands = Kept(folder / "discord-buttons" if folder else None)
        self._cards = Kept(folder / "discord-answers" if folder else None, most=_CARDS)

    def keep(self, drawn: Message) -> None:
        """What the buttons of this message need."""
        self.commands.keep(drawn.kept)
        if drawn.key and drawn.key not in self._cards:
            text = json.dumps(to_json(drawn.card), ensure_ascii=False)
            if len(text) <= _LONGEST:
                self._cards.keep({drawn.key: text})

    def card(self, key: str) -> Card | None:
        text = self._cards.get(key)
        try:
            return from_json(json.loads(text)) if text else None
        except (ValueError, KeyError, TypeError):  # of another version
            return None


def _read(path: Path) -> Iterator[tuple[str, str]]:
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return
    for line in lines:
        try:
            key, value = json.loads(line)
        except ValueError:  # a crash cut the last line short
            continue
        if isinstance(key, str) and isinstance(value, str):
            yield key, value
