"""Socket Mode: no public address needed. One link is one handler of the library.

The library loops on a ticket that was used up and on a token that was revoked, without a word, so
its own reconnecting is off: it only follows Slack's friendly requests to change sockets. Whatever
else ends a socket ends the link, and the supervisor makes a new one.
"""

from __future__ import annotations

import asyncio
import json
import logging
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from urllib.parse import urlsplit

from aiohttp import WSMessage
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.adapter.socket_mode.async_internals import run_async_bolt_app, send_async_response
from slack_bolt.async_app import AsyncApp
from slack_bolt.response import BoltResponse
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from bot.errors import DeliveryError
from handlers.slack.api import Api
from handlers.slack.errors import judged
from handlers.slack.link import Patience
from handlers.slack.odd import excused
from handlers.slack.seen import Seen, marks

log = logging.getLogger(__name__)

_FRIENDLY = frozenset({"warning", "refresh_requested"})
_CLOSING = 3.0


class _Handler(AsyncSocketModeHandler):
    """Gives the app each envelope once."""

    seen: Seen

    async def handle(self, client: AsyncBaseSocketModeClient, req: SocketModeRequest) -> None:
        loop = asyncio.get_running_loop()

        async def ask() -> BoltResponse:
            response: BoltResponse = await run_async_bolt_app(self.app, req)
            return response

        async def run() -> BoltResponse:
            return await excused(ask, req.payload)

        known_by = marks(req.payload, f"envelope {req.envelope_id}" if req.envelope_id else "")
        response = await self.seen.once(known_by, run)
        await send_async_response(client, req, response, loop.time())


class SocketLink:
    """Implements :class:`~handlers.slack.link.Link`."""

    def __init__(self, api: Api, app: AsyncApp, seen: Seen, patience: Patience) -> None:
        self._api = api
        self._app = app
        self._seen = seen
        self._patience = patience

    async def run(self, up: Callable[[], None]) -> None:
        answer = await self._api.call("apps.connections.open")
        watch = _Watch()
        handler = self._handler(watch)
        try:
            await self._connect(handler, str(answer["url"]), watch)
            up()
            await self._stay(handler, watch)
        finally:
            await _close(handler)

    def _handler(self, watch: _Watch) -> _Handler:
        logger = logging.getLogger("slack_sdk.socket_mode")
        logger.setLevel(logging.CRITICAL)  # what it complains of is told here, and once
        handler = _Handler(
            self._app,
            self._api.app_token,
            logger=logger,
            web_client=self._api.app_client,
            ping_interval=10,
        )
        handler.seen = self._seen
        handler.client.default_auto_reconnect_enabled = False
        handler.client.auto_reconnect_enabled = False
        handler.client.on_message_listeners.append(watch.heard)
        return handler

    async def _connect(self, handler: _Handler, url: str, watch: _Watch) -> None:
        handler.client.wss_uri = url
        handler.client.proxy = proxy_for(url)
        try:
            async with asyncio.timeout(self._patience.hello):
                await handler.client.connect()  # type: ignore[no-untyped-call]
                await watch.said.wait()
        except TimeoutError:
            raise DeliveryError(
                "Slack takes no socket connection",
                hint="does a firewall or proxy between here and Slack let WebSockets through?",
            ) from None
        if watch.reason and not watch.hello:
            raise _ended(watch.reason)

    async def _stay(self, handler: _Handler, watch: _Watch) -> None:
        """Until the socket is gone, but for a friendly change."""
        loop = asyncio.get_running_loop()
        gone_since: float | None = None
        while True:
            await watch.pause(self._patience.look)
            if watch.reason and watch.reason not in _FRIENDLY:
                raise _ended(watch.reason)
            session = handler.client.current_session
            if session is not None and not session.closed:
                gone_since = None
                continue
            gone_since = gone_since or loop.time()
            changing = watch.reason in _FRIENDLY
            if not changing or loop.time() - gone_since > self._patience.handover:
                raise DeliveryError("the connection to Slack was lost")


class _Watch:
    """Listens to what Slack says of the connection itself."""

    def __init__(self) -> None:
        self.said = asyncio.Event()
        """Hello, or goodbye."""
        self.hello = False
        self.reason = ""
        """Of the last goodbye."""
        self._woken = asyncio.Event()

    async def heard(self, message: WSMessage) -> None:
        with suppress(ValueError, AttributeError):
            said = json.loads(message.data)
            kind = said.get("type")
            if kind == "hello":
                self.hello, self.reason = True, ""
                self.said.set()
            elif kind == "disconnect":
                self.reason = str(said.get("reason") or "warning")
                log.debug("Slack says goodbye: %s", self.reason)
                self.said.set()
                self._woken.set()

    async def pause(self, seconds: float) -> None:
        """For so long, or until something was said."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._woken.wait()
        self._woken.clear()


def _ended(reason: str) -> Exception:
    return judged("Socket Mode", {"error": reason})


async def _close(handler: _Handler) -> None:
    """Whatever state it is in; the library may be in the middle of connecting."""
    client = handler.client
    with suppress(Exception):
        async with asyncio.timeout(_CLOSING):
            await client.close()  # type: ignore[no-untyped-call]
    await client.aiohttp_client_session.close()
    for task in (client.message_processor, client.message_receiver, client.current_session_monitor):
        if task is not None:
            task.cancel()


def proxy_for(url: str) -> str | None:
    """The proxy that the environment wants for this address; the library forgets exceptions."""
    host = urlsplit(url).hostname or ""
    proxies = urllib.request.getproxies()
    if urllib.request.proxy_bypass(host):
        return None
    return proxies.get("https") if url.startswith("wss") else proxies.get("http")
