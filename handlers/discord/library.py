"""The one import of discord.py.

It imports ``audioop`` for voice, which we don't use and which warns on Python 3.11 and 3.12 that
3.13 has none (there the library brings a replacement). Nobody here can mend that.
"""

from __future__ import annotations

import json
import warnings
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import aiohttp

with warnings.catch_warnings():
    warnings.filterwarnings("ignore", "'audioop' is deprecated", DeprecationWarning)
    import discord
    import discord.gateway
    import discord.http

# Nothing here speaks; without this each client says that voice will not be supported.
discord.VoiceClient.warn_nacl = False
discord.VoiceClient.warn_dave = False


async def _json_or_text(response: aiohttp.ClientResponse) -> Any:
    """The library reads JSON only where a head says ``application/json`` and not one word more;
    most servers but Discord's own add the charset, and their answers would be mere text."""
    text = await response.text(encoding="utf-8")
    if response.content_type == "application/json":
        try:
            return json.loads(text)
        except ValueError:
            return text
    return text


discord.http.json_or_text = _json_or_text


class Entering:
    """Mixed into clients: logging in asks for no more of the application than its id. The library
    wants its owner, too, which Discord's description leaves out at will."""

    http: discord.http.HTTPClient
    _connection: Any

    async def application_info(self) -> discord.AppInfo:
        said: Any = await self.http.application_info()
        nobody = {"id": said["id"], "username": "", "discriminator": "0", "avatar": None}
        least = {
            "name": "",
            "description": "",
            "icon": None,
            "bot_public": False,
            "bot_require_code_grant": False,
            "verify_key": "",
            "owner": nobody,
        }
        whole: Any = {**least, **{key: value for key, value in said.items() if value is not None}}
        return discord.AppInfo(self._connection, whole)


class Client(Entering, discord.Client):
    """A client that takes an application with few keys."""


__all__ = ["Client", "Entering", "discord"]
