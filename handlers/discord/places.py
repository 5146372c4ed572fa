"""What lies behind an address: a channel, a thread, a forum, or somebody's direct messages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from bot.errors import DeliveryError
from handlers.discord import errors, permissions
from handlers.discord.api import Api

Json = dict[str, Any]
Kind = Literal["text", "news", "voice", "thread", "forum", "direct"]
_KINDS: Mapping[int, Kind] = {
    0: "text", 1: "direct", 2: "voice", 3: "direct", 5: "news",
    10: "thread", 11: "thread", 12: "thread", 13: "voice", 15: "forum", 16: "forum",
}  # fmt: skip
_MUST_TAG = 1 << 4


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    address: str
    """As the configuration has it."""
    channel: str
    kind: Kind
    name: str = ""
    guild: str = ""
    parent: str = ""
    tags: tuple[tuple[str, str], ...] = ()
    """Ids and names of a forum's tags that the bot may use."""
    must_tag: bool = False

    @property
    def shown(self) -> str:
        return f"#{self.name}" if self.name else self.address

    @property
    def has_threads(self) -> bool:
        """What is new about a story goes into a thread here, or into the one this is."""
        return self.kind in ("text", "news", "forum", "thread")


def place_of(address: str, channel: Json) -> Place:
    """Raises DeliveryError for a channel in which nobody writes."""
    kind = _KINDS.get(int(channel["type"]))
    name = str(channel.get("name") or "")
    if kind is None:
        raise errors.coded(
            f"“{name}” is no channel for messages",
            0,
            hint="name a text channel, a thread or a forum instead",
            permanent=True,
        )
    tags = channel.get("available_tags") or []
    return Place(
        address=address,
        channel=str(channel["id"]),
        kind=kind,
        name=name,
        guild=str(channel.get("guild_id") or ""),
        parent=str(channel.get("parent_id") or ""),
        tags=tuple((str(t["id"]), str(t["name"])) for t in tags if not t.get("moderated")),
        must_tag=bool(int(channel.get("flags") or 0) & _MUST_TAG),
    )


class Places:
    def __init__(self, api: Api) -> None:
        self._api = api
        self._known: dict[str, Place] = {}

    def __contains__(self, address: str) -> bool:
        return address in self._known

    async def of(self, address: str) -> Place:
        """Raises DeliveryError."""
        known = self._known.get(address)
        if known is None:
            known = self._known[address] = place_of(address, await self._channel(address))
        return known

    def forget(self, address: str) -> None:
        """Something there is not as it was."""
        self._known.pop(address, None)

    def forget_all(self) -> None:
        self._known.clear()

    async def _channel(self, address: str) -> Json:
        """Ids don't say what they are of: a channel's, else a user's."""
        try:
            channel: Json = await self._api.get("/channels/{channel_id}", channel_id=address)
        except DeliveryError as error:
            if errors.code_of(error) != errors.UNKNOWN_CHANNEL:
                raise
            channel = await self._direct(address, error)
        return channel

    async def _direct(self, user: str, unknown: DeliveryError) -> Json:
        body = {"recipient_id": user}
        try:
            opened: Json = await self._api.request("POST", "/users/@me/channels", body)
        except DeliveryError as error:
            if error.ambiguous:  # opening twice opens once
                raise DeliveryError(str(error)) from error
            raise
        except errors.RefusedError:
            raise unknown from None
        return opened

    async def missing(self, place: Place) -> list[str]:
        """Names of the permissions that the bot lacks there. Raises DeliveryError."""
        if not place.guild:
            return []
        needs = permissions.needed(place.kind)
        return permissions.named(needs & ~await self.allowed(place))

    async def allowed(self, place: Place) -> int:
        roles = await self._api.get("/guilds/{guild_id}/roles", guild_id=place.guild)
        me = self._api.me
        member = await self._api.get(
            "/guilds/{guild_id}/members/{member_id}", guild_id=place.guild, member_id=me
        )
        at = place.parent if place.kind == "thread" else place.channel
        channel = await self._api.get("/channels/{channel_id}", channel_id=at)
        return permissions.allowed(
            roles, member["roles"], channel.get("permission_overwrites") or [], place.guild, me
        )
