"""A card as a Discord message: embeds, buttons, files, within every limit. Pure."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.card import (
    Action,
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
    Tone,
    text_of,
    to_json,
)
from handlers.discord import buttons, limits
from handlers.discord.limits import clip, length
from handlers.discord.text import code, draw_line, escape, one_line

Json = dict[str, Any]
Opener = tuple[str, str]
"""Label and custom id of a button that opens something."""
COLOURS: Mapping[Tone, int] = {
    "alert": 0x3B82F6,
    "follow-up": 0x6366F1,
    "correction": 0xF59E0B,
    "digest": 0x14B8A6,
    "info": 0x64748B,
    "good": 0x22C55E,
    "warning": 0xF59E0B,
    "error": 0xEF4444,
}
_STYLES: Mapping[str, int] = {"primary": 1, "default": 2, "danger": 4}
_LINE = 1800
"""Units of one line: no feed fills a card with a single paragraph."""
_FOOTER = 80
_SIGNED = "Tidings · "
_MOST_PAGES = 50
"""Nobody turns further; the last one ends in an ellipsis."""
_TEXT = limits.EMBEDS_TOTAL - limits.EMBED_TITLE - _FOOTER - 200
"""Units for everything between title and footer; some are left for pictures' texts."""
_WIDE = 56
"""Characters of a table's row that a phone shows in one line."""
_LEFT_OUT = "…"


@dataclass(frozen=True, kw_only=True, slots=True)
class Upload:
    name: str
    data: bytes = field(repr=False)
    alt: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Message:
    """What is sent, as JSON data; ``kept`` are commands too long for their buttons, by id."""

    content: str = ""
    embeds: tuple[Json, ...] = ()
    rows: tuple[Json, ...] = ()
    files: tuple[Upload, ...] = ()
    allowed_mentions: Json = field(default_factory=lambda: {"parse": []})
    kept: Mapping[str, str] = field(default_factory=dict)
    card: Card = field(default_factory=lambda: Card(title=""))
    """What it shows, where ``key`` is set: buttons show it again, by this key."""
    key: str = ""

    @property
    def payload(self) -> Json:
        """Body of a request; what it doesn't have is empty in it, so that it also replaces."""
        return {
            "content": self.content,
            "embeds": list(self.embeds),
            "components": list(self.rows),
            "attachments": [
                {"id": str(number), "filename": each.name}
                | ({"description": each.alt} if each.alt else {})
                for number, each in enumerate(self.files)
            ],
            "allowed_mentions": self.allowed_mentions,
        }


def message(
    card: Card,
    *,
    shared: bool = False,
    mark: str = "",
    opens: Sequence[Opener] = (),
    page: int = 0,
) -> Message:
    """``shared``: somebody's private answer, now for everybody. ``mark``: by which the message is
    found again, shown in small print. ``opens``: buttons beside the card's own. ``page``: which
    one of a card that is too long for one message."""
    pages = pages_of(list(_lines(card)))
    page = min(page, len(pages) - 1)
    files = uploads(card) if page == 0 else []
    content, allowed = _mentions(card) if page == 0 else ("", {"parse": []})
    share = card.private and not shared
    key = key_of(card) if share or len(pages) > 1 else ""
    rows, kept = _rows(card, share=key if share else "", opens=opens, pages=len(pages) > 1)
    return Message(
        content=content,
        embeds=tuple(_embeds(card, pages[page], files, mark)),
        rows=(*rows, *_page_row(key, page, len(pages))),
        files=tuple(files),
        allowed_mentions=allowed,
        kept=kept,
        card=card,
        key=key,
    )


def bare(card: Card, *, mark: str = "") -> Message:
    """The card's headline and address alone: for when Discord refuses what we made of it."""
    text = clip(escape(one_line(card.title, 300)), 1500) or "(no title)"
    url = card.url if card.url.startswith(("https://", "http://")) else ""
    lines = [text, f"<{url}>" if url and length(url) < 300 and " " not in url else ""]
    lines.append(f"-# {escape(mark)}" if mark else "")
    return Message(content="\n".join(each for each in lines if each))


def mark_in(footers: Sequence[str]) -> str:
    """The mark in the small print of a message's embeds; empty: it has none."""
    last = footers[-1] if footers else ""
    return last.removeprefix(_SIGNED) if last.startswith(_SIGNED) else ""


def key_of(card: Card) -> str:
    """By which a shown card is remembered."""
    data = json.dumps(to_json(card), sort_keys=True)
    return hashlib.sha256(data.encode("utf-8", "surrogatepass")).hexdigest()[:24]


# ── embeds ───────────────────────────────────────────────────────────────────────────────


def _embeds(card: Card, texts: Sequence[str], files: Sequence[Upload], mark: str) -> list[Json]:
    embeds: list[Json] = [{"color": COLOURS[card.tone]} for _ in range(max(len(texts), 1))]
    for embed, text in zip(embeds, texts, strict=False):
        embed["description"] = text
    if title := clip(_title(card.title), limits.EMBED_TITLE):
        embeds[0]["title"] = title
        if url := _address(card.url):
            embeds[0]["url"] = url
    for number, name in enumerate(each.name for each in files if each.name.endswith(".png")):
        if number:
            embeds.append({"color": COLOURS[card.tone]})
        embeds[-1]["image"] = {"url": f"attachment://{name}"}
    if mark:
        embeds[-1]["footer"] = {"text": one_line(_SIGNED + mark, _FOOTER)}
    if not any(key in embeds[0] for key in ("title", "description", "image", "footer")):
        embeds[0]["description"] = "(nothing to show)"
    return embeds[: limits.EMBEDS]


def _title(text: str) -> str:
    """Cut before it is escaped: an escape is never cut."""
    plain = one_line(text, limits.EMBED_TITLE)
    while length(escape(plain)) > limits.EMBED_TITLE:
        plain = clip(plain.rstrip("…"), length(plain) * limits.EMBED_TITLE // length(escape(plain)))
    return escape(plain)


def _address(url: str) -> str:
    fits = url.startswith(("https://", "http://")) and length(url) <= limits.URL
    if not fits or not re.match(r"https?://[^\s/?#\\]+", url):
        return ""
    return "".join(char for char in url if char.isprintable() and not char.isspace())


def pages_of(lines: Sequence[str]) -> list[list[str]]:
    """Each page as the descriptions of its embeds: one page where everything fits a message, else
    as many of one embed each as it takes."""
    texts = _descriptions(lines)
    if sum(length(text) for text in texts) <= _TEXT:
        return [texts]
    if len(texts) > _MOST_PAGES:
        del texts[_MOST_PAGES:]
        texts[-1] += f"\n{_LEFT_OUT}"
    return [[text] for text in texts]


def _descriptions(lines: Iterable[str]) -> list[str]:
    """Lines on as few descriptions as they need."""
    found: list[list[str]] = [[]]
    room = 0
    for line in lines:
        size = length(line) + 1
        if room + size > limits.EMBED_DESCRIPTION - len(_LEFT_OUT) - 1:
            found.append([])
            room = 0
        found[-1].append(line)
        room += size
    texts = ["\n".join(each).strip("\n") for each in found]
    return [text for text in texts if text.strip()]


def _lines(card: Card) -> Iterator[str]:
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
        *("- " + " · ".join(_flat(cell, _LINE // 4) for cell in row) for row in rows),
    ]


# ── beside the text ──────────────────────────────────────────────────────────────────────


def uploads(card: Card) -> list[Upload]:
    """Pictures and files that fit, under names that are safe and different."""
    found: list[Upload] = []
    room = limits.REQUEST_BYTES
    for block in card.blocks:
        match block:
            case Picture(png, alt, name):
                named, data, alt = _file_name(name, "chart.png"), png, clip(alt, 1000)
                named = named if named.endswith(".png") else f"{named}.png"
            case File(name):
                named, data, alt = _file_name(name, "file.txt"), block.data, ""
            case _:
                continue
        fits = 0 < len(data) <= min(room, limits.FILE_BYTES) and len(found) < limits.FILES
        if fits:
            taken = {each.name for each in found}
            named = f"{len(found)}-{named}" if named in taken else named
            found.append(Upload(name=named, data=data, alt=alt))
            room -= len(data)
    return found


def _file_name(name: str, default: str) -> str:
    return re.sub(r"[^A-Za-z0-9_.-]+", "-", name).strip("-.")[-60:] or default


def _rows(
    card: Card, *, share: str, opens: Sequence[Opener], pages: bool
) -> tuple[list[Json], dict[str, str]]:
    """Buttons in rows of five, and the commands that don't fit into their ids. ``share``: the key
    by which it is shared; ``pages``: a row is needed for turning them."""
    most = (limits.ROWS - pages) * limits.BUTTONS_IN_ROW - bool(share) - len(opens)
    made: dict[str, Json] = {}
    kept: dict[str, str] = {}
    for action in card.actions:
        identity = buttons.custom_id(action.command)
        if len(made) == most or identity in made:
            continue
        made[identity] = _button(action, identity)
        if buttons.is_kept(identity):
            kept[identity] = action.command
    for label, identity in opens:
        made[identity] = _button(Action(label, ""), identity)
    if share:
        identity = buttons.share_id(share)
        made[identity] = _button(Action("Share", ""), identity)
    every = list(made.values())
    rows = [every[at : at + limits.BUTTONS_IN_ROW] for at in range(0, len(every), 5)]
    return [{"type": 1, "components": row} for row in rows], kept


def _page_row(key: str, page: int, pages: int) -> list[Json]:
    if pages < 2:
        return []
    back = _button(Action("Back", ""), buttons.page_id(key, page - 1))
    here = _button(Action(f"{page + 1} of {pages}", ""), buttons.page_id(key, page))
    onward = _button(Action("Next", "", "primary"), buttons.page_id(key, page + 1))
    ends = (back, page == 0), (here, True), (onward, page + 1 == pages)
    return [
        {
            "type": 1,
            "components": [each | ({"disabled": True} if off else {}) for each, off in ends],
        }
    ]


def _button(action: Action, identity: str) -> Json:
    label = one_line(action.label, limits.BUTTON_LABEL) or "…"
    return {"type": 2, "style": _STYLES[action.style], "label": label, "custom_id": identity}


def _mentions(card: Card) -> tuple[str, Json]:
    """Pings exactly those that the configuration names, each at most once."""
    users: list[str] = []
    roles: list[str] = []
    for who in dict.fromkeys(card.mention):
        platform, _, rest = who.partition(":")
        kind, _, number = rest.rpartition(":")
        if platform != "discord" or not number.isdigit() or kind not in ("", "role"):
            continue
        (roles if kind else users).append(number)
    names = [f"<@&{number}>" for number in roles] + [f"<@{number}>" for number in users]
    content = " ".join(names[: limits.CONTENT // 25])
    allowed: Json = {"parse": []}
    allowed |= {"roles": roles[:100]} if roles else {}
    allowed |= {"users": users[:100]} if users else {}
    return content, allowed
