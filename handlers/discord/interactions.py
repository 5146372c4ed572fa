"""What people do with the bot, answered: commands, buttons, menus, completion.

Discord wants a first answer within three seconds. What isn't done after one is answered with
"thinking" and filled in later. A command is run once, however often Discord tells of it.
"""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.card import Card
from bot.errors import DeliveryError
from bot.model import Request, User
from bot.ports import Answer, Clock, Complete
from handlers.discord import buttons, commands, errors
from handlers.discord.api import Api
from handlers.discord.kept import Kept
from handlers.discord.library import discord
from handlers.discord.render import Message, key_of, message
from handlers.registry import CommandInfo

log = logging.getLogger(__name__)

Json = dict[str, Any]
NAME = "discord"
PROMPT = 1.0
"""Seconds in which an answer counts as prompt; three are allowed, and the way takes some."""
COMPLETION = 2.0
"""Seconds after which completion offers nothing rather than too late."""
_SEEN = 2000
_CARDS = 300
_PRIVATE = 1 << 6
_SAY, _THINK, _THINK_IN_PLACE, _REPLACE, _OFFER = 4, 5, 6, 7, 8
_REPLACING = frozenset({"confirm", "cancel"})
"""Commands whose answer takes the place of the private message with their button."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Asked:
    """One interaction, reduced to what is needed to answer it."""

    identity: str
    token: str
    text: str
    in_place: bool = False
    """The answer replaces the message whose button was pressed."""


class Interactions:
    def __init__(
        self,
        api: Api,
        infos: Sequence[CommandInfo],
        kept: Kept,
        clock: Clock,
        address_of: Callable[[str, str], str],
        *,
        prompt: float = PROMPT,
    ) -> None:
        """``address_of``: the configured address of a channel, given its parent, if any."""
        self._api, self._kept, self._clock = api, kept, clock
        self._infos = {each.path: each for each in infos}
        self._address_of = address_of
        self._prompt = prompt
        self._answer: Answer | None = None
        self._complete: Complete | None = None
        self._seen: OrderedDict[int, None] = OrderedDict()
        self._cards: OrderedDict[str, Card] = OrderedDict()
        """Private answers, for their Share buttons."""

    def listen(self, answer: Answer, complete: Complete) -> None:
        self._answer, self._complete = answer, complete

    async def take(self, interaction: discord.Interaction[Any]) -> None:
        """Never raises what Discord or the network does."""
        if interaction.id in self._seen:
            return
        self._seen[interaction.id] = None
        while len(self._seen) > _SEEN:
            self._seen.popitem(last=False)
        try:
            await self._take(interaction)
        except (DeliveryError, errors.RefusedError) as error:
            log.warning("an answer didn't reach Discord: %s", error)

    async def _take(self, interaction: discord.Interaction[Any]) -> None:
        data: Mapping[str, Any] = interaction.data or {}
        match interaction.type:
            case discord.InteractionType.autocomplete:
                await self._offer(interaction, commands.given(data))
            case discord.InteractionType.application_command:
                await self._run(interaction, self._line(data))
            case discord.InteractionType.component:
                await self._pressed(interaction, str(data.get("custom_id", "")))
            case _:
                log.info("Discord: nothing here takes an interaction of type %s", interaction.type)

    # ── reading ─────────────────────────────────────────────────────────────────────────

    def _line(self, data: Mapping[str, Any]) -> str:
        if data.get("name") == commands.WHY_THIS:
            return self._why(data)
        entered = commands.given(data)
        info = self._infos.get(entered.path)
        # A command of an older version: the desk says what there is instead.
        return commands.line(info, entered) if info is not None else entered.path

    def _why(self, data: Mapping[str, Any]) -> str:
        """Of the message in whose menu it was chosen: by its buttons, else by its words."""
        found = (data.get("resolved") or {}).get("messages") or {}
        chosen: Mapping[str, Any] = found.get(str(data.get("target_id"))) or {}
        for identity in commands.custom_ids(chosen):
            text = buttons.command(identity, self._kept)
            if text.startswith("why "):
                return text
        titles = [str(each.get("title") or "") for each in chosen.get("embeds") or ()]
        words = next(filter(None, titles), str(chosen.get("content") or ""))
        return f"why {words.replace(chr(92), '')[:300]}".strip()

    def _request(self, interaction: discord.Interaction[Any], text: str) -> Request:
        user, guild = interaction.user, interaction.guild_id
        may = interaction.permissions
        who = f"{NAME}:{user.id}"
        channel = interaction.channel
        own = str(channel.id) if channel is not None else ""
        parent = str(getattr(channel, "parent_id", None) or "")
        return Request(
            text=text,
            user=User(
                id=who,
                name=user.display_name,
                admin=guild is not None and (may.manage_guild or may.administrator),
            ),
            platform=NAME,
            scope=f"{NAME}:{guild}" if guild is not None else who,
            channel=self._address_of(own, parent) if guild is not None else str(user.id),
            alert_id=_alert_in(text) if interaction.message is not None else "",
            direct=guild is None,
            at=self._clock(),
        )

    # ── answering ───────────────────────────────────────────────────────────────────────

    async def _run(
        self, interaction: discord.Interaction[Any], text: str, *, in_place: bool = False
    ) -> None:
        if self._answer is None:
            return
        asked = _Asked(
            identity=str(interaction.id), token=interaction.token, text=text, in_place=in_place
        )
        work = asyncio.ensure_future(self._answer(self._request(interaction, text)))
        await self._in_time(asked, work)

    async def _in_time(self, asked: _Asked, work: asyncio.Future[Card]) -> None:
        done, _ = await asyncio.wait({work}, timeout=self._prompt)
        if done:
            drawn = self._drawn(work.result())
            kind = _REPLACE if asked.in_place else _SAY
            await self._first(asked, kind, drawn.payload | {"flags": _PRIVATE}, drawn)
            return
        await self._first(asked, _THINK_IN_PLACE if asked.in_place else _THINK, {"flags": _PRIVATE})
        drawn = self._drawn(await work)
        await self._api.request(
            "PATCH",
            "/webhooks/{webhook_id}/{webhook_token}/messages/@original",
            drawn.payload,
            files=drawn.files,
            webhook_id=self._api.application,
            webhook_token=asked.token,
        )

    def _drawn(self, card: Card) -> Message:
        drawn = message(card)
        self._kept.keep(drawn.kept)
        self._cards[key_of(card)] = card
        while len(self._cards) > _CARDS:
            self._cards.popitem(last=False)
        return drawn

    async def _first(
        self, asked: _Asked, kind: int, data: Json, drawn: Message | None = None
    ) -> None:
        body = {"type": kind, "data": data}
        try:
            # Named as a webhook's, so that the library keeps no two of them waiting in one line.
            await self._api.request(
                "POST",
                "/interactions/{webhook_id}/{webhook_token}/callback",
                body,
                files=drawn.files if drawn else (),
                query={"with_response": "1"},
                webhook_id=asked.identity,
                webhook_token=asked.token,
            )
        except errors.RefusedError as error:
            if error.code != errors.ACKNOWLEDGED:
                raise

    async def _offer(self, interaction: discord.Interaction[Any], typed: commands.Given) -> None:
        if self._complete is None:
            return
        request = self._request(interaction, typed.path)
        parameter = f"{typed.path}.{typed.focused}"
        found: Sequence[str] = ()
        try:
            async with asyncio.timeout(COMPLETION):
                found = await self._complete(
                    request, parameter, typed.values.get(typed.focused, "")
                )
        except TimeoutError:
            log.warning("completing %s takes too long", parameter)
        asked = _Asked(identity=str(interaction.id), token=interaction.token, text="")
        await self._first(asked, _OFFER, {"choices": commands.offered(found)})

    # ── buttons ─────────────────────────────────────────────────────────────────────────

    async def _pressed(self, interaction: discord.Interaction[Any], identity: str) -> None:
        if key := buttons.shared(identity):
            await self._share(interaction, key)
            return
        text = buttons.command(identity, self._kept)
        if not text:
            await self._in_time(
                _Asked(identity=str(interaction.id), token=interaction.token, text=""),
                _done(_too_old()),
            )
            return
        private = interaction.message is not None and interaction.message.flags.ephemeral
        in_place = private and text.partition(" ")[0] in _REPLACING
        await self._run(interaction, text, in_place=in_place)

    async def _share(self, interaction: discord.Interaction[Any], key: str) -> None:
        """The private answer again, for everybody in the channel."""
        asked = _Asked(identity=str(interaction.id), token=interaction.token, text="")
        card = self._cards.get(key)
        if card is None:
            await self._in_time(asked, _done(_too_old()))
            return
        drawn = message(card, shared=True)
        self._kept.keep(drawn.kept)
        await self._first(asked, _SAY, drawn.payload, drawn)


def _too_old() -> Card:
    return Card(title="That button is too old: give the command again", tone="warning")


def _done(card: Card) -> asyncio.Future[Card]:
    future: asyncio.Future[Card] = asyncio.get_running_loop().create_future()
    future.set_result(card)
    return future


def _alert_in(text: str) -> str:
    """The alert that a button's command speaks of: the first word with an alert's id."""
    return next((word for word in text.split()[1:] if _is_alert(word)), "")


def _is_alert(word: str) -> bool:
    return len(word) == 11 and word[0] == "a" and word.isalnum() and word.islower()
