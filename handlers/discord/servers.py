"""The servers that the bot is in, as far as the gateway tells, and what changes in them."""

from __future__ import annotations

import logging
from typing import Any

log = logging.getLogger(__name__)

Json = dict[str, Any]
CHANGES = ("CHANNEL_UPDATE", "THREAD_UPDATE", "GUILD_ROLE_UPDATE", "GUILD_MEMBER_UPDATE")
"""Events after which something may be allowed that was not."""


class Servers:
    def __init__(self) -> None:
        self._names: dict[str, str] = {}
        self._changed = False

    def ready(self, data: Json) -> Json:
        """The event without its servers, which the library needn't wait for."""
        if self._names:  # nobody told what happened while the connection was lost
            self.change()
        for each in data.get("guilds") or ():
            self._names.setdefault(str(each.get("id")), "")
        return {**data, "guilds": []}

    def there(self, data: Json) -> None:
        """One is told of: at the start, after an outage, or because it was entered."""
        identity, name = str(data.get("id")), str(data.get("name") or "")
        if identity not in self._names:
            log.info("Discord: joined %s", name or identity)
            self.change()
        self._names[identity] = name

    def gone(self, data: Json) -> None:
        if data.get("unavailable"):  # an outage of Discord's: the bot is still in it
            return
        identity = str(data.get("id"))
        name = self._names.pop(identity, "") or identity
        log.warning("Discord: removed from %s; what is configured for it stays, and waits", name)

    def change(self, _data: Json | None = None) -> None:
        self._changed = True

    def take_change(self) -> bool:
        """Whether something may be allowed now that was not when this was last asked."""
        changed, self._changed = self._changed, False
        return changed
