"""What a button carries: the command it gives, so that it works after a restart too. Pure.

A custom id has 100 characters. Longer commands are kept beside it under a key that is a hash of
them; the same command always has the same id.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from handlers.discord.limits import CUSTOM_ID, length

_WHOLE, _KEPT, _SHARE, _PAGE = "t:", "k:", "share:", "page:"


def custom_id(command: str) -> str:
    whole = _WHOLE + command
    if length(whole) <= CUSTOM_ID and whole == whole.strip():
        return whole
    return _KEPT + hashlib.sha256(command.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def is_kept(identity: str) -> bool:
    """Whether its command has to be kept elsewhere."""
    return identity.startswith(_KEPT)


def command(identity: str, kept: Mapping[str, str]) -> str:
    """The command behind an id; empty when it is none of ours or was not kept."""
    if identity.startswith(_WHOLE):
        return identity.removeprefix(_WHOLE)
    return kept.get(identity, "")


def share_id(key: str) -> str:
    return _SHARE + key


def shared(identity: str) -> str:
    """The key of the card that a Share button shares; empty: it is another button."""
    return identity.removeprefix(_SHARE) if identity.startswith(_SHARE) else ""


def page_id(key: str, page: int) -> str:
    """Of a button that turns the card with this key to a page, counted from 0."""
    return f"{_PAGE}{key}:{page}"


def turned(identity: str) -> tuple[str, int] | None:
    """The card's key and the page; ``None``: it is another button."""
    key, _, page = identity.removeprefix(_PAGE).partition(":")
    if not identity.startswith(_PAGE) or not page.isdigit():
        return None
    return key, int(page)
