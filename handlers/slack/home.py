"""The App Home. Implements :class:`~handlers.slack.talk.Home`."""

from __future__ import annotations

from bot.card import Card
from handlers.slack.render import view_blocks
from handlers.slack.talk import Call, Talk


async def opened(talk: Talk, call: Call) -> None:
    """What ``status`` says."""
    card: Card = await talk.answer(call.request("status"))
    await talk.slack.publish_home(call.user_id, {"type": "home", "blocks": view_blocks(card)})
