"""Slack behind the :class:`~bot.ports.Platform` protocol."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult

from bot.card import Card
from bot.errors import DeliveryError, TidingsError
from bot.finding import Finding
from bot.model import Destination, Receipt, Request
from bot.ports import EVERY_ADDRESS, Answer, Clock, Complete
from handlers.kept import Cards
from handlers.registry import CommandInfo, Setup
from handlers.slack import forms as own_forms
from handlers.slack import home as own_home
from handlers.slack.answers import Answers
from handlers.slack.api import BASE_URL, Api, Known
from handlers.slack.callers import Callers
from handlers.slack.channels import Directory
from handlers.slack.errors import TokenError
from handlers.slack.examine import examine
from handlers.slack.files import Files
from handlers.slack.inbound import Inbound
from handlers.slack.link import Link, Patience
from handlers.slack.members import Members
from handlers.slack.messages import Messages
from handlers.slack.pace import Pace
from handlers.slack.seen import Seen
from handlers.slack.sockets import SocketLink
from handlers.slack.supervisor import Supervisor
from handlers.slack.talk import NAME, Forms, Home, Talk
from handlers.slack.typed import as_typed
from handlers.slack.web import Listen, WebLink

STARTING = 8.0
"""Seconds that a start waits for Slack; the rest of the bot doesn't need it."""
NOT_HEARD = (
    "TIDINGS_SLACK_APP_TOKEN is not set: alerts are posted, but no command or button is heard "
    "(at https://api.slack.com/apps open the app, then Basic Information, App-Level Tokens: make "
    "one with connections:write)"
)
NOT_SIGNED = (
    "TIDINGS_SLACK_SIGNING_SECRET is not set: Slack's requests can't be told from others' (at "
    "https://api.slack.com/apps open the app, then Basic Information: copy the Signing Secret)"
)


class SlackPlatform:
    name = NAME

    def __init__(
        self,
        clock: Clock,
        *,
        tokens: Callable[[], tuple[str, str]],
        signing_secret: str = "",
        listen: Listen | None = None,
        base_url: str = BASE_URL,
        commands: Sequence[CommandInfo] = (),
        places: Callable[[], Iterable[Destination]] = tuple,
        folder: Path | None = None,
        patience: Patience | None = None,
        pace: Pace | None = None,
        forms: Forms = own_forms,
        home: Home = own_home,
    ) -> None:
        """``tokens``: the bot's, and the app's or nothing. ``listen``: in HTTP mode, where; without
        it Socket Mode is used."""
        self._clock = clock
        self._commands = commands
        self._signing_secret = signing_secret
        self._listen = listen
        self._patience = patience or Patience()
        self._forms, self._home = forms, home
        self._api = Api(tokens, base_url=base_url, pace=pace)
        self._directory = Directory(self._api, places)
        files = Files(self._api)
        self._messages = Messages(self._api, self._directory, files)
        kept = Cards(folder / "slack-answers" if folder else None)
        self._answers = Answers(self._api, self._directory, files, kept)
        members = Members(self._api, lambda: self._known.team if self._known else "")
        self._callers = Callers(members, self._directory, clock)
        self._seen = Seen(folder / "slack-seen" if folder else None)
        self._known: Known | None = None
        self._mended: set[str] = set()
        self._inbound: Inbound | None = None
        self._supervisor: Supervisor | None = None

    @property
    def trouble(self) -> str:
        return self._supervisor.trouble if self._supervisor else ""

    # ── listening ────────────────────────────────────────────────────────────────────────

    async def connect(self, answer: Answer, complete: Complete) -> None:
        async def typed(request: Request) -> Card:
            return as_typed(await answer(request), self._commands)

        talk = Talk(
            answer=typed,
            complete=complete,
            commands=self._commands,
            slack=self._api,
            clock=self._clock,
        )
        self._inbound = Inbound(
            talk,
            self._callers,
            self._answers,
            self._messages,
            forms=self._forms,
            home=self._home,
            ack_within=self._patience.ack,
            mended=self._let_in,
        )
        app = self._app()
        self._inbound.listen(app)
        link, missing = self._way_in(app)
        self._supervisor = Supervisor(
            self._api, link, self._patience, missing=missing, known=self._learn
        )
        await self._supervisor.start(within=STARTING)

    def _way_in(self, app: AsyncApp) -> tuple[Link | None, str]:
        if self._listen is not None:
            if not self._signing_secret:
                return None, NOT_SIGNED
            return WebLink(app, self._seen, self._signing_secret, self._listen), ""
        if not self._api.app_token:
            return None, NOT_HEARD
        return SocketLink(self._api, app, self._seen, self._patience), ""

    def _learn(self, known: Known) -> None:
        """Who the bot is. Another list of scopes means that somebody installed it anew."""
        if self._known is not None and self._known.scopes != known.scopes:
            self._mended.add(EVERY_ADDRESS)
        self._known = known

    async def _let_in(self, channel_id: str, called: str) -> None:
        self._directory.forget_name(channel_id)
        self._mended |= {channel_id, await self._directory.address_of(channel_id, called)}

    def take_mended(self) -> Collection[str]:
        mended, self._mended = self._mended, set()
        return mended

    def _app(self) -> AsyncApp:
        """The library's half of listening. What is posted doesn't go through it; signatures are
        checked before anything gets here."""

        async def authorize() -> AuthorizeResult:
            """As asked at the start: no call of its own for every button."""
            told: Mapping[str, str] = self._known.told if self._known else {}
            return AuthorizeResult(
                enterprise_id=told.get("enterprise_id"),
                team_id=told.get("team_id"),
                bot_id=told.get("bot_id"),
                bot_user_id=told.get("user_id"),
                bot_token=self._api.client.token,
            )

        return AsyncApp(
            client=self._api.anonymous(), authorize=authorize, request_verification_enabled=False
        )

    # ── posting ──────────────────────────────────────────────────────────────────────────

    async def post(
        self, address: str, card: Card, *, key: str, thread: Receipt | None = None
    ) -> Receipt:
        try:
            return await self._messages.post(address, card, key=key, thread=thread)
        except DeliveryError as error:
            self._doubt(error)
            raise

    async def update(self, receipt: Receipt, card: Card) -> Receipt:
        try:
            return await self._messages.update(receipt, card)
        except DeliveryError as error:
            self._doubt(error)
            raise

    async def find(
        self, address: str, key: str, since: datetime, *, thread: Receipt | None = None
    ) -> Receipt | None:
        try:
            return await self._messages.find(address, key, since, thread=thread)
        except DeliveryError as error:
            self._doubt(error)
            raise

    def _doubt(self, error: DeliveryError) -> None:
        if isinstance(error, TokenError) and self._supervisor is not None:
            self._supervisor.doubt(error)

    # ── the rest ─────────────────────────────────────────────────────────────────────────

    async def examine(self, destinations: Sequence[Destination]) -> Sequence[Finding]:
        way_in = (
            (str(self._listen), bool(self._signing_secret)) if self._listen is not None else None
        )
        return await examine(self._api, self._directory, destinations, way_in=way_in)

    async def close(self) -> None:
        if self._supervisor is not None:
            await self._supervisor.close()
        if self._inbound is not None:
            await self._inbound.close()
        await self._api.close()
        await asyncio.sleep(0)  # lets closed connections end


def create(setup: Setup, environ: Mapping[str, str] | None = None) -> SlackPlatform:
    """Raises :class:`~bot.errors.TidingsError` when there is no bot token, or when what the
    environment says can't be."""
    said = os.environ if environ is None else environ

    def tokens() -> tuple[str, str]:
        bot_token = setup.secret("slack_bot_token") or ""
        return bot_token.strip(), (setup.secret("slack_app_token") or "").strip()

    bot_token, app_token = tokens()
    if not bot_token:
        raise TidingsError(
            "TIDINGS_SLACK_BOT_TOKEN is not set",
            hint="put the app's Bot User OAuth Token into it; docs/slack.md shows where it is",
        )
    signing_secret = (setup.secret("slack_signing_secret") or "").strip()
    listen = said.get("TIDINGS_SLACK_LISTEN", "").strip()
    if not listen and signing_secret and not app_token:
        listen = "127.0.0.1:3000"
    return SlackPlatform(
        setup.clock,
        tokens=tokens,
        signing_secret=signing_secret,
        listen=Listen.parse(listen) if listen else None,
        base_url=_address(said.get("TIDINGS_SLACK_API_URL", "").strip()),
        commands=setup.commands,
        places=setup.places,
        folder=setup.folder,
    )


def _address(url: str) -> str:
    """The base of the Web API, with a slash at its end."""
    if not url:
        return BASE_URL
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise TidingsError(
            f"TIDINGS_SLACK_API_URL is {url!r}, which is no web address",
            hint=f"leave it away, or write one as in {BASE_URL}",
        )
    return url.rstrip("/") + "/"
