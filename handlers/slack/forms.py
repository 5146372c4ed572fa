"""Forms, where typing would be long. Implements :class:`~handlers.slack.talk.Forms`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.card import Card
from handlers.slack.render import view_blocks
from handlers.slack.talk import Call, Json, Talk


async def opened(talk: Talk, call: Call, text: str) -> bool:
    """No line has a form yet."""
    del talk, call, text
    return False


async def pressed(
    talk: Talk, call: Call, action: Mapping[str, Any], view: Mapping[str, Any] | None
) -> None:
    del talk, call, action, view


async def submitted(talk: Talk, call: Call, view: Mapping[str, Any]) -> Json | None:
    del talk, call, view
    return None


async def options(
    talk: Talk, call: Call, *, action_id: str, typed: str, view: Mapping[str, Any]
) -> list[Json]:
    del talk, call, action_id, typed, view
    return []


async def shortcut(talk: Talk, call: Call, callback_id: str) -> None:
    del talk, call, callback_id


def answer_view(card: Card) -> Json:
    return {
        "type": "modal",
        "title": {"type": "plain_text", "text": "Tidings"},
        "close": {"type": "plain_text", "text": "Close"},
        "blocks": view_blocks(card),
    }
