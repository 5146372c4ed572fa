"""Who edits in tests of commands, and how a line is saved."""

from __future__ import annotations

from bot.card import Card
from bot.model import User
from tests.support.bench import Bench

STRANGER = {
    "user": User(id="slack:U0STRANGER", name="Kim"),
    "platform": "slack",
    "scope": "slack:T1",
    "channel": "C0EV",
}
OWNER = {**STRANGER, "user": User(id="slack:U0OWNER", name="Ada")}
ADMIN = {**STRANGER, "user": User(id="slack:U0BOSS", name="Bo", admin=True)}


async def add(bench: Bench, line: str, **request: object) -> Card:
    return await bench.press(await bench.say(line, **request), "Save", **request)
