"""Slack's Web API, one call at a time: every failure becomes an error of ours.

Nothing is ever sent twice from here: the library's own retries are off, because they send a
message again whose answer was lost.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import DeliveryError
from handlers.slack.errors import (
    AwayError,
    ShapeError,
    judged,
    limited,
    of_network,
    of_status,
    swapped,
)
from handlers.slack.pace import Pace
from handlers.slack.talk import Json

log = logging.getLogger(__name__)

BASE_URL = "https://slack.com/api/"
TIMEOUT = aiohttp.ClientTimeout(total=25, sock_connect=10)
"""Less than the outbox gives a call, so that its outcome is judged here."""
LONGEST_WAIT = 15.0
"""Seconds that a call waits for its turn here; beyond, the outbox waits."""
_READS = frozenset(
    {
        "conversations.history", "conversations.replies", "conversations.list",
        "conversations.info", "conversations.members", "users.info", "users.conversations",
    }
)  # fmt: skip
"""Asked by GET: these take no JSON."""
_SMALL = _READS | {"conversations.open", "views.update", "files.getUploadURLExternal"}
"""What the outbox knows nothing of, so that a pause is kept here."""
SHORT = 5.0
"""Seconds of a pause that is waited for here."""
_FORMS = frozenset({"files.getUploadURLExternal", "apps.connections.open", "auth.test"})
_PAGE = 200
_AGAIN = 1.0
"""Seconds after which an answer that certainly didn't leave here is tried once more."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """What ``auth.test`` says of the bot."""

    told: Json
    scopes: frozenset[str]

    @property
    def team(self) -> str:
        return str(self.told.get("team_id") or "")


class Api:
    """The calls of one app in one workspace. ``bot`` is what the app is called there."""

    def __init__(
        self,
        tokens: Callable[[], tuple[str, str]],
        *,
        base_url: str = BASE_URL,
        pace: Pace | None = None,
    ) -> None:
        """``tokens``: the bot's and the app's, asked again when one was refused."""
        self._read_tokens = tokens
        self._tokens = tokens()
        self._base_url = base_url
        self._pace = pace or Pace()
        self._session: aiohttp.ClientSession | None = None
        self._clients: dict[int, AsyncWebClient] = {}
        self.bot = "tidings"

    def refresh(self) -> bool:
        """Take up tokens that somebody has put in place of refused ones; whether there are."""
        fresh = self._read_tokens()
        changed = fresh != self._tokens
        if changed:
            self._tokens = fresh
            self._clients.clear()
        return changed

    @property
    def app_token(self) -> str:
        return self._tokens[1]

    @property
    def session(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(timeout=TIMEOUT, trust_env=True)
        return self._session

    @property
    def client(self) -> AsyncWebClient:
        """The library's, never retrying, for whoever needs one."""
        return self._made(0)

    @property
    def app_client(self) -> AsyncWebClient:
        """The same with the app's token, for Socket Mode."""
        return self._made(1)

    def _made(self, which: int) -> AsyncWebClient:
        session = self.session
        if which not in self._clients or self._clients[which].session is not session:
            client = AsyncWebClient(
                self._tokens[which],
                base_url=self._base_url,
                session=session,
                retry_handlers=[],
                logger=_quiet("slack_sdk.web"),
            )
            client.proxy = None  # the session reads the environment, exceptions included
            self._clients[which] = client
        return self._clients[which]

    def anonymous(self) -> AsyncWebClient:
        """One without a token."""
        return AsyncWebClient(base_url=self._base_url, session=self.session, retry_handlers=[])

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    # ── calls ────────────────────────────────────────────────────────────────────────────

    async def call(self, method: str, *, where: str = "", **args: Any) -> Json:
        """The answer. ``where``: the channel in words, for errors. Raises
        :class:`~bot.errors.DeliveryError`, or :class:`~handlers.slack.errors.ShapeError`."""
        try:
            return await self._once(method, where, args)
        except DeliveryError as error:
            # Asking twice does no harm; what was refused for its pace was certainly not done.
            again = method in _READS and error.ambiguous
            pause = _pause(error)
            if not again and not (method in _SMALL and pause is not None and pause <= SHORT):
                raise
            await asyncio.sleep(pause or 0.0)
            return await self._once(method, where, args)

    async def _once(self, method: str, where: str, args: Mapping[str, Any]) -> Json:
        channel = str(args.get("channel") or "")
        await self._turn(method, channel)
        try:
            client = self.app_client if method == "apps.connections.open" else self.client
            response = await client.api_call(method, **self._request(method, args))
        except SlackApiError as error:
            raise self._judged(method, error, channel, where) from error
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise of_network(error) from error
        except (SlackClientError, ValueError) as error:  # an answer that can't be read
            raise DeliveryError(f"Slack's answer is odd: {error}", ambiguous=True) from error
        return dict(response.data) if isinstance(response.data, dict) else {}

    def _request(self, method: str, args: Mapping[str, Any]) -> Json:
        if method in _READS:
            return {"http_verb": "GET", "params": dict(args)}
        return {"data" if method in _FORMS else "json": dict(args)}

    async def _turn(self, method: str, channel: str) -> None:
        now = time.monotonic()
        wait = self._pace.wait(method, channel, now)
        if wait > LONGEST_WAIT:
            raise limited(str(int(wait) + 1))
        self._pace.take(method, channel, now, wait)
        if wait:
            await asyncio.sleep(wait)

    def _judged(self, method: str, error: SlackApiError, channel: str, where: str) -> Exception:
        response = error.response
        status = getattr(response, "status_code", None) or getattr(response, "status", 0) or 0
        data = getattr(response, "data", None)
        if status == 429:
            judgement = limited(response.headers.get("Retry-After"))
            seconds = judgement.retry_after.total_seconds() if judgement.retry_after else 1.0
            self._pace.refused(method, channel, seconds, time.monotonic())
            return judgement
        if status >= 500 or not isinstance(data, dict) or not data.get("error"):
            return of_status(method, int(status), None)
        app_token = method == "apps.connections.open"
        return judged(method, data, where=where, bot=self.bot, app_token=app_token)

    async def pages(self, method: str, *, where: str = "", **args: Any) -> AsyncIterator[Json]:
        """Every page of a list. Raises as :meth:`call` does."""
        cursor = ""
        while True:
            more = {"cursor": cursor} if cursor else {}
            page = await self.call(method, where=where, limit=_PAGE, **args, **more)
            yield page
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return

    # ── other ways out ───────────────────────────────────────────────────────────────────

    async def put(self, url: str, content: bytes) -> None:
        """Upload to an address that Slack gave for it."""
        try:
            async with self.session.post(url, data=content) as response:
                if response.status != 200:
                    raise of_status("upload", response.status, response.headers.get("Retry-After"))
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise of_network(error) from error

    async def respond(self, url: str, body: Json) -> None:
        """Answer through a response_url. Never again after a lost answer, but after a pause that
        was asked for, and when it certainly didn't get there."""
        try:
            await self._respond(url, body)
        except DeliveryError as error:
            pause = _AGAIN if isinstance(error, AwayError) else _pause(error)
            if pause is None or pause > LONGEST_WAIT:
                raise
            await asyncio.sleep(pause)
            await self._respond(url, body)

    async def _respond(self, url: str, body: Json) -> None:
        try:
            async with self.session.post(url, json=body) as response:
                text = (await response.text())[:200]
            if response.status != 200:
                raise _no_response(response, text)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise of_network(error) from error

    async def who(self) -> Known:
        """Who the bot is, and what it may do."""
        if mistaken := swapped(self._tokens[0]):
            raise mistaken
        try:
            response = await self.client.api_call("auth.test")
        except SlackApiError as error:
            raise self._judged("auth.test", error, "", "") from error
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise of_network(error) from error
        except (SlackClientError, ValueError) as error:
            raise DeliveryError(f"Slack's answer is odd: {error}") from error
        told = dict(response.data) if isinstance(response.data, dict) else {}
        scopes = str(response.headers.get("x-oauth-scopes") or "")
        self.bot = str(told.get("user") or self.bot)
        return Known(
            told=told, scopes=frozenset(each.strip() for each in scopes.split(",") if each.strip())
        )

    # ── what forms ask for ───────────────────────────────────────────────────────────────

    async def open_view(self, trigger_id: str, view: Json) -> str:
        answer = await self.call("views.open", trigger_id=trigger_id, view=view)
        return str(answer["view"]["id"])

    async def push_view(self, trigger_id: str, view: Json) -> str:
        answer = await self.call("views.push", trigger_id=trigger_id, view=view)
        return str(answer["view"]["id"])

    async def update_view(self, view_id: str, view: Json, *, hash: str = "") -> None:  # noqa: A002  # Slack's word
        more = {"hash": hash} if hash else {}
        await self.call("views.update", view_id=view_id, view=view, **more)

    async def publish_home(self, user_id: str, view: Json) -> None:
        await self.call("views.publish", user_id=user_id, view=view)


def _pause(error: DeliveryError) -> float | None:
    """Seconds that Slack asked for; ``None``: it didn't."""
    return None if error.retry_after is None else error.retry_after.total_seconds()


def _quiet(name: str) -> logging.Logger:
    """With a level of its own: the library puts every request into words at an unset one."""
    logger = logging.getLogger(name)
    logger.setLevel(logging.WARNING)
    return logger


def _no_response(response: aiohttp.ClientResponse, text: str) -> Exception:
    if response.status == 429 or response.status >= 500:
        return of_status("the answer", response.status, response.headers.get("Retry-After"))
    if "blocks" in text or "msg_" in text:
        return ShapeError(f"response_url: {text}")
    return DeliveryError(f"Slack refused the answer: {' '.join(text.split()) or response.status}")
