"""A farm of feeds on loopback, in a process of its own and cheap enough to measure clients by.

70 % of the feeds send validators and honour them, 20 % send none, 4 % are slow, 5 % are broken,
the rest has moved. Bodies are written here, mixed with real captures when there are any.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import random
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path

SLOW = 0.25
"""Seconds a slow feed takes."""
ITEM_BYTES = 1_300
MEAN_ITEMS = 29
LARGEST_CAPTURE = 200_000
KINDS = (("validators", 70), ("plain", 20), ("slow", 4), ("broken", 5), ("moved", 1))

_WORDS = re.findall(
    r"\w+",
    "vehicles delivered battery factory output quarter price robot line supplier alloy order market"
    " week shares margin model range charging software launch export plant capacity record profit",
)
_FIRST_ITEM = re.compile(rb"<(item|entry)[\s>]")


@dataclass(slots=True)
class Farmed:
    """One feed of the farm, at ``/number``."""

    kind: str
    body: bytes
    version: int = 0

    @property
    def etag(self) -> bytes:
        return b'"v%d"' % self.version

    def change(self, number: int) -> None:
        """One more item on top, as if published now."""
        self.version += 1
        first = _FIRST_ITEM.search(self.body)
        if first is None:
            return
        at, atom = first.start(), first[1] == b"entry"
        new = _item(f"{number}-new-{self.version}", random.Random(self.version), atom=atom)
        self.body = self.body[:at] + new + self.body[at:]


def make_feeds(count: int, captures: Path | None) -> list[Farmed]:
    """The same farm every time."""
    dice = random.Random(7)
    real = _captures(captures) if captures else []
    kinds = [kind for kind, share in KINDS for _ in range(share)]
    feeds = []
    for number in range(count):
        body = dice.choice(real) if real and dice.random() < 0.6 else _rss(number, dice)
        feeds.append(Farmed(kinds[number * 37 % 100], body))
    return feeds


def _captures(folder: Path) -> list[bytes]:
    if not folder.is_dir():
        return []
    found = [
        path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.suffix in (".xml", ".rss", ".atom")
        and 2_000 < path.stat().st_size < LARGEST_CAPTURE
    ]
    return [body for body in found if _FIRST_ITEM.search(body) and b"\x00" not in body[:100]]


def _rss(number: int, dice: random.Random) -> bytes:
    items = max(3, int(dice.gauss(MEAN_ITEMS, 8)))
    return b"".join(
        [
            b"<?xml version='1.0' encoding='utf-8'?><rss version='2.0'><channel>"
            b"<title>Feed %d</title><link>https://farm%d.example/</link>" % (number, number),
            *(_item(f"{number}-{each}", dice) for each in range(items)),
            b"</channel></rss>",
        ]
    )


def _item(name: str, dice: random.Random, *, atom: bool = False) -> bytes:
    words = [dice.choice(_WORDS) for _ in range(ITEM_BYTES // 9)]
    title, link = " ".join(words[:9]), f"https://farm.example/news/{name}"
    text = " ".join(words)
    if atom:
        return (
            f"<entry><title>{title}</title><id>{link}</id><link href='{link}'/>"
            f"<updated>2026-03-04T12:00:00Z</updated><content>{text}</content></entry>"
        ).encode()
    return (
        f"<item><title>{title}</title><link>{link}</link><guid>{link}</guid>"
        f"<pubDate>Wed, 04 Mar 2026 12:00:00 GMT</pubDate>"
        f"<description><![CDATA[<p>{text}</p>]]></description></item>"
    ).encode()


# ── the server ───────────────────────────────────────────────────────────────────────────


@dataclass(slots=True)
class Farm:
    """How the measuring process speaks to the farm."""

    port: int
    count: int
    pid: int
    _pipe: Connection
    bodies: list[int] = field(default_factory=list)

    def url(self, number: int) -> str:
        return f"http://127.0.0.1:{self.port}/{number}"

    def urls(self) -> list[str]:
        return [self.url(number) for number in range(self.count)]

    def change(self, percent: int, turn: int) -> None:
        """That part of the feeds gets a new item each; other feeds every ``turn``."""
        self._pipe.send((percent, turn))
        self._pipe.recv()


@contextmanager
def farm(count: int, captures: Path | None = None) -> Iterator[Farm]:
    ours, theirs = multiprocessing.get_context("spawn").Pipe()
    process = multiprocessing.get_context("spawn").Process(
        target=_run, args=(theirs, count, captures), daemon=True
    )
    process.start()
    try:
        port, bodies = ours.recv()
        yield Farm(port, count, process.pid or 0, ours, bodies)
    finally:
        process.kill()
        process.join()


def _run(pipe: Connection, count: int, captures: Path | None) -> None:
    asyncio.run(_serve(pipe, make_feeds(count, captures)))


async def _serve(pipe: Connection, feeds: Sequence[Farmed]) -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: _Http(feeds), "127.0.0.1", 0, backlog=1024)
    pipe.send((server.sockets[0].getsockname()[1], [len(feed.body) for feed in feeds]))

    def told() -> None:
        percent, turn = pipe.recv()
        for number, feed in enumerate(feeds):
            if (number + turn * percent) % 100 < percent:
                feed.change(number)
        pipe.send(True)

    loop.add_reader(pipe.fileno(), told)
    await server.serve_forever()


class _Http(asyncio.Protocol):
    """As much of HTTP as a client's GET needs: one request a connection.

    Minutes lie between two polls of a feed, and no server keeps a connection open so long; a
    client that could reuse connections here would look better than it is.
    """

    def __init__(self, feeds: Sequence[Farmed]) -> None:
        self._feeds = feeds
        self._data = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._data += data
        if b"\r\n\r\n" not in self._data:
            return
        number = int(self._data.split(b" ", 2)[1].strip(b"/x"))
        feed = self._feeds[number]
        wait = SLOW if feed.kind == "slow" else 0.0
        asyncio.get_running_loop().call_later(wait, self._send, feed, number, self._data)

    def _send(self, feed: Farmed, number: int, asked: bytes) -> None:
        if self._transport is None or self._transport.is_closing():
            return
        status, headers, body = _answer(feed, number, asked)
        length = b"" if status.startswith(b"304") else b"Content-Length: %d\r\n" % len(body)
        self._transport.write(
            b"HTTP/1.1 %b\r\n%b%bConnection: close\r\n\r\n%b" % (status, headers, length, body)
        )
        self._transport.close()


def _answer(feed: Farmed, number: int, asked: bytes) -> tuple[bytes, bytes, bytes]:
    """(status, headers, body)."""
    if feed.kind == "broken" and number % 2:
        return b"500 Oops", b"", b""
    if feed.kind == "broken":
        page = b"<!doctype html><html><body>Sorry</body></html>"
        return b"200 OK", b"Content-Type: text/html\r\n", page
    if feed.kind == "moved" and b"GET /x" not in asked:
        return b"301 Moved", b"Location: /x%d\r\n" % number, b""
    tag = b"" if feed.kind == "plain" else b"ETag: %b\r\n" % feed.etag
    if tag and b"If-None-Match: %b\r\n" % feed.etag in asked:
        return b"304 Not Modified", tag, b""
    return b"200 OK", b"Content-Type: application/rss+xml\r\n" + tag, feed.body
