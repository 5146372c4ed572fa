"""Block Kit as Slack's clients show it, as SVG: for pictures in the documentation.

Words are placed by the widths of a common typeface and told to keep them, so that the picture is
the same whatever fonts there are; none is fetched.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from html import escape
from typing import Any

Json = Mapping[str, Any]
SANS = (
    "Lato, 'Helvetica Neue', Helvetica, Arial, 'Liberation Sans', 'PingFang SC', "
    "'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif"
)
MONO = "Menlo, Consolas, 'DejaVu Sans Mono', 'Liberation Mono', monospace"
INK, GREY, LINK, EDGE, CODE = "#1d1c1d", "#616061", "#1264a3", "#dddddd", "#c0123c"
GREEN, RED, BACK = "#007a5a", "#e01e5a", "#f8f8f8"

# ── text ─────────────────────────────────────────────────────────────────────────────────

_WIDTHS = dict(
    zip(
        " !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`"
        "abcdefghijklmnopqrstuvwxyz{|}~",
        (278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,
         *([556] * 10), 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778,
         722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667,
         667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222,
         222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500,
         334, 260, 334, 584),
        strict=True,
    )
)  # fmt: skip
"""Thousandths of the size, as in Helvetica."""
_WIDTHS |= {"·": 278, "•": 350, "“": 333, "”": 333, "‘": 222, "’": 222, "…": 1000, "—": 1000}
# What only says how the sign before it looks takes no room.
_WIDTHS |= {"→": 1000, "\ufe0f": 0, "\u200b": 0, "\u200d": 0}


@dataclass(frozen=True, slots=True)
class Style:
    size: float = 15
    bold: bool = False
    italic: bool = False
    strike: bool = False
    mono: bool = False
    ink: str = INK


@dataclass(frozen=True, slots=True)
class Word:
    """What is never broken, with the blanks behind it."""

    text: str
    style: Style

    @property
    def width(self) -> float:
        return width(self.text, self.style)


def width(text: str, style: Style) -> float:
    if style.mono:
        return sum(0.602 * (1 + (ord(char) > 0x2E7F)) for char in text) * style.size
    units = sum(_WIDTHS.get(char, 1000 if ord(char) > 0x24FF else 556) for char in text)
    return units / 1000 * style.size * (1.06 if style.bold else 1)


_INLINE = re.compile(
    r"`(?P<code>[^`\n]+)`|<(?P<url>[^|>\s]+)\|(?P<label>[^>]*)>|<(?P<bare>[^>]+)>"
    r"|(?<![\w*])\*(?P<bold>\S(?:[^*\n]*[^\s*])?)\*(?!\w)"
    r"|(?<![\w_])_(?P<italic>\S(?:[^_\n]*[^\s_])?)_(?!\w)"
    r"|(?<![\w~])~(?P<strike>\S(?:[^~\n]*[^\s~])?)~(?!\w)"
)


def read(mrkdwn: str, style: Style) -> Iterator[tuple[str, Style]]:
    """The stretches of a text, each in one style, with nothing escaped any more."""
    at = 0
    for found in _INLINE.finditer(mrkdwn):
        if found.start() > at:
            yield _plain(mrkdwn[at : found.start()]), style
        at = found.end()
        kind = found.lastgroup or ""
        if kind == "code":
            small = replace(style, mono=True, size=style.size - 2.5, ink=CODE)
            yield _plain(found["code"]), small
        elif kind == "label":
            yield from read(found["label"], replace(style, ink=LINK))
        elif kind == "bare":
            yield _plain(found["bare"]), replace(style, ink=LINK)
        else:
            yield from read(found[kind], _more(style, kind))
    if at < len(mrkdwn):
        yield _plain(mrkdwn[at:]), style


def _more(style: Style, kind: str) -> Style:
    if kind == "bold":
        return replace(style, bold=True)
    return replace(style, italic=True) if kind == "italic" else replace(style, strike=True)


def _plain(text: str) -> str:
    text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return text.replace("\u200b", "")


_PIECES = re.compile(r"[\u2e80-\u9fff\uff00-\uffef]\s*|[^\s\u2e80-\u9fff\uff00-\uffef]+\s*|\s+")


def lines(stretches: Iterable[tuple[str, Style]], room: float) -> list[list[Word]]:
    """Broken where the room ends, and at line breaks."""
    found: list[list[Word]] = [[]]
    used = 0.0
    for text, style in stretches:
        for number, paragraph in enumerate(text.split("\n")):
            if number:
                found.append([])
                used = 0.0
            for piece in _PIECES.findall(paragraph):
                word = Word(piece, style)
                if found[-1] and used + width(piece.rstrip(), style) > room:
                    carried = _carried(found[-1], word)
                    found.append(carried)
                    used = sum(each.width for each in carried)
                    word = word if carried else Word(piece.lstrip(), style)
                found[-1].append(word)
                used += word.width
    return found


def _carried(row: list[Word], word: Word) -> list[Word]:
    """What goes to the next line with a word, as no blank stands between: "(" and what follows."""
    last = row[-1].text
    glued = len(row) > 1 and not last[-1:].isspace() and last[-1:] < "\u2e80" > word.text[:1]
    return [row.pop()] if glued else []


# ── the sheet ────────────────────────────────────────────────────────────────────────────


@dataclass
class Sheet:
    """Drawn from the top down; ``y`` is where the next thing goes."""

    left: float
    room: float
    y: float = 0.0
    parts: list[str] = field(default_factory=list)

    def words(self, x: float, baseline: float, row: Sequence[Word]) -> None:
        """One line; neighbours in one style are one piece of text."""
        merged: list[Word] = []
        for word in row:
            if merged and merged[-1].style == word.style:
                merged[-1] = Word(merged[-1].text + word.text, word.style)
            else:
                merged.append(word)
        for word in merged:
            shown, style = word.text.rstrip(), word.style
            # Browsers drop a blank at the beginning and stretch the rest over its place.
            begins = shown.lstrip()
            if begins:
                blank = width(shown[: len(shown) - len(begins)], style)
                self._text(x + blank, baseline, begins, style)
            x += word.width

    def _text(self, x: float, y: float, text: str, style: Style) -> None:
        length = width(text, style)
        if style.mono and style.ink == CODE:
            self.box(x - 1, y - 12, length + 2, 16, fill=BACK, radius=3)
        more = ' font-weight="700"' * style.bold + ' font-style="italic"' * style.italic
        more += ' text-decoration="line-through"' * style.strike + ' class="m"' * style.mono
        self.parts.append(
            f'<text x="{x:.1f}" y="{y:.1f}" font-size="{style.size:g}" fill="{style.ink}"{more} '
            f'textLength="{length:.1f}" lengthAdjust="spacingAndGlyphs">{escape(text)}</text>'
        )

    def box(
        self, x: float, y: float, wide: float, high: float, *, fill: str = "none",
        edge: str = EDGE, radius: float = 4,
    ) -> None:  # fmt: skip
        self.parts.append(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{high:.1f}" rx="{radius:g}" '
            f'fill="{fill}" stroke="{edge}"/>'
        )

    def text(
        self, mrkdwn: str, style: Style, *, x: float = 0, room: float = 0, high: float = 0
    ) -> float:
        """Text from here on; how high it was."""
        start, high = self.y, high or round(style.size * 1.47)
        x, room = x or self.left, room or self.room
        for row in lines(read(mrkdwn, style), room):
            self.words(x, self.y + high * 0.74, row)
            self.y += high
        return self.y - start


def svg(sheet: Sheet, wide: float) -> str:
    high = sheet.y + 16
    body = "\n".join(sheet.parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide:g} {high:.0f}" '
        f'width="{wide:g}" height="{high:.0f}" font-family="{SANS}" xml:space="preserve">\n'
        f"<style>text {{ white-space: pre; }} .m {{ font-family: {MONO}; }}</style>\n"
        f'<rect width="{wide:g}" height="{high:.0f}" fill="#ffffff"/>\n{body}\n</svg>\n'
    )
