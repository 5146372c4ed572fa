"""A card as a Discord message: embeds, buttons, files, within every limit. Pure.

Embeds rather than the newer components ("v2"): those take 4,000 characters instead of 6,000, a
message can't turn back from them, and what they do better, a button beside each line, cards don't
have. Short pairs are lines rather than the embed's fields: on a phone a field takes two lines.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.card import Card, Tone, to_json
from handlers.discord import limits
from handlers.discord.files import Upload, uploads
from handlers.discord.limits import clip, length
from handlers.discord.lines import lines
from handlers.discord.rows import Opener, page_row, rows
from handlers.discord.text import escape, one_line

Json = dict[str, Any]
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
SIGNS: Mapping[Tone, str] = {"follow-up": "↳ Follow-up", "correction": "✏️ Correction"}
"""What stands above the headline, where the colour alone would not say it to everybody."""
_FOOTER = 80
_SIGNED = "Tidings · "
_MOST_PAGES = 50
"""Nobody turns further; the last one ends in an ellipsis."""
_TEXT = limits.EMBEDS_TOTAL - limits.EMBED_TITLE - _FOOTER - 200
"""Units for everything between title and footer; some are left for pictures' texts."""
_LEFT_OUT = "…"


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
    pages = pages_of(list(lines(card)))
    page = min(page, len(pages) - 1)
    files = uploads(card) if page == 0 else []
    content, allowed = _mentions(card) if page == 0 else ("", {"parse": []})
    share = card.private and not shared
    key = key_of(card) if share or len(pages) > 1 else ""
    buttons_in_rows, kept = rows(
        card, share=key if share else "", opens=opens, pages=len(pages) > 1
    )
    return Message(
        content=content,
        embeds=tuple(_embeds(card, pages[page], files, mark)),
        rows=(*buttons_in_rows, *page_row(key, page, len(pages))),
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
    if sign := SIGNS.get(card.tone):
        embeds[0]["author"] = {"name": sign}
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


def pages_of(drawn: Sequence[str]) -> list[list[str]]:
    """Each page as the descriptions of its embeds: one page where everything fits a message, else
    as many of one embed each as it takes."""
    texts = _descriptions(drawn)
    if sum(length(text) for text in texts) <= _TEXT:
        return [texts]
    if len(texts) > _MOST_PAGES:
        del texts[_MOST_PAGES:]
        texts[-1] += f"\n{_LEFT_OUT}"
    return [[text] for text in texts]


def _descriptions(drawn: Iterable[str]) -> list[str]:
    """Lines on as few descriptions as they need."""
    found: list[list[str]] = [[]]
    room = 0
    for line in drawn:
        size = length(line) + 1
        if room + size > limits.EMBED_DESCRIPTION - len(_LEFT_OUT) - 1:
            found.append([])
            room = 0
        found[-1].append(line)
        room += size
    texts = ["\n".join(each).strip("\n") for each in found]
    return [text for text in texts if text.strip()]


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
