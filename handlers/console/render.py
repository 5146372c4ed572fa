"""Cards drawn for a terminal. Pure: a card in, something ``rich`` can print out.

Text is only ever put into :class:`rich.text.Text` objects after :func:`clean`: neither rich's
markup nor a terminal's escape sequences can come out of a feed.
"""

from __future__ import annotations

import io
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.box import SIMPLE_HEAD
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.padding import Padding
from rich.rule import Rule
from rich.segment import Segment
from rich.style import Style
from rich.table import Column
from rich.table import Table as Grid
from rich.terminal_theme import MONOKAI, TerminalTheme
from rich.text import Text

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
from bot.text import shorten
from handlers.console.clean import clean, safe_link
from handlers.console.wrap import Wrapped

NARROWEST, WIDEST = 30, 120
_FILE_LINES, _TABLE_LINES = 400, 6
REF_LENGTH = 6
"""Characters of a reference that are shown: commands take any unambiguous prefix."""


Kept = Mapping[str, Path]
"""Names of a card's pictures and files → where they were put, absolute."""
NOTHING_KEPT: Kept = {}


@dataclass(frozen=True, slots=True)
class Look:
    """How a tone looks: its colour, and a word or sign that says it without colour."""

    colour: str
    label: str = ""


LOOKS: Mapping[str, Look] = {
    "alert": Look("bright_cyan"),
    "follow-up": Look("blue", "↳ follow-up"),
    "correction": Look("yellow", "✎ correction"),
    "digest": Look("magenta", "≡ digest"),
    "info": Look("bright_black"),
    "good": Look("green", "✓"),
    "warning": Look("yellow", "!"),
    "error": Look("red", "✗"),
}

_STYLES: Mapping[str, Style] = {
    "plain": Style.null(),
    "bold": Style(bold=True),
    "italic": Style(italic=True),
    "code": Style(color="cyan"),
    "quote": Style(italic=True),
    "strike": Style(strike=True, dim=True),
    "dim": Style(dim=True),
}
_DIM = _STYLES["dim"]


@dataclass(frozen=True, slots=True)
class Barred:
    """Something with a coloured bar down its left side."""

    inner: RenderableType
    colour: str
    indent: int = 0

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        bar = "|" if options.ascii_only else "▌"
        width = max(options.max_width - len(bar) - 1 - self.indent, 10)
        edge = Segment(bar + " ", console.get_style(self.colour))
        for row in console.render_lines(self.inner, options.update(width=width), pad=False):
            if self.indent:
                yield Segment(" " * self.indent)
            yield edge
            yield from Segment.simplify(_trimmed(row))
            yield Segment.line()


@dataclass(frozen=True, slots=True)
class Unbroken:
    """An address beside the bar, on one line however long: broken, it could not be copied."""

    url: str
    colour: str
    indent: int = 0

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield Segment(" " * self.indent)
        yield Segment("| " if options.ascii_only else "▌ ", console.get_style(self.colour))
        yield Segment(self.url, _DIM)
        yield Segment.line()


def _trimmed(row: Sequence[Segment]) -> list[Segment]:
    """Without the blanks that tables pad their rows with: they would be copied along."""
    kept = list(row)
    while kept and not kept[-1].text.strip():
        kept.pop()
    if kept:
        last = kept[-1]
        kept[-1] = Segment(last.text.rstrip(), last.style, last.control)
    return kept


def draw(
    card: Card,
    *,
    numbered: bool = False,
    urls: bool = False,
    indented: bool = False,
    kept: Kept = NOTHING_KEPT,
) -> RenderableType:
    """The whole card. ``numbered``: its actions can be chosen by number; ``urls``: links can't
    be followed here, so the headline's address is written out; ``indented``: it belongs to an
    earlier card; ``kept``: where its pictures and files were put."""
    look = LOOKS[card.tone]
    indent = 2 * (indented or card.tone == "follow-up")
    head = Barred(Wrapped(_headline(card, look)), look.colour, indent)
    parts = [drawn for block in card.blocks for drawn in _block(block, kept)]
    if card.actions:
        parts.append(Wrapped(_actions(card, numbered=numbered)))
    body = Barred(Group(*parts), look.colour, indent)
    if urls and (link := safe_link(card.url)):
        return Group(head, Unbroken(link, look.colour, indent), body)
    return Group(head, body)


def _headline(card: Card, look: Look) -> Text:
    text = Text()
    if look.label:
        text.append(look.label + "  ", Style(color=look.colour, bold=True))
    link = safe_link(card.url)
    return text.append(clean(card.title), Style(bold=True, link=link or None))


def _text(line: Line, style: Style = _STYLES["plain"]) -> Text:
    text = Text(style=style)
    for run in line:
        text.append(clean(run.text, lines=True), _run_style(run))
    return text


def _run_style(run: Run) -> Style:
    style = _STYLES[run.style]
    if link := safe_link(run.url):
        style += Style(underline=True, link=link)
    return style


def _block(block: Block, kept: Kept) -> Iterable[RenderableType]:
    match block:
        case Paragraph(line):
            yield Wrapped(_text(line))
        case Quote(line):
            yield Hanging("│", _text(line, _STYLES["italic"]), repeat=True)
        case Context(line):
            yield Wrapped(_text(line, _DIM))
        case Fields(pairs):
            yield _fields(pairs)
        case Bullets(lines):
            for entry in lines:
                yield Hanging("•", _text(entry))
        case Table():
            yield _table(block)
        case Divider():
            yield Rule(style=_DIM)
        case Picture(_, alt, name):
            yield Wrapped(_whereabouts(name, kept, "[{}]").append(f" {clean(alt)}", "dim italic"))
        case File(name, text):
            yield from _file(name, text, kept)


@dataclass(frozen=True, slots=True)
class Hanging:
    """A sign to the left of a text whose lines hang beside it."""

    sign: str
    text: Text
    repeat: bool = False
    """The sign stands at every line."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        sign = {"│": "|", "•": "*"}.get(self.sign, "-") if options.ascii_only else self.sign
        rows = console.render_lines(
            Wrapped(self.text), options.update(width=max(options.max_width - 2, 8)), pad=False
        )
        for index, row in enumerate(rows):
            yield Segment(sign + " " if self.repeat or not index else "  ", _DIM)
            yield from row
            yield Segment.line()


def _fields(pairs: Sequence[tuple[str, Line]]) -> Grid:
    grid = Grid.grid(
        Column(style=_DIM, max_width=32),
        Column(),
        padding=(0, 2, 0, 0),
    )
    for label, value in pairs:
        grid.add_row(Wrapped(Text(clean(label))), Wrapped(_text(value)))
    return grid


def _table(block: Table) -> Grid:
    grid = Grid(box=SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="bold dim")
    for index, name in enumerate(block.columns):
        cells = [text_of(row[index]) for row in block.rows if index < len(row)]
        numeric = bool(cells) and all(_is_number(cell) for cell in cells)
        grid.add_column(Text(clean(name)), justify="right" if numeric else "left", overflow="fold")
    for row in block.rows:
        grid.add_row(*(Wrapped(_text(cell)) for cell in row[: len(block.columns)]))
    return grid


def _is_number(text: str) -> bool:
    return not text.strip() or (text.strip()[:1] in "+-−~<>0123456789" and text.strip()[-1:] != ":")


def _file(name: str, text: str, kept: Kept) -> Iterable[RenderableType]:
    """The file itself; of a table that was put somewhere only the beginning."""
    lines = clean(text.rstrip("\n"), lines=True).split("\n")
    most = _TABLE_LINES if name.endswith(".csv") and name in kept else _FILE_LINES
    yield Wrapped(Text("── ", _DIM).append_text(_whereabouts(name, kept, "{}")))
    yield Padding(Wrapped(Text("\n".join(lines[:most]))), (0, 0, 0, 1))
    if len(lines) > most:
        yield Text(f"… {len(lines) - most:,} more lines", style=_DIM)


def _whereabouts(name: str, kept: Kept, otherwise: str) -> Text:
    """Where the file was put; ``otherwise`` its name."""
    path = kept.get(name)
    if path is None:
        return Text(otherwise.format(clean(name)), _DIM)
    return Text(clean(str(path)), Style(color="cyan", link=path.as_uri()))


def _actions(card: Card, *, numbered: bool) -> Text:
    text = Text()
    for number, action in enumerate(card.actions, start=1):
        if number > 1:
            text.append(" · " if not numbered else "   ", _DIM)
        if numbered:
            text.append(f"[{number}] ", Style(color="cyan"))
            text.append(clean(action.label), Style(bold=action.style == "primary"))
        else:
            text.append(short_command(action.command, card.ref), Style(color="cyan", dim=True))
    return text


def short_command(command: str, ref: str) -> str:
    """The command as somebody would type it: the reference cut to a prefix."""
    shown = command.replace(ref, ref[:REF_LENGTH]) if len(ref) > REF_LENGTH else command
    return clean(shown)


# ── changes ──────────────────────────────────────────────────────────────────────────────


def draw_change(
    before: Card | None, after: Card, *, shown: Collection[str] = ()
) -> RenderableType | None:
    """What an update changed, in one line: a printed card can't be redrawn. ``None``: nothing
    that is worth a line.

    ``shown``: addresses of cards printed before, which aren't told again."""
    what = _changed(before, after, shown)
    if what is None:
        return None
    told = before.title if before else after.title
    head = Text.assemble((clean(shorten(told, 56)), _DIM), " — ")
    text = Text.assemble(("＋ ", Style(color=LOOKS[after.tone].colour, bold=True)), head, what)
    if after.ref:
        text.append(f" · {clean(after.ref[:REF_LENGTH])}", _DIM)
    return Wrapped(text)


def _changed(before: Card | None, after: Card, shown: Collection[str]) -> Text | None:
    known = {text_of(line) for line in _lines_of(before)} if before else set()
    links = {run.url for line in _lines_of(before) for run in line if run.url} if before else set()
    links.update(shown)
    if before and before.title != after.title:
        return Text("now: ").append(clean(after.title), Style(link=safe_link(after.url) or None))
    for line in _lines_of(after):
        # "Corrected: …", "Sources differ: …" are told whole: what was known before is half of it.
        led = bool(before and line) and line[0].style == "bold" and any(run.url for run in line)
        if led and text_of(line) not in known:
            return Text(_lower_first(clean(text_of(line))))
    for line in reversed([line for block in after.blocks for line in _news_of(block)]):
        fresh = [run for run in line if run.url and run.url not in links]
        if not fresh or text_of(line) in known:
            continue
        text = Text(_lower_first(clean(_lead(line))))
        for index, run in enumerate(fresh):
            text.append(", " if index else "").append(clean(run.text), _run_style(run))
        if text.plain.startswith("also reported by"):
            text.append(f" ({_sources(line)} sources)", _DIM)
        else:
            text.append(clean("".join(run.text for run in line[line.index(fresh[-1]) + 1 :])))
        return text
    return None


def _sources(line: Line) -> int:
    """Outlets of a story: the first, those linked here, and those only counted."""
    more = re.search(r" and (\d+) more\b", text_of(line))
    return 1 + sum(bool(run.url) for run in line) + (int(more[1]) if more else 0)


def _lead(line: Line) -> str:
    """What stands before the first link."""
    parts = []
    for run in line:
        if run.url:
            break
        parts.append(run.text)
    return "".join(parts)


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]


def _lines_of(card: Card | None) -> Iterable[Line]:
    return (line for block in (card.blocks if card else ()) for line in _lines(block))


def _lines(block: Block) -> Iterable[Line]:
    match block:
        case Paragraph(line) | Quote(line) | Context(line):
            return [line]
        case Bullets(lines):
            return lines
        case Fields(pairs):
            return [value for _, value in pairs]
        case Table() | Divider() | Picture() | File():
            return []


def _news_of(block: Block) -> Iterable[Line]:
    """Not the words that sum a story up, which are chosen anew from all reports, nor the other
    stories about a name."""
    if isinstance(block, Quote) or text_of(next(iter(_lines(block)), ())).startswith("More on "):
        return []
    return _lines(block)


# ── onto paper ───────────────────────────────────────────────────────────────────────────


def to_text(
    *things: RenderableType, width: int = 100, colour: bool = False, ascii_only: bool = False
) -> str:
    """What a terminal of that width is sent; without ``colour``, no escape sequence at all."""
    paper = _AsciiPaper() if ascii_only else io.StringIO()
    console = Console(
        file=paper,
        width=min(max(width, NARROWEST), WIDEST),
        force_terminal=colour,
        color_system="standard" if colour else None,
        no_color=not colour,
        legacy_windows=False,
        highlight=False,
        markup=False,
        emoji=False,
        _environ={},
    )
    for thing in things:
        console.print(thing, crop=False)
    return paper.getvalue()


class _AsciiPaper(io.StringIO):
    encoding = "ascii"


def to_svg(
    things: Iterable[RenderableType],
    *,
    title: str = "tidings",
    width: int = 96,
    theme: TerminalTheme = MONOKAI,
) -> str:
    """A picture of a terminal, for documentation."""
    console = Console(
        file=io.StringIO(),
        record=True,
        width=width,
        force_terminal=True,
        color_system="truecolor",
        legacy_windows=False,
        highlight=False,
        markup=False,
        emoji=False,
        _environ={},
    )
    for thing in things:
        console.print(thing)
    return console.export_svg(title=title, theme=theme, unique_id="tidings")
