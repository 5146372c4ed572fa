"""What people do with the bot, read and run: commands, buttons, forms, menus, completion.

A command is run once, however often Discord tells of it, restarts included.
"""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.card import Card
from bot.errors import DeliveryError
from bot.model import Request, User
from bot.ports import Answer, Clock, Complete
from handlers.discord import buttons, commands, errors, forms
from handlers.discord.api import Api
from handlers.discord.forms import Form
from handlers.discord.library import discord
from handlers.discord.memory import Memory
from handlers.discord.render import mark_in, message
from handlers.discord.replies import PROMPT, Asked, Beside, Replies
from handlers.journal import Journal
from handlers.registry import CommandInfo

log = logging.getLogger(__name__)

Json = dict[str, Any]
NAME = "discord"
COMPLETION = 2.0
"""Seconds after which completion offers nothing rather than too late."""
LATE = timedelta(seconds=3)
"""After which Discord takes no first answer any more."""
_SEEN = 2000
_REPLACING = frozenset({"confirm", "cancel"})
"""Commands whose answer takes the place of the private message with their button."""
_REFUSED = "Only editors may"
"""How the answer begins to whoever may not give a command."""


class Interactions:
    def __init__(
        self,
        api: Api,
        infos: Sequence[CommandInfo],
        memory: Memory,
        clock: Clock,
        address_of: Callable[[str, str], str],
        *,
        journal: Journal | None = None,
        prompt: float = PROMPT,
    ) -> None:
        """``address_of``: the configured address of a channel, given its parent, if any.
        ``journal``: of what was taken before."""
        self._api, self._memory, self._clock = api, memory, clock
        self._infos = {each.path: each for each in infos}
        self._address_of = address_of
        self._prompt = prompt
        self._replies = Replies(api, memory, prompt=prompt)
        self._answer: Answer | None = None
        self._complete: Complete | None = None
        self._seen: OrderedDict[int, None] = OrderedDict()
        self._journal = journal or Journal()
        self._writing = asyncio.Lock()

    def listen(self, answer: Answer, complete: Complete) -> None:
        self._answer, self._complete = answer, complete

    async def take(self, interaction: discord.Interaction[Any]) -> None:
        """Never raises what Discord or the network does."""
        try:
            if interaction.type is discord.InteractionType.autocomplete:
                await self._offer(interaction, commands.given(interaction.data or {}))
            elif await self._is_new(interaction):
                await self._take(interaction)
        except (DeliveryError, errors.RefusedError) as error:
            log.warning("an answer didn't reach Discord: %s", error)

    async def _is_new(self, interaction: discord.Interaction[Any]) -> bool:
        """Written down before it is done: done twice would be worse than not at all."""
        mark = str(interaction.id)
        if interaction.id in self._seen or mark in self._journal:
            return False
        self._seen[interaction.id] = None
        while len(self._seen) > _SEEN:
            self._seen.popitem(last=False)
        async with self._writing:
            await asyncio.to_thread(self._journal.add, mark)
        return True

    async def _take(self, interaction: discord.Interaction[Any]) -> None:
        asked = _asked(interaction)
        if self._clock() - interaction.created_at > LATE:
            try:  # our clock may be wrong: Discord decides
                await self._replies.think(asked)
            except DeliveryError as error:
                if errors.code_of(error) != errors.UNKNOWN_INTERACTION:
                    raise
                await self._excuse(interaction)
                return
            asked = replace(asked, begun=True)
        data: Mapping[str, Any] = interaction.data or {}
        match interaction.type:
            case discord.InteractionType.application_command:
                await self._commanded(interaction, asked, data)
            case discord.InteractionType.component:
                await self._pressed(interaction, asked, str(data.get("custom_id", "")))
            case discord.InteractionType.modal_submit:
                await self._submitted(interaction, asked, data)
            case _:
                log.info("Discord: nothing here takes an interaction of type %s", interaction.type)

    async def _excuse(self, interaction: discord.Interaction[Any]) -> None:
        """It came after a lost connection, too late to be answered, and was not run."""
        who = str(interaction.user.id)
        await self._api.request(
            "POST",
            "/channels/{channel_id}/messages",
            {
                "content": f"<@{who}> The connection to Discord was lost when you asked, and "
                "nothing was done. Please try again.",
                "allowed_mentions": {"parse": [], "users": [who]},
            },
            channel_id=str(interaction.channel_id),
        )

    # ── reading ─────────────────────────────────────────────────────────────────────────

    def _why(self, data: Mapping[str, Any]) -> str:
        """Of the message in whose menu it was chosen: by its buttons, else by its words."""
        found = (data.get("resolved") or {}).get("messages") or {}
        chosen: Mapping[str, Any] = found.get(str(data.get("target_id"))) or {}
        for identity in commands.custom_ids(chosen):
            text = buttons.command(identity, self._memory.commands)
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

    # ── commands ────────────────────────────────────────────────────────────────────────

    async def _commanded(
        self, interaction: discord.Interaction[Any], asked: Asked, data: Mapping[str, Any]
    ) -> None:
        if data.get("name") == commands.WHY_THIS:
            await self._run(interaction, asked, self._why(data))
            return
        entered = commands.given(data)
        info = self._infos.get(entered.path)
        if info is None:  # of an older version: the desk says what there is instead
            await self._run(interaction, asked, entered.path)
            return
        values = commands.filled(entered)
        if not forms.has_form(info.path):
            await self._run(interaction, asked, info.line(values))
            return
        form = Form(path=info.path, given=values)
        if forms.is_asked(info, values):
            await self._open(interaction, asked, form)
        else:
            await self._run(interaction, asked, info.line(values), form=form)

    async def _run(
        self,
        interaction: discord.Interaction[Any],
        asked: Asked,
        text: str,
        *,
        form: Form | None = None,
        sent: bool = False,
    ) -> None:
        """``form``: in which this command can be changed; ``sent``: it was sent off just now."""
        if self._answer is None:
            return
        request = self._request(interaction, text)

        def beside(card: Card) -> Beside:
            return self._beside(card, request, form, sent=sent)

        work = asyncio.ensure_future(self._answer(request))
        await self._replies.card(asked, work, beside)

    # ── forms ───────────────────────────────────────────────────────────────────────────

    def _beside(self, card: Card, request: Request, form: Form | None, *, sent: bool) -> Beside:
        label, opened, at_once = "", form, False
        if form is not None:
            previews = any(each.command.startswith("confirm ") for each in card.actions)
            present = None if sent else forms.of_present(form.path, form.given, card)
            if present is not None:
                label, opened, at_once = "Edit", present, True
            elif previews:
                label = "Edit"
            elif (sent or card.tone in ("warning", "error")) and not _is_refusal(card):
                label = "Back to the form"
        elif request.text in forms.OPENED_BY and request.user.admin:
            label, path = forms.OPENED_BY[request.text]
            opened = Form(path=path)
        if not label or opened is None or opened.path not in self._infos:
            return Beside()
        self._memory.commands.keep(opened.kept)
        drawn = forms.modal(opened, self._infos[opened.path]) if at_once else None
        return Beside(opens=[(label, opened.opener)], form=drawn)

    async def _open(self, interaction: discord.Interaction[Any], asked: Asked, form: Form) -> None:
        """Whoever may not edit is told so at once, not after filling in a form."""
        info = self._infos[form.path]
        request = self._request(interaction, form.path)
        if asked.begun or (info.audience == "editor" and not request.user.admin and self._answer):
            refused = await self._refusal(request)
            if refused is not None or asked.begun:
                card = refused or Card(title="The form can be opened now")
                self._memory.commands.keep(form.kept)
                opens = [] if refused else [("Open the form", form.opener)]
                await self._replies.card(asked, _done(card), lambda _: Beside(opens=opens))
                return
        self._memory.commands.keep(form.kept)
        await self._replies.open(asked, forms.modal(form, info))

    async def _refusal(self, request: Request) -> Card | None:
        if self._answer is None:
            return None
        try:
            async with asyncio.timeout(self._prompt):
                card = await self._answer(request)
        except TimeoutError:  # what is sent off is looked at again
            return None
        return card if _is_refusal(card) else None

    async def _submitted(
        self, interaction: discord.Interaction[Any], asked: Asked, data: Mapping[str, Any]
    ) -> None:
        form = forms.kept_form(str(data.get("custom_id", "")), self._memory.commands)
        info = self._infos.get(form.path) if form else None
        if form is None or info is None:
            await self._replies.card(asked, _done(_too_old("form")))
            return
        filled = forms.filled_in(form, data)
        asked = replace(asked, in_place=_is_private(interaction) and not asked.begun)
        await self._run(interaction, asked, forms.line(filled, info), form=filled, sent=True)

    # ── completion ──────────────────────────────────────────────────────────────────────

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
        await self._replies.offer(_asked(interaction), commands.offered(found))

    # ── buttons ─────────────────────────────────────────────────────────────────────────

    async def _pressed(
        self, interaction: discord.Interaction[Any], asked: Asked, identity: str
    ) -> None:
        if key := buttons.shared(identity):
            await self._share(asked, key)
            return
        if turned := buttons.turned(identity):
            await self._turn(interaction, asked, *turned)
            return
        if forms.is_form(identity):
            form = forms.kept_form(identity, self._memory.commands)
            if form is not None and form.path in self._infos:
                await self._open(interaction, asked, form)
                return
        text = buttons.command(identity, self._memory.commands)
        info = self._infos.get(text)
        if not text:
            await self._replies.card(asked, _done(_too_old("button")))
        elif info is not None and forms.is_asked(info, {}):
            await self._open(interaction, asked, Form(path=info.path))
        else:
            in_place = _is_private(interaction) and text.partition(" ")[0] in _REPLACING
            asked = replace(asked, in_place=in_place and not asked.begun)
            await self._run(interaction, asked, text)

    async def _share(self, asked: Asked, key: str) -> None:
        """The private answer again, for everybody in the channel."""
        card = self._memory.card(key)
        if card is None or asked.begun:
            await self._replies.card(asked, _done(card or _too_old("button")))
            return
        await self._replies.say(asked, message(card, shared=True), public=True)

    async def _turn(
        self, interaction: discord.Interaction[Any], asked: Asked, key: str, page: int
    ) -> None:
        """Another page of a long card, in the place of this one."""
        card = self._memory.card(key)
        if card is None or asked.begun:
            await self._replies.card(asked, _done(card or _too_old("button")))
            return
        shown = interaction.message
        footers = [each.footer.text or "" for each in shown.embeds] if shown else []
        private = _is_private(interaction)
        drawn = message(card, shared=not private, mark=mark_in(footers), page=page)
        await self._replies.say(replace(asked, in_place=True), drawn, public=not private)


def _asked(interaction: discord.Interaction[Any]) -> Asked:
    return Asked(identity=str(interaction.id), token=interaction.token)


def _is_private(interaction: discord.Interaction[Any]) -> bool:
    """Whether it came from a message that only this person sees."""
    return interaction.message is not None and interaction.message.flags.ephemeral


def _is_refusal(card: Card) -> bool:
    return card.title.startswith(_REFUSED)


def _too_old(what: str) -> Card:
    return Card(title=f"That {what} is too old: give the command again", tone="warning")


def _done(card: Card) -> asyncio.Future[Card]:
    future: asyncio.Future[Card] = asyncio.get_running_loop().create_future()
    future.set_result(card)
    return future


def _alert_in(text: str) -> str:
    """The alert that a button's command speaks of: the first word with an alert's id."""
    return next((word for word in text.split()[1:] if _is_alert(word)), "")


def _is_alert(word: str) -> bool:
    return len(word) == 11 and word[0] == "a" and word.isalnum() and word.islower()
