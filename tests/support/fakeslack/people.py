"""What people do in their clients, as the payloads that Slack makes of it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

from tests.support.fakeslack.limits import wrong_option
from tests.support.fakeslack.refusal import RefusedError
from tests.support.fakeslack.sockets import Ack
from tests.support.fakeslack.views import Views
from tests.support.fakeslack.world import APP, BOT_USER, TEAM, Channel, Json, Message, View, World

USES, LASTS = 5, 30 * 60
"""Of a response_url."""


class Line(Protocol):
    """How payloads reach the app: a socket or its own web address."""

    async def deliver(self, kind: str, payload: Json, *, copies: int = 1) -> Ack: ...


@dataclass
class Deed:
    """Something that a person did, and what came of it."""

    id: str
    user: str
    channel: str
    made: float
    trigger: str = ""
    source: Message | None = None
    """The message with the button."""
    ack: Json | None = None
    seconds: float = 0.0
    uses: int = 0
    answers: list[Message] = field(default_factory=list)
    """What came through its response_url, in order, as it stands now."""
    gone: bool = False
    """The original was deleted."""
    _came: asyncio.Event = field(default_factory=asyncio.Event)

    async def answered(self, count: int = 1, *, limit: float = 60.0) -> Message:
        """The last of so many answers."""
        async with asyncio.timeout(limit):
            while len(self.answers) < count:
                self._came.clear()
                await self._came.wait()
        return self.answers[-1]


class People:
    def __init__(self, world: World, views: Views, line: Line, base: str, chat: Any) -> None:
        self.world = world
        self.line = line
        self._views = views
        self._base = base
        self._chat = chat
        self.deeds: dict[str, Deed] = {}
        self.problems: list[str] = []
        """What the app did against the rules."""

    # ── commands, buttons, shortcuts ─────────────────────────────────────────────────────

    async def type(
        self, text: str, *, user: str = "U0ADMIN01", channel: Channel | None = None, copies: int = 1
    ) -> Deed:
        """A slash command: ``/tidings lookup Xiaomi``."""
        command, _, rest = text.partition(" ")
        where = channel or self.world.direct(user)
        deed = self._deed(user, where.id)
        payload = {
            "command": command,
            "text": rest,
            "team_id": TEAM,
            "team_domain": "fake",
            "channel_id": where.id,
            "channel_name": where.name or "directmessage",
            "user_id": user,
            "user_name": self.world.users[user]["name"],
            "api_app_id": APP,
            "is_enterprise_install": "false",
            "response_url": self._response_url(deed),
            "trigger_id": deed.trigger,
        }
        return await self._do(deed, "slash_commands", payload, copies)

    async def press(
        self, message: Message, label: str, *, user: str = "U0ADMIN01", copies: int = 1
    ) -> Deed:
        """A button of a message, by its label."""
        block, element = self._button(message.blocks, label)
        deed = self._deed(user, message.channel, message)
        channel = self.world.channels[message.channel]
        container = {
            "type": "message",
            "message_ts": message.ts,
            "channel_id": channel.id,
            "is_ephemeral": bool(message.to),
        }
        payload = {
            **self._common("block_actions", deed),
            "container": container,
            "channel": {"id": channel.id, "name": channel.name or "directmessage"},
            "message": message.json(metadata=True),
            "response_url": self._response_url(deed),
            "state": {"values": {}},
            "actions": [self._action(block, element)],
        }
        if message.to:
            del payload["message"]["blocks"]
        return await self._do(deed, "interactive", payload, copies)

    async def press_in_view(
        self, label: str, *, user: str = "U0ADMIN01", values: Json | None = None
    ) -> Deed:
        """A button of the modal in front, or else of the App Home."""
        view = self._views.top(user)
        body = view.json() if view else {**self.world.homes[user], "id": "V0HOME", "hash": "1.1"}
        block, element = self._button(body["blocks"], label)
        deed = self._deed(user, "")
        payload = {
            **self._common("block_actions", deed),
            "container": {"type": "view", "view_id": body["id"]},
            "view": {**body, "state": {"values": values or {}}},
            "actions": [self._action(block, element)],
        }
        return await self._do(deed, "interactive", payload, 1)

    async def choose_in_view(
        self, action_id: str, action: Json, *, user: str = "U0ADMIN01", values: Json | None = None
    ) -> Deed:
        """Any element of the modal in front that dispatches: ``action`` as Slack would send it."""
        view = self._top(user)
        block, element = next(
            (block, each)
            for block in view.view["blocks"]
            for each in _elements(block)
            if each.get("action_id") == action_id
        )
        deed = self._deed(user, "")
        payload = {
            **self._common("block_actions", deed),
            "container": {"type": "view", "view_id": view.id},
            "view": {**view.json(), "state": {"values": values or {}}},
            "actions": [{**self._action(block, element), **action}],
        }
        return await self._do(deed, "interactive", payload, 1)

    async def shortcut_on(
        self, message: Message, callback_id: str, *, user: str = "U0ADMIN01"
    ) -> Deed:
        """A message shortcut from a message's menu, in threads too."""
        deed = self._deed(user, message.channel, message)
        payload = {
            **self._common("message_action", deed),
            "callback_id": callback_id,
            "channel": {
                "id": message.channel,
                "name": self.world.channels[message.channel].name or "directmessage",
            },
            "message_ts": message.ts,
            "message": message.json(metadata=True),
            "response_url": self._response_url(deed),
        }
        return await self._do(deed, "interactive", payload, 1)

    async def shortcut(self, callback_id: str, *, user: str = "U0ADMIN01") -> Deed:
        """A global shortcut."""
        deed = self._deed(user, "")
        payload = {**self._common("shortcut", deed), "callback_id": callback_id}
        return await self._do(deed, "interactive", payload, 1)

    # ── modals ───────────────────────────────────────────────────────────────────────────

    async def submit(self, values: Json, *, user: str = "U0ADMIN01") -> Deed:
        """The modal in front: block_id → action_id → the element's state."""
        view = self._top(user)
        deed = self._deed(user, "")
        payload = {
            **self._common("view_submission", deed),
            "view": {**view.json(), "state": {"values": values}},
            "response_urls": [],
        }
        await self._do(deed, "interactive", payload, 1)
        try:
            self._take(view, deed.ack or {})
        except RefusedError as error:
            self.problems.append(f"view_submission: {error.body}")
        return deed

    async def suggest(
        self, block_id: str, action_id: str, typed: str, *, user: str = "U0ADMIN01"
    ) -> list[Json]:
        """What an external_select of the modal in front offers."""
        deed = self._deed(user, "")
        view = self._top(user)
        payload = {
            **self._common("block_suggestion", deed),
            "container": {"type": "view", "view_id": view.id},
            "view": view.json(),
            "block_id": block_id,
            "action_id": action_id,
            "value": typed,
        }
        await self._do(deed, "interactive", payload, 1)
        options: list[Json] = (deed.ack or {}).get("options", [])
        if len(options) > 100:
            self.problems.append("block_suggestion: more than 100 options")
        for number, option in enumerate(options):
            self.problems += wrong_option(option, f"options[{number}]")
        return options

    def _take(self, view: View, response: Json) -> None:
        match response.get("response_action"):
            case "errors":
                ids = {block.get("block_id") for block in view.view["blocks"]}
                if not response.get("errors") or not set(response["errors"]) <= ids:
                    self.problems.append(f"errors for blocks that aren't there: {response}")
            case "update":
                self._views.replace(view, response.get("view"))
            case "push":
                self._views.pushed(view, response.get("view"))
            case "clear":
                self._views.close(view, every=True)
            case _:
                self._views.close(view)

    # ── events ───────────────────────────────────────────────────────────────────────────

    async def open_home(self, *, user: str = "U0ADMIN01", copies: int = 1) -> Ack:
        event = {
            "type": "app_home_opened",
            "user": user,
            "channel": self.world.direct(user).id,
            "tab": "home",
            "event_ts": self.world.next_ts(),
        }
        return await self.line.deliver("events_api", self.event(event), copies=copies)

    async def say_directly(self, text: str, *, user: str = "U0ADMIN01") -> Message:
        """A direct message to the bot."""
        channel = self.world.direct(user)
        message = Message(self.world.next_ts(), channel.id, text, user=user)
        channel.messages.append(message)
        event = {**message.json(), "channel": channel.id, "channel_type": "im"}
        await self.line.deliver("events_api", self.event(event))
        return message

    async def invite_bot(self, channel: Channel) -> None:
        channel.members.add(BOT_USER)
        event = {"type": "member_joined_channel", "user": BOT_USER, "channel": channel.id}
        await self.line.deliver("events_api", self.event({**event, "inviter": "U0ADMIN01"}))

    async def unarchive(self, channel: Channel) -> None:
        channel.archived = False
        event = {"type": "channel_unarchive", "channel": channel.id, "user": "U0ADMIN01"}
        await self.line.deliver("events_api", self.event(event))

    def event(self, event: Json) -> Json:
        return {
            "token": "verification",
            "team_id": TEAM,
            "api_app_id": APP,
            "event": event,
            "type": "event_callback",
            "event_id": self.world.next_id("Ev"),
            "event_time": int(self.world.now()),
            "authorizations": [{"team_id": TEAM, "user_id": BOT_USER, "is_bot": True}],
        }

    # ── response_url ─────────────────────────────────────────────────────────────────────

    def respond(self, ident: str, body: Json) -> tuple[int, str]:
        """Status and text of the answer to a POST there."""
        deed = self.deeds.get(ident)
        if deed is None:
            return 404, "no_such_url"
        if self.world.now() - deed.made > LASTS:
            self.problems.append("a response_url was used after 30 minutes")
            return 404, "expired_url"
        if deed.uses >= USES:
            self.problems.append("a response_url was used more than five times")
            return 404, "used_url"
        deed.uses += 1
        if body.get("delete_original"):
            deed.gone = True
            if deed.source is not None and not deed.source.to:
                self.world.channels[deed.channel].messages.remove(deed.source)
            deed._came.set()
            return 200, "ok"
        channel = self.world.channels[deed.channel]
        try:
            message = self._chat.message(body, channel)
        except RefusedError as error:
            self.problems.append(f"response_url: {error.body}")
            return 400, str(error)
        if body.get("replace_original") and deed.source is not None:
            deed.source.text, deed.source.blocks = message.text, message.blocks
            deed.answers.append(deed.source)
        elif body.get("response_type") == "in_channel":
            message.thread_ts = str(body.get("thread_ts") or "")
            channel.messages.append(message)
            deed.answers.append(message)
        else:
            message.to = deed.user
            self.world.ephemerals.append(message)
            deed.answers.append(message)
        deed._came.set()
        return 200, "ok"

    # ── inside ───────────────────────────────────────────────────────────────────────────

    def _deed(self, user: str, channel: str, source: Message | None = None) -> Deed:
        ident = self.world.next_id("deed")
        deed = Deed(ident, user, channel, self.world.now(), self._views.trigger(user), source)
        self.deeds[ident] = deed
        return deed

    async def _do(self, deed: Deed, kind: str, payload: Json, copies: int) -> Deed:
        payload = json.loads(json.dumps(payload))  # nothing that goes out is shared with what stays
        ack = await self.line.deliver(kind, payload, copies=copies)
        deed.ack, deed.seconds = ack.payload, ack.seconds
        return deed

    def _response_url(self, deed: Deed) -> str:
        return f"{self._base}/respond/{deed.id}"

    def _common(self, kind: str, deed: Deed) -> Json:
        return {
            "type": kind,
            "user": {
                "id": deed.user,
                "username": self.world.users[deed.user]["name"],
                "name": self.world.users[deed.user]["name"],
                "team_id": TEAM,
            },
            "api_app_id": APP,
            "token": "verification",
            "team": {"id": TEAM, "domain": "fake"},
            "enterprise": None,
            "is_enterprise_install": False,
            "trigger_id": deed.trigger,
        }

    def _top(self, user: str) -> View:
        view = self._views.top(user)
        assert view is not None, "no modal is open"
        return view

    def _button(self, blocks: list[Json], label: str) -> tuple[Json, Json]:
        there = []
        for block in blocks:
            for element in _elements(block):
                if element.get("type") == "button":
                    there.append(element["text"]["text"])
                    if there[-1] == label:
                        return block, element
        raise AssertionError(f"there is no button {label!r}, only {there}")

    def _action(self, block: Json, element: Json) -> Json:
        return {
            "type": element["type"],
            "action_id": element.get("action_id", "auto"),
            "block_id": block.get("block_id", "auto"),
            "action_ts": self.world.next_ts(),
            **{key: element[key] for key in ("text", "value", "style", "url") if key in element},
        }


def _elements(block: Json) -> Iterator[Json]:
    yield from block.get("elements", ())
    for part in ("accessory", "element"):
        if part in block:
            yield block[part]
