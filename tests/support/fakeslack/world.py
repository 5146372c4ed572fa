"""What there is in the pretended workspace: people, channels, messages, files, views."""

from __future__ import annotations

import itertools
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]

BOT_TOKEN = "xoxb-0000000001-fakefakefake"
APP_TOKEN = "xapp-1-A0APP-0000000001-fakefakefake"
SIGNING_SECRET = "0123456789abcdef0123456789abcdef"
TEAM, APP, BOT_USER, BOT = "T0TEAM001", "A0APP", "U0BOT0001", "B0BOT0001"
BOT_NAME = "tidings"

SCOPES = frozenset(
    {
        "chat:write", "chat:write.public", "commands", "channels:read", "groups:read",
        "channels:history", "groups:history", "im:history", "im:write", "im:read", "files:write",
        "users:read", "channels:join",
    }
)  # fmt: skip
_PING = re.compile(r"<!(?:channel|here|everyone|subteam\^)[^>]*>|<@[UW][A-Z0-9]+[^>]*>")


@dataclass
class Message:
    ts: str
    channel: str
    text: str = ""
    blocks: list[Json] = field(default_factory=list)
    metadata: Json | None = None
    thread_ts: str = ""
    user: str = BOT_USER
    files: list[str] = field(default_factory=list)
    edited: str = ""
    broadcast: bool = False
    to: str = ""
    """Of an ephemeral one: who sees it."""
    unfurl: tuple[bool | None, bool | None] = (None, None)
    """Links, media: as asked for."""

    def shown(self) -> str:
        """All there is to be read, escapes undone."""
        texts = [*_texts(self.blocks)] or [self.text]
        joined = "\n".join(texts)
        return joined.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")

    def pings(self) -> list[str]:
        """Who would be notified by what stands in it."""
        raw = [self.text, *_texts(self.blocks, raw=True)]
        found = [hit for text in raw for hit in _PING.findall(text)]
        return found + [each for block in self.blocks for each in _rich_pings(block)]

    def json(self, *, metadata: bool = False, replies: list[Message] | None = None) -> Json:
        data: Json = {
            "type": "message",
            "user": self.user,
            "ts": self.ts,
            "text": self.text,
            "team": TEAM,
        }
        if self.user == BOT_USER:
            data |= {"bot_id": BOT, "app_id": APP}
        if self.blocks:
            data["blocks"] = self.blocks
        if self.thread_ts:
            data["thread_ts"] = self.thread_ts
        if replies:
            data |= {
                "thread_ts": self.ts,
                "reply_count": len(replies),
                "latest_reply": replies[-1].ts,
            }
        if self.files:
            data["files"] = [{"id": each} for each in self.files]
        if self.edited:
            data["edited"] = {"user": self.user, "ts": self.edited}
        if metadata and self.metadata:
            data["metadata"] = self.metadata
        elif self.metadata:  # without the flag only the type of one's own is told
            data["metadata"] = {"event_type": self.metadata["event_type"]}
        return data


def _texts(data: Any, *, raw: bool = False) -> list[str]:
    """Every text in the blocks, in order; ``raw``: only what could hold a mention."""
    if isinstance(data, list):
        return [text for each in data for text in _texts(each, raw=raw)]
    if not isinstance(data, dict):
        return []
    kind = data.get("type")
    if kind == "mrkdwn" or (kind in {"plain_text", "text", "raw_text"} and not raw):
        return [str(data.get("text", ""))]
    if kind in {"plain_text", "text", "raw_text"}:
        return []
    if kind in {"image", "link"} and not raw:
        own = str(data.get("alt_text") or data.get("text") or "")
        rest = [value for key, value in data.items() if key not in {"alt_text", "text"}]
        return [own, *_texts(rest)]
    if kind == "markdown":
        return [str(data.get("text", ""))]
    return [text for value in data.values() for text in _texts(value, raw=raw)]


def _rich_pings(data: Any) -> list[str]:
    if isinstance(data, list):
        return [hit for each in data for hit in _rich_pings(each)]
    if not isinstance(data, dict):
        return []
    if data.get("type") in {"user", "usergroup", "broadcast", "channel"} and "text" not in data:
        return [str(data)]
    return [hit for value in data.values() for hit in _rich_pings(value)]


@dataclass
class Channel:
    id: str
    name: str
    private: bool = False
    archived: bool = False
    with_user: str = ""
    """Of a direct conversation: the person."""
    members: set[str] = field(default_factory=set)
    messages: list[Message] = field(default_factory=list)

    @property
    def kind(self) -> str:
        return "im" if self.with_user else "groups" if self.private else "channels"

    @property
    def joined(self) -> bool:
        return BOT_USER in self.members

    def message(self, ts: str) -> Message | None:
        return next((each for each in self.messages if each.ts == ts), None)

    def replies(self, ts: str) -> list[Message]:
        return [each for each in self.messages if each.thread_ts == ts and each.ts != ts]

    def json(self) -> Json:
        return {
            "id": self.id,
            "name": self.name,
            "is_channel": self.kind == "channels",
            "is_group": self.kind == "groups",
            "is_im": self.kind == "im",
            "is_private": self.private,
            "is_archived": self.archived,
            "is_member": self.joined,
            **({"user": self.with_user} if self.with_user else {}),
        }


@dataclass
class Upload:
    id: str
    name: str
    length: int
    content: bytes = b""
    complete: bool = False
    title: str = ""
    shared: list[str] = field(default_factory=list)


@dataclass
class View:
    id: str
    view: Json
    user: str
    hash: str
    stack: list[str] = field(default_factory=list)
    """Ids of the open modals of this person, bottom first, shared by all of them."""

    def json(self) -> Json:
        return {
            "private_metadata": "",
            "callback_id": "",
            **self.view,
            "id": self.id,
            "team_id": TEAM,
            "hash": self.hash,
            "state": {"values": {}},
            "root_view_id": self.stack[0] if self.stack else self.id,
            "previous_view_id": None,
            "app_id": APP,
            "bot_id": BOT,
        }


@dataclass
class World:
    """State without behaviour; ``now`` in seconds since 1970."""

    now: Callable[[], float] = time.time
    scopes: set[str] = field(default_factory=lambda: set(SCOPES))
    token_errors: dict[str, str] = field(default_factory=dict)
    """Token → the error that it is refused with, as in ``token_revoked``."""
    users: dict[str, Json] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    uploads: dict[str, Upload] = field(default_factory=dict)
    views: dict[str, View] = field(default_factory=dict)
    homes: dict[str, Json] = field(default_factory=dict)
    """Person → the App Home as last published."""
    ephemerals: list[Message] = field(default_factory=list)
    unready: int = 0
    """Uses of an uploaded picture that are refused because it is still being processed."""
    _numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))
    _last_ts: int = 0

    def __post_init__(self) -> None:
        self.add_user("U0ADMIN01", "ada", admin=True)
        self.add_user("U0USER001", "uma")
        self.users[BOT_USER] = {"id": BOT_USER, "name": BOT_NAME, "is_bot": True, "team_id": TEAM}

    def next_id(self, letter: str) -> str:
        return f"{letter}0{next(self._numbers):07d}"

    def next_ts(self) -> str:
        """Unique and rising, as in 1752400000.000100."""
        self._last_ts = max(self._last_ts + 1, int(self.now() * 1_000_000))
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    def add_user(self, ident: str, name: str, *, admin: bool = False, owner: bool = False) -> str:
        self.users[ident] = {
            "id": ident,
            "name": name,
            "real_name": name.title(),
            "team_id": TEAM,
            "is_admin": admin,
            "is_owner": owner,
            "is_bot": False,
            "deleted": False,
        }
        return ident

    def add_channel(
        self, name: str, *, member: bool = True, private: bool = False, archived: bool = False
    ) -> Channel:
        people = {ident for ident, user in self.users.items() if not user["is_bot"]}
        ident = self.next_id("C")
        channel = Channel(ident, name, private=private, archived=archived, members=people)
        if member:
            channel.members.add(BOT_USER)
        self.channels[ident] = channel
        return channel

    def direct(self, user: str) -> Channel:
        """The bot's direct conversation with a person, made when there is none."""
        for each in self.channels.values():
            if each.with_user == user:
                return each
        channel = Channel(self.next_id("D"), "", with_user=user, members={user, BOT_USER})
        self.channels[channel.id] = channel
        return channel

    def named(self, name: str) -> Channel | None:
        wanted = name.removeprefix("#")
        return next((each for each in self.channels.values() if each.name == wanted), None)

    def messages(self, channel: str = "") -> list[Message]:
        """Of all channels, or of one by its #name or id, in the order they came."""
        if channel:
            found = self.channels.get(channel) or self.named(channel)
            return list(found.messages) if found else []
        every = [each for one in self.channels.values() for each in one.messages]
        return sorted(every, key=lambda each: float(each.ts))
