"""A web server on loopback whose every path behaves as scripted, badly where wanted."""

from __future__ import annotations

import asyncio
import gzip
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import brotli  # type: ignore[import-untyped]  # ships no types
from aiohttp import web

Behaviour = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]

RSS_TYPE = "application/rss+xml; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Asked:
    path: str
    headers: Mapping[str, str]


@dataclass(slots=True)
class FeedServer:
    """``serve(path, …)`` scripts a path; several behaviours are taken in turn, the last stays."""

    port: int = 0
    asked: list[Asked] = field(default_factory=list)
    open: int = 0
    most_open: int = 0
    """Requests under way now, and the most at a time so far."""
    _paths: dict[str, list[Behaviour]] = field(default_factory=dict)

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def url(self, path: str) -> str:
        return self.base + path

    def serve(self, path: str, *behaviours: Behaviour) -> str:
        """The URL that now behaves so."""
        self._paths[path] = list(behaviours)
        return self.url(path)

    def count(self, path: str) -> int:
        return sum(1 for asked in self.asked if asked.path == path)

    async def answer(self, request: web.BaseRequest) -> web.StreamResponse:
        self.asked.append(Asked(request.path_qs, dict(request.headers)))
        behaviours = self._paths.get(request.path_qs) or self._paths.get(request.path)
        if not behaviours:
            return web.Response(status=404, text="nothing here")
        behaviour = behaviours.pop(0) if len(behaviours) > 1 else behaviours[0]
        self.open += 1
        self.most_open = max(self.most_open, self.open)
        try:
            return await behaviour(request)
        finally:
            self.open -= 1


@asynccontextmanager
async def feed_server() -> AsyncIterator[FeedServer]:
    server = FeedServer()
    runner = web.ServerRunner(web.Server(server.answer), shutdown_timeout=0.2)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    server.port = runner.addresses[0][1]
    try:
        yield server
    finally:
        await runner.cleanup()


# ── behaviours ───────────────────────────────────────────────────────────────────────────


def body(
    data: bytes | str,
    *,
    etag: str = "",
    last_modified: str = "",
    encoding: str = "",
    content_type: str = RSS_TYPE,
    headers: Mapping[str, str] | None = None,
) -> Behaviour:
    """A body, or 304 when one of its validators comes back exactly."""
    raw = data.encode() if isinstance(data, str) else data
    sent = dict(headers or {})
    if etag:
        sent["ETag"] = etag
    if last_modified:
        sent["Last-Modified"] = last_modified

    async def answer(request: web.BaseRequest) -> web.StreamResponse:
        same = (etag and request.headers.get("If-None-Match") == etag) or (
            not etag and last_modified and request.headers.get("If-Modified-Since") == last_modified
        )
        if same:
            return web.Response(status=304, headers=sent)
        coded = {"Content-Encoding": encoding} if encoding else {}
        return web.Response(
            body=compressed(raw, encoding), headers={"Content-Type": content_type} | sent | coded
        )

    return answer


def compressed(raw: bytes, encoding: str) -> bytes:
    if encoding == "gzip":
        return gzip.compress(raw)
    if encoding == "deflate":
        return zlib.compress(raw)
    if encoding == "br":
        return bytes(brotli.compress(raw))
    return raw


def html(markup: str) -> Behaviour:
    return body(markup, content_type="text/html; charset=utf-8")


def status(code: int, headers: Mapping[str, str] | None = None) -> Behaviour:
    async def answer(_: web.BaseRequest) -> web.StreamResponse:
        return web.Response(status=code, headers=headers, text="")

    return answer


def redirect(to: str, code: int = 302) -> Behaviour:
    return status(code, {"Location": to})


def after(seconds: float, then: Behaviour) -> Behaviour:
    async def answer(request: web.BaseRequest) -> web.StreamResponse:
        await asyncio.sleep(seconds)
        return await then(request)

    return answer


def drip(piece: bytes = b"<", pause: float = 0.05) -> Behaviour:
    """One piece after another, for ever."""

    async def answer(request: web.BaseRequest) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": RSS_TYPE})
        await response.prepare(request)
        while True:
            await response.write(piece)
            await asyncio.sleep(pause)

    return answer


def endless() -> Behaviour:
    return drip(b"<item>" * 10_000, 0)


def bomb(megabytes: int, encoding: str = "gzip") -> Behaviour:
    """A small answer that grows to so many megabytes of zeros when decompressed."""

    async def answer(request: web.BaseRequest) -> web.StreamResponse:
        response = web.StreamResponse(
            headers={"Content-Type": RSS_TYPE, "Content-Encoding": encoding}
        )
        await response.prepare(request)
        for piece in _bomb_pieces(megabytes, encoding):
            await response.write(piece)
        await response.write_eof()
        return response

    return answer


def _bomb_pieces(megabytes: int, encoding: str) -> Sequence[bytes]:
    zeros = bytes(1_000_000)
    if encoding == "br":
        return [bytes(brotli.compress(zeros * megabytes, quality=1))]
    coder = zlib.compressobj(9, zlib.DEFLATED, 31 if encoding == "gzip" else 15)
    head = coder.compress(zeros) + coder.flush(zlib.Z_FULL_FLUSH)
    block = coder.compress(zeros) + coder.flush(zlib.Z_FULL_FLUSH)
    return [head, *[block] * (megabytes - 1)]


def wrong_length(data: bytes, claimed: int) -> Behaviour:
    """Announces ``claimed`` bytes, sends ``data`` and hangs up."""
    return raw_bytes(
        b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\nContent-Length: "
        + str(claimed).encode()
        + b"\r\n\r\n"
        + data
    )


def dropped() -> Behaviour:
    """The connection is cut without a word."""
    return raw_bytes(b"")


def raw_bytes(data: bytes) -> Behaviour:
    """Exactly these bytes on the wire, then the end."""

    async def answer(request: web.BaseRequest) -> web.StreamResponse:
        transport = request.transport
        assert transport is not None
        transport.write(data)
        transport.close()
        return web.Response()

    return answer


# ── bodies ───────────────────────────────────────────────────────────────────────────────


def rss(
    *titles: str,
    title: str = "Loopback Motors",
    site: str = "https://motors.example/",
    extra: str = "",
) -> bytes:
    """An RSS 2.0 body with one item for each title; link and guid follow from the title."""
    items = "".join(
        f"<item><title>{name}</title><link>{site}{_slug(name)}</link>"
        f"<guid isPermaLink='false'>{_slug(name)}</guid>"
        f"<description>All about {name}.</description></item>"
        for name in titles
    )
    return (
        f"<?xml version='1.0' encoding='utf-8'?><rss version='2.0'><channel><title>{title}</title>"
        f"<link>{site}</link>{extra}{items}</channel></rss>"
    ).encode()


def _slug(name: str) -> str:
    return "-".join(name.lower().split())
