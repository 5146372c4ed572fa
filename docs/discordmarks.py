"""Messages as Discord's clients show them, as SVG: for pictures in the documentation."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from docs.blockkit import Sheet, Style, Word, lines, width

Json = Mapping[str, Any]
Pictures = Mapping[str, bytes]
"""What was uploaded, by address."""
WIDE, LEFT = 640.0, 72.0
PAGE, CARD, FIELD, CODE = "#313338", "#2b2d31", "#1e1f22", "#1e1f22"
INK, HEAD, GREY, LINK, BLURPLE = "#dbdee1", "#f2f3f5", "#949ba4", "#00a8fc", "#5865f2"
BODY = Style(size=14, ink=INK)
_SMALL = Style(size=11.5, ink=GREY)
_MONO = Style(size=12, mono=True, ink=INK)
_BUTTONS = {1: BLURPLE, 2: "#4e5058", 3: "#248046", 4: "#da373c"}
_PADDING = 14.0

# ── text ─────────────────────────────────────────────────────────────────────────────────

_INLINE = re.compile(
    r"\\(?P<plain>[^0-9A-Za-z\s])|`(?P<code>[^`\n]+)`"
    r"|\[(?P<label>(?:\\.|[^\[\]\\])+)\]\((?P<url>[^)\s]+)\)"
    r"|\*\*(?P<bold>(?:\\.|[^\\])+?)\*\*|\*(?P<italic>(?:\\.|[^*\\])+?)\*"
    r"|~~(?P<strike>(?:\\.|[^\\])+?)~~|<(?P<mention>@&?\d+)>"
)


def read(markdown: str, style: Style) -> Iterator[tuple[str, Style]]:
    """The stretches of a text, each in one style, with nothing escaped any more."""
    at = 0
    for found in _INLINE.finditer(markdown):
        if found.start() > at:
            yield markdown[at : found.start()], style
        at = found.end()
        match found.lastgroup:
            case "plain":
                yield found["plain"], style
            case "code":
                yield found["code"], replace(style, mono=True, size=style.size - 2)
            case "url":
                yield from read(found["label"], replace(style, ink=LINK))
            case "bold":
                yield from read(found["bold"], replace(style, bold=True))
            case "italic":
                yield from read(found["italic"], replace(style, italic=True))
            case "strike":
                yield from read(found["strike"], replace(style, strike=True))
            case _:
                yield "@EV desk", replace(style, ink="#c9cdfb")
    if at < len(markdown):
        yield markdown[at:], style


def say(sheet: Sheet, markdown: str, style: Style, *, x: float = 0, room: float = 0) -> None:
    high = round(style.size * 1.4)
    x, room = x or sheet.left, room or sheet.room
    for row in lines(read(markdown, style), room):
        sheet.words(x, sheet.y + high * 0.74, row)
        sheet.y += high


def _description(sheet: Sheet, text: str) -> None:
    for number, part in enumerate(text.split("```")):
        if number % 2:
            _fence(sheet, part.strip("\n").split("\n"))
            continue
        for row in part.strip("\n").split("\n") if part.strip("\n") else ():
            _row(sheet, row)


def _row(sheet: Sheet, row: str) -> None:
    if row.startswith("> "):
        top = sheet.y
        say(sheet, row[2:], BODY, x=sheet.left + 14, room=sheet.room - 14)
        sheet.box(sheet.left, top + 1, 4, sheet.y - top - 2, fill="#4e5058", edge="none", radius=2)
    elif row.startswith("- "):
        sheet.box(sheet.left + 4, sheet.y + 8, 5, 5, fill=INK, edge="none", radius=2.5)
        say(sheet, row[2:], BODY, x=sheet.left + 18, room=sheet.room - 18)
    elif row.startswith("-# "):
        say(sheet, row[3:], _SMALL)
    elif row.strip():
        say(sheet, row, BODY)
    else:
        sheet.y += 8


def _fence(sheet: Sheet, rows: Sequence[str]) -> None:
    high = 17 * len(rows) + 12
    sheet.box(sheet.left, sheet.y + 3, sheet.room, high, fill=CODE, edge="#1a1b1e")
    sheet.y += 8
    for row in rows:
        sheet.words(sheet.left + 8, sheet.y + 13, [Word(row, _MONO)])
        sheet.y += 17
    sheet.y += 10


# ── messages ─────────────────────────────────────────────────────────────────────────────


def message(sheet: Sheet, shown: Json, *, time: str, note: str, pictures: Pictures) -> None:
    """Who said it and when, then the content, embeds and buttons."""
    sheet.y += 14
    top = sheet.y
    avatar = sheet.left - 54
    sheet.box(avatar, top + 2, 40, 40, fill="#1f3a5f", edge="none", radius=20)
    sheet.words(avatar + 14, top + 29, [Word("T", Style(size=20, bold=True, ink="#ffffff"))])
    name = Word("Tidings", Style(size=15, bold=True, ink=HEAD))
    sheet.words(sheet.left, top + 15, [name])
    x = sheet.left + name.width + 6
    sheet.box(x, top + 3, 28, 15, fill=BLURPLE, edge="none", radius=3)
    sheet.words(x + 5, top + 14.5, [Word("APP", Style(size=9.5, bold=True, ink="#ffffff"))])
    sheet.words(x + 36, top + 15, [Word(f"{time}   {note}", _SMALL)])
    sheet.y += 24
    if shown.get("content"):
        say(sheet, shown["content"], BODY)
    for embed in shown["embeds"]:
        _embed(sheet, embed, pictures)
    for row in shown["components"]:
        _buttons(sheet, row["components"])


def _embed(sheet: Sheet, embed: Json, pictures: Pictures) -> None:
    top, frame = sheet.y + 4, len(sheet.parts)
    inner = Sheet(left=sheet.left + _PADDING + 4, room=sheet.room - 2 * _PADDING - 4, y=top + 10)
    if author := embed.get("author"):
        say(inner, author["name"], Style(size=12.5, bold=True, ink=HEAD))
        inner.y += 3
    if title := embed.get("title"):
        ink = LINK if embed.get("url") else HEAD
        say(inner, title, Style(size=15.5, bold=True, ink=ink))
        inner.y += 4
    _description(inner, embed.get("description", ""))
    if "image" in embed and (png := pictures.get(embed["image"]["url"])):
        inner.y += 8
        _image(inner, png)
    if footer := embed.get("footer"):
        inner.y += 6
        say(inner, footer["text"].replace("*", "\\*"), _SMALL)
    sheet.y = inner.y + 10
    around = Sheet(left=0, room=0)
    around.box(sheet.left, top, sheet.room, sheet.y - top, fill=CARD, edge="#232428", radius=5)
    colour = f"#{embed.get('color', 0):06x}"
    around.box(sheet.left, top, 4, sheet.y - top, fill=colour, edge="none", radius=2)
    sheet.parts[frame:frame] = around.parts
    sheet.parts += inner.parts
    sheet.y += 4


def _image(sheet: Sheet, png: bytes) -> None:
    wide, high = int.from_bytes(png[16:20]), int.from_bytes(png[20:24])
    shown = min(400.0, sheet.room)
    data = base64.b64encode(png).decode("ascii")
    sheet.parts.append(
        f'<image x="{sheet.left:g}" y="{sheet.y:.1f}" width="{shown:g}" '
        f'height="{shown * high / wide:.1f}" href="data:image/png;base64,{data}"/>'
    )
    sheet.y += shown * high / wide


def _buttons(sheet: Sheet, parts: Sequence[Json]) -> None:
    x = sheet.left
    sheet.y += 4
    for part in parts:
        wide = width(part["label"], Style(size=13.5)) + 32
        if x + wide > sheet.left + sheet.room:
            x = sheet.left
            sheet.y += 38
        button(sheet, x, part["label"], part["style"], faint=part.get("disabled", False))
        x += wide + 8
    sheet.y += 34


def button(sheet: Sheet, x: float, label: str, style: int, *, faint: bool = False) -> float:
    word = Word(label, Style(size=13.5, ink="#8d9096" if faint else "#ffffff"))
    fill = "#3b3d43" if faint else _BUTTONS[style]
    sheet.box(x, sheet.y, word.width + 32, 32, fill=fill, edge="none", radius=8)
    sheet.words(x + 16, sheet.y + 20.5, [word])
    return word.width + 32


def thread(sheet: Sheet, name: str, count: int) -> None:
    """The line below a message that leads to its thread."""
    sheet.y += 6
    sheet.box(sheet.left, sheet.y, sheet.room, 44, fill=CARD, edge="#232428", radius=5)
    told = f"{count} Message{'s' * (count != 1)} ›"
    row = [Word(name, Style(size=14, bold=True, ink=HEAD)), Word("   ", BODY)]
    sheet.words(sheet.left + 12, sheet.y + 19, row)
    sheet.words(sheet.left + 12, sheet.y + 36, [Word(told, Style(size=12.5, bold=True, ink=LINK))])
    sheet.y += 50


# ── forms ────────────────────────────────────────────────────────────────────────────────


def modal(sheet: Sheet, form: Json) -> None:
    """A frame around the inputs, its title above and its buttons below."""
    top, frame = sheet.y + 12, len(sheet.parts)
    sheet.y = top + 16
    say(sheet, form["title"], Style(size=19, bold=True, ink=HEAD))
    sheet.y += 12
    for part in form["components"]:
        _input(sheet, part)
    sheet.y += 4
    x = sheet.left + sheet.room
    for label, style in (("Submit", 1), ("Cancel", 2)):
        x -= width(label, Style(size=13.5)) + 32
        button(sheet, x, label, style)
        x -= 8
    sheet.y += 48
    outline = Sheet(left=0, room=0)
    high = sheet.y - top
    outline.box(sheet.left - 24, top, sheet.room + 48, high, fill="#242429", edge="#1e1f22",
                radius=8)  # fmt: skip
    sheet.parts[frame:frame] = outline.parts


def _input(sheet: Sheet, part: Json) -> None:
    inner = part["component"]
    row = [Word(part["label"], Style(size=14.5, bold=True, ink=HEAD))]
    if inner.get("required"):
        row.append(Word(" *", Style(size=14.5, bold=True, ink="#f23f43")))
    sheet.words(sheet.left, sheet.y + 14, row)
    sheet.y += 20
    say(sheet, part["description"], replace(_SMALL, size=12.5))
    sheet.y += 4
    tall = 60 if inner.get("style") == 2 else 38
    sheet.box(sheet.left, sheet.y, sheet.room, tall, fill=FIELD, edge="#3b3d43", radius=6)
    chosen = [each["label"] for each in inner.get("options", ()) if each.get("default")]
    value = inner.get("value") or "".join(chosen)
    hint = inner.get("placeholder") or ("Make a selection" if "options" in inner else "")
    word = Word(value or hint, Style(size=14, ink=INK if value else GREY))
    sheet.words(sheet.left + 12, sheet.y + 24, [word])
    if "options" in inner:
        arrow = Word("⌄", Style(size=14, ink=GREY))
        sheet.words(sheet.left + sheet.room - 26, sheet.y + 22, [arrow])
    sheet.y += tall + 14


def svg(sheet: Sheet, wide: float, fonts: str, mono: str) -> str:
    high = sheet.y + 16
    body = "\n".join(sheet.parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide:g} {high:.0f}" '
        f'width="{wide:g}" height="{high:.0f}" font-family="{fonts}" xml:space="preserve">\n'
        f"<style>.m {{ font-family: {mono}; }} text {{ white-space: pre; }}</style>\n"
        f'<rect width="{wide:g}" height="{high:.0f}" fill="{PAGE}"/>\n{body}\n</svg>\n'
    )
