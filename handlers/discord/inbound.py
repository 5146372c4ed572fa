"""What somebody did, read from Discord's event. Pure.

The library's own reading of it insists on every key that Discord sends today and takes the whole
connection down without one; here only what is used has to be there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

Json = Mapping[str, Any]
COMMAND, COMPONENT, COMPLETION, FORM = 2, 3, 4, 5
_EPOCH = datetime(2015, 1, 1, tzinfo=UTC)
_ADMINISTRATOR, _MANAGE_GUILD = 1 << 3, 1 << 5
_EPHEMERAL = 1 << 6


@dataclass(frozen=True, kw_only=True, slots=True)
class Interaction:
    id: str
    token: str
    kind: int
    """``COMMAND`` and so on; there are others, which nothing here causes."""
    user: str
    name: str = ""
    manages: bool = False
    """Whether this person manages the server."""
    guild: str = ""
    """Empty in direct messages."""
    channel: str = ""
    called: str = ""
    """The channel's name."""
    parent: str = ""
    """The channel that a thread belongs to."""
    locale: str = ""
    data: Json = field(default_factory=dict)
    message: Json = field(default_factory=dict)
    """The one whose button was pressed, or opened the form."""

    @property
    def pressed(self) -> bool:
        """Whether it comes from a message's button."""
        return bool(self.message)

    @property
    def private(self) -> bool:
        """Whether it comes from a message that only this person sees."""
        return bool(_number(self.message.get("flags")) & _EPHEMERAL)

    @property
    def custom_id(self) -> str:
        return str(self.data.get("custom_id") or "")

    @property
    def footers(self) -> list[str]:
        """Of the message's embeds."""
        return [str(_map(each.get("footer")).get("text") or "") for each in _embeds(self.message)]

    @property
    def made(self) -> datetime:
        """When, as its id has it."""
        return _EPOCH + timedelta(milliseconds=_number(self.id) >> 22)


def read(event: Json) -> Interaction | None:
    """``None``: it can't be answered."""
    member, channel = _map(event.get("member")), _map(event.get("channel"))
    user = _map(member.get("user")) or _map(event.get("user"))
    number, token = str(event.get("id") or ""), str(event.get("token") or "")
    if not (number and token and user.get("id")):
        return None
    names = (member.get("nick"), user.get("global_name"), user.get("username"))
    parent = channel.get("parent_id") if _number(channel.get("type")) in (10, 11, 12) else ""
    return Interaction(
        id=number,
        token=token,
        kind=_number(event.get("type")),
        user=str(user["id"]),
        name=next((str(each) for each in names if each), ""),
        manages=bool(_number(member.get("permissions")) & (_ADMINISTRATOR | _MANAGE_GUILD)),
        guild=str(event.get("guild_id") or ""),
        channel=str(event.get("channel_id") or channel.get("id") or ""),
        called=str(channel.get("name") or ""),
        parent=str(parent or ""),
        locale=str(event.get("locale") or event.get("guild_locale") or ""),
        data=_map(event.get("data")),
        message=_map(event.get("message")),
    )


def words_of(message: Json) -> str:
    """What a message says first: an embed's title, a text, what is written in it."""
    for embed in _embeds(message):
        if embed.get("title"):
            return str(embed["title"])
    if message.get("content"):
        return str(message["content"])
    return next((str(embed.get("description") or "") for embed in _embeds(message)), "")


def custom_ids(parts: Json) -> Iterator[str]:
    """Of all buttons of a message, however deep they are."""
    for part in parts.get("components") or ():
        if isinstance(part.get("custom_id"), str):
            yield part["custom_id"]
        yield from custom_ids(part)
        if accessory := _map(part.get("accessory")):
            yield from custom_ids({"components": [accessory]})


def _embeds(message: Json) -> list[Json]:
    return [each for each in message.get("embeds") or () if isinstance(each, Mapping)]


def _map(found: object) -> Json:
    return found if isinstance(found, Mapping) else {}


def _number(found: object) -> int:
    text = str(found or 0)
    return int(text) if text.isascii() and text.isdigit() else 0
