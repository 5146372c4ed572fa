"""The blocks of a card, one by one, as Block Kit. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import Literal

from bot.card import (
    Block,
    Bullets,
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
from bot.text import count_of
from handlers.slack import limits, tables
from handlers.slack.limits import clip, units
from handlers.slack.talk import Json
from handlers.slack.text import code, escape, pieces, plain, shortened

Surface = Literal["message", "view"]
"""Views (modals, the App Home) hold more blocks, and no tables."""
_HALF = 45
"""Characters of a field that stand well in half the width."""
_FILE, _FILE_LINES = 1_500, 25
"""Characters and lines of a file that are shown with the card."""

# ── what blocks are made of ──────────────────────────────────────────────────────────────


def section(text: str) -> Json:
    return {"type": "section", "text": marked(text)}


def small(text: str) -> Json:
    return {"type": "context", "elements": [marked(text)]}


def marked(text: str) -> Json:
    """``verbatim``: nothing in it becomes a link by itself."""
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def picture_id(alt: str) -> str:
    """The id of the block that stands for a picture in words until it is uploaded."""
    return "picture:" + hashlib.sha256(alt.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def button(label: str, action_id: str, value: str = "", *, style: str = "default") -> Json:
    text = {"type": "plain_text", "text": clip(plain(label), limits.LABEL) or "…", "emoji": False}
    made: Json = {"type": "button", "text": text, "action_id": action_id}
    if value:
        made["value"] = value
    if style in {"primary", "danger"}:
        made["style"] = style
    return made


# ── the blocks ─────────────────────────────────────────────────────────────────────────────


def body(blocks: Sequence[Block], surface: Surface) -> Iterator[Json]:
    named: set[str] = set()
    for drawn in _body(blocks, surface):
        # Of two pictures that say the same, only one can be found again by its id.
        if drawn.get("block_id") in named:
            del drawn["block_id"]
        named.add(drawn.get("block_id", ""))
        yield drawn


def _body(blocks: Sequence[Block], surface: Surface) -> Iterator[Json]:
    heading: Line = ()
    tabled = surface == "view"
    for index, block in enumerate(blocks):
        if heading and not isinstance(block, Bullets):
            yield from map(section, pieces(heading))
            heading = ()
        if isinstance(block, Paragraph) and _heads(block, blocks[index + 1 :]):
            heading = block.line
        elif isinstance(block, Bullets):
            yield from _bullets(block.lines, heading)
            heading = ()
        elif isinstance(block, Table):
            yield from _lines_of_table(block) if tabled else _table(block)
            tabled = True
        else:
            yield from _block(block)


def _heads(block: Paragraph, following: Sequence[Block]) -> bool:
    """Whether it is a short heading of the list below it: the two then stand together."""
    return bool(following) and isinstance(following[0], Bullets) and len(text_of(block.line)) < 200


def _block(block: Block) -> Iterator[Json]:
    match block:
        case Paragraph(line):
            yield from (section(text) for text in pieces(line) if text.strip())
        case Quote(line):
            yield from map(section, _quoted(line))
        case Context(line):
            yield from (small(text) for text in pieces(line) if text.strip())
        case Fields(pairs):
            yield from _fields(pairs)
        case Divider():
            yield {"type": "divider"}
        case Picture(_, alt, _):
            text = shortened((Run(alt, "italic"),), limits.FIELD)
            yield small(text or "_a picture_") | {"block_id": picture_id(alt)}
        case File(name, text):
            yield from _file(name, text)


def _quoted(line: Line) -> Iterator[str]:
    breaks = text_of(line).count("\n") + 1
    # Each line gets a sign and a space; in the worst case there are nothing but line breaks.
    room = limits.SECTION - 2 * breaks if breaks < 100 else limits.SECTION // 3 - 2
    for text in pieces(line, room):
        if text.strip():
            yield "\n".join(f"> {each}" for each in text.split("\n"))


def _fields(pairs: Sequence[tuple[str, Line]]) -> Iterator[Json]:
    """Two to a row; over the whole width where that is too narrow."""
    drawn = []
    for label, value in pairs:
        name = shortened((Run(label, "bold"),), 200)
        drawn.append(f"{name}\n{shortened(value, limits.FIELD - 210).strip() or '–'}")
    if len(pairs) == 1 or any(len(text_of(value)) > _HALF for _, value in pairs):
        yield from map(section, drawn)
        return
    for at in range(0, len(drawn), limits.FIELDS):
        shown = drawn[at : at + limits.FIELDS]
        yield {"type": "section", "fields": [marked(text) for text in shown]}


def _bullets(lines: Sequence[Line], heading: Line = ()) -> Iterator[Json]:
    """As many to a section as fit: each section is one more block."""
    text = shortened(heading, 1_000) if heading else ""
    for line in lines:
        for number, piece in enumerate(pieces(line, limits.SECTION - 1_100)):
            entry = ("• " if not number else "") + piece.strip()
            if text and units(text) + units(entry) + 1 > limits.SECTION:
                yield section(text)
                text = ""
            text += ("\n" if text else "") + entry
    if text:
        yield section(text)


def _table(table: Table) -> Iterator[Json]:
    if not table.columns or not table.rows:
        return
    drawn = tables.native(table, limits.ALL - 3_500)
    yield drawn.block
    if drawn.left_out:
        yield small(f"… and {count_of(drawn.left_out, 'more row')}")


def _lines_of_table(table: Table) -> Iterator[Json]:
    aligned = tables.aligned(table)
    if aligned is None:
        yield from _bullets(tables.told(table))
        return
    yield from map(section, _fenced(aligned))


def _fenced(lines: Sequence[str]) -> Iterator[str]:
    """Code blocks of whole lines."""
    room = limits.SECTION - 8
    text = ""
    for line in lines:
        if text and units(text) + units(line) + 1 > room:
            yield f"```\n{text}\n```"
            text = ""
        text += ("\n" if text else "") + line
    if text:
        yield f"```\n{text}\n```"


def _file(name: str, text: str) -> Iterator[Json]:
    """Its name and its beginning."""
    lines = text.rstrip("\n").split("\n")
    shown, size = [], 0
    for each in lines[:_FILE_LINES]:
        drawn = code(clip(each, 200))
        size += units(drawn) + 1
        if size > _FILE:
            break
        shown.append(drawn)
    yield section(f"📎 {escape(clip(plain(name), 200)) or 'a file'}")
    if any(shown):
        yield from map(section, _fenced(shown))
    if len(shown) < len(lines):
        yield small(f"… {len(lines) - len(shown):,} more lines")
