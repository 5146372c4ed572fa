"""Keeps the gateway open, whatever becomes of it, and says in words what keeps it from that.

The library has holes that this stands around: when the very first connect fails it raises
``AttributeError``; a gateway that accepts and closes is knocked at every two milliseconds; what
Discord refuses for good ends it without a word; an event that lacks one key ends it too. A client
that ended is thrown away; the next one is made after a pause. What it can mend itself (lost
sockets, resume) is left to it.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import Callable, Coroutine, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from bot.errors import DeliveryError
from handlers.discord.api import LONGEST_WAIT, Api, point_to
from handlers.discord.library import Entering, discord
from handlers.discord.servers import CHANGES, Servers

log = logging.getLogger(__name__)

Json = dict[str, Any]
OnInteraction = Callable[[Json], Coroutine[Any, Any, None]]
OnReady = Callable[[], Coroutine[Any, Any, None]]

_FATAL: Mapping[int, str] = {
    4004: "Discord's gateway refuses the token: copy the current one from the Developer Portal "
    "(Bot, Reset Token) into TIDINGS_DISCORD_BOT_TOKEN and start Tidings again",
    4010: "Discord refuses the shard it was told: leave TIDINGS_DISCORD_SHARDS unset, or say auto",
    4011: "the bot is in so many servers that Discord asks for sharding: set "
    "TIDINGS_DISCORD_SHARDS=auto and start Tidings again",
    4012: "Discord no longer speaks this version of its API: update Tidings",
    4013: "Discord doesn't know an intent that was asked for: update Tidings",
    4014: "Discord doesn't allow this bot an intent that was asked for: look at the Developer "
    "Portal, Bot, Privileged Gateway Intents, and update Tidings",
}
_NOISE = ("discord.client", "discord.gateway", "discord.shard", "discord.http")


@dataclass(frozen=True, kw_only=True, slots=True)
class Pace:
    """How patiently it is tried again, in seconds."""

    first: float = 1.0
    most: float = 120.0
    refused: float = 300.0
    """After what only people can mend: a day has 1,000 log-ins at the gateway."""
    patience: float = 10.0
    """For which starting waits, and a lost connection is nothing to speak of."""
    calm: float = 60.0
    """After which a connection counts as one that held."""
    restless: int = 6
    """Losses within ``calm`` without one that held: the library goes round in a circle."""
    identify: float = 5.0
    """Between two log-ins at the gateway: Discord's own rule."""
    silence: float = 60.0
    """After which a gateway that says nothing, not even to heartbeats, counts as lost."""


@dataclass
class State:
    """What there is to say of the connection."""

    ready: asyncio.Event = field(default_factory=asyncio.Event)
    known: asyncio.Event = field(default_factory=asyncio.Event)
    """Set once it is known how the first attempt went."""
    since: float = field(default_factory=time.monotonic)
    """Of the last change between ready and not."""
    trouble: str = ""

    def up(self) -> None:
        self.trouble, self.since = "", time.monotonic()
        self.ready.set()
        self.known.set()

    def down(self) -> None:
        if self.ready.is_set():
            self.ready.clear()
            self.since = time.monotonic()


class _Mixin(Entering):
    """What our clients tell; mixed into the plain and the sharded one."""

    connection: Connection

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        del shard_id
        await self.connection.before_identify(initial=initial)

    async def on_connect(self) -> None:
        # Not ``on_ready``: that waits for servers, and nothing here needs to know them.
        await self.connection.up(fresh=True)

    async def on_resumed(self) -> None:
        await self.connection.up(fresh=False)

    async def on_disconnect(self) -> None:
        await self.connection.lost()


class _Client(_Mixin, discord.Client):
    pass


class _ShardedClient(_Mixin, discord.AutoShardedClient):
    pass


class Connection:
    def __init__(
        self,
        api: Api,
        on_interaction: OnInteraction,
        on_ready: OnReady,
        *,
        urls: tuple[str, str],
        shards: str = "",
        pace: Pace | None = None,
    ) -> None:
        """``shards``: how many, or ``auto``; empty: the client isn't sharded."""
        self.on_interaction = on_interaction
        self._api, self._urls = api, urls
        self._on_ready = on_ready
        self._shards = shards
        self.pace = pace or Pace()
        self._state = State()
        self._losses: deque[float] = deque(maxlen=self.pace.restless)
        self._restless = asyncio.Event()
        self._identified = 0.0
        """When the gateway was logged in to last."""
        self.servers = Servers()
        self._task: asyncio.Task[None] | None = None
        self._begun: set[asyncio.Task[None]] = set()
        """What was begun for the client's events, so that nothing outlives :meth:`close`."""

    @property
    def trouble(self) -> str:
        if self._state.ready.is_set() or self._task is None:
            return ""
        if time.monotonic() - self._state.since < self.pace.patience and not self._state.trouble:
            return ""
        return self._state.trouble or "not connected to Discord; trying again"

    async def open(self) -> None:
        """Begin; returns once connected, or soon."""
        if self._task is None:
            quieten()
            self._task = asyncio.create_task(self._keep(), name="discord")
        with suppress(TimeoutError):
            async with asyncio.timeout(self.pace.patience):
                await self._state.known.wait()

    async def close(self) -> None:
        task, self._task = self._task, None
        tasks = [*self._begun, *([task] if task else [])]
        for each in tasks:
            each.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def begin(self, work: Coroutine[Any, Any, None]) -> None:
        if self._task is None:
            work.close()
            return
        task = asyncio.create_task(work)
        self._begun.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._begun.discard(task)
        if not task.cancelled() and task.exception() is not None:
            log.error("a fault in answering Discord", exc_info=task.exception())

    # ── what the client tells ───────────────────────────────────────────────────────────

    async def up(self, *, fresh: bool) -> None:
        if self._state.trouble:
            log.info("Discord: connected again")
        self._state.up()
        if fresh:
            self.begin(self._on_ready())

    async def before_identify(self, *, initial: bool) -> None:
        """Waits for what is left of the pause between two log-ins: what people do meanwhile is
        told to nobody."""
        if not initial:
            left = self._identified + self.pace.identify - time.monotonic()
            await asyncio.sleep(max(left, 0))
        self._identified = time.monotonic()

    async def lost(self) -> None:
        """Called for each loss, also those that the library mends within milliseconds."""
        now = time.monotonic()
        if self._state.ready.is_set() and now - self._state.since >= self.pace.calm:
            self._losses.clear()
        self._state.down()
        self._losses.append(now)
        rounds = len(self._losses) == self._losses.maxlen
        if rounds and now - self._losses[0] < self.pace.calm:
            self._losses.clear()
            self._restless.set()

    # ── keeping ─────────────────────────────────────────────────────────────────────────

    async def _keep(self) -> None:
        wait = self.pace.first
        while True:
            began = time.monotonic()
            trouble, fatal = await self._once()
            self._state.down()
            self._state.trouble = trouble
            self._state.known.set()
            if time.monotonic() - began > self.pace.calm:
                wait = self.pace.first
            log.warning("Discord: %s", self._state.trouble)
            await asyncio.sleep(self.pace.refused if fatal else wait)
            wait = min(wait * 2, self.pace.most)

    async def _once(self) -> tuple[str, bool]:
        """One client's life: why it ended, and whether only people can mend that."""
        point_to(*self._urls)
        client = self._made()
        self._restless.clear()
        try:
            await self._api.log_in(client)
            await self._find_gateway()
            return await self._until_it_ends(client)
        except DeliveryError as error:
            return (str(error) if error.permanent else f"{error}; trying again"), error.permanent
        except discord.PrivilegedIntentsRequired:
            return _FATAL[4014], True
        except discord.ConnectionClosed as error:
            return closed(error.code, str(error.reason or ""))
        except Exception as error:
            never = getattr(client, "ws", None) is None
            if never and isinstance(error, AttributeError):
                cause = error.__context__ or error
                return f"Discord's gateway can't be reached ({_named(cause)}); trying again", False
            if not _is_network(error):
                log.exception("a fault in the connection to Discord")
            return f"the connection to Discord broke ({_named(error)}); trying again", False
        finally:
            await asyncio.shield(_dispose(client))

    async def _find_gateway(self) -> None:
        api_url, gateway_url = self._urls
        if not gateway_url:
            try:
                answer = await self._api.get("/gateway")
            except DeliveryError as error:
                try:  # a server may have the one for bots alone
                    answer = await self._api.get("/gateway/bot")
                except DeliveryError:
                    raise error from None
            point_to(api_url, str(answer["url"]))

    async def _until_it_ends(self, client: discord.Client) -> tuple[str, bool]:
        """Raises what the library ends with. A client that goes round in a circle is stopped by
        cancelling it: closed while it connects, it stumbles over itself."""
        connecting = asyncio.create_task(client.connect(), name="discord-gateway")
        restless = asyncio.create_task(self._restless.wait())
        try:
            await asyncio.wait({connecting, restless}, return_when=asyncio.FIRST_COMPLETED)
            if connecting.done():
                connecting.result()
                return "Discord closed the connection; trying again", False
            return (
                "Discord's gateway closes every connection at once; trying again more slowly",
                False,
            )
        finally:
            for each in (connecting, restless):
                each.cancel()
            await asyncio.gather(connecting, restless, return_exceptions=True)

    def _made(self) -> discord.Client:
        # Without privileged intents, and without messages: commands and buttons come anyway.
        intents = discord.Intents(guilds=True)
        options: dict[str, Any] = {
            "intents": intents,
            "http_trace": self._api.tracing(),
            "max_ratelimit_timeout": LONGEST_WAIT,
            "max_messages": None,
            "chunk_guilds_at_startup": False,
            "heartbeat_timeout": self.pace.silence,
            "member_cache_flags": discord.MemberCacheFlags.none(),
        }
        client: _Client | _ShardedClient
        if self._shards:
            count = int(self._shards) if self._shards.isdigit() else None
            client = _ShardedClient(shard_count=count, **options)
        else:
            client = _Client(**options)
        client.connection = self
        self._listen(client)
        return client

    def _listen(self, client: discord.Client) -> None:
        """The few events that matter are read here. The library would build its picture of every
        server first, and stumble over whatever it doesn't know in one."""
        parsers = client._connection.parsers
        ready, resumed = parsers["READY"], parsers["RESUMED"]
        parsers.clear()
        parsers["READY"] = lambda data: ready(self.servers.ready(data))
        parsers["RESUMED"] = resumed
        parsers["INTERACTION_CREATE"] = lambda data: self.begin(self.on_interaction(data))
        parsers["GUILD_CREATE"] = self.servers.there
        parsers["GUILD_DELETE"] = self.servers.gone
        parsers.update(dict.fromkeys(CHANGES, self.servers.change))


def closed(code: int, reason: str) -> tuple[str, bool]:
    """What a close code means, and whether only people can mend it."""
    if code in _FATAL:
        return f"{_FATAL[code]} ({code})", True
    said = f", {reason}" if reason else ""
    return f"Discord closed the connection ({code}{said}); trying again", False


def _is_network(error: Exception) -> bool:
    return isinstance(error, OSError | discord.DiscordException | TimeoutError) or (
        type(error).__module__.partition(".")[0] == "aiohttp"
    )


def _named(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}".rstrip(": ")[:200]


async def _dispose(client: discord.Client) -> None:
    with suppress(Exception):  # it is thrown away
        await client.close()


class _OneLine(logging.Filter):
    """Lost connections are every day's business: a line each, no traceback, nothing twice."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info and record.exc_info[1] is not None:
            record.msg = f"{record.getMessage()} ({_named(record.exc_info[1])})"
            record.args, record.exc_info, record.exc_text = (), None, None
            record.levelno, record.levelname = logging.WARNING, "WARNING"
        return True


def quieten() -> None:
    for name in _NOISE:
        logger = logging.getLogger(name)
        if not any(isinstance(each, _OneLine) for each in logger.filters):
            logger.addFilter(_OneLine())
