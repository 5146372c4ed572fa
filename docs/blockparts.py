"""The blocks of Block Kit on a sheet: messages, modals, the App Home."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from docs.blockkit import (
    BACK,
    EDGE,
    GREEN,
    GREY,
    INK,
    LINK,
    RED,
    Json,
    Sheet,
    Style,
    Word,
    lines,
    read,
    width,
)

WIDE, LEFT = 640.0, 64.0
Pictures = Mapping[str, bytes]
"""Uploaded files by id."""
_BODY, _SMALL = Style(), Style(size=12, ink=GREY)
_CODE = Style(size=12, mono=True)


def message(
    sheet: Sheet, blocks: Iterable[Json], *, time: str, note: str, pictures: Pictures
) -> None:
    """Who said it and when, then the blocks."""
    sheet.y += 14
    top = sheet.y
    sheet.box(sheet.left - 46, top + 2, 36, 36, fill="#1f3a5f", edge="#1f3a5f", radius=6)
    sheet.words(sheet.left - 35, top + 27, [Word("T", Style(size=20, bold=True, ink="#ffffff"))])
    name = Word("Tidings", Style(bold=True))
    sheet.words(sheet.left, top + 15, [name])
    x = sheet.left + name.width + 8
    sheet.box(x, top + 3, 28, 14, fill="#eeeeee", edge="#eeeeee", radius=2)
    sheet.words(x + 4, top + 14, [Word("APP", Style(size=10, bold=True, ink=GREY))])
    sheet.words(x + 36, top + 15, [Word(f"{time}   {note}", _SMALL)])
    sheet.y += 22
    draw(sheet, blocks, pictures)


def draw(sheet: Sheet, blocks: Iterable[Json], pictures: Pictures) -> None:
    for block in blocks:
        _DRAWN[block["type"]](sheet, block, pictures)
        sheet.y += 6


def _section(sheet: Sheet, block: Json, _pictures: Pictures) -> None:
    if "text" in block:
        _mrkdwn(sheet, block["text"]["text"])
    fields = [each["text"] for each in block.get("fields", ())]
    half = sheet.room / 2
    for at in range(0, len(fields), 2):
        top, low = sheet.y, sheet.y
        for column, text in enumerate(fields[at : at + 2]):
            sheet.y = top
            sheet.text(text, _BODY, x=sheet.left + column * half, room=half - 16)
            low = max(low, sheet.y)
        sheet.y = low + 6


def _mrkdwn(sheet: Sheet, text: str) -> None:
    """Quotes get their bar, code its box."""
    for kind, part in _parts(text):
        if kind == "code":
            rows = part.split("\n")
            high = 17 * len(rows) + 14
            sheet.box(sheet.left, sheet.y + 2, sheet.room, high, fill=BACK)
            sheet.y += 9
            for row in rows:
                plain = "".join(text for text, _ in read(row, _CODE))
                sheet.words(sheet.left + 8, sheet.y + 12, [Word(plain, _CODE)])
                sheet.y += 17
            sheet.y += 8
        elif kind == "quote":
            top = sheet.y
            sheet.text(part, _BODY, x=sheet.left + 14, room=sheet.room - 14)
            sheet.box(sheet.left, top + 1, 4, sheet.y - top - 2, fill=EDGE, radius=2)
        else:
            sheet.text(part, _BODY)


def _parts(text: str) -> Iterator[tuple[str, str]]:
    for number, chunk in enumerate(text.split("```")):
        if number % 2:
            yield "code", chunk.strip("\n")
            continue
        run: list[str] = []
        quoted = False
        for row in chunk.split("\n"):
            if row.startswith("> ") != quoted and run:
                yield ("quote" if quoted else "text"), "\n".join(run)
                run = []
            quoted = row.startswith("> ")
            run.append(row.removeprefix("> "))
        if any(each.strip() for each in run):
            yield ("quote" if quoted else "text"), "\n".join(run)


def _context(sheet: Sheet, block: Json, _pictures: Pictures) -> None:
    for element in block["elements"]:
        sheet.text(element["text"], _SMALL, high=18)


def _divider(sheet: Sheet, _block: Json, _pictures: Pictures) -> None:
    sheet.box(sheet.left, sheet.y + 6, sheet.room, 0, edge=EDGE, radius=0)
    sheet.y += 12


def _actions(sheet: Sheet, block: Json, _pictures: Pictures) -> None:
    x = sheet.left
    sheet.y += 2
    for element in block["elements"]:
        wide = width(element["text"]["text"], Style(size=13, bold=True)) + 24
        if x + wide > sheet.left + sheet.room:
            x = sheet.left
            sheet.y += 36
        _button(sheet, x, sheet.y, element["text"]["text"], element.get("style", ""))
        x += wide + 8
    sheet.y += 32


def _button(sheet: Sheet, x: float, y: float, label: str, style: str) -> float:
    ink = {"primary": "#ffffff", "danger": RED}.get(style, INK)
    word = Word(label, Style(size=13, bold=True, ink=ink))
    fill = GREEN if style == "primary" else "#ffffff"
    edge = {"primary": GREEN, "danger": RED}.get(style, "#bbbbbb")
    sheet.box(x, y, word.width + 24, 28, fill=fill, edge=edge)
    sheet.words(x + 12, y + 18.5, [word])
    return word.width + 24


def _table(sheet: Sheet, block: Json, _pictures: Pictures) -> None:
    size = Style(size=13)
    cells = [[list(_cell(cell, size)) for cell in row] for row in block["rows"]]
    wants = [
        max(sum(width(text, style) for text, style in row[n]) for row in cells) + 18
        for n in range(len(cells[0]))
    ]
    wides = _shared(wants, sheet.room)
    aligned = [each.get("align") for each in block.get("column_settings", ())]
    for row in cells:
        broken = [lines(cell, wide - 16) for cell, wide in zip(row, wides, strict=True)]
        high = 18 * max(map(len, broken)) + 8
        x = sheet.left
        for column, (cell, wide) in enumerate(zip(broken, wides, strict=True)):
            sheet.box(x, sheet.y, wide, high, radius=0)
            for number, words in enumerate(cell):
                used = sum(word.width for word in words)
                at = x + wide - 8 - used if aligned[column] == "right" else x + 8
                sheet.words(at, sheet.y + 17 + 18 * number, words)
            x += wide
        sheet.y += high
    sheet.y += 2


def _shared(wants: Sequence[float], room: float) -> list[float]:
    """Whoever wants little gets it; the others share what is left."""
    most = room
    for done, want in enumerate(sorted(wants)):
        most = (room - sum(sorted(wants)[:done])) / (len(wants) - done)
        if want > most:
            break
    return [min(want, most) for want in wants]


def _cell(cell: Json, style: Style) -> Iterator[tuple[str, Style]]:
    if cell["type"] == "raw_text":
        yield cell["text"].replace("\u200b", ""), style
        return
    for element in cell["elements"]:
        for part in element["elements"]:
            told = part.get("style", {})
            drawn = replace(style, bold=bool(told.get("bold")), strike=bool(told.get("strike")))
            drawn = replace(drawn, ink=LINK) if part["type"] == "link" else drawn
            yield part["text"].replace("\u200b", ""), drawn


def _image(sheet: Sheet, block: Json, pictures: Pictures) -> None:
    png = pictures[block["slack_file"]["id"]]
    wide, high = int.from_bytes(png[16:20]), int.from_bytes(png[20:24])
    shown = min(360.0, sheet.room)
    data = base64.b64encode(png).decode("ascii")
    sheet.parts.append(
        f'<image x="{sheet.left:g}" y="{sheet.y:.1f}" width="{shown:g}" '
        f'height="{shown * high / wide:.1f}" href="data:image/png;base64,{data}"/>'
    )
    sheet.y += shown * high / wide


def _input(sheet: Sheet, block: Json, _pictures: Pictures) -> None:
    element = block["element"]
    label = block["label"]["text"]
    optional = " (optional)" if block.get("optional") else ""
    sheet.words(
        sheet.left, sheet.y + 15, [Word(label, Style(bold=True)), Word(optional, Style(ink=GREY))]
    )
    sheet.y += 24
    sheet.box(sheet.left, sheet.y, sheet.room, 36, edge="#bbbbbb")
    option = element.get("initial_option", {}).get("text", {}).get("text", "")
    value = element.get("initial_value") or option
    hint = element.get("placeholder", {}).get("text", "")
    if not (value or hint) and "select" in element["type"]:
        hint = "Choose one"
    style = Style() if value else Style(ink=GREY)
    sheet.words(sheet.left + 12, sheet.y + 23, [Word(value or hint, style)])
    if "select" in element["type"]:
        sheet.words(sheet.left + sheet.room - 24, sheet.y + 23, [Word("⌄", Style(ink=GREY))])
    sheet.y += 40
    if "hint" in block:
        sheet.text(block["hint"]["text"], replace(_SMALL, size=13), high=18)
    sheet.y += 6


_DRAWN = {
    "section": _section,
    "context": _context,
    "divider": _divider,
    "actions": _actions,
    "table": _table,
    "image": _image,
    "input": _input,
}


def modal(sheet: Sheet, view: Json, *, most: int = 100) -> None:
    """A frame around the blocks, its title above and its buttons below."""
    top, frame = sheet.y + 12, len(sheet.parts)
    sheet.y = top + 14
    sheet.words(sheet.left, sheet.y + 20, [Word(view["title"]["text"], Style(size=20, bold=True))])
    sheet.y += 44
    draw(sheet, view["blocks"][:most], {})
    sheet.y += 8
    _footer(sheet, [("", view["close"]), ("primary", view.get("submit"))])
    sheet.y += 44
    outline = Sheet(left=0, room=0)
    outline.box(sheet.left - 24, top, sheet.room + 48, sheet.y - top, fill="#ffffff", radius=10)
    sheet.parts[frame:frame] = outline.parts


def _footer(sheet: Sheet, buttons: Sequence[tuple[str, Json | None]]) -> None:
    shown = [(style, text["text"]) for style, text in buttons if text]
    x = sheet.left + sheet.room
    for style, label in reversed(shown):
        x -= width(label, Style(size=13, bold=True)) + 24
        _button(sheet, x, sheet.y, label, style)
        x -= 8
