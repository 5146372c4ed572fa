"""What people do with the bot, taken and run: commands, buttons, forms, menus, completion.

A command is run once, however often Discord tells of it, restarts included.
"""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.errors import DeliveryError
from bot.ports import Answer, Clock, Complete
from handlers.discord import buttons, commands, errors, forms, inbound
from handlers.discord.api import Api
from handlers.discord.asking import Asking
from handlers.discord.desk import Desk, Post, done, too_old
from handlers.discord.directs import Directs
from handlers.discord.forms import Form
from handlers.discord.inbound import Interaction
from handlers.discord.memory import Memory
from handlers.discord.render import mark_in, message
from handlers.discord.replies import PROMPT, Asked, Replies
from handlers.journal import Journal
from handlers.registry import CommandInfo

log = logging.getLogger(__name__)

Json = dict[str, Any]
COMPLETION = 2.0
"""Seconds after which completion offers nothing rather than too late."""
LATE = timedelta(seconds=3)
"""After which Discord takes no first answer any more."""
_NEVER_SO_LATE = timedelta(hours=1)
"""By then nothing is told of it any more: an id that says so says no time."""
_SEEN = 2000
_REPLACING = frozenset({"confirm", "cancel"})
"""Commands whose answer takes the place of the private message with their button."""


class Interactions:
    def __init__(
        self,
        api: Api,
        infos: Sequence[CommandInfo],
        memory: Memory,
        clock: Clock,
        address_of: Callable[[str, str], str],
        directs: Directs,
        post: Post,
        *,
        journal: Journal | None = None,
        prompt: float = PROMPT,
    ) -> None:
        """``address_of``: the configured address of a channel, given its parent, if any.
        ``journal``: of what was taken before."""
        self._api, self._memory, self._clock = api, memory, clock
        self._replies = Replies(api, memory, prompt=prompt)
        self._desk = Desk(infos, self._replies, memory, clock, address_of, directs, post)
        self._directs = directs
        self._asking = Asking(self._desk)
        self._seen: OrderedDict[str, None] = OrderedDict()
        self._journal = journal or Journal()
        self._writing = asyncio.Lock()
        self._ahead = timedelta(0)
        """By how much our clock is ahead of Discord's, as far as is known."""

    def listen(self, answer: Answer, complete: Complete) -> None:
        self._desk.listen(answer, complete)

    async def take(self, event: Json) -> None:
        """Never raises what Discord or the network does."""
        interaction = inbound.read(event)
        if interaction is None:
            log.warning("Discord: an interaction that can't be answered was left alone")
            return
        try:
            if interaction.kind == inbound.COMPLETION:
                await self._offer(interaction)
            elif await self._is_new(interaction):
                await self._take(interaction)
        except (DeliveryError, errors.RefusedError) as error:
            log.warning("an answer didn't reach Discord: %s", error)

    async def _is_new(self, interaction: Interaction) -> bool:
        """Written down before it is done: done twice would be worse than not at all."""
        if interaction.id in self._seen or interaction.id in self._journal:
            return False
        self._seen[interaction.id] = None
        while len(self._seen) > _SEEN:
            self._seen.popitem(last=False)
        async with self._writing:
            await asyncio.to_thread(self._journal.add, interaction.id)
        return True

    async def _take(self, interaction: Interaction) -> None:
        self._directs.came(interaction.user)
        asked = Asked(identity=interaction.id, token=interaction.token)
        age = self._clock() - interaction.made
        self._ahead = max(min(self._ahead, age), timedelta(0))
        if LATE < age - self._ahead < _NEVER_SO_LATE:
            try:  # our clock may be wrong: Discord decides
                await self._replies.think(asked)
            except DeliveryError as error:
                if errors.code_of(error) != errors.UNKNOWN_INTERACTION:
                    raise
                await self._excuse(interaction)
                return
            # It was in time. Thinking of every one, no form could be opened, no page turned.
            self._ahead = max(age - LATE / 2, self._ahead)
            asked = replace(asked, begun=True)
        match interaction.kind:
            case inbound.COMMAND:
                await self._commanded(interaction, asked)
            case inbound.COMPONENT:
                await self._pressed(interaction, asked)
            case inbound.FORM:
                await self._asking.take(interaction, asked)
            case _:
                log.info("Discord: nothing here takes an interaction of type %s", interaction.kind)

    async def _excuse(self, interaction: Interaction) -> None:
        """It came after a lost connection, too late to be answered, and was not run."""
        await self._api.request(
            "POST",
            "/channels/{channel_id}/messages",
            {
                "content": f"<@{interaction.user}> The connection to Discord was lost when you "
                "asked, and nothing was done. Please try again.",
                "allowed_mentions": {"parse": [], "users": [interaction.user]},
            },
            channel_id=interaction.channel,
        )

    # ── commands ────────────────────────────────────────────────────────────────────────

    async def _commanded(self, interaction: Interaction, asked: Asked) -> None:
        if interaction.data.get("name") == commands.WHY_THIS:
            await self._asking.run(interaction, asked, self._why(interaction))
            return
        entered = commands.given(interaction.data)
        info = self._desk.infos.get(entered.path)
        if info is None:  # of an older version: the desk says what there is instead
            await self._asking.run(interaction, asked, entered.path)
            return
        values = commands.filled(entered)
        if not forms.has_form(info.path):
            await self._asking.run(interaction, asked, info.line(values))
            return
        form = Form(path=info.path, given=values)
        if forms.is_asked(info, values):
            await self._asking.open(interaction, asked, form)
        else:
            await self._asking.run(interaction, asked, info.line(values), form=form)

    def _why(self, interaction: Interaction) -> str:
        """Of the message in whose menu it was chosen: by its buttons, else by its words."""
        data = interaction.data
        found = (data.get("resolved") or {}).get("messages") or {}
        chosen = found.get(str(data.get("target_id"))) or {}
        for identity in inbound.custom_ids(chosen):
            text = buttons.command(identity, self._memory.commands)
            if text.startswith("why "):
                return text
        return f"why {inbound.words_of(chosen).replace(chr(92), '')[:300]}".strip()

    # ── completion ──────────────────────────────────────────────────────────────────────

    async def _offer(self, interaction: Interaction) -> None:
        typed = commands.given(interaction.data)
        request = self._desk.request(interaction, typed.path)
        parameter = f"{typed.path}.{typed.focused}"
        found: Sequence[str] = ()
        try:
            async with asyncio.timeout(COMPLETION):
                text = typed.values.get(typed.focused, "")
                found = await self._desk.choices(request, parameter, text)
        except TimeoutError:
            log.warning("completing %s takes too long", parameter)
        asked = Asked(identity=interaction.id, token=interaction.token)
        await self._replies.offer(asked, commands.offered(found))

    # ── buttons ─────────────────────────────────────────────────────────────────────────

    async def _pressed(self, interaction: Interaction, asked: Asked) -> None:
        identity = interaction.custom_id
        if key := buttons.shared(identity):
            await self._share(asked, key)
            return
        if turned := buttons.turned(identity):
            await self._turn(interaction, asked, *turned)
            return
        if forms.is_form(identity):
            form = forms.kept_form(identity, self._memory.commands)
            if form is not None and form.path in self._desk.infos:
                await self._asking.open(interaction, asked, form)
                return
        text = buttons.command(identity, self._memory.commands)
        info = self._desk.infos.get(text)
        if not text:
            await self._replies.card(asked, done(too_old("button")))
        elif info is not None and forms.is_asked(info, {}):
            await self._asking.open(interaction, asked, Form(path=info.path))
        else:
            in_place = interaction.private and text.partition(" ")[0] in _REPLACING
            asked = replace(asked, in_place=in_place and not asked.begun)
            await self._asking.run(interaction, asked, text)

    async def _share(self, asked: Asked, key: str) -> None:
        """The private answer again, for everybody in the channel."""
        card = self._memory.card(key)
        if card is None or asked.begun:
            await self._replies.card(asked, done(card or too_old("button")))
            return
        await self._replies.say(asked, message(card, shared=True), public=True)

    async def _turn(self, interaction: Interaction, asked: Asked, key: str, page: int) -> None:
        """Another page of a long card, in the place of this one."""
        card = self._memory.card(key)
        if card is None or asked.begun:
            await self._replies.card(asked, done(card or too_old("button")))
            return
        private = interaction.private
        drawn = message(card, shared=not private, mark=mark_in(interaction.footers), page=page)
        await self._replies.say(replace(asked, in_place=True), drawn, public=not private)
