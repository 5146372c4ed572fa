"""The servers that the bot is in, as far as the gateway tells."""

from __future__ import annotations

import logging
from typing import Any

log = logging.getLogger(__name__)

Json = dict[str, Any]


class Servers:
    def __init__(self) -> None:
        self._names: dict[str, str] = {}

    def ready(self, data: Json) -> Json:
        """The event without its servers, which the library needn't wait for."""
        for each in data.get("guilds") or ():
            self._names.setdefault(str(each.get("id")), "")
        return {**data, "guilds": []}

    def there(self, data: Json) -> None:
        """One is told of: at the start, after an outage, or because it was entered."""
        identity, name = str(data.get("id")), str(data.get("name") or "")
        if identity not in self._names:
            log.info("Discord: joined %s", name or identity)
        self._names[identity] = name

    def gone(self, data: Json) -> None:
        if data.get("unavailable"):  # an outage of Discord's: the bot is still in it
            return
        identity = str(data.get("id"))
        name = self._names.pop(identity, "") or identity
        log.warning("Discord: removed from %s; what is configured for it stays, and waits", name)
