"""Which messages this terminal has shown: what ``find`` looks into after a crash.

A terminal can't be asked what it shows, so each key is written down right after its card. The
file is append-only, one key a line, and cut to its newest keys when it is opened.
"""

from __future__ import annotations

import logging
import os
from pathlib import Path

log = logging.getLogger(__name__)

KEPT = 2000


class Journal:
    """Keys of posted cards, remembered on disk when there is a ``path``."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._keys: dict[str, None] = dict.fromkeys(_read(path)) if path else {}
        if len(self._keys) > KEPT and path:
            self._keys = dict.fromkeys(list(self._keys)[-KEPT:])
            _rewrite(path, self._keys)

    def __contains__(self, key: str) -> bool:
        return key in self._keys

    def add(self, key: str) -> None:
        if key in self._keys:
            return
        self._keys[key] = None
        if len(self._keys) > 2 * KEPT:
            self._keys = dict.fromkeys(list(self._keys)[-KEPT:])
        if self._path is not None:
            self._append(self._path, key)

    def _append(self, path: Path, key: str) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("a", encoding="utf-8") as file:
                file.write(" ".join(key.split()) + "\n")
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:  # a full disk must not stop what people read
            log.warning("%s can't be written: %s; a crash may repeat a card here", path, error)
            self._path = None


def _read(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []


def _rewrite(path: Path, keys: dict[str, None]) -> None:
    fresh = path.with_suffix(".new")
    try:
        fresh.write_text("".join(f"{key}\n" for key in keys), encoding="utf-8")
        fresh.replace(path)
    except OSError as error:
        log.warning("%s can't be shortened: %s", path, error)
