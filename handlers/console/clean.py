"""Text from feeds made harmless for a terminal.

A terminal obeys control characters: feed text that carried them could move the cursor, retitle
the window or paint over what was said. What a person can't see on paper doesn't pass.
"""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

_CONTROLS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # C0 and C1: escape sequences, bells, back spaces
    "\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"  # bidi, invisible
    "\U000e0000-\U000e007f]"  # tags
)
_BREAKS = re.compile("\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_URL_SAFE = "!#$%&'()*+,/:;=?@[]~-._"
_LINKS = {"http", "https", "mailto"}


def clean(text: str, *, lines: bool = False) -> str:
    """``text`` without anything but what is to be read. ``lines``: line ends stay."""
    text = _BREAKS.sub("\n", text).replace("\t", "    " if lines else " ")
    text = _SURROGATES.sub("\ufffd", _CONTROLS.sub("", text))
    return text if lines else text.replace("\n", " ")


def safe_link(url: str) -> str:
    """The address in printable ASCII; empty when it is none that a person may be sent to."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    if parts.scheme.lower() not in _LINKS or not (parts.netloc or parts.path):
        return ""
    return quote(_SURROGATES.sub("", _CONTROLS.sub("", url)), safe=_URL_SAFE)
