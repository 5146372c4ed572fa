"""How a message is known again: its nonce, its mark, its receipt. Pure."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from typing import Any

from bot.model import Receipt
from handlers.discord import limits
from handlers.discord.places import Place
from handlers.discord.text import one_line

NAME = "discord"
DELETED = "0"
"""Message id of a receipt for what was posted and is deleted already."""


def nonce(key: str) -> str:
    """Discord gives the same message for the same nonce, for a few minutes."""
    return _hash(key)[: limits.NONCE]


def mark(key: str) -> str:
    """The reference in the small print, by which history is searched."""
    return _hash("mark " + key)[:10]


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
    return base64.b32encode(digest).decode("ascii").lower().rstrip("=")


def mark_of(found: Mapping[str, Any]) -> str:
    """The reference in a message's small print."""
    texts = [(each.get("footer") or {}).get("text", "") for each in found.get("embeds") or []]
    content = str(found.get("content") or "")
    if "\n-# " in content:  # else it is whom the message pings
        texts.append(content.rpartition("\n-# ")[2])
    return next((text.rpartition(" ")[2] for text in reversed(texts) if text), "")


def title_of(found: Mapping[str, Any]) -> str:
    """As the message shows it, without the escapes."""
    embeds = found.get("embeds") or [{}]
    title = str(embeds[0].get("title") or "").replace("\\", "")
    return one_line(title, limits.THREAD_NAME)


def receipt_of(place: Place, found: Mapping[str, Any]) -> Receipt:
    extra = {"channel": str(found.get("channel_id") or place.channel)}
    if title := title_of(found):
        extra["title"] = title
    if reference := mark_of(found):
        extra["mark"] = reference
    return Receipt(platform=NAME, address=place.address, message=str(found["id"]), extra=extra)
