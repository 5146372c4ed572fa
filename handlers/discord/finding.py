"""Finding a message again: in a channel's history, a thread, a forum's posts."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from datetime import datetime
from typing import Any

from bot.errors import DeliveryError
from bot.model import Receipt
from handlers.discord import errors, permissions
from handlers.discord.api import Api
from handlers.discord.library import discord
from handlers.discord.places import Place, Places
from handlers.discord.receipts import DELETED, mark, mark_of, receipt_of

Json = dict[str, Any]
_PAGE = 100
_MOST_PAGES = 100


class Finder:
    def __init__(self, api: Api, places: Places) -> None:
        self._api, self._places = api, places

    async def find(
        self, address: str, key: str, since: datetime, *, thread: Receipt | None = None
    ) -> Receipt | None:
        await self._api.enter()
        place = await self._places.of(address)
        wanted = mark(key)
        start = discord.utils.time_snowflake(since)
        if thread is not None and place.has_threads:
            found = await self._in_thread(place, thread, wanted, start)
            if found is not None:
                return found
            # It may have been posted on its own, when the thread was gone.
        if place.kind == "forum":
            return await self._in_forum(place, wanted, start, since)
        found = await self._in_channel(place, place.channel, wanted, start)
        if found is None and thread is None and place.has_threads and place.kind != "thread":
            found = await self._in_any_thread(place, wanted, start)
        return found

    async def _in_any_thread(self, place: Place, wanted: str, start: int) -> Receipt | None:
        for each in await self._active(place):
            if int(each.get("last_message_id") or 0) < start:
                continue
            found = await self._in_channel(place, str(each["id"]), wanted, start)
            if found is not None:
                return found
        return None

    async def _active(self, place: Place) -> list[Json]:
        try:
            answer = await self._api.get("/guilds/{guild_id}/threads/active", guild_id=place.guild)
        except errors.UnknownRouteError:
            return []
        return [each for each in answer["threads"] if str(each.get("parent_id")) == place.channel]

    async def _in_thread(
        self, place: Place, root: Receipt, wanted: str, start: int
    ) -> Receipt | None:
        channel = root.message
        if place.kind in ("forum", "thread"):
            channel = root.extra.get("channel", place.channel)
        if not channel.isdigit() or channel == DELETED:
            return None
        try:
            return await self._in_channel(place, channel, wanted, start)
        except DeliveryError as error:
            if errors.code_of(error) != errors.UNKNOWN_CHANNEL:
                raise
            return None

    async def _in_channel(
        self, place: Place, channel: str, wanted: str, start: int
    ) -> Receipt | None:
        seen = False
        async for each in self._history(channel, start):
            seen = True
            if self._is_marked(each, wanted):
                return receipt_of(place, each)
        if not seen:
            await self._ensure_readable(place)
        return None

    async def _history(self, channel: str, start: int) -> AsyncIterator[Json]:
        for _ in range(_MOST_PAGES):
            page = await self._api.request(
                "GET",
                "/channels/{channel_id}/messages",
                query={"after": str(start), "limit": str(_PAGE)},
                channel_id=channel,
            )
            for each in page:
                yield each
            if len(page) < _PAGE:
                return
            start = max(int(each["id"]) for each in page)
        # What wasn't looked at must not read as absent: it would be sent again.
        raise DeliveryError(f"more than {_MOST_PAGES * _PAGE:,} messages came since")

    async def _ensure_readable(self, place: Place) -> None:
        """Without the permission history is empty, not refused: that must not read as absence."""
        if not place.guild:
            return
        try:
            if await self._places.allowed(place) & permissions.HISTORY:
                return
        except errors.UnknownRouteError:  # a server that knows no permissions keeps nothing back
            return
        raise DeliveryError(
            f"the bot can't see whether its message is in {place.shown}",
            hint="give it Read Message History there (Edit Channel, Permissions)",
            permanent=True,
        )

    async def _in_forum(
        self, place: Place, wanted: str, start: int, since: datetime
    ) -> Receipt | None:
        for thread in await self._active(place):
            if found := await self._in_post(place, thread, wanted, start):
                return found
        async for thread in self._archived(place, since):
            if found := await self._in_post(place, thread, wanted, start):
                return found
        return None

    async def _archived(self, place: Place, since: datetime) -> AsyncIterator[Json]:
        """Posts that were closed since, the last one first: an older one can't be the wanted."""
        query = {"limit": str(_PAGE)}
        for _ in range(_MOST_PAGES):
            try:
                page = await self._api.request(
                    "GET",
                    "/channels/{channel_id}/threads/archived/public",
                    query=query,
                    channel_id=place.channel,
                )
            except errors.UnknownRouteError:
                return
            for each in page["threads"]:
                yield each
            closed = _closed(page["threads"][-1]) if page["threads"] else None
            if not page.get("has_more") or closed is None or closed < since:
                return
            query["before"] = closed.isoformat()
        raise DeliveryError(f"more than {_MOST_PAGES * _PAGE:,} posts were closed since")

    async def _in_post(self, place: Place, thread: Json, wanted: str, start: int) -> Receipt | None:
        if int(thread["id"]) < start:
            return None
        if str(thread.get("owner_id", self._api.me)) != self._api.me:
            return None
        first = await self._first(str(thread["id"]))
        if first is not None and self._is_marked(first, wanted):
            return receipt_of(place, first)
        return None

    async def _first(self, thread: str) -> Json | None:
        try:
            found: Json = await self._api.get(
                "/channels/{channel_id}/messages/{message_id}",
                channel_id=thread,
                message_id=thread,
            )
        except DeliveryError as error:
            if error.gone:
                return None
            raise
        return found

    def _is_marked(self, found: Mapping[str, Any], wanted: str) -> bool:
        return str(found["author"]["id"]) == self._api.me and mark_of(found) == wanted


def _closed(thread: Json) -> datetime | None:
    try:
        return datetime.fromisoformat(str(thread["thread_metadata"]["archive_timestamp"]))
    except (KeyError, TypeError, ValueError):
        return None
