"""From the configuration's addresses to Slack's ids and back."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bot.errors import DeliveryError
from bot.model import Destination
from handlers.slack.api import Api
from handlers.slack.errors import NotAllowedError, ShapeError, judged
from handlers.slack.talk import NAME, Json

log = logging.getLogger(__name__)

_FRESH = 5.0
"""Seconds for which a list of channels isn't asked for again."""
_READERS_FRESH = 300.0
"""Seconds for which it is believed which channels somebody is in."""
_READERS_AGAIN = 30.0
"""… and when Slack didn't say all of them."""
_READING = 1.5
"""Seconds that an answer waits for it: what may open a form is good for three."""
_MOST_READERS = 500
_MOST_READ = 4000
_KINDS = "public_channel,private_channel"


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """A conversation, by its id."""

    id: str
    address: str
    """As it was asked for."""

    @property
    def direct(self) -> bool:
        return self.id.startswith("D")


class Directory:
    """Remembers what it was told; a channel that was renamed is found again by its new name."""

    def __init__(self, api: Api, places: Callable[[], Iterable[Destination]] = tuple) -> None:
        """``places``: the destinations of the configuration in force."""
        self._api = api
        self._places = places
        self._ids: dict[str, str] = {}
        """Address → id."""
        self._names: dict[str, str] = {}
        """Id → name, as far as seen."""
        self._listed = -_FRESH
        self._list: dict[str, str] = {}
        """All channels then, by name."""
        self._readers: OrderedDict[str, tuple[float, tuple[str, ...]]] = OrderedDict()
        """Person → when it was asked, and the channels they are in."""

    async def find(self, address: str) -> Place:
        """Raises :class:`~bot.errors.DeliveryError`."""
        known = self._ids.get(address)
        if known is None:
            known = self._ids[address] = await self._look(address)
        return Place(id=known, address=address)

    async def to_post(self, address: str) -> Place:
        """The same, but where we may not look, the address itself will do: posting takes names
        and people, too, and then tells the id."""
        try:
            return await self.find(address)
        except NotAllowedError:
            return Place(id=address, address=address)

    def learn(self, address: str, channel_id: str) -> None:
        """Slack found it where we were not allowed to look."""
        self._ids[address] = channel_id

    def forget(self, address: str) -> None:
        """It led nowhere: look again the next time."""
        self._ids.pop(address, None)

    def forget_name(self, channel_id: str) -> None:
        """It may have another one now. Under its old one it goes on to be found."""
        self._names.pop(channel_id, None)

    async def address_of(self, channel_id: str, name: str = "") -> str:
        """How the configuration calls this channel; its id when it isn't named there."""
        addresses = [each.address for each in self._places() if each.platform == NAME]
        if channel_id in addresses:
            return channel_id
        for address in addresses:
            if self._ids.get(address) == channel_id:
                return address
        unseen = [each for each in addresses if each.startswith("#") and each not in self._ids]
        if not unseen:
            return channel_id
        called = await self._name(channel_id) or name
        for address in unseen:
            if address.removeprefix("#") == called:
                self._ids[address] = channel_id
                return address
        return channel_id

    async def read_by(self, user_id: str) -> tuple[str, ...]:
        """Addresses of the channels that this person is in, as far as the bot may know: by their
        ids and by their names. Remembered for some minutes."""
        asked, known = self._readers.get(user_id, (-_READERS_FRESH, ()))
        if time.monotonic() - asked < _READERS_FRESH:
            return known
        found: list[str] = []
        asked = time.monotonic()
        try:
            async with asyncio.timeout(_READING):
                pages = self._api.pages("users.conversations", user=user_id, types=_KINDS)
                async for page in pages:
                    for channel in page.get("channels", ()):
                        found += [str(channel["id"]), f"#{channel.get('name') or ''}"]
                    if len(found) > _MOST_READ:
                        break
        except (DeliveryError, ShapeError, TimeoutError) as error:
            log.debug("which channels %s is in is not known: %s", user_id, error)
            asked -= _READERS_FRESH - _READERS_AGAIN
        self._readers[user_id] = (asked, tuple(found))
        while len(self._readers) > _MOST_READERS:
            self._readers.popitem(last=False)
        return tuple(found)

    async def info(self, address: str) -> Json:
        """What Slack says of it: ``is_archived``, ``is_member``. Raises DeliveryError."""
        place = await self.find(address)
        answer = await self._api.call("conversations.info", channel=place.id, where=address)
        return dict(answer["channel"])

    async def _name(self, channel_id: str) -> str:
        if channel_id not in self._names:
            try:
                answer = await self._api.call("conversations.info", channel=channel_id)
            except (DeliveryError, ShapeError):
                return ""
            self._names[channel_id] = str(answer["channel"].get("name") or "")
        return self._names[channel_id]

    async def _look(self, address: str) -> str:
        if address.startswith(("U", "W")) and address.isalnum() and address.isupper():
            answer = await self._api.call("conversations.open", users=address, where=address)
            return str(answer["channel"]["id"])
        if not address.startswith("#"):
            return address
        found = await self._listed_as(address.removeprefix("#"))
        if found:
            return found
        raise judged(
            "conversations.list",
            {"error": "channel_not_found"},
            where=address,
            bot=self._api.bot,
        )

    async def _listed_as(self, name: str) -> str | None:
        """First among the channels that the bot is in: few, even where there are thousands."""
        forbidden: NotAllowedError | None = None
        try:
            if found := (await self._named(name, "users.conversations")).get(name):
                return found
        except NotAllowedError as error:
            forbidden = error
        if time.monotonic() - self._listed < _FRESH:
            return self._list.get(name)
        listed = await self._named(name, "conversations.list")
        if found := listed.get(name):
            return found
        if forbidden is not None:
            raise forbidden
        self._listed, self._list = time.monotonic(), listed
        return None

    async def _named(self, name: str, method: str) -> dict[str, str]:
        try:
            return await self._among(name, method, _KINDS)
        except DeliveryError as error:
            if not isinstance(error, NotAllowedError):
                raise
            return await self._among(name, method, "public_channel")

    async def _among(self, name: str, method: str, kinds: str) -> dict[str, str]:
        """Ids by name, up to the page that has this one."""
        found: dict[str, str] = {}
        async for page in self._api.pages(method, types=kinds):
            for channel in page.get("channels", ()):
                self._names[channel["id"]] = str(channel.get("name") or "")
                for each in {channel.get("name"), channel.get("name_normalized")} - {None}:
                    # Of an archived and a living one of the same name, the living one is meant.
                    if each not in found or not channel.get("is_archived"):
                        found[str(each)] = str(channel["id"])
            if name in found:
                break
        return found
