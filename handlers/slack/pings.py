"""Who is pinged by a card: only whom the configuration names, never what stands in a feed."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.card import Card
from handlers.slack.render import Message
from handlers.slack.talk import NAME

_PERSON = re.compile(r"[UW][A-Z0-9]{2,}")
_MOST_BLOCKS = 50
_GROUP = re.compile(r"S[A-Z0-9]{2,}")


def pings(card: Card) -> str:
    """The mentions in Slack's own words, apart by spaces; empty: nobody."""
    found = []
    for each in dict.fromkeys(card.mention):
        platform, _, ident = each.partition(":")
        if platform != NAME:
            continue
        if _PERSON.fullmatch(ident):
            found.append(f"<@{ident}>")
        elif _GROUP.fullmatch(ident):
            found.append(f"<!subteam^{ident}>")
    return " ".join(found)


def with_pings(message: Message, mentions: str) -> Message:
    """Above everything else, and at the head of the notification."""
    if not mentions:
        return message
    head = {"type": "section", "text": {"type": "mrkdwn", "text": mentions}}
    text, whole = (f"{mentions} {each}".strip() for each in (message.text, message.bare.text))
    blocks = [head, *message.blocks][:_MOST_BLOCKS] if message.blocks else []
    return replace(message, text=text, whole=whole, blocks=blocks)
