"""Commands, buttons and forms as people use them, and the answers a bot may give to each."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tests.support.fakediscord import limits
from tests.support.fakediscord.errors import ApiError
from tests.support.fakediscord.messages import Files, Messages, check
from tests.support.fakediscord.world import DM, Json, World

FIRST_ANSWER = timedelta(seconds=3)
TOKEN_LIVES = timedelta(minutes=15)
COMMAND, COMPONENT, AUTOCOMPLETE, MODAL = 2, 3, 4, 5
_EPHEMERAL = 1 << 6


@dataclass
class Pressed:
    """One thing somebody did, and what came of it."""

    id: str
    token: str
    channel: str
    began: datetime
    message: Json | None = None
    """The one whose button was pressed."""
    callback: int = 0
    """Type of the first answer; 0: none yet."""
    private: bool = False
    answer: Json | None = None
    """The message shown as the answer, once there is one."""
    follow_ups: list[Json] = field(default_factory=list)
    choices: list[Json] | None = None
    form: Json | None = None
    took: timedelta | None = None
    """Until the first answer."""

    async def answered(self, *, limit: float = 60.0) -> Json:
        """The answer's message."""
        await self._until(lambda: self.answer is not None, limit)
        return self.answer or {}

    async def offered(self, *, limit: float = 60.0) -> list[str]:
        """The choices of an autocompletion."""
        await self._until(lambda: self.choices is not None, limit)
        return [each["name"] for each in self.choices or []]

    async def opened(self, *, limit: float = 60.0) -> Json:
        """The form that was opened."""
        await self._until(lambda: self.form is not None, limit)
        return self.form or {}

    async def _until(self, done: Callable[[], bool], limit: float) -> None:
        async with asyncio.timeout(limit):
            while not done():  # noqa: ASYNC110 - it is set in another thread
                await asyncio.sleep(0.01)


@dataclass
class Interactions:
    world: World
    messages: Messages
    pressed: dict[str, Pressed] = field(default_factory=dict)
    """By token."""

    # ── what people do ──────────────────────────────────────────────────────────────────

    def begin(
        self,
        kind: int,
        data: Json,
        *,
        user: Json,
        channel: str,
        message: Json | None = None,
        permissions: int = 0,
        locale: str = "en-US",
    ) -> tuple[Pressed, Json]:
        """The interaction, and the event that tells the bot."""
        world, place = self.world, self.world.channels[channel]
        identity = world.snowflake()
        pressed = Pressed(identity, f"token-{identity}", channel, world.now(), message)
        self.pressed[pressed.token] = pressed
        event: Json = {
            "id": identity,
            "application_id": world.application,
            "type": kind,
            "data": data,
            "channel_id": channel,
            "channel": {**place, "permissions": str(permissions)},
            "token": pressed.token,
            "version": 1,
            "locale": locale,
            "app_permissions": "0",
            "entitlements": [],
            "authorizing_integration_owners": {"0": place.get("guild_id", "0")},
            "context": 1 if place["type"] == DM else 0,
            "attachment_size_limit": 10 << 20,
        }
        if place["type"] == DM:
            event["user"] = user
        else:
            event["guild_id"] = place["guild_id"]
            event["guild"] = {
                "id": place["guild_id"], "locale": "en-US", "features": []
            }  # fmt: skip
            event["guild_locale"] = "en-US"
            event["member"] = {
                "user": user,
                "roles": world.members.get((place["guild_id"], user["id"]), []),
                "joined_at": world.now().isoformat(),
                "deaf": False,
                "mute": False,
                "flags": 0,
                "permissions": str(permissions),
            }
        if message is not None:
            event["message"] = message
        return pressed, event

    # ── what the bot answers ────────────────────────────────────────────────────────────

    def respond(self, identity: str, token: str, body: Json, files: Files) -> Json:
        pressed = self.pressed.get(token)
        if pressed is None or pressed.id != identity:
            raise ApiError(10062)
        took = self.world.now() - pressed.began
        if pressed.callback:
            raise ApiError(40060)
        if took > FIRST_ANSWER:
            raise ApiError(10062)
        kind, data = int(body["type"]), body.get("data") or {}
        self._first(pressed, kind, data, files)
        pressed.callback, pressed.took = kind, took
        shown = pressed.answer if kind in (4, 7) else None
        resource: Json = {"type": kind} | ({"message": shown} if shown else {})
        about = {"id": identity, "type": 2, "response_message_loading": kind == 5}
        if shown:
            about["response_message_id"] = shown["id"]
            about["response_message_ephemeral"] = pressed.private
        return {"interaction": about, "resource": resource}

    def _first(self, pressed: Pressed, kind: int, data: Json, files: Files) -> None:
        if kind in (4, 5):
            pressed.private = bool((data.get("flags") or 0) & _EPHEMERAL)
        if kind == 4:
            pressed.answer = self._say(pressed, data, files)
        elif kind == 7:
            if pressed.message is None:
                raise ApiError(50035)
            self.messages.change(pressed.message, data, files)
            pressed.answer = pressed.message
        elif kind == 8:
            _refuse(limits.choices(data))
            pressed.choices = data["choices"]
        elif kind == 9:
            _refuse(limits.modal(data))
            pressed.form = data
        elif kind not in (5, 6):
            raise ApiError(50035, [("type", "Value is not a valid choice")])

    def _say(self, pressed: Pressed, data: Json, files: Files) -> Json:
        check(data, files)
        private = pressed.private or bool((data.get("flags") or 0) & _EPHEMERAL)
        return self.messages.put(pressed.channel, data, files, stored=not private)

    def _live(self, application: str, token: str) -> Pressed:
        pressed = self.pressed.get(token)
        if application != self.world.application or pressed is None:
            raise ApiError(10015)
        if self.world.now() - pressed.began > TOKEN_LIVES:
            raise ApiError(50027)
        if not pressed.callback:
            raise ApiError(10015)
        return pressed

    def follow_up(self, application: str, token: str, body: Json, files: Files) -> Json:
        pressed = self._live(application, token)
        if pressed.callback == 5 and pressed.answer is None:
            pressed.answer = self._say(pressed, body, files)
            return pressed.answer
        check(body, files)
        hidden = bool((body.get("flags") or 0) & _EPHEMERAL)
        message = self.messages.put(pressed.channel, body, files, stored=not hidden)
        pressed.follow_ups.append({**message, "private": hidden})
        return message

    def original(self, application: str, token: str) -> Json:
        pressed = self._live(application, token)
        if pressed.callback == 6 and pressed.message is not None:
            return pressed.message
        if pressed.answer is None:
            raise ApiError(10008)
        return pressed.answer

    def edit_original(self, application: str, token: str, body: Json, files: Files) -> Json:
        pressed = self._live(application, token)
        if pressed.callback == 5 and pressed.answer is None:
            pressed.answer = self._say(pressed, body, files)
            return pressed.answer
        message = self.original(application, token)
        self.messages.change(message, body, files)
        pressed.answer = message
        return message

    def delete_original(self, application: str, token: str) -> None:
        pressed = self._live(application, token)
        if pressed.answer in self.world.messages.get(pressed.channel, []):
            self.world.messages[pressed.channel].remove(pressed.answer)
        pressed.answer = None


def _refuse(wrong: list[limits.Wrong]) -> None:
    if wrong:
        raise ApiError(50035, wrong)


def options_of(values: Mapping[str, Any], focused: str = "") -> list[Json]:
    """The options of a command as the event carries them."""
    kinds: Mapping[type, int] = {str: 3, int: 4, bool: 5, float: 10}
    return [
        {"name": name, "type": kinds[type(value)], "value": value}
        | ({"focused": True} if name == focused else {})
        for name, value in values.items()
    ]
