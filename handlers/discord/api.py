"""Requests to Discord's REST API, through the library's own client and its rate limits.

The client of this module never opens the gateway: posting works while the gateway doesn't. What
changes something is tried once: the library would send it up to five times after a 5xx, and only
messages in channels have a nonce against that.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import aiohttp
import yarl

from bot.errors import DeliveryError, TidingsError
from handlers.discord import errors
from handlers.discord.files import Upload
from handlers.discord.library import Client, discord

log = logging.getLogger(__name__)

Json = dict[str, Any]
API_URL = "https://discord.com/api/v10"
GATEWAY_URL = "wss://gateway.discord.gg/"
LONGEST_WAIT = 30.0
"""Seconds the library may wait for a bucket by itself; longer waits are the outbox's."""
_INVALID_WINDOW = 600.0
_READS = frozenset({"GET"})


@dataclass
class Tally:
    """Requests that Discord counts as invalid, over the last ten minutes."""

    now: Callable[[], float] = time.monotonic
    most: int = 500
    """After so many nothing is asked any more: at 10,000 Discord bans the address."""
    times: deque[float] = field(default_factory=deque)

    def add(self) -> None:
        self.times.append(self.now())

    def wait(self) -> timedelta | None:
        """How long to ask nothing."""
        since = self.now() - _INVALID_WINDOW
        while self.times and self.times[0] < since:
            self.times.popleft()
        if len(self.times) < self.most:
            return None
        return timedelta(seconds=self.times[0] - since)


@dataclass
class _Attempt:
    """One request: what its last try was answered."""

    method: str
    status: int = 0


class _ResentError(Exception):
    """The library was about to send once more what may have arrived."""


class _Once:
    """Stands among the files of a request: the library resets those before each try."""

    def __init__(self, attempt: _Attempt) -> None:
        self._attempt = attempt

    def reset(self, *, seek: int | bool = True) -> None:
        if seek and self._attempt.method not in _READS and self._attempt.status != 429:
            raise _ResentError

    def close(self) -> None:
        """Nothing is open."""


def point_to(api_url: str, gateway_url: str) -> None:
    """Where the library finds Discord, for the whole process."""
    discord.http.Route.BASE = api_url.rstrip("/")
    if gateway_url:
        discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway_url)


class Api:
    """Log-in happens with the first request, and again after it was refused."""

    def __init__(
        self,
        secret: Callable[[str], str | None],
        *,
        api_url: str = API_URL,
        gateway_url: str = GATEWAY_URL,
        tally: Tally | None = None,
    ) -> None:
        self._secret = secret
        self._urls = (api_url, gateway_url)
        self._client: discord.Client | None = None
        self._entering = asyncio.Lock()
        self._tally = tally or Tally()
        self._closed = False
        self.me = ""
        """The bot's user id, once logged in."""
        self.application = ""

    # ── logging in ──────────────────────────────────────────────────────────────────────

    def token(self) -> str:
        """Read anew each time: a mended file counts without a restart."""
        try:
            token = self._secret("discord_bot_token")
        except TidingsError as error:
            raise DeliveryError(error.args[0], hint=error.hint, permanent=True) from error
        if not token:
            hint = f"set {errors.TOKEN} to the bot's token from the Developer Portal"
            raise DeliveryError("there is no Discord token", hint=hint, permanent=True)
        return token

    def tracing(self) -> aiohttp.TraceConfig:
        """Lets each request know what its last try was answered."""
        trace = aiohttp.TraceConfig()
        trace.on_request_start.append(_on_start)
        trace.on_request_end.append(self._on_end)
        return trace

    async def _on_end(
        self,
        _session: aiohttp.ClientSession,
        context: SimpleNamespace,
        params: aiohttp.TraceRequestEndParams,
    ) -> None:
        status = params.response.status
        shared = params.response.headers.get("X-RateLimit-Scope") == "shared"
        if status in (401, 403) or (status == 429 and not shared):
            self._tally.add()
        if isinstance(context.trace_request_ctx, _Attempt):
            context.trace_request_ctx.status = status

    async def enter(self) -> discord.Client:
        """The logged-in client. Raises DeliveryError."""
        async with self._entering:
            if self._client is not None:
                return self._client
            if self._closed:
                raise DeliveryError("Tidings is stopping")
            point_to(*self._urls)
            client = Client(
                intents=discord.Intents(guilds=True),  # without, the library warns; unused here
                http_trace=self.tracing(),
                max_ratelimit_timeout=LONGEST_WAIT,
            )
            try:
                await self.log_in(client)
            except BaseException:
                await client.close()
                raise
            self.me = str(client.user.id) if client.user else ""
            self.application = str(client.application_id or "")
            self._client = client
            return client

    async def log_in(self, client: discord.Client) -> None:
        """Raises DeliveryError."""
        self._watch_out()
        try:
            await client.login(self.token())
        except discord.LoginFailure as error:
            raise DeliveryError(
                "Discord refuses the bot's token", hint=errors.NEW_TOKEN, permanent=True
            ) from error
        except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
            raise await _judged(error, reading=True) from error
        except (KeyError, TypeError, ValueError) as error:
            raise DeliveryError(
                f"what answers at {self._urls[0]} is not Discord ({type(error).__name__}: {error})"
            ) from error

    def _watch_out(self) -> None:
        wait = self._tally.wait()
        if wait is not None:
            raise DeliveryError("too many refusals by Discord: asking less", retry_after=wait)

    # ── asking ──────────────────────────────────────────────────────────────────────────

    async def get(self, path: str, **ids: str) -> Any:
        return await self.request("GET", path, None, files=(), query=None, **ids)

    async def request(
        self,
        method: str,
        path: str,
        body: Json | list[Json] | None = None,
        *,
        files: Iterable[Upload] = (),
        query: Mapping[str, str] | None = None,
        **ids: str,
    ) -> Any:
        """The answer's JSON. ``path`` has ``{channel_id}`` and so on for ``ids``.

        Raises DeliveryError, or RefusedError when the request itself was malformed.
        """
        client = await self.enter()
        self._watch_out()
        attempt = _Attempt(method)
        route = discord.http.Route(method, path, **ids)
        more: Json = {"trace_request_ctx": attempt, "files": [_Once(attempt)]}
        uploads = list(files)
        if uploads:
            more["form"] = _form(body, uploads)
        elif body is not None:
            more["json"] = body
        if query:
            more["params"] = query
        try:
            return await client.http.request(route, **more)
        except (
            discord.DiscordException,
            aiohttp.ClientError,
            OSError,
            _ResentError,
        ) as error:
            judged = await _judged(error, reading=method in _READS)
            refused = isinstance(error, discord.HTTPException) and error.status == 401
            if refused and errors.code_of(judged) != errors.EXPIRED:  # that is an answer's token
                await self.leave()
            raise judged from error

    async def leave(self) -> None:
        """Log in anew with the next request."""
        client, self._client = self._client, None
        if client is not None:
            with suppress(Exception):  # it is thrown away
                await client.close()

    async def close(self) -> None:
        self._closed = True
        async with self._entering:
            await self.leave()


async def _on_start(
    _session: aiohttp.ClientSession,
    context: SimpleNamespace,
    _params: aiohttp.TraceRequestStartParams,
) -> None:
    if isinstance(context.trace_request_ctx, _Attempt):
        context.trace_request_ctx.status = 0


def _form(body: Json | list[Json] | None, files: Iterable[Upload]) -> list[Json]:
    parts: list[Json] = [{"name": "payload_json", "value": json.dumps(body)}]
    parts += [
        {
            "name": f"files[{number}]",
            "value": each.data,
            "filename": each.name,
            "content_type": "application/octet-stream",
        }
        for number, each in enumerate(files)
    ]
    return parts


async def _judged(error: BaseException, *, reading: bool) -> Exception:
    if isinstance(error, discord.HTTPException):
        wait = await _asked_wait(error) if error.status in (429, 503) else None
        return errors.judge(error.status, error.code, error.text, reading=reading, retry_after=wait)
    if isinstance(error, discord.RateLimited):
        return errors.slow_down(timedelta(seconds=error.retry_after))
    if isinstance(error, _ResentError):
        return DeliveryError("Discord answered with an error of its own", ambiguous=True)
    said = f"{type(error).__name__}: {error}".rstrip(": ")
    if isinstance(error, aiohttp.ClientConnectorError):
        return DeliveryError(f"Discord can't be reached ({said})")  # nothing was sent
    return DeliveryError(f"the connection to Discord broke ({said})", ambiguous=not reading)


async def _asked_wait(error: discord.HTTPException) -> timedelta | None:
    """How long the answer asks to wait: to the millisecond in its text, in whole seconds in its
    head. What stands before Discord (Cloudflare) has a head alone."""
    said: object = None
    with suppress(Exception):  # it is no JSON, or can't be read any more
        if isinstance(error.response, aiohttp.ClientResponse):
            said = json.loads(await error.response.text()).get("retry_after")
    for each in (said, error.response.headers.get("Retry-After")):
        with suppress(ValueError, OverflowError, TypeError):
            wait = timedelta(seconds=float(str(each)))
            if wait >= timedelta(0):
                return wait
    return None
