"""Tables: Slack's own where it has them, lines of text elsewhere. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.card import Line, Run, Table, line, text_of
from handlers.slack import limits
from handlers.slack.limits import units
from handlers.slack.talk import Json
from handlers.slack.text import code, link, plain
from handlers.unseen import clean

WIDEST = 64
"""Columns of letters that stand side by side on a laptop; a phone breaks them."""
_CELL = 300
"""Characters of a cell that are shown."""
_EMPTY = "–"
_RICH: dict[str, Json] = {
    "bold": {"bold": True},
    "italic": {"italic": True},
    "quote": {"italic": True},
    "strike": {"strike": True},
    "code": {"code": True},
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Drawn:
    block: Json
    left_out: int
    """Rows for which there is no room."""


def native(table: Table, room: int = limits.TABLE_TEXT) -> Drawn:
    """As a block of its own, with as many rows as there is room for. A message has one at most."""
    columns = table.columns[: limits.TABLE_COLUMNS]
    rows = [[_cell((Run(name, "bold"),)) for name in columns]]
    room = min(room, limits.TABLE_TEXT) - sum(map(weight, rows[0]))
    for row in table.rows[: limits.TABLE_ROWS - 1]:
        cells = [_cell(row[index] if index < len(row) else ()) for index in range(len(columns))]
        room -= sum(map(weight, cells))
        if room < 0:
            break
        rows.append(cells)
    settings = [
        {"is_wrapped": True, "align": "right" if _numeric(table, index) else "left"}
        for index in range(len(columns))
    ]
    block: Json = {"type": "table", "rows": rows, "column_settings": settings}
    return Drawn(block=block, left_out=len(table.rows) - len(rows) + 1)


def weight(data: Any) -> int:
    """Characters in blocks, as Slack may count them."""
    if isinstance(data, list):
        return sum(map(weight, data))
    if not isinstance(data, dict):
        return 0
    own = sum(units(data[key]) for key in ("text", "url") if isinstance(data.get(key), str))
    return own + sum(weight(value) for value in data.values() if isinstance(value, dict | list))


def _cell(line: Line) -> Json:
    parts = [part for run in line if (part := _part(run)) is not None]
    if not any(part["text"].strip() for part in parts):
        return {"type": "raw_text", "text": _EMPTY}
    if all(set(part) == {"type", "text"} for part in parts):
        return {"type": "raw_text", "text": "".join(part["text"] for part in parts).strip()}
    return {
        "type": "rich_text",
        "elements": [{"type": "rich_text_section", "elements": parts}],
    }


def _part(run: Run) -> Json | None:
    text = run.text.replace("\n", " ")
    inner = limits.clip(plain(text), _CELL)
    if not inner:
        return {"type": "text", "text": " "} if text else None
    if target := link(run.url):
        part: Json = {"type": "link", "url": target, "text": inner}
    else:
        before = " " * text[:1].isspace()
        part = {"type": "text", "text": f"{before}{inner}{' ' * text[-1:].isspace()}"}
    return part | ({"style": _RICH[run.style]} if run.style in _RICH else {})


def _numeric(table: Table, index: int) -> bool:
    cells = [text_of(row[index]).strip() for row in table.rows if index < len(row)]
    filled = [cell for cell in cells if cell and cell != _EMPTY]
    return bool(filled) and all(_is_number(cell) for cell in filled)


def _is_number(text: str) -> bool:
    return text[:1] in "+-−~<>0123456789" and text[-1:] != ":" and text[4:5] != "-"


# ── where there is no such block ─────────────────────────────────────────────────────────


def aligned(table: Table) -> list[str] | None:
    """Lines for a code block; ``None`` when they would be too wide, or links would be lost."""
    if any(run.url for row in table.rows for cell in row for run in cell):
        return None
    rows = [list(table.columns), *([text_of(cell) for cell in row] for row in table.rows)]
    grid = [[" ".join(clean(cell).split()) for cell in row] for row in rows]
    widths = [
        max(_width(row[index]) for row in grid if index < len(row))
        for index in range(len(table.columns))
    ]
    if sum(widths) + 2 * len(widths) > WIDEST:
        return None
    right = [_numeric(table, index) for index in range(len(widths))]
    return [code(_padded(row, widths, right)) for row in grid]


def _padded(row: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> str:
    cells = []
    for cell, width, to_right in zip(row, widths, right, strict=False):
        blanks = " " * (width - _width(cell))
        cells.append(blanks + cell if to_right else cell + blanks)
    return "  ".join(cells).rstrip()


def _width(text: str) -> int:
    return sum(1 + (unicodedata.east_asian_width(char) in "WF") for char in text)


def told(table: Table) -> list[Line]:
    """Each row as a line: its first cell, then what the others say under which name."""
    lines = []
    for row in table.rows:
        parts: list[str | Run] = []
        for index, cell in enumerate(row[: len(table.columns)]):
            if not text_of(cell).strip():
                continue
            name = f"{table.columns[index]}: " if index and table.columns[index] else ""
            parts += [" · " if parts else "", name, *cell]
        lines.append(line(*parts))
    return lines
