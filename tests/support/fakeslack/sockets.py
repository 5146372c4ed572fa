"""Socket Mode as Slack speaks it: single-use tickets, hello, envelopes and their acks."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Literal

from aiohttp import WSMsgType, web

from tests.support.fakeslack.refusal import RefusedError
from tests.support.fakeslack.world import APP, Json, World

MOST = 10
"""Sockets of one app."""
ACK_WITHIN = 20.0
"""Slack waits 3 s. A machine with other work may need longer for what is quick; that an answer is
acknowledged before the work on it is shown by the order of things, not by the clock."""
RETRIES = 3
Reason = Literal["warning", "refresh_requested", "link_disabled", "too_many_websockets"]


class NotAnsweredError(Exception):
    """The person sees "… didn't respond"."""


@dataclass
class Ack:
    payload: Json | None
    seconds: float
    attempts: int = 1


@dataclass(eq=False)
class _Socket:
    ws: web.WebSocketResponse
    request: web.Request


@dataclass
class Sockets:
    world: World
    base: Callable[[], str]
    enabled: bool = True
    """Socket Mode is switched on in the app's settings."""
    dead: bool = False
    """No ticket is honoured."""
    mute: bool = False
    """Connections are taken, and nothing is ever said: not even hello."""
    ack_within: float = ACK_WITHIN
    tickets_issued: int = 0
    handshakes_refused: int = 0
    connections: int = 0
    """So far."""
    acks: list[str] = field(default_factory=list)
    """Envelope ids, as they were acknowledged."""
    _tickets: set[str] = field(default_factory=set)
    _live: list[_Socket] = field(default_factory=list)
    _waiting: dict[str, asyncio.Future[Json | None]] = field(default_factory=dict)
    _turn: int = 0
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def live(self) -> int:
        return len(self._live)

    async def connected(self, count: int = 1, *, limit: float = 60.0) -> None:
        """Until so many sockets are open."""
        async with asyncio.timeout(limit):
            while self.live < count:
                self._changed.clear()
                await self._changed.wait()

    async def reconnected(self, before: int, *, limit: float = 60.0) -> None:
        """Until there were more connections than ``before`` and one is open."""
        async with asyncio.timeout(limit):
            while self.connections <= before or not self.live:
                self._changed.clear()
                await self._changed.wait()

    # ── apps.connections.open ────────────────────────────────────────────────────────────

    def open(self, _args: Json) -> Json:
        if not self.enabled:
            raise RefusedError("socket_mode_not_enabled")
        ticket = self.world.next_id("ticket-")
        self._tickets.add(ticket)
        self.tickets_issued += 1
        return {"url": f"{self.base().replace('http', 'ws', 1)}/link/?ticket={ticket}&app_id={APP}"}

    async def handle(self, request: web.Request) -> web.StreamResponse:
        ticket = request.query.get("ticket", "")
        if self.dead or ticket not in self._tickets:
            self.handshakes_refused += 1
            return web.Response(status=408, text="invalid or used ticket")
        self._tickets.remove(ticket)
        ws = web.WebSocketResponse(autoping=True)
        await ws.prepare(request)
        if self.live >= MOST:
            await self._say_goodbye(ws, "too_many_websockets")
            return ws
        socket = _Socket(ws, request)
        if not self.mute:
            await ws.send_json(self._hello())
        self._live.append(socket)
        self.connections += 1
        self._changed.set()
        try:
            async for message in ws:
                if message.type is WSMsgType.TEXT:
                    self._heard(message.data)
        finally:
            with suppress(ValueError):
                self._live.remove(socket)
            self._changed.set()
        return ws

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": self.live + 1,
            "debug_info": {"host": "applink-fake", "approximate_connection_time": 18060},
            "connection_info": {"app_id": APP},
        }

    def _heard(self, text: str) -> None:
        with suppress(ValueError):
            said = json.loads(text)
            ident = str(said.get("envelope_id", ""))
            self.acks.append(ident)
            future = self._waiting.pop(ident, None)
            if future is not None and not future.done():
                future.set_result(said.get("payload"))

    # ── ending connections ───────────────────────────────────────────────────────────────

    async def disconnect(self, reason: Reason) -> None:
        """Say goodbye on every socket, and close them as Slack does some seconds later."""
        if reason == "link_disabled":
            self.enabled = False
        for socket in list(self._live):
            await self._say_goodbye(socket.ws, reason, close=reason != "warning")

    async def _say_goodbye(
        self, ws: web.WebSocketResponse, reason: Reason, *, close: bool = True
    ) -> None:
        with suppress(ConnectionError, RuntimeError):
            await ws.send_json(
                {"type": "disconnect", "reason": reason, "debug_info": {"host": "applink-fake"}}
            )
        if close:
            await asyncio.sleep(0.05)
            with suppress(ConnectionError, RuntimeError):
                await ws.close()

    def abort(self) -> None:
        """Every TCP connection breaks without a word."""
        for socket in list(self._live):
            if socket.request.transport is not None:
                socket.request.transport.abort()

    # ── envelopes ────────────────────────────────────────────────────────────────────────

    async def deliver(self, kind: str, payload: Json, *, copies: int = 1) -> Ack:
        """To one socket; an event that isn't acknowledged comes again. ``copies``: the same
        envelope so many times at once. Raises :class:`NotAnsweredError`."""
        ident = self.world.next_id("envelope-")
        envelope: Json = {
            "envelope_id": ident,
            "type": kind,
            "payload": payload,
            "accepts_response_payload": kind != "events_api",
        }
        loop = asyncio.get_running_loop()
        start = loop.time()
        for attempt in range(RETRIES + 1 if kind == "events_api" else 1):
            if kind == "events_api":
                envelope |= {"retry_attempt": attempt, "retry_reason": "timeout" * bool(attempt)}
            future: asyncio.Future[Json | None] = loop.create_future()
            self._waiting[ident] = future
            for _ in range(copies):
                await self._send(envelope)
            try:
                async with asyncio.timeout(self.ack_within):
                    answer = await future
                return Ack(answer, loop.time() - start, attempt + 1)
            except TimeoutError:
                self._waiting.pop(ident, None)
        raise NotAnsweredError(f"{kind}: no ack within {self.ack_within} s")

    async def again(self, kind: str, payload: Json, ident: str) -> None:
        """An envelope of old once more, as after an ack that was lost."""
        await self._send({"envelope_id": ident, "type": kind, "payload": payload})

    async def _send(self, envelope: Json) -> None:
        if not self._live:
            return
        self._turn += 1
        socket = self._live[self._turn % len(self._live)]
        with suppress(ConnectionError, RuntimeError):
            await socket.ws.send_json(envelope)
