"""Discord's documented limits. Lengths are counted in UTF-16 units, which is never too little."""

from __future__ import annotations

from typing import Final

CONTENT: Final = 2000
EMBEDS: Final = 10
EMBED_TITLE: Final = 256
EMBED_DESCRIPTION: Final = 4096
EMBED_FOOTER: Final = 2048
EMBEDS_TOTAL: Final = 6000
ROWS: Final = 5
BUTTONS_IN_ROW: Final = 5
BUTTON_LABEL: Final = 80
CUSTOM_ID: Final = 100
FILES: Final = 10
FILE_BYTES: Final = 10 * 1024 * 1024
REQUEST_BYTES: Final = 24 * 1024 * 1024
"""25 MiB are allowed, with the rest of the message."""
URL: Final = 2048
THREAD_NAME: Final = 100
TAGS: Final = 5
NONCE: Final = 25
CHOICES: Final = 25
CHOICE: Final = 100
OPTIONS: Final = 25
DESCRIPTION: Final = 100
NAME: Final = 32
COMMAND: Final = 8000
"""Of all names, descriptions and choices of one command."""
FORM_TITLE: Final = 45
LABEL: Final = 45
INPUTS: Final = 5
INPUT: Final = 1000
"""4,000 are allowed; a command is no longer than that in all."""


def length(text: str) -> int:
    return len(text) + sum(char > "\uffff" for char in text)


def clip(text: str, most: int) -> str:
    """At most ``most`` units, the last of them an ellipsis when something was cut off."""
    if length(text) <= most:
        return text
    kept, used = [], 1
    for char in text:
        used += 2 if char > "\uffff" else 1
        if used > most:
            break
        kept.append(char)
    return "".join(kept).rstrip() + "…"
