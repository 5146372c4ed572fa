"""Who did something, and where: from Slack's payloads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.ports import Clock
from handlers.slack.channels import Directory
from handlers.slack.members import Members
from handlers.slack.talk import NAME, Call

Body = Mapping[str, Any]


class Callers:
    def __init__(self, members: Members, directory: Directory, clock: Clock) -> None:
        self._members = members
        self._directory = directory
        self._clock = clock

    async def of(self, body: Body) -> Call:
        """Of a command, a button, a shortcut or a form. Asks Slack what isn't remembered."""
        ident, name = _user(body)
        channel, called = _channel(body)
        direct = _is_direct(channel)
        return Call(
            user=await self._members.user(ident, name),
            scope=_scope(body),
            channel=await self._directory.address_of(channel, called) if channel else "",
            channel_id=channel,
            direct=direct,
            reads=await self._directory.read_by(ident) if direct else (),
            at=self._clock(),
            trigger_id=str(body.get("trigger_id") or ""),
            response_url=str(body.get("response_url") or ""),
        )

    def at_once(self, body: Body) -> Call:
        """The same from memory alone, for what can't wait."""
        ident, name = _user(body)
        channel, _ = _channel(body)
        return Call(
            user=self._members.at_once(ident, name),
            scope=_scope(body),
            channel=channel,
            channel_id=channel,
            direct=_is_direct(channel),
            at=self._clock(),
        )

    async def of_event(self, body: Body, event: Mapping[str, Any]) -> Call:
        """Events come with no way back."""
        channel, ident = str(event.get("channel") or ""), str(event.get("user") or "")
        return Call(
            user=await self._members.user(ident),
            reads=await self._directory.read_by(ident),
            scope=_scope(body),
            channel=channel,
            channel_id=channel,
            direct=True,
            at=self._clock(),
        )


def _user(body: Body) -> tuple[str, str]:
    user = body.get("user")
    if isinstance(user, Mapping):
        return str(user.get("id") or ""), str(user.get("name") or user.get("username") or "")
    return str(body.get("user_id") or ""), str(body.get("user_name") or "")


def _channel(body: Body) -> tuple[str, str]:
    channel = body.get("channel")
    if isinstance(channel, Mapping):
        return str(channel.get("id") or ""), str(channel.get("name") or "")
    if body.get("channel_id"):
        return str(body["channel_id"]), str(body.get("channel_name") or "")
    container = body.get("container") or {}
    return str(container.get("channel_id") or ""), ""


def _scope(body: Body) -> str:
    team = body.get("team")
    ident = team.get("id") if isinstance(team, Mapping) else body.get("team_id")
    user = body.get("user")
    if not ident and isinstance(user, Mapping):
        ident = user.get("team_id")
    return f"{NAME}:{ident or ''}"


def _is_direct(channel: str) -> bool:
    return not channel or channel.startswith("D")
