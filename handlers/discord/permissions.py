"""What the bot needs in a channel, and which of it is missing. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

Json = Mapping[str, Any]
VIEW, SEND, EMBED, ATTACH, HISTORY = 1 << 10, 1 << 11, 1 << 14, 1 << 15, 1 << 16
MAKE_THREADS, SEND_IN_THREADS = 1 << 35, 1 << 38
ADMINISTRATOR = 1 << 3
EVERYTHING = (1 << 60) - 1
NAMES: Mapping[int, str] = {
    VIEW: "View Channel",
    SEND: "Send Messages",
    EMBED: "Embed Links",
    ATTACH: "Attach Files",
    HISTORY: "Read Message History",
    MAKE_THREADS: "Create Public Threads",
    SEND_IN_THREADS: "Send Messages in Threads",
}
NEEDED = VIEW | SEND | EMBED | ATTACH | HISTORY | MAKE_THREADS | SEND_IN_THREADS
_NEEDED_OF: Mapping[str, int] = {
    "thread": VIEW | SEND_IN_THREADS | EMBED | ATTACH | HISTORY,
    "forum": VIEW | SEND | SEND_IN_THREADS | EMBED | ATTACH | HISTORY,
    "voice": VIEW | SEND | EMBED | ATTACH | HISTORY,
}


def invitation(application: str) -> str:
    """The link with exactly the permissions that are needed."""
    query = {
        "client_id": application,
        "scope": "bot applications.commands",
        "permissions": str(NEEDED),
    }
    return f"https://discord.com/oauth2/authorize?{urlencode(query)}"


def needed(kind: str) -> int:
    """In a place of this kind; see :mod:`handlers.discord.places`."""
    return 0 if kind == "direct" else _NEEDED_OF.get(kind, NEEDED)


def named(bits: int) -> list[str]:
    return [name for bit, name in NAMES.items() if bits & bit]


def allowed(
    roles: Sequence[Json], mine: Sequence[str], overwrites: Sequence[Json], guild: str, me: str
) -> int:
    """Discord's documented sum: everyone's role, the bot's roles, then the channel's overwrites
    for everyone, for roles together, for the bot."""
    total = 0
    for role in roles:
        if role["id"] == guild or role["id"] in mine:
            total |= int(role["permissions"])
    if total & ADMINISTRATOR:
        return EVERYTHING
    by_id = {each["id"]: each for each in overwrites}
    for layer in ((guild,), mine, (me,)):
        there = [by_id[identity] for identity in layer if identity in by_id]
        for each in there:
            total &= ~int(each["deny"])
        for each in there:
            total |= int(each["allow"])
    return total if total & VIEW else 0
