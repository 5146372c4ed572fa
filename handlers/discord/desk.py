"""Who is asked and how the answer goes back: what commands, buttons and forms share."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Sequence

from bot.card import Card, Paragraph, line
from bot.errors import DeliveryError
from bot.model import Receipt, Request, User
from bot.ports import Answer, Clock, Complete
from handlers.discord.directs import Directs
from handlers.discord.inbound import Interaction
from handlers.discord.memory import Memory
from handlers.discord.receipts import NAME
from handlers.discord.replies import Asked, Besides, Replies, nothing_beside
from handlers.registry import CommandInfo

log = logging.getLogger(__name__)

Post = Callable[..., Coroutine[object, object, Receipt]]
"""As in :meth:`bot.ports.Platform.post`."""
_FOLLOW = "follow "
_GREETING = (Paragraph(line("News about it comes here. “/unfollow” ends that.")),)
_REFUSED = "Only editors may"
"""How the answer begins to whoever may not give a command."""


class Desk:
    def __init__(
        self,
        infos: Sequence[CommandInfo],
        replies: Replies,
        memory: Memory,
        clock: Clock,
        address_of: Callable[[str, str], str],
        directs: Directs,
        post: Post,
    ) -> None:
        """``address_of``: the configured address of a channel, given its parent, if any."""
        self._directs, self._post = directs, post
        self.infos = {each.path: each for each in infos}
        self.replies, self.memory, self.clock = replies, memory, clock
        self._address_of = address_of
        self._answer: Answer | None = None
        self._complete: Complete | None = None

    def listen(self, answer: Answer, complete: Complete) -> None:
        self._answer, self._complete = answer, complete

    def request(self, interaction: Interaction, text: str) -> Request:
        who = f"{NAME}:{interaction.user}"
        in_guild = bool(interaction.guild)
        place = self._address_of(interaction.channel, interaction.parent)
        return Request(
            text=text,
            user=User(
                id=who,
                name=interaction.name or interaction.user,
                admin=in_guild and interaction.manages,
            ),
            platform=NAME,
            scope=f"{NAME}:{interaction.guild}" if in_guild else who,
            channel=place if in_guild else interaction.user,
            called=interaction.called if in_guild and place == interaction.channel else "",
            alert_id=_alert_in(text) if interaction.pressed else "",
            direct=not in_guild,
            at=self.clock(),
        )

    async def run(self, request: Request, asked: Asked, beside: Besides = nothing_beside) -> None:
        if self._answer is not None:
            work = asyncio.ensure_future(self._card(self._answer, request))
            await self.replies.card(asked, work, beside)

    async def _card(self, answer: Answer, request: Request) -> Card:
        card = await answer(request)
        user = request.user.id.partition(":")[2]
        if request.text.startswith(_FOLLOW) and card.tone == "good" and not request.direct:
            await self._greet(user, card, request)
        return self._directs.noted(user, card)

    async def _greet(self, user: str, card: Card, request: Request) -> None:
        """Says there what is followed: only a message shows whether there may be any."""
        told = Card(title=card.title, blocks=_GREETING, tone="info", private=False)
        try:
            await self._post(user, told, key=f"follow {request.text} {request.at.isoformat()}")
        except DeliveryError as error:
            log.info("a direct message to somebody who follows something: %s", error)

    async def refusal(self, request: Request) -> Card | None:
        """What whoever may not give a command is told; ``None``: they may, or it takes long."""
        if self._answer is None:
            return None
        try:
            async with asyncio.timeout(self.replies.prompt):
                card = await self._answer(request)
        except TimeoutError:  # what is done in the end is looked at again
            return None
        return card if is_refusal(card) else None

    async def choices(self, request: Request, parameter: str, typed: str) -> Sequence[str]:
        return await self._complete(request, parameter, typed) if self._complete else ()


def is_refusal(card: Card) -> bool:
    return card.title.startswith(_REFUSED)


def too_old(what: str) -> Card:
    return Card(title=f"That {what} is too old: give the command again", tone="warning")


def done(card: Card) -> asyncio.Future[Card]:
    future: asyncio.Future[Card] = asyncio.get_running_loop().create_future()
    future.set_result(card)
    return future


def _alert_in(text: str) -> str:
    """The alert that a button's command speaks of: the first word with an alert's id."""
    return next((word for word in text.split()[1:] if _is_alert(word)), "")


def _is_alert(word: str) -> bool:
    return len(word) == 11 and word[0] == "a" and word.isalnum() and word.islower()
