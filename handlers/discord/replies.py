"""Answers to what people do, in the ways that Discord has for them.

Discord wants a first answer within three seconds. What isn't done after one is answered with
"thinking" and filled in later.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.card import Card
from bot.errors import DeliveryError
from handlers.discord import errors
from handlers.discord.api import Api
from handlers.discord.memory import Memory
from handlers.discord.render import Message, message
from handlers.discord.rows import Opener

Json = dict[str, Any]
PROMPT = 1.0
"""Seconds in which an answer counts as prompt; three are allowed, and the way takes some."""
_FIRST, _LATER = (3, 1.0), (6, 60.0)
"""How often an answer is tried, and the seconds that may be waited in between: first answers are
wanted at once, the rest for a quarter of an hour."""
_PAUSE = 0.3
_PRIVATE = 1 << 6
_SAY, _THINK, _THINK_IN_PLACE, _REPLACE, _OFFER, _FORM = 4, 5, 6, 7, 8, 9


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """One interaction, reduced to what is needed to answer it."""

    identity: str
    token: str
    in_place: bool = False
    """The answer replaces the message whose button was pressed."""
    begun: bool = False
    """It was told "thinking" already."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Beside:
    """What goes with an answer: buttons, or a form instead of it while that can be opened."""

    opens: Sequence[Opener] = ()
    form: Json | None = None


Besides = Callable[[Card], Beside]


def nothing_beside(_: Card) -> Beside:
    return Beside()


class Replies:
    def __init__(self, api: Api, memory: Memory, *, prompt: float = PROMPT) -> None:
        self._api, self._memory, self.prompt = api, memory, prompt

    async def card(
        self, asked: Asked, work: asyncio.Future[Card], beside: Besides = nothing_beside
    ) -> None:
        """The card, once it is there. Raises what Discord and the network do."""
        done, _ = await asyncio.wait({work}, timeout=0 if asked.begun else self.prompt)
        if done and not asked.begun:
            card = work.result()
            with_it = beside(card)
            if with_it.form is not None:
                await self._first(asked, _FORM, with_it.form)
                return
            await self.say(asked, message(card, opens=with_it.opens))
            return
        if not asked.begun:
            await self.think(asked)
        card = await work
        await self._fill_in(asked, message(card, opens=beside(card).opens))

    async def say(self, asked: Asked, drawn: Message, *, public: bool = False) -> None:
        await self._memory.keep(drawn)
        flags = {} if public else {"flags": _PRIVATE}
        kind = _REPLACE if asked.in_place else _SAY
        await self._first(asked, kind, drawn.payload | flags, drawn)

    async def open(self, asked: Asked, form: Json) -> None:
        await self._first(asked, _FORM, form)

    async def offer(self, asked: Asked, choices: list[Json]) -> None:
        await self._first(asked, _OFFER, {"choices": choices})

    async def think(self, asked: Asked) -> None:
        await self._first(asked, _THINK_IN_PLACE if asked.in_place else _THINK, {"flags": _PRIVATE})

    async def _fill_in(self, asked: Asked, drawn: Message) -> None:
        await self._memory.keep(drawn)

        async def fill_in() -> None:
            await self._api.request(
                "PATCH",
                "/webhooks/{webhook_id}/{webhook_token}/messages/@original",
                drawn.payload,
                files=drawn.files,
                webhook_id=self._api.application,
                webhook_token=asked.token,
            )

        await _patiently(fill_in, *_LATER)

    async def _first(
        self, asked: Asked, kind: int, data: Json, drawn: Message | None = None
    ) -> None:
        async def say() -> None:
            # Named as a webhook's, so that the library keeps no two of them waiting in one line.
            await self._api.request(
                "POST",
                "/interactions/{webhook_id}/{webhook_token}/callback",
                {"type": kind, "data": data},
                files=drawn.files if drawn else (),
                query={"with_response": "1"},
                webhook_id=asked.identity,
                webhook_token=asked.token,
            )

        try:
            await _patiently(say, *_FIRST)
        except errors.RefusedError as error:
            if error.code != errors.ACKNOWLEDGED:  # an answer of which we didn't hear
                raise


async def _patiently(say: Callable[[], Awaitable[None]], tries: int, patience: float) -> None:
    """Again, after what passes: an interaction takes one first answer, and a message filled in
    twice is filled in."""
    for left in range(tries - 1, -1, -1):
        try:
            await say()
        except DeliveryError as error:
            wait = error.retry_after.total_seconds() if error.retry_after else _PAUSE
            if error.permanent or error.gone or not left or wait > patience:
                raise
            patience -= wait
            await asyncio.sleep(wait)
        else:
            return
