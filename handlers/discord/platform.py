"""Discord behind the :class:`~bot.ports.Platform` protocol."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from bot.card import Card
from bot.errors import TidingsError
from bot.finding import Finding
from bot.model import Destination, Receipt
from bot.ports import EVERY_ADDRESS, Answer, Complete
from handlers.discord import examine
from handlers.discord.api import API_URL, GATEWAY_URL, Api
from handlers.discord.connection import Connection, Pace
from handlers.discord.directs import Directs
from handlers.discord.finding import Finder
from handlers.discord.interactions import Interactions
from handlers.discord.memory import Memory
from handlers.discord.messages import Messages
from handlers.discord.places import Places
from handlers.discord.receipts import NAME
from handlers.discord.sync import Sync
from handlers.journal import Journal
from handlers.registry import Setup


class DiscordPlatform:
    name = NAME

    def __init__(
        self,
        setup: Setup,
        *,
        api_url: str = API_URL,
        gateway_url: str = GATEWAY_URL,
        shards: str = "",
        publish: Collection[str] = (),
        pace: Pace | None = None,
    ) -> None:
        """``gateway_url``: empty, the API says it. ``shards``: a number, ``auto`` or nothing;
        ``publish``: ids of announcement channels whose messages go to their followers, or
        ``all``."""
        folder = setup.folder
        self._configured = setup.places
        self._api = Api(setup.secret, api_url=api_url, gateway_url=gateway_url)
        self._places = Places(self._api)
        memory = Memory(folder)
        self._directs = Directs()
        self._finder = Finder(self._api, self._places)
        self._messages = Messages(self._api, self._places, memory, self._directs, publish=publish)
        self._interactions = Interactions(
            self._api,
            setup.commands,
            memory,
            setup.clock,
            self._address_of,
            self._directs,
            self._messages.post,
            journal=Journal(folder / "discord-interactions" if folder else None),
        )
        sync = Sync(
            self._api,
            setup.commands,
            url=api_url,
            file=folder / "discord-commands" if folder else None,
        )
        self._connection = Connection(
            self._api,
            self._interactions.take,
            sync.once,
            urls=(api_url, gateway_url),
            shards=shards,
            pace=pace,
        )

    @property
    def trouble(self) -> str:
        return self._connection.trouble

    def take_mended(self) -> Collection[str]:
        changed = self._connection.servers.take_change()
        if changed:
            self._places.forget_all()
        return (EVERY_ADDRESS,) if changed else self._directs.take_asked()

    def _address_of(self, channel: str, parent: str) -> str:
        """A thread belongs to its channel, unless it is a destination itself."""
        own = any(each.platform == NAME and each.address == channel for each in self._configured())
        return parent if parent and not own else channel

    async def connect(self, answer: Answer, complete: Complete) -> None:
        self._interactions.listen(answer, complete)
        await self._connection.open()

    async def post(
        self, address: str, card: Card, *, key: str, thread: Receipt | None = None
    ) -> Receipt:
        return await self._messages.post(address, card, key=key, thread=thread)

    async def update(self, receipt: Receipt, card: Card) -> Receipt:
        return await self._messages.update(receipt, card)

    async def find(
        self, address: str, key: str, since: datetime, *, thread: Receipt | None = None
    ) -> Receipt | None:
        return await self._finder.find(address, key, since, thread=thread)

    async def examine(self, destinations: Sequence[Destination]) -> Sequence[Finding]:
        return await examine.examine(self._api, self._places, destinations)

    async def close(self) -> None:
        await self._connection.close()
        await self._api.close()


def create(setup: Setup, environ: Mapping[str, str] | None = None) -> DiscordPlatform:
    """Raises :class:`TidingsError` when what the environment says can't be."""
    said = os.environ if environ is None else environ
    return DiscordPlatform(
        setup,
        api_url=_address(said, "TIDINGS_DISCORD_API_URL", API_URL, "http"),
        gateway_url=_gateway(said),
        shards=_shards(said.get("TIDINGS_DISCORD_SHARDS", "")),
        publish=said.get("TIDINGS_DISCORD_PUBLISH", "").replace(",", " ").split(),
    )


def _address(said: Mapping[str, str], name: str, default: str, scheme: str) -> str:
    url = said.get(name, "").strip() or default
    if url and not url.startswith((f"{scheme}://", f"{scheme}s://")):
        raise TidingsError(
            f"{name} is no address: {url!r}", hint=f"begin it with {scheme}s:// or {scheme}://"
        )
    return url


def _gateway(said: Mapping[str, str]) -> str:
    """Where only the API is elsewhere, that is asked for its gateway."""
    default = "" if said.get("TIDINGS_DISCORD_API_URL", "").strip() else GATEWAY_URL
    return _address(said, "TIDINGS_DISCORD_GATEWAY_URL", default, "ws")


def _shards(text: str) -> str:
    shards = text.strip().lower()
    if shards not in ("", "auto") and not (shards.isdigit() and int(shards) > 0):
        raise TidingsError(
            f"TIDINGS_DISCORD_SHARDS is {text!r}", hint="give a number, or auto, or leave it unset"
        )
    return shards
