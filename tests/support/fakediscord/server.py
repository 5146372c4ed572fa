"""The server: routes, who may call them, rates, faults; run beside the test in its own thread."""

from __future__ import annotations

import asyncio
import json
import re
import socket
import threading
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, TypeVar

from aiohttp import web

from tests.support.fakediscord.errors import ApiError
from tests.support.fakediscord.gateway import Gateway
from tests.support.fakediscord.interactions import (
    AUTOCOMPLETE,
    COMMAND,
    COMPONENT,
    MODAL,
    Interactions,
    Pressed,
    options_of,
)
from tests.support.fakediscord.messages import Messages
from tests.support.fakediscord.rates import Rates
from tests.support.fakediscord.routes import ROUTES, Call
from tests.support.fakediscord.spec import spec
from tests.support.fakediscord.world import PERMISSIONS, Json, World

T = TypeVar("T")
TOKEN = "fake.discord.token"
How = Literal["drop", "lose", "hang", "hang after", "answer"]


@dataclass
class Fault:
    """What goes wrong with the next ``times`` requests that fit."""

    method: str
    path: re.Pattern[str]
    how: How
    times: int
    status: int = 500
    body: Json | str = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)


class FakeDiscord:
    """Everything is called from the test; the server runs in a thread of its own."""

    def __init__(self, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self.world = World(clock)
        self.tokens = {TOKEN}
        self.messages = Messages(self.world)
        self.interactions = Interactions(self.world, self.messages)
        self.rates = Rates()
        self.gateway = Gateway(self.world, self.tokens, lambda: self.gateway_url)
        self.calls: list[Call] = []
        self.violations: list[str] = []
        """What Discord's own description says against requests, where it is at hand."""
        self.commands: list[Json] = []
        self.syncs = 0
        self.content_type = "application/json"
        """Discord says no charset; most other servers do."""
        self.faults: list[Fault] = []
        self.port = 0
        self.guild = self.world.add_guild("EV club")
        self.channel: str = self.world.add_channel(self.guild["id"], "ev-club")["id"]
        self.editor = self.world.add_user("Ada")
        self.reader = self.world.add_user("Bob")
        for person in (self.editor, self.reader):
            self.world.join(self.guild["id"], person["id"])
        self._loop = asyncio.new_event_loop()
        self._runner: web.AppRunner | None = None
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    # ── life ────────────────────────────────────────────────────────────────────────────

    def start(self) -> FakeDiscord:
        self._thread.start()
        self.up()
        return self

    def __enter__(self) -> FakeDiscord:
        return self.start()

    def __exit__(self, kind: object, *_: object) -> None:
        self.stop()
        if kind is None:
            assert self.violations == [], f"against Discord's own description: {self.violations}"

    def stop(self) -> None:
        if self._loop.is_closed():
            return
        self.down()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def up(self) -> None:
        """Listen, after :meth:`down` at the same port."""
        self.run(self._open())

    def down(self) -> None:
        """Nobody answers at the port any more."""
        self.run(self._shut())

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(10)

    async def _open(self) -> None:
        app = web.Application(client_max_size=26 << 20)
        app.router.add_get("/gateway", self.gateway.serve)
        app.router.add_get("/gateway/", self.gateway.serve)
        app.router.add_route("*", "/api/v10/{path:.*}", self._answer)
        # A waiting request must not keep the port when the test takes it down.
        self._runner = web.AppRunner(app, shutdown_timeout=0.05, access_log=None)
        await self._runner.setup()
        listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(("127.0.0.1", self.port))
        self.port = listening.getsockname()[1]
        await web.SockSite(self._runner, listening).start()

    async def _shut(self) -> None:
        await self.gateway.abort()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None
        for _ in range(3):  # what was aborted is closed in the loop's next rounds
            await asyncio.sleep(0)

    @property
    def api_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/api/v10"

    @property
    def gateway_url(self) -> str:
        return f"ws://127.0.0.1:{self.port}/gateway"

    @property
    def environment(self) -> dict[str, str]:
        return {
            "TIDINGS_DISCORD_API_URL": self.api_url,
            "TIDINGS_DISCORD_GATEWAY_URL": self.gateway_url,
            "TIDINGS_DISCORD_BOT_TOKEN": TOKEN,
        }

    def pass_time(self, **span: float) -> None:
        self.world.skew += timedelta(**span)

    # ── what goes wrong ─────────────────────────────────────────────────────────────────

    def fail(
        self,
        method: str,
        path: str,
        how: How = "answer",
        *,
        times: int = 1,
        status: int = 500,
        body: Json | str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Fault:
        """``path``: a pattern found anywhere in it. ``drop``: the connection breaks before
        anything happens; ``lose``: after; ``hang``, ``hang after``: no answer comes. A ``body``
        of text is a page of HTML."""
        fault = Fault(method, re.compile(path), how, times, status, body or {}, headers or {})
        self.faults.append(fault)
        return fault

    def revoke(self) -> None:
        """The token is void from now on, and the gateway says so."""
        self.tokens.clear()
        self.run(self.gateway.close(4004))

    def kick(self, guild: str = "") -> None:
        identity = guild or self.guild["id"]
        self.world.kicked.add(identity)
        self.run(self.gateway.tell("GUILD_DELETE", {"id": identity}))

    def invite(self, guild: str = "") -> None:
        identity = guild or self.guild["id"]
        self.world.kicked.discard(identity)
        there = self.gateway.guild(self.world.guilds[identity])
        self.run(self.gateway.tell("GUILD_CREATE", there))

    # ── what people see and do ──────────────────────────────────────────────────────────

    def posted(self, channel: str = "") -> list[Json]:
        """Messages of a channel, oldest first."""
        return list(self.world.messages[channel or self.channel])

    def shown(self) -> str:
        """All that can be read anywhere."""
        return "\n".join(json.dumps(each, ensure_ascii=False) for each in self.every_message())

    def every_message(self) -> list[Json]:
        return [each for messages in self.world.messages.values() for each in messages]

    def delete(self, message: Json) -> None:
        self.world.messages[message["channel_id"]].remove(message)

    def _begin(
        self,
        kind: int,
        data: Json,
        user: Json | None,
        channel: str,
        message: Json | None = None,
        admin: bool | None = None,
        locale: str = "en-US",
    ) -> Pressed:
        who = user or self.editor
        may = who is self.editor if admin is None else admin
        pressed, event = self.interactions.begin(
            kind,
            data,
            user=who,
            channel=channel or self.channel,
            message=message,
            permissions=PERMISSIONS["MANAGE_GUILD"] if may else 0,
            locale=locale,
        )
        self.run(self.gateway.tell("INTERACTION_CREATE", event))
        return pressed

    def slash(
        self,
        path: str,
        values: Mapping[str, Any] | None = None,
        *,
        user: Json | None = None,
        channel: str = "",
        focused: str = "",
        locale: str = "en-US",
    ) -> Pressed:
        """Give a command as somebody does in the client: it must be registered."""
        first, *rest = path.split()
        command = next(each for each in self.commands if each["name"] == first)
        options = options_of(values or {}, focused)
        for name in reversed(rest):
            options = [{"name": name, "type": 1, "options": options}]
        data = {"id": command["id"], "name": first, "type": 1, "options": options}
        kind = AUTOCOMPLETE if focused else COMMAND
        return self._begin(kind, data, user, channel, locale=locale)

    def use_on_message(self, name: str, message: Json, *, user: Json | None = None) -> Pressed:
        """A command of the message's own menu."""
        command = next(each for each in self.commands if each["name"] == name)
        data = {
            "id": command["id"],
            "name": name,
            "type": 3,
            "target_id": message["id"],
            "resolved": {"messages": {message["id"]: message}},
        }
        return self._begin(COMMAND, data, user, message["channel_id"])

    def press(self, message: Json, label: str, *, user: Json | None = None) -> Pressed:
        button = self.button(message, label)
        data = {"custom_id": button["custom_id"], "component_type": 2}
        return self._begin(COMPONENT, data, user, message["channel_id"], message)

    def button(self, message: Json, label: str) -> Json:
        every = [part for row in message["components"] for part in row.get("components", [])]
        labels = [each.get("label") for each in every]
        assert label in labels, f"no button {label!r}, there are {labels}"
        found: Json = every[labels.index(label)]
        return found

    def submit(
        self,
        form: Json,
        values: Mapping[str, str],
        *,
        user: Json | None = None,
        message: Json | None = None,
    ) -> Pressed:
        """Send a form: values by the custom ids of its inputs. ``message``: whose button had
        opened it."""
        parts = []
        for part in form["components"]:
            inner = part.get("component") or part["components"][0]
            chosen = [each["value"] for each in inner.get("options", ()) if each.get("default")]
            value = values.get(inner["custom_id"], "".join(chosen) or inner.get("value", ""))
            given = {"type": inner["type"], "custom_id": inner["custom_id"], "value": value}
            if inner["type"] != 4:
                given = {
                    "type": inner["type"], "custom_id": inner["custom_id"],
                    "values": [value] if value else [],
                }  # fmt: skip
            if "component" in part:
                parts.append({"type": part["type"], "component": given})
            else:
                parts.append({"type": 1, "components": [given]})
        data = {"custom_id": form["custom_id"], "components": parts}
        return self._begin(MODAL, data, user, self.channel, message)

    # ── requests ────────────────────────────────────────────────────────────────────────

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        path = "/" + request.match_info["path"]
        try:
            call = await _read(request, path)
        except ApiError as error:
            return _json(error.status, error.body)
        self.calls.append(call)
        fault = self._fault(call)
        if fault is not None and fault.how in ("drop", "hang"):
            return await self._vanish(request, fault)
        response = await self._respond(request, call, fault)
        call.status = response.status
        if fault is not None and fault.how in ("lose", "hang after"):
            return await self._vanish(request, fault)
        return response

    def _fault(self, call: Call) -> Fault | None:
        for fault in self.faults:
            if fault.times and fault.method == call.method and fault.path.search(call.path):
                fault.times -= 1
                return fault
        return None

    async def _vanish(self, request: web.Request, fault: Fault) -> web.StreamResponse:
        if fault.how in ("hang", "hang after"):
            await asyncio.sleep(3600)
        if request.transport is not None:
            request.transport.abort()
        return web.Response()

    async def _respond(self, request: web.Request, call: Call, fault: Fault | None) -> web.Response:
        if fault is not None and fault.how == "answer":
            return _json(fault.status, fault.body, fault.headers)
        headers, refused = self.rates.take(call.method, call.path)
        headers = {"Content-Type": self.content_type, **headers}
        if refused is not None:
            return _json(429, refused, headers)
        open_to_all = call.path.startswith(("/interactions/", "/webhooks/", "/gateway"))
        known = request.headers.get("Authorization", "").removeprefix("Bot ") in self.tokens
        if not known and (not open_to_all or call.path == "/gateway/bot"):
            return _json(401, ApiError(0).body)
        self._judge(call)
        try:
            status, body = self.handle(call)
        except ApiError as error:
            return _json(error.status, error.body, headers)
        return _json(status, body, headers)

    def _judge(self, call: Call) -> None:
        description = spec()
        if description is not None:
            multipart = bool(call.files)
            wrong = description.wrong(call.method, call.path, call.body, multipart=multipart)
            self.violations += wrong

    def handle(self, call: Call) -> tuple[int, Any]:
        for method, pattern, work in ROUTES:
            found = re.fullmatch(pattern, call.path)
            if found and method == call.method:
                return work(self, call, *found.groups())
        return 404, {"message": "404: Not Found", "code": 0}


async def _read(request: web.Request, path: str) -> Call:
    files: dict[str, bytes] = {}
    body: Any = None
    if request.content_type == "multipart/form-data":
        async for part in await request.multipart():
            name = getattr(part, "name", "")
            if name == "payload_json":
                body = json.loads(await part.text())  # type: ignore[union-attr] # a body part
            elif name and name.startswith("files["):
                files[part.filename] = bytes(await part.read())  # type: ignore[union-attr, index]
    elif request.can_read_body:
        try:
            body = json.loads(await request.text())
        except ValueError:
            raise ApiError(50109) from None
    return Call(request.method, path, dict(request.query), body, files)


def _json(status: int, body: Any, headers: Mapping[str, str] | None = None) -> web.Response:
    """With Discord's own content type, unless ``headers`` say another."""
    if isinstance(body, str):
        return web.Response(status=status, text=body, content_type="text/html", headers=headers)
    if status == 204:
        return web.Response(status=204, headers=headers)
    data = json.dumps(body).encode()
    return web.Response(
        status=status, body=data, headers={"Content-Type": "application/json", **(headers or {})}
    )
