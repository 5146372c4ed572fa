"""What buttons stand for, by a key: on disk, so that they work after a restart.

One JSON pair a line, append-only, cut to the newest when there are twice too many.
"""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path

from bot.card import Card, from_json, to_json

log = logging.getLogger(__name__)

MOST = 5000
CARDS = 300
_LONGEST = 512 * 1024
"""Characters of a card that is kept."""


class Kept(Mapping[str, str]):
    def __init__(self, path: Path | None = None, *, most: int = MOST) -> None:
        self._path = path
        self._most = most
        self._writing = threading.Lock()
        """Large ones are kept from threads, small ones at once."""
        self._pairs: dict[str, str] = dict(_read(path)) if path else {}
        if len(self._pairs) > most:
            self._cut()

    def keep(self, pairs: Mapping[str, str]) -> None:
        with self._writing:
            self._keep(pairs)

    def _keep(self, pairs: Mapping[str, str]) -> None:
        new = {key: value for key, value in pairs.items() if self._pairs.get(key) != value}
        if not new:
            return
        self._pairs |= new
        if len(self._pairs) > 2 * self._most:
            self._cut()
        else:
            self._write("a", new)

    def __getitem__(self, key: str) -> str:
        return self._pairs[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._pairs)

    def __len__(self) -> int:
        return len(self._pairs)

    def _cut(self) -> None:
        self._pairs = dict(list(self._pairs.items())[-self._most :])
        self._write("w", self._pairs)

    def _write(self, mode: str, pairs: Mapping[str, str]) -> None:
        if self._path is None:
            return
        text = "".join(json.dumps(pair) + "\n" for pair in pairs.items())
        # Written anew beside it: a crash in between must not cost what is there.
        path = self._path.with_name(f"{self._path.name}.new") if mode == "w" else self._path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open(mode, encoding="utf-8") as file:
                file.write(text)
            if mode == "w":
                path.replace(self._path)
        except OSError as error:  # until the restart they work all the same
            log.warning("%s can't be written: %s", self._path, error)


class Cards:
    """Cards by a key, the newest: what a button shares or turns over."""

    def __init__(self, path: Path | None = None, *, most: int = CARDS) -> None:
        self._kept = Kept(path, most=most)

    def keep(self, key: str, card: Card) -> None:
        if key in self._kept:
            return
        text = json.dumps(to_json(card), ensure_ascii=False)
        if len(text) <= _LONGEST:
            self._kept.keep({key: text})

    def __getitem__(self, key: str) -> Card | None:
        text = self._kept.get(key)
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
