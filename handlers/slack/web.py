"""HTTP mode: Slack calls a public address of ours. Every request must bear Slack's signature."""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncApp
from slack_bolt.response import BoltResponse
from slack_sdk.signature import SignatureVerifier

from bot.errors import DeliveryError, TidingsError
from handlers.slack.manifest import PATH
from handlers.slack.odd import excused
from handlers.slack.seen import Seen, marks

log = logging.getLogger(__name__)

_MOST = 2_000_000
"""Bytes of a request."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Listen:
    """Where to listen for Slack, or for the proxy that speaks TLS in front of us."""

    host: str
    port: int

    @classmethod
    def parse(cls, text: str) -> Listen:
        """``127.0.0.1:3000``, ``[::1]:3000``, ``:3000``. Raises :class:`TidingsError`."""
        host, colon, port = text.strip().rpartition(":")
        if not colon or not port.isdigit() or not 0 <= int(port) < 65536:
            raise TidingsError(
                f"TIDINGS_SLACK_LISTEN is {text!r}, which is no address to listen on",
                hint="write host:port, as in 127.0.0.1:3000",
            )
        return cls(host=host.strip("[]") or "127.0.0.1", port=int(port))

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


class WebLink:
    """Implements :class:`~handlers.slack.link.Link`."""

    def __init__(self, app: AsyncApp, seen: Seen, signing_secret: str, listen: Listen) -> None:
        self._app = app
        self._seen = seen
        self._verifier = SignatureVerifier(signing_secret)
        self._listen = listen
        self.port = 0
        """Where it listens, once it does."""

    async def run(self, up: Callable[[], None]) -> None:
        server = web.Application(client_max_size=_MOST)
        server.router.add_post(PATH, self._take)
        runner = web.AppRunner(server, access_log=None, shutdown_timeout=2)
        await runner.setup()
        try:
            await self._start(runner)
            log.info("listening for Slack on %s%s", self._listen, PATH)
            up()
            await asyncio.Event().wait()
        finally:
            await runner.cleanup()

    async def _start(self, runner: web.AppRunner) -> None:
        try:
            await web.TCPSite(runner, self._listen.host, self._listen.port).start()
        except OSError as error:
            raise DeliveryError(
                f"can't listen for Slack on {self._listen}: {error.strerror or error}",
                hint="choose another address in TIDINGS_SLACK_LISTEN",
            ) from error
        self.port = runner.addresses[0][1]

    async def _take(self, request: web.Request) -> web.StreamResponse:
        body = (await request.read()).decode("utf-8", "replace")
        headers = {key.lower(): value for key, value in request.headers.items()}
        payload = read(body, request.content_type)
        if payload.get("ssl_check") == "1":  # only the certificate is looked at; it isn't signed
            return web.Response()
        # Before anything is remembered: a forged request must not pass for one that was seen.
        if not self._signed(body, headers):
            log.warning("a request without Slack's valid signature was turned away")
            return web.Response(status=401, text="invalid signature")
        if not payload:
            return web.Response(status=400, text="not a request of Slack's")
        known_by = marks(payload, headers["x-slack-signature"])
        # A repetition is signed anew; then the same words are the same request.
        itself = [f"body {hashlib.sha256(body.encode()).hexdigest()}"] if known_by else []
        if "x-slack-retry-num" in headers:
            known_by += itself

        async def ask() -> BoltResponse:
            asked = await to_bolt_request(request)
            response: BoltResponse = await self._app.async_dispatch(asked)
            return response

        async def run() -> BoltResponse:
            return await excused(ask, payload)

        return await to_aiohttp_response(await self._seen.once(known_by, run, also=itself))

    def _signed(self, body: str, headers: Mapping[str, str]) -> bool:
        """By Slack, within the last five minutes."""
        try:
            return self._verifier.is_valid_request(body, dict(headers))
        except (ValueError, TypeError):  # a time that is no number, a signature that is not ASCII
            return False


def read(body: str, content_type: str) -> Mapping[str, Any]:
    """The payload, whichever of the three kinds it is; empty where there is none."""
    if content_type == "application/json":
        return _object(body)
    form = dict(parse_qsl(body))
    return _object(form["payload"]) if "payload" in form else form


def _object(text: str) -> Mapping[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
