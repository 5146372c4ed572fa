"""The one import of discord.py.

It imports ``audioop`` for voice, which we don't use and which warns on Python 3.11 and 3.12 that
3.13 has none (there the library brings a replacement). Nobody here can mend that.
"""

from __future__ import annotations

import warnings

with warnings.catch_warnings():
    warnings.filterwarnings("ignore", "'audioop' is deprecated", DeprecationWarning)
    import discord
    import discord.gateway
    import discord.http

# Nothing here speaks; without this each client says that voice will not be supported.
discord.VoiceClient.warn_nacl = False
discord.VoiceClient.warn_dave = False

__all__ = ["discord"]
