"""Registers the commands with Discord, only when their definition changed or they are gone."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path

from bot.errors import DeliveryError
from handlers.discord import commands, errors
from handlers.discord.api import Api
from handlers.registry import CommandInfo

log = logging.getLogger(__name__)


class Sync:
    def __init__(
        self, api: Api, infos: Sequence[CommandInfo], *, url: str, file: Path | None = None
    ) -> None:
        """``file``: where the digest of what was registered last is remembered."""
        self._api, self._infos, self._url, self._file = api, infos, url, file
        self._done = ""

    async def once(self) -> None:
        """Never raises what Discord or the network does; the next connection tries again."""
        try:
            await self._sync()
        except (DeliveryError, errors.RefusedError) as error:
            log.error("Discord: the commands could not be registered: %s", error)

    async def _sync(self) -> None:
        if not self._infos:
            return
        await self._api.enter()
        entries = commands.definitions(self._infos)
        digest = commands.digest(entries, self._url, self._api.application)
        if digest == self._done:
            return
        if digest == self._stored() and await self._are_there(entries):
            self._done = digest
            return
        await self._api.request(
            "PUT",
            "/applications/{application_id}/commands",
            entries,
            application_id=self._api.application,
        )
        log.info("Discord: %d commands registered", len(entries))
        self._done = digest
        self._store(digest)

    async def _are_there(self, entries: Sequence[commands.Json]) -> bool:
        """Whether Discord still has those that were registered before."""
        try:
            found = await self._api.get(
                "/applications/{application_id}/commands", application_id=self._api.application
            )
        except (DeliveryError, errors.RefusedError):  # as far as anybody knows
            return True
        return {_known_by(each) for each in found} == {_known_by(each) for each in entries}

    def _stored(self) -> str:
        try:
            return self._file.read_text("utf-8").strip() if self._file else ""
        except (OSError, ValueError):
            return ""

    def _store(self, digest: str) -> None:
        if self._file is None:
            return
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            self._file.write_text(digest + "\n", "utf-8")
        except OSError as error:  # registering again does no harm
            log.warning("%s can't be written: %s", self._file, error)


def _known_by(entry: commands.Json) -> tuple[int, str]:
    return int(entry.get("type") or 1), str(entry.get("name"))
