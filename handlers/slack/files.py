"""Pictures and text files of a card: uploaded first, then shown in the message or its thread."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

from bot import card as cards
from bot.card import Card, File
from bot.errors import DeliveryError
from handlers.slack.api import Api
from handlers.slack.blocks import picture_id
from handlers.slack.errors import ShapeError
from handlers.slack.render import Message
from handlers.slack.talk import Json

log = logging.getLogger(__name__)

_REMEMBERED = 100
_MOST_BLOCKS = 50
_LONGEST_ALT = 2000
_PAUSE = 1.0
"""Seconds after which an uploaded picture usually is ready."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Picture:
    """An uploaded one. It belongs to the app until a message shows it."""

    file_id: str
    alt: str


def with_pictures(message: Message, pictures: Sequence[Picture]) -> Message:
    """Each in the place of the words that stand for it; where those were left out, above the
    buttons, as far as there is room."""
    blocks = list(message.blocks)
    for each in pictures:
        shown: Json = {
            "type": "image",
            "slack_file": {"id": each.file_id},
            "alt_text": each.alt[:_LONGEST_ALT] or "a picture",
        }
        ids = [block.get("block_id") for block in blocks]
        if picture_id(each.alt) in ids:
            blocks[ids.index(picture_id(each.alt))] = shown
        elif len(blocks) < _MOST_BLOCKS:
            kinds = [block["type"] for block in blocks]
            at = kinds.index("actions") if "actions" in kinds else len(kinds)
            blocks.insert(at, shown)
    return replace(message, blocks=blocks)


class Files:
    def __init__(
        self, api: Api, *, sleep: Callable[[float], Awaitable[object]] = asyncio.sleep
    ) -> None:
        self._api = api
        self._sleep = sleep
        self._uploaded: OrderedDict[str, str] = OrderedDict()
        """Digest of a picture → its file, so that an edit doesn't upload it again."""

    async def wait(self, attempt: int) -> None:
        await self._sleep(_PAUSE * (attempt + 1))

    async def pictures(self, card: Card) -> list[Picture]:
        """The card's pictures, uploaded. One that can't be is left out: the news goes first."""
        found = []
        for block in card.blocks:
            if isinstance(block, cards.Picture):
                file_id = await self._picture(block)
                if file_id:
                    found.append(Picture(file_id=file_id, alt=block.alt))
        return found

    async def _picture(self, picture: cards.Picture) -> str | None:
        digest = hashlib.sha256(picture.png).hexdigest()
        if digest in self._uploaded:
            self._uploaded.move_to_end(digest)
            return self._uploaded[digest]
        try:
            file_id = await self._upload(picture.name, picture.png, alt=picture.alt)
            await self._complete(file_id, picture.alt or picture.name)
        except (DeliveryError, ShapeError) as error:
            log.warning("%s stays without its picture: %s", picture.name, error)
            return None
        self._uploaded[digest] = file_id
        while len(self._uploaded) > _REMEMBERED:
            self._uploaded.popitem(last=False)
        return file_id

    async def share(self, card: Card, channel: str, thread: str = "") -> bool:
        """The card's text files, in the message's thread; whether all of them are there. Never
        raises: the message itself is posted, and posting it again would be worse."""
        done = True
        for block in card.blocks:
            if isinstance(block, File) and block.text:
                try:
                    file_id = await self._upload(block.name, block.data)
                    await self._complete(file_id, block.name, channel, thread)
                except (DeliveryError, ShapeError) as error:
                    log.warning("%s could not be shared: %s", block.name, error)
                    done = False
        return done

    async def _upload(self, name: str, content: bytes, *, alt: str = "") -> str:
        more = {"alt_txt": alt[:1000]} if alt else {}
        given = await self._api.call(
            "files.getUploadURLExternal", filename=name, length=len(content), **more
        )
        await self._api.put(str(given["upload_url"]), content)
        return str(given["file_id"])

    async def _complete(
        self, file_id: str, title: str, channel: str = "", thread: str = ""
    ) -> None:
        where = {"channel_id": channel} if channel else {}
        if channel and thread:
            where["thread_ts"] = thread
        await self._api.call(
            "files.completeUploadExternal", files=[{"id": file_id, "title": title[:200]}], **where
        )
