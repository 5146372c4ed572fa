"""Retrieval over HTTP: conditional, compressed, bounded in every direction, polite.

One shared session. What a server can do wrong ends as a :class:`~bot.errors.RetrieveError`
whose words a user can act on and whose URL carries no secrets.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import aiohttp
from aiohttp.abc import AbstractResolver
from yarl import URL

from bot import __version__
from bot.errors import RetrieveError
from bot.feeds import causes, guard, headers
from bot.feeds.gates import Gates
from bot.feeds.redact import redact
from bot.feeds.resolver import Resolver
from bot.model import PollSettings
from bot.text import squeeze

FEED_TYPES = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml, "
    "application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8, text/html;q=0.5, */*;q=0.1"
)
PAGE_TYPES = "text/html, application/xhtml+xml, */*;q=0.1"

PERMANENT = (301, 308)
REDIRECTS = (301, 302, 303, 307, 308)

GRACE = timedelta(seconds=10)
LEAST_RATE = 1_000
"""Bytes per second a body must average once ``GRACE`` has passed."""

KEEP_ALIVE = 5.0
"""Seconds an idle connection is kept: enough for a redirect, too short to hoard sockets."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Retrieved:
    """A good answer: a body (status 200), or the word that nothing changed (304)."""

    status: int
    url: str
    """Where the chain of redirects ended."""
    body: bytes = b""
    """Decompressed; empty when not modified."""
    content_type: str = ""
    etag: str = ""
    last_modified: str = ""
    """Validators, verbatim; empty when the server gave none."""
    redirects: tuple[tuple[int, str], ...] = ()
    """(status, where to), in order."""
    moved_permanently_to: str = ""
    """The end of the unbroken run of 301/308 that the chain began with; else empty."""
    cache_max_age: timedelta | None = None
    retry_after: timedelta | None = None

    @property
    def not_modified(self) -> bool:
        return self.status == 304


def utc_now() -> datetime:
    return datetime.now(UTC)


class Retriever:
    """Fetches over one session that is opened on first use and closed by :meth:`close`.

    ``resolver`` and ``socket_factory`` are the ways to the outside, handed in by tests; the
    guard always stands before ``socket_factory``.
    """

    def __init__(
        self,
        settings: PollSettings,
        *,
        resolver: AbstractResolver | None = None,
        socket_factory: guard.SocketFactory = guard.open_socket,
        ssl_context: ssl.SSLContext | None = None,
        clock: Callable[[], datetime] = utc_now,
        grace: timedelta = GRACE,
        least_rate: int = LEAST_RATE,
    ) -> None:
        self._settings = settings
        self._resolver = resolver
        self._socket_factory = guard.guarded(
            allow_private=settings.allow_private, factory=socket_factory
        )
        self._ssl = ssl_context
        self._clock = clock
        self._grace = grace.total_seconds()
        self._least_rate = least_rate
        self._session: aiohttp.ClientSession | None = None
        self._own_resolver: Resolver | None = None
        self._gates = Gates(per_host=settings.per_host, all_hosts=settings.concurrency)
        self._timeout = aiohttp.ClientTimeout(total=None)

    async def retrieve(
        self, url: str, *, etag: str = "", last_modified: str = "", accept: str = ""
    ) -> Retrieved:
        """GET ``url``, following redirects; each hop is checked again.

        The time-out covers the whole chain but not the wait for a free connection. Raises
        :class:`~bot.errors.RetrieveError`.
        """
        target = guard.check_url(url, allow_private=self._settings.allow_private)
        asked = {"Accept": accept or FEED_TYPES}
        if headers.validator(etag):
            asked["If-None-Match"] = etag
        if headers.validator(last_modified):
            asked["If-Modified-Since"] = last_modified
        left = self._settings.timeout.total_seconds()
        hops: list[tuple[int, str]] = []
        loop = asyncio.get_running_loop()
        while True:
            async with self._gates.turn(target.host or ""):
                started = loop.time()
                answer = await self._hop(target, asked, left, hops)
                left -= loop.time() - started
            if isinstance(answer, Retrieved):
                return answer
            target = self._next(answer, hops, url)

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None
        if self._own_resolver is not None:
            await self._own_resolver.close()
            self._own_resolver = None

    # ── one hop ──────────────────────────────────────────────────────────────────────────

    async def _hop(
        self, url: URL, asked: dict[str, str], left: float, hops: list[tuple[int, str]]
    ) -> Retrieved | tuple[int, str]:
        """The answer, or a redirect's (status, target)."""
        try:
            async with (
                asyncio.timeout(max(left, 0.0)),
                self._open().get(url, headers=asked, allow_redirects=False) as response,
            ):
                return await self._read(response, hops)
        except RetrieveError:
            raise
        except (aiohttp.ClientError, OSError) as error:
            raise causes.no_answer(error, redact(str(url))) from error

    async def _read(
        self, response: aiohttp.ClientResponse, hops: list[tuple[int, str]]
    ) -> Retrieved | tuple[int, str]:
        status = response.status
        found = response.headers
        if status in REDIRECTS and "Location" in found:
            target = _location(response.url, found["Location"])
            hops.append((status, target))
            return status, target
        wait = headers.retry_after(found, self._clock()) if "Retry-After" in found else None
        # Nobody asked: without validators there is nothing it could be unmodified since.
        unasked = status == 304 and not _is_conditional(response)
        if unasked or (status != 304 and not 200 <= status < 300):
            raise causes.bad_status(status, redact(str(response.url)), found, wait)
        return Retrieved(
            status=304 if status == 304 else 200,
            url=str(response.url),
            body=b"" if status == 304 else await self._body(response),
            content_type=found.get("Content-Type", ""),
            etag=headers.validator(found.get("ETag", "")),
            last_modified=headers.validator(found.get("Last-Modified", "")),
            redirects=tuple(hops),
            moved_permanently_to=_permanent_end(hops),
            cache_max_age=headers.cache_max_age(found, self._clock()),
            retry_after=wait,
        )

    async def _body(self, response: aiohttp.ClientResponse) -> bytes:
        """The body, at most ``max_bytes`` of it after decompression, never slower than the
        least rate; the stream is dropped at the first excess."""
        most = self._settings.max_bytes
        if (response.content_length or 0) > most:
            raise _too_large(response.url, most)
        loop = asyncio.get_running_loop()
        started = loop.time()
        chunks: list[bytes] = []
        size = 0
        async for chunk in response.content.iter_any():
            chunks.append(chunk)
            size += len(chunk)
            if size > most:
                raise _too_large(response.url, most)
            passed = loop.time() - started
            if passed > self._grace and size < passed * self._least_rate:
                shown = redact(str(response.url))
                raise RetrieveError(
                    f"{shown} sends its answer too slowly ({size / passed:,.0f} bytes a second)",
                    url=shown,
                    hint="it is tried again later by itself",
                )
        return chunks[0] if len(chunks) == 1 else b"".join(chunks)

    def _next(self, answer: tuple[int, str], hops: list[tuple[int, str]], asked: str) -> URL:
        """Where to go next. ``asked`` is where the chain began."""
        _, target = answer
        seen = [where for _, where in hops[:-1]]
        if len(hops) > self._settings.redirects or target in seen:
            circle = (
                "in a circle" if target in seen else f"more than {self._settings.redirects} times"
            )
            shown = redact(asked)
            raise RetrieveError(
                f"{shown} redirects {circle}, last to {redact(target)}",
                url=shown,
                hint="open it in a browser and use the address where it ends",
            )
        return guard.check_url(target, allow_private=self._settings.allow_private)

    # ── the session ─────────────────────────────────────────────────────────────────────

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            if self._resolver is None:
                self._own_resolver = Resolver()
            connector = aiohttp.TCPConnector(
                limit=0,  # the gates below limit; a wait inside aiohttp would eat the time-out
                resolver=self._resolver or self._own_resolver,
                socket_factory=self._socket_factory,
                keepalive_timeout=KEEP_ALIVE,
                ssl=self._ssl or True,
            )
            self._session = aiohttp.ClientSession(
                connector=connector,
                cookie_jar=aiohttp.DummyCookieJar(),
                trust_env=False,
                timeout=self._timeout,
                headers={
                    "User-Agent": user_agent(self._settings.contact),
                    "Accept-Encoding": "gzip, deflate, br",
                },
                max_line_size=32_768,
                max_field_size=32_768,
            )
        return self._session


def _is_conditional(response: aiohttp.ClientResponse) -> bool:
    sent = response.request_info.headers
    return "If-None-Match" in sent or "If-Modified-Since" in sent


def user_agent(contact: str = "") -> str:
    """``Tidings/0.1.0 (+mailto:desk@example.org)``: whom publishers can write to."""
    told = squeeze(contact).encode("ascii", "ignore").decode().strip("()")
    return f"Tidings/{__version__}" + (f" (+{told})" if told else " (feed reader)")


def _location(base: URL, value: str) -> str:
    """Absolute target of a redirect, without user name or fragment."""
    text = value.strip().encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    try:
        target = base.join(URL(text)).with_fragment(None)
        return str(target.with_user(None) if target.user is not None else target)
    except ValueError:
        shown = redact(str(base))
        raise RetrieveError(
            f"{shown} redirects to something that is no address",
            url=shown,
            hint="open it in a browser and use the address where it ends",
        ) from None


def _permanent_end(hops: list[tuple[int, str]]) -> str:
    """A temporary redirect on the way means that what follows is not for good."""
    end = ""
    for status, target in hops:
        if status not in PERMANENT:
            break
        end = target
    return end


def _too_large(url: URL, most: int) -> RetrieveError:
    shown = redact(str(url))
    return RetrieveError(
        f"{shown} is larger than {most / 1e6:,.0f} MB",
        url=shown,
        hint="check that the address is a feed, or raise max_bytes under polling",
    )
