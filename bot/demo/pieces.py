"""The demo's outlets and what they publish, read from the files beside this one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import yaml

DATA = Path(__file__).parent / "data"

_BESIDE_CHINESE = re.compile(
    r"(?<=[\u3000-\u9fff\uff00-\uffef]) | (?=[\u3000-\u9fff\uff00-\uffef])"
)
"""Spaces that folding long lines leaves where Chinese has none."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Outlet:
    slug: str
    name: str
    format: Literal["rss", "atom", "json"]
    language: str
    tags: tuple[str, ...]
    encoding: str = "utf-8"

    @property
    def path(self) -> str:
        """Of its feed, below the newsroom's address."""
        return f"/{self.slug}/feed.{'json' if self.format == 'json' else 'xml'}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Piece:
    """One published item. ``at`` is in seconds from the start, negative for what came before."""

    outlet: str
    slug: str
    title: str
    text: str
    at: float
    edition: int = 1
    """Counts how often the outlet has sent it out as if it were new."""

    @property
    def guid(self) -> str:
        return f"{self.outlet}:{self.slug}" + (f":{self.edition}" if self.edition > 1 else "")

    @property
    def path(self) -> str:
        folder = f"archive-{self.edition}/" if self.edition > 1 else ""
        return f"/{self.outlet}/{folder}{self.slug}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Programme:
    """Everything the newsroom will ever show."""

    outlets: tuple[Outlet, ...]
    pieces: tuple[Piece, ...]
    """By time."""

    @property
    def length(self) -> float:
        """Seconds from the start to the last piece."""
        return max(piece.at for piece in self.pieces)

    def shown(self, outlet: str, elapsed: float, most: int = 40) -> list[Piece]:
        """What the outlet's feed holds after so many seconds, newest first. A new edition of a
        piece takes the place of the one before."""
        latest: dict[str, Piece] = {}
        for piece in self.pieces:
            if piece.outlet == outlet and piece.at <= elapsed:
                latest[piece.slug] = piece
        return sorted(latest.values(), key=lambda piece: (-piece.at, piece.slug))[:most]


def load(folder: Path = DATA) -> Programme:
    outlets = tuple(
        Outlet(**{**row, "tags": tuple(row["tags"])}) for row in _rows(folder / "outlets.yaml")
    )
    past = [_piece(row, at=-3600.0 * row["hours"]) for row in _rows(folder / "past.yaml")]
    archive: list[Piece] = []
    live: list[Piece] = []
    for row in _rows(folder / "stories.yaml"):
        if "republish" not in row:
            live.append(_piece(row, at=float(row["at"])))
            continue
        archive = [
            Piece(
                outlet=row["outlet"], slug=slug, title=title, text=text, at=-86_400.0 * (9 + 4 * n)
            )
            for n, (slug, title, text) in enumerate(_rows(folder / f"{row['republish']}.yaml"))
        ]
        live += [
            replace(piece, at=float(row["at"]), edition=2, text=f"{piece.text} {row['note']}")
            for piece in archive
        ]
    return Programme(outlets=outlets, pieces=_in_order([*archive, *past, *live]))


def _rows(path: Path) -> list[Any]:
    rows = yaml.safe_load(path.read_text("utf-8"))
    assert isinstance(rows, list), f"{path.name} is no list"  # noqa: S101 - our own file
    return rows


def _piece(row: dict[str, Any], *, at: float) -> Piece:
    # An unquoted comma within { } cuts a text and makes a key of its rest.
    assert None not in row.values(), f"{row['slug']}: a text is cut"  # noqa: S101 - our own file
    return Piece(
        outlet=row["outlet"],
        slug=row["slug"],
        title=row["title"],
        text=_BESIDE_CHINESE.sub("", row["text"]),
        at=at,
    )


def _in_order(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    return tuple(sorted(pieces, key=lambda piece: (piece.at, piece.outlet, piece.slug)))
