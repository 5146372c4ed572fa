"""Who takes no direct messages from the bot: told to them where they can read it.

What somebody follows waits until they let it in. The owners can't mend that, and whoever can is
told nothing by Discord: so the next answer to them says it, wherever they ask.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.card import Card, Paragraph, Run, line
from bot.errors import DeliveryError
from handlers.discord import errors

_CLOSED = frozenset({errors.NO_DIRECT, errors.NO_SERVER_SHARED})
_MENDS: Mapping[int, str] = {
    errors.NO_DIRECT: "In the server's menu, under Privacy Settings, allow Direct Messages.",
    errors.NO_SERVER_SHARED: "You must be in a server that I am in, too.",
}


class Directs:
    def __init__(self) -> None:
        self._closed: dict[str, int] = {}
        self._asked: set[str] = set()

    def opened(self, user: str) -> None:
        self._closed.pop(user, None)

    def refused(self, user: str, error: DeliveryError) -> None:
        code = errors.code_of(error)
        if code in _CLOSED:
            self._closed[user] = code

    def came(self, user: str) -> None:
        """Somebody asked something: they may have let the bot in meanwhile."""
        if user in self._closed:
            self._asked.add(user)

    def take_asked(self) -> frozenset[str]:
        asked, self._asked = frozenset(self._asked), set()
        return asked

    def noted(self, user: str, card: Card) -> Card:
        """The card, with what its reader is to do."""
        code = self._closed.get(user)
        if code is None:
            return card
        what = Run("Discord doesn't let me send you direct messages", "bold")
        note = line(what, f": what you follow waits, and nothing is lost. {_MENDS[code]}")
        return replace(card, blocks=(*card.blocks, Paragraph(note)))
