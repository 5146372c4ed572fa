"""Text without what nobody sees, for platforms that draw it themselves. Pure."""

from __future__ import annotations

import re
import unicodedata

_BREAKS = re.compile("\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")


def clean(text: str) -> str:
    """Without control characters, direction overrides and halves of characters. Line breaks,
    however they are written, and tabs stay."""
    if text.isascii() and text.isprintable():
        return text
    text = _BREAKS.sub("\n", text)
    return "".join(char for char in text if char in "\n\t" or not is_hidden(char))


def is_hidden(char: str) -> bool:
    # Joiner and non-joiner (200d, 200c) belong to emoji and to scripts; the rest of Cf misleads.
    kind = unicodedata.category(char)
    return kind in {"Cc", "Cs", "Cn"} or (kind == "Cf" and char not in "\u200c\u200d")
