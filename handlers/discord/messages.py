"""Posting and editing messages, so that each is there exactly once."""

from __future__ import annotations

import logging
from collections.abc import Collection
from dataclasses import replace
from typing import Any

from bot.card import Card
from bot.errors import DeliveryError
from bot.model import Receipt
from handlers.discord import errors, limits, permissions
from handlers.discord.api import Api
from handlers.discord.directs import Directs
from handlers.discord.memory import Memory
from handlers.discord.places import Place, Places
from handlers.discord.receipts import DELETED, NAME, mark, nonce, receipt_of, title_of
from handlers.discord.render import Message, bare, message
from handlers.discord.text import one_line

log = logging.getLogger(__name__)

Json = dict[str, Any]
_NO_THREADS = frozenset(
    {
        50024,
        errors.NO_PERMISSION,
        errors.NO_ACCESS,
        errors.THREADS_FULL,
        errors.NEWS_THREADS_FULL,
    }
)


class Messages:
    """``publish``: announcement channels whose messages go to their followers; all when it holds
    ``all``."""

    def __init__(
        self,
        api: Api,
        places: Places,
        memory: Memory,
        directs: Directs,
        *,
        publish: Collection[str] = (),
    ) -> None:
        self._api, self._places, self._memory, self._directs = api, places, memory, directs
        self._publish = publish
        self._threads: set[str] = set()
        """Messages known to have a thread."""

    # ── posting ─────────────────────────────────────────────────────────────────────────

    async def post(
        self, address: str, card: Card, *, key: str, thread: Receipt | None = None
    ) -> Receipt:
        try:
            place = await self._places.of(address)
            receipt = await self._post(place, card, key, thread)
        except DeliveryError as error:
            if not error.permanent:
                raise
            self._directs.refused(address, error)
            raise await self._explained(address, error) from error
        self._directs.opened(address)
        return receipt

    async def _post(self, place: Place, card: Card, key: str, thread: Receipt | None) -> Receipt:
        drawn = message(card, mark=mark(key))
        await self._memory.keep(drawn)
        try:
            return await self._deliver(place, drawn, card, key, thread)
        except (DeliveryError, errors.RefusedError) as error:
            if isinstance(error, DeliveryError) and not error.refused:
                raise
            # News must not be lost because a card of it was drawn wrong, or quotes a word that is
            # blocked there.
            log.error("%s; posted as a bare headline", error)
            return await self._deliver(place, bare(card, mark=mark(key)), card, key, thread)

    async def _deliver(
        self, place: Place, drawn: Message, card: Card, key: str, thread: Receipt | None
    ) -> Receipt:
        if thread is None and place.kind == "forum":
            return await self._start_post(place, drawn, card)
        body = drawn.payload | {"nonce": nonce(key), "enforce_nonce": True}
        channel = place.channel
        if thread is not None:
            if place.has_threads:
                channel = await self._thread(place, thread)
            else:
                body["message_reference"] = {
                    "message_id": thread.message, "fail_if_not_exists": False
                }  # fmt: skip
        posted = await self._create(channel, body, drawn, in_thread=channel != place.channel)
        if posted is None:
            return Receipt(platform=NAME, address=place.address, message=DELETED)
        if channel == place.channel:
            await self._maybe_publish(place, posted)
        return receipt_of(place, posted)

    async def _create(
        self, channel: str, body: Json, drawn: Message, *, in_thread: bool
    ) -> Json | None:
        """The message; ``None``: it was there, and somebody has deleted it."""
        path = "/channels/{channel_id}/messages"
        try:
            posted: Json = await self._api.request(
                "POST", path, body, files=drawn.files, channel_id=channel
            )
        except DeliveryError as error:
            code = errors.code_of(error)
            if code == errors.UNKNOWN_MESSAGE:
                return None
            if in_thread and code == errors.UNKNOWN_CHANNEL:
                self._threads.discard(channel)
                raise errors.coded("the thread was deleted", code, gone=True) from error
            raise
        return posted

    async def _thread(self, place: Place, root: Receipt) -> str:
        """The channel of the thread that hangs on a message: it has the message's own id."""
        if place.kind in ("forum", "thread"):
            return root.extra.get("channel", place.channel)
        if not root.message.isdigit() or root.message == DELETED:
            raise errors.coded("the message was deleted", errors.UNKNOWN_MESSAGE, gone=True)
        if root.message in self._threads:
            return root.message
        try:
            await self._api.request(
                "POST",
                "/channels/{channel_id}/messages/{message_id}/threads",
                {"name": root.extra.get("title") or "More on this story"},
                channel_id=place.channel,
                message_id=root.message,
            )
        except errors.RefusedError as error:
            if error.code != errors.THREAD_EXISTS:
                raise
        except DeliveryError as error:
            if error.ambiguous:  # started twice it is started once
                raise DeliveryError(str(error.args[0])) from error
            if errors.code_of(error) in _NO_THREADS:
                raise errors.coded("no thread can be started here", 0, gone=True) from error
            raise
        self._threads.add(root.message)
        return root.message

    async def _start_post(self, place: Place, drawn: Message, card: Card) -> Receipt:
        """A story of its own in a forum. There is no nonce here: after a lost answer it is
        looked for."""
        body = {
            "name": one_line(card.title, limits.THREAD_NAME) or "News",
            "message": drawn.payload,
            "applied_tags": tags(place, card),
        }
        made = await self._api.request(
            "POST",
            "/channels/{channel_id}/threads",
            body,
            files=drawn.files,
            channel_id=place.channel,
        )
        return receipt_of(
            place, made.get("message") or {"id": made["id"], "channel_id": made["id"]}
        )

    async def _maybe_publish(self, place: Place, posted: Json) -> None:
        if place.kind != "news" or not {"all", place.address} & set(self._publish):
            return
        try:
            await self._api.request(
                "POST",
                "/channels/{channel_id}/messages/{message_id}/crosspost",
                channel_id=place.channel,
                message_id=str(posted["id"]),
            )
        except (DeliveryError, errors.RefusedError) as error:
            # It is posted; only those who follow the channel elsewhere miss it.
            log.warning("%s: not published: %s", place.shown, error)

    async def _explained(self, address: str, error: DeliveryError) -> DeliveryError:
        """With the names of what is missing, where Discord only says that something is."""
        place = await self._known(address)
        self._places.forget(address)
        if errors.code_of(error) == errors.NO_ACCESS and self._api.application:
            link = permissions.invitation(self._api.application)
            return errors.coded(
                "the bot can't see the channel",
                errors.NO_ACCESS,
                hint=f"give it View Channel there, or invite it to the server again: {link}",
                permanent=True,
            )
        if place is None or errors.code_of(error) != errors.NO_PERMISSION:
            return error
        try:
            missing = await self._places.missing(place)
        except (DeliveryError, errors.RefusedError):
            return error
        if not missing:
            return error
        return DeliveryError(
            f"the bot may not post in {place.shown}",
            hint=f"give it {' and '.join(missing)} there (Edit Channel, Permissions)",
            permanent=True,
        )

    async def _known(self, address: str) -> Place | None:
        return await self._places.of(address) if address in self._places else None

    # ── editing ─────────────────────────────────────────────────────────────────────────

    async def update(self, receipt: Receipt, card: Card) -> Receipt:
        if not receipt.message.isdigit() or receipt.message == DELETED:
            raise errors.coded("the message was deleted", errors.UNKNOWN_MESSAGE, gone=True)
        drawn = message(card, mark=receipt.extra.get("mark", ""))
        await self._memory.keep(drawn)
        try:
            edited = await self._edit(receipt, drawn)
        except errors.RefusedError as error:
            log.error("%s; the message stays as it is", error)
            return receipt
        except DeliveryError as error:
            if error.refused:
                log.error("%s; the message stays as it is", error)
                return receipt
            if errors.code_of(error) != errors.UNKNOWN_CHANNEL:
                raise
            raise errors.coded("the channel was deleted", 10003, gone=True) from error
        title = title_of(edited)
        return replace(receipt, extra={**receipt.extra, **({"title": title} if title else {})})

    async def _edit(self, receipt: Receipt, drawn: Message) -> Json:
        channel = receipt.extra.get("channel", receipt.address)
        try:
            return await self._patch(channel, receipt.message, drawn)
        except DeliveryError as error:
            if errors.code_of(error) != errors.ARCHIVED:
                raise
            await self._api.request(
                "PATCH", "/channels/{channel_id}", {"archived": False}, channel_id=channel
            )
            return await self._patch(channel, receipt.message, drawn)

    async def _patch(self, channel: str, identity: str, drawn: Message) -> Json:
        edited: Json = await self._api.request(
            "PATCH",
            "/channels/{channel_id}/messages/{message_id}",
            drawn.payload,
            files=drawn.files,
            channel_id=channel,
            message_id=identity,
        )
        return edited


def tags(place: Place, card: Card) -> list[str]:
    """Those of a forum's tags whose name the card's text has; one at least where one must be."""
    text = card.fallback.casefold()
    fitting = [identity for identity, name in place.tags if name.casefold() in text]
    if not fitting and place.must_tag:
        fitting = [identity for identity, _ in place.tags[:1]]
    return fitting[: limits.TAGS]
