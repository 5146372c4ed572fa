"""What there is: guilds, channels, roles, people, messages. Plain JSON data, as the API has it."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.support.fakediscord.errors import ApiError

Json = dict[str, Any]
EPOCH = datetime(2015, 1, 1, tzinfo=UTC)
TEXT, DM, VOICE, NEWS, THREAD, FORUM = 0, 1, 2, 5, 11, 15
PERMISSIONS: Mapping[str, int] = {
    "MANAGE_GUILD": 1 << 5,
    "VIEW_CHANNEL": 1 << 10,
    "SEND_MESSAGES": 1 << 11,
    "MANAGE_MESSAGES": 1 << 13,
    "EMBED_LINKS": 1 << 14,
    "ATTACH_FILES": 1 << 15,
    "READ_MESSAGE_HISTORY": 1 << 16,
    "MENTION_EVERYONE": 1 << 17,
    "CREATE_PUBLIC_THREADS": 1 << 35,
    "SEND_MESSAGES_IN_THREADS": 1 << 38,
}
ALL = sum(PERMISSIONS.values()) & ~PERMISSIONS["MANAGE_GUILD"]


@dataclass
class World:
    clock: Callable[[], datetime]
    skew: timedelta = timedelta()
    """How far the fake's time was moved on."""
    guilds: dict[str, Json] = field(default_factory=dict)
    roles: dict[str, list[Json]] = field(default_factory=dict)
    """By guild."""
    members: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    """Role ids by guild and user."""
    channels: dict[str, Json] = field(default_factory=dict)
    users: dict[str, Json] = field(default_factory=dict)
    messages: dict[str, list[Json]] = field(default_factory=dict)
    """By channel, oldest first."""
    files: dict[str, bytes] = field(default_factory=dict)
    """By attachment id."""
    pings: list[tuple[str, str]] = field(default_factory=list)
    """Message id and whom it notified."""
    kicked: set[str] = field(default_factory=set)
    closed_to_us: set[str] = field(default_factory=set)
    """Users who take no direct messages from the bot."""

    def __post_init__(self) -> None:
        self._numbers = itertools.count(1)
        self.bot = self.add_user("Tidings", bot=True)
        self.application = self.snowflake()

    def now(self) -> datetime:
        return self.clock() + self.skew

    def snowflake(self) -> str:
        milliseconds = (self.now() - EPOCH) // timedelta(milliseconds=1)
        return str((milliseconds << 22) + next(self._numbers))

    # ── making things ───────────────────────────────────────────────────────────────────

    def add_user(self, name: str, *, bot: bool = False) -> Json:
        user: Json = {
            "id": self.snowflake(),
            "username": name,
            "global_name": name,
            "discriminator": "0",
            "avatar": None,
            "bot": bot,
            "flags": 0,
        }
        self.users[user["id"]] = user
        return user

    def add_guild(self, name: str) -> Json:
        identity = self.snowflake()
        guild: Json = {
            "id": identity,
            "name": name,
            "owner_id": self.snowflake(),
            "icon": None,
            "features": [],
            "emojis": [],
            "stickers": [],
            "afk_timeout": 300,
            "verification_level": 0,
            "default_message_notifications": 0,
            "explicit_content_filter": 0,
            "mfa_level": 0,
            "nsfw_level": 0,
            "premium_tier": 0,
            "premium_progress_bar_enabled": False,
            "preferred_locale": "en-US",
            "system_channel_flags": 0,
        }
        self.guilds[identity] = guild
        self.roles[identity] = [self._role(identity, "@everyone", ALL)]
        self.join(identity, self.bot["id"])
        return guild

    def _role(self, identity: str, name: str, permissions: int) -> Json:
        return {
            "id": identity,
            "name": name,
            "permissions": str(permissions),
            "color": 0,
            "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
            "hoist": False,
            "position": 0,
            "managed": False,
            "mentionable": False,
            "flags": 0,
        }

    def add_role(self, guild: str, name: str, permissions: int = 0) -> Json:
        role = self._role(self.snowflake(), name, permissions)
        self.roles[guild].append(role)
        return role

    def join(self, guild: str, user: str, *roles: str) -> None:
        self.members[guild, user] = list(roles)

    def add_channel(self, guild: str, name: str, kind: int = TEXT, **more: Any) -> Json:
        channel: Json = {
            "id": self.snowflake(),
            "type": kind,
            "guild_id": guild,
            "name": name,
            "position": len(self.channels),
            "permission_overwrites": [],
            "parent_id": None,
            "nsfw": False,
            "topic": None,
            "rate_limit_per_user": 0,
            "last_message_id": None,
            "flags": 0,
        }
        if kind == FORUM:
            channel |= {"available_tags": [], "default_sort_order": None}
        self.channels[channel["id"]] = channel | more
        self.messages[channel["id"]] = []
        return self.channels[channel["id"]]

    def add_thread(self, parent: Json, identity: str, name: str, tags: list[str]) -> Json:
        stamp = self.now().isoformat()
        thread: Json = {
            "id": identity,
            "type": 10 if parent["type"] == NEWS else THREAD,
            "guild_id": parent["guild_id"],
            "parent_id": parent["id"],
            "owner_id": self.bot["id"],
            "name": name,
            "last_message_id": None,
            "message_count": 0,
            "member_count": 1,
            "rate_limit_per_user": 0,
            "flags": 0,
            "total_message_sent": 0,
            "thread_metadata": {
                "archived": False,
                "auto_archive_duration": 4320,
                "archive_timestamp": stamp,
                "locked": False,
                "create_timestamp": stamp,
            },
        }
        if parent["type"] == FORUM:
            thread["applied_tags"] = tags
        self.channels[identity] = thread
        self.messages[identity] = []
        return thread

    def direct(self, user: str) -> Json:
        """The channel of direct messages with somebody."""
        for known in self.channels.values():
            if known["type"] == DM and known["recipients"][0]["id"] == user:
                return known
        channel: Json = {
            "id": self.snowflake(),
            "type": DM,
            "last_message_id": None,
            "flags": 0,
            "recipients": [self.users[user]],
        }
        self.channels[channel["id"]] = channel
        self.messages[channel["id"]] = []
        return channel

    # ── who may what ────────────────────────────────────────────────────────────────────

    def deny(self, channel: str, *names: str) -> None:
        """Take permissions from the bot in one channel."""
        place = self.channels[channel]
        place["permission_overwrites"] = [
            {
                "id": self.bot["id"],
                "type": 1,
                "allow": "0",
                "deny": str(sum(PERMISSIONS[name] for name in names)),
            }
        ]

    def allowed(self, channel: Json, user: str) -> int:
        """The documented sum: roles, then the channel's overwrites, everyone's first."""
        guild = channel["guild_id"]
        roles = self.members.get((guild, user), [])
        mine = [role for role in self.roles[guild] if role["id"] in {guild, *roles}]
        total = 0
        for role in mine:
            total |= int(role["permissions"])
        if total & 8:
            return (1 << 60) - 1
        place = self.channels[channel["parent_id"]] if "thread_metadata" in channel else channel
        overwrites = {each["id"]: each for each in place["permission_overwrites"]}
        for layer in ([guild], roles, [user]):
            there = [overwrites[key] for key in layer if key in overwrites]
            for each in there:
                total &= ~int(each["deny"])
            for each in there:
                total |= int(each["allow"])
        return total

    def channel(self, identity: str, *needs: str) -> Json:
        """The channel, when the bot may see it and has what it ``needs``. Raises ApiError."""
        channel = self.channels.get(identity)
        if channel is None:
            raise ApiError(10003)
        if channel["type"] == DM:
            return channel
        if channel["guild_id"] in self.kicked:
            raise ApiError(50001)
        allowed = self.allowed(channel, self.bot["id"])
        if not allowed & PERMISSIONS["VIEW_CHANNEL"]:
            raise ApiError(50001)
        if any(not allowed & PERMISSIONS[name] for name in needs):
            raise ApiError(50013)
        return channel

    def message(self, channel: str, identity: str) -> Json:
        for message in self.messages.get(channel, []):
            if message["id"] == identity:
                return message
        raise ApiError(10008)
