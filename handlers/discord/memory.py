"""What Discord's buttons stand for: commands, forms, and the cards that are shared or turned."""

from __future__ import annotations

import asyncio
from pathlib import Path

from bot.card import Card
from handlers.discord.render import Message
from handlers.kept import Cards, Kept


class Memory:
    def __init__(self, folder: Path | None = None) -> None:
        self.commands = Kept(folder / "discord-buttons" if folder else None)
        self._writing = asyncio.Lock()
        self._cards = Cards(folder / "discord-answers" if folder else None)

    async def keep(self, drawn: Message) -> None:
        """What the buttons of this message need. A card with a chart is a file of some size, which
        keeps nobody else waiting."""
        if drawn.kept or drawn.key:
            async with self._writing:
                await asyncio.to_thread(self._keep, drawn)

    def _keep(self, drawn: Message) -> None:
        self.commands.keep(drawn.kept)
        if drawn.key:
            self._cards.keep(drawn.key, drawn.card)

    def card(self, key: str) -> Card | None:
        return self._cards[key]
