"""The neutral card: what commands and alerts say, before any platform draws it.

A card is pure data. Platforms draw each block natively where they can (Block Kit, embeds,
terminal) and never parse text to find structure. All text in a card is *plain*: escaping is
the renderer's work, and feed text can therefore never become a mention or a link.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

Tone = Literal["alert", "follow-up", "correction", "digest", "info", "good", "warning", "error"]
Style = Literal["plain", "bold", "italic", "code", "quote", "strike", "dim"]


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one style, linked when ``url`` is given."""

    text: str
    style: Style = "plain"
    url: str = ""


Line = tuple[Run, ...]
"""One line or paragraph of styled text."""


def line(*parts: str | Run) -> Line:
    """Build a :data:`Line` from strings and runs."""
    return tuple(part if isinstance(part, Run) else Run(part) for part in parts if part)


@dataclass(frozen=True, slots=True)
class Paragraph:
    line: Line


@dataclass(frozen=True, slots=True)
class Fields:
    """Label and value pairs, shown side by side where there is room."""

    pairs: tuple[tuple[str, Line], ...]


@dataclass(frozen=True, slots=True)
class Bullets:
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """Words quoted from a source; the matched stretch is a bold run."""

    line: Line


@dataclass(frozen=True, slots=True)
class Table:
    columns: tuple[str, ...]
    rows: tuple[tuple[Line, ...], ...]


@dataclass(frozen=True, slots=True)
class Context:
    """Small print: source, times, reference."""

    line: Line


@dataclass(frozen=True, slots=True)
class Divider:
    pass


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG with the text that stands for it where pictures can't be shown."""

    png: bytes
    alt: str
    name: str = "chart.png"


@dataclass(frozen=True, slots=True)
class File:
    """A text file offered with the card (an export, a CSV)."""

    name: str
    text: str

    @property
    def data(self) -> bytes:
        """UTF-8; with its mark where a spreadsheet would otherwise misread the letters."""
        marked = self.name.endswith(".csv") and not self.text.isascii()
        return self.text.encode("utf-8-sig" if marked else "utf-8", "replace")


Block = Paragraph | Fields | Bullets | Quote | Table | Context | Divider | Picture | File


@dataclass(frozen=True, slots=True)
class Action:
    """A button. Pressing it gives ``command`` as if the person had typed it."""

    label: str
    command: str
    style: Literal["default", "primary", "danger"] = "default"


@dataclass(frozen=True, kw_only=True, slots=True)
class Card:
    title: str
    url: str = ""
    tone: Tone = "info"
    blocks: tuple[Block, ...] = ()
    actions: tuple[Action, ...] = ()
    private: bool = True
    """Shown only to the person who asked (answers); alerts are public."""
    mention: tuple[str, ...] = ()
    """Users or roles to ping, as ``platform:id``; only ever from configuration."""
    ref: str = ""
    """The alert or story it speaks of."""

    @property
    def fallback(self) -> str:
        """The card in plain text: notifications, logs, screen readers."""
        parts = [self.title]
        for block in self.blocks:
            parts.extend(_plain(block))
        return "\n".join(part for part in parts if part)


def text_of(line: Line) -> str:
    return "".join(run.text for run in line)


def _plain(block: Block) -> list[str]:
    match block:
        case Paragraph(line) | Quote(line) | Context(line):
            return [text_of(line)]
        case Fields(pairs):
            return [f"{label}: {text_of(value)}" for label, value in pairs]
        case Bullets(lines):
            return ["• " + text_of(entry) for entry in lines]
        case Table(columns, rows):
            return [" | ".join(columns)] + [
                " | ".join(text_of(cell) for cell in row) for row in rows
            ]
        case Picture(_, alt, _):
            return [alt]
        case File(name, _):
            return [name]
        case Divider():
            return []


# ── as JSON data, for the outbox ─────────────────────────────────────────────────────────


def to_json(card: Card) -> dict[str, Any]:
    """Plain JSON data; ``from_json(to_json(card)) == card``."""
    return {
        "title": card.title,
        "url": card.url,
        "tone": card.tone,
        "blocks": [_block_to_json(block) for block in card.blocks],
        "actions": [[a.label, a.command, a.style] for a in card.actions],
        "private": card.private,
        "mention": list(card.mention),
        "ref": card.ref,
    }


def from_json(data: Mapping[str, Any]) -> Card:
    return Card(
        title=data["title"],
        url=data["url"],
        tone=data["tone"],
        blocks=tuple(_block_from_json(block) for block in data["blocks"]),
        actions=tuple(Action(*action) for action in data["actions"]),
        private=data["private"],
        mention=tuple(data["mention"]),
        ref=data["ref"],
    )


def _line_to_json(line: Line) -> list[list[str]]:
    return [[run.text, run.style, run.url] for run in line]


def _line_from_json(data: Sequence[Sequence[Any]]) -> Line:
    return tuple(Run(text, style, url) for text, style, url in data)


def _block_to_json(block: Block) -> list[Any]:
    match block:
        case Paragraph(line):
            return ["paragraph", _line_to_json(line)]
        case Quote(line):
            return ["quote", _line_to_json(line)]
        case Context(line):
            return ["context", _line_to_json(line)]
        case Fields(pairs):
            return ["fields", [[label, _line_to_json(value)] for label, value in pairs]]
        case Bullets(lines):
            return ["bullets", [_line_to_json(entry) for entry in lines]]
        case Table(columns, rows):
            return ["table", list(columns), [[_line_to_json(c) for c in row] for row in rows]]
        case Picture(png, alt, name):
            return ["picture", base64.b64encode(png).decode("ascii"), alt, name]
        case File(name, text):
            return ["file", name, text]
        case Divider():
            return ["divider"]


def _block_from_json(data: Sequence[Any]) -> Block:
    match list(data):
        case ["paragraph", line]:
            return Paragraph(_line_from_json(line))
        case ["quote", line]:
            return Quote(_line_from_json(line))
        case ["context", line]:
            return Context(_line_from_json(line))
        case ["fields", pairs]:
            return Fields(tuple((label, _line_from_json(value)) for label, value in pairs))
        case ["bullets", lines]:
            return Bullets(tuple(_line_from_json(entry) for entry in lines))
        case ["table", columns, rows]:
            return Table(
                tuple(columns), tuple(tuple(_line_from_json(c) for c in row) for row in rows)
            )
        case ["picture", png, alt, name]:
            return Picture(base64.b64decode(png), alt, name)
        case ["file", name, text]:
            return File(name, text)
        case ["divider"]:
            return Divider()
        case other:
            raise ValueError(f"not a block of a card: {other[:1]!r}")
