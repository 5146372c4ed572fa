"""What a card says, as lines of Discord's markdown. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

from bot.card import (
    Block,
    Bullets,
    Card,
    Context,
    Divider,
    Fields,
    File,
    Line,
    Paragraph,
    Picture,
    Quote,
    Run,
    Table,
    text_of,
)
from handlers.discord.limits import length
from handlers.discord.text import code, draw_line, escape

_LINE = 1800
"""Units of one line: no feed fills a card with a single paragraph."""
_WIDE = 56
"""Characters of a table's row that a phone shows in one line."""


def lines(card: Card) -> Iterator[str]:
    """As they are wanted: a long card isn't drawn to its end for nothing."""
    for block in card.blocks:
        yield from _block(block)


def _block(block: Block) -> list[str]:
    match block:
        case Paragraph(line):
            return _split(draw_line(line, _LINE))
        case Quote(line):
            return [f"> {each}" for each in _split(draw_line(line, _LINE))]
        case Context(line):
            return [f"-# {each}" for each in _split(draw_line(line, _LINE)) if each.strip()]
        case Bullets(lines):
            return [f"- {_flat(each, _LINE)}" for each in lines]
        case Fields(pairs):
            return [
                f"{draw_line((Run(label, 'bold'),), 300)}: {_flat(value, _LINE)}"
                for label, value in pairs
            ]
        case Table(columns, rows):
            return _table(columns, rows)
        case Divider():
            return [""]
        case Picture() | File():
            return []


def _split(text: str) -> list[str]:
    return text.split("\n")


def _flat(line: Line, most: int) -> str:
    return " ".join(draw_line(line, most).split("\n"))


def _table(columns: Sequence[str], rows: Sequence[Sequence[Line]]) -> list[str]:
    """In fixed width where a phone shows it whole and nothing is linked, else as a list."""
    cells = [[" ".join(code(text_of(cell)).split()) for cell in row] for row in rows]
    head = [" ".join(code(name).split()) for name in columns]
    every = [head, *cells]
    widths = [max(_cells(row[at]) for row in every if at < len(row)) for at in range(len(head))]
    linked = any(run.url for row in rows for cell in row for run in cell)
    if linked or sum(widths) + 2 * len(widths) > _WIDE:
        return _as_list(columns, rows)
    drawn = []
    for row in every:
        pairs = zip(row, widths, strict=False)
        drawn.append(
            "  ".join(cell + " " * (width - _cells(cell)) for cell, width in pairs).rstrip()
        )
    return _fenced(drawn[0], drawn[1:])


def _cells(text: str) -> int:
    """Columns in fixed width: Chinese characters and emoji take two, what joins others none."""
    return sum(
        0 if unicodedata.combining(char) else 1 + (unicodedata.east_asian_width(char) in "WF")
        for char in text
    )


def _fenced(head: str, rows: Sequence[str]) -> list[str]:
    """Each fence in one piece, its columns named: a page may begin with it."""
    fences, used = [[head]], length(head)
    for row in rows:
        if used + length(row) + 1 > _LINE:
            fences.append([head])
            used = length(head)
        fences[-1].append(row)
        used += length(row) + 1
    return ["```\n" + "\n".join(fence) + "\n```" for fence in fences]


def _as_list(columns: Sequence[str], rows: Sequence[Sequence[Line]]) -> list[str]:
    head = " · ".join(escape(name) for name in columns)
    return [
        f"-# {head}",
        *(
            "- " + " · ".join(_flat(cell, _LINE // 4) for cell in row if text_of(cell))
            for row in rows
        ),
    ]
