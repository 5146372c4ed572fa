"""Where pictures and files of answers are put, since a terminal can only show their names."""

from __future__ import annotations

import logging
import os
import re
from pathlib import Path

from bot.card import Card, File, Picture

log = logging.getLogger(__name__)

MOST = 100
"""Newest files that are kept."""
_UNSAFE = re.compile(r"[^\w.-]+")
_LONGEST = 100


class Shelf:
    """A folder of answers. The same question puts its answer in the same place again."""

    def __init__(self, folder: Path | None) -> None:
        """``None``: there is nowhere to put anything."""
        self._folder = folder

    def keep(self, card: Card) -> dict[str, Path]:
        """Write the card's pictures and files: their names → where they are, absolute. What
        can't be written is left out: the answer itself must come all the same."""
        kept: dict[str, Path] = {}
        for block in card.blocks:
            match block:
                case Picture(png, _, name):
                    content = png
                case File(name):
                    content = block.data
                case _:
                    continue
            path = self._put(name, content)
            if path is not None:
                kept[name] = path
        if kept:
            self._tidy()
        return kept

    def _put(self, name: str, content: bytes) -> Path | None:
        if self._folder is None:
            return None
        path = self._folder.absolute() / safe_name(name)
        fresh = path.with_name(f".{path.name}.new")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            fresh.write_bytes(content)
            fresh.replace(path)
        except OSError as error:
            log.warning("%s can't be written: %s", path, error)
            return None
        return path

    def _tidy(self) -> None:
        """Only what was put here goes: by age, the oldest first."""
        if self._folder is None:
            return
        try:
            found = sorted(os.scandir(self._folder), key=lambda each: each.stat().st_mtime)
            for old in found[:-MOST]:
                if old.is_file(follow_symlinks=False):
                    Path(old.path).unlink()
        except OSError as error:
            log.debug("%s can't be tidied: %s", self._folder, error)


def safe_name(name: str) -> str:
    """As a file's name that stays inside its folder and is no hidden file."""
    cut = _UNSAFE.sub("-", name).strip("-.")
    stem, dot, kind = cut.rpartition(".")
    return (
        f"{(stem or 'answer')[:_LONGEST]}{dot}{kind[:10]}" if dot else (cut or "answer")[:_LONGEST]
    )
