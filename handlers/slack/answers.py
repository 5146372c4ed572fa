"""Answers to people: ephemeral, with what they can share, through the address Slack gave for it."""

from __future__ import annotations

import asyncio
import logging
import secrets
from dataclasses import replace

from bot.card import Card, File, Paragraph, line
from bot.errors import DeliveryError
from handlers.kept import Cards
from handlers.slack.api import Api
from handlers.slack.channels import Directory
from handlers.slack.errors import ShapeError
from handlers.slack.files import Files, with_pictures
from handlers.slack.render import Message, message
from handlers.slack.talk import Call, Json

log = logging.getLogger(__name__)

_FOR_ONE = frozenset({"warning", "error"})
"""What went wrong for one person is nobody else's news."""


class Answers:
    def __init__(self, api: Api, directory: Directory, files: Files, kept: Cards) -> None:
        """``kept``: answers that can still be shared."""
        self._api = api
        self._directory = directory
        self._files = files
        self._kept = kept
        self._keeping = asyncio.Lock()

    async def give(self, call: Call, card: Card, *, replace_original: bool = False) -> None:
        """To this person alone. What can't be said is logged: there is no other way back."""
        if any(isinstance(block, File) for block in card.blocks):
            card = await self._by_message(call, card)
        where = {"response_type": "ephemeral", "replace_original": replace_original}
        share = "" if card.tone in _FOR_ONE else await self._keep(card)
        drawn = message(card, share=share)
        try:
            await self._say(call, card, drawn, where)
        except (DeliveryError, ShapeError) as error:
            log.warning("an answer to %s did not arrive: %s", call.user.id, error)

    async def excuse(self, call: Call, card: Card, *, replace_original: bool = False) -> None:
        """Say that the answer takes a moment. It uses up one of the five ways back."""
        body = {"text": message(card).text, "response_type": "ephemeral"}
        try:
            await self._api.respond(
                call.response_url, {**body, "replace_original": replace_original}
            )
        except (DeliveryError, ShapeError) as error:
            log.warning(
                "an answer to %s is late, and that could not be said: %s", call.user.id, error
            )

    async def share(self, call: Call, token: str) -> None:
        """Post a kept answer for everybody in the channel, exactly as the person saw it."""
        card = self._kept[token]
        if card is None:
            again = Card(title="This answer is too old to be shared. Ask again.", tone="warning")
            await self.give(call, again)
            return
        drawn = message(card)
        by = {"type": "mrkdwn", "text": f"Shared by <@{call.user_id}>"}
        signed = replace(drawn, blocks=[*drawn.blocks[:49], {"type": "context", "elements": [by]}])
        where = {"response_type": "in_channel", "replace_original": False}
        try:
            await self._say(call, card, signed, where)
            await self._api.respond(call.response_url, {"delete_original": True})
        except (DeliveryError, ShapeError) as error:
            log.warning("an answer could not be shared: %s", error)

    # ── inside ───────────────────────────────────────────────────────────────────────────

    async def _say(self, call: Call, card: Card, drawn: Message, where: Json) -> None:
        pictures = await self._files.pictures(card)
        shapes = [with_pictures(drawn, pictures)] * 2 if pictures else []
        shapes += [drawn, drawn.bare]
        for number, shape in enumerate(shapes):
            body = {"text": shape.text, "blocks": shape.blocks, **where}
            try:
                await self._api.respond(call.response_url, body)
                return
            except ShapeError:
                # Each try uses up one of five.
                if number >= len(shapes) - 1:
                    raise
                if number == 0 and pictures:
                    await self._files.wait(0)

    async def _by_message(self, call: Call, card: Card) -> Card:
        """Files can't be seen by one person in a channel: they go to their direct messages."""
        try:
            place = await self._directory.find(call.user_id)
            done = await self._files.share(card, place.id)
        except DeliveryError as error:
            log.warning("a file for %s did not arrive: %s", call.user.id, error)
            done = False
        names = ", ".join(block.name for block in card.blocks if isinstance(block, File))
        told = (
            f"{names} is in your direct messages with the bot."
            if done
            else f"{names} could not be sent to your direct messages."
        )
        return replace(card, blocks=(*card.blocks, Paragraph(line(told))))

    async def _keep(self, card: Card) -> str:
        """By what the Share button calls this answer later. Charts make it large: others must not
        wait for the disk."""
        token = secrets.token_urlsafe(9)
        async with self._keeping:
            await asyncio.to_thread(self._kept.keep, token, card)
        return token
