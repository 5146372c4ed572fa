"""Messages as the outbox wants them: posted once, edited, found again by their key.

The key travels in the message's metadata, which every member and app may read: it tells nothing.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Mapping
from datetime import datetime
from typing import Any

from bot.card import Card
from bot.errors import DeliveryError
from bot.model import Receipt
from handlers.slack.api import Api
from handlers.slack.channels import Directory, Place
from handlers.slack.errors import ShapeError
from handlers.slack.files import Files, with_pictures
from handlers.slack.pings import pings, with_pings
from handlers.slack.render import Message, message
from handlers.slack.talk import NAME, Json

log = logging.getLogger(__name__)

EVENT = "tidings_message"
"""The type of our metadata."""
_TOLD_TO_ALL = frozenset({"follow-up", "correction"})
"""Tones of replies that the whole channel sees: they tell a new fact."""


class Messages:
    def __init__(self, api: Api, directory: Directory, files: Files) -> None:
        self._api = api
        self._directory = directory
        self._files = files

    # ── posting ──────────────────────────────────────────────────────────────────────────

    async def post(
        self, address: str, card: Card, *, key: str, thread: Receipt | None = None
    ) -> Receipt:
        place = await self._directory.to_post(address)
        root = _root(thread)
        more: Json = (
            {"thread_ts": root, "reply_broadcast": card.tone in _TOLD_TO_ALL} if root else {}
        )
        try:
            answer = await self._send("chat.postMessage", card, place, key, **more)
        except DeliveryError as error:
            if error.permanent:
                self._directory.forget(address)
            raise
        channel = str(answer["channel"])
        self._directory.learn(address, channel)
        receipt = _receipt(place, key, str(answer["ts"]), root, channel=channel)
        await self._files.share(card, channel, root or receipt.message)
        return receipt

    async def say(self, channel_id: str, card: Card, thread: str = "") -> None:
        """An answer in a conversation, which nobody looks for later."""
        place = Place(id=channel_id, address=channel_id)
        more = {"thread_ts": thread} if thread else {}
        answer = await self._send("chat.postMessage", card, place, "", **more)
        await self._files.share(card, channel_id, thread or str(answer["ts"]))

    async def update(self, receipt: Receipt, card: Card) -> Receipt:
        place = await self._place(receipt)
        key = receipt.extra.get("key", "")
        await self._send("chat.update", card, place, key, ts=receipt.message)
        return receipt

    async def _send(self, method: str, card: Card, place: Place, key: str, **more: Any) -> Json:
        """With pictures; without, when Slack can't use them yet; in plain text when it refuses
        even that. A refusal is certain, so none of this posts twice."""
        drawn = with_pings(message(card), pings(card))
        pictures = await self._files.pictures(card)
        shapes = [(with_pictures(drawn, pictures), 2)] if pictures else []
        shapes += [(drawn, 0), (drawn.bare, 0)]
        for number, (shape, patience) in enumerate(shapes):
            try:
                return await self._patiently(patience, method, shape, place, _metadata(key) | more)
            except ShapeError as error:
                log.error("%s refuses a card, drawn more simply: %s", NAME, error)
                if number == len(shapes) - 1:
                    raise
        raise AssertionError("there is always a last shape")

    async def _patiently(
        self, patience: int, method: str, shape: Message, place: Place, more: Json
    ) -> Json:
        """A picture that was just uploaded may not be ready yet."""
        for attempt in range(patience + 1):
            try:
                return await self._api.call(
                    method,
                    where=place.address,
                    channel=place.id,
                    text=shape.text,
                    blocks=shape.blocks,
                    unfurl_links=False,
                    unfurl_media=False,
                    **more,
                )
            except ShapeError:
                if attempt == patience:
                    raise
                await self._files.wait(attempt)
        raise AssertionError("the last attempt returns or raises")

    async def _place(self, receipt: Receipt) -> Place:
        channel = receipt.extra.get("channel")
        if channel:
            return Place(id=channel, address=receipt.address)
        return await self._directory.find(receipt.address)

    # ── finding ──────────────────────────────────────────────────────────────────────────

    async def find(
        self, address: str, key: str, since: datetime, *, thread: Receipt | None = None
    ) -> Receipt | None:
        """Newest first, so that a lost answer is found on the first page."""
        place = await self._directory.find(address)
        oldest = f"{since.timestamp():.6f}"
        root = _root(thread)
        if root:
            found = await self._in_thread(place, root, key, oldest)
            if found is not None:
                return _receipt(place, key, found, root)
        return await self._in_channel(place, key, oldest, searched=root)

    async def _in_channel(
        self, place: Place, key: str, oldest: str, *, searched: str
    ) -> Receipt | None:
        threads: list[str] = []
        async for each in self._said("conversations.history", place, oldest):
            thread = str(each.get("thread_ts") or "")
            if _key(each) == key:
                root = thread if thread != each["ts"] else ""
                return _receipt(place, key, str(each["ts"]), root)
            if each.get("reply_count") and float(each.get("latest_reply") or 0) >= float(oldest):
                threads.append(str(each["ts"]))
        for root in threads:
            if root != searched and (found := await self._in_thread(place, root, key, oldest)):
                return _receipt(place, key, found, root)
        return None

    async def _in_thread(self, place: Place, root: str, key: str, oldest: str) -> str | None:
        try:
            async for each in self._said("conversations.replies", place, oldest, ts=root):
                if _key(each) == key:
                    return str(each["ts"])
        except DeliveryError as error:
            if not error.gone:
                raise
        return None

    async def _said(
        self, method: str, place: Place, oldest: str, **more: str
    ) -> AsyncIterator[Mapping[str, Any]]:
        async for page in self._api.pages(
            method,
            where=place.address,
            channel=place.id,
            oldest=oldest,
            inclusive=True,
            include_all_metadata=True,
            **more,
        ):
            for each in page.get("messages", ()):
                yield each


def _root(thread: Receipt | None) -> str:
    """The message that the thread hangs on: a reply's replies go where it is."""
    return thread.extra.get("thread") or thread.message if thread else ""


def _receipt(place: Place, key: str, ts: str, root: str, *, channel: str = "") -> Receipt:
    extra = {"channel": channel or place.id, "key": key}
    if root:
        extra["thread"] = root
    return Receipt(platform=NAME, address=place.address, message=ts, extra=extra)


def _metadata(key: str) -> Json:
    if not key:
        return {}
    return {"metadata": {"event_type": EVENT, "event_payload": {"key": key}}}


def _key(said: Mapping[str, Any]) -> str:
    metadata = said.get("metadata") or {}
    if metadata.get("event_type") != EVENT:
        return ""
    return str((metadata.get("event_payload") or {}).get("key") or "")
