"""The pretended Slack as one web server on loopback."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from tests.support.fakeslack.chat import Chat
from tests.support.fakeslack.conversations import Conversations, missing_scope
from tests.support.fakeslack.faults import Fault
from tests.support.fakeslack.people import People
from tests.support.fakeslack.refusal import RefusedError
from tests.support.fakeslack.sockets import Sockets
from tests.support.fakeslack.views import Views
from tests.support.fakeslack.world import APP_TOKEN, BOT_TOKEN, Channel, Json, Message, World

Handler = Callable[[Json], Json]
_ENCODED = ("blocks", "metadata", "view", "files", "attachments")
"""Arguments that come as JSON inside a form."""


@dataclass(frozen=True)
class Asked:
    """One call of the Web API."""

    method: str
    args: Json
    verb: str
    encoding: str
    at: float


class FakeSlack:
    """``world`` is its state, ``people`` what persons do in it, ``sockets`` Socket Mode."""

    def __init__(self, world: World | None = None) -> None:
        self.world = world or World()
        self.port = 0
        self.asked: list[Asked] = []
        self.faults: list[Fault] = []
        self.refused: list[Json] = []
        """Every refusal that was sent."""
        self.sockets = Sockets(self.world, lambda: self.base)
        self._chat = Chat(self.world, lambda: self.base)
        self._views = Views(self.world)
        self._hung = asyncio.Event()
        self._ending = asyncio.Event()
        self._methods = self._table()

    def _table(self) -> dict[str, tuple[Handler, str]]:
        """Method → how it is done, the scope it needs."""
        chat, views, asked = self._chat, self._views, Conversations(self.world)
        return {
            "auth.test": (asked.auth_test, ""),
            "chat.postMessage": (chat.post_message, "chat:write"),
            "chat.update": (chat.update, "chat:write"),
            "chat.delete": (chat.delete, "chat:write"),
            "chat.postEphemeral": (chat.post_ephemeral, "chat:write"),
            "conversations.list": (asked.list, ""),
            "conversations.info": (asked.info, ""),
            "conversations.open": (asked.open, "im:write"),
            "conversations.history": (asked.history, ""),
            "conversations.replies": (asked.replies, ""),
            "conversations.members": (asked.members, "channels:read"),
            "conversations.join": (asked.join, "channels:join"),
            "users.info": (asked.user_info, "users:read"),
            "users.conversations": (asked.of_user, "channels:read"),
            "files.getUploadURLExternal": (chat.upload_url, "files:write"),
            "files.completeUploadExternal": (chat.complete_upload, "files:write"),
            "views.open": (views.open, ""),
            "views.push": (views.push, ""),
            "views.update": (views.update, ""),
            "views.publish": (views.publish, ""),
            "apps.connections.open": (self.sockets.open, ""),
        }

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def api_url(self) -> str:
        return f"{self.base}/api/"

    @property
    def people(self) -> People:
        return self._people

    @property
    def messages(self) -> list[Message]:
        return self.world.messages()

    def channel(self, name: str, **more: Any) -> Channel:
        """The channel of this name, made when there is none."""
        return self.world.named(name) or self.world.add_channel(name, **more)

    def count(self, method: str) -> int:
        return sum(each.method == method for each in self.asked)

    # ── misbehaving ──────────────────────────────────────────────────────────────────────

    def will(self, method: str, *faults: Fault) -> None:
        """How the next calls of this method go, in turn."""
        for fault in faults:
            fault.method = method
            self.faults.append(fault)

    async def hung(self, *, limit: float = 60.0) -> None:
        """Until a call hangs."""
        async with asyncio.timeout(limit):
            await self._hung.wait()

    def revoke(self, token: str = BOT_TOKEN, error: str = "token_revoked") -> None:
        self.world.token_errors[token] = error

    def restore(self, token: str = BOT_TOKEN) -> None:
        self.world.token_errors.pop(token, None)

    def _fault(self, method: str, channel: str) -> Fault | None:
        for fault in self.faults:
            if fault.fits(method, channel):
                if fault.times:
                    fault.times -= 1
                    if not fault.times:
                        self.faults.remove(fault)
                return fault
        return None

    # ── the Web API ──────────────────────────────────────────────────────────────────────

    async def api(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        args, token = await _arguments(request)
        self.asked.append(
            Asked(method, args, request.method, request.content_type, self.world.now())
        )
        fault = self._fault(method, str(args.get("channel") or args.get("channel_id") or ""))
        body = self._do(method, args, token) if fault is None or fault.commit else {}
        if fault is not None:
            early = await self._misbehave(fault, request)
            if early is not None:
                return early
            if fault.kind == "slow":
                body = self._do(method, args, token)
        if not body["ok"]:
            self.refused.append(body)
        return web.json_response(body, headers=self._headers())

    async def _misbehave(self, fault: Fault, request: web.Request) -> web.StreamResponse | None:
        """The answer instead of the right one; ``None``: that one, after all."""
        match fault.kind:
            case "rate":
                return web.json_response(
                    {"ok": False, "error": "ratelimited"},
                    status=429,
                    headers={"Retry-After": str(fault.retry_after)},
                )
            case "http":
                return web.Response(status=fault.status, text="upstream connect error")
            case "refuse":
                self.refused.append({"ok": False, "error": fault.error})
                return web.json_response({"ok": False, "error": fault.error})
            case "drop":
                if request.transport is not None:
                    request.transport.abort()
                return web.Response(status=500)
            case "hang":
                self._hung.set()
                await self._ending.wait()
                return web.Response(status=500)
            case "slow":
                await asyncio.sleep(fault.seconds)
        return None

    def _do(self, method: str, args: Json, token: str) -> Json:
        try:
            handler = self._permitted(method, token)
            # As on the wire: nothing of what was given is shared with what is kept.
            return {"ok": True, **json.loads(json.dumps(handler(json.loads(json.dumps(args)))))}
        except RefusedError as error:
            return error.body

    def _permitted(self, method: str, token: str) -> Handler:
        if method not in self._methods:
            raise RefusedError("unknown_method", req_method=method)
        if not token:
            raise RefusedError("not_authed")
        if token in self.world.token_errors:
            raise RefusedError(self.world.token_errors[token])
        if token not in {BOT_TOKEN, APP_TOKEN}:
            raise RefusedError("invalid_auth")
        if (method == "apps.connections.open") != (token == APP_TOKEN) and method != "auth.test":
            raise RefusedError("not_allowed_token_type")
        handler, scope = self._methods[method]
        if scope and scope not in self.world.scopes:
            raise missing_scope(self.world, scope)
        return handler

    def _headers(self) -> dict[str, str]:
        return {"X-OAuth-Scopes": ",".join(sorted(self.world.scopes))}

    async def upload(self, request: web.Request) -> web.StreamResponse:
        upload = self.world.uploads.get(request.match_info["id"])
        if upload is None:
            return web.Response(status=404, text="no such upload")
        fault = self._fault("upload", "")
        if fault is not None and (early := await self._misbehave(fault, request)) is not None:
            return early
        if request.content_type.startswith("multipart/"):
            form = await request.post()
            part = next(iter(form.values()))
            assert isinstance(part, web.FileField)
            upload.content = part.file.read()
        else:
            upload.content = await request.read()
        return web.Response(text=f"OK - {len(upload.content)}")

    async def respond(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        self.asked.append(
            Asked("response_url", body, request.method, request.content_type, self.world.now())
        )
        fault = self._fault("response_url", "")
        if fault is None or fault.commit or fault.kind == "slow":
            status, text = self._people.respond(request.match_info["id"], body)
        if fault is not None and (early := await self._misbehave(fault, request)) is not None:
            return early
        return web.Response(status=status, text=text)

    # ── life ─────────────────────────────────────────────────────────────────────────────

    async def start(self, port: int = 0) -> None:
        app = web.Application(client_max_size=30_000_000)
        app.router.add_route("*", "/api/{method}", self.api)
        app.router.add_post("/upload/v1/{id}", self.upload)
        app.router.add_post("/respond/{id}", self.respond)
        app.router.add_get("/link/", self.sockets.handle)
        self._runner = web.AppRunner(app, shutdown_timeout=0.2)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", port, reuse_address=True).start()
        self.port = self._runner.addresses[0][1]
        if not hasattr(self, "_people"):
            self._people = People(self.world, self._views, self.sockets, self.base, self._chat)

    async def stop(self) -> None:
        """Everything breaks off; what was posted stays. ``start`` with the same port goes on."""
        self._ending.set()
        self.sockets.abort()
        await self._runner.cleanup()
        self._ending = asyncio.Event()


@asynccontextmanager
async def fake_slack(world: World | None = None) -> AsyncIterator[FakeSlack]:
    slack = FakeSlack(world)
    await slack.start()
    try:
        yield slack
    finally:
        await slack.stop()


async def _arguments(request: web.Request) -> tuple[Json, str]:
    """What was given, by whatever encoding, and the token."""
    args: Json = dict(request.query)
    if request.content_type == "application/json":
        args |= await request.json()
    elif request.can_read_body:
        args |= dict((await request.post()).items())
    for name in _ENCODED:
        if isinstance(args.get(name), str):
            args[name] = json.loads(args[name])
    header = request.headers.get("Authorization", "")
    token = header.removeprefix("Bearer ").strip() or str(args.pop("token", "") or "")
    args.pop("token", None)
    return args, token
