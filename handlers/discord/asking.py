"""Forms in use: opened instead of a command that lacks something, sent off, opened again."""

from __future__ import annotations

from dataclasses import replace

from bot.card import Card
from bot.model import Request
from handlers.discord import forms
from handlers.discord.desk import Desk, done, is_refusal, too_old
from handlers.discord.forms import Form
from handlers.discord.inbound import Interaction
from handlers.discord.replies import Asked, Beside


class Asking:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def run(
        self,
        interaction: Interaction,
        asked: Asked,
        text: str,
        *,
        form: Form | None = None,
        sent: bool = False,
    ) -> None:
        """``form``: in which this command can be changed; ``sent``: it was sent off just now."""
        request = self._desk.request(interaction, text)

        def beside(card: Card) -> Beside:
            return self._beside(card, request, form, interaction.locale, sent=sent)

        await self._desk.run(request, asked, beside)

    def _beside(
        self, card: Card, request: Request, form: Form | None, locale: str, *, sent: bool
    ) -> Beside:
        label, opened, at_once = "", form, False
        if form is not None:
            previews = any(each.command.startswith("confirm ") for each in card.actions)
            present = None if sent else forms.of_present(form.path, form.given, card)
            if present is not None:
                label, opened, at_once = "Edit", present, True
            elif previews:
                label = "Edit"
            elif sent and not is_refusal(card):
                label = "Back to the form"
            elif card.tone in ("warning", "error") and not is_refusal(card) and form.changes:
                label = "Open the form"
        elif request.text in forms.OPENED_BY and request.user.admin:
            label, path = forms.OPENED_BY[request.text]
            opened = Form(path=path)
        if not label or opened is None or opened.path not in self._desk.infos:
            return Beside()
        self._desk.memory.commands.keep(opened.kept)
        info = self._desk.infos[opened.path]
        drawn = forms.modal(opened, info, locale) if at_once else None
        return Beside(opens=[(label, opened.opener)], form=drawn)

    async def open(self, interaction: Interaction, asked: Asked, form: Form) -> None:
        """Whoever may not edit is told so at once, not after filling in a form."""
        desk = self._desk
        info = desk.infos[form.path]
        request = desk.request(interaction, form.path)
        if asked.begun or (info.audience == "editor" and not request.user.admin):
            refused = await desk.refusal(request)
            if refused is not None or asked.begun:
                card = refused or Card(title="The form can be opened now")
                desk.memory.commands.keep(form.kept)
                opens = [] if refused else [("Open the form", form.opener)]
                await desk.replies.card(asked, done(card), lambda _: Beside(opens=opens))
                return
        desk.memory.commands.keep(form.kept)
        await desk.replies.open(asked, forms.modal(form, info, interaction.locale))

    async def take(self, interaction: Interaction, asked: Asked) -> None:
        """What was sent off."""
        form = forms.kept_form(interaction.custom_id, self._desk.memory.commands)
        info = self._desk.infos.get(form.path) if form else None
        if form is None or info is None:
            await self._desk.replies.card(asked, done(too_old("form")))
            return
        filled = forms.filled_in(form, interaction.data)
        asked = replace(asked, in_place=interaction.private and not asked.begun)
        await self.run(interaction, asked, forms.line(filled, info), form=filled, sent=True)
